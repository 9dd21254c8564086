import type { PaymentSchedule } from '../../generated/prisma/client.ts';
import type { WriteContext } from '../noun/description.ts';
import { schedules } from './store.ts';

/** Schedules go where their agreement has gone: what falls due from now on is asked for there. */
export async function moveSchedules(
  context: WriteContext & { readonly connected: { readonly merchantId: string } },
  agreementId: string,
  home: Pick<PaymentSchedule, 'provider' | 'accountId'>,
): Promise<void> {
  const { tx, connected } = context;
  const { merchantId } = connected;
  const rows = await tx.paymentSchedule.findMany({
    where: { merchantId, agreementId },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of rows) {
    const schedule = await schedules.lock(tx, merchantId, id);
    if (schedule) await schedules.save(context, schedule, home);
  }
}
