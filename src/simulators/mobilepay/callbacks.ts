import type { Step } from '../kit/simulator.ts';
import type { AgreementRecord, PaymentRecord, RefundRecord, RequestRecord } from './records.ts';
import { settingsOf } from './settings.ts';

/** The three channels, as a fault script names them. */
export const callbackNames = ['agreementCallback', 'paymentCallback', 'refundCallback'] as const;

const agreementTexts = {
  0: 'Agreement accepted by user.',
  40000: 'Agreement rejected by user.',
  40001: 'Expired by system.',
  40002: 'Agreement cancelled by user.',
  40003: 'Agreement cancelled by merchant.',
} as const;
const paymentTexts = {
  0: 'Payment successfully reserved.',
  50001: 'Rejected by user.',
  50008: 'Expired by system.',
  50013: 'Automatic reservation failed. User action is needed.',
} as const;
const refundTexts = {
  0: 'Refund issued.',
  60001: 'Payment is already fully refunded.',
  60002: 'The sum of refunds would exceed the payment.',
  60003: 'Payment not found.',
  60004: 'Payment cannot be refunded.',
  60005: 'Refund declined.',
  60006: 'Payment is too old to be refunded.',
  60007: 'Payment was transferred instantly.',
  60008: 'Not enough money to refund.',
} as const;
export type AgreementCode = keyof typeof agreementTexts;
export type PaymentCode = keyof typeof paymentTexts;
export type RefundCode = keyof typeof refundTexts;

/** One object to the success or the cancel address of the agreement. */
export function callBackAgreement(step: Step, agreement: AgreementRecord, code: AgreementCode): void {
  step.push({
    name: 'agreementCallback',
    url: agreement.links[code === 0 ? 'success-callback' : 'cancel-callback'],
    subjects: [agreement.id],
    body: {
      agreement_id: agreement.id,
      status: agreement.status,
      status_text: agreementTexts[code],
      status_code: code,
      external_id: agreement.externalId,
      timestamp: step.now.toISOString(),
    },
  });
}

/** An item for the provider's one payment address: on its own for what the payer did, with the next batch for the rest. */
export function callBackPayment(step: Step, payment: PaymentRecord, code: PaymentCode): void {
  const { callbackUrl } = settingsOf(step);
  if (callbackUrl === null) return;
  const batched = code === 50008;
  const item = {
    agreement_id: payment.agreementId,
    payment_id: payment.id,
    amount: payment.amount,
    currency: payment.currency,
    payment_date: step.now.toISOString().slice(0, 10),
    status: payment.status,
    status_text: paymentTexts[code],
    status_code: code,
    external_id: payment.externalId,
    payment_type: 'OneOff',
  };
  step.push({
    name: 'paymentCallback',
    url: callbackUrl,
    subjects: [payment.agreementId, payment.id],
    batched,
    body: batched ? item : [item],
  });
}

const regularTexts = {
  0: null,
  50000: 'Payment failed to execute during the due dates.',
  50001: 'Rejected by user.',
  50002: 'Declined by merchant.',
  50003: 'Agreement is not in Active state.',
  50004: 'There is another payment with this due date and external id.',
  50005: 'Agreement was cancelled.',
  50010: 'Agreement does not exist.',
  50011: 'Due date must be at least 1 day in the future.',
  50012: 'Due date must be no more than 126 days in the future.',
  70001: 'The amount is more than 5 times that of the agreement.',
} as const;
export type RegularCode = keyof typeof regularTexts;

/** What became of a payment of the subscription, with the next batch. */
export function callBackRequest(step: Step, request: RequestRecord, code: RegularCode): void {
  const { id, agreementId, amount, currency, dueDate, status, externalId } = request;
  callBackRegular(step, { id, agreementId, amount, currency, date: dueDate, status, externalId }, code);
}

/** The same of one that another system of the merchant's has asked for. */
export function callBackForeign(step: Step, agreement: AgreementRecord, code: 0 | 50000): string {
  const id = step.newId();
  callBackRegular(
    step,
    {
      id,
      agreementId: agreement.id,
      amount: agreement.amount ?? '10.00',
      currency: agreement.currency,
      date: step.now.toISOString().slice(0, 10),
      status: code === 0 ? 'Executed' : 'Failed',
      externalId: `SUBSCRIPTION-${id.slice(0, 8)}`,
    },
    code,
  );
  return id;
}

function callBackRegular(
  step: Step,
  {
    id,
    agreementId,
    date,
    externalId,
    ...told
  }: Pick<RequestRecord, 'id' | 'agreementId' | 'amount' | 'currency' | 'status' | 'externalId'> & {
    readonly date: string;
  },
  code: RegularCode,
): void {
  const { callbackUrl } = settingsOf(step);
  if (callbackUrl === null) return;
  step.push({
    name: 'paymentCallback',
    url: callbackUrl,
    subjects: [agreementId, id],
    batched: true,
    body: {
      agreement_id: agreementId,
      payment_id: id,
      amount: told.amount,
      currency: told.currency,
      payment_date: date,
      status: told.status,
      status_text: regularTexts[code],
      status_code: code,
      external_id: externalId,
      payment_type: 'Regular',
    },
  });
}

/** One object to the address that the refund named. */
export function callBackRefund(step: Step, refund: RefundRecord, code: RefundCode): void {
  step.push({
    name: 'refundCallback',
    url: refund.statusCallbackUrl,
    subjects: [refund.agreementId, refund.paymentId, refund.id],
    body: {
      refund_id: refund.id,
      agreement_id: refund.agreementId,
      payment_id: refund.paymentId,
      amount: refund.amount,
      currency: refund.currency,
      status: refund.status,
      status_text: refundTexts[code],
      status_code: code,
      external_id: refund.externalId,
    },
  });
}
