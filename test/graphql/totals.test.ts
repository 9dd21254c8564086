import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldTotals } from '../../src/domain/totals/fold.ts';
import { daysMax, rowsMax, successOf, totalsStatement } from '../../src/domain/totals/read.ts';
import type { Agreement, OneOffPayment } from '../../src/generated/prisma/client.ts';
import { dayIn, isTimeZone } from '../../src/kernel/time-zone.ts';
import { countRows } from '../support/rows-touched.ts';
import { type Api, startApi } from './harness.ts';
import { addAgreement, addPayment, stepPayment } from './rows.ts';

/** What payments come to by day, status, provider and currency: at once, for their merchant alone, and for few rows. */
let api: Api;
let agreement: Agreement;
beforeAll(async () => {
  api = await startApi();
  agreement = await addAgreement(api.db, api.shop);
  const other = await addAgreement(api.db, api.other);
  await addPayment(api.db, api.other, other, on('2026-03-02T10:00:00Z'));
});
afterAll(() => api.close());

const on = (at: string): Partial<OneOffPayment> => ({ createdAt: new Date(at), updatedAt: new Date(at) });
const add = (at: string, over: Partial<OneOffPayment> = {}) =>
  addPayment(api.db, api.shop, agreement, { ...on(at), ...over });

interface Group {
  readonly day: string | null;
  readonly status: string | null;
  readonly count: number;
  readonly successBasisPoints: number | null;
  readonly amounts: readonly { readonly currency: string; readonly requested: { readonly amountMinor: string } }[];
}
interface Totals {
  readonly timeZone: string;
  readonly current: boolean;
  readonly groups: readonly Group[];
}
const document = `query ($period: DayPeriodInput!, $by: [PaymentTotalsBy!]) { paymentTotals(period: $period, by: $by) { timeZone current
  groups { day status provider currency count succeeded failed successBasisPoints
    amounts { currency count requested { amountMinor } captured { amountMinor } refunded { amountMinor } reversed { amountMinor } } } } }`;
const march = { from: '2026-03-01', to: '2026-03-31' };
const ask = (variables: object, key?: string) => api.post(document, { period: march, ...variables }, key);
async function totals(variables: object = {}, key?: string): Promise<Totals> {
  const { data, errors } = await ask(variables, key);
  expect(errors).toEqual([]);
  return (data as unknown as { paymentTotals: Totals }).paymentTotals;
}
const told = ({ groups }: Totals) =>
  groups.map(({ day, status, count, amounts }) =>
    [day, status, count, ...amounts.map(({ currency, requested }) => `${requested.amountMinor} ${currency}`)]
      .filter((each) => each !== null)
      .join(' '),
  );

describe('totals of payments', () => {
  it('are those of the merchant, follow every change at once, and stay the same when the changes are added up', async () => {
    const payment = await add('2026-03-02T10:00:00Z');
    await add('2026-03-02T10:00:00Z', { currency: 'EUR', requested: 500n, authorized: 500n });
    await add('2026-03-02T10:00:00Z', { authorized: 0n, state: 'FAILED', settleBy: null });
    const first = await totals({ by: ['STATUS'] });
    expect(told(first)).toEqual(['AUTHORIZED 2 8000 DKK 500 EUR', 'FAILED 1 8000 DKK'].toSorted());
    await stepPayment(api.db, api.shop, payment, 2, { captured: 8_000n, state: 'SETTLED' });
    const captured = await totals();
    expect(captured).toEqual({
      timeZone: 'Europe/Copenhagen',
      current: true,
      groups: [
        {
          ...{ day: null, status: null, provider: null, currency: null },
          ...{ count: 3, succeeded: 1, failed: 1, successBasisPoints: 5_000 },
          amounts: [
            {
              ...{ currency: 'DKK', count: 2, requested: { amountMinor: '16000' } },
              ...{ captured: { amountMinor: '8000' }, refunded: { amountMinor: '0' }, reversed: { amountMinor: '0' } },
            },
            expect.objectContaining({ currency: 'EUR', count: 1, captured: { amountMinor: '0' } }),
          ],
        },
      ],
    });
    expect(await foldTotals(api.db)).toBeGreaterThan(3);
    expect(await foldTotals(api.db)).toBe(0);
    expect(await totals()).toEqual(captured);
    await stepPayment(api.db, api.shop, { ...payment, captured: 8_000n, state: 'SETTLED', status: 'SETTLED' }, 3, {
      refunded: 3_000n,
    });
    const [{ amounts: [dkk] = [] } = {}] = (await totals({ by: ['CURRENCY'] })).groups as [Group];
    expect(dkk).toMatchObject({ currency: 'DKK', refunded: { amountMinor: '3000' } });
    expect(told(await totals({}, api.other.key))).toEqual(['1 8000 DKK']);
  });

  it('are by the days of the merchant, and a payment stays on the day on which it was made', async () => {
    const setZone = (zone: string) =>
      api.db.worker.query('update merchant set time_zone = $2 where id = $1', [api.shop.merchantId, zone]);
    await add('2026-04-10T22:30:00Z');
    await setZone('America/New_York');
    await add('2026-04-10T22:30:00Z');
    const byDay = { period: { from: '2026-04-10', to: '2026-04-11' }, by: ['DAY'] };
    expect(told(await totals(byDay))).toEqual(['2026-04-10 1 8000 DKK', '2026-04-11 1 8000 DKK']);
    await expect
      .poll(async () => {
        const { data } = await api.post('{ viewer { timeZone } }');
        return data;
      })
      .toEqual({ viewer: { timeZone: 'America/New_York' } });
    await expect(setZone('Mars/Olympus')).rejects.toThrow('no time zone has the name');
    await setZone('Europe/Copenhagen');
  });

  it.each([
    ['days in the wrong order', { from: '2026-03-02', to: '2026-03-01' }, 'to be 2026-03-02 or later'],
    ['more than a year', { from: '2025-01-01', to: '2026-03-01' }, `a period of ${daysMax} days at most`],
  ])('are refused for %s', async (_what, period, message) => {
    const { errors } = await ask({ period });
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('read as many rows for a thousand payments as for two, and say when it would be too many', async () => {
    const days = ['2026-05-01', '2026-05-31'] as const;
    const counter = await countRows(api.db.worker);
    const touched = () =>
      counter.touchedBy((pool) =>
        pool.query({ text: totalsStatement(['DAY', 'STATUS']), values: [api.shop.merchantId, ...days] } as never),
      );
    const many = (count: number) =>
      api.db.forMerchant(
        api.shop.merchantId,
        (tx) =>
          tx.$executeRaw`insert into payment_total_change (merchant_id, day, provider, currency, status, payments, requested, captured, refunded, reversed)
          select ${api.shop.merchantId}::uuid, '2026-05-02'::date + n % 2, 'MOBILEPAY', 'DKK', 'SETTLED', 1, 100, 100, 0, 0 from generate_series(1, ${count}::int) n`,
      );
    await many(2);
    await foldTotals(api.db);
    const few = await touched();
    await many(1_000);
    await foldTotals(api.db);
    expect(await touched()).toBe(few);
    expect(few).toBeLessThan(20);
    await api.db.worker.query(
      `insert into payment_total select $1, '2026-05-05', 'MOBILEPAY', chr(65 + n / 676) || chr(65 + n / 26 % 26) || chr(65 + n % 26), 'SETTLED', 0, 0, 0, 0, 0 from generate_series(0, 17575) n`,
      [api.shop.merchantId],
    );
    await api.db.worker.query(
      `insert into payment_total select merchant_id, '2026-05-06', provider, currency, status, 0, 0, 0, 0, 0 from payment_total where day = '2026-05-05' limit 5000`,
    );
    const { errors } = await ask({ period: { from: days[0], to: days[1] } });
    expect(errors[0]).toMatchObject({ message: expect.stringContaining(`more than ${rowsMax} sums`) });
    await counter.close();
    // What was made up for this is taken away again: the audit looks at all of it.
    await api.db.worker.query(
      `update payment_total set payments = 0, requested = 0, captured = 0 where day between $1 and $2`,
      [...days],
    );
  });

  it('count payments from before there were totals, and none twice', async () => {
    const migration = new URL(
      '../../prisma/migrations/20261130013000_payment_totals_of_before/migration.sql',
      import.meta.url,
    );
    const before = await totals({ by: ['STATUS'] });
    await foldTotals(api.db);
    await api.db.worker.query(
      `update payment_total set payments = 0, requested = 0, captured = 0, refunded = 0 where status = 'SETTLED'`,
    );
    expect(await totals({ by: ['STATUS'] })).not.toEqual(before);
    const client = await api.db.connect();
    for (let times = 0; times < 2; times++) await client.query(readFileSync(migration, 'utf8'));
    await client.end();
    expect(await totals({ by: ['STATUS'] })).toEqual(before);
  });

  it('are written by the worker alone, and are never another merchant’s to add to', async () => {
    await expect(
      api.db.forMerchant(api.shop.merchantId, (tx) => tx.$executeRaw`update payment_total set payments = 9`),
    ).rejects.toThrow(/permission denied/);
    await expect(
      api.db.forMerchant(
        api.shop.merchantId,
        (
          tx,
        ) => tx.$executeRaw`insert into payment_total_change (merchant_id, day, provider, currency, status, payments, requested, captured, refunded, reversed)
          values (${api.other.merchantId}::uuid, '2026-05-02', 'MOBILEPAY', 'DKK', 'SETTLED', 1, 1, 1, 0, 0)`,
      ),
    ).rejects.toThrow(/row-level security/);
  });
});

it('every status says whether a payment came to money, or does not say yet', () => {
  const that = (success: boolean | null) =>
    Object.keys(successOf).filter((status) => successOf[status as keyof typeof successOf] === success);
  expect([that(true), that(false)]).toEqual([
    ['PARTIALLY_SETTLED', 'SETTLED'],
    ['REJECTED', 'EXPIRED', 'FAILED', 'REVERSED'],
  ]);
});

it.each([
  ['Europe/Copenhagen', true],
  ['America/Argentina/Buenos_Aires', true],
  ['UTC', true],
  ['CET', false],
  ['+01:00', false],
  ['Europe/Nowhere', false],
  ['europe/copenhagen', false],
])('%s as a time zone: %s', (name, known) => expect(isTimeZone(name)).toBe(known));

it('a day is that of the zone', () => {
  const at = new Date('2026-03-28T23:30:00Z');
  expect([dayIn('UTC', at), dayIn('Europe/Copenhagen', at)]).toEqual(['2026-03-28', '2026-03-29']);
});
