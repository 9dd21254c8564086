import { refuse } from '../../kernel/result.ts';
import type { Handler } from './handler.ts';
import { misused } from './replies.ts';

// Neither the longest key nor for how long one is remembered is documented beyond "at least thirty days".
const keyLengthMax = 255;

/**
 * Creates something once for each Idempotency-Key. A key is looked at before the body, stands for one endpoint, and is not used
 * up by a call that was refused. The conflict names what was created and does not show it.
 */
export function creatingOnce(resource: string, handler: Handler): Handler {
  return (step, request, id) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || key === '') return handler(step, request, id);
    if (key.length > keyLengthMax)
      return refuse(misused(400, 'idempotency_key_too_long', `The key is longer than ${keyLengthMax} characters`));
    const place = `${resource} ${key}`;
    const earlier = step.documents.get<string>('keys', place);
    if (earlier !== null) {
      return refuse({
        type: 'invalid_state',
        status: 409,
        reason: 'idempotent_creation_conflict',
        message: 'A resource has already been created with this idempotency key',
        links: { conflicting_resource_id: earlier },
      });
    }
    const made = handler(step, request, id);
    if (made.ok && made.value.id !== undefined) step.documents.put('keys', place, made.value.id);
    return made;
  };
}
