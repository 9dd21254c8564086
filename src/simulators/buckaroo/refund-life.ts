import { toMinor, total } from '../kit/amounts.ts';
import type { Turn } from '../kit/simulator.ts';
import { after, dayMs } from '../kit/time.ts';
import { push } from './pushes.ts';
import { given, refundsOf, type TransactionRecord, transactionOf } from './records.ts';
import { covers, moveBalance, type RefundResult, settingsOf } from './settings.ts';
import type { StatusCode, SubCode } from './texts.ts';
import { moveTransaction } from './transfers.ts';

/** The end of a refund that is with the bank, and the next try of those that are on hold. */
const settleTimer = 'refundSettles';
const retryTimer = 'refundsRetried';
const retryEveryMs = dayMs;
/** The statuses in which a refund takes part of what may be refunded. */
const counted: readonly StatusCode[] = [190, 791, 793, 794];

const effects: Readonly<Partial<Record<StatusCode, string>>> = {
  190: 'refundPaid',
  490: 'refundFailed',
  690: 'refundRejected',
  791: 'refundSent',
  793: 'refundOnHold',
  794: 'refundAwaitsApproval',
};

/** What of a transaction is refunded, on its way to be, and left, in minor units. */
export function refundable(turn: Turn, receipt: TransactionRecord) {
  const refunds = refundsOf(turn, receipt.key);
  const sum = (statuses: readonly StatusCode[]) =>
    total(refunds.filter(({ status }) => statuses.includes(status)).map(({ amount }) => amount));
  const [refunded, pending] = [sum([190]), sum(counted.filter((status) => status !== 190))];
  return { refunded, pending, left: toMinor(receipt.amount) - refunded - pending };
}

/** Starts a refund that was entered, and tells of where it got. */
export function startRefund(turn: Turn, refund: TransactionRecord): TransactionRecord {
  const needsApproval = settingsOf(turn).refundApproval || refund.refundResult === 'NEEDS_APPROVAL';
  if (needsApproval) return tell(turn, refund, 794);
  return proceed(turn, refund, refund.refundResult ?? 'PAID');
}

/** What a person decides on a refund that waits for it. */
export function decideRefund(turn: Turn, refund: TransactionRecord, approved: boolean): TransactionRecord {
  if (!approved) return tell(turn, refund, 690);
  return proceed(turn, refund, refund.refundResult === 'NEEDS_APPROVAL' ? 'PAID' : (refund.refundResult ?? 'PAID'));
}

/** Ends a refund in a status, and tells of it. */
export function tell(
  turn: Turn,
  refund: TransactionRecord,
  status: StatusCode,
  subCode: SubCode | null = status === 190 ? 'S001' : null,
): TransactionRecord {
  const moved = moveTransaction(turn, refund, status, subCode);
  recordRefund(turn, effects[status] ?? 'refundChanged', moved, String(status));
  push(turn, moved);
  return moved;
}

/** Tries again what was on hold for want of money, oldest first. */
export function releaseRefunds(turn: Turn): void {
  for (const key of turn.documents.list<string>('onHold')) {
    const refund = given(turn, key);
    if (!covers(settingsOf(turn), refund)) continue;
    turn.documents.remove('onHold', key);
    proceed(turn, refund, refund.refundResult === 'ON_HOLD' ? 'PAID' : (refund.refundResult ?? 'PAID'));
  }
}

/** What the clock does. */
export const refundTimers: Readonly<Record<string, (turn: Turn, key: string) => void>> = {
  [settleTimer](turn, key) {
    const refund = transactionOf(turn, key);
    if (refund?.status !== 791) return;
    if (refund.refundResult === 'FAILED_LATER') {
      moveBalance(turn, 1n, refund);
      tell(turn, refund, 490);
    } else tell(turn, refund, 190);
  },
  [retryTimer](turn, key) {
    const refund = transactionOf(turn, key);
    if (refund?.status !== 793) return;
    // One that a test put on hold has money behind it, and goes at the first try.
    turn.documents.put('onHold', key, key);
    releaseRefunds(turn);
    if (transactionOf(turn, key)?.status === 793) retryLater(turn, key);
  },
};

export function recordRefund(turn: Turn, effect: string, refund: TransactionRecord, code?: string): void {
  turn.record({
    effect,
    subject: {
      kind: 'refund',
      id: refund.key,
      externalId: refund.invoice,
      within: refund.originalKey ?? undefined,
    },
    amount: refund.amount,
    currency: refund.currency,
    ...(code !== undefined && { code }),
  });
}

function proceed(turn: Turn, refund: TransactionRecord, result: RefundResult): TransactionRecord {
  if (result === 'FAILED') return tell(turn, refund, 490);
  if (result === 'REJECTED') return tell(turn, refund, 690);
  if (result === 'ON_HOLD' || !covers(settingsOf(turn), refund)) {
    // Money alone releases only those that money is wanting for.
    if (result !== 'ON_HOLD') turn.documents.put('onHold', refund.key, refund.key);
    retryLater(turn, refund.key);
    return tell(turn, refund, 793);
  }
  moveBalance(turn, -1n, refund);
  if (result === 'PAID' || result === 'NEEDS_APPROVAL') return tell(turn, refund, 190);
  turn.setTimer(settleTimer, refund.key, after(turn, settingsOf(turn).refundDelayMs));
  return tell(turn, refund, 791, 'C620');
}

function retryLater(turn: Turn, key: string): void {
  turn.setTimer(retryTimer, key, after(turn, retryEveryMs));
}
