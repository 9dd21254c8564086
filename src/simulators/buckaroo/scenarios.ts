import { fromMinor, toMinor, total } from '../kit/amounts.ts';
import { done, noSuchSubject, notSupported, wrongState } from '../kit/outcomes.ts';
import type { ScenarioOutcome, Step } from '../kit/simulator.ts';
import { dayMs } from '../kit/time.ts';
import { payLater } from './bank.ts';
import { usualAccount } from './bank-details.ts';
import { refundByHand } from './plaza.ts';
import { push } from './pushes.ts';
import { given, keepTransaction, type TransactionRecord, transactionOf, transactionsOfInvoice } from './records.ts';
import { refundable } from './refunds/refund-life.ts';
import type { RefundResult } from './settings.ts';
import { payByHand, receiveMoney, settle } from './settlement.ts';
import { endTransfer, isOpen } from './transfers.ts';

/** Plays on a transfer as it was asked for, or on what has come in for it; false where that does not stand so. */
type Played =
  | { readonly on: 'transfer'; readonly play: (step: Step, transfer: TransactionRecord) => boolean }
  | { readonly on: 'receipt'; readonly play: (step: Step, receipt: TransactionRecord) => boolean }
  | { readonly nextRefund: RefundResult };

// A transfer without a due date is taken to be due after a fortnight, as the gateway's own plugins do.
const usualTermDays = 14;

const scenarios: Readonly<Record<string, Played>> = {
  TRANSFER_EXACT: paying((step, transfer) => pay(step, transfer, transfer.amount)),
  /** All but a cent or a quarter, whichever is more. */
  TRANSFER_UNDERPAID: paying((step, transfer) => {
    const asked = toMinor(transfer.amount);
    const less = asked / 4n || 1n;
    return asked > less && pay(step, transfer, fromMinor(asked - less));
  }),
  /** What is still wanting of the amount that was asked for. */
  TRANSFER_REMAINDER: paying((step, transfer) => {
    const paid = total(
      receiptsOf(step, transfer)
        .filter(({ currency }) => currency === transfer.currency)
        .map(({ amount }) => amount),
    );
    const open = toMinor(transfer.amount) - paid;
    return open > 0n && pay(step, transfer, fromMinor(open));
  }),
  TRANSFER_OVERPAID: paying((step, transfer) => {
    const asked = toMinor(transfer.amount);
    return pay(step, transfer, fromMinor(asked + (asked / 4n || 1n)));
  }),
  TRANSFER_TWICE: paying((step, transfer) => {
    pay(step, transfer, transfer.amount);
    return pay(step, given(step, transfer.key), transfer.amount);
  }),
  /** Three days after it is due, by the sandbox's clock. */
  TRANSFER_LATE: paying((step, transfer) => {
    const due = transfer.dateDue
      ? Date.parse(`${transfer.dateDue}T12:00:00Z`)
      : Date.parse(transfer.createdAt) + usualTermDays * dayMs;
    payLater(step, new Date(Math.max(due, step.now.getTime()) + 3 * dayMs), {
      amount: transfer.amount,
      currency: transfer.currency,
      remittance: transfer.paymentReference ?? '',
      account: usualAccount,
    });
    return true;
  }),
  TRANSFER_WRONG_REFERENCE: paying((step, { amount, currency, invoice }) => {
    receiveMoney(step, {
      amount,
      currency,
      remittance: `Invoice ${invoice}`.replace(/\d{8}/g, ''),
      account: usualAccount,
    });
    return true;
  }),
  TRANSFER_WRONG_CURRENCY: paying((step, transfer) => {
    settle(step, transfer, { amount: transfer.amount, currency: 'GBP', account: usualAccount });
    return true;
  }),
  TRANSFER_PAID_BY_HAND: { on: 'transfer', play: (step, transfer) => isOpen(transfer) && !!payByHand(step, transfer) },
  TRANSFER_FAILS: { on: 'transfer', play: (step, transfer) => isOpen(transfer) && !!endTransfer(step, transfer, 490) },
  TRANSFER_CANCELLED: {
    on: 'transfer',
    play: (step, transfer) => isOpen(transfer) && !!endTransfer(step, transfer, 891),
  },
  PAYER_IGNORES: { on: 'transfer', play: (_turn, transfer) => isOpen(transfer) },
  // Whatever was told of it before, and never came: the Plaza has no limit in time.
  PUSH_RESENT: {
    on: 'transfer',
    play: (step, transfer) => {
      const receipts = receiptsOf(step, transfer).filter(({ key }) => key !== transfer.key);
      for (const transaction of [transfer, ...receipts]) push(step, transaction);
      return true;
    },
  },
  REFUND_IN_PLAZA: { on: 'receipt', play: (step, receipt) => refundByHand(step, receipt) !== null },
  REFUND_DECLINED_LATE: { nextRefund: 'FAILED_LATER' },
  REFUND_PAID_LATE: { nextRefund: 'PAID_LATER' },
  REFUND_FAILS: { nextRefund: 'FAILED' },
  REFUND_REJECTED: { nextRefund: 'REJECTED' },
  REFUND_ON_HOLD: { nextRefund: 'ON_HOLD' },
  REFUND_NEEDS_APPROVAL: { nextRefund: 'NEEDS_APPROVAL' },
};

export const scenarioNames: readonly string[] = Object.keys(scenarios);

/** Plays the payer, the bank or Buckaroo's staff on a transfer or on what has come in for it. */
export function runScenario(
  step: Step,
  name: string,
  { kind, id }: { readonly kind: string; readonly id: string },
): ScenarioOutcome {
  const played = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (!played) return notSupported(`buckaroo does not play ${name}`);
  if (kind !== 'transfer' && kind !== 'receipt' && kind !== 'payment')
    return notSupported(`buckaroo has no ${kind}; it has transfers and receipts`);
  const transaction = transactionOf(step, id);
  if (transaction?.type !== 'C001') return noSuchSubject(`buckaroo knows no such ${kind}`);
  if ('nextRefund' in played) {
    keepTransaction(step, { ...transaction, nextRefund: played.nextRefund });
    return { ok: true, providerCalls: 1, armedCallback: { name: 'refundPush', subject: transaction.invoice } };
  }
  const subject = played.on === 'transfer' ? transferOf(step, transaction) : receiptOf(step, transaction);
  if (subject && played.play(step, subject))
    return name === 'TRANSFER_LATE'
      ? { ok: true, providerCalls: 0, armedCallback: { name: 'transferPush', subject: transaction.invoice } }
      : done;
  return wrongState(`${name} does not begin where this ${kind} stands: ${transaction.status}`);
}

// Money may come whatever has become of the transfer.
function paying(play: (step: Step, transfer: TransactionRecord) => boolean): Played {
  return { on: 'transfer', play };
}

function pay(step: Step, transfer: TransactionRecord, amount: string): boolean {
  settle(step, transfer, { amount, currency: transfer.currency, account: usualAccount });
  return true;
}

function transferOf(step: Step, transaction: TransactionRecord): TransactionRecord | null {
  if (transaction.by === 'request') return transaction;
  return transaction.by === 'copy' && transaction.originalKey !== null ? given(step, transaction.originalKey) : null;
}

// A transfer stands for the latest money that came for it and can be given back.
function receiptOf(step: Step, transaction: TransactionRecord): TransactionRecord | null {
  if (transaction.by !== 'request') return transaction;
  return receiptsOf(step, transaction).findLast((receipt) => refundable(step, receipt).left > 0n) ?? null;
}

function receiptsOf(step: Step, { key, invoice }: TransactionRecord): readonly TransactionRecord[] {
  return transactionsOfInvoice(step, invoice).filter(
    (each) => each.type === 'C001' && each.status === 190 && (each.key === key || each.originalKey === key),
  );
}
