import { compactId } from '../kit/records.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { collectingAccount } from './bank-details.ts';
import { type AskedService, echoed, parameter, readBasics, type TransactionRequest } from './input.ts';
import { mailInstructions } from './instructions.ts';
import { push } from './pushes.ts';
import { keepTransaction, nextNumberOf, type TransactionRecord } from './records.ts';
import { invalid, type RequestError } from './replies.ts';
import { settingsOf } from './settings.ts';
import { cultureOf, type StatusCode, type SubCode } from './texts.ts';
import { createdOnWire } from './wire.ts';

const requiredParameters = ['CustomerEmail', 'CustomerFirstName', 'CustomerLastName'] as const;
// What a parameter must look like where it is given.
const forms: readonly (readonly [name: string, form: RegExp])[] = [
  ['CustomerEmail', /^[^@\s]+@[^@\s]+$/],
  ['CustomerGender', /^[0129]$/],
  ['SendMail', /^(true|false|1|0)$/i],
  ['DateDue', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T.*)?$/],
  ['CustomerCountry', /^[a-z]{2}$/i],
];

/** Registers a transfer that is to come: what to pay where, with which reference. */
export function pay(step: Step, request: WireRequest, asked: TransactionRequest, service: AskedService): Reply {
  const { amount, invoice, errors } = readBasics(asked, 'AmountDebit', 'EUR');
  const flaws = [...errors, ...parameterErrors(service)];
  if (flaws.length > 0) return invalid(step, request, flaws, invoice);
  const now = step.now.toISOString();
  const transfer = keepTransaction(step, {
    key: compactId(step),
    paymentKey: compactId(step),
    type: 'C001',
    by: 'request',
    status: 792,
    subCode: 'C300',
    statusAt: now,
    createdAt: now,
    invoice,
    order: asked.Order ?? null,
    description: asked.Description ?? null,
    currency: 'EUR',
    amount,
    bankDetails: collectingAccount(parameter(service, 'CustomerCountry')),
    paymentReference: nextNumberOf(step, 'paymentReference'),
    dateDue: parameter(service, 'DateDue')?.slice(0, 10) ?? null,
    customerName: `${parameter(service, 'CustomerFirstName')} ${parameter(service, 'CustomerLastName')}`,
    account: null,
    customParameters: echoed(asked.CustomParameters?.List),
    additionalParameters: echoed(asked.AdditionalParameters?.AdditionalParameter),
    pushUrl: asked.PushURL || null,
    pushUrlFailure: asked.PushURLFailure || null,
    culture: cultureOf(request.headers.culture),
    originalKey: null,
    refundResult: null,
    nextRefund: null,
  });
  recordTransfer(step, 'transferCreated', transfer);
  if (!/^(false|0)$/i.test(parameter(service, 'SendMail') ?? 'true'))
    mailInstructions(step, transfer, parameter(service, 'CustomerEmail') ?? '');
  if (settingsOf(step).initialPush) push(step, transfer);
  return jsonReply(200, createdOnWire(transfer));
}

/** Whether a transfer may still go on to an end other than being paid. */
export function isOpen({ type, status }: TransactionRecord): boolean {
  return type === 'C001' && status === 792;
}

/** Ends a transfer that was not paid. Money for it may still come, and is then taken. */
export function endTransfer(step: Step, transfer: TransactionRecord, status: 490 | 890 | 891): TransactionRecord {
  const ended = moveTransaction(step, transfer, status, null);
  recordTransfer(step, status === 490 ? 'transferFailed' : 'transferCancelled', ended);
  push(step, ended);
  return ended;
}

/** Gives a transaction another status, and tells nobody. */
export function moveTransaction(
  step: Step,
  transaction: TransactionRecord,
  status: StatusCode,
  subCode: SubCode | null,
  changes: Partial<TransactionRecord> = {},
): TransactionRecord {
  return keepTransaction(step, { ...transaction, ...changes, status, subCode, statusAt: step.now.toISOString() });
}

function recordTransfer(
  step: Step,
  effect: string,
  { key, invoice, amount, currency, status }: TransactionRecord,
): void {
  step.record({
    effect,
    subject: { kind: 'transfer', id: key, externalId: invoice },
    amount,
    currency,
    code: String(status),
  });
}

function parameterErrors(service: AskedService): readonly RequestError[] {
  const flaw = (name: string, error: string, message: string): RequestError => ({
    list: 'ParameterErrors',
    service: 'transfer',
    action: 'Pay',
    name,
    error,
    message,
  });
  const missing = requiredParameters.filter((name) => parameter(service, name) === null);
  const wrong = forms.filter(([name, form]) => {
    const value = parameter(service, name);
    return value !== null && (value.length > 255 || !form.test(value));
  });
  return [
    ...missing.map((name) => flaw(name, 'ParameterRequired', `Parameter "${name}" is required`)),
    ...wrong.map(([name]) => flaw(name, 'ParameterInvalid', `Parameter "${name}" has wrong value`)),
  ];
}
