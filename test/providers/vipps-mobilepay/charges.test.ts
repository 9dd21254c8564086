import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { ProviderRef } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { probeCapture } from '../../../src/providers/vipps-mobilepay/payments.ts';
import { vippsMobilePay } from '../../../src/providers/vipps-mobilepay/provider.ts';
import { probeRefund } from '../../../src/providers/vipps-mobilepay/refunds.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { contextAt } from './support.ts';

const { operations } = vippsMobilePay;
const payment: ProviderRef = { kind: 'payment', id: 'order-1', within: { kind: 'agreement', id: 'agr_1' } };
const amount = money(3_000n, currency('DKK'));
const done = { event: 'CAPTURE', amount: 3_000, idempotencyKey: 'key1', success: true };
const charge = (over: object = {}) => ({
  id: 'order-1',
  status: 'RESERVED',
  amount: 8_000,
  currency: 'DKK',
  summary: { captured: 0, refunded: 0, cancelled: 0 },
  history: [],
  ...over,
});
const taken = charge({ status: 'PARTIALLY_CAPTURED', summary: { captured: 3_000 }, history: [done] });

let stub: Stub | undefined;
afterEach(() => stub?.close());

type Answer = readonly [status: number, body?: unknown];
async function answering(change: Answer, reading: Answer = [200, charge()]) {
  const send = (response: ServerResponse, [status, body]: Answer) =>
    response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
  stub = await startStub((response, line) => {
    if (line.startsWith('POST /accesstoken')) return send(response, [200, { access_token: 't', expires_in: '3600' }]);
    return send(response, line.startsWith('GET') ? reading : change);
  });
  return contextAt(stub.url);
}
const problem = (identifier: string, detail = 'It is so') => ({
  type: `https://developer.vippsmobilepay.com/docs/APIs/recurring-api/vipps-recurring-api-problems#${identifier}`,
  title: 'No',
  detail,
});

describe('a capture', () => {
  const capture = async (...answers: Parameters<typeof answering>) =>
    operations['payment.capture'].call(await answering(...answers), { payment, amount }, 'key1');

  test('is what the charge says of it right after', async () => {
    expect(await capture([204], [200, taken])).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'reserved' }, { kind: 'captured', amount, operationKeys: ['key1'] }],
    });
    const sent = stub?.seen.find(({ line }) => line.endsWith('/capture'));
    expect(sent).toMatchObject({
      line: 'POST /recurring/v3/agreements/agr_1/charges/order-1/capture',
      headers: { 'idempotency-key': 'key1', 'content-type': 'application/json' },
      body: '{"amount":3000}',
    });
  });
  test.each<[string, Answer, Answer]>([
    ['202', [202], [200, charge()]],
    ['204 that does not show yet', [204], [200, charge()]],
    ['204, and no reading', [204], [503, {}]],
  ])('is pending after %s', async (_, change, reading) => {
    expect(await capture(change, reading)).toEqual({ kind: 'pending', ref: payment, checkAgainMs: 2_000 });
  });
  test('of another amount than ours is unknown', async () => {
    const wrong = { ...taken, history: [{ ...done, amount: 2_999 }] };
    expect(await capture([204], [200, wrong])).toMatchObject({ kind: 'unknown', why: { kind: 'amountMismatch' } });
  });
  test.each([
    [400, 'charge-capture-failed', 'NOT_IN_THIS_STATE'],
    [404, 'resource-not-found', 'OTHER'],
    [403, 'unsupported-feature', 'OTHER'],
  ])('that is refused with %i is refused, and pauses nothing', async (status, identifier, code) => {
    expect(await capture([status, problem(identifier)])).toMatchObject({
      kind: 'refused',
      why: { code, providerCode: identifier },
    });
  });
  test('that is refused since it was done before, under our key, is done', async () => {
    expect(await capture([409, problem('idempotency-conflict')], [200, taken])).toMatchObject({ kind: 'facts' });
    await stub?.close();
    expect(await capture([409, problem('conflict')], [503, {}])).toMatchObject({ kind: 'unknown' });
  });
  test.each([
    [taken, { kind: 'facts' }],
    [charge(), { kind: 'absent', certain: false }],
    // Somebody else took all of it: nothing of ours can come any more.
    [charge({ status: 'CHARGED', summary: { captured: 8_000 } }), { kind: 'absent', certain: true }],
    [charge({ status: 'CANCELLED' }), { kind: 'facts', facts: [{ kind: 'cancelled' }] }],
  ])('is found by our key in the history', async (body, settled) => {
    const context = await answering([500], [200, body]);
    expect(await probeCapture(context, { payment, amount }, 'key1')).toMatchObject(settled);
  });
});

describe('a payment without the payer', () => {
  const input = {
    agreement: { kind: 'agreement', id: 'agr_1' } as const,
    externalId: 'no order id',
    amount,
    description: 'Extra',
    autoReserve: true,
    expiresInMs: 1,
    returnUrl: 'https://shop.example',
  };
  const active = { id: 'agr_1', status: 'ACTIVE' };
  const create = async (...answers: Parameters<typeof answering>) =>
    operations['payment.create'].call(await answering(...answers), input, 'key1');

  test('is asked for under an order id that we know beforehand', async () => {
    const ref = { ...payment, id: 'key1' };
    expect(await create([201, { chargeId: 'key1' }])).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'scheduled', ref }],
    });
    expect(JSON.parse(stub?.seen.at(-1)?.body ?? '')).toEqual({
      amount: 3_000,
      description: 'Extra',
      transactionType: 'RESERVE_CAPTURE',
      type: 'UNSCHEDULED',
      orderId: 'key1',
      externalId: 'no order id',
    });
  });
  test.each<[string, Answer, Answer, string]>([
    [
      'not approved',
      [400, problem('validation-error', 'type UNSCHEDULED is not allowed')],
      [200, active],
      'AUTO_RESERVE_NOT_APPROVED',
    ],
    [
      'on an agreement that has ended',
      [400, problem('charge-creation-failed')],
      [200, { ...active, status: 'STOPPED' }],
      'AUTHORITY_NOT_ACTIVE',
    ],
    ['named as another is', [409, problem('conflict')], [200, active], 'DUPLICATE_REQUEST'],
    ['of too much', [400, problem('charge-amount-too-high')], [200, active], 'AMOUNT_NOT_AVAILABLE'],
    ['refused by the gateway', [403, { responseInfo: { responseMessage: 'No' } }], [200, active], 'OTHER'],
  ])('is refused: %s', async (_, change, reading, code) => {
    expect(await create(change, reading)).toMatchObject({ kind: 'refused', why: { code } });
  });
});

test('a refund is named by our key, and found by it', async () => {
  const input = { payment, amount };
  const refund = { event: 'REFUND', amount: 3_000, idempotencyKey: 'key1', occurred: '2027-02-03T05:00:00Z' };
  const refunded = charge({
    status: 'PARTIALLY_REFUNDED',
    summary: { captured: 8_000, refunded: 3_000 },
    history: [refund],
  });
  const context = await answering([204], [200, refunded]);
  const fact = { kind: 'refunded', ref: { kind: 'refund', id: 'key1', within: payment }, operationKey: 'key1' };
  expect(await operations['payment.refund'].call(context, input, 'key1')).toMatchObject({ facts: [fact] });
  expect(await probeRefund(context, input, 'key1')).toMatchObject({ facts: [fact] });
  expect(await probeRefund(context, input, 'key2')).toEqual({ kind: 'absent', certain: false });
});
