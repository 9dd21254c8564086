import { LosslessNumber } from 'lossless-json';
import type {
  BankDetails,
  ConsumerMessage,
  Fact,
  OperationMap,
  Outcome,
  PayerGender,
  ProviderRef,
  ReceiptPayer,
} from '../../domain/port/provider.ts';
import { fromDecimal, isCurrency, type Money, toDecimal } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { mismatch, type Unknown, unknown } from '../kit/outcomes.ts';
import { fromDutchTime } from './dutch-time.ts';
import { whyEnded } from './reasons.ts';
import { type NewTransactionBody, operationKeyName, type Transaction, type WireMessage } from './wire.ts';

/** Their words into our facts and back. Pure, total, and the only place where an amount changes its form. */

/** What a status code says. The failed and the cancelled ones are not the last word: money may still come, and 190 with it. */
const standings = {
  '190': 'succeeded',
  '490': 'failed',
  '491': 'failed',
  '492': 'failed',
  '690': 'rejected',
  '790': 'pending',
  '791': 'pending',
  '792': 'pending',
  '793': 'pending',
  '794': 'pending',
  '890': 'cancelled',
  '891': 'cancelled',
} as const satisfies Record<string, string>;
export type StatusCode = keyof typeof standings;
export type Standing = (typeof standings)[StatusCode];
/** A status with which Buckaroo has given a transaction up. */
export type EndedCode = {
  [C in StatusCode]: (typeof standings)[C] extends 'succeeded' | 'pending' ? never : C;
}[StatusCode];

// The push is the normal way to hear of it. Where the balance is too low, or a person has to approve, it takes hours at least.
const checkAgainMsDefault = 60_000;
const checkAgainMs: Readonly<Record<string, number>> = { '793': 3_600_000, '794': 3_600_000 };

/** Null for a code that is in no table. `hasOwn`, since a code comes from outside. */
export function statusCode(code: string): StatusCode | null {
  return Object.hasOwn(standings, code) ? (code as StatusCode) : null;
}
export function standingOf(code: StatusCode): Standing {
  return standings[code];
}
function endedCode(code: string): EndedCode | null {
  const known = statusCode(code);
  return known !== null && standings[known] !== 'succeeded' && standings[known] !== 'pending'
    ? (known as EndedCode)
    : null;
}

export function transferRef(key: string): ProviderRef {
  return { kind: 'transfer', id: key };
}
export function receiptRef(key: string): ProviderRef {
  return { kind: 'receipt', id: key };
}
export function refundRef(receipt: ProviderRef, key: string): ProviderRef {
  return { kind: 'refund', id: key, within: receipt };
}

const roles: Readonly<Record<string, 'transfer' | 'refund'>> = { C001: 'transfer', C101: 'refund' };

/** What a transaction is to us: a transfer or money that came for one, or money that goes back. Null for all else. */
export function roleOf({ service, type }: Pick<Transaction, 'service' | 'type'>): 'transfer' | 'refund' | null {
  return service === 'transfer' && type !== null && Object.hasOwn(roles, type) ? (roles[type] ?? null) : null;
}

/** The amount of a transaction on the side that its role has, and on no other. */
export function amountOf(wire: Transaction): Result<Money, string> {
  const [amount, other] = roleOf(wire) === 'refund' ? [wire.credit, wire.debit] : [wire.debit, wire.credit];
  if (amount === null || other !== null) return refuse('an amount on one side, and on the right one');
  if (wire.currency === null || !isCurrency(wire.currency)) return refuse('a currency of ISO 4217');
  const money = fromDecimal(amount, wire.currency);
  return money.ok && money.value.amountMinor > 0n ? money : refuse('a plain decimal amount above nothing');
}

/** Where a transfer itself stands: always `instructed`, then that it was given up. Whether money came is told apart, by `toReceived`. */
export function toStanding(wire: Transaction, asked: Date, message?: WireMessage | null): readonly [Fact, ...Fact[]] {
  const ref = transferRef(wire.key);
  const at = fromDutchTime(wire.at) ?? asked;
  const bank = toBank(wire.bank);
  const shown = toMessage(message);
  const instructed: Fact = {
    kind: 'instructed',
    ref,
    at,
    ...(bank ? { bank } : {}),
    ...(shown ? { message: shown } : {}),
    providerStatus: wire.code,
    ...(wire.subCode === null ? {} : { providerSubCode: wire.subCode }),
    ...(wire.operationKey === null ? {} : { operationKey: wire.operationKey }),
  };
  const code = endedCode(wire.code);
  if (code === null) return [instructed];
  const end = { ref, at, why: whyEnded('transfer', code), providerStatus: code };
  const kind = standings[code];
  return [instructed, kind === 'failed' ? { kind, ...end } : { kind, ...end }];
}

/** The money that a transaction brought: its own key and its own amount, whatever was asked for. Null while it has brought none. */
export function toReceived(wire: Transaction, asked: Date): Result<Fact | null, string> {
  if (roleOf(wire) !== 'transfer' || wire.code !== '190') return ok(null);
  const amount = amountOf(wire);
  if (!amount.ok) return amount;
  if (wire.invoice === null) return refuse('an invoice');
  const payer = toPayer(wire.payer);
  return ok({
    kind: 'received',
    ref: receiptRef(wire.key),
    invoice: wire.invoice,
    amount: amount.value,
    at: fromDutchTime(wire.at) ?? asked,
    providerStatus: wire.code,
    ...(wire.subCode === null ? {} : { providerSubCode: wire.subCode }),
    ...(payer ? { payer } : {}),
  });
}

/** What became of a refund. Null while it is on its way. */
export function toRefund(wire: Transaction, receipt: ProviderRef, asked: Date): Result<Fact | null, string> {
  const ref = refundRef(receipt, wire.key);
  const at = fromDutchTime(wire.at) ?? asked;
  const operationKey = wire.operationKey === null ? {} : { operationKey: wire.operationKey };
  const code = endedCode(wire.code);
  if (code !== null) return ok({ kind: 'refundDeclined', ref, at, why: whyEnded('refund', code), ...operationKey });
  if (wire.code !== '190') return ok(null);
  const amount = amountOf(wire);
  return amount.ok ? ok({ kind: 'refunded', ref, amount: amount.value, at, ...operationKey }) : amount;
}

export function refundPending(receipt: ProviderRef, { key, code }: Transaction): Extract<Outcome, { kind: 'pending' }> {
  return { kind: 'pending', ref: refundRef(receipt, key), checkAgainMs: checkAgainMs[code] ?? checkAgainMsDefault };
}

/** Null when the amounts are the same. */
export function differs(wire: Transaction, expected: Money): Unknown | null {
  const got = amountOf(wire);
  if (!got.ok) return unknown('unreadable', `expected ${got.error}`);
  return mismatch('Buckaroo', got.value, expected);
}

/** Buckaroo's own numbers for it. */
export const genders = {
  UNKNOWN: '0',
  MALE: '1',
  FEMALE: '2',
  NOT_APPLICABLE: '9',
} as const satisfies Record<PayerGender, string>;

export function toNewTransfer(
  { invoice, amount, payer, sendMail, dueDate, description, order }: OperationMap['transfer.create'],
  key: string,
  callbackUrl: string,
): NewTransactionBody {
  const parameters: Readonly<Record<string, string | undefined>> = {
    CustomerFirstName: payer.firstName,
    CustomerLastName: payer.lastName,
    CustomerEmail: payer.email,
    CustomerGender: genders[payer.gender],
    CustomerCountry: payer.country,
    SendMail: String(sendMail),
    DateDue: dueDate,
  };
  return {
    Currency: amount.currency,
    AmountDebit: new LosslessNumber(toDecimal(amount)),
    Invoice: invoice,
    ...(order === undefined ? {} : { Order: order }),
    ...(description === undefined ? {} : { Description: description }),
    ...pushTo(callbackUrl),
    Services: {
      ServiceList: [
        {
          Name: 'transfer',
          Action: 'Pay',
          Parameters: Object.entries(parameters).flatMap(([Name, Value]) =>
            Value === undefined ? [] : [{ Name, Value }],
          ),
        },
      ],
    },
    ...withKey(key),
  };
}

export function toNewRefund(
  { invoice, amount, receipt }: OperationMap['transfer.refund'],
  key: string,
  callbackUrl: string,
): NewTransactionBody {
  return {
    Currency: amount.currency,
    AmountCredit: new LosslessNumber(toDecimal(amount)),
    Invoice: invoice,
    OriginalTransactionKey: receipt.id,
    ...pushTo(callbackUrl),
    Services: { ServiceList: [{ Name: 'transfer', Action: 'Refund' }] },
    ...withKey(key),
  };
}

function pushTo(url: string): { readonly PushURL: string; readonly PushURLFailure: string } {
  return { PushURL: url, PushURLFailure: url };
}
function withKey(key: string): Pick<NewTransactionBody, 'AdditionalParameters'> {
  return { AdditionalParameters: { AdditionalParameter: [{ Name: operationKeyName, Value: key }] } };
}

/** Null when what a payer needs is not all there. */
function toBank(bank: Readonly<Record<string, string>>): BankDetails | null {
  const { paymentreference, iban, bic, accountholdername, accountholdercity, accountholdercountry, bankaccount } = bank;
  if (!paymentreference || !iban || !bic || !accountholdername) return null;
  return {
    reference: paymentreference,
    iban,
    bic,
    accountHolder: accountholdername,
    ...(accountholdercity ? { accountHolderCity: accountholdercity } : {}),
    ...(accountholdercountry ? { accountHolderCountry: accountholdercountry } : {}),
    ...(bankaccount ? { localAccountNumber: bankaccount } : {}),
  };
}

function toMessage(wire: WireMessage | null | undefined): ConsumerMessage | null {
  if (!wire?.PlainText && !wire?.HtmlText) return null;
  const { Title, PlainText, HtmlText, CultureName } = wire;
  return {
    ...(Title ? { title: Title } : {}),
    ...(PlainText ? { text: PlainText } : {}),
    ...(HtmlText ? { html: HtmlText } : {}),
    ...(CultureName ? { culture: CultureName } : {}),
  };
}

function toPayer(payer: Readonly<Record<string, string>>): ReceiptPayer | null {
  const { customeraccountname, customeriban, consumeriban } = payer;
  const iban = customeriban ?? consumeriban;
  if (!customeraccountname && !iban) return null;
  return { ...(customeraccountname ? { accountHolder: customeraccountname } : {}), ...(iban ? { iban } : {}) };
}
