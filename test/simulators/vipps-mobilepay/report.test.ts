import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';

let sandbox: TestSandbox;
let headers: Record<string, string>;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  await turn({ tokenLifeSeconds: 86_400 });
  const { clientId, clientSecret, subscriptionKey, merchantSerialNumber } =
    await sandbox.credentials('vipps_mobilepay');
  const keys = {
    'ocp-apim-subscription-key': subscriptionKey ?? '',
    'merchant-serial-number': merchantSerialNumber ?? '',
  };
  const reply = await fetch(`${sandbox.url}/vipps_mobilepay/accesstoken/get`, {
    method: 'POST',
    headers: { ...keys, client_id: clientId ?? '', client_secret: clientSecret ?? '' },
  });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  headers = { ...keys, authorization: `Bearer ${token}` };
});
afterEach(() => sandbox.close());

async function call(method: string, path: string, body?: object, more: Record<string, string> = headers) {
  const reply = await fetch(`${sandbox.url}/vipps_mobilepay${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...more },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) };
}
const turn = (changes: object) => sandbox.ask('POST', '/control/vipps_mobilepay/provider', changes);
const scenario = (name: string, kind: string, id: string) =>
  sandbox.ask('POST', '/control/vipps_mobilepay/scenario', { scenario: name, subject: { kind, id } });
const clock = (to: string) => sandbox.ask('POST', '/control/clock', { to });

/** A payment of 80 kroner that was asked for with its agreement, captured in two parts. */
async function captured(externalId: string): Promise<string> {
  const { body } = await call('POST', '/recurring/v3/agreements', {
    pricing: { type: 'LEGACY', amount: 8_000, currency: 'DKK' },
    interval: { unit: 'MONTH', count: 1 },
    merchantRedirectUrl: 'https://shop.example/back',
    merchantAgreementUrl: 'https://shop.example/agreement',
    productName: 'Basic',
    initialCharge: {
      amount: 8_000,
      description: 'First',
      transactionType: 'RESERVE_CAPTURE',
      orderId: `${externalId.replace(' ', '-')}-1234`,
      externalId,
    },
  });
  await scenario('PAYER_ACCEPTS', 'agreement', body.agreementId);
  const charge = `/recurring/v3/agreements/${body.agreementId}/charges/${body.chargeId}`;
  for (const amount of [3_000, 5_000]) expect((await call('POST', `${charge}/capture`, { amount })).status).toBe(204);
  return body.chargeId;
}

const lines = ({ body }: { body: { items: { entryType: string; amount: number; balanceAfter: number }[] } }) =>
  body.items.map(({ entryType, amount, balanceAfter }) => [entryType, amount, balanceAfter]);
const funds = '/report/v2/ledgers/302321/funds';

test('a day is told page by page while it lasts, and is closed at midnight with fees and payout', async () => {
  const { body } = await call('GET', '/settlement/v1/ledgers?settlesForRecipientHandles=api:654321');
  expect(body.items).toMatchObject([
    { ledgerId: '302321', currency: 'DKK', settlesForRecipientHandles: ['api:654321'] },
  ]);
  await captured('ORDER A');
  await turn({ reportPageSize: 1 });
  const first = await call('GET', `${funds}/dates/2026-12-01`);
  expect(first.body).toMatchObject({
    items: [{ entryType: 'capture', reference: 'ORDER A', amount: 3_000, balanceBefore: 0, currency: 'DKK' }],
    hasMore: true,
    tryLater: true,
  });
  const second = await call('GET', `${funds}/dates/2026-12-01?cursor=${first.body.cursor}`);
  expect(second.body).toMatchObject({ items: [{ amount: 5_000, balanceAfter: 8_000 }], hasMore: false, cursor: null });
  await turn({ reportPageSize: 1_000 });
  await clock('2026-12-01T23:00:00Z');
  const closed = await call('GET', `${funds}/dates/2026-12-01`);
  expect(closed.body.tryLater).toBe(false);
  expect(lines(closed).slice(2)).toEqual([
    ['fees-retained', -141, 7_859],
    ['payout-scheduled', -7_859, 0],
  ]);
  const fees = await call('GET', '/report/v2/ledgers/302321/fees/dates/2026-12-01');
  expect(lines(fees)).toEqual([
    ['capture-fee', -53, -53],
    ['capture-fee', -88, -141],
    ['fees-retained', 141, 0],
  ]);
});

test('the feed goes on from its cursor, also where there was nothing new', async () => {
  const empty = await call('GET', `${funds}/feed`);
  expect(empty.body).toMatchObject({ items: [], tryLater: true, cursor: expect.any(String) });
  await captured('ORDER B');
  const news = await call('GET', `${funds}/feed?cursor=${empty.body.cursor}`);
  expect(lines(news)).toHaveLength(2);
  expect(lines(await call('GET', `${funds}/feed?cursor=${news.body.cursor}`))).toEqual([]);
  expect(lines(await call('GET', `${funds}/feed`))).toHaveLength(2);
});

test('fees that are invoiced are kept back from nothing', async () => {
  await turn({ feesInvoiced: true });
  await captured('ORDER C');
  await clock('2026-12-01T23:00:00Z');
  expect(lines(await call('GET', `${funds}/dates/2026-12-01`)).at(-1)).toEqual(['payout-scheduled', -8_000, 0]);
  const fees = await call('GET', '/report/v2/ledgers/302321/fees/dates/2026-12-01');
  expect(lines(fees).at(-1)).toEqual(['fees-invoiced', 141, 0]);
});

test('what is disputed is taken off after it was paid out, each capture by itself, and given back', async () => {
  const charge = await captured('ORDER D');
  await scenario('CHARGEBACK', 'payment', charge);
  await expect(scenario('CHARGEBACK', 'payment', charge)).rejects.toThrow('409');
  await scenario('CHARGEBACK_WITHDRAWN', 'payment', charge);
  await expect(scenario('CHARGEBACK_WITHDRAWN', 'payment', charge)).rejects.toThrow('409');
  expect(lines(await call('GET', `${funds}/feed`)).slice(3)).toEqual([
    ['payout-scheduled', -7_859, 0],
    ['retained-disputed-capture', -3_000, -3_000],
    ['retained-disputed-capture', -5_000, -8_000],
    ['returned-disputed-capture', 3_000, -5_000],
    ['returned-disputed-capture', 5_000, 0],
  ]);
});

test('a ledger of others, a day or cursor that is none, and a call without a token are refused', async () => {
  const status = async (path: string, more?: Record<string, string>) =>
    (await call('GET', path, undefined, more)).status;
  expect(await status('/report/v2/ledgers/999999/funds/feed')).toBe(404);
  expect(await status('/report/v2/ledgers/302321/gold/feed')).toBe(404);
  expect(await status(`${funds}/dates/tomorrow`)).toBe(400);
  expect(await status(`${funds}/feed?cursor=bm9uc2Vuc2U`)).toBe(400);
  expect(await status(`${funds}/feed`, {})).toBe(401);
  await turn({ reportAvailable: false });
  expect([await status('/settlement/v1/ledgers'), await status(`${funds}/feed`)]).toEqual([404, 404]);
});
