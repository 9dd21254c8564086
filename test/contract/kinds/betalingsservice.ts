import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { sign } from '../../../src/providers/betalingsservice/oauth.ts';
import { madeElsewhere } from '../../support/creditor-elsewhere.ts';
import { advance, eventually, paymentIs, play, readPayment } from '../../support/lives.ts';
import type { World } from '../../support/world.ts';
import {
  accountOf,
  anInput,
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

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** The provider alone has the key of its callbacks: while we tell something in its place, the account believes another. */
const tell: Tell = async (world, bodies) => {
  const { app } = world;
  const { settings, callbackUrl } = await accountOf(world, 'BETALINGSSERVICE');
  const consumerKey = settings.callbackConsumerKey ?? '';
  await app.accounts.save(app.merchantId ?? '', 'BETALINGSSERVICE', { ...settings, callbackPublicKeyPem: publicKey });
  for (const one of bodies as readonly unknown[]) {
    const body = JSON.stringify(one);
    const by = { consumerKey, privateKeyPem: privateKey };
    const authorization = sign({ method: 'POST', url: callbackUrl, body }, by as never, app.clock.now());
    await post(callbackUrl, body, { authorization });
  }
  await app.accounts.save(app.merchantId ?? '', 'BETALINGSSERVICE', settings);
};
const callback = (uuid: string, statusCode = 'APPROVED') => ({
  eventId: randomUUID(),
  eventType: 'COLLECTION_REQUEST_STATUS',
  collectionRequest: {
    uuid,
    statusCode,
    payment: { statusCode: 'PROCESSING', amount: { currency: 'DKK', value: 80 } },
  },
});

interface Request {
  readonly id: string;
  readonly status: string;
  readonly payment: { readonly id: string } | null;
  readonly statusReason: { readonly code: string } | null;
}
const fields = 'id status payment { id } statusReason { code }';

async function aRequest(world: World): Promise<string> {
  const { billingRequest } = await send<{ billingRequest: { id: string } }>(
    world,
    'createBillingRequest',
    await anInput(world, 'createBillingRequest', 'betalingsservice'),
    '... on BillingRequestPayload { billingRequest { id } }',
  );
  await referenceOf(world, billingRequest.id);
  return billingRequest.id;
}

const requestIs = (world: World, id: string, status: string): Promise<Request> =>
  eventually(world, `request ${id} to be ${status}`, async () => {
    const { request } = await world.ask<{ request: Request }>(
      `query($id: ID!) { request: billingRequest(by: { id: $id }) { ${fields} } }`,
      { id },
    );
    return request.status === status ? request : null;
  });

async function fulfilled(world: World): Promise<Request> {
  const id = await aRequest(world);
  await play(world, id, 'PAYER_ACCEPTS');
  return requestIs(world, id, 'FULFILLED');
}

export const betalingsservice: Lines = {
  // Nothing can be given back, captured or called off here, and nothing is listed: what others make is a mandate, known by its uuid.
  async A(world) {
    const uuid = await madeElsewhere(world, 'ELSEWHERE', null);
    const input = { provider: 'BETALINGSSERVICE', providerReference: uuid, debtorReference: 'ELSEWHERE' };
    const answer = '... on MandatePayload { mandate { id status origin } }';
    const { mandate } = await send<{ mandate: { id: string } }>(world, 'adoptMandate', input, answer);
    expect(mandate).toMatchObject({ status: 'PENDING', origin: 'ADOPTED' });
    await play(world, mandate.id, 'BANK_APPROVES_MANDATE', 'DROPPED');
    await advance(world, 'PT2H');
    await eventually(world, 'the mandate of another system to be active', async () => {
      const { found } = await world.ask<{ found: { status: string } }>(
        'query($id: ID!) { found: mandate(by: { id: $id }) { status } }',
        { id: mandate.id },
      );
      return found.status === 'ACTIVE' ? found : null;
    });
    expect(await send(world, 'adoptMandate', input)).toMatchObject({ code: 'INVALID_STATE' });
  },
  async B(world) {
    const id = await aRequest(world);
    await play(world, id, 'PAYER_ACCEPTS', 'DROPPED');
    await tell(world, [callback(await referenceOf(world, id), 'POSTPONED')]);
    await requestIs(world, id, 'FULFILLED');
  },
  C: (world) => isSeen(world, 'BETALINGSSERVICE', () => tell(world, [callback(randomUUID(), 'POSTPONED')])),
  async D(world) {
    const { payment } = await fulfilled(world);
    const { id, amounts, actions } = await paymentIs(world, payment?.id ?? '', 'SETTLED');
    expect(amounts.refundable.amountMinor).toBe('0');
    expect(actions.find(({ kind }) => kind === 'REFUND')?.available).toBe(false);
    expect((await send(world, 'refundPayment', { paymentId: id })).__typename).toMatch(/Error$/);
    expect((await readPayment(world, id)).amounts.pendingRefund.amountMinor).toBe('0');
  },
  async E(world) {
    const mandate = await anInput(world, 'createMandate', 'betalingsservice');
    await isRefused(world, 'createMandate', { ...mandate, externalId: '' }, 'externalId');
    const request = await anInput(world, 'createBillingRequest', 'betalingsservice');
    await isRefused(world, 'createBillingRequest', { ...request, externalId: '' }, 'externalId');
  },
  F: (world) =>
    passesStrangers(
      world,
      'BETALINGSSERVICE',
      () =>
        tell(
          world,
          ids().map((id) => callback(id)),
        ),
      () => fulfilled(world),
    ),
  async G(world) {
    const id = await aRequest(world);
    await play(world, id, 'PAYER_REJECTS');
    expect((await requestIs(world, id, 'REJECTED')).statusReason?.code).toBe('REJECTED_BY_PAYER');
  },
  async H(world) {
    const input = await anInput(world, 'createMandate', 'betalingsservice');
    const { betalingsservice: debtor } = input.debtor as { betalingsservice: object };
    await isRefused(
      world,
      'createMandate',
      { ...input, debtor: { betalingsservice: { ...debtor, bankRegistrationNumber: '0000' } } },
      'debtor.betalingsservice.bankRegistrationNumber',
    );
  },
};
