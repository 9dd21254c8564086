import { DebtorInput } from '../provider-terms/inputs.ts';
import { builder } from '../schema/builder.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/input.ts';

export const CreateMandateInput = builder.inputType('CreateMandateInput', {
  description: "Asks a debtor's bank for a mandate to which the debtor has consented.",
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the mandate, unique for life among your mandates.',
    }),
    debtor: t.field({ type: DebtorInput, required: true, description: 'Who is debited.' }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes. Name no payer in them.' }),
  }),
});

export const CancelMandateInput = builder.inputType('CancelMandateInput', {
  description: 'Ends a mandate.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    mandateId: t.id({ required: true, description: 'The mandate.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

export const ReinstateMandateInput = builder.inputType('ReinstateMandateInput', {
  description: 'Takes up again a mandate that has ended.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    mandateId: t.id({ required: true, description: 'The mandate.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});
