import { compactId } from '../kit/records.ts';
import type { Turn } from '../kit/simulator.ts';
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
import { releaseRefunds } from './refund-life.ts';
import { moveBalance, settingsOf } from './settings.ts';
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
export function receiveMoney(turn: Turn, money: IncomingMoney): Booked {
  const references = money.remittance.match(/(?<!\d)\d{8}(?!\d)/g) ?? [];
  for (const reference of references) {
    const transfer = transactionByReference(turn, reference);
    if (transfer) return { transaction: settle(turn, transfer, money) };
  }
  return settingsOf(turn).automaticDeposits ? { transaction: deposit(turn, money) } : { deposit: hold(turn, money) };
}

/**
 * The rule of settlement. Exactly what was asked for makes the transaction itself a success, also one that had ended; any other
 * amount, or the same once more, makes a copy of it that is a success at once, and leaves the transaction as it is.
 */
export function settle(
  turn: Turn,
  transfer: TransactionRecord,
  money: Omit<IncomingMoney, 'remittance'>,
): TransactionRecord {
  const exact = money.amount === transfer.amount && money.currency === transfer.currency && transfer.status !== 190;
  const now = turn.now.toISOString();
  const paid = exact
    ? moveTransaction(turn, transfer, 190, 'S001', { account: money.account })
    : keepTransaction(turn, {
        ...transfer,
        key: compactId(turn),
        paymentKey: compactId(turn),
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
  return received(turn, paid, transfer.key);
}

/**
 * Sets an open transfer to paid by hand, as the Plaza can when money came another way: not over Buckaroo, and from no account
 * that is known there.
 */
export function payByHand(turn: Turn, transfer: TransactionRecord): TransactionRecord {
  const paid = moveTransaction(turn, transfer, 190, 'S001');
  tell(turn, paid, 'paidByHand', transfer.key);
  return paid;
}

/** Matches a deposit with a transaction: it is settled as if the reference had been right. */
export function match(turn: Turn, held: DepositRecord, key: string): TransactionRecord {
  const paid = settle(turn, given(turn, key), held);
  keepDeposit(turn, { ...held, matchedKey: paid.key });
  return paid;
}

function deposit(turn: Turn, money: IncomingMoney): TransactionRecord {
  const id = nextNumberOf(turn, 'deposit');
  const now = turn.now.toISOString();
  const made = keepTransaction(turn, {
    key: compactId(turn),
    paymentKey: compactId(turn),
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
    culture: settingsOf(turn).pushCulture,
    originalKey: null,
    refundResult: null,
    nextRefund: null,
  });
  return received(turn, made);
}

function hold(turn: Turn, money: IncomingMoney): DepositRecord {
  const held = keepDeposit(turn, {
    ...money,
    id: nextNumberOf(turn, 'deposit'),
    receivedAt: turn.now.toISOString(),
    matchedKey: null,
  });
  turn.record({
    effect: 'moneyUnmatched',
    subject: { kind: 'deposit', id: held.id },
    amount: held.amount,
    currency: held.currency,
  });
  return held;
}

function received(turn: Turn, paid: TransactionRecord, within?: string): TransactionRecord {
  moveBalance(turn, 1n, paid);
  tell(turn, paid, 'moneyReceived', within);
  // There may be money now for what was on hold.
  releaseRefunds(turn);
  return paid;
}

function tell(turn: Turn, paid: TransactionRecord, effect: string, within?: string): void {
  turn.record({
    effect,
    subject: { kind: 'receipt', id: paid.key, externalId: paid.invoice, within },
    amount: paid.amount,
    currency: paid.currency,
    code: '190',
  });
  push(turn, paid);
}
