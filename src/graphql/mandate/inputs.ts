import { DebtorInput } from '../provider-terms/inputs.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
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
    metadata: t.field({
      type: 'Metadata',
      description: 'Your own notes. Name no payer in them. GoCardless is told of them too, where they are two at most.',
    }),
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

export const AdoptMandateInput = builder.inputType('AdoptMandateInput', {
  description:
    'Takes over a mandate that exists at its provider: by exactly one of `providerReference` and `mandateNumber`, and for exactly one of `debtorReference` and `inPlaceOf`.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    provider: t.field({ type: Provider, required: true, description: 'Where it is: BETALINGSSERVICE.' }),
    providerReference: t.string({
      description:
        "The provider's id of the request that led to it (Betalingsservice: the uuid that your other system made). The provider is asked how it stands.",
    }),
    mandateNumber: t.string({
      description:
        "The scheme's own number of it (Betalingsservice: nine digits, from the customer portal or delivery 0603). Nothing can be asked by it: the mandate is ACTIVE on your word.",
    }),
    debtorReference: t.string({ description: 'Your own key for the debtor (Betalingsservice: the customer number).' }),
    creditorNumber: t.string({ description: "Your PBS number, 8 digits. The provider account's when left out." }),
    debtorGroupNumber: t.string({
      description: "Your debtor group number, 5 digits. The provider account's when left out.",
    }),
    inPlaceOf: t.id({
      description:
        'A mandate of yours that has failed with DUPLICATE_REQUEST, since this one exists: the same debtor. It shows this one as `replacedBy`.',
    }),
    externalId: t.string({ description: 'Your own reference of the mandate, unique for life among your mandates.' }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes. Name no payer in them.' }),
  }),
});
