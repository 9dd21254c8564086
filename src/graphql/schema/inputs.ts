export const idempotencyKeyField =
  'Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice.';

export const expectedVersionField = 'Act only if the thing is still at this version.';
