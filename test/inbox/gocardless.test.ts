import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { livesOf } from '../support/gocardless-lives.ts';

/** GoCardless' deliveries, genuine and abused, through the true door. */
let shop: Shop;
let rows: ReturnType<typeof rowsOf>;
let lives: ReturnType<typeof livesOf>;
let callbackUrl: string;
let secret: string;
beforeAll(async () => {
  shop = await startShop();
  rows = rowsOf(shop);
  lives = livesOf(shop);
  const connected = await shop.app.accounts.of(shop.caller.merchantId, 'GOCARDLESS');
  callbackUrl = connected?.callbackUrl ?? '';
  secret = ((connected?.account.settings ?? {}) as { webhookSecret: string }).webhookSecret;
});
afterAll(() => shop.close());

async function post(body: string, signature: string | null = sign(body)): Promise<number> {
  const reply = await fetch(callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature === null ? {} : { 'webhook-signature': signature }) },
    body,
  });
  await reply.text();
  return reply.status;
}

const sign = (body: string, key = secret): string => createHmac('sha256', key).update(body).digest('hex');

const freshId = (prefix: string): string => prefix + randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase();
const anEvent = (over: object = {}) => ({
  id: freshId('EV'),
  created_at: '2026-01-02T03:04:05.678Z',
  resource_type: 'payments',
  action: 'confirmed',
  links: { payment: freshId('PM') },
  details: { origin: 'gocardless', cause: 'payment_confirmed' },
  ...over,
});
const deliver = (...events: object[]): string => JSON.stringify({ events, meta: { webhook_id: 'WB1' } });
const inbox = (dedupeKey: string) => rows.reader().inboxItem.findMany({ where: { dedupeKey } });

describe('a delivery', () => {
  it.each<[what: string, signature: (body: string) => string | null]>([
    ['no signature', () => null],
    ['the signature of another secret', (body) => sign(body, 'another')],
    ['the signature of another body', (body) => sign(`${body} `)],
    ['a signature in capitals', (body) => sign(body).toUpperCase()],
    ['junk', () => 'junk'],
  ])('with %s is answered 498, and nothing is stored', async (_, signature) => {
    const event = anEvent();
    const body = deliver(event);
    expect(await post(body, signature(body))).toBe(498);
    expect(await inbox(event.id)).toEqual([]);
  });

  it.each(['', '[]', '{}', '{"events":[]}', '{"events":[1]}', 'null', '['.repeat(100_000)])(
    'of %.20j, though rightly signed, is answered 400',
    async (body) => {
      expect(await post(body)).toBe(400);
    },
  );

  it('brings each event to its end: asked about, of no concern, or kept for a person', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { id, reference } = await lives.charge(mandateId);
    const untrue = anEvent({ action: 'paid_out', links: { payment: reference } });
    const payout = anEvent({ resource_type: 'payouts', action: 'paid', links: { payout: 'PO1' } });
    const strange = anEvent({ action: 'teleported', links: { payment: reference } });
    const strangeAndForeign = anEvent({ action: 'teleported' });
    const newKind = anEvent({ resource_type: 'collections', action: 'made', links: { payment: reference } });
    const nobodys = anEvent({ resource_type: 'collections', action: 'made', links: { collection: 'CO1' } });
    const unknown = anEvent();
    expect(await post(deliver(untrue, payout, strange, strangeAndForeign, newKind, nobodys, unknown))).toBe(204);
    await shop.app.workers.drain();
    const stateOf = async (event: { readonly id: string }) => (await inbox(event.id))[0]?.state;
    expect(await stateOf(untrue)).toBe('DONE');
    // GoCardless has no such payout.
    expect(await stateOf(payout)).toBe('PARKED');
    // A word that nobody knows leads to the question, where there is something to ask about.
    expect(await stateOf(strange)).toBe('DONE');
    expect(await stateOf(newKind)).toBe('DONE');
    // Another system's, and nobody's concern, whatever the word.
    expect(await stateOf(strangeAndForeign)).toBe('PARKED');
    // What names nothing that can be asked about is for a person.
    expect(await stateOf(nobodys)).toBe('DEAD');
    expect(await stateOf(unknown)).toBe('PARKED');
    // The claim was looked into, and the book said otherwise.
    expect(await rows.payment(id)).toMatchObject({ state: 'CREATED', providerStatus: 'pending_submission' });
  });

  // The last one: what it leaves parked would keep the others waiting.
  it('of 250 events is one receipt and 250 items, and is only counted when it comes again', async () => {
    const receipts = async () => Number((await count('select count(*) from webhook_receipt'))[0]?.count);
    const before = await receipts();
    const events = Array.from({ length: 250 }, () => anEvent());
    const body = deliver(...events);
    expect(await post(body)).toBe(204);
    expect(await receipts()).toBe(before + 1);
    expect(await post(deliver(...events.toReversed()))).toBe(204);
    const stored = await rows.reader().inboxItem.findMany({ where: { dedupeKey: { in: events.map(({ id }) => id) } } });
    expect(stored).toHaveLength(250);
    expect(stored.every(({ duplicateCount }) => duplicateCount === 1)).toBe(true);
  });
});

async function count(query: string): Promise<{ count: string }[]> {
  return (await shop.app.db.worker.query<{ count: string }>(query)).rows;
}
