import { collection, nextNumber } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';
import type { RefundResult } from './settings.ts';
import type { Culture, StatusCode, SubCode } from './texts.ts';

/** A name and its value, as they stand on the wire. */
export interface NameValue {
  readonly Name: string;
  readonly Value: string;
}
/** Whose account money came from, or goes back to. */
export interface BankAccount {
  readonly iban: string;
  readonly bic: string;
  readonly name: string;
}

/** A transaction as Buckaroo keeps it. Amounts are decimal text in major units with two digits. */
export interface TransactionRecord {
  /** 32 upper-case hex digits. */
  readonly key: string;
  readonly paymentKey: string;
  /** Money that comes by transfer, or its refund. */
  readonly type: 'C001' | 'C101';
  /** How it came to be: asked for, as a copy for another amount, from money that fits nothing, or by a person in the Plaza. */
  readonly by: 'request' | 'copy' | 'deposit' | 'plaza';
  readonly status: StatusCode;
  readonly subCode: SubCode | null;
  readonly statusAt: string;
  readonly createdAt: string;
  readonly invoice: string;
  readonly order: string | null;
  readonly description: string | null;
  readonly currency: string;
  readonly amount: string;
  /** The account to pay to with its payment reference; none for a refund. */
  readonly bankDetails: readonly NameValue[];
  readonly paymentReference: string | null;
  readonly dateDue: string | null;
  readonly customerName: string | null;
  /** The other side's account, once it is known. */
  readonly account: BankAccount | null;
  readonly customParameters: readonly NameValue[] | null;
  readonly additionalParameters: readonly NameValue[] | null;
  readonly pushUrl: string | null;
  readonly pushUrlFailure: string | null;
  readonly culture: Culture;
  /** What a copy was copied from, or a refund gives back. */
  readonly originalKey: string | null;
  /** What comes of a refund once it is let through; null where it is no refund. */
  readonly refundResult: RefundResult | null;
  /** Told by a scenario: what comes of the next refund of this. */
  readonly nextRefund: RefundResult | null;
}

/** Money that fits no transaction and waits for a person. */
export interface DepositRecord {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly remittance: string;
  readonly account: BankAccount;
  readonly receivedAt: string;
  /** The transaction that it was matched with in the end. */
  readonly matchedKey: string | null;
}

type Reader = Pick<Step, 'documents'>;

const transactions = collection<TransactionRecord>(
  'transaction',
  ({ key }) => key,
  ({ invoice }) => invoice,
);
/** The transaction of a key in any case, or null when there is none. */
export const transactionOf = (reader: Reader, key: string) => transactions.find(reader, key.toUpperCase());
/** An invoice's transactions, the latest of all, and the one whose key stands in another. */
export const { of: transactionsOfInvoice, latest: latestTransactions, given } = transactions;
/** The refunds of a transaction, oldest first. */
export const refundsOf = (reader: Reader, key: string) =>
  reader.documents.list<string>('refund', { parent: key }).map((refund) => given(reader, refund));
/** The transaction that waits for money with this reference. */
export function transactionByReference(reader: Reader, reference: string): TransactionRecord | null {
  const key = reader.documents.get<string>('reference', reference);
  return key === null ? null : given(reader, key);
}

/** Writes a transaction and gives it back. */
export function keepTransaction(reader: Reader, transaction: TransactionRecord): TransactionRecord {
  const { key, type, originalKey, paymentReference, by } = transaction;
  if (type === 'C101' && originalKey !== null) reader.documents.put('refund', key, key, originalKey);
  if (paymentReference !== null && by === 'request') reader.documents.put('reference', paymentReference, key);
  return transactions.keep(reader, transaction);
}

/** Deposits by their id. */
export const {
  find: depositOf,
  keep: keepDeposit,
  latest: latestDeposits,
} = collection<DepositRecord>('deposit', ({ id }) => id);

/** The next number of a kind: eight digits for payment references, from where the documentation's example stands. */
export function nextNumberOf(reader: Reader, kind: 'paymentReference' | 'deposit'): string {
  return String(nextNumber(reader, kind, kind === 'deposit' ? 1_000 : 51_120_000));
}
