import { erasePayer, type PayerErased } from '../../domain/payer/erase.ts';
import { decodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { mutation } from '../schema/mutation.ts';
import { mutationPayload } from '../schema/payload.ts';

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

mutation('erasePayer', {
  description:
    'Destroys the key under which all that names a payer was sealed (names, addresses, account and identity numbers), for good, and forgets what their idempotency keys were used with. Money, states and events stay: they name nobody. The mandate stays in force at the provider, which keeps records of its own; a step that would have to name the payer again is refused. Your own `externalId` and `metadata` are not touched.',
  scope: 'payers:erase',
  input: ErasePayerInput,
  asks: 'Whose.',
  payload: ErasePayerPayload,
  result: 'When the payer was erased, or why not.',
  refusals: ['notFound'],
  inputPaths: { 'subject.prefix': 'subjectId', 'subject.uuid': 'subjectId', subject: 'subjectId' },
  run: ({ idempotencyKey, subjectId }, { deps, caller }) =>
    erasePayer(deps, caller, { idempotencyKey, subject: decodeId(subjectId) }),
});
