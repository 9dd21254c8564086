import { createPublicKey, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../graphql/harness.ts';
import { addAgreement, addPayment, stepPaymentThrough } from '../graphql/rows.ts';
import { advance, eventually } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';
import {
  demoShop,
  openEndpoint,
  openMerchant,
  type Partner,
  readEndpoint,
  startPartner,
  verifies,
  webhooks,
} from './partner.ts';

/** Signed events to a partner's system, from the mutation that asks for them to the bytes that arrive. */
let world: World;
let shop: Shop;
let partner: Partner;
const opened: string[] = [];
beforeAll(async () => {
  world = await startWorld();
  shop = demoShop(world);
});
afterEach(async () => {
  for (const endpointId of opened.splice(0)) await webhooks(world, 'deleteWebhookEndpoint', { endpointId });
  await partner?.close();
  expect(world.logged).toEqual([]);
});
afterAll(() => world.close());

async function open(input: Record<string, unknown> = {}) {
  // What was written before has its number by then, and so is no news.
  await world.app.workers.drain();
  const endpoint = await openEndpoint(world, { url: partner.url, ...input });
  opened.push(endpoint.id);
  return endpoint;
}
/** Now, since an alarm tells of events that have waited for their number. */
const rightNow = () => ({ updatedAt: world.app.clock.now() });
const happen = async (count: number, of: Shop = shop): Promise<void> => {
  for (let i = 0; i < count; i++) await addAgreement(world.app.db, of, rightNow());
  world.app.workers.wake('sequencer');
};
/** Many events of one payment, in batches as a busy merchant makes them. */
async function happenOften(count: number): Promise<void> {
  const agreement = await addAgreement(world.app.db, shop, rightNow());
  const payment = await addPayment(world.app.db, shop, agreement, rightNow());
  for (let version = 2; version < count; version += 50) {
    const versions = Array.from({ length: Math.min(50, count - version) }, (_, i) => version + i);
    await stepPaymentThrough(world.app.db, shop, payment, versions, rightNow());
    world.app.workers.wake('sequencer');
  }
}
async function head(): Promise<{ cursor: string; sequence: number }> {
  const { eventLogHead } = await world.ask<{ eventLogHead: { cursor: string; sequence: string } }>(
    '{ eventLogHead { cursor sequence } }',
  );
  return { ...eventLogHead, sequence: Number(eventLogHead.sequence) };
}
const settled = (id: string) =>
  eventually(world, 'all deliveries to arrive', async () => {
    const endpoint = await readEndpoint(world, id);
    return endpoint.deliveries.every(({ status }) => status === 'SUCCEEDED') ? endpoint : null;
  });
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe('an endpoint', () => {
  it('is sent what happens from then on, in order, signed so that the published library takes it', async () => {
    partner = await startPartner();
    const { id, secret } = await open();
    const { sequence } = await head();
    await happen(3);
    const got = await partner.has(3);
    expect(got.map((one) => one.sequence)).toEqual(from(sequence + 1, 3));
    expect(got.every((one) => verifies(secret, one))).toBe(true);
    expect(got.every((one) => !verifies(secret, { ...one, body: one.body.replace('agreement', 'payment') }))).toBe(
      true,
    );
    const first = JSON.parse(got[0]?.body ?? '');
    expect(first).toMatchObject({
      type: 'agreement.created',
      data: { type: 'AGREEMENT_CREATED', id: got[0]?.headers['webhook-id'] },
    });
    expect(new Date(first.timestamp).toISOString()).toBe(first.data.occurredAt);
    const { deliveries } = await settled(id);
    expect(deliveries.map(({ event }) => Number(event.sequence))).toEqual(from(sequence + 1, 3).reverse());
    expect(deliveries[0]?.attempts).toMatchObject([{ responseStatus: 204, error: null }]);
    expect((await readEndpoint(world, id)).deliveredThrough).toBe((await head()).cursor);
  });

  it('signs with ed25519 beside HMAC where that is asked for', async () => {
    partner = await startPartner();
    const { publicKeys, secret } = await open({ ed25519: true });
    await happen(1);
    const [message] = await partner.has(1);
    const { headers, body } = message as NonNullable<typeof message>;
    const signatures = String(headers['webhook-signature']).split(' ');
    expect(signatures.map((one) => one.split(',')[0])).toEqual(['v1', 'v1a']);
    const raw = Buffer.from(publicKeys[0]?.replace('whpk_', '') ?? '', 'base64');
    const key = createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
      format: 'der',
      type: 'spki',
    });
    const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
    expect(verify(null, signed, key, Buffer.from(signatures[1]?.slice(4) ?? '', 'base64'))).toBe(true);
    expect(verifies(secret, { headers, body })).toBe(true);
  });

  it('is sent only the types it wants, shaped by its own selection', async () => {
    partner = await startPartner();
    const document =
      'fragment Payload on Event { sequence subject { ...Named } } fragment Named on OneOffPayment { externalId amounts { requested { decimal } } }';
    await open({ eventTypes: ['PAYMENT_CREATED'], document });
    const agreement = await addAgreement(world.app.db, shop, rightNow());
    const payment = await addPayment(world.app.db, shop, agreement, rightNow());
    await addAgreement(world.app.db, shop, rightNow());
    await world.app.workers.drain();
    const [message] = await partner.has(1);
    expect(JSON.parse(message?.body ?? '').data.subject).toEqual({
      externalId: payment.externalId,
      amounts: { requested: { decimal: '80.00' } },
    });
    expect(partner.got).toHaveLength(1);
  });

  it('that begins at the start of the log equals one that was there from the start', async () => {
    partner = await startPartner();
    await happen(2);
    await world.app.workers.drain();
    const { sequence } = await head();
    const { oldestRetained } = (
      await world.ask<{ eventLogHead: { oldestRetained: string } }>('{ eventLogHead { oldestRetained } }')
    ).eventLogHead;
    const early = await open({ startAfter: oldestRetained });
    await partner.has(sequence);
    const late = await open();
    const { scheduled } = await webhooks(world, 'replayWebhooks', { endpointId: late.id, after: oldestRetained });
    expect(scheduled).toBe(sequence);
    await partner.has(2 * sequence);
    const told = partner.got.map(({ headers, body }) => [headers['webhook-id'], body]);
    expect(told.slice(sequence)).toEqual(told.slice(0, sequence));
    expect(partner.got.slice(0, sequence).map((one) => one.sequence)).toEqual(from(1, sequence));
    expect(partner.got.slice(sequence).every((one) => verifies(late.secret, one) && !verifies(early.secret, one))).toBe(
      true,
    );
  });

  it('that is paused is sent nothing, and afterwards all that happened meanwhile', async () => {
    partner = await startPartner();
    const { id } = await open();
    const paused = await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: false });
    expect(paused.endpoint?.status).toBe('PAUSED');
    await happen(3);
    await advance(world, 'PT1S');
    expect(partner.got).toEqual([]);
    expect((await readEndpoint(world, id)).deliveries.map(({ status }) => status)).toEqual(Array(3).fill('PENDING'));
    const resumed = await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: true });
    expect(resumed.endpoint?.status).toBe('ACTIVE');
    await partner.has(3);
  });

  it('is sent a delivery again when asked: the same id and bytes', async () => {
    partner = await startPartner();
    const { id } = await open();
    await happen(2);
    await partner.has(2);
    const { deliveries } = await settled(id);
    const outcome = await webhooks(world, 'resendWebhookDelivery', { deliveryId: deliveries[1]?.id });
    expect(outcome.__typename).toBe('ResendWebhookDeliveryPayload');
    const got = await partner.has(3);
    expect([got[2]?.headers['webhook-id'], got[2]?.body]).toEqual([got[0]?.headers['webhook-id'], got[0]?.body]);
  });

  it('takes 1,000 events in order, hundreds a second on a quiet machine', async () => {
    partner = await startPartner();
    const { id, secret } = await open({ document: 'fragment Payload on Event { sequence }' });
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: false });
    const { sequence } = await head();
    await happenOften(1_000);
    await world.app.workers.drain();
    const startedAt = performance.now();
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: true });
    const got = await partner.has(1_000);
    const seconds = (performance.now() - startedAt) / 1_000;
    console.log(`1,000 deliveries in ${seconds.toFixed(2)} s: ${Math.round(1_000 / seconds)} a second`);
    expect(seconds).toBeLessThan(20);
    expect(got.map((one) => one.sequence)).toEqual(from(sequence + 1, 1_000));
    expect(got.every((one) => verifies(secret, one))).toBe(true);
  });
});

describe('a secret', () => {
  it('that is rotated under load is never refused, by the old holder or the new, and the old one ends after the overlap', async () => {
    partner = await startPartner();
    const { id, secret: old } = await open({ document: 'fragment Payload on Event { sequence }' });
    const writing = happenOften(300);
    await partner.has(50);
    const rotated = await webhooks(world, 'rotateWebhookSecret', { endpointId: id });
    const since = partner.got.length;
    await writing;
    const got = await partner.has(300);
    const fresh = rotated.signingSecret ?? '';
    expect(fresh).toMatch(/^whsec_/);
    expect(got.every((one) => verifies(old, one))).toBe(true);
    // Those that were sent until the next arrival was written may have been signed before the new secret was made: none of the next batch.
    const firstFresh = got.findIndex((one) => verifies(fresh, one));
    expect(firstFresh).toBeLessThanOrEqual(since + 50);
    expect(got.slice(firstFresh).every((one) => verifies(fresh, one))).toBe(true);
    await advance(world, 'P1D');
    await happen(1);
    const last = (await partner.has(301))[300] as Parameters<typeof verifies>[1];
    expect([verifies(old, last), verifies(fresh, last)]).toEqual([false, true]);
  });

  it('is shown once: a repeat of the key makes no other endpoint and shows no secret', async () => {
    partner = await startPartner();
    const input = { idempotencyKey: freshKey('once'), url: partner.url };
    const first = await webhooks(world, 'createWebhookEndpoint', input);
    opened.push(first.endpoint?.id ?? '');
    const again = await webhooks(world, 'createWebhookEndpoint', input);
    expect(again).toMatchObject({
      endpoint: { id: first.endpoint?.id },
      signingSecret: null,
      idempotency: { replayed: true },
    });
    const other = await webhooks(world, 'createWebhookEndpoint', { ...input, url: `${partner.url}/other` });
    expect(other).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('two merchants', () => {
  it('are each sent their own, and cannot touch the endpoint of the other', async () => {
    partner = await startPartner();
    const theirs = await startPartner();
    const stranger = await openMerchant(world);
    const mine = await open();
    const other = await openEndpoint(world, { url: theirs.url }, stranger.key);
    await happen(1);
    await happen(2, stranger);
    world.app.workers.wake('sequencer');
    await partner.has(1);
    expect((await theirs.has(2)).map((one) => one.sequence)).toEqual([1, 2]);
    expect(partner.got).toHaveLength(1);
    for (const [mutation, more] of [
      ['updateWebhookEndpoint', { active: false }],
      ['rotateWebhookSecret', {}],
      ['deleteWebhookEndpoint', {}],
      ['replayWebhooks', { after: (await head()).cursor }],
    ] as const) {
      const refused = await webhooks(world, mutation, { endpointId: mine.id, ...more }, stranger.key);
      expect([mutation, refused.code]).toEqual([mutation, 'NOT_FOUND']);
    }
    const cursor = (await head()).cursor;
    const foreign = await webhooks(world, 'replayWebhooks', { endpointId: other.id, after: cursor }, stranger.key);
    expect(foreign.problems).toMatchObject([{ path: ['input', 'after'], rule: 'cursor' }]);
    await theirs.close();
  });
});
