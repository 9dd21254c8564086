import { jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';

const page = 'https://developer.vippsmobilepay.com/docs/APIs/recurring-api/recurring-api-problems';

/** What can be wrong with a request, with its status. That an identifier has this status is told nowhere. */
const problems = {
  'validation-error': [400, 'Validation error'],
  'invalid-json': [400, 'Invalid JSON'],
  'unsupported-media-type': [400, 'Unsupported media type'],
  'idempotency-key-header': [400, 'Idempotency-Key header is missing or malformed'],
  'idempotency-conflict': [409, 'Idempotency-Key has been used on another request'],
  'invalid-agreement-id': [400, 'Invalid agreement id'],
  'charge-amount-too-high': [400, 'Charge amount is too high'],
  'charge-due-too-soon': [400, 'Charge is due too soon'],
  'charge-due-in-too-long': [400, 'Charge is due in too long'],
  'charge-creation-failed': [400, 'Charge could not be created'],
  'charge-capture-failed': [400, 'Charge could not be captured'],
  'cancel-charge-failed': [400, 'Charge could not be cancelled'],
  'illegal-agreement-update': [400, 'Agreement could not be updated'],
  'invalid-suggested-max-amount': [400, 'Suggested maximum amount is too high'],
  'unsupported-feature': [403, 'The sales unit is not approved for this'],
  'invalid-sale-unit': [403, 'The sales unit does not have Recurring'],
  'resource-not-found': [404, 'Resource not found'],
  'operation-failed': [400, 'Operation failed'],
  conflict: [409, 'Conflict'],
} as const;
export type Problem = keyof typeof problems;

/** A refusal in the form of the Recurring API. */
export function problem(
  { newId }: Pick<Step, 'newId'>,
  { path }: Pick<WireRequest, 'path'>,
  identifier: Problem,
  detail?: string,
  status: number = problems[identifier][0],
): Reply {
  const [, title] = problems[identifier];
  return jsonReply(
    status,
    {
      type: `${page}#${identifier}`,
      title,
      status,
      detail: detail ?? title,
      instance: `/vipps-recurring-merchant-api${path.replace(/^\/recurring/, '')}`,
      contextId: newId(),
      extraDetails: [],
    },
    { 'content-type': 'application/problem+json' },
  );
}

/** A refusal of the gateway, which has a form of its own. */
export function gatewayRefusal(status: number, message: string): Reply {
  return jsonReply(status, { responseInfo: { responseCode: status, responseMessage: message }, result: { message } });
}

export const unauthorised: Reply = gatewayRefusal(401, 'Access denied due to invalid credentials.');

/** A refusal with a status that a fault script asks for. */
export function refuseWith(step: Step, request: WireRequest, status: number): Reply {
  if (status === 401) return unauthorised;
  if (status === 429) return gatewayRefusal(429, 'Rate limit is exceeded. Try again later.');
  const identifier: Problem = status === 404 ? 'resource-not-found' : status === 409 ? 'conflict' : 'operation-failed';
  return problem(step, request, identifier, undefined, status);
}
