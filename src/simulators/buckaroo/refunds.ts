import { toMinor } from '../kit/amounts.ts';
import { compactId } from '../kit/records.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Reply, Turn, WireRequest } from '../kit/simulator.ts';
import { type AskedService, echoed, parameter, readBasics, type TransactionRequest } from './input.ts';
import { given, keepTransaction, type TransactionRecord, transactionOf } from './records.ts';
import { recordRefund, refundable, startRefund, tell } from './refund-life.ts';
import { invalid, type RequestError } from './replies.ts';
import { settingsOf } from './settings.ts';
import { cultureOf } from './texts.ts';
import { createdOnWire } from './wire.ts';

/** Gives back money of one transaction that was paid. */
export function refund(turn: Turn, request: WireRequest, asked: TransactionRequest, service: AskedService): Reply {
  const key = asked.OriginalTransactionKey ?? asked.OriginalTransactionReference?.Reference ?? null;
  const original = key === null ? null : transactionOf(turn, key);
  const { amount, invoice, errors } = readBasics(asked, 'AmountCredit', original?.currency ?? 'EUR');
  const flaws: RequestError[] = [...errors];
  if (key === null) flaws.push(required('OriginalTransactionKey'));
  else if (original?.type !== 'C001') flaws.push(originalNotFound);
  else if (original.status === 190 && original.account === null && parameter(service, 'CustomerIban') === null)
    flaws.push(required('CustomerIban'));
  if (original?.type !== 'C001' || flaws.length > 0) return invalid(turn, request, flaws, invoice);
  const entered = enterRefund(turn, original, {
    amount,
    invoice,
    by: 'request',
    order: asked.Order ?? null,
    description: asked.Description ?? null,
    account: {
      iban: parameter(service, 'CustomerIban') ?? original.account?.iban ?? '',
      bic: parameter(service, 'CustomerBic') ?? original.account?.bic ?? '',
      name: parameter(service, 'CustomerAccountName') ?? original.account?.name ?? original.customerName ?? '',
    },
    customParameters: echoed(asked.CustomParameters?.List),
    additionalParameters: echoed(asked.AdditionalParameters?.AdditionalParameter),
    pushUrl: asked.PushURL || original.pushUrl,
    pushUrlFailure: asked.PushURLFailure || original.pushUrlFailure,
    culture: cultureOf(request.headers.culture),
  });
  return jsonReply(200, createdOnWire(entered));
}

function required(name: string): RequestError {
  return { ...ofRefund, name, error: 'ParameterRequired', message: `Parameter "${name}" is required` };
}
const ofRefund = { list: 'ParameterErrors', service: 'transfer', action: 'Refund' } as const;
const originalNotFound: RequestError = {
  ...ofRefund,
  name: 'OriginalTransactionKey',
  error: 'ParameterInvalid',
  message: 'The original transaction of this refund was not found',
};

type AskedRefund = Pick<
  TransactionRecord,
  | 'amount'
  | 'invoice'
  | 'by'
  | 'order'
  | 'description'
  | 'account'
  | 'customParameters'
  | 'additionalParameters'
  | 'pushUrl'
  | 'pushUrlFailure'
  | 'culture'
>;

/** Enters a refund, whoever asks for it, and brings it as far as it goes by itself. */
export function enterRefund(turn: Turn, receipt: TransactionRecord, asked: AskedRefund): TransactionRecord {
  const settings = settingsOf(turn);
  const { left } = refundable(turn, receipt);
  const planned = plannedResult(turn, receipt);
  const now = turn.now.toISOString();
  const entered = keepTransaction(turn, {
    ...asked,
    key: compactId(turn),
    paymentKey: compactId(turn),
    type: 'C101',
    // It counts for nothing until it is let through.
    status: 490,
    subCode: null,
    statusAt: now,
    createdAt: now,
    currency: receipt.currency,
    bankDetails: [],
    paymentReference: null,
    dateDue: null,
    customerName: receipt.customerName,
    originalKey: receipt.key,
    refundResult: planned ?? settings.refundResult,
    nextRefund: null,
  });
  // A refused one is asked for all the same; only what follows says that money moves.
  recordRefund(turn, 'refundRequested', entered);
  if (receipt.status !== 190) return tell(turn, entered, 490);
  if (toMinor(asked.amount) > left) return tell(turn, entered, settings.overRefundStatus);
  if (planned !== null) forgetPlan(turn, receipt);
  return startRefund(turn, entered);
}

// A scenario may have told of it on the receipt itself, or on the transfer that the receipt is a copy of.
function plannedResult(turn: Turn, receipt: TransactionRecord) {
  return receipt.nextRefund ?? (receipt.originalKey === null ? null : given(turn, receipt.originalKey).nextRefund);
}

function forgetPlan(turn: Turn, receipt: TransactionRecord): void {
  keepTransaction(turn, { ...receipt, nextRefund: null });
  if (receipt.originalKey !== null) keepTransaction(turn, { ...given(turn, receipt.originalKey), nextRefund: null });
}
