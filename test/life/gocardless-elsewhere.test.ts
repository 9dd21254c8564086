import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { refundPayment } from '../../src/domain/payment/commands.ts';
import { refundable } from '../../src/domain/payment/rules.ts';
import { money } from '../../src/kernel/money.ts';
import { done } from '../support/domain-world.ts';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { banking, gbp, livesOf } from '../support/gocardless-lives.ts';
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

const refund = (paymentId: string, amountMinor: bigint) =>
  refundPayment(shop.deps, shop.caller, { idempotencyKey: freshKey(), paymentId, amount: money(amountMinor, gbp) });

/** As another program with the account's own token does, or a person at the dashboard. */
const refundElsewhere = (payment: string, amount: number, total = amount) =>
  shop.call('POST', '/refunds', {
    refunds: { amount, total_amount_confirmation: total, links: { payment } },
  });

describe('a refund on the dashboard', () => {
  it('is heard of by its event, counts from then on, and one of more than is left is refused before anything is sent', async () => {
    const { id, reference } = await lives.paidOut();
    await refundElsewhere(reference, 40_000);
    await shop.rest();
    const waiting = await rows.payment(id);
    expect(waiting).toMatchObject({ refundInFlight: 40_000n, refunded: 0n });
    expect(refundable(waiting).amountMinor).toBe(39_050n);
    expect(await refund(id, 39_051n)).toMatchObject({ ok: false, error: { code: 'AMOUNT_TOO_LARGE' } });
    expect(await shop.call('GET', `/payments/${reference}`)).toMatchObject({ amount_refunded: 40_000 });

    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refundInFlight: 0n, refunded: 40_000n });
    const [external] = await rows.reader().refund.findMany({ where: { paymentId: id }, include: { operation: true } });
    expect(external).toMatchObject({ amountMinor: 40_000n, operation: { status: 'SUCCEEDED', actor: 'GOCARDLESS' } });
    // What is left can be given back, told with the sum of all.
    await done(refund(id, 39_050n));
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 79_050n, refundInFlight: 0n });
  });

  it('of which no event tells keeps GoCardless from being asked for a second, and is found by asking', async () => {
    const { id, reference } = await lives.paidOut();
    await lives.deaf(async () => {
      await refundElsewhere(reference, 40_000);
      expect(await refund(id, 40_000n)).toMatchObject({
        ok: false,
        error: { kind: 'provider', reason: { code: 'AMOUNT_NOT_AVAILABLE' } },
      });
      expect(await shop.call('GET', `/payments/${reference}`)).toMatchObject({ amount_refunded: 40_000 });
      await shop.rest();
      expect(refundable(await rows.payment(id)).amountMinor).toBe(39_050n);
    });
  });

  it('beside one of ours is counted once, and ours is not taken for it', async () => {
    const { id, reference } = await lives.paidOut();
    await done(refund(id, 10_000n));
    await refundElsewhere(reference, 20_000, 30_000);
    await shop.rest();
    await done(refund(id, 30_000n));
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 60_000n, refundInFlight: 0n });
    expect(await rows.reader().refund.count({ where: { paymentId: id } })).toBe(3);
  });

  it('that bounces is refundable again', async () => {
    const { id, reference } = await lives.paidOut();
    const { id: refunded } = await refundElsewhere(reference, 40_000);
    await shop.advance(banking);
    await lives.run('refund_bounced', String(refunded));
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ refunded: 0n, refundInFlight: 0n });
  });

  it('can be played', async () => {
    const { id, reference } = await lives.paidOut();
    await shop.play('REFUND_ON_DASHBOARD', 'payment', reference);
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ refundInFlight: 31_620n });
  });
});

describe('what befalls a payment that is over', () => {
  it('is found by asking when all that tells of it is lost', async () => {
    const failed = await lives.paidOut();
    const chargedBack = await lives.paidOut();
    const refunded = await lives.paidOut();
    await lives.deaf(async () => {
      await lives.run('payment_late_failure', failed.reference);
      await shop.play('CHARGEBACK', 'payment', chargedBack.reference);
      await refundElsewhere(refunded.reference, 40_000);
      await shop.advance(2 * 86_400_000);
      expect(refundable(await rows.payment(refunded.id)).amountMinor).toBe(39_050n);
      expect(await rows.payment(failed.id)).toMatchObject({ state: 'REVERSED' });
      expect(await rows.payment(chargedBack.id)).toMatchObject({ state: 'REVERSED' });
    });
  });
});

describe('a refund of a payment that is not ours', () => {
  it('is asked about once, and waits with what is of others', async () => {
    const { reference } = await lives.paidOut();
    const { links } = await shop.call('GET', `/payments/${reference}`);
    const { mandate } = links as Record<string, string>;
    const stranger = await shop.call('POST', '/payments', {
      payments: { amount: 500, currency: 'GBP', links: { mandate } },
    });
    await lives.run('payment_paid_out', String(stranger.id));
    const { id } = await refundElsewhere(String(stranger.id), 500);
    await shop.rest();
    const [item] = await rows.reader().inboxItem.findMany({ where: { about: `refund:${id}` } });
    expect(item).toMatchObject({ state: 'PARKED', aboutKnown: false });
  });
});

it.each([
  ['MANDATE_ENDED_BY_PAYER', 'PAYER'],
  ['CANCEL_ON_DASHBOARD', 'MERCHANT'],
])('a mandate that ends by %s is known, with its payment that waits', async (scenario, origin) => {
  const { id: mandateId, reference } = await lives.activeMandate();
  const { id } = await lives.charge(mandateId);
  await shop.play(scenario, 'mandate', reference);
  await shop.rest();
  expect(await rows.mandate(mandateId)).toMatchObject({ status: 'CANCELLED', reason: { origin } });
  expect(await rows.payment(id)).toMatchObject({ state: 'CANCELLED' });
});

it('a mandate whose payer ended it is known although no event of it can be had, by asking', async () => {
  const { id, reference } = await lives.activeMandate();
  await lives.deaf(async () => {
    await shop.play('MANDATE_ENDED_BY_PAYER', 'mandate', reference);
    await shop.advance(2 * 86_400_000);
  });
  expect(await rows.mandate(id)).toMatchObject({ status: 'CANCELLED' });
});
