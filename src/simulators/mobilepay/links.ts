import type { Step } from '../kit/simulator.ts';
import type { AgreementRecord, PaymentRecord } from './records.ts';

/** Where the shop sends the payer: the landing page, with MobilePay's own parameters. */
export function landing(step: Pick<Step, 'origin'>, agreement: AgreementRecord, payment?: PaymentRecord): string {
  const query = new URLSearchParams({
    flow: 'agreement',
    id: agreement.id,
    ...(payment && { oneOffPaymentId: payment.id }),
    redirectUrl: payment?.userRedirect ?? agreement.links['user-redirect'],
    countryCode: agreement.countryCode,
    ...(agreement.mobilePhoneNumber !== null && { mobile: agreement.mobilePhoneNumber }),
  });
  return `${step.origin}/mobilepay/pay?${query}`;
}
