import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { normalSide } from '../../src/domain/ledger/chart.ts';
import { statementOf } from '../../src/domain/ledger/statement.ts';
import { refundPayment } from '../../src/domain/payment/commands.ts';
import type { LedgerAccount } from '../../src/generated/prisma/client.ts';
import { money } from '../../src/kernel/money.ts';
import { done } from '../support/domain-world.ts';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { banking, day, gbp, livesOf, price } from '../support/gocardless-lives.ts';
import { freshKey } from '../support/world.ts';

// Weeks pass in each, from timer to timer.
vi.setConfig({ testTimeout: 60_000 });

let shop: Shop;
let rows: ReturnType<typeof rowsOf>;
let lives: ReturnType<typeof livesOf>;
beforeAll(async () => {
  shop = await startShop();
  rows = rowsOf(shop);
  lives = livesOf(shop);
});
afterAll(() => shop.close());

/** The payout in which a payment was paid out first, with its items. */
async function payoutOf(reference: string) {
  const { links } = await shop.call('GET', `/payments/${reference}`);
  const providerReference = (links as { payout: string }).payout;
  return rows
    .reader()
    .payout.findFirstOrThrow({ where: { providerReference }, include: { items: { orderBy: { number: 'asc' } } } });
}
const lines = (payout: Awaited<ReturnType<typeof payoutOf>>) =>
  payout.items.map(({ kind, amountTenths, problem }) => [kind, amountTenths, problem]);

/** What a payout has put on each account, on the side on which it grows. */
async function posted(payoutId: string): Promise<Readonly<Record<string, bigint>>> {
  const entries = await rows.reader().journalEntry.findMany({ where: { subjectId: payoutId } });
  const balances = new Map<string, bigint>();
  for (const { account, currency, direction, amountMinor } of entries) {
    const name = `${account} ${currency}`;
    const signed = direction === normalSide[account as LedgerAccount] ? amountMinor : -amountMinor;
    balances.set(name, (balances.get(name) ?? 0n) + signed);
  }
  return Object.fromEntries([...balances].filter(([, balance]) => balance !== 0n));
}

it('a payout is explained to the penny, is on its way, and arrives when its day is over', async () => {
  const { id, reference } = await lives.paidOut();
  const payout = await payoutOf(reference);
  // 79050 less a fee of 400.0, the most that one costs.
  expect(payout).toMatchObject({
    status: 'IN_TRANSIT',
    providerStatus: 'paid',
    amountMinor: 78_650n,
    currency: 'GBP',
    deductedFees: 400n,
    fees: 400n,
    reconciliation: 'EXACT',
    itemCount: 2,
    bankReference: expect.stringMatching(/^SANDBOX-/),
  });
  expect(lines(payout)).toEqual([
    ['PAYMENT', 790_500n, null],
    ['FEE', -4_000n, null],
  ]);
  expect(payout.items[0]).toMatchObject({
    paymentId: id,
    paymentReference: reference,
    providerType: 'payment_paid_out',
  });
  expect(await posted(payout.id)).toEqual({
    'FEES GBP': 400n,
    'PAYOUTS_IN_TRANSIT GBP': 78_650n,
    'PROVIDER_RECEIVABLE GBP': -79_050n,
  });
  await shop.advance(3 * day);
  expect(await payoutOf(reference)).toMatchObject({ status: 'PAID', arrived: 78_650n });
  expect(await posted(payout.id)).toEqual({
    'FEES GBP': 400n,
    'MERCHANT_BANK GBP': 78_650n,
    'PROVIDER_RECEIVABLE GBP': -79_050n,
  });
  const { merchantId } = shop.caller;
  const period = { from: payout.madeAt, to: new Date(payout.madeAt.getTime() + 30 * day) };
  const statement = await shop.app.db.forMerchant(merchantId, (tx) => statementOf(tx, merchantId, period));
  expect(statement.find(({ account }) => account === 'MERCHANT_BANK')).toMatchObject({
    opening: { amountMinor: 0n },
    movements: [{ movement: 'ARRIVED', debits: { amountMinor: 78_650n }, credits: { amountMinor: 0n } }],
    closing: { amountMinor: 78_650n, currency: 'GBP' },
  });
  expect(await shop.eventsOf(payout.id)).toEqual([
    'PAYOUT_CREATED',
    'PAYOUT_CHANGED',
    'PAYOUT_SENT',
    'PAYOUT_RECONCILED',
    'PAYOUT_PAID',
  ]);
});

it('news that comes again changes nothing, and a payout that bounces is with the provider again', async () => {
  const { reference } = await lives.paidOut();
  const { id, version, providerReference } = await payoutOf(reference);
  await shop.app.db.forMerchant(shop.caller.merchantId, (tx, now) =>
    tx.payout.update({
      where: { merchantId_id: { merchantId: shop.caller.merchantId, id } },
      data: { nextCheckAt: now },
    }),
  );
  await shop.rest();
  expect(await payoutOf(reference)).toMatchObject({ version, itemCount: 2 });
  await shop.play('PAYOUT_BOUNCED', 'payout', providerReference);
  await shop.rest();
  expect(await payoutOf(reference)).toMatchObject({ status: 'BOUNCED', paidOut: 0n, fees: 400n });
  expect(await posted(id)).toEqual({ 'FEES GBP': 400n, 'PROVIDER_RECEIVABLE GBP': -400n });
});

it('a refund, and a charge-back after payout, are taken off a later one, and fees given back', async () => {
  const charged = await lives.paidOut();
  const refunded = await lives.paidOut();
  await done(
    refundPayment(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      paymentId: refunded.id,
      amount: money(10_000n, gbp),
    }),
  );
  await shop.advance(banking);
  await lives.run('payment_chargeback_settled', (await lives.charge(charged.mandateId)).reference);
  await shop.rest();
  const last = await lives.paidOut();
  const payout = await payoutOf(last.reference);
  expect(payout).toMatchObject({ reconciliation: 'EXACT', fees: 0n });
  expect(lines(payout)).toEqual(
    expect.arrayContaining([
      ['PAYMENT', 790_500n, null],
      ['REVERSAL', -790_500n, null],
      ['FEE', 4_000n, null],
    ]),
  );
});

it("another system's payments close with ours, and stand apart", async () => {
  const { reference: mandate, id: mandateId } = await lives.activeMandate();
  const foreign = await shop.call('POST', '/payments', {
    payments: { amount: 1_005, currency: 'GBP', links: { mandate } },
  });
  const ours = await lives.charge(mandateId, price);
  for (const id of [ours.reference, String(foreign.id)]) await lives.run('payment_confirmed', id);
  await shop.advance(4 * day);
  const payout = await payoutOf(ours.reference);
  // 790.50 less 4.00 and 10.05 less 0.30: fees of 430.0 and a tenth less, which nobody pays.
  expect(payout).toMatchObject({ reconciliation: 'EXACT', amountMinor: 79_625n, fees: 430n, foreignPayments: 1_005n });
  expect(payout.items.filter(({ paymentId }) => paymentId === null).map(({ kind }) => kind)).toEqual([
    'PAYMENT',
    'FEE',
  ]);
  expect((await posted(payout.id))['FOREIGN_PAYMENTS GBP']).toBe(1_005n);
});

it('the database refuses a payout that is not what its items say, or that changes after it was sent', async () => {
  const { reference } = await lives.paidOut();
  const { id } = await payoutOf(reference);
  const { merchantId } = shop.caller;
  const write = (data: object) =>
    shop.app.db.forMerchant(merchantId, (tx) =>
      tx.payout.update({ where: { merchantId_id: { merchantId, id } }, data }),
    );
  const change = (number: number, data: object) =>
    shop.app.db.forMerchant(merchantId, (tx) =>
      tx.payoutItem.update({ where: { merchantId_payoutId_number: { merchantId, payoutId: id, number } }, data }),
    );
  await expect(write({ amountMinor: 1n })).rejects.toThrow(/a change of payout raises its version|never changes/);
  await expect(write({ fees: 1n })).rejects.toThrow('a change of payout raises its version');
  await expect(write({ status: 'PENDING' })).rejects.toThrow();
  await expect(change(1, { amountTenths: 1n })).rejects.toThrow(/permission denied|never changes/);
  await expect(change(1, { paymentId: null })).rejects.toThrow('never changes');
});

it('an exchanged payout is told as paid before its rate is final, and posted when it is', async () => {
  await shop.sandbox.control('/control/gocardless/provider', { fxPayoutCurrency: 'EUR', fxRate: '1.17025' });
  const { reference } = await lives.paidOut();
  expect(await payoutOf(reference)).toMatchObject({ status: 'PENDING', reconciliation: 'OPEN', bankAmountMinor: null });
  await shop.advance(day);
  const payout = await payoutOf(reference);
  expect(payout).toMatchObject({
    bankAmountMinor: 92_040n,
    bankCurrency: 'EUR',
    exchangeRate: '1.17025',
    reconciliation: 'EXACT',
  });
  await shop.advance(3 * day);
  expect(await posted(payout.id)).toEqual({
    'FEES GBP': 400n,
    'FX_CLEARING EUR': -92_040n,
    'FX_CLEARING GBP': 78_650n,
    'MERCHANT_BANK EUR': 92_040n,
    'PROVIDER_RECEIVABLE GBP': -79_050n,
  });
});

it('a payout of which no event has come is found in the list of payouts, and so is that it bounced', async () => {
  await shop.sandbox.control('/control/gocardless/provider', { fxPayoutCurrency: null });
  const { id: mandateId } = await lives.activeMandate();
  const { reference } = await lives.charge(mandateId, price);
  await lives.deaf(async () => {
    await lives.run('payment_confirmed', reference);
    await shop.advance(6 * day);
    const found = await payoutOf(reference);
    expect(found).toMatchObject({ itemCount: 2, paidOut: found.amountMinor });
    const items = await rows.reader().inboxItem.count({ where: { about: `payout:${found.providerReference}` } });
    expect(items).toBe(1);
    await shop.play('PAYOUT_BOUNCED', 'payout', found.providerReference);
    await shop.advance(2 * day);
    expect(await payoutOf(reference)).toMatchObject({ status: 'BOUNCED', paidOut: 0n });
  });
});
