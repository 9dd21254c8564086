import { afterEach, expect, test } from 'vitest';
import { startCall } from '../../../src/providers/kit/client.ts';
import { interpretLine } from '../../../src/providers/vipps-mobilepay/payouts/news.ts';
import { arrivalOf, payoutStatus } from '../../../src/providers/vipps-mobilepay/payouts/payouts.ts';
import { pollLedgers } from '../../../src/providers/vipps-mobilepay/payouts/poll.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { contextAt } from './support.ts';

let stub: Stub | undefined;
afterEach(() => stub?.close());

/** On the first of December. */
const calling = (url: string) => startCall({ ...contextAt(url), now: () => new Date('2026-12-01T12:00:00Z') });

/** A ledger by topic and day; a day that is not there has no entries, and is over. */
type Ledger = Readonly<Record<string, readonly object[]>>;

async function ledger(days: Ledger, more: Readonly<Record<string, object>> = {}) {
  stub = await startStub((response, line) => {
    const json = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (line.startsWith('POST /accesstoken')) return json(200, { access_token: 'tok', expires_in: '3600' });
    if (line.startsWith('GET /settlement'))
      return json(200, { items: [{ ledgerId: '7', settlesForRecipientHandles: ['api:654321'] }, { ledgerId: {} }] });
    const [, topic, day] = /ledgers\/7\/(funds|fees)\/dates\/([\d-]+)/.exec(line) ?? [];
    const key = `${topic} ${day}`;
    return json(200, { items: days[key] ?? [], hasMore: false, tryLater: false, ...more[key] });
  });
  return calling(stub.url);
}
const asked = () => stub?.seen.flatMap(({ line }) => /(funds|fees)\/dates\/(\S+)/.exec(line)?.slice(1).join(' ') ?? []);

let number = 0;
const entry = (entryType: string, amount: number, over: object = {}) => ({
  pspReference: `psp-${++number}`,
  time: '2026-12-01T09:00:00Z',
  ledgerDate: '2026-12-01',
  entryType,
  reference: 'ORDER-1',
  currency: 'DKK',
  amount,
  balanceBefore: 0,
  ...over,
});
const payout = (amount: number, over: object = {}) =>
  entry('payout-scheduled', amount, { pspReference: 'paid', reference: null, ...over });
const ref = { kind: 'payout', id: '7.2026-12-01.paid' } as const;

async function factOf(call: Awaited<ReturnType<typeof ledger>>) {
  const answer = await payoutStatus(call, ref);
  const [fact] = answer.kind === 'facts' ? answer.facts : [];
  if (fact?.kind !== 'payout') throw new Error(`expected a payout; got ${JSON.stringify(answer)}`);
  return {
    ...fact,
    items: fact.items?.map(({ kind, providerType, amountTenths }) => [kind, providerType, amountTenths]),
  };
}

test('a payout is what came since the last one, also over days on which nothing was paid out', async () => {
  const call = await ledger({
    'funds 2026-11-28': [entry('capture', 900), payout(-900, { pspReference: 'before' }), entry('capture', 100)],
    'funds 2026-11-30': [entry('refund', -400), entry('royal-gift', 50)],
    'funds 2026-12-01': [entry('capture', 1_000), payout(-750), entry('capture', 5)],
  });
  expect(await factOf(call)).toMatchObject({
    now: 'IN_TRANSIT',
    amount: { amountMinor: 750n, currency: 'DKK' },
    deductedFees: 0n,
    items: [
      ['PAYMENT', 'capture', 1_000n],
      ['REFUND', 'refund', -4_000n],
      ['ADJUSTMENT', 'royal-gift', 500n],
      ['PAYMENT', 'capture', 10_000n],
    ],
  });
});

test('fees are told one by one where their own ledger sums to them, and else as one', async () => {
  const retained = entry('fees-retained', -30, { pspReference: 'fees', reference: null });
  const funds = { 'funds 2026-12-01': [entry('capture', 1_000), retained, payout(-970)] };
  const paid = { ...retained, amount: 30 };
  const fees = [entry('capture-fee', -10), entry('capture-fee', -20)];
  const whole = await factOf(await ledger({ ...funds, 'fees 2026-12-01': [...fees, paid] }));
  expect(whole.deductedFees).toBe(30n);
  expect(whole.items?.slice(1)).toEqual([
    ['FEE', 'capture-fee', -100n],
    ['FEE', 'capture-fee', -200n],
  ]);
  await stub?.close();
  const short = await factOf(await ledger({ ...funds, 'fees 2026-12-01': [...fees.slice(1), paid] }));
  expect(short.items?.slice(1)).toEqual([['FEE', 'fees-retained', -300n]]);
});

test('a line that cannot be read is left out, and ends a period where nothing was left behind it', async () => {
  const odd = { ...entry('capture', 0), amount: '1e3' };
  const call = await ledger({
    'funds 2026-12-01': [
      entry('capture', 700),
      odd,
      entry('capture', 300),
      odd,
      payout(-1_300, { balanceBefore: 1_300 }),
    ],
  });
  expect((await factOf(call)).items).toEqual([['PAYMENT', 'capture', 3_000n]]);
});

test('it is looked back a week where nothing was left, and five weeks at most', async () => {
  const quiet = await ledger({ 'funds 2026-12-01': [entry('capture', 700), payout(-700)] });
  await factOf(quiet);
  expect(asked()?.filter((line) => line.startsWith('funds'))).toHaveLength(1 + 7 + 1);
  await stub?.close();
  const owing = await ledger({ 'funds 2026-12-01': [entry('capture', 700, { balanceBefore: 50 }), payout(-750)] });
  expect((await factOf(owing)).items).toEqual([['PAYMENT', 'capture', 7_000n]]);
  expect(asked()?.filter((line) => line.startsWith('funds'))).toHaveLength(1 + 35 + 1);
});

test('a payout that is not there, takes nothing, or whose place cannot be made out is no payout', async () => {
  expect(await payoutStatus(await ledger({}), ref)).toEqual({ kind: 'absent', certain: false });
  await stub?.close();
  const call = await ledger({ 'funds 2026-12-01': [payout(10)] });
  expect(await payoutStatus(call, ref)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  expect(await payoutStatus(call, { kind: 'payout', id: '7.2026-13-01.paid' })).toEqual({
    kind: 'absent',
    certain: true,
  });
});

test('the ledger is read on by day and page, and a day that is not over is read again', async () => {
  const call = await ledger(
    { 'funds 2026-11-30': [payout(-5)] },
    { 'funds 2026-11-30': { hasMore: true, cursor: 'p2' }, 'funds 2026-12-01': { tryLater: true } },
  );
  const first = await pollLedgers(call, null);
  expect(first).toMatchObject({ more: true, cursor: '{"ledgers":{"7":{"day":"2026-11-30","page":"p2"}}}' });
  expect(first.kind === 'events' && first.items.map(({ about }) => about.id)).toEqual(['7.2026-11-30.paid']);
  const at = (day: string) => JSON.stringify({ ledgers: { 7: { day } } });
  expect(await pollLedgers(call, at('2026-11-29'))).toMatchObject({ more: true, cursor: at('2026-11-30'), items: [] });
  expect(await pollLedgers(call, at('2026-12-01'))).toMatchObject({ more: false, cursor: at('2026-12-01') });
  expect(await pollLedgers(call, 'nonsense')).toMatchObject({ more: true });
});

test('a page that is refused is read anew from the beginning of its day, and one that fails where it was', async () => {
  const status = { now: 400 };
  stub = await startStub((response, line) => {
    if (line.startsWith('POST')) return response.writeHead(200).end('{"access_token":"tok","expires_in":"3600"}');
    if (line.startsWith('GET /settlement')) return response.writeHead(200).end('{"items":[{"ledgerId":"7"}]}');
    return response.writeHead(status.now).end('{}');
  });
  const at = (page: object) => JSON.stringify({ ledgers: { 7: { day: '2026-11-30', ...page } } });
  expect(await pollLedgers(calling(stub.url), at({ page: 'old' }))).toMatchObject({ kind: 'events', cursor: at({}) });
  status.now = 503;
  expect((await pollLedgers(calling(stub.url), at({ page: 'old' }))).kind).toBe('unknown');
});

test('a payout that comes back is told by the days after it, and is in the balance of the next one', async () => {
  const aborted = entry('payout-aborted', 750, { pspReference: 'paid', reference: null, time: '2026-12-01T15:00:00Z' });
  const days = {
    'funds 2026-11-30': [entry('capture', 750), payout(-750)],
    'funds 2026-12-01': [
      aborted,
      entry('payout-aborted', 5, { reference: null }),
      entry('capture', 50),
      payout(-805, { pspReference: 'next' }),
    ],
  };
  const call = await ledger(days);
  const of = (id: string) => payoutStatus(call, { kind: 'payout', id });
  expect(await of('7.2026-11-30.paid')).toMatchObject({
    facts: [{ now: 'BOUNCED', providerStatus: 'payout-aborted', at: new Date('2026-12-01T15:00:00Z') }],
  });
  expect(await of('7.2026-12-01.next')).toMatchObject({
    facts: [
      {
        now: 'IN_TRANSIT',
        items: [{ kind: 'BALANCE', amountTenths: 7_500n }, { kind: 'BALANCE' }, { kind: 'PAYMENT' }],
      },
    ],
  });
  const polled = await pollLedgers(call, JSON.stringify({ ledgers: { 7: { day: '2026-12-01' } } }));
  const items = polled.kind === 'events' ? polled.items : [];
  expect(items.map(({ about }) => about.id)).toEqual(['7.2026-11-30.paid', '7.2026-12-01.?', '7.2026-12-01.next']);
  expect(items.map((item) => interpretLine(item)?.kind)).toEqual(['checkStatus', 'unrecognised', 'checkStatus']);
});

test('no report API is no ledgers, and one that fails is told', async () => {
  stub = await startStub((response, line) => {
    if (line.startsWith('POST')) return response.writeHead(200).end('{"access_token":"tok","expires_in":"3600"}');
    return response.writeHead(404).end('{"title":"Not found"}');
  });
  expect(await pollLedgers(calling(stub.url), null)).toMatchObject({
    kind: 'events',
    items: [],
    more: false,
  });
  await stub.close();
  stub = await startStub((response, line) => {
    if (line.startsWith('POST')) return response.writeHead(200).end('{"access_token":"tok","expires_in":"3600"}');
    return response.writeHead(500).end();
  });
  expect((await pollLedgers(calling(stub.url), null)).kind).toBe('unknown');
});

test('a line is news where it is a payout, a dispute or its end, or cannot be read', async () => {
  const dispute = entry('retained-disputed-capture', -900, { reference: 'ORDER 7' });
  const call = await ledger({
    'funds 2026-11-30': [
      entry('capture', 900),
      dispute,
      { ...dispute, entryType: 'returned-disputed-capture', amount: 900 },
      { ...dispute, reference: null },
      { ...dispute, amount: 900, time: '2026-12-01T10:00:00Z' },
      { nonsense: true },
    ],
  });
  const polled = await pollLedgers(call, null);
  const items = polled.kind === 'events' ? polled.items : [];
  // The third and the first say the same of one capture, but for whose it is.
  expect(new Set(items.map(({ dedupeKey }) => dedupeKey)).size).toBe(4);
  const [taken, given, ...rest] = items.map((item) => interpretLine(item));
  const told = { ref: { kind: 'payment', id: 'ORDER 7' }, externalId: 'ORDER 7', isPart: true };
  const amount = { amountMinor: 900n, currency: 'DKK' };
  expect(taken).toMatchObject({
    facts: [{ ...told, kind: 'reversed', amount, why: { code: 'OTHER', origin: 'PAYER' } }],
  });
  expect(given).toMatchObject({ facts: [{ ...told, kind: 'restored', amount }] });
  expect(rest.map((one) => one?.kind)).toEqual(['unrecognised', 'unrecognised', 'unrecognised']);
  const body = { eventType: 'recurring.charge-captured.v1', agreementId: 'agr_1', chargeId: 'c1', ledgerId: '7' };
  expect(interpretLine({ dedupeKey: 'k', about: { kind: 'payment', id: 'c1' }, body })).toBeNull();
});

test.each([
  ['2026-12-01', 'DK', '2026-12-02'],
  ['2026-12-04', 'FI', '2026-12-07'],
  ['2026-12-23', 'DK', '2026-12-28'],
  ['2026-12-01', 'NO', '2026-12-03'],
  ['2027-05-14', 'NO', '2027-05-19'],
] as const)('what is paid out on %s arrives in %s on %s', (day, market, arrival) => {
  expect(arrivalOf(day, market)).toBe(arrival);
});
