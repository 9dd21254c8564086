import { chargesMax } from '../../domain/payment/create-charges.ts';
import { PaymentAuthorityRef } from '../payment/inputs.ts';
import { type BuilderTypes, builder } from '../schema/builder.ts';
import { RetryKind } from '../schema/enums.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/input.ts';
import { MoneyInput } from '../schema/money.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<BuilderTypes, 'InputObject'>;

/** Who tries again. */
export const RetryPlanInput = builder.inputType('RetryPlanInput', {
  description:
    'Who tries again when nothing was taken on the day of a charge. A provider refuses a plan that it has not.',
  fields: (t) => ({
    kind: t.field({ type: RetryKind, required: true, defaultValue: 'NONE', description: 'Who tries again.' }),
    days: t.int({ description: 'On how many days after the first: with PROVIDER_DAYS, and with nothing else.' }),
  }),
});

const newCharge = (t: InputFields) => ({
  on: t.field({ type: PaymentAuthorityRef, required: true, description: 'The consent on which it is taken.' }),
  amount: t.field({ type: MoneyInput, required: true, description: 'What is taken.' }),
  externalId: t.string({
    required: true,
    description: 'Your own reference of the charge, unique for life among your payments of every kind.',
  }),
  description: t.string({ required: true, description: 'What the payer sees as the reason.' }),
  dueOn: t.field({
    type: 'Date',
    description:
      'The day on which it is taken; as soon as possible when left out. No day before the first possible one is taken, which the refusal names, and `nextChargeDate` of a mandate; one on which banks rest moves on, and `Charge.chargeDate` says to which.',
  }),
  retryPlan: t.field({ type: RetryPlanInput, description: 'Who tries again. Nobody when left out.' }),
  reserve: t.boolean({
    required: true,
    defaultValue: false,
    description: 'Whether to reserve it only, for you to capture, where the provider can do that.',
  }),
  reference: t.string({
    description: "What stands on the payer's bank statement, where the provider lets you say so.",
  }),
  appFee: t.field({
    type: 'MinorUnits',
    description:
      "What your own platform keeps of it, in minor units of its currency, where the provider's account is that of a platform (GoCardless: a partner app).",
  }),
  metadata: t.field({
    type: 'Metadata',
    description: 'Your own notes. GoCardless is told of them too, where they are two at most.',
  }),
});

export const CreateChargeInput = builder.inputType('CreateChargeInput', {
  description: 'Asks the provider to take money on a day.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    ...newCharge(t),
  }),
});

export const NewChargeInput = builder.inputType('NewChargeInput', {
  description: 'One charge of many.',
  fields: newCharge,
});

export const CreateChargesInput = builder.inputType('CreateChargesInput', {
  description: 'Asks for many charges, each for itself.',
  fields: (t) => ({
    idempotencyKey: t.field({
      type: 'IdempotencyKey',
      required: true,
      description: `${idempotencyKeyField} A call that was cut off goes on where it ended when it is sent again.`,
    }),
    charges: t.field({ type: [NewChargeInput], required: true, description: `1 to ${chargesMax} of them.` }),
  }),
});

export const UpdateChargeInput = builder.inputType('UpdateChargeInput', {
  description: 'Asks for less of a charge, or for it on another day. At least one of the two.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    paymentId: t.id({ required: true, description: 'The charge.' }),
    amount: t.field({ type: MoneyInput, description: 'What is taken instead: less than was asked for at first.' }),
    dueOn: t.field({
      type: 'Date',
      description: 'The day on which it is taken instead, where the provider lets it be moved.',
    }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});
