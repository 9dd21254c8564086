import type { Turn } from '../kit/simulator.ts';
import type { AgreementRecord, PaymentRecord } from './records.ts';

/** Where the shop sends the payer: the landing page, with MobilePay's own parameters. */
export function landing(turn: Pick<Turn, 'origin'>, agreement: AgreementRecord, payment?: PaymentRecord): string {
  const query = new URLSearchParams({
    flow: 'agreement',
    id: agreement.id,
    ...(payment && { oneOffPaymentId: payment.id }),
    redirectUrl: payment?.userRedirect ?? agreement.links['user-redirect'],
    countryCode: agreement.countryCode,
    ...(agreement.mobilePhoneNumber !== null && { mobile: agreement.mobilePhoneNumber }),
  });
  return `${turn.origin}/mobilepay/pay?${query}`;
}
