import type { RecurringPaymentReport } from '../domain/port/provider.ts';
import { change, eventAbout, type NewEvent } from '../event-log/append.ts';
import type { InboxItem } from '../generated/prisma/client.ts';
import type { Tx } from '../platform/db.ts';
import { causeOf } from './set-aside.ts';

/** The event by which a payment that was not made here is handed on: about the news itself, and the agreement where that is ours. */
export async function reportEvent(
  tx: Tx,
  now: Date,
  item: InboxItem,
  version: number,
  report: RecurringPaymentReport,
): Promise<NewEvent> {
  const { merchantId, provider } = item;
  const { payment, status, providerStatus, amount, dueDate, externalId, why } = report;
  const agreementReference = payment.within?.id ?? null;
  const agreement =
    agreementReference === null
      ? null
      : await tx.agreement.findUnique({
          where: {
            merchantId_provider_providerReference: { merchantId, provider, providerReference: agreementReference },
          },
          select: { id: true },
        });
  return eventAbout(
    { ...item, version },
    {
      type: 'RECURRING_PAYMENT_REPORTED',
      subjectType: 'inb',
      agreementId: agreement?.id ?? null,
      change: {
        ...change(item.version < version - 1 ? 'PROCESSED' : item.state, 'PROCESSED', why, amount),
        recurringPayment: {
          status,
          providerReference: payment.id,
          agreementReference,
          agreementId: agreement?.id ?? null,
          providerStatus,
          externalId: externalId ?? null,
          dueDate: dueDate ?? null,
        },
      },
      cause: causeOf(item),
      occurredAt: now,
    },
  );
}
