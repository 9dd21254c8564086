import type { EventType, PaymentStatus, Provider } from '../generated/prisma/client.ts';
import { newUuid } from '../kernel/ids.ts';
import type { StatusReason } from '../kernel/status-reason.ts';
import type { Tx } from '../platform/db.ts';
import { currentTraceparent, noteEvent } from '../platform/observing/tracing.ts';
import { insertLater } from '../platform/write-batch.ts';
import type { Cause, Change } from './event.ts';

export interface NewEvent {
  readonly merchantId: string;
  readonly type: EventType;
  /** An id prefix. */
  readonly subjectType:
    | 'agr'
    | 'man'
    | 'brq'
    | 'oop'
    | 'trf'
    | 'chg'
    | 'sch'
    | 'rcp'
    | 'cap'
    | 'rfd'
    | 'pyo'
    | 'whe'
    | 'inb'
    | 'opr'
    | 'acc';
  readonly subjectId: string;
  /** The subject's version after this event. */
  readonly subjectVersion: number;
  /** The things that the event is about or belongs to, by which it is found. */
  readonly agreementId?: string | null;
  readonly mandateId?: string | null;
  readonly billingRequestId?: string | null;
  readonly paymentId?: string | null;
  /** Null where no provider has a part in it. */
  readonly provider: Provider | null;
  readonly paymentStatus?: PaymentStatus | null;
  readonly change: Change;
  readonly cause: Cause;
  readonly occurredAt: Date;
}

type Subject = 'merchantId' | 'provider' | 'subjectId' | 'subjectVersion';

/** The event about a row as it now stands. */
export function eventAbout(
  row: Pick<NewEvent, 'merchantId' | 'provider'> & { readonly id: string; readonly version: number },
  event: Omit<NewEvent, Subject>,
): NewEvent {
  const { merchantId, provider, id: subjectId, version: subjectVersion } = row;
  return { ...event, merchantId, provider, subjectId, subjectVersion };
}

/** The last event that a transaction has written about each subject. */
const lastEvents = new WeakMap<Tx, Map<string, string>>();
export const lastEventsOf = (tx: Tx): ReadonlyMap<string, string> => lastEvents.get(tx) ?? new Map<string, string>();

/** Writes events in the transaction of the change they tell of. The database stages each for its sequence. */
export function appendEvents(tx: Tx, now: Date, events: readonly NewEvent[]): void {
  write(
    tx,
    events.map((event) => toRow(event, now)),
  );
}

/** The same for one event, whose id is needed. */
export function appendEvent(tx: Tx, now: Date, event: NewEvent): string {
  const row = toRow(event, now);
  write(tx, [row]);
  return row.id;
}

function write(tx: Tx, rows: readonly ReturnType<typeof toRow>[]): void {
  insertLater(tx, 'event', rows);
  for (const { type } of rows) noteEvent(type);
  const last = lastEvents.get(tx) ?? new Map<string, string>();
  lastEvents.set(tx, last);
  for (const { subjectId, id } of rows) last.set(subjectId, id);
}

function toRow(event: NewEvent, now: Date) {
  return {
    ...event,
    id: newUuid(now.getTime()),
    agreementId: event.agreementId ?? null,
    mandateId: event.mandateId ?? null,
    billingRequestId: event.billingRequestId ?? null,
    paymentId: event.paymentId ?? null,
    paymentStatus: event.paymentStatus ?? null,
    change: JSON.stringify(event.change),
    cause: JSON.stringify(event.cause),
    recordedAt: now,
    traceparent: currentTraceparent(),
  };
}

/** A change as it is stored: no undefined, money as text. */
export function change(
  from: string | null,
  to: string,
  why?: StatusReason | null,
  amount?: { amountMinor: bigint; currency: string },
): Change {
  return {
    from,
    to,
    ...(why ? { reason: why } : {}),
    ...(amount ? { amount: { amountMinor: amount.amountMinor.toString(), currency: amount.currency } } : {}),
  };
}
