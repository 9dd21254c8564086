import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';

const kinds: Readonly<Record<number, readonly [error: string, type: string, message: string]>> = {
  400: ['BadRequest', 'InputError', 'The request is not valid.'],
  412: ['PreconditionFailed', 'PreconditionError', 'The request breaks a business rule.'],
  500: ['InternalServerError', 'ServerError', 'An error occurred. Please try again later.'],
};

/**
 * A refusal in MobilePay's form: 400, 412 and 500 carry the error model; 401, 404, 409 and the rest have no body.
 */
export function refusal(step: Step, request: WireRequest, status: number, message?: string): Reply {
  const kind = kinds[status];
  if (!kind) return emptyReply(status);
  const [error, error_type, usual] = kind;
  const asked = request.headers.correlationid ?? '';
  return jsonReply(status, {
    error,
    error_description: {
      message: message ?? usual,
      error_type,
      correlation_id: /^[0-9a-f-]{36}$/i.test(asked) ? asked.toLowerCase() : step.newId(),
      error_code: null,
    },
  });
}

/** 204: done, nothing to say. */
export const noContent: Reply = emptyReply(204);
/** 404 and 409 come without a body. */
export const notFound: Reply = emptyReply(404);
export const conflict: Reply = emptyReply(409);
