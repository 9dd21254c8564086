import type { PayerErased } from '../../domain/command/command.ts';
import { decodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { IdempotencyError, NotFoundError } from '../schema/errors.ts';
import { idempotencyKeyField } from '../schema/inputs.ts';
import { mutationPayload } from '../schema/payload.ts';
import { resolveType, told } from '../schema/results.ts';

const ErasePayerInput = builder.inputType('ErasePayerInput', {
  description: 'Erases what is kept of a payer.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    subjectId: t.id({
      required: true,
      description:
        'A mandate, a billing request or a transfer of the payer. One that led to the other shares its payer.',
    }),
  }),
});

const ErasePayerPayload = mutationPayload<PayerErased>('ErasePayerPayload', {
  description: 'What was kept of the payer is gone.',
  fields: (t) => ({
    erasedAt: t.expose('erasedAt', {
      type: 'DateTime',
      description: 'When it was erased; the first time, if it had been erased before.',
    }),
  }),
});

const ErasePayerResult = builder.unionType('ErasePayerResult', {
  description: 'When the payer was erased, or why not. May grow: keep an arm for UserError.',
  types: [ErasePayerPayload, NotFoundError, IdempotencyError],
  resolveType: resolveType('ErasePayerPayload'),
});

const refusals = ['notFound', 'keyReused', 'keyInProgress'] as const;

builder.mutationField('erasePayer', (t) =>
  t.field({
    type: ErasePayerResult,
    description:
      'Destroys the key under which all that names a payer was sealed (names, addresses, account and identity numbers), for good, and forgets what their idempotency keys were used with. Money, states and events stay: they name nobody. The mandate stays in force at the provider, which keeps records of its own; a step that would have to name the payer again is refused. Your own `externalId` and `metadata` are not touched.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payers:erase' } },
    args: { input: t.arg({ type: ErasePayerInput, required: true, description: 'Whose.' }) },
    resolve: async (_root, { input: { idempotencyKey, subjectId } }, { deps, caller }) =>
      told(refusals, await deps.commands.erasePayer(caller, { idempotencyKey, subject: decodeId(subjectId) })),
  }),
);
