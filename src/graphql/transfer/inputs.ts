import type { payerGenders } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { MoneyInput } from '../schema/money.ts';

const PayerGender = builder.enumType('PayerGender', {
  description: 'How a payer is to be addressed. May grow.',
  values: described<(typeof payerGenders)[number]>({
    UNKNOWN: 'It is not known.',
    MALE: 'As a man.',
    FEMALE: 'As a woman.',
    NOT_APPLICABLE: 'It does not apply: a company, for example.',
  }),
});

const TransferPayerInput = builder.inputType('TransferPayerInput', {
  description: 'Who is asked for the money. Kept sealed for as long as the payer is not erased, and never shown again.',
  fields: (t) => ({
    firstName: t.string({ required: true, description: 'First name.' }),
    lastName: t.string({ required: true, description: 'Last name.' }),
    gender: t.field({
      type: PayerGender,
      required: true,
      defaultValue: 'UNKNOWN',
      description: 'How the payer is to be addressed.',
    }),
    email: t.string({ required: true, description: 'E-mail address, to which the bank details may be sent.' }),
    country: t.string({
      description:
        'Country of the payer, ISO 3166-1 alpha-2: decides to which account the money is to be sent. Leave out for the choice of the provider.',
    }),
  }),
});

export const CreateTransferInput = builder.inputType('CreateTransferInput', {
  description: 'Asks a payer to send money by bank transfer.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    amount: t.field({ type: MoneyInput, required: true, description: 'What the payer is asked for.' }),
    invoice: t.string({
      required: true,
      description: 'Your own reference, unique for life among your payments: money is found by it.',
    }),
    payer: t.field({ type: TransferPayerInput, required: true, description: 'Who is asked.' }),
    sendMail: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether the provider mails the bank details to the payer. When false, show them: see `nextAction`.',
    }),
    dueDate: t.field({
      type: 'Date',
      description: 'The day by which the payer is asked to pay. It is only shown; nothing lapses by it.',
    }),
    description: t.string({
      description: 'What is paid for. The provider keeps it with the transfer; name no payer in it.',
    }),
    order: t.string({
      description: 'Your own number of the order that is paid. The provider keeps it with the transfer.',
    }),
    culture: t.string({
      description:
        'The language in which the provider writes to the payer: nl-NL, en-US, de-DE or fr-FR. Leave out for that of the account.',
    }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes.' }),
  }),
});

export const CloseReceiptInput = builder.inputType('CloseReceiptInput', {
  description: 'Says that unmatched money is settled elsewhere.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    receiptId: t.id({ required: true, description: 'The receipt, from `unmatchedReceipts`.' }),
    reason: t.string({
      required: true,
      description: 'How it was settled, 1 to 300 characters. It stays in the event log; name no payer.',
    }),
  }),
});

export const RefundReceiptInput = builder.inputType('RefundReceiptInput', {
  description: 'Gives unmatched money back to whoever sent it, whole or in part.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    receiptId: t.id({ required: true, description: 'The receipt, from `unmatchedReceipts`.' }),
    amount: t.field({ type: MoneyInput, description: 'Leave out for all that is left of it.' }),
    reason: t.string({ description: 'Your own words for it.' }),
    externalId: t.string({ description: 'Your own reference of the refund, unique for life among your refunds.' }),
  }),
});

export const AssignReceiptInput = builder.inputType('AssignReceiptInput', {
  description: 'Says which transfer unmatched money is for.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    receiptId: t.id({ required: true, description: 'The receipt, from `unmatchedReceipts`.' }),
    transferId: t.id({ required: true, description: 'The transfer, in the same currency.' }),
    reason: t.string({
      required: true,
      description: 'How you know, 1 to 300 characters. It stays in the event log; name no payer.',
    }),
  }),
});
