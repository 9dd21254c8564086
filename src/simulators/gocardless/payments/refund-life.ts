import type { Step } from '../../kit/simulator.ts';
import { after } from '../../kit/time.ts';
import { addWorkingDays, bankingDay, dateOf, heardAt, notBefore, sentAt } from '../calendar.ts';
import { announce, type By } from '../events.ts';
import { newId } from '../ids.ts';
import { find, given, keep, type RefundRecord } from '../records.ts';
import { settleRefund } from './balance.ts';
import { keepPayment } from './payment-life.ts';

/**
 * A refund is created, goes to the bank and is paid. That it is taken off a payout (`refund_settled`) is independent of that, and
 * it may still bounce or come back afterwards.
 */
export const refundTimer = 'refundProceeds';

interface Outcome {
  readonly from: readonly RefundRecord['status'][];
  readonly status?: RefundRecord['status'];
  readonly action: string;
  readonly cause: string;
  readonly effect: string;
}
export const refundOutcomes = {
  paid: {
    from: ['created', 'pending_submission', 'submitted'],
    status: 'paid',
    action: 'paid',
    cause: 'refund_paid',
    effect: 'refundPaid',
  },
  settled: {
    from: ['created', 'pending_submission', 'submitted', 'paid'],
    action: 'refund_settled',
    cause: 'refund_settled',
    effect: 'refundSettled',
  },
  bounced: {
    from: ['created', 'pending_submission', 'submitted', 'paid'],
    status: 'bounced',
    action: 'failed',
    cause: 'refund_failed',
    effect: 'refundBounced',
  },
  returned: {
    from: ['created', 'pending_submission'],
    status: 'funds_returned',
    action: 'funds_returned',
    cause: 'refund_funds_returned',
    effect: 'refundFundsReturned',
  },
} as const satisfies Record<string, Outcome>;
export type RefundOutcome = keyof typeof refundOutcomes;

/** Enters a refund and tells of it; the payment shows it from then on. */
export function enterRefund(
  step: Step,
  asked: Pick<RefundRecord, 'amount' | 'currency' | 'paymentId' | 'mandateId' | 'reference' | 'metadata'>,
  by: By,
): RefundRecord {
  const refund = keepRefund(step, {
    ...asked,
    id: newId(step, 'refund'),
    createdAt: step.now.toISOString(),
    status: 'created',
    settled: false,
  });
  changeRefunded(step, refund, refund.amount);
  record(step, 'refundCreated', refund);
  tell(step, refund, 'created', 'payment_refunded', by);
  step.setTimer(refundTimer, refund.id, after(step, 60_000));
  return refund;
}

/** The next thing that happens to a refund by itself. */
export function proceedRefund(step: Step, id: string): void {
  const refund = find(step, 'refunds', id);
  if (!refund) return;
  const next = (due: Date) => step.setTimer(refundTimer, id, notBefore(step.now, due));
  const tomorrow = heardAt(addWorkingDays(dateOf(step.now), 1));
  switch (refund.status) {
    case 'created':
      keepRefund(step, { ...refund, status: 'pending_submission' });
      next(sentAt(bankingDay(step.now)));
      break;
    case 'pending_submission':
      keepRefund(step, { ...refund, status: 'submitted' });
      next(tomorrow);
      break;
    case 'submitted':
      concludeRefund(step, refund, 'paid');
      next(tomorrow);
      break;
    case 'paid':
      if (!refund.settled) concludeRefund(step, refund, 'settled');
  }
}

export function canConclude({ status }: RefundRecord, outcome: RefundOutcome): boolean {
  return (refundOutcomes[outcome].from as readonly RefundRecord['status'][]).includes(status);
}

/** Brings a refund to one of its ends. Money that comes back can be refunded again. */
export function concludeRefund(step: Step, refund: RefundRecord, outcome: RefundOutcome): RefundRecord {
  const { status, action, cause, effect }: Outcome = refundOutcomes[outcome];
  const concluded = keepRefund(step, {
    ...refund,
    status: status ?? refund.status,
    settled: refund.settled || outcome === 'settled',
  });
  const back = status === 'bounced' || status === 'funds_returned';
  if (back) changeRefunded(step, refund, -refund.amount);
  // What was never taken off a payout has nothing to come back to.
  if (outcome === 'settled' && !refund.settled) settleRefund(step, refund, 'payment_refunded');
  if (back && refund.settled) settleRefund(step, refund, 'refund_funds_returned');
  record(step, effect, concluded);
  tell(step, concluded, action, cause, { origin: 'gocardless' });
  return concluded;
}

export function keepRefund(step: Step, refund: RefundRecord): RefundRecord {
  return keep(step, 'refunds', refund, refund.paymentId);
}

function changeRefunded(step: Step, { paymentId }: RefundRecord, by: number): void {
  const payment = given(step, 'payments', paymentId);
  keepPayment(step, { ...payment, amountRefunded: payment.amountRefunded + by });
}

function record(step: Step, effect: string, { id, paymentId, amount, currency }: RefundRecord): void {
  step.record({ effect, subject: { kind: 'refund', id, within: paymentId }, amount: String(amount), currency });
}

function tell(step: Step, refund: RefundRecord, action: string, cause: string, by: By): void {
  announce(step, {
    resource: 'refunds',
    action,
    links: { refund: refund.id },
    by,
    cause,
    resourceMetadata: refund.metadata,
  });
}
