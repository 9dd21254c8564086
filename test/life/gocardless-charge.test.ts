import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cancelMandate, reinstateMandate } from '../../src/domain/mandate/commands.ts';
import { retryPayment } from '../../src/domain/payment/commands.ts';
import { createOneOffPayment } from '../../src/domain/payment/create.ts';
import { cannotRetry } from '../../src/domain/payment/rules.ts';
import type { ChargeOptions } from '../../src/domain/port/provider.ts';
import { aPayment } from '../support/builders.ts';
import { done } from '../support/domain-world.ts';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { banking, livesOf, price } from '../support/gocardless-lives.ts';
import { freshReference } from '../support/lives.ts';
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

const charge = (mandateId: string, options: ChargeOptions) =>
  createOneOffPayment(shop.deps, shop.caller, {
    idempotencyKey: freshKey(),
    mandateId,
    amount: price,
    externalId: freshReference('PM'),
    description: 'Licensed Steel Chips',
    autoReserve: false,
    expiresInMs: 0,
    returnUrl: '',
    ...options,
  });
/** The Wednesday of the week after the next: far enough, and mostly a day on which banks work. */
const laterThan = (day: Date): string =>
  new Date(day.getTime() + (17 - ((day.getUTCDay() + 6) % 7) - 1) * 86_400_000).toISOString().slice(0, 10);

describe('a charge on a mandate', () => {
  it('has its day, its reference and its way of being tried again, and the mandate says from when', async () => {
    const { id: mandateId, reference } = await lives.activeMandate();
    const { nextChargeDate } = await rows.mandate(mandateId);
    const { next_possible_charge_date: said } = await shop.call('GET', `/mandates/${reference}`);
    expect(nextChargeDate?.toISOString().slice(0, 10)).toBe(said);
    const chargeDate = laterThan(nextChargeDate ?? new Date(0));
    const { paymentId = '' } = await done(charge(mandateId, { chargeDate, reference: 'INV-1', retryIfPossible: true }));
    const payment = await rows.payment(paymentId);
    expect(payment).toMatchObject({ reference: 'INV-1', retryIfPossible: true });
    const told = await shop.call('GET', `/payments/${payment.providerReference}`);
    expect(told).toMatchObject({ reference: 'INV-1', retry_if_possible: true });
    // A day on which banks rest moves on.
    expect(String(told.charge_date) >= chargeDate).toBe(true);
    expect(payment.chargeDate?.toISOString().slice(0, 10)).toBe(told.charge_date);
  });

  it('on a day that is too early is refused with the name of the field', async () => {
    const { id: mandateId } = await lives.activeMandate();
    expect(await charge(mandateId, { chargeDate: '2020-01-01' })).toMatchObject({
      ok: false,
      error: { kind: 'provider', reason: { message: expect.stringContaining('charge_date') } },
    });
  });
});

describe('what came to nothing', () => {
  it('is collected anew on a day of the merchant’s, once', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { id, reference } = await lives.charge(mandateId);
    const retry = (chargeDate?: string) =>
      retryPayment(shop.deps, shop.caller, {
        idempotencyKey: freshKey(),
        paymentId: id,
        ...(chargeDate === undefined ? {} : { chargeDate }),
      });
    expect(await retry()).toMatchObject({ ok: false, error: { kind: 'invalidState', allowedFrom: ['FAILED'] } });
    await shop.play('PAYMENT_FAILS', 'payment', reference);
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ state: 'FAILED', reason: { code: 'INSUFFICIENT_FUNDS' } });

    const { next_possible_charge_date: next } = await shop.call(
      'GET',
      `/mandates/${(await rows.mandate(mandateId)).providerReference}`,
    );
    const day = laterThan(new Date(String(next)));
    await done(retry(day));
    expect(await rows.payment(id)).toMatchObject({ state: 'PROCESSING', reason: null });
    expect((await rows.payment(id)).chargeDate?.toISOString().slice(0, 10)).toBe(
      (await shop.call('GET', `/payments/${reference}`)).charge_date,
    );
    expect(await retry()).toMatchObject({ ok: false, error: { kind: 'invalidState' } });
    await lives.run('payment_paid_out', reference);
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ state: 'SETTLED', captured: price.amountMinor });
  });

  it('is left to GoCardless where it tries again by itself', async () => {
    const payment = aPayment({ state: 'FAILED', reason: { willRetry: true } });
    expect(cannotRetry(payment, false)?.message).toContain('by itself');
    expect(cannotRetry({ ...payment, reason: { willRetry: false } }, false)).toBeNull();
    expect(cannotRetry({ ...payment, reason: null }, true)).not.toBeNull();
  });

  it('is taken up again: a mandate that was cancelled', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const on = () => ({ idempotencyKey: freshKey(), mandateId });
    expect(await reinstateMandate(shop.deps, shop.caller, on())).toMatchObject({
      ok: false,
      error: { kind: 'invalidState', current: 'ACTIVE' },
    });
    await done(cancelMandate(shop.deps, shop.caller, on()));
    expect(await rows.mandate(mandateId)).toMatchObject({ status: 'CANCELLED' });
    await done(reinstateMandate(shop.deps, shop.caller, on()));
    expect(await rows.mandate(mandateId)).toMatchObject({ status: 'PENDING', reason: null });
    await shop.advance(banking);
    expect(await rows.mandate(mandateId)).toMatchObject({ status: 'ACTIVE' });
  });

  it('goes on with the mandate that has taken its place', async () => {
    const { id, reference } = await lives.activeMandate();
    await shop.play('MANDATE_REPLACED', 'mandate', reference);
    await shop.rest();
    const { replacedById, ...replaced } = await rows.mandate(id);
    expect(replaced).toMatchObject({ status: 'CANCELLED', reason: { providerCode: 'scheme_identifier_changed' } });
    const successor = await rows.mandate(replacedById ?? '');
    expect(successor).toMatchObject({ scheme: 'BACS', personId: replaced.personId, billingRequestId: null });
    await shop.advance(banking);
    expect(await rows.mandate(successor.id)).toMatchObject({ status: 'ACTIVE' });
    const { paymentId = '' } = await done(charge(successor.id, {}));
    // Long enough for whatever was told at the very moment in which it became ours.
    await shop.advance(60_000);
    const told = [
      `mandate:${reference}`,
      `mandate:${successor.providerReference}`,
      `payment:${(await rows.payment(paymentId)).providerReference}`,
    ];
    const news = await rows.reader().inboxItem.findMany({
      where: { about: { in: told } },
      select: { about: true, item: true, state: true, problem: true, lastError: true },
    });
    expect(new Set(news.map(({ about }) => about))).toEqual(new Set(told));
    expect(news.filter(({ state }) => state !== 'DONE')).toEqual([]);
  });

  it('can be played by a name of any length', async () => {
    const id = await lives.newRequest();
    const { providerReference } = await rows.request(id);
    const long = 'GOCARDLESS_BILLING_REQUEST_FULFILLED_AND_PAYMENT_CONFIRMED_TO_FAILED';
    await expect(shop.play(long, 'billingRequest', providerReference ?? '')).rejects.toThrow('does not begin');
  });
});
