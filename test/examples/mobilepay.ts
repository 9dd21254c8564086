import { type Api, payload, Unexpected } from './api.ts';
import {
  capturePayment,
  createAgreement,
  createPayment,
  findReferences,
  refundPayment,
  updateAgreement,
} from './documents.ts';
import { freeSuffix, letPass, play, type Stage, showBook, summarise } from './stage.ts';

interface Order {
  readonly agreementId: string;
  readonly paymentId: string;
}

/**
 * A monthly agreement with a first payment of 80 kroner: asked for, accepted by the payer, captured, and refunded in part, with
 * every event shown as it streams in. Then its price goes up. For something more the payer is asked twice: the first time it is a no, the second time the callback
 * of the yes is lost. At last a colleague gives more of the first payment back at MobilePay.
 */
export async function mobilepay({ api, stream, sandboxUrl }: Stage): Promise<void> {
  const order = await freeReferences(api);
  const { agreement, oneOffPayment } = await askForAgreement(api, order);
  if (!oneOffPayment) throw new Unexpected('the agreement came without its first payment');
  console.log(`The payer is sent to ${agreement.nextAction?.url}`);

  await play(api, agreement.id, 'PAYER_ACCEPTS');
  await stream.until(oneOffPayment.id, 'PAYMENT_AUTHORIZED', 'PAYMENT_REJECTED', 'PAYMENT_EXPIRED', 'PAYMENT_FAILED');

  console.log('The connection is cut here, and the stream goes on from its last cursor.');
  stream.cut();
  const { capture } = await takeTheMoney(api, order.paymentId, oneOffPayment.id);
  await stream.until(capture.id, 'CAPTURE_SUCCEEDED', 'CAPTURE_FAILED');
  await stream.until(oneOffPayment.id, 'PAYMENT_SETTLED');

  const { refund } = await giveSomeBack(api, order, oneOffPayment.id);
  await stream.until(refund.id, 'REFUND_SUCCEEDED', 'REFUND_FAILED');
  console.log('The price goes up from next month: the payer is shown the new one in the app.');
  await raiseThePrice(api, order, agreement.id);
  await stream.until(agreement.id, 'AGREEMENT_UPDATED', 'AGREEMENT_ENDED');
  console.log('Another system of the shop charges the agreement by the month, and is told of it here.');
  await play(api, agreement.id, 'RECURRING_PAYMENT_EXECUTED');
  await askForMore({ api, stream }, order, agreement.id);
  console.log('A colleague gives 20 kroner back at MobilePay, which calls nobody: the payment is asked about.');
  await play(api, oneOffPayment.id, 'REFUND_ON_DASHBOARD');
  await letPass(api, `${order.paymentId}-portal`, 'P2D');
  await summarise(api, oneOffPayment.id);
  await showBook(sandboxUrl, 'mobilepay', oneOffPayment.providerReference ?? '');
}

async function freeReferences(api: Api): Promise<Order> {
  const named = (suffix: string): Order => ({ agreementId: `AGGR00068${suffix}`, paymentId: `OOP00348${suffix}` });
  const suffix = await freeSuffix(async (tried) => {
    const { agreementId: agreement, paymentId: payment } = named(tried);
    const found = await api.ask(findReferences, { agreement, payment });
    return Boolean(found.agreement || found.payment);
  });
  return named(suffix);
}

// A key belongs to one step of one order, not to one call of it: sent again after a lost answer, it acts once.

async function askForAgreement(api: Api, { agreementId, paymentId }: Order) {
  const { createAgreement: answer } = await api.ask(createAgreement, {
    input: {
      idempotencyKey: `${agreementId}-create`,
      externalId: agreementId,
      amount: { amountMinor: '1000', currency: 'DKK' },
      plan: 'Basic',
      description: 'Monthly subscription',
      nextPaymentDate: '2017-03-09',
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT5M',
      payerPhone: '4511100118',
      returnUrl: 'https://example.com/1b08e244-4aea-4988-99d6-1bd22c6a5b2c',
      oneOffPayment: {
        amount: { amountMinor: '8000', currency: 'DKK' },
        externalId: paymentId,
        description: 'Down payment for our services',
      },
    },
  });
  return payload(answer, 'AgreementPayload');
}

/** The payer's no ends a payment and leaves the agreement; a yes of which no callback tells is found by asking. */
async function askForMore({ api, stream }: Pick<Stage, 'api' | 'stream'>, order: Order, agreementId: string) {
  const refused = await askForPayment(api, `${order.paymentId}-A`, agreementId);
  await play(api, refused.id, 'PAYER_REJECTS');
  await stream.until(refused.id, 'PAYMENT_REJECTED', 'PAYMENT_AUTHORIZED');
  console.log('The payer said no. Asked again it is a yes, whose callback is lost.');
  const accepted = await askForPayment(api, `${order.paymentId}-B`, agreementId);
  await play(api, accepted.id, 'PAYER_ACCEPTS', 'DROPPED');
  await letPass(api, `${order.paymentId}-asked`, 'PT2H');
  await stream.until(accepted.id, 'PAYMENT_AUTHORIZED', 'PAYMENT_REJECTED');
  await takeTheMoney(api, `${order.paymentId}-B`, accepted.id);
  await stream.until(accepted.id, 'PAYMENT_SETTLED');
}

async function askForPayment(api: Api, externalId: string, agreementId: string) {
  const { createOneOffPayment: answer } = await api.ask(createPayment, {
    input: {
      idempotencyKey: `${externalId}-create`,
      on: { agreementId },
      externalId,
      amount: { amountMinor: '2500', currency: 'DKK' },
      description: 'One more service',
      returnUrl: 'https://example.com/thanks',
    },
  });
  return payload(answer, 'OneOffPaymentPayload').payment;
}

async function takeTheMoney(api: Api, reference: string, paymentId: string) {
  const { capturePayment: answer } = await api.ask(capturePayment, {
    input: { idempotencyKey: `${reference}-capture`, paymentId },
  });
  return payload(answer, 'CapturePayload');
}

async function giveSomeBack(api: Api, order: Order, paymentId: string) {
  const { refundPayment: answer } = await api.ask(refundPayment, {
    input: {
      idempotencyKey: `${order.paymentId}-refund-1`,
      paymentId,
      amount: { amountMinor: '3000', currency: 'DKK' },
      reason: 'Part of the service was not delivered',
    },
  });
  return payload(answer, 'RefundPayload');
}

async function raiseThePrice(api: Api, order: Order, agreementId: string) {
  const { updateAgreement: answer } = await api.ask(updateAgreement, {
    input: {
      idempotencyKey: `${order.agreementId}-price`,
      agreementId,
      plan: 'Basic, 12 kroner',
      amount: { amountMinor: '1200', currency: 'DKK' },
    },
  });
  return payload(answer, 'AgreementPayload');
}
