import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext, ProviderRef } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { settings, tideway } from './fifth-provider.ts';
import { type Stub, startStub } from './http-stub.ts';

/** The kit, by what a new adapter makes of it: its calls go through the true client to a server that answers as it is told. */

const t0 = new Date('2024-05-01T12:00:00Z');
const sek = money(1_250n, currency('SEK'));
const ref: ProviderRef = { kind: 'payment', id: 'P1' };
const input = { mandate: { kind: 'mandate', id: 'M1' } as const, amount: sek, externalId: 'INV1', description: 'Tea' };
const paid = { id: 'P1', status: 'paid', amount: 1250, currency: 'SEK', changed_at: '2024-05-01T13:30:00' };

let stub: Stub | undefined;
afterEach(() => stub?.close());

async function answering(
  answer: ((response: ServerResponse) => void) | readonly [status: number, body: unknown],
  deadlineMs = 2_000,
): Promise<CallContext<ReturnType<typeof settings.parse>>> {
  stub = await startStub((response) => {
    if (typeof answer === 'function') return answer(response);
    const [status, body] = answer;
    response.writeHead(status, { 'retry-after': '7' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return {
    account: { id: 'acc_1', settings: settings.parse({ apiUrl: stub.url, token: 'canary-token', webhookSecret: 's' }) },
    now: () => t0,
    callbackUrl: 'https://pay.example/webhooks/abc',
    deadlineMs,
    traceId: '11111111-2222-4333-8444-555555555555',
  };
}

const { operations, inbound } = tideway;

describe('an operation that goes well', () => {
  test('sends what the adapter says, and tells what is now true', async () => {
    const context = await answering([201, paid]);
    expect(await operations['payment.charge'].call(context, input, 'key-1')).toEqual({
      kind: 'facts',
      // Half past one in Stockholm.
      facts: [{ kind: 'captured', ref, at: new Date('2024-05-01T11:30:00Z'), amount: sek }],
    });
    expect(stub?.seen).toMatchObject([
      {
        line: 'POST /payments',
        headers: {
          authorization: 'Bearer canary-token',
          'idempotency-key': 'key-1',
          'content-type': 'application/json',
        },
        body: '{"mandate":"M1","amount":1250,"currency":"SEK","reference":"INV1"}',
      },
    ]);
  });
  test('cancels', async () => {
    const context = await answering([200, { ...paid, status: 'withdrawn' }]);
    const outcome = await operations['payment.cancel'].call(context, { payment: ref }, 'key-1');
    expect(outcome).toMatchObject({ kind: 'facts', facts: [{ kind: 'cancelled', why: { code: 'OTHER' } }] });
    expect(stub?.seen[0]?.line).toBe('DELETE /payments/P1');
  });
  test('gives back', async () => {
    const context = await answering([201, { id: 'R1', amount: 1250, currency: 'SEK' }]);
    expect(await operations['payment.refund'].call(context, { payment: ref, amount: sek }, 'key-2')).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'refunded', ref: { kind: 'refund', id: 'R1', within: ref }, operationKey: 'key-2' }],
    });
  });
});

const charge = async (answer: Parameters<typeof answering>[0], deadlineMs?: number) =>
  operations['payment.charge'].call(await answering(answer, deadlineMs), input, 'key-1');

describe('a certain refusal', () => {
  test('has its reason in our words, and the code only where it is a known one', async () => {
    expect(await charge([422, { error: 'no_money' }])).toEqual({
      kind: 'refused',
      why: {
        code: 'INSUFFICIENT_FUNDS',
        origin: 'BANK',
        message: 'There was not enough money.',
        retryable: true,
        providerCode: 'no_money',
      },
    });
    for (const error of ['constructor', 'of Jens Hansen'])
      expect(await charge([422, { error }])).toEqual({
        kind: 'refused',
        why: { code: 'OTHER', origin: 'PROVIDER', message: 'Tideway does not say why.', retryable: false },
      });
  });
  test.each([
    [401, { kind: 'unauthorised', detail: 'Tideway refused our token' }],
    [429, { kind: 'throttled', detail: 'Tideway asked us to slow down', retryAfterMs: 7_000 }],
  ])('of our credentials or our pace (%i) means that nothing was sent', async (status, why) => {
    expect(await charge([status, {}])).toEqual({ kind: 'notSent', why });
  });
  test('of the connection means the same', async () => {
    const context = await answering([200, paid]);
    await stub?.close();
    const outcome = await operations['payment.charge'].call(context, input, 'key-1');
    expect(outcome).toEqual({ kind: 'notSent', why: { kind: 'unavailable', detail: 'connect: ECONNREFUSED' } });
  });
});

describe('an outcome that is not known', () => {
  test.each([
    [408, {}, 'timeout', 'Tideway answered 408'],
    [503, {}, 'serverError', 'Tideway answered 503'],
    [302, {}, 'unreadable', 'Tideway answered 302'],
    [200, '', 'unreadable', 'the answer to a new payment could not be read: an empty body'],
    [200, '<p>Jens', 'unreadable', /could not be read: not JSON, 7 characters that look like HTML or XML$/],
    [200, '{"payer":"Jens', 'unreadable', /could not be read: not JSON, 14 characters that look like JSON$/],
    [200, { ...paid, amount: '12.50 from Jens' }, 'unreadable', /could not be read: not as expected at amount$/],
    [200, { ...paid, status: 'lost 0101901234' }, 'unknownStatus', 'payment status "lost ##########"'],
    [200, { ...paid, amount: 1251 }, 'amountMismatch', 'asked for 12.50 SEK; Tideway says 12.51 SEK'],
  ])('%i with %j is %s', async (status, body, kind, detail) => {
    const outcome = await charge([status, body]);
    const expected = typeof detail === 'string' ? detail : expect.stringMatching(detail);
    expect(outcome).toEqual({ kind: 'unknown', why: { kind, detail: expected } });
    expect(JSON.stringify(outcome)).not.toMatch(/Jens|canary/);
  });
  test('no answer in time, and one that breaks off', async () => {
    expect(await charge(() => undefined, 200)).toMatchObject({ kind: 'unknown', why: { kind: 'timeout' } });
    expect(await charge((response) => response.destroy())).toMatchObject({ kind: 'unknown', why: { kind: 'reset' } });
  });
});

describe('a status check', () => {
  const check = async (answer: Parameters<typeof answering>[0]) => tideway.checkStatus(await answering(answer), ref);

  test('tells what the provider has, and that it has nothing where it says so itself', async () => {
    expect(await check([200, paid])).toMatchObject({ kind: 'facts', facts: [{ kind: 'captured' }] });
    expect(await check([404, { error: 'not_found' }])).toEqual({ kind: 'absent', certain: false });
  });
  test.each([
    [404, '<h1>Not found</h1>', 'unreadable'],
    [403, { error: 'forbidden' }, 'unreadable'],
    [401, {}, 'reset'],
    [429, {}, 'reset'],
  ])(
    'that is answered %i with %j leaves us not knowing, and never says that nothing was sent',
    async (status, body, kind) => {
      expect(await check([status, body])).toMatchObject({ kind: 'unknown', why: { kind } });
    },
  );
});

describe('a delivery', () => {
  const account = settings.parse({ apiUrl: 'https://tideway.example', token: 't', webhookSecret: 's' });
  const event = { event_id: 'E1', payment_id: 'P1', type: 'payment.changed', at: '2024-05-01T14:00:00' };
  const signed = (body: string, secret = 's') => ({
    headers: { 'tideway-signature': createHmac('sha256', secret).update(body).digest('hex') },
    body: new TextEncoder().encode(body),
  });

  test('that is signed makes us check what it is about', () => {
    const request = signed(JSON.stringify([event, 'what is this']));
    expect(inbound.verify(request, account)).toBe('verified');
    expect(inbound.answer('verified')).toEqual({ status: 200 });
    const items = inbound.split(request);
    expect(items.ok && items.value.map((item) => inbound.interpret(item, account))).toEqual([
      { kind: 'checkStatus', ref },
      { kind: 'unrecognised', detail: 'not a Tideway event' },
    ]);
  });
  test.each([
    ['by another secret', signed('{}', 'other')],
    ['over another body', { ...signed('{}'), body: new TextEncoder().encode('{} ') }],
    ['not at all', { ...signed('{}'), headers: {} }],
    ['by a signature that is cut', { ...signed('{}'), headers: { 'tideway-signature': 'ab' } }],
  ])('that is signed %s is invalid', (_, request) => {
    expect(inbound.verify(request, account)).toBe('invalid');
    expect(inbound.answer('invalid')).toEqual({ status: 401 });
  });
});

test("an adapter's limits are made of the kit's", () => {
  const { check } = operations['payment.charge'];
  const account = settings.parse({ apiUrl: 'https://tideway.example', token: 't', webhookSecret: 's' });
  expect(check(input, account)).toEqual([]);
  const wrong = check({ ...input, amount: money(0n, currency('SEK')), externalId: ' ' }, account);
  expect(wrong.map(({ path, rule }) => [path[0], rule])).toEqual([
    ['amount', 'amountMin'],
    ['externalId', 'length'],
  ]);
});
