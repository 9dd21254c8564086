/** Text that PostgreSQL or a JSON peer cannot hold as it is: U+0000, or half of a surrogate pair. */
export function unstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** The paths of all unstorable texts within a value. */
export function unstorablePaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return unstorable(value) ? [path] : [];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    // An id that is malformed in any way gets the answer of one that is unknown.
    key.endsWith('Id') && key !== 'externalId' && key !== 'nationalId' ? [] : unstorablePaths(item, [...path, key]),
  );
}
