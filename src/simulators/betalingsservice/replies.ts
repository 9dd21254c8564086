import { jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { type Reason, reasons, refusalBody, sourceOf, type Wrong } from './unconfirmed.ts';

/** A refusal by the gateway: signature, access, quota. */
export function gatewayRefusal(reason: Reason, description: string, status: number = reasons[reason]): Reply {
  return jsonReply(status, refusalBody('Gateway', [{ reason, description }]));
}

/** A refusal by the service that was called. */
export function serviceRefusal(request: WireRequest, reason: Reason, description: string): Reply {
  return jsonReply(reasons[reason], refusalBody(sourceOf(request.path), [{ reason, description }]));
}

/** 400 with everything that is wrong with the body. Values are never repeated: one of them may be a CPR number. */
export function badBody(request: WireRequest, wrongs: readonly Wrong[]): Reply {
  return jsonReply(400, refusalBody(sourceOf(request.path), wrongs));
}

/** A refusal with the status that a fault script asks for. */
export function refuse(_turn: Step, request: WireRequest, status: number): Reply {
  const reason = reasonFor(status);
  if (status >= 400 && status < 500 && ![400, 404, 409, 415].includes(status))
    return gatewayRefusal(reason, 'The gateway has refused the call.', status);
  return jsonReply(status, refusalBody(sourceOf(request.path), [{ reason, description: 'The call was refused.' }]));
}

/** Nothing here expires within a session: this is the key itself, found to be too old. */
export function expireToken(): Reply {
  return gatewayRefusal('AUTHENTICATION_FAILED', 'The key has expired.');
}

const byStatus: Readonly<Record<number, Reason>> = {
  401: 'AUTHENTICATION_FAILED',
  403: 'DECLINED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'DUPLICATE_UUID',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMIT_EXCEEDED',
  500: 'INTERNAL_SERVER_ERROR',
};

function reasonFor(status: number): Reason {
  return byStatus[status] ?? (status >= 500 ? 'SERVICE_UNAVAILABLE' : 'INVALID_FIELD');
}
