import type { GraphQLError } from 'graphql';
import { type KeyLoss, keyLosses } from '../../access/api-keys.ts';
import { refusal } from '../limits/refusals.ts';

/** What an open stream is told when its key no longer is what it was let in with. */
export function keyLost(loss: KeyLoss): GraphQLError {
  return refusal(loss === 'scopeLost' || loss === 'originLost' ? 'FORBIDDEN' : 'UNAUTHENTICATED', keyLosses[loss], {
    reason: reasons[loss],
    retryable: false,
  });
}

const reasons = {
  revoked: 'KEY_REVOKED',
  expired: 'KEY_EXPIRED',
  suspended: 'MERCHANT_SUSPENDED',
  scopeLost: 'SCOPE_LOST',
  tokenExpired: 'TOKEN_EXPIRED',
  tokenEnded: 'TOKEN_ENDED',
  originLost: 'ORIGIN_NOT_ALLOWED',
} as const satisfies Record<KeyLoss, string>;
