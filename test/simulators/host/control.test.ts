import { request as plainRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { aClient, acceptedAgreement, aSandbox, aShop, pendingAgreement, start } from './harness.ts';

describe('the clock', () => {
  test('goes forward only, and says what is next', async () => {
    const shop = await aShop();
    await pendingAgreement(shop);
    expect((await shop.client.control('GET', '/clock')).json).toEqual({
      now: '2026-03-02T10:00:30.000Z',
      nextTimerAt: '2026-03-02T10:05:30.000Z',
    });
    const moved = await shop.client.control('POST', '/clock', { to: '2026-03-02T12:00:00+01:00' });
    expect(moved.json).toEqual({
      now: '2026-03-02T11:00:00.000Z',
      fired: ['mobilepay.agreementExpires', 'mobilepay.callbackBatch'],
    });
    const back = await shop.client.control('POST', '/clock', { to: '2026-03-02T10:59:54Z' });
    expect([back.status, back.json.error?.code]).toEqual([400, 'CLOCK_BACKWARDS']);
    expect((await shop.client.control('POST', '/clock', { to: '2096-01-01T00:00:00Z' })).json.error?.code).toBe(
      'CLOCK_TOO_FAR',
    );
    expect((await shop.client.control('GET', '/clock')).json.now).toBe('2026-03-02T11:00:00.000Z');
  });

  test('takes a moment ago for now, since two clocks never quite agree', async () => {
    const { client } = await aShop();
    const moved = await client.control('POST', '/clock', { to: '2026-03-02T10:00:25.000Z' });
    expect([moved.status, moved.json.now]).toEqual([200, '2026-03-02T10:00:30.000Z']);
  });

  test('shows each timer its own time, also to the merchant who asks back', async () => {
    const shop = await aShop();
    await pendingAgreement(shop, { expiration_timeout_minutes: 30, one_off_payment: null });
    await pendingAgreement(shop, { expiration_timeout_minutes: 10, one_off_payment: null });
    await shop.client.advance(3_600_000);
    expect(
      (await shop.client.book())
        .filter(({ effect }) => String(effect) === 'agreementExpired')
        .map(({ at }) => Date.parse(String(at)) - start),
    ).toEqual([600_000, 1_800_000]);
  });
});

describe('a scenario', () => {
  test('with a key is played once: a repeat is answered as the first was', async () => {
    const shop = await aShop();
    const { agreementId } = await pendingAgreement(shop);
    const play = (key: string) =>
      shop.client.control('POST', '/mobilepay/scenario', {
        scenario: 'PAYER_ACCEPTS',
        subject: { kind: 'agreement', id: agreementId },
        key,
      });
    const first = await play('shop:key-1');
    expect(first.status).toBe(200);
    expect(await play('shop:key-1')).toEqual(first);
    // Without it the second would be refused, as here.
    expect((await play('shop:key-2')).status).toBe(409);
    expect((await play('shop:key-2')).status).toBe(409);
    expect((await shop.client.book()).filter(({ effect }) => String(effect) === 'agreementAccepted')).toHaveLength(1);
  });

  test.each<[string, object, number, string]>([
    [
      'an unknown subject',
      { scenario: 'PAYER_ACCEPTS', subject: { kind: 'payment', id: '00000000-0000-4000-8000-000000000000' } },
      404,
      'NOT_FOUND',
    ],
    [
      'a scenario of another provider',
      { scenario: 'CHARGEBACK', subject: { kind: 'payment', id: 'x' } },
      422,
      'SCENARIO_NOT_SUPPORTED',
    ],
    [
      'a name that every object has',
      { scenario: 'constructor', subject: { kind: 'payment', id: 'x' } },
      422,
      'SCENARIO_NOT_SUPPORTED',
    ],
    ['a subject that is none', { scenario: 'PAYER_ACCEPTS', subject: { kind: 'customer', id: 'x' } }, 400, 'BAD_INPUT'],
    ['no scenario', { subject: { kind: 'payment', id: 'x' } }, 400, 'BAD_INPUT'],
    [
      'a delivery that is none',
      { scenario: 'PAYER_ACCEPTS', subject: { kind: 'payment', id: 'x' }, webhookDelivery: 'LOST' },
      400,
      'BAD_INPUT',
    ],
  ])('with %s is refused', async (_title, body, status, code) => {
    const { client } = await aShop();
    const refused = await client.control('POST', '/mobilepay/scenario', body);
    expect([refused.status, refused.json.error?.code]).toEqual([status, code]);
  });

  test('that comes too late is refused', async () => {
    const shop = await aShop();
    const { agreementId, paymentId, paymentPath } = await acceptedAgreement(shop);
    const states = async (scenario: string, kind: 'agreement' | 'payment', id: string) =>
      (await shop.client.scenario(scenario, kind, id)).status;
    expect(await states('PAYER_ACCEPTS', 'agreement', agreementId)).toBe(409);
    expect(await states('PAYER_REJECTS', 'payment', paymentId)).toBe(409);
    expect(await states('PAYER_IGNORES', 'payment', paymentId)).toBe(409);
    await shop.client.call('POST', `${paymentPath}/capture`);
    expect(await states('CAPTURE_TIMES_OUT_AND_FAILS', 'payment', paymentId)).toBe(409);
    expect(await states('CAPTURE_TIMES_OUT_AND_FAILS', 'agreement', agreementId)).toBe(422);
  });

  test.each<[string, number]>([
    ['CAPTURE_TIMES_OUT_BUT_SUCCEEDS', 1],
    ['CAPTURE_TIMES_OUT_AND_FAILS', 0],
  ])('%s waits for the next capture and leaves %i in the book', async (scenario, captures) => {
    const shop = await aShop();
    const { paymentId, paymentPath } = await acceptedAgreement(shop);
    expect((await shop.client.scenario(scenario, 'payment', paymentId)).json).toEqual({
      providerCalls: 1,
      webhooksQueued: 0,
    });
    await expect(
      shop.client.call('POST', `${paymentPath}/capture`, undefined, { signal: AbortSignal.timeout(150) }),
    ).rejects.toThrow('timeout');
    expect((await shop.client.effects()).filter((effect) => effect === 'paymentCaptured')).toHaveLength(captures);
  });

  test('in which the payer ignores it changes nothing', async () => {
    const shop = await aShop();
    const { agreementId } = await pendingAgreement(shop);
    expect((await shop.client.scenario('PAYER_IGNORES', 'agreement', agreementId)).json).toEqual({
      providerCalls: 0,
      webhooksQueued: 0,
    });
    expect(await shop.client.effects()).toEqual(['agreementCreated', 'paymentRequested']);
  });
});

describe('the control surface refuses', () => {
  test.each<[string, string, object, number]>([
    ['a fault that is none', '/mobilepay/faults', { faults: [{ fault: 'earthquake' }] }, 400],
    [
      'a call that the provider does not have',
      '/mobilepay/faults',
      { faults: [{ operation: 'chargeback', fault: 'ok' }] },
      400,
    ],
    ['a line without a fault', '/mobilepay/faults', { faults: [{ operation: 'capture' }] }, 400],
    [
      'a draw between a reply and a callback',
      '/mobilepay/faults',
      { faults: [{ oneOf: [{ fault: 'ok' }, { fault: 'neverPush' }] }] },
      400,
    ],
    ['an unknown argument', '/mobilepay/faults', { faults: [{ fault: 'refuse', args: { status_code: 400 } }] }, 400],
    ['a switch that is none', '/mobilepay/provider', { colour: 'blue' }, 400],
    ['a balance that is no amount', '/mobilepay/provider', { payerBalance: '1e9' }, 400],
    ['a time that is none', '/clock', { to: 'tomorrow' }, 400],
    ['a provider that is none', '/nobody/faults', { faults: [] }, 404],
    ['a path that is none', '/mobilepay/colour', {}, 404],
  ])('%s', async (_title, path, body, status) => {
    const { client } = await aShop();
    const refused = await client.control('POST', path, body);
    expect([refused.status, refused.json.error]).toEqual([
      status,
      { code: expect.any(String), message: expect.any(String) },
    ]);
  });

  test('what is not JSON, by type or by content', async () => {
    const { client } = await aShop();
    expect(
      (await client.ask('/control/clock', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }))
        .status,
    ).toBe(415);
    expect(
      (
        await client.ask('/control/clock', {
          method: 'POST',
          body: '{',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(400);
    expect(
      (
        await client.ask('/control/clock', {
          method: 'POST',
          body: 'x'.repeat(300_000),
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(413);
  });

  test('a host name that is not this machine’s', async () => {
    const sandbox = await aSandbox();
    const status = await new Promise((resolve, reject) => {
      plainRequest(
        {
          port: sandbox.port,
          host: '127.0.0.1',
          path: '/control/clock',
          headers: { host: 'sandbox.attacker.example' },
        },
        (reply) => resolve(reply.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });
});

test('the front page lists every simulator with what an adapter needs', async () => {
  const sandbox = await aSandbox();
  const client = await aClient(sandbox);
  const { json } = await client.ask('/', { headers: { accept: 'application/json' } });
  expect(json.providers).toContainEqual({
    name: 'mobilepay',
    baseUrl: `${sandbox.url}/mobilepay`,
    credentials: {
      apiUrl: `${sandbox.url}/mobilepay/subscriptions`,
      tokenUrl: `${sandbox.url}/mobilepay/merchant-authentication-openidconnect/connect/token`,
      clientId: expect.any(String),
      clientSecret: expect.any(String),
      refreshToken: expect.any(String),
      ibmClientId: expect.any(String),
      ibmClientSecret: expect.any(String),
      providerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      callbackUsername: expect.any(String),
      callbackPassword: expect.any(String),
    },
  });
});

test('what is served nowhere is 404', async () => {
  const { client } = await aShop();
  for (const path of ['/nowhere', '/mobilepay', '/mobilepay/nowhere', '/control/nowhere'])
    expect((await client.ask(path)).status).toBe(404);
});
