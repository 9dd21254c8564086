import { jsonReply } from '../kit/replies.ts';
import type { Reply, Step } from '../kit/simulator.ts';

/** What is wrong with one field; the pointer names it within the body, as `/payments/amount`. */
export interface Flaw {
  readonly field: string;
  readonly message: string;
  readonly pointer: string;
}

/** Why something was not done, in GoCardless' three kinds. */
export type Refusal =
  | { readonly type: 'validation_failed'; readonly flaws: readonly Flaw[] }
  | {
      readonly type: 'invalid_state';
      readonly reason: string;
      readonly message: string;
      readonly status?: 409;
      readonly links?: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'invalid_api_usage';
      readonly status: number;
      readonly message: string;
      readonly reason?: string;
      /** Where the wrongly typed or missing parameters are. */
      readonly pointers?: readonly string[];
    };

export const flawed = (...flaws: readonly Flaw[]): Refusal => ({ type: 'validation_failed', flaws });
export const wrongState = (reason: string, message: string, links?: Readonly<Record<string, string>>): Refusal => ({
  type: 'invalid_state',
  reason,
  message,
  ...(links && { links }),
});
export const misused = (status: number, reason: string, message: string): Refusal => ({
  type: 'invalid_api_usage',
  status,
  reason,
  message,
});
export const notFound = misused(404, 'resource_not_found', 'Resource not found');
export const linkNotFound = misused(404, 'link_not_found', 'Link not found');
export const pathNotFound = misused(404, 'path_not_found', 'Path not found');

/** A refusal as GoCardless words it. */
export function refusalReply(step: Pick<Step, 'newId'>, refusal: Refusal): Reply {
  switch (refusal.type) {
    case 'validation_failed':
      return errorReply(step, 422, refusal.type, 'Validation failed', refusal.flaws.map(flawEntry));
    case 'invalid_state': {
      const { status = 422, reason, message, links } = refusal;
      return errorReply(step, status, refusal.type, message, [{ reason, message, ...(links && { links }) }]);
    }
    case 'invalid_api_usage': {
      const { status, message, reason, pointers } = refusal;
      const entries = pointers?.map((pointer) => ({ message, request_pointer: pointer })) ?? [{ reason, message }];
      return errorReply(step, status, refusal.type, message, entries);
    }
  }
}

/** A refusal with a status that the fault script asks for. */
export function refusalWithStatus(step: Pick<Step, 'newId'>, status: number): Reply {
  const known = usual[status];
  if (known) return errorReply(step, status, known[0], known[2], [{ reason: known[1], message: known[2] }]);
  if (status === 422)
    return refusalReply(step, flawed({ field: 'amount', message: 'is not valid', pointer: '/amount' }));
  const type = status >= 500 ? 'gocardless' : 'invalid_api_usage';
  const [reason, message] = status >= 500 ? internal : ['bad_request', 'Bad request'];
  return errorReply(step, status, type, message, [{ reason, message }]);
}

const internal = ['internal_server_error', 'Internal server error'] as const;
const usual: Readonly<Record<number, readonly [type: string, reason: string, message: string]>> = {
  401: ['invalid_api_usage', 'access_token_not_found', 'The access token was not found'],
  403: ['invalid_api_usage', 'forbidden', 'Forbidden'],
  404: ['invalid_api_usage', 'resource_not_found', 'Resource not found'],
  409: ['invalid_state', 'bank_account_exists', 'Bank account already exists'],
  429: ['invalid_api_usage', 'rate_limit_exceeded', 'Rate limit exceeded'],
};

function flawEntry({ field, message, pointer }: Flaw): object {
  return { field, message, request_pointer: pointer };
}

function errorReply(
  step: Pick<Step, 'newId'>,
  code: number,
  type: string,
  message: string,
  errors: readonly object[],
): Reply {
  const requestId = step.newId();
  const first = errors[0] as { reason?: string } | undefined;
  return jsonReply(
    code,
    {
      error: {
        message,
        type,
        code,
        request_id: requestId,
        documentation_url: `https://developer.gocardless.com/api-reference#${first?.reason ?? type}`,
        errors,
      },
    },
    { 'x-request-id': requestId },
  );
}
