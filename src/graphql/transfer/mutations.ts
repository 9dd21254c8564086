import { assignReceipt } from '../../domain/transfer/assign.ts';
import { closeReceipt } from '../../domain/transfer/close.ts';
import { createTransfer } from '../../domain/transfer/create.ts';
import { refundReceipt } from '../../domain/transfer/refund-receipt.ts';
import type { TransferReceipt as ReceiptRow, Refund as RefundRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { Refund } from '../payment/capture-refund.ts';
import type { Context } from '../schema/context.ts';
import { unlessBroken } from '../schema/input.ts';
import { readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { load, mutationPayload, named, outcomePayload, type Payload, paymentAfter } from '../schema/payload.ts';
import { AssignReceiptInput, CloseReceiptInput, CreateTransferInput, RefundReceiptInput } from './inputs.ts';
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

const receiptAfter = {
  type: TransferReceipt,
  description: 'The receipt as it is after the step.',
  resolve: ({ receiptId }: Payload, _args: object, context: Context) =>
    load<ReceiptRow>(context, 'rcp', receiptId ?? ''),
} as const;

const CloseReceiptPayload = mutationPayload<Payload>('CloseReceiptPayload', {
  description: 'Unmatched money was closed.',
  fields: (t) => ({
    receipt: t.field(receiptAfter),
  }),
});

mutation('closeReceipt', {
  description:
    'Notes that unmatched money is settled elsewhere: meant for another system, for example. Nothing is sent, and it leaves `unmatchedReceipts`; who decided and why stays in the event log. Money of which all was given back, by `refundReceipt` or at the provider, is closed by itself.',
  scope: 'payments:write',
  input: CloseReceiptInput,
  asks: 'What is closed, and why.',
  payload: CloseReceiptPayload,
  result: 'The receipt, or why it was not closed.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  run: (input, { deps, caller }) => closeReceipt(deps, caller, { ...input, receiptId: uuidOf('rcp', input.receiptId) }),
});

const RefundReceiptPayload = outcomePayload('RefundReceiptPayload', {
  description:
    'A refund of unmatched money was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    refund: t.field({
      type: Refund,
      description: 'The refund as it stands.',
      resolve: named<RefundRow>('rfd', 'refundId'),
    }),
    receipt: t.field(receiptAfter),
  }),
});

mutation('refundReceipt', {
  description:
    'Gives unmatched money back to whoever sent it, through the provider. Once all of it has gone back the receipt leaves `unmatchedReceipts`. Money on a transfer is given back by `refundPayment`.',
  scope: 'payments:refund',
  input: RefundReceiptInput,
  payload: RefundReceiptPayload,
  result: 'The refund, or why nothing is given back.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'amount', 'provider'],
  leadsTo: 'refundId',
  run: ({ amount, ...rest }, { deps, caller }, { problems }) => {
    const command = {
      ...rest,
      receiptId: uuidOf('rcp', rest.receiptId),
      ...(amount ? { amount: readMoney(['input', 'amount'], amount, problems) } : {}),
    };
    return unlessBroken(problems, () => refundReceipt(deps, caller, command));
  },
});
