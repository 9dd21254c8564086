import { createHash, createHmac } from 'node:crypto';
import { accountOf, post } from '../contract/kinds/line.ts';
import {
  aFirstPayment,
  agreementIs,
  anAgreement,
  anotherPayment,
  mutate,
  type PaymentShape,
  paymentIs,
  play,
} from './lives.ts';
import { sandboxControl, type World } from './world.ts';

/** The steps of an agreement and its payments at Vipps MobilePay, as a partner and a payer take them. */

/** An agreement to be created, of 200 kroner a month. */
export function aVippsAgreement(over: Record<string, unknown> = {}): Record<string, unknown> {
  return anAgreement({
    amount: { amountMinor: '20000', currency: 'DKK' },
    expiresIn: 'PT10M',
    with: { vippsMobilePay: {} },
    ...over,
  });
}

/** An accepted agreement. */
export async function activeVippsAgreement(world: World, over: Record<string, unknown> = {}): Promise<string> {
  const { agreement, ...rest } = await mutate(world, 'createAgreement', aVippsAgreement(over));
  if (!agreement) throw new Error(`no agreement: ${JSON.stringify(rest)}`);
  await play(world, agreement.id, 'PAYER_ACCEPTS');
  await agreementIs(world, agreement.id, 'ACTIVE');
  return agreement.id;
}

/** An agreement whose first payment of 80 kroner is reserved. */
export async function reservedAtVipps(
  world: World,
): Promise<{ readonly agreementId: string; readonly payment: PaymentShape }> {
  const input = aVippsAgreement({ oneOffPayment: aFirstPayment() });
  const { agreement, oneOffPayment } = await mutate(world, 'createAgreement', input);
  if (!agreement || !oneOffPayment) throw new Error('no agreement with a first payment');
  await play(world, agreement.id, 'PAYER_ACCEPTS');
  return { agreementId: agreement.id, payment: await paymentIs(world, oneOffPayment.id, 'AUTHORIZED') };
}

/** A payment of 80 kroner without the payer, to be created. */
export function anUnscheduledPayment(agreementId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return anotherPayment(agreementId, { autoReserve: true, ...over });
}

/** A payment of 80 kroner without the payer, as it was asked for. */
export async function askedAtVipps(world: World): Promise<{ readonly agreementId: string; readonly id: string }> {
  const agreementId = await activeVippsAgreement(world);
  const { payment, ...rest } = await mutate(world, 'createOneOffPayment', anUnscheduledPayment(agreementId));
  if (!payment) throw new Error(`no payment: ${JSON.stringify(rest)}`);
  return { agreementId, id: payment.id };
}

/** What the sandbox shows of Vipps MobilePay. */
export const vippsOf = (world: World) => sandboxControl(world.app.sandboxUrl ?? '', 'vipps_mobilepay');

/** Tells something at our address, signed as Vipps MobilePay does. */
export async function tellFromVipps(world: World, body: object): Promise<void> {
  const { settings, callbackUrl } = await accountOf(world, 'VIPPS_MOBILEPAY');
  const text = JSON.stringify(body);
  const { host, pathname } = new URL(callbackUrl);
  const date = world.app.clock.now().toUTCString();
  const hash = createHash('sha256').update(text).digest('base64');
  const signature = createHmac('sha256', settings.webhookSecret ?? '')
    .update(`POST\n${pathname}\n${date};${host};${hash}`)
    .digest('base64');
  await post(callbackUrl, text, {
    'x-ms-date': date,
    'x-ms-content-sha256': hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  });
}
