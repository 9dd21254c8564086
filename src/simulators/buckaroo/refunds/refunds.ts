import { toMinor } from '../../kit/amounts.ts';
import { compactId } from '../../kit/records.ts';
import { jsonReply } from '../../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../../kit/simulator.ts';
import { type AskedService, echoed, parameter, readBasics, type TransactionRequest } from '../input.ts';
import { given, keepTransaction, type TransactionRecord, transactionOf } from '../records.ts';
import { invalid, type RequestError } from '../replies.ts';
import { settingsOf } from '../settings.ts';
import { cultureOf } from '../texts.ts';
import { createdOnWire } from '../wire.ts';
import { recordRefund, refundable, startRefund, tell } from './refund-life.ts';

/** Gives back money of one transaction that was paid. */
export function refund(step: Step, request: WireRequest, asked: TransactionRequest, service: AskedService): Reply {
  const key = asked.OriginalTransactionKey ?? asked.OriginalTransactionReference?.Reference ?? null;
  const original = key === null ? null : transactionOf(step, key);
  const { amount, invoice, errors } = readBasics(asked, 'AmountCredit', original?.currency ?? 'EUR');
  const flaws: RequestError[] = [...errors];
  if (key === null) flaws.push(required('OriginalTransactionKey'));
  else if (original?.type !== 'C001') flaws.push(originalNotFound);
  else if (original.status === 190 && original.account === null && parameter(service, 'CustomerIban') === null)
    flaws.push(required('CustomerIban'));
  if (original?.type !== 'C001' || flaws.length > 0) return invalid(step, request, flaws, invoice);
  const entered = enterRefund(step, original, {
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
export function enterRefund(step: Step, receipt: TransactionRecord, asked: AskedRefund): TransactionRecord {
  const settings = settingsOf(step);
  const { left } = refundable(step, receipt);
  const planned = plannedResult(step, receipt);
  const now = step.now.toISOString();
  const entered = keepTransaction(step, {
    ...asked,
    key: compactId(step),
    paymentKey: compactId(step),
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
  recordRefund(step, 'refundRequested', entered);
  if (receipt.status !== 190) return tell(step, entered, 490);
  if (toMinor(asked.amount) > left) return tell(step, entered, settings.overRefundStatus);
  if (planned !== null) forgetPlan(step, receipt);
  return startRefund(step, entered);
}

// A scenario may have told of it on the receipt itself, or on the transfer that the receipt is a copy of.
function plannedResult(step: Step, receipt: TransactionRecord) {
  return receipt.nextRefund ?? (receipt.originalKey === null ? null : given(step, receipt.originalKey).nextRefund);
}

function forgetPlan(step: Step, receipt: TransactionRecord): void {
  keepTransaction(step, { ...receipt, nextRefund: null });
  if (receipt.originalKey !== null) keepTransaction(step, { ...given(step, receipt.originalKey), nextRefund: null });
}
