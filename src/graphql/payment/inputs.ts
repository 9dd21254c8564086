import { builder } from '../schema/builder.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/input.ts';
import { MoneyInput } from '../schema/money.ts';

export const PaymentAuthorityRef = builder.inputType('PaymentAuthorityRef', {
  description: 'Exactly one standing consent, on which the payment is asked for. May grow.',
  isOneOf: true,
  fields: (t) => ({
    agreementId: t.id({ description: 'An active agreement (MobilePay).' }),
    mandateId: t.id({ description: 'An active mandate: the bank collects the payment.' }),
  }),
});

export const CreateOneOffPaymentInput = builder.inputType('CreateOneOffPaymentInput', {
  description: 'Asks for a payment on an agreement or a mandate.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    on: t.field({ type: PaymentAuthorityRef, required: true, description: 'The consent on which it is asked for.' }),
    amount: t.field({ type: MoneyInput, required: true, description: 'What the payer is asked for.' }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the payment, unique for life among your payments.',
    }),
    description: t.string({ required: true, description: 'What the payer sees as the reason.' }),
    autoReserve: t.boolean({
      required: true,
      defaultValue: false,
      description:
        "Whether to try to reserve without the payer's swipe. The merchant must be approved for it. On an agreement only.",
    }),
    expiresIn: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 86_400_000,
      description: 'How long the payer has to answer. On a mandate nobody is asked, and it says nothing.',
    }),
    returnUrl: t.field({
      type: 'Url',
      description:
        'Where the payer is sent afterwards, whether accepted or not. Needed on an agreement; has no place on a mandate, whose payer is sent nowhere.',
    }),
    chargeDate: t.field({
      type: 'Date',
      description:
        'The day on which the bank is to collect it; the next possible one when left out. No day before `Mandate.nextChargeDate` is taken; one on which banks rest moves on to the next. On a mandate only.',
    }),
    reference: t.string({
      description:
        "What stands on the payer's bank statement, where the provider lets you say so. On a mandate only; how long it may be hangs on the scheme.",
    }),
    retryIfPossible: t.boolean({
      description:
        'Whether the provider may try again by itself when there was too little money, where you have set that up with it. On a mandate only.',
    }),
    appFee: t.field({
      type: 'MinorUnits',
      description:
        "What your own platform keeps of it, in minor units of its currency, where the provider's account is that of a platform (GoCardless: a partner app). On a mandate only.",
    }),
    metadata: t.field({
      type: 'Metadata',
      description: 'Your own notes. On a mandate GoCardless is told of them too, where they are two at most.',
    }),
  }),
});

export const CapturePaymentInput = builder.inputType('CapturePaymentInput', {
  description: 'Takes reserved money.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    paymentId: t.id({ required: true, description: 'The payment.' }),
    amount: t.field({
      type: MoneyInput,
      description: 'Leave out for everything capturable; a provider that captures once takes nothing else.',
    }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

export const CancelPaymentInput = builder.inputType('CancelPaymentInput', {
  description: 'Gives a payment up before any money is taken.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    paymentId: t.id({ required: true, description: 'The payment.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

export const RetryPaymentInput = builder.inputType('RetryPaymentInput', {
  description: 'Tries a payment again that the bank did not pay.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    paymentId: t.id({ required: true, description: 'The payment.' }),
    chargeDate: t.field({
      type: 'Date',
      description: 'The day on which the bank is to collect it; the next possible one when left out.',
    }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

export const RefundPaymentInput = builder.inputType('RefundPaymentInput', {
  description: 'Gives captured money back, whole or in part.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    paymentId: t.id({ required: true, description: 'The payment.' }),
    amount: t.field({ type: MoneyInput, description: 'Leave out for everything refundable.' }),
    reason: t.string({ description: 'Your own words for it.' }),
    externalId: t.string({ description: 'Your own reference of the refund, unique for life among your refunds.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});
