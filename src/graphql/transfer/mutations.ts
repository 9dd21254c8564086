import type { payerGenders } from '../../domain/port/provider.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';
import { given, problemsOf } from '../schema/given.ts';
import { idempotencyKeyField } from '../schema/inputs.ts';
import { MoneyInput, readMoney } from '../schema/money.ts';
import { AssignReceiptResult, assignRefusals, CreateTransferResult, createRefusals, told } from '../schema/results.ts';

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

const CreateTransferInput = builder.inputType('CreateTransferInput', {
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
    metadata: t.field({ type: 'Metadata', description: 'Your own notes.' }),
  }),
});

const AssignReceiptInput = builder.inputType('AssignReceiptInput', {
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

builder.mutationFields((t) => ({
  createTransfer: t.field({
    type: CreateTransferResult,
    description:
      'Asks a payer to send money by bank transfer. Show the payer the bank details in `nextAction`; the transfer settles by what really arrives.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: CreateTransferInput, required: true, description: 'What is asked for.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { amount, payer, ...rest } = given(input);
      const problems = problemsOf(input);
      const command = { ...rest, payer: given(payer), amount: readMoney(['input', 'amount'], amount, problems) };
      return told(createRefusals, await deps.commands.createTransfer(caller, { ...command, problems }));
    },
  }),
  assignReceipt: t.field({
    type: AssignReceiptResult,
    description:
      'Books unmatched money on the transfer that it was meant for. Nothing is sent; who decided and why stays in the event log.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: AssignReceiptInput, required: true, description: 'What is assigned, and to what.' }) },
    resolve: async (_root, { input }, { deps, caller }) =>
      told(
        assignRefusals,
        await deps.commands.assignReceipt(caller, {
          ...input,
          receiptId: uuidOf('rcp', input.receiptId),
          transferId: uuidOf('trf', input.transferId),
        }),
      ),
  }),
}));
