import { toMinor, total } from '../../kit/amounts.ts';
import type { Step } from '../../kit/simulator.ts';
import { after, dayMs } from '../../kit/time.ts';
import { bookTransaction } from '../account.ts';
import { push } from '../pushes.ts';
import { given, refundsOf, type TransactionRecord, transactionOf } from '../records.ts';
import { covers, type RefundResult, settingsOf } from '../settings.ts';
import type { StatusCode, SubCode } from '../texts.ts';
import { moveTransaction } from '../transfers.ts';

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
export function refundable(step: Step, receipt: TransactionRecord) {
  const refunds = refundsOf(step, receipt.key);
  const sum = (statuses: readonly StatusCode[]) =>
    total(refunds.filter(({ status }) => statuses.includes(status)).map(({ amount }) => amount));
  const [refunded, pending] = [sum([190]), sum(counted.filter((status) => status !== 190))];
  return { refunded, pending, left: toMinor(receipt.amount) - refunded - pending };
}

/** Starts a refund that was entered, and tells of where it got. */
export function startRefund(step: Step, refund: TransactionRecord): TransactionRecord {
  const needsApproval = settingsOf(step).refundApproval || refund.refundResult === 'NEEDS_APPROVAL';
  if (needsApproval) return tell(step, refund, 794);
  return proceed(step, refund, refund.refundResult ?? 'PAID');
}

/** What a person decides on a refund that waits for it. */
export function decideRefund(step: Step, refund: TransactionRecord, approved: boolean): TransactionRecord {
  if (!approved) return tell(step, refund, 690);
  return proceed(step, refund, refund.refundResult === 'NEEDS_APPROVAL' ? 'PAID' : (refund.refundResult ?? 'PAID'));
}

/** Ends a refund in a status, and tells of it. */
export function tell(
  step: Step,
  refund: TransactionRecord,
  status: StatusCode,
  subCode: SubCode | null = status === 190 ? 'S001' : null,
): TransactionRecord {
  const moved = moveTransaction(step, refund, status, subCode);
  recordRefund(step, effects[status] ?? 'refundChanged', moved, String(status));
  push(step, moved);
  return moved;
}

/** Tries again what was on hold for want of money, oldest first. */
export function releaseRefunds(step: Step): void {
  for (const key of step.documents.list<string>('onHold')) {
    const refund = given(step, key);
    if (!covers(settingsOf(step), refund)) continue;
    step.documents.remove('onHold', key);
    proceed(step, refund, refund.refundResult === 'ON_HOLD' ? 'PAID' : (refund.refundResult ?? 'PAID'));
  }
}

/** What the clock does. */
export const refundTimers: Readonly<Record<string, (step: Step, key: string) => void>> = {
  [settleTimer](step, key) {
    const refund = transactionOf(step, key);
    if (refund?.status !== 791) return;
    if (refund.refundResult === 'FAILED_LATER') {
      bookTransaction(step, 1, refund);
      tell(step, refund, 490);
    } else tell(step, refund, 190);
  },
  [retryTimer](step, key) {
    const refund = transactionOf(step, key);
    if (refund?.status !== 793) return;
    // One that a test put on hold has money behind it, and goes at the first try.
    step.documents.put('onHold', key, key);
    releaseRefunds(step);
    if (transactionOf(step, key)?.status === 793) retryLater(step, key);
  },
};

export function recordRefund(step: Step, effect: string, refund: TransactionRecord, code?: string): void {
  step.record({
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

function proceed(step: Step, refund: TransactionRecord, result: RefundResult): TransactionRecord {
  if (result === 'FAILED') return tell(step, refund, 490);
  if (result === 'REJECTED') return tell(step, refund, 690);
  if (result === 'ON_HOLD' || !covers(settingsOf(step), refund)) {
    // Money alone releases only those that money is wanting for.
    if (result !== 'ON_HOLD') step.documents.put('onHold', refund.key, refund.key);
    retryLater(step, refund.key);
    return tell(step, refund, 793);
  }
  bookTransaction(step, -1, refund);
  if (result === 'PAID' || result === 'NEEDS_APPROVAL') return tell(step, refund, 190);
  step.setTimer(settleTimer, refund.key, after(step, settingsOf(step).refundDelayMs));
  return tell(step, refund, 791, 'C620');
}

function retryLater(step: Step, key: string): void {
  step.setTimer(retryTimer, key, after(step, retryEveryMs));
}
