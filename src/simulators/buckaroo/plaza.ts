import { z } from 'zod';
import { action } from '../kit/actions.ts';
import { fromMinor, toMinor } from '../kit/amounts.ts';
import { noSuchSubject, wrongState } from '../kit/outcomes.ts';
import type { ActionOutcome, ProviderAction, Step } from '../kit/simulator.ts';
import { chargeCosts, closeDay, payOut, statementsFrom } from './account.ts';
import { currencies, readPositive } from './amounts.ts';
import { usualAccount } from './bank-details.ts';
import { push } from './pushes.ts';
import { depositOf, type TransactionRecord, transactionByReference, transactionOf } from './records.ts';
import { decideRefund, refundable } from './refunds/refund-life.ts';
import { enterRefund } from './refunds/refunds.ts';
import { settingsOf } from './settings.ts';
import { match, payByHand, receiveMoney } from './settlement.ts';
import { endTransfer, isOpen } from './transfers.ts';

const amount = z.string().transform((value, context) => {
  const read = readPositive(value);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: 'expected a positive decimal amount such as "10.00"' });
  return z.NEVER;
});
const key = z.string().max(64);

const account = z.strictObject({
  iban: z.string().min(5).max(34).default(usualAccount.iban),
  bic: z.string().max(11).default(usualAccount.bic),
  name: z.string().max(70).default(usualAccount.name),
});

/** What the bank and the people at Buckaroo's Plaza can do, for a test that must say exactly how much and for which. */
export const actions: Readonly<Record<string, ProviderAction>> = {
  /** Money comes in. By a right reference it settles its transfer; by any other it is unmatched. */
  receive: action(
    z.strictObject({
      amount,
      currency: z.enum(currencies).default('EUR'),
      reference: z.string().max(140),
      account: account.prefault({}),
    }),
    (step, { reference, ...money }) => {
      const { transaction, deposit } = receiveMoney(step, { ...money, remittance: reference });
      return ok(transaction ? { key: transaction.key, invoice: transaction.invoice } : { deposit: deposit.id });
    },
  ),
  /** A person finds out what an unmatched deposit was for, by the transfer's key or reference. */
  matchDeposit: action(z.strictObject({ deposit: z.string().max(64), key }), (step, asked) => {
    const held = depositOf(step, asked.deposit);
    const transfer = transactionOf(step, asked.key) ?? transactionByReference(step, asked.key);
    if (!held || transfer?.by !== 'request' || transfer.type !== 'C001') return unknown;
    if (held.matchedKey !== null) return wrongState('the deposit was matched before');
    return toOutcome(match(step, held, transfer.key));
  }),
  alternativePayment: onTransaction((step, transaction) =>
    isOpen(transaction) ? toOutcome(payByHand(step, transaction)) : wrongState(`it is ${transaction.status}`),
  ),
  endTransfer: action(z.strictObject({ key, status: z.literal([490, 890, 891]) }), (step, asked) => {
    const transfer = transactionOf(step, asked.key);
    if (!transfer) return unknown;
    return isOpen(transfer)
      ? toOutcome(endTransfer(step, transfer, asked.status))
      : wrongState(`it is ${transfer.status}`);
  }),
  /** A refund by a person at the Plaza, of all that is left unless an amount is given. */
  refund: action(z.strictObject({ key, amount: amount.optional() }), (step, asked) => {
    const receipt = transactionOf(step, asked.key);
    if (receipt?.type !== 'C001') return unknown;
    return refundByHand(step, receipt, asked.amount) ?? wrongState('there is not that much to refund');
  }),
  decideRefund: action(z.strictObject({ key, approve: z.boolean() }), (step, asked) => {
    const refund = transactionOf(step, asked.key);
    if (!refund) return unknown;
    if (refund.status !== 794) return wrongState(`it is ${refund.status}`);
    return toOutcome(decideRefund(step, refund, asked.approve));
  }),
  /** What the bank account of the merchant gets: an amount, or all that is there. */
  payOut: action(
    z.strictObject({ amount: amount.optional(), currency: z.enum(currencies).default('EUR') }),
    (step, asked) => {
      const paid = payOut(step, asked.currency, asked.amount, 'Sandbox Shop');
      return paid === null ? wrongState('there is not that much on the account') : ok({ key: paid });
    },
  ),
  /** Ends the day on an account, with what its transactions have cost: gives the statement, as MT940. */
  closeDay: action(
    z.strictObject({ costs: amount.optional(), currency: z.enum(currencies).default('EUR') }),
    (step, asked) => {
      if (asked.costs !== undefined) chargeCosts(step, asked.currency, asked.costs);
      const { number, text } = closeDay(step, asked.currency);
      return ok({ number, statement: text });
    },
  ),
  /** Downloads the statements of an account again, from a number on. */
  statements: action(
    z.strictObject({ from: z.int().min(1).default(1), currency: z.enum(currencies).default('EUR') }),
    (step, asked) => ok({ statements: statementsFrom(step, asked.currency, asked.from) }),
  ),
  resendPush: onTransaction((step, transaction) => {
    push(step, transaction);
    return toOutcome(transaction);
  }),
};

/** Refunds at the Plaza; null where there is not that much to refund. */
export function refundByHand(step: Step, receipt: TransactionRecord, asked?: string): ActionOutcome | null {
  const { left } = refundable(step, receipt);
  const wanted = asked ?? fromMinor(left);
  if (receipt.status !== 190 || left <= 0n || toMinor(wanted) > left) return null;
  return toOutcome(
    enterRefund(step, receipt, {
      amount: wanted,
      invoice: receipt.invoice,
      by: 'plaza',
      order: null,
      description: null,
      account: receipt.account ?? usualAccount,
      customParameters: null,
      additionalParameters: null,
      pushUrl: receipt.pushUrl,
      pushUrlFailure: receipt.pushUrlFailure,
      culture: settingsOf(step).pushCulture,
    }),
  );
}

function onTransaction(act: (step: Step, transaction: TransactionRecord) => ActionOutcome): ProviderAction {
  return action(z.strictObject({ key }), (step, asked) => {
    const transaction = transactionOf(step, asked.key);
    return transaction ? act(step, transaction) : unknown;
  });
}

function ok(value: object): ActionOutcome {
  return { ok: true, value };
}

function toOutcome({ key, status }: TransactionRecord): ActionOutcome {
  return ok({ key, status });
}

const unknown = noSuchSubject('buckaroo knows no such transaction or deposit');
