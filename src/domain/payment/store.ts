import { appendEvent, change, type NewEvent } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import { type EventType, type OneOffPayment, type PaymentStatus, Prisma } from '../../generated/prisma/client.ts';
import { sweepEveryMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import { post } from '../ledger/post.ts';
import type { StatusReason } from '../port/provider.ts';
import { isFinal, type PaymentState } from './states.ts';

/** The payment, locked until the transaction ends, or null. */
export async function lockPayment(tx: Tx, merchantId: string, id: string): Promise<OneOffPayment | null> {
  await holdPayment(tx, merchantId, id);
  return tx.oneOffPayment.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

/** Locks the payment without reading it. */
export async function holdPayment(tx: Tx, merchantId: string, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from one_off_payment where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
}

/** Columns that a step may change; the rest never changes or is the database's. */
export type PaymentPatch = Partial<
  Pick<
    OneOffPayment,
    | 'providerReference'
    | 'authorized'
    | 'captured'
    | 'captureInFlight'
    | 'refunded'
    | 'refundInFlight'
    | 'released'
    | 'reversed'
    | 'providerStatus'
    | 'chargeDate'
    | 'cancelling'
    | 'payerUrl'
    | 'expiresAt'
    | 'settleBy'
    | 'settlementDueAt'
    | 'capturedAt'
    | 'unresolved'
  > & { state: PaymentState; reason: StatusReason | null }
>;

export interface Told {
  /** The event's type, where the state alone does not say it. */
  readonly type?: EventType;
  readonly why?: StatusReason | null;
  readonly amountMinor?: bigint;
  /** The provider's time; ours when it gave none. */
  readonly at?: Date;
  /** The provider itself has just told how the payment stands. */
  readonly synced?: boolean;
  /** When that was asked for, where it was asked for: it may be older than what another question has learned meanwhile. */
  readonly askedAt?: Date | undefined;
  /** When the provider is asked next, if the payment is still open; hourly where this is left out. */
  readonly askAt?: Date;
}

/** Writes a step of a locked payment with the one event that tells it. Nothing is written when nothing changed. */
export async function savePayment(
  tx: Tx,
  now: Date,
  before: OneOffPayment,
  patch: PaymentPatch,
  cause: Cause,
  told: Told = {},
): Promise<OneOffPayment> {
  const changed = Object.entries(patch).filter(([name, value]) => !same(before[name as keyof OneOffPayment], value));
  const synced = told.synced ? { lastProviderSyncAt: told.askedAt ?? now } : {};
  const { merchantId, id } = before;
  if (changed.length === 0 && !told.type) {
    if (told.synced) await tx.oneOffPayment.updateMany({ where: { merchantId, id }, data: synced });
    return before;
  }
  const data = Object.fromEntries(changed) as Prisma.OneOffPaymentUpdateInput;
  if ('reason' in data && data.reason === null) data.reason = Prisma.DbNull;
  const after = await tx.oneOffPayment.update({
    where: { merchantId_id: { merchantId, id } },
    data: {
      ...data,
      ...synced,
      version: before.version + 1,
      updatedAt: now,
      ...nextAsk(before, patch, now, told.askAt),
    },
  });
  const event = paymentEvent(
    after,
    told.type ?? typeOf(before, after),
    change(before.status, after.status, told.why, money(after, told)),
    cause,
    told.at ?? now,
  );
  await tellPayment(tx, now, before, after, event);
  return after;
}

/** Writes the event of a step, and in the money book what the step did to the amounts. */
export async function tellPayment(
  tx: Tx,
  now: Date,
  before: OneOffPayment | null,
  after: OneOffPayment,
  event: NewEvent,
): Promise<void> {
  const eventId = await appendEvent(tx, now, event);
  await post(tx, now, { subjectType: prefixOf(after), before, after, eventId });
}

/** The prefix of a payment's ids. */
function prefixOf({ kind }: OneOffPayment): 'oop' | 'trf' {
  return kind === 'TRANSFER' ? 'trf' : 'oop';
}

/** The event about a payment as it now stands. */
export function paymentEvent(
  payment: OneOffPayment,
  type: EventType,
  told: NewEvent['change'],
  cause: Cause,
  occurredAt: Date,
): NewEvent {
  const { merchantId, id, version, agreementId, mandateId, billingRequestId, provider, status } = payment;
  return {
    merchantId,
    type,
    subjectType: prefixOf(payment),
    subjectId: id,
    subjectVersion: version,
    agreementId,
    mandateId,
    billingRequestId,
    paymentId: id,
    provider,
    paymentStatus: status,
    change: told,
    cause,
    occurredAt,
  };
}

const typeOfState: Readonly<Record<PaymentState, EventType>> = {
  CREATED: 'PAYMENT_STATUS_CHANGED',
  REQUIRES_PAYER_ACTION: 'PAYMENT_STATUS_CHANGED',
  AUTHORIZED: 'PAYMENT_AUTHORIZED',
  SETTLED: 'PAYMENT_SETTLED',
  CANCELLED: 'PAYMENT_CANCELLED',
  REJECTED: 'PAYMENT_REJECTED',
  EXPIRED: 'PAYMENT_EXPIRED',
  FAILED: 'PAYMENT_FAILED',
  PROCESSING: 'PAYMENT_STATUS_CHANGED',
  PARTIALLY_SETTLED: 'TRANSFER_AMOUNT_MISMATCH',
  REVERSED: 'PAYMENT_REVERSED',
};

function typeOf(before: OneOffPayment, after: OneOffPayment): EventType {
  if (after.state !== before.state) return typeOfState[after.state as PaymentState];
  if (after.status !== before.status)
    return after.status === ('UNRESOLVED' satisfies PaymentStatus) ? 'PAYMENT_UNRESOLVED' : 'PAYMENT_STATUS_CHANGED';
  const words = (payment: OneOffPayment) => `${payment.providerStatus} ${payment.chargeDate?.toISOString()}`;
  return words(after) === words(before) ? 'PAYMENT_AMOUNTS_CHANGED' : 'PAYMENT_STATUS_CHANGED';
}

function money(payment: OneOffPayment, { amountMinor }: Told): { amountMinor: bigint; currency: string } | undefined {
  return amountMinor === undefined ? undefined : { amountMinor, currency: payment.currency };
}

/** When the provider is asked next how an open payment stands: by its plan, and at the moment at which it lapses. */
function nextAsk(before: OneOffPayment, patch: PaymentPatch, now: Date, askAt?: Date): { nextAskAt?: Date | null } {
  const after = { ...before, ...patch };
  if (isFinal(after.state as PaymentState)) return { nextAskAt: null };
  if (after.providerReference === null) return {};
  const lapses = after.state === 'AUTHORIZED' ? after.settleBy : after.expiresAt;
  const sweep = askAt?.getTime() ?? now.getTime() + sweepEveryMs;
  return { nextAskAt: new Date(lapses && lapses > now ? Math.min(sweep, lapses.getTime()) : sweep) };
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null)
    return JSON.stringify(a) === JSON.stringify(b);
  return a === b;
}
