import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { currency, type Money, money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Capabilities, Capability, StatusReason } from '../port/provider.ts';
import { isCharge, isCollected, isTransfer, type PaymentState } from './states.ts';

/**
 * What may be asked of a payment right now, how much of it, until when, and why not. The mutations decide by these very
 * functions, under the row's lock, so that `actions` and a mutation cannot disagree.
 */
export const paymentActionKinds = ['CAPTURE', 'CANCEL', 'REFUND', 'RETRY', 'UPDATE'] as const;
export type PaymentActionKind = (typeof paymentActionKinds)[number];
/** What every payment shows; a charge shows all. */
const always: readonly PaymentActionKind[] = ['CAPTURE', 'CANCEL', 'REFUND'];

export interface PaymentAction {
  readonly kind: PaymentActionKind;
  readonly available: boolean;
  /** The most that would be accepted; null when the action is not available, or takes no amount. */
  readonly maxAmount: Money | null;
  readonly partialAllowed: boolean;
  readonly deadline: Date | null;
  readonly unavailableBecause: StatusReason | null;
  /** States from which the action is offered at all. */
  readonly allowedFrom: readonly PaymentState[];
}

const captureFrom = ['AUTHORIZED'] as const;
/** Of a charge: what is reserved may be captured in parts. */
const captureRestFrom = ['AUTHORIZED', 'PARTIALLY_SETTLED'] as const;
const withdrawChargeFrom = ['CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'PARTIALLY_SETTLED'] as const;
const stopChargeFrom = [...withdrawChargeFrom, 'PROCESSING'] as const;
const refundChargeFrom = ['SETTLED', 'PARTIALLY_SETTLED'] as const;
const retryFrom = ['FAILED'] as const;
const updateFrom = ['CREATED'] as const;
const cancelFrom = ['REQUIRES_PAYER_ACTION', 'AUTHORIZED'] as const;
/** What the bank has taken up cannot be called back. */
const withdrawFrom = ['CREATED', 'REQUIRES_PAYER_ACTION'] as const;
const refundFrom = ['SETTLED'] as const;
const takenFrom = ['AUTHORIZED', 'SETTLED'] as const;
/** Of a transfer: nothing is there that was paid, and what has come can be given back. */
const unpaid = ['REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'] as const;
const paidFrom = ['PARTIALLY_SETTLED', 'SETTLED'] as const;

export function paymentActions(payment: OneOffPayment, can: Capabilities, now: Date): readonly PaymentAction[] {
  const shown = isCharge(payment) ? paymentActionKinds : always;
  return shown.map((kind) => paymentAction[kind](payment, can, now));
}

export const paymentAction: Readonly<
  Record<PaymentActionKind, (payment: OneOffPayment, can: Capabilities, now: Date) => PaymentAction>
> = {
  CAPTURE(payment, can, now) {
    const limit = capturable(payment);
    const from = isCharge(payment) ? captureRestFrom : captureFrom;
    return action('CAPTURE', from, limit, can.partialCapture, payment.settleBy, [
      ...(isCharge(payment) ? [notOffered(can, 'charge.capture', 'captured')] : []),
      [
        isCollected(payment),
        because('NOT_IN_THIS_STATE', 'The bank collects this payment; there is nothing to capture.'),
      ],
      [
        isTransfer(payment),
        because('NOT_IN_THIS_STATE', 'The payer sends this money by himself; there is nothing to capture.'),
      ],
      inState(payment, from),
      [
        payment.settleBy !== null && now >= payment.settleBy,
        because('EXPIRED', 'The reservation has lapsed; it had to be captured in time.'),
      ],
      [payment.cancelling, busy('The payment is being cancelled.')],
      [payment.captureInFlight > 0n, busy('A capture is on its way; its outcome is awaited.')],
      [limit.amountMinor <= 0n, because('NOT_IN_THIS_STATE', 'Nothing is left to capture.')],
    ]);
  },
  CANCEL(payment, can, now) {
    const until = payment.state === 'AUTHORIZED' ? payment.settleBy : payment.expiresAt;
    const from = cancellableFrom(payment, can);
    return action('CANCEL', from, null, false, until, [
      notOffered(can, `${namespaceOf(payment)}.cancel`, 'cancelled'),
      inState(payment, from),
      [
        isTransfer(payment) && payment.captured > payment.refunded,
        because(
          'NOT_IN_THIS_STATE',
          'Money has come in; once all of it has been given back, the transfer can be cancelled.',
        ),
      ],
      [
        payment.providerReference === null,
        busy('It is not known yet whether the provider has the payment; its answer is awaited.'),
      ],
      [until !== null && now >= until, because('EXPIRED', 'The payment has lapsed by itself.')],
      [payment.cancelling, busy('The payment is being cancelled already.')],
      [payment.captureInFlight > 0n, busy('A capture is on its way; its outcome is awaited.')],
      [
        payment.unresolvedCount > 0,
        busy('The outcome of an earlier step is not known yet; the provider is being asked.'),
      ],
    ]);
  },
  REFUND(payment, can, now) {
    const limit = refundable(payment);
    const until =
      payment.capturedAt && can.refundWindowMs !== null
        ? new Date(payment.capturedAt.getTime() + can.refundWindowMs)
        : null;
    // Of a reservation that is taken in parts, what was taken can be given back before the rest is.
    const inParts = payment.captured > 0n && payment.state === 'AUTHORIZED';
    const from = isTransfer(payment)
      ? paidFrom
      : isCharge(payment)
        ? refundChargeFrom
        : inParts
          ? takenFrom
          : refundFrom;
    return action('REFUND', from, limit, can.partialRefund, until, [
      notOffered(can, `${namespaceOf(payment)}.refund`, 'given back'),
      inState(payment, from),
      [
        until !== null && now >= until,
        because('REFUND_WINDOW_CLOSED', 'The time in which money can be given back is over.'),
      ],
      [
        limit.amountMinor <= 0n,
        because('NOT_IN_THIS_STATE', 'Everything captured has been given back, or is on its way back.'),
      ],
    ]);
  },
  RETRY(payment, can) {
    const why = cannotRetry(payment, false)?.message;
    return action('RETRY', retryFrom, null, false, null, [
      notOffered(can, `${isCharge(payment) ? 'charge' : 'payment'}.retry`, 'tried again by us'),
      inState(payment, retryFrom),
      [why !== undefined, busy(why ?? '')],
    ]);
  },
  UPDATE(payment, can) {
    return action('UPDATE', updateFrom, null, false, null, [
      notOffered(can, 'charge.update', 'changed'),
      inState(payment, updateFrom),
      [
        payment.providerReference === null,
        busy('It is not known yet whether the provider has the charge; its answer is awaited.'),
      ],
      [payment.cancelling, busy('The charge is being cancelled.')],
      [
        payment.unresolvedCount > 0,
        busy('The outcome of an earlier step is not known yet; the provider is being asked.'),
      ],
    ]);
  },
};

/** The prefix of the operations on a payment of this kind. */
export function namespaceOf(payment: Pick<OneOffPayment, 'kind'>): 'transfer' | 'charge' | 'payment' {
  return isTransfer(payment) ? 'transfer' : isCharge(payment) ? 'charge' : 'payment';
}

function cancellableFrom(payment: OneOffPayment, can: Capabilities): readonly PaymentState[] {
  if (isTransfer(payment)) return unpaid;
  if (isCharge(payment)) return can.cancelsChargesBeingTaken ? stopChargeFrom : withdrawChargeFrom;
  return isCollected(payment) ? withdrawFrom : cancelFrom;
}

/** Why the payment cannot be tried again now, or null. `busy`: a step of it is on its way. */
export function cannotRetry(payment: OneOffPayment, busy: boolean): RefusalOf<'invalidState'> | null {
  const refused = (message: string): RefusalOf<'invalidState'> => ({
    kind: 'invalidState',
    path: ['input', 'paymentId'],
    message,
    current: payment.status,
    allowedFrom: ['FAILED'],
    paymentId: payment.id,
  });
  if (payment.state !== 'FAILED')
    return refused(`The payment is ${payment.state}; only one that FAILED is tried again.`);
  if (payment.providerReference === null)
    return refused('The provider never took it in: ask for a new payment instead.');
  if ((payment.reason as StatusReason | null)?.willRetry)
    return refused('The provider tries again by itself; both at once would charge the payer twice.');
  return busy || payment.unresolvedCount > 0
    ? refused('The outcome of an earlier step is not known yet; the provider is being asked.')
    : null;
}

/** What a capture would take now. */
export function capturable(payment: OneOffPayment): Money {
  const { state, cancelling, authorized, captured, captureInFlight, released } = payment;
  const reserved = state === 'AUTHORIZED' || state === 'PARTIALLY_SETTLED';
  const rest = reserved && !cancelling ? authorized - captured - captureInFlight - released : 0n;
  return money(rest, currency(payment.currency));
}

/** What was taken and neither is given back nor on its way back. */
export function held({
  captured,
  refunded,
  refundInFlight,
}: Pick<OneOffPayment, 'captured' | 'refunded' | 'refundInFlight'>): bigint {
  return captured - refunded - refundInFlight;
}

/** What is there to be given back, whether the provider does that or not. Money that a bank has already taken back is not. */
export function refundable(payment: OneOffPayment): Money {
  const rest = held(payment) - payment.reversed;
  return money(rest > 0n ? rest : 0n, currency(payment.currency));
}

type Check = readonly [broken: boolean, why: StatusReason];

function action(
  kind: PaymentActionKind,
  allowedFrom: readonly PaymentState[],
  limit: Money | null,
  partialAllowed: boolean,
  deadline: Date | null,
  checks: readonly Check[],
): PaymentAction {
  const broken = checks.find(([isBroken]) => isBroken)?.[1] ?? null;
  return {
    kind,
    available: !broken,
    maxAmount: broken ? null : limit,
    partialAllowed,
    deadline: broken ? null : deadline,
    unavailableBecause: broken,
    allowedFrom,
  };
}

function notOffered(can: Capabilities, operation: Capability, done: string): Check {
  const offered = can.operations?.includes(operation) ?? true;
  return [!offered, because('NOT_IN_THIS_STATE', `The provider does not let such a payment be ${done}.`)];
}

function inState(payment: OneOffPayment, from: readonly PaymentState[]): Check {
  const state = payment.state as PaymentState;
  return [
    !from.includes(state),
    because('NOT_IN_THIS_STATE', `The payment is ${state}; this is possible from ${from.join(' or ')} only.`),
  ];
}

function because(code: StatusReason['code'], message: string): StatusReason {
  return { code, message, origin: 'SYSTEM', retryable: false };
}

function busy(message: string): StatusReason {
  return { code: 'NOT_IN_THIS_STATE', message, origin: 'SYSTEM', retryable: true };
}
