import { compactId } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';
import { bookTransaction } from './account.ts';
import { push } from './pushes.ts';
import {
  type BankAccount,
  type DepositRecord,
  given,
  keepDeposit,
  keepTransaction,
  nextNumberOf,
  type TransactionRecord,
  transactionByReference,
} from './records.ts';
import { releaseRefunds } from './refunds/refund-life.ts';
import { settingsOf } from './settings.ts';
import { moveTransaction } from './transfers.ts';

/** Money on the collecting account, as the bank tells of it. */
export interface IncomingMoney {
  readonly amount: string;
  readonly currency: string;
  /** What the payer wrote; the payment reference should stand in it. */
  readonly remittance: string;
  readonly account: BankAccount;
}
/** What became of money: the transaction that it paid, or the deposit that waits for a person. */
export type Booked =
  | { readonly transaction: TransactionRecord; readonly deposit?: undefined }
  | { readonly transaction?: undefined; readonly deposit: DepositRecord };

/** Takes in money: matched by the reference, or, where that fits nothing, as a deposit. */
export function receiveMoney(step: Step, money: IncomingMoney): Booked {
  const references = money.remittance.match(/(?<!\d)\d{8}(?!\d)/g) ?? [];
  for (const reference of references) {
    const transfer = transactionByReference(step, reference);
    if (transfer) return { transaction: settle(step, transfer, money) };
  }
  return settingsOf(step).automaticDeposits ? { transaction: deposit(step, money) } : { deposit: hold(step, money) };
}

/**
 * The rule of settlement. Exactly what was asked for makes the transaction itself a success, also one that had ended; any other
 * amount, or the same once more, makes a copy of it that is a success at once, and leaves the transaction as it is.
 */
export function settle(
  step: Step,
  transfer: TransactionRecord,
  money: Omit<IncomingMoney, 'remittance'>,
): TransactionRecord {
  const exact = money.amount === transfer.amount && money.currency === transfer.currency && transfer.status !== 190;
  const now = step.now.toISOString();
  const paid = exact
    ? moveTransaction(step, transfer, 190, 'S001', { account: money.account })
    : keepTransaction(step, {
        ...transfer,
        key: compactId(step),
        paymentKey: compactId(step),
        by: 'copy',
        status: 190,
        subCode: 'S001',
        statusAt: now,
        createdAt: now,
        amount: money.amount,
        currency: money.currency,
        account: money.account,
        originalKey: transfer.key,
        nextRefund: null,
      });
  return received(step, paid, transfer.key);
}

/**
 * Sets an open transfer to paid by hand, as the Plaza can when money came another way: not over Buckaroo, and from no account
 * that is known there.
 */
export function payByHand(step: Step, transfer: TransactionRecord): TransactionRecord {
  const paid = moveTransaction(step, transfer, 190, 'S001');
  tell(step, paid, 'paidByHand', transfer.key);
  return paid;
}

/** Matches a deposit with a transaction: it is settled as if the reference had been right. */
export function match(step: Step, held: DepositRecord, key: string): TransactionRecord {
  const paid = settle(step, given(step, key), held);
  keepDeposit(step, { ...held, matchedKey: paid.key });
  return paid;
}

function deposit(step: Step, money: IncomingMoney): TransactionRecord {
  const id = nextNumberOf(step, 'deposit');
  const now = step.now.toISOString();
  const made = keepTransaction(step, {
    key: compactId(step),
    paymentKey: compactId(step),
    type: 'C001',
    by: 'deposit',
    status: 190,
    subCode: 'S001',
    statusAt: now,
    createdAt: now,
    invoice: `BCK_${id}`,
    order: null,
    description: `E2E-${id} ${money.remittance}`.trim(),
    currency: money.currency,
    amount: money.amount,
    bankDetails: [],
    paymentReference: null,
    dateDue: null,
    customerName: money.account.name,
    account: money.account,
    customParameters: null,
    additionalParameters: null,
    pushUrl: null,
    pushUrlFailure: null,
    culture: settingsOf(step).pushCulture,
    originalKey: null,
    refundResult: null,
    nextRefund: null,
  });
  return received(step, made);
}

function hold(step: Step, money: IncomingMoney): DepositRecord {
  const held = keepDeposit(step, {
    ...money,
    id: nextNumberOf(step, 'deposit'),
    receivedAt: step.now.toISOString(),
    matchedKey: null,
  });
  step.record({
    effect: 'moneyUnmatched',
    subject: { kind: 'deposit', id: held.id },
    amount: held.amount,
    currency: held.currency,
  });
  return held;
}

function received(step: Step, paid: TransactionRecord, within?: string): TransactionRecord {
  bookTransaction(step, 1, paid);
  tell(step, paid, 'moneyReceived', within);
  // There may be money now for what was on hold.
  releaseRefunds(step);
  return paid;
}

function tell(step: Step, paid: TransactionRecord, effect: string, within?: string): void {
  step.record({
    effect,
    subject: { kind: 'receipt', id: paid.key, externalId: paid.invoice, within },
    amount: paid.amount,
    currency: paid.currency,
    code: '190',
  });
  push(step, paid);
}
