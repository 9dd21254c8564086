import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { normalSide } from '../../src/domain/ledger/chart.ts';
import type { LedgerAccount } from '../../src/generated/prisma/client.ts';
import { decodeId, encodeId } from '../../src/kernel/ids.ts';
import { chargeIs, makeCharge } from '../support/charge-lives.ts';
import { advance, eventually, mutate, paymentIs, play, readPayment } from '../support/lives.ts';
import { activeVippsAgreement, askedAtVipps, vippsOf } from '../support/vipps-lives.ts';
import { startWorld, type World } from '../support/world.ts';

// Days pass in each, from timer to timer.
vi.setConfig({ testTimeout: 60_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
const dkk = (amountMinor: string) => ({ amountMinor, currency: 'DKK' });
const salesUnit = (changes: object) => vippsOf(world).control('/control/vipps_mobilepay/provider', changes);

/** The payouts that there are, the oldest first, with their lines. */
const payouts = () =>
  world.app.db.reader(world.app.merchantId ?? '').payout.findMany({
    orderBy: [{ madeAt: 'asc' }, { providerReference: 'asc' }],
    include: { items: { orderBy: { number: 'asc' } } },
  });
type Payout = Awaited<ReturnType<typeof payouts>>[number];

/** The last payout that has a line about a payment, once it is as expected. */
const payoutOf = (paymentId: string, isSo: (payout: Payout) => boolean = () => true): Promise<Payout> =>
  eventually(world, 'its payout', async () => {
    const uuid = decodeId(paymentId)?.uuid;
    const found = (await payouts()).filter(({ items }) => items.some((item) => item.paymentId === uuid));
    return found.findLast(isSo) ?? null;
  });
const lines = ({ items }: Payout) =>
  items.map(({ kind, providerType, amountTenths, problem }) => [kind, providerType, Number(amountTenths), problem]);

/** A charge of 80 kroner that was taken on its day. */
async function taken(): Promise<string> {
  const { id } = await makeCharge(world, await activeVippsAgreement(world));
  await advance(world, 'P1D');
  await chargeIs(world, id, 'SETTLED');
  return id;
}

/** What a payout has put on each account, on the side on which it grows. */
async function posted({ id }: Payout): Promise<Readonly<Record<string, bigint>>> {
  const entries = await world.app.db
    .reader(world.app.merchantId ?? '')
    .journalEntry.findMany({ where: { subjectId: id } });
  const balances = new Map<string, bigint>();
  for (const { account, direction, amountMinor } of entries) {
    const signed = direction === normalSide[account as LedgerAccount] ? amountMinor : -amountMinor;
    balances.set(account, (balances.get(account) ?? 0n) + signed);
  }
  return Object.fromEntries([...balances].filter(([, balance]) => balance !== 0n));
}

it('what was taken is paid out the night after, less its fees, and is there on the next day of the banks', async () => {
  const id = await taken();
  await advance(world, 'PT22H');
  const payout = await payoutOf(id);
  expect(payout).toMatchObject({
    status: 'IN_TRANSIT',
    providerStatus: 'payout-scheduled',
    providerReference: expect.stringMatching(/^302321\.2026-12-02\.99\d{8}$/),
    arrivesOn: new Date('2026-12-03T00:00:00Z'),
    amountMinor: 7_860n,
    deductedFees: 140n,
    fees: 140n,
    reconciliation: 'EXACT',
  });
  expect(lines(payout)).toEqual([
    ['PAYMENT', 'capture', 80_000, null],
    ['FEE', 'capture-fee', -1_400, null],
  ]);
  expect(payout.items.map(({ paymentId }) => paymentId)).toEqual([decodeId(id)?.uuid, decodeId(id)?.uuid]);
  expect(await posted(payout)).toEqual({ FEES: 140n, PAYOUTS_IN_TRANSIT: 7_860n, PROVIDER_RECEIVABLE: -8_000n });
  await advance(world, 'P2D');
  const paid = await payoutOf(id, ({ status }) => status === 'PAID');
  expect(await posted(paid)).toEqual({ FEES: 140n, MERCHANT_BANK: 7_860n, PROVIDER_RECEIVABLE: -8_000n });
});

it('parts and refunds are lines of their own, and what is less than nothing waits for another day', async () => {
  const { id } = await askedAtVipps(world);
  await paymentIs(world, id, 'AUTHORIZED');
  await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('3000') });
  await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('5000') });
  await paymentIs(world, id, 'SETTLED');
  const { refund } = await mutate(world, 'refundPayment', { paymentId: id, amount: dkk('1000') });
  await advance(world, 'P1D');
  const payout = await payoutOf(id);
  expect(payout.reconciliation).toBe('EXACT');
  expect(lines(payout)).toEqual([
    ['PAYMENT', 'capture', 30_000, null],
    ['PAYMENT', 'capture', 50_000, null],
    ['REFUND', 'refund', -10_000, null],
    ['FEE', 'capture-fee', -530, null],
    ['FEE', 'capture-fee', -880, null],
  ]);
  expect(payout.items[2]?.refundId).toBe(decodeId(refund?.id ?? '')?.uuid);

  const before = (await payouts()).length;
  for (const amount of [dkk('1000'), dkk('1000')]) await mutate(world, 'refundPayment', { paymentId: id, amount });
  await advance(world, 'P3D');
  expect(await payouts()).toHaveLength(before);
  const charge = await taken();
  await advance(world, 'P1D');
  const next = await payoutOf(charge);
  expect(next).toMatchObject({ reconciliation: 'EXACT', amountMinor: 5_860n });
  const refunds = next.items.filter(({ kind }) => kind === 'REFUND').map(({ refundId }) => refundId);
  expect(new Set(refunds).size).toBe(2);
});

it('a line that cannot be read spoils no other, is a difference until it can, and is a dead letter for a person', async () => {
  const agreementId = await activeVippsAgreement(world);
  const [one, odd] = [await makeCharge(world, agreementId), await makeCharge(world, agreementId)];
  const spoil = (isOdd: boolean) =>
    vippsOf(world).control('/control/vipps_mobilepay/spoilLedgerEntries', {
      reference: externalIds.get(odd.id),
      entryType: 'capture',
      odd: isOdd,
    });
  const externalIds = await externalIdsOf([odd.id]);
  expect((await spoil(true)).status).toBe(200);
  await advance(world, 'P2D');
  const short = await payoutOf(one.id);
  expect(short).toMatchObject({ reconciliation: 'DIFFERENCE', difference: -8_000n, fees: 280n, amountMinor: 15_720n });
  const letters = await world.app.db
    .reader(world.app.merchantId ?? '')
    .inboxItem.findMany({ where: { state: 'DEAD', problem: 'UNREADABLE' } });
  expect(letters.map(({ about }) => about)).toEqual([expect.stringMatching(/^payout:302321\.2026-12-\d\d\.\?$/)]);

  await spoil(false);
  await advance(world, 'P2D');
  const whole = await payoutOf(odd.id, ({ reconciliation }) => reconciliation === 'EXACT');
  expect(whole).toMatchObject({ id: short.id, difference: 0n });
  expect((await posted(whole)).PAYOUT_DIFFERENCE).toBeUndefined();
});

it('a day of several pages is read on where it failed, and once', async () => {
  await salesUnit({ reportPageSize: 2 });
  const agreementId = await activeVippsAgreement(world);
  const charges = await Promise.all(Array.from({ length: 4 }, () => makeCharge(world, agreementId)));
  await advance(world, 'PT20H');
  const { rows: before } = await world.app.db.worker.query(cursor);
  await vippsOf(world).fault('reportDay', 'ok', { times: 1 });
  await vippsOf(world).fault('reportDay', '5xxNoEffect', { times: 3 });
  await advance(world, 'PT10H');
  await vippsOf(world).clearFaults();
  await advance(world, 'P1D');
  const payout = await payoutOf(charges[3]?.id ?? '');
  expect(payout).toMatchObject({ reconciliation: 'EXACT', itemCount: 8, amountMinor: 31_440n });
  const { rows: after } = await world.app.db.worker.query(cursor);
  expect(JSON.parse(after[0].at).ledgers[302321].day > JSON.parse(before[0].at).ledgers[302321].day).toBe(true);
  expect((await payouts()).filter(({ id }) => id === payout.id)).toHaveLength(1);
  await salesUnit({ reportPageSize: 1_000 });
});

it('a charge-back after the payout is seen within the hour, taken off the next payout, and paid again when it is withdrawn', async () => {
  const id = await taken();
  await advance(world, 'P1D');
  await payoutOf(id);
  await play(world, id, 'CHARGEBACK');
  await advance(world, 'PT2H');
  const { statusReason } = await chargeIs(world, id, 'REVERSED');
  expect(statusReason).toMatchObject({ code: 'OTHER', message: expect.stringContaining('disputes') });
  const other = await taken();
  const third = await taken();
  await advance(world, 'P1D');
  const short = await payoutOf(third);
  expect(short).toMatchObject({ reconciliation: 'EXACT', amountMinor: 7_720n });
  expect(lines(short)).toEqual([
    ['REVERSAL', 'retained-disputed-capture', -80_000, null],
    ['PAYMENT', 'capture', 80_000, null],
    ['PAYMENT', 'capture', 80_000, null],
    ['FEE', 'capture-fee', -1_400, null],
    ['FEE', 'capture-fee', -1_400, null],
  ]);
  expect((await payoutOf(other)).id).toBe(short.id);

  await play(world, id, 'CHARGEBACK_WITHDRAWN');
  await advance(world, 'P1D');
  await chargeIs(world, id, 'SETTLED');
  const again = await payoutOf(id, ({ id: payout }) => payout !== short.id);
  expect(again).toMatchObject({ reconciliation: 'EXACT', amountMinor: 8_000n });
  expect(lines(again)).toEqual([['REVERSAL_WITHDRAWN', 'returned-disputed-capture', 80_000, null]]);
  expect((await eventTypes(id)).slice(-2)).toEqual(['PAYMENT_REVERSED', 'PAYMENT_RESTORED']);
});

it('a payout that the bank sends back is with the provider again, and paid with the next one', async () => {
  const id = await taken();
  await advance(world, 'P1D');
  const first = await payoutOf(id);
  await play(world, encodeId('pyo', first.id), 'PAYOUT_BOUNCED');
  await advance(world, 'PT2H');
  const bounced = await payoutOf(id, ({ status }) => status === 'BOUNCED');
  expect(await posted(bounced)).toEqual({ FEES: 140n, PROVIDER_RECEIVABLE: -140n });
  await advance(world, 'P1D');
  const again = (await payouts()).at(-1);
  if (!again) throw new Error('no payout');
  expect(again).toMatchObject({
    status: 'IN_TRANSIT',
    reconciliation: 'EXACT',
    amountMinor: 7_860n,
    foreignPayments: 0n,
  });
  expect(lines(again)).toEqual([['BALANCE', 'payout-aborted', 78_600, null]]);
  expect(await posted(again)).toEqual({ PAYOUTS_IN_TRANSIT: 7_860n, PROVIDER_RECEIVABLE: -7_860n });
});

it('each part of a payment without the payer is disputed by itself, and both make the whole', async () => {
  const { id } = await askedAtVipps(world);
  await paymentIs(world, id, 'AUTHORIZED');
  for (const amount of [dkk('3000'), dkk('5000')]) await mutate(world, 'capturePayment', { paymentId: id, amount });
  await paymentIs(world, id, 'SETTLED');
  await play(world, id, 'CHARGEBACK');
  await advance(world, 'PT2H');
  const payment = await eventually(world, 'both parts', async () => {
    const found = await readPayment(world, id);
    return found.amounts.reversed.amountMinor === '8000' ? found : null;
  });
  expect(payment).toMatchObject({ status: 'REVERSED', amounts: { refundable: { amountMinor: '0' } } });
  await play(world, id, 'CHARGEBACK_WITHDRAWN');
  await advance(world, 'PT2H');
  await paymentIs(world, id, 'SETTLED');
  expect((await eventTypes(id)).slice(-4)).toEqual([...twice('PAYMENT_REVERSED'), ...twice('PAYMENT_RESTORED')]);
});

const twice = (type: string) => [type, type];
async function eventTypes(id: string): Promise<readonly string[]> {
  const events = await world.app.db
    .reader(world.app.merchantId ?? '')
    .event.findMany({ where: { subjectId: decodeId(id)?.uuid ?? '' }, orderBy: { subjectVersion: 'asc' } });
  return events.map(({ type }) => type);
}

const cursor = "select poll_cursor as at from provider_account where provider = 'VIPPS_MOBILEPAY'";

async function externalIdsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const uuids = new Map(ids.map((id) => [decodeId(id)?.uuid ?? '', id]));
  const rows = await world.app.db
    .reader(world.app.merchantId ?? '')
    .oneOffPayment.findMany({ where: { id: { in: [...uuids.keys()] } }, select: { id: true, externalId: true } });
  return new Map(rows.map(({ id, externalId }) => [uuids.get(id) ?? '', externalId]));
}
