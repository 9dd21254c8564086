import type { CommandOutcome } from '../../domain/command/command.ts';
import type { StoredOutcome } from '../../domain/command/idempotency.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import { builder } from './builder.ts';

/** How a key was met, as every payload says. */
export const IdempotencyOutcome = builder.objectRef<CommandOutcome['idempotency']>('IdempotencyOutcome').implement({
  description:
    'How the idempotency key was met. The same key with the same input gives the same outcome until it expires.',
  fields: (t) => ({
    key: t.expose('key', { type: 'IdempotencyKey', description: 'The key.' }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True when the key had been used before: nothing was done again.',
    }),
    firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime', description: 'When the key was first used.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the key is kept.' }),
  }),
});

/** The ids of a stored outcome that may name what a key led to, and of what each is the id. */
export const outcomePrefixes = {
  agreementId: 'agr',
  paymentId: 'oop',
  captureId: 'cap',
  refundId: 'rfd',
  mandateId: 'man',
  billingRequestId: 'brq',
  paymentScheduleId: 'sch',
  endpointId: 'whe',
  apiKeyId: 'key',
  accountId: 'acc',
} as const satisfies Partial<Record<keyof StoredOutcome, IdPrefix>>;

/** An id of a stored outcome: each mutation says which of them names what it leads to. */
export type OutcomeId = keyof typeof outcomePrefixes;
