import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import type { OneOffPayment, Refund } from '../../generated/prisma/client.ts';
import type { Fact } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { payments } from './store.ts';

/**
 * A refund that had been paid came back: the payer's bank sent it back, or the provider did. Its operation succeeded and stays so; the money
 * is the merchant's again, and can be given back anew. A repeat changes nothing.
 */
export async function returnRefund(
  context: ApplyContext,
  payment: OneOffPayment,
  refund: Refund,
  { at, why }: Extract<Fact, { kind: 'refundDeclined' }>,
): Promise<void> {
  const { tx, now, cause, connected } = context;
  if (refund.returnedAt) return;
  const { merchantId, id, amountMinor } = refund;
  const version = refund.version + 1;
  await tx.refund.update({ where: { merchantId_id: { merchantId, id } }, data: { version, returnedAt: at } });
  const returned = { merchantId, id, version, provider: connected.provider.name };
  appendEvents(tx, now, [
    eventAbout(returned, {
      type: 'REFUND_RETURNED',
      subjectType: 'rfd',
      paymentId: payment.id,
      change: change('SUCCEEDED', 'SUCCEEDED', why, refund),
      cause,
      occurredAt: at,
    }),
  ]);
  await payments.save(context, payment, { refunded: payment.refunded - amountMinor }, { why, at, amountMinor });
}
