import { closedSchedule, nextPlanned } from '../../kernel/schedules.ts';

/**
 * The life of a one-off payment on an agreement, by facts alone. CREATED: our intent is stored and nothing more is known. It becomes
 * REQUIRES_PAYER_ACTION when the provider has it and waits for the payer, and AUTHORIZED when the money is reserved, by the
 * payer's swipe or automatically. From there it is captured (SETTLED), cancelled, or lapses (EXPIRED). Before that the payer
 * may also reject it. FAILED: the provider refused to take it in. PROCESSING (here) and UNRESOLVED are views, not states: the
 * database shows them while something is in flight or unknown.
 */
export const paymentStates = {
  CREATED: ['REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  REQUIRES_PAYER_ACTION: ['AUTHORIZED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  AUTHORIZED: ['SETTLED', 'CANCELLED', 'EXPIRED'],
  SETTLED: [],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

/**
 * The life of a payment that a bank collects: it comes from a billing request, or is charged on a mandate. CREATED: our intent is
 * stored, or the provider has it and will hand it to the bank. REQUIRES_PAYER_ACTION: it waits for the payer's approval.
 * PROCESSING: the bank is collecting it, which takes days and cannot be stopped. SETTLED: collected; nothing is reserved before.
 * REVERSED: the bank or the payer took it back, weeks later perhaps; SETTLED again when that is withdrawn. A FAILED one may be
 * tried again by the provider. Since a life may turn back, a reading that is older than the last one is not applied.
 */
export const collectionStates = {
  CREATED: ['REQUIRES_PAYER_ACTION', 'PROCESSING', 'SETTLED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  REQUIRES_PAYER_ACTION: ['CREATED', 'PROCESSING', 'SETTLED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  PROCESSING: ['SETTLED', 'CANCELLED', 'FAILED'],
  SETTLED: ['REVERSED'],
  REVERSED: ['SETTLED'],
  FAILED: ['PROCESSING', 'SETTLED'],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
} as const satisfies Record<string, readonly string[]>;

/**
 * The life of a transfer, which goes by the money that is there and by nothing else: what came in, less what was given back.
 * REQUIRES_PAYER_ACTION: the payer has been told where to send it. PARTIALLY_SETTLED: money came, and less is there than was asked for.
 * SETTLED: all of it, or more, was there at one moment. Late is not wrong: money that comes after the transfer was given up re-opens it, and what
 * has come is never undone by a later end, unless all of it was given back.
 */
export const transferStates = {
  CREATED: ['REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED', 'SETTLED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  REQUIRES_PAYER_ACTION: ['PARTIALLY_SETTLED', 'SETTLED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  PARTIALLY_SETTLED: ['SETTLED', 'CANCELLED'],
  SETTLED: [],
  REJECTED: ['PARTIALLY_SETTLED', 'SETTLED'],
  EXPIRED: ['PARTIALLY_SETTLED', 'SETTLED'],
  CANCELLED: ['PARTIALLY_SETTLED', 'SETTLED'],
  FAILED: ['PARTIALLY_SETTLED', 'SETTLED'],
} as const satisfies Record<string, readonly string[]>;

export type PaymentState = keyof typeof paymentStates | keyof typeof collectionStates | keyof typeof transferStates;

/** What decides which of the three lives a payment has. */
export interface Kinded {
  readonly agreementId: string | null;
  readonly kind: 'ONE_OFF' | 'TRANSFER';
}

/** The payer sends the money by himself. */
export function isTransfer({ kind }: Pick<Kinded, 'kind'>): boolean {
  return kind === 'TRANSFER';
}

/** A payment on an agreement is reserved and then captured by us; every other that is no transfer is collected by a bank. */
export function isCollected(payment: Kinded): boolean {
  return payment.agreementId === null && !isTransfer(payment);
}

/** Whether the table of this kind of payment allows the move. Staying where one is is no move. */
export function paymentMayMove(payment: Kinded & { readonly state: string }, to: PaymentState): boolean {
  const states: Readonly<Record<string, readonly string[]>> = isTransfer(payment)
    ? transferStates
    : isCollected(payment)
      ? collectionStates
      : paymentStates;
  return states[payment.state]?.includes(to) ?? false;
}

/** When the payment ends by itself if nothing befalls it: its reservation once there is one, before that its request. */
export function lapsesAt({
  state,
  settleBy,
  expiresAt,
}: {
  readonly state: string;
  readonly settleBy: Date | null;
  readonly expiresAt: Date | null;
}): Date | null {
  return state === 'AUTHORIZED' ? settleBy : expiresAt;
}

const open: readonly PaymentState[] = [
  'CREATED',
  'REQUIRES_PAYER_ACTION',
  'AUTHORIZED',
  'PROCESSING',
  'PARTIALLY_SETTLED',
];

/** Nothing more is awaited. What the provider may still tell is a reversal, a new attempt, or that money came for a transfer. */
export function isFinal(state: PaymentState): boolean {
  return !open.includes(state);
}

// A payment that was never collected stays so, but for one that failed, which its provider may try again.
const mayStillMove: readonly PaymentState[] = ['SETTLED', 'REVERSED', 'FAILED'];

/**
 * When a payment that is over is asked about next, ever more seldom, for as long as money can move: the payer of a transfer may send some at any
 * time, and what was collected may be taken back by a bank, or given back by somebody else.
 */
export function nextClosedCheckAt(
  payment: Pick<Kinded, 'kind'> & { readonly id: string; readonly state: string; readonly updatedAt: Date },
  now: Date,
): Date | null {
  const asked = isTransfer(payment) || mayStillMove.includes(payment.state as PaymentState);
  return asked ? nextPlanned(closedSchedule, payment.updatedAt, now, payment.id) : null;
}
