import { AgreementProviderInput } from '../provider-terms/inputs.ts';
import { builder } from '../schema/builder.ts';
import { AgreementFrequency, Provider } from '../schema/enums.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/input.ts';
import { MoneyInput } from '../schema/money.ts';

const InitialOneOffPaymentInput = builder.inputType('InitialOneOffPaymentInput', {
  description: 'A first payment, asked for together with the agreement: reserved when the payer accepts the agreement.',
  fields: (t) => ({
    amount: t.field({ type: MoneyInput, required: true, description: 'What the payer is asked for.' }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the payment, unique for life among your payments.',
    }),
    description: t.string({ required: true, description: 'What the payer sees as the reason.' }),
  }),
});

export const CreateAgreementInput = builder.inputType('CreateAgreementInput', {
  description: 'Asks a payer for an agreement.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the agreement, unique for life among your agreements.',
    }),
    plan: t.string({ required: true, description: 'What the payer sees as the name of the agreement.' }),
    description: t.string({ description: 'What the payer sees beneath the name.' }),
    amount: t.field({ type: MoneyInput, description: 'The amount shown to the payer as the regular charge.' }),
    frequency: t.field({
      type: AgreementFrequency,
      required: true,
      description: 'How often the payer is to expect a charge.',
    }),
    country: t.string({
      required: true,
      description: "The payer's country, ISO 3166-1 alpha-2: DK or FI; also NO where the provider is there.",
    }),
    nextPaymentDate: t.field({
      type: 'Date',
      description: 'The day of the first regular charge, as told to the payer.',
    }),
    expiresIn: t.field({ type: 'Duration', required: true, description: 'How long the payer has to answer.' }),
    returnUrl: t.field({
      type: 'Url',
      required: true,
      description: 'Where the payer is sent afterwards, whether accepted or not.',
    }),
    payerPhone: t.string({ description: "The payer's phone number, to be filled in for them." }),
    oneOffPayment: t.field({
      type: InitialOneOffPaymentInput,
      description: 'A first payment, asked for together with the agreement.',
    }),
    with: t.field({
      type: AgreementProviderInput,
      description:
        'Which provider carries it, in its own words. Left out, it is the one that you connected first, of those that have agreements.',
    }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes.' }),
  }),
});

export const CancelAgreementInput = builder.inputType('CancelAgreementInput', {
  description: 'Ends an agreement, and what is pending on it.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    agreementId: t.id({ required: true, description: 'The agreement.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

export const UpdateAgreementInput = builder.inputType('UpdateAgreementInput', {
  description: 'Changes what the payer of an agreement is shown: what is given, one thing at least. The rest stays.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    agreementId: t.id({ required: true, description: 'The agreement.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
    plan: t.string({ description: 'What the payer sees as the name of the agreement.' }),
    description: t.string({ description: 'What the payer sees beneath the name.' }),
    amount: t.field({ type: MoneyInput, description: 'The amount shown to the payer as the regular charge.' }),
    frequency: t.field({ type: AgreementFrequency, description: 'How often the payer is to expect a charge.' }),
  }),
});

export const ImportAgreementsInput = builder.inputType('ImportAgreementsInput', {
  description: "Takes over one page of the agreements in a provider's records.",
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    provider: t.field({ type: Provider, required: true, description: 'Whose: one that has agreements.' }),
    after: t.string({ description: '`after` of the answer before, to go on; from the beginning when left out.' }),
  }),
});
