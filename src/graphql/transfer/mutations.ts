import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import {
  IdempotencyError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  ProviderRejectedError,
} from '../schema/errors.ts';
import { given, problemsOf } from '../schema/given.ts';
import { readMoney } from '../schema/money.ts';
import { outcomePayload, paymentAfter } from '../schema/payload.ts';
import { assignRefusals, createRefusals, resolveType, told } from '../schema/results.ts';
import { AssignReceiptInput, CreateTransferInput } from './inputs.ts';
import { Transfer } from './type.ts';

export const TransferPayload = outcomePayload('TransferPayload', {
  description: 'A transfer was created, or money was assigned to it.',
  fields: (t) => ({
    transfer: t.field({ ...paymentAfter, type: Transfer, description: 'The transfer as it is after the step.' }),
  }),
});

export const CreateTransferResult = builder.unionType('CreateTransferResult', {
  description: 'The transfer, or why there is none. May grow: keep an arm for UserError.',
  types: [TransferPayload, InvalidInputError, IdempotencyError, ProviderRejectedError],
  resolveType: resolveType('TransferPayload'),
});

export const AssignReceiptResult = builder.unionType('AssignReceiptResult', {
  description: 'The transfer with the money on it, or why it was not assigned. May grow: keep an arm for UserError.',
  types: [TransferPayload, InvalidInputError, NotFoundError, InvalidStateError, IdempotencyError],
  resolveType: resolveType('TransferPayload'),
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
