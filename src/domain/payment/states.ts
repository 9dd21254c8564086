import { closedSchedule, nextPlanned, reconcileActiveEveryMs, reconcileEveryMs } from '../../kernel/schedules.ts';

/**
 * The life of a one-off payment on an agreement, by facts alone. CREATED: our intent is stored and nothing more is known. It becomes
 * REQUIRES_PAYER_ACTION when the provider has it and waits for the payer, and AUTHORIZED when the money is reserved, by the
 * payer's swipe or automatically. From there it is captured (SETTLED), cancelled, or lapses (EXPIRED). Before that the payer
 * may also reject it. REVERSED: what was captured was charged back; SETTLED again when that is withdrawn. FAILED: the provider refused to take it in. PROCESSING (here) and UNRESOLVED are views, not states: the
 * database shows them while something is in flight or unknown.
 */
export const paymentStates = {
  CREATED: ['REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  REQUIRES_PAYER_ACTION: ['AUTHORIZED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  AUTHORIZED: ['SETTLED', 'CANCELLED', 'EXPIRED'],
  SETTLED: ['REVERSED'],
  REVERSED: ['SETTLED'],
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

/**
 * The life of a charge, which the provider takes on a day. CREATED: our intent is stored, or the provider has it and its day has not come.
 * REQUIRES_PAYER_ACTION: it waits for the payer's approval. PROCESSING: it is being taken, also between an attempt that took nothing and the
 * next one. AUTHORIZED: reserved first, where that was asked for; PARTIALLY_SETTLED: a part of that is captured; what is let go of the rest ends
 * it as SETTLED. A FAILED one may be tried anew, and what was taken may be taken back: its life turns back as that of a collected payment.
 */
export const chargeStates = {
  CREATED: [
    'REQUIRES_PAYER_ACTION',
    'PROCESSING',
    'AUTHORIZED',
    'SETTLED',
    'REJECTED',
    'EXPIRED',
    'CANCELLED',
    'FAILED',
  ],
  REQUIRES_PAYER_ACTION: [
    'CREATED',
    'PROCESSING',
    'AUTHORIZED',
    'SETTLED',
    'REJECTED',
    'EXPIRED',
    'CANCELLED',
    'FAILED',
  ],
  PROCESSING: ['AUTHORIZED', 'SETTLED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  AUTHORIZED: ['PARTIALLY_SETTLED', 'SETTLED', 'CANCELLED', 'EXPIRED'],
  PARTIALLY_SETTLED: ['SETTLED'],
  SETTLED: ['REVERSED'],
  REVERSED: ['SETTLED'],
  FAILED: ['PROCESSING', 'AUTHORIZED', 'SETTLED'],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentState =
  | keyof typeof paymentStates
  | keyof typeof collectionStates
  | keyof typeof transferStates
  | keyof typeof chargeStates;

export type PaymentKind = 'ONE_OFF' | 'TRANSFER' | 'CHARGE';

/** What decides which of the four lives a payment has. */
export interface Kinded {
  readonly agreementId: string | null;
  readonly kind: PaymentKind;
}

/** The payer sends the money by himself. */
export function isTransfer({ kind }: Pick<Kinded, 'kind'>): boolean {
  return kind === 'TRANSFER';
}

/** The provider takes it on a day. */
export function isCharge({ kind }: Pick<Kinded, 'kind'>): boolean {
  return kind === 'CHARGE';
}

/** A one-off payment on an agreement is reserved and then captured by us; every other is collected by a bank. */
export function isCollected({ agreementId, kind }: Kinded): boolean {
  return agreementId === null && kind === 'ONE_OFF';
}

/** Its life may turn back, so a reading that is older than the last one is not applied. */
export function turnsBack(payment: Kinded): boolean {
  return isCollected(payment) || isCharge(payment);
}

/** Whether the table of this kind of payment allows the move. Staying where one is is no move. */
export function paymentMayMove(payment: Kinded & { readonly state: string }, to: PaymentState): boolean {
  return statesOf(payment)[payment.state]?.includes(to) ?? false;
}

function statesOf(payment: Kinded): Readonly<Record<string, readonly string[]>> {
  if (isTransfer(payment)) return transferStates;
  if (isCharge(payment)) return chargeStates;
  return isCollected(payment) ? collectionStates : paymentStates;
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
  return state === 'AUTHORIZED' || (state === 'PARTIALLY_SETTLED' && settleBy) ? settleBy : expiresAt;
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

/** The day that a charge waits for; null where something else is awaited of it, and of what is no charge. */
export function waitsForDay(
  payment: Pick<Kinded, 'kind'> & {
    readonly state: string;
    readonly cancelling: boolean;
    readonly unresolvedCount: number;
    readonly dueOn: Date | null;
    readonly chargeDate: Date | null;
  },
): Date | null {
  const atRest = payment.state === 'CREATED' && !payment.cancelling && payment.unresolvedCount === 0;
  return isCharge(payment) && atRest ? (payment.chargeDate ?? payment.dueOn) : null;
}

/** When a charge that waits for this day is asked about next: when half of the time until then has passed, within a day at most; hourly around it. */
export function nextWaitingCheckAt(day: Date, now: Date): Date {
  const half = (day.getTime() - now.getTime()) / 2;
  return new Date(now.getTime() + Math.max(reconcileEveryMs, Math.min(half, reconcileActiveEveryMs)));
}
