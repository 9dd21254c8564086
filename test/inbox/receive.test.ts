import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceOf } from '../contract/kinds/line.ts';
import { createTestDatabase } from '../support/database.ts';
import { startLink } from '../support/link.ts';
import {
  activeAgreement,
  aFirstPayment,
  agreementIs,
  anAgreement,
  eventually,
  mutate,
  paymentIs,
  play,
  readPayment,
  reserved,
} from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

/** A provider's messages, genuine and abused, through the true door. */
let world: World;
let callbackUrl: string;
let authorization: string;
let owner: pg.Client;

beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'fatal' });
  const connected = await world.app.accounts.of(world.app.merchantId ?? '', 'MOBILEPAY');
  callbackUrl = connected?.callbackUrl ?? '';
  const { callbackUsername, callbackPassword } = (connected?.account.settings ?? {}) as {
    callbackUsername: string;
    callbackPassword: string;
  };
  authorization = `Basic ${Buffer.from(`${callbackUsername}:${callbackPassword}`).toString('base64')}`;
  owner = new pg.Client({ connectionString: world.database.superuserUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

async function post(
  body: string | Uint8Array,
  headers: Record<string, string> = { authorization },
  url = callbackUrl,
): Promise<number> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body as BodyInit,
  });
  await reply.text();
  return reply.status;
}

/** The seed's callback, about a payment of ours. */
function callback(paymentId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    agreement_id: randomUUID(),
    payment_id: paymentId,
    amount: '80.00',
    currency: 'DKK',
    payment_date: '2026-11-21',
    status: 'Reserved',
    status_text: 'Payment successfully reserved.',
    status_code: 0,
    external_id: 'OOP',
    payment_type: 'OneOff',
    ...over,
  };
}

async function inbox(dedupe: string): Promise<{ state: string; duplicate_count: number }[]> {
  const { rows } = await owner.query('select state, duplicate_count from inbox where dedupe_key like $1', [
    `%${dedupe}%`,
  ]);
  return rows;
}

async function waiting(): Promise<{ id: string; reference: string }> {
  const { oneOffPayment } = await mutate(world, 'createAgreement', anAgreement({ oneOffPayment: aFirstPayment() }));
  return { id: oneOffPayment?.id ?? '', reference: oneOffPayment?.providerReference ?? '' };
}

describe('a callback', () => {
  it.each([
    ['no credentials', {}],
    ['a wrong password', { authorization: `Basic ${Buffer.from('sandbox-callbacks:wrong').toString('base64')}` }],
    ['another scheme', { authorization: 'Bearer sandbox-callback-password' }],
    ['an empty header', { authorization: '' }],
    ['base64 that is none', { authorization: 'Basic %%%%' }],
    ['a very long header', { authorization: `Basic ${'A'.repeat(8_000)}` }],
  ])('with %s is answered 401 and changes nothing', async (_what, headers) => {
    const { id, reference } = await waiting();
    expect(await post(JSON.stringify([callback(reference)]), headers as Record<string, string>)).toBe(401);
    expect(await inbox(reference)).toEqual([]);
    expect((await readPayment(world, id)).status).toBe('REQUIRES_PAYER_ACTION');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'status=Reserved'],
    ['a number', '1'],
    ['an empty array', '[]'],
    ['an array of nonsense', '[1,2,3]'],
    ['half a message', '[{"payment_id":'],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['NaN', '[{"payment_id":"x","status_code":NaN}]'],
    ['a NUL character', JSON.stringify([{ payment_id: 'a\u0000b', status: 'Reserved', status_code: 0 }])],
    ['more items than MobilePay sends', JSON.stringify(Array.from({ length: 1_001 }, () => callback(randomUUID())))],
  ])('of %s is answered 400, never 5xx', async (_what, body) => {
    expect(await post(body)).toBe(400);
  });

  it('of more than two mebibytes is answered 413', async () => {
    const status = await post(
      `[${JSON.stringify(callback(randomUUID(), { status_text: 'x'.repeat(3 * 1024 * 1024) }))}]`,
    ).catch(() => 413);
    expect(status).toBe(413);
  });

  it('to a segment or provider that is not ours is answered 404', async () => {
    expect(await post('[]', { authorization }, callbackUrl.replace(/[^/]+$/, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'))).toBe(
      404,
    );
    expect(await post('[]', { authorization }, callbackUrl.replace('mobilepay', 'nobody'))).toBe(404);
  });

  it('that claims what the provider does not say changes nothing', async () => {
    const { id, reference } = await waiting();
    expect(await post(JSON.stringify([callback(reference)]))).toBe(200);
    await eventually(world, 'the claim to be looked into', async () =>
      (await inbox(reference))[0]?.state === 'DONE' ? true : null,
    );
    expect((await readPayment(world, id)).status).toBe('REQUIRES_PAYER_ACTION');
  });

  it('sent a thousand times at once is stored and applied once', async () => {
    const { payment } = await reserved(world);
    const body = JSON.stringify([callback(payment.providerReference, { status: 'Expired', status_code: 50008 })]);
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => post(body)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await eventually(world, 'the item to be done', async () =>
      (await inbox(`${payment.providerReference}:Expired`))[0]?.state === 'DONE' ? true : null,
    );
    expect(await inbox(`${payment.providerReference}:Expired`)).toEqual([{ state: 'DONE', duplicate_count: 999 }]);
    expect((await readPayment(world, payment.id)).version).toBe(payment.version);
  });

  it('about a thing that nobody knows is kept and tried again', async () => {
    const unknown = randomUUID();
    expect(await post(JSON.stringify([callback(unknown)]))).toBe(200);
    await eventually(world, 'the item to be parked', async () =>
      (await inbox(unknown))[0]?.state === 'PARKED' ? true : null,
    );
  });

  it.each([59999, null, undefined])(
    'with the code %s, which nobody knows, leads to the question at once',
    async (code) => {
      const { agreement, oneOffPayment } = await mutate(
        world,
        'createAgreement',
        anAgreement({ oneOffPayment: aFirstPayment() }),
      );
      await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS', 'DROPPED');
      const reference = oneOffPayment?.providerReference ?? '';
      expect(await post(JSON.stringify([callback(reference, { status_code: code })]))).toBe(200);
      await paymentIs(world, oneOffPayment?.id ?? '', 'AUTHORIZED');
    },
  );

  it.each([60_000, null, undefined])(
    'with the code %s about an agreement leads to the question at once, not a day later',
    async (status_code) => {
      const id = await activeAgreement(world);
      const agreement_id = await referenceOf(world, id);
      await play(world, id, 'PAYER_ENDS_AGREEMENT', 'DROPPED');
      const told = { agreement_id, status: 'Canceled', status_code, external_id: 'A' };
      expect(await post(JSON.stringify(told))).toBe(200);
      await agreementIs(world, id, 'CANCELLED');
    },
  );

  it('with a code that nobody knows, about a thing that nobody knows, is kept for a person', async () => {
    const unknown = randomUUID();
    expect(await post(JSON.stringify([callback(unknown, { status_code: 59999 })]))).toBe(200);
    await eventually(world, 'the dead letter', async () => ((await inbox(unknown))[0]?.state === 'DEAD' ? true : null));
  });

  it('with one bad item among good ones keeps the good ones', async () => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS', 'DROPPED');
    const good = callback(oneOffPayment?.providerReference ?? '');
    expect(await post(JSON.stringify([{ surprise: true }, good]))).toBe(200);
    await paymentIs(world, oneOffPayment?.id ?? '', 'AUTHORIZED');
  });

  it('is answered 503 while the database is away, so that it comes again', async () => {
    const database = await createTestDatabase();
    const link = await startLink(database.url);
    const other = await startWorld({ LOG_LEVEL: 'fatal', DATABASE_URL: link.url });
    try {
      const url = (await other.app.accounts.of(other.app.merchantId ?? '', 'MOBILEPAY'))?.callbackUrl ?? '';
      const body = JSON.stringify([callback(randomUUID())]);
      link.cut();
      expect(await post(body, { authorization }, url)).toBe(503);
      const asked = await other.post('{ viewer { merchantName } }');
      expect(asked).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } });
      await link.mend();
      expect(await post(body, { authorization }, url)).toBe(200);
    } finally {
      await other.close();
      link.cut();
      await database.drop();
    }
  });
});
