import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { eventually, paymentIs, play } from '../../support/lives.ts';
import type { World } from '../../support/world.ts';
import {
  accountOf,
  anInput,
  countsWhatOthersGaveBack,
  ids,
  isRefused,
  isSeen,
  type Lines,
  passesStrangers,
  post,
  referenceOf,
  send,
  type Tell,
} from './line.ts';

const tell: Tell = async (world, events) => {
  const { settings, callbackUrl } = await accountOf(world, 'GOCARDLESS');
  const body = JSON.stringify({ events });
  const signature = createHmac('sha256', settings.webhookSecret ?? '')
    .update(body)
    .digest('hex');
  await post(callbackUrl, body, { 'webhook-signature': signature });
};
const event = (resource_type: string, action: string, links: object) => ({
  id: `EV${randomUUID()}`,
  created_at: new Date(0).toISOString(),
  resource_type,
  action,
  links,
  details: {},
});

async function charged(world: World): Promise<string> {
  const { payment } = await send<{ payment: { id: string } }>(
    world,
    'createOneOffPayment',
    await anInput(world, 'createOneOffPayment', 'onMandate'),
    '... on OneOffPaymentPayload { payment { id } }',
  );
  return payment.id;
}

async function paidOut(world: World): Promise<string> {
  const id = await charged(world);
  await play(world, id, 'GOCARDLESS_PAYMENT_PAID_OUT');
  await paymentIs(world, id, 'SETTLED');
  return id;
}

export const gocardless: Lines = {
  A: async (world) => countsWhatOthersGaveBack(world, await paidOut(world), 'REFUND_ON_DASHBOARD'),
  async B(world) {
    const id = await charged(world);
    await play(world, id, 'GOCARDLESS_PAYMENT_CONFIRMED', 'DROPPED');
    await tell(world, [event('payments', 'settled_instantly', { payment: await referenceOf(world, id) })]);
    await paymentIs(world, id, 'SETTLED');
  },
  // It names nothing that could be asked about.
  C: (world) => isSeen(world, 'GOCARDLESS', () => tell(world, [event('collections', 'made', { collection: 'CO1' })])),
  async D(world) {
    const id = await paidOut(world);
    await play(world, id, 'CHARGEBACK');
    const { amounts } = await paymentIs(world, id, 'REVERSED');
    expect(amounts.refundable.amountMinor).toBe('0');
  },
  async E(world) {
    const input = await anInput(world, 'createBillingRequest', 'goCardless');
    await isRefused(world, 'createBillingRequest', { ...input, externalId: '' }, 'externalId');
    const charge = await anInput(world, 'createOneOffPayment', 'onMandate');
    await isRefused(world, 'createOneOffPayment', { ...charge, reference: '' }, 'reference');
  },
  F: (world) =>
    passesStrangers(
      world,
      'GOCARDLESS',
      () =>
        tell(
          world,
          ids().map((id) => event('payments', 'confirmed', { payment: `PM${id}` })),
        ),
      () => paidOut(world),
    ),
  async G(world) {
    const id = await charged(world);
    await play(world, id, 'PAYMENT_FAILS');
    const { statusReason } = await paymentIs(world, id, 'FAILED');
    expect(statusReason?.code).toBe('INSUFFICIENT_FUNDS');
    const { billingRequest } = await send<{ billingRequest: { id: string } }>(
      world,
      'createBillingRequest',
      await anInput(world, 'createBillingRequest', 'goCardless'),
      '... on BillingRequestPayload { billingRequest { id } }',
    );
    await play(world, billingRequest.id, 'PAYER_REJECTS');
    await eventually(world, 'the no of the payer', async () => {
      const { request } = await world.ask<{ request: { statusReason: { code: string } | null } | null }>(
        'query($id: ID!) { request: billingRequest(by: { id: $id }) { statusReason { code message } } }',
        { id: billingRequest.id },
      );
      return request?.statusReason ?? null;
    });
  },
  async H(world) {
    const request = await anInput(world, 'completeBillingRequestAction', 'customerDetails');
    const amount = { amountMinor: '1000', currency: 'GBP' };
    await isRefused(
      world,
      'completeBillingRequestAction',
      { ...request, action: { collectAmount: amount } },
      'action.collectAmount',
    );
    const mandate = { currency: 'GBP', scheme: 'BACS', sweeping: true };
    await isRefused(
      world,
      'createBillingRequest',
      { externalId: randomUUID(), with: { goCardless: { mandate } } },
      'with.goCardless.mandate.sweeping',
    );
  },
};
