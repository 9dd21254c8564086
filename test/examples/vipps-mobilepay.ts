import { type Api, payload } from './api.ts';
import { capturePayment, createAgreement, createCharge, findReferences, refundPayment } from './documents.ts';
import { freeSuffix, letPass, play, type Stage, showBook, summarise } from './stage.ts';

interface Order {
  readonly agreementId: string;
  readonly chargeId: string;
}

/**
 * An agreement of 200 kroner a month, and two charges for its first day. One cannot be taken at its first attempt and is taken at the next; the other is
 * reserved, and captured in part before the payer stops the agreement, and to the end after that. Then some of the first goes back.
 */
export async function vippsMobilepay({ api, stream, sandboxUrl }: Stage): Promise<void> {
  const order = await freeReferences(api);
  const agreement = await askForAgreement(api, order);
  console.log(`The payer is sent to ${agreement.nextAction?.url}`);
  await play(api, agreement.id, 'PAYER_ACCEPTS');
  await stream.until(agreement.id, 'AGREEMENT_ACTIVATED', 'AGREEMENT_ENDED');

  const month = await askForCharge(api, `${order.chargeId}-month`, agreement.id, false);
  const goods = await askForCharge(api, `${order.chargeId}-goods`, agreement.id, true);
  console.log(`Both are due on ${month.chargeDate}. The payer has too little money at the first attempt.`);
  await play(api, month.id, 'PAYMENT_FAILS');
  console.log('The connection is cut here, and the stream goes on from its last cursor.');
  stream.cut();
  // Late in the evening the first day that can be reached is the one after tomorrow.
  await letPass(api, `${order.chargeId}-due`, 'P2D');
  await stream.until(month.id, 'PAYMENT_SETTLED', 'PAYMENT_FAILED', 'PAYMENT_CANCELLED');
  await stream.until(goods.id, 'PAYMENT_AUTHORIZED', 'PAYMENT_FAILED', 'PAYMENT_CANCELLED');

  const part = await take(api, `${order.chargeId}-part`, goods.id, '5000');
  await stream.until(part.id, 'CAPTURE_SUCCEEDED', 'CAPTURE_FAILED');
  console.log('The payer stops the agreement in the app. What is reserved stays, for the shop to capture.');
  await play(api, agreement.id, 'PAYER_ENDS_AGREEMENT');
  await stream.until(agreement.id, 'AGREEMENT_ENDED');
  const rest = await take(api, `${order.chargeId}-rest`, goods.id, '3000');
  await stream.until(rest.id, 'CAPTURE_SUCCEEDED', 'CAPTURE_FAILED');

  const refund = await giveSomeBack(api, order, month.id);
  await stream.until(refund.id, 'REFUND_SUCCEEDED', 'REFUND_FAILED');
  await summarise(api, month.id);
  await summarise(api, goods.id);
  await showBook(sandboxUrl, 'vipps_mobilepay', `${order.chargeId}-month`, `${order.chargeId}-goods`);
}

async function freeReferences(api: Api): Promise<Order> {
  const named = (suffix: string): Order => ({ agreementId: `VMP-00068${suffix}`, chargeId: `VMP-00348${suffix}` });
  const suffix = await freeSuffix(async (tried) => {
    const { agreementId: agreement, chargeId } = named(tried);
    const found = await api.ask(findReferences, { agreement, payment: `${chargeId}-month` });
    return Boolean(found.agreement || found.payment);
  });
  return named(suffix);
}

// A key belongs to one step of one order, not to one call of it: sent again after a lost answer, it acts once.

async function askForAgreement(api: Api, { agreementId }: Order) {
  const { createAgreement: answer } = await api.ask(createAgreement, {
    input: {
      idempotencyKey: `${agreementId}-create`,
      externalId: agreementId,
      amount: { amountMinor: '20000', currency: 'DKK' },
      plan: 'Basic',
      description: 'Monthly subscription',
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT10M',
      payerPhone: '4511100118',
      returnUrl: 'https://example.com/thanks',
      with: { vippsMobilePay: {} },
    },
  });
  return payload(answer, 'AgreementPayload').agreement;
}

async function askForCharge(api: Api, externalId: string, agreementId: string, reserve: boolean) {
  const { createCharge: answer } = await api.ask(createCharge, {
    input: {
      idempotencyKey: `${externalId}-create`,
      on: { agreementId },
      externalId,
      amount: { amountMinor: reserve ? '8000' : '20000', currency: 'DKK' },
      description: reserve ? 'Goods of the month' : 'The first month',
      retryPlan: { kind: 'PROVIDER_DAYS', days: 2 },
      reserve,
    },
  });
  return payload(answer, 'ChargePayload').charge;
}

async function take(api: Api, reference: string, paymentId: string, amountMinor: string) {
  const { capturePayment: answer } = await api.ask(capturePayment, {
    input: { idempotencyKey: `${reference}-capture`, paymentId, amount: { amountMinor, currency: 'DKK' } },
  });
  return payload(answer, 'CapturePayload').capture;
}

async function giveSomeBack(api: Api, order: Order, paymentId: string) {
  const { refundPayment: answer } = await api.ask(refundPayment, {
    input: {
      idempotencyKey: `${order.chargeId}-refund-1`,
      paymentId,
      amount: { amountMinor: '5000', currency: 'DKK' },
      reason: 'A week without service',
    },
  });
  return payload(answer, 'RefundPayload').refund;
}
