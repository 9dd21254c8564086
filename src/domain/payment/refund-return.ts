import { appendEvents, change } from '../../event-log/append.ts';
import type { OneOffPayment, Refund } from '../../generated/prisma/client.ts';
import type { Fact } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { savePayment } from './store.ts';

/**
 * A refund that had been paid came back: the payer's bank sent it back, or the provider did. Its operation succeeded and stays so; the money
 * is the merchant's again, and can be given back anew. A repeat changes nothing.
 */
export async function returnRefund(
  { tx, now, cause, connected }: ApplyContext,
  payment: OneOffPayment,
  refund: Refund,
  { at, why }: Extract<Fact, { is: 'refundDeclined' }>,
): Promise<void> {
  if (refund.returnedAt) return;
  const { merchantId, id } = refund;
  const version = refund.version + 1;
  await tx.refund.update({ where: { merchantId_id: { merchantId, id } }, data: { version, returnedAt: at } });
  await appendEvents(tx, now, [
    {
      merchantId,
      type: 'REFUND_RETURNED',
      subjectType: 'rfd',
      subjectId: id,
      subjectVersion: version,
      agreementId: null,
      mandateId: null,
      billingRequestId: null,
      paymentId: payment.id,
      provider: connected.provider.name,
      paymentStatus: null,
      change: change('SUCCEEDED', 'SUCCEEDED', why, refund),
      cause,
      occurredAt: at,
    },
  ]);
  const refunded = payment.refunded - refund.amountMinor;
  await savePayment(tx, now, payment, { refunded }, cause, { why, at, amountMinor: refund.amountMinor });
}
