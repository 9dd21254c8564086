import type { Tx } from '../db.ts';
import { newUuid } from '../domain/ids.ts';
import type { StatusReason } from '../domain/provider.ts';
import type { EventType, PaymentStatus, Prisma, Provider } from '../generated/prisma/client.ts';
import type { Cause, Change } from './event.ts';

export interface NewEvent {
  readonly merchantId: string;
  readonly type: EventType;
  /** An id prefix. */
  readonly subjectType: 'agr' | 'man' | 'brq' | 'oop' | 'trf' | 'rcp' | 'cap' | 'rfd';
  readonly subjectId: string;
  /** The subject's version after this event. */
  readonly subjectVersion: number;
  /** The things that the event is about or belongs to, by which it is found. */
  readonly agreementId: string | null;
  readonly mandateId: string | null;
  readonly billingRequestId: string | null;
  readonly paymentId: string | null;
  readonly provider: Provider;
  readonly paymentStatus: PaymentStatus | null;
  readonly change: Change;
  readonly cause: Cause;
  readonly occurredAt: Date;
}

/** Writes events in the transaction of the change they tell of. The database stages each for its number. */
export async function appendEvents(tx: Tx, now: Date, events: readonly NewEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    ...event,
    id: newUuid(now.getTime()),
    // Both are plain JSON by construction; their interfaces lack the index signature that Prisma's type asks for.
    change: event.change as unknown as Prisma.InputJsonObject,
    cause: event.cause as unknown as Prisma.InputJsonObject,
    recordedAt: now,
  }));
  await tx.event.createMany({ data: rows });
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
