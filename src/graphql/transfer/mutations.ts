import { assignReceipt } from '../../domain/transfer/assign.ts';
import { closeReceipt } from '../../domain/transfer/close.ts';
import { createTransfer } from '../../domain/transfer/create.ts';
import type { TransferReceipt as ReceiptRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { load, mutationPayload, outcomePayload, type Payload, paymentAfter } from '../schema/payload.ts';
import { AssignReceiptInput, CloseReceiptInput, CreateTransferInput } from './inputs.ts';
import { Transfer, TransferReceipt } from './type.ts';

export const TransferPayload = outcomePayload('TransferPayload', {
  description: 'A transfer was created, or money was assigned to it.',
  fields: (t) => ({
    transfer: t.field({ ...paymentAfter, type: Transfer, description: 'The transfer as it is after the step.' }),
  }),
});

mutation('createTransfer', {
  description:
    'Asks a payer to send money by bank transfer. Show the payer the bank details in `nextAction`; the transfer settles by what really arrives.',
  scope: 'payments:write',
  input: CreateTransferInput,
  payload: TransferPayload,
  result: 'The transfer, or why there is none.',
  refusals: ['invalidInput', 'provider'],
  leadsTo: 'paymentId',
  run: ({ amount, ...rest }, { deps, caller }, { problems }) =>
    createTransfer(deps, caller, { ...rest, amount: readMoney(['input', 'amount'], amount, problems), problems }),
});

mutation('assignReceipt', {
  description:
    'Books unmatched money on the transfer that it was meant for. Nothing is sent; who decided and why stays in the event log.',
  scope: 'payments:write',
  input: AssignReceiptInput,
  asks: 'What is assigned, and to what.',
  payload: TransferPayload,
  result: 'The transfer with the money on it, or why it was not assigned.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  leadsTo: 'paymentId',
  run: (input, { deps, caller }) =>
    assignReceipt(deps, caller, {
      ...input,
      receiptId: uuidOf('rcp', input.receiptId),
      transferId: uuidOf('trf', input.transferId),
    }),
});

const CloseReceiptPayload = mutationPayload<Payload>('CloseReceiptPayload', {
  description: 'Unmatched money was closed.',
  fields: (t) => ({
    receipt: t.field({
      type: TransferReceipt,
      description: 'The receipt as it is after the step.',
      resolve: ({ receiptId }, _args, context) => load<ReceiptRow>(context, 'rcp', receiptId ?? ''),
    }),
  }),
});

mutation('closeReceipt', {
  description:
    'Notes that unmatched money is settled elsewhere: given back at the provider, or meant for another system. Nothing is sent, and it leaves `unmatchedReceipts`; who decided and why stays in the event log. Money of which the provider tells that all of it was given back is closed by itself.',
  scope: 'payments:write',
  input: CloseReceiptInput,
  asks: 'What is closed, and why.',
  payload: CloseReceiptPayload,
  result: 'The receipt, or why it was not closed.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  run: (input, { deps, caller }) => closeReceipt(deps, caller, { ...input, receiptId: uuidOf('rcp', input.receiptId) }),
});
