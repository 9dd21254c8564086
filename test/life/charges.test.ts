import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cancelPayment, refundPayment, retryPayment } from '../../src/domain/payment/commands.ts';
import { createCharge, type NewCharge } from '../../src/domain/payment/create-charge.ts';
import { createCharges } from '../../src/domain/payment/create-charges.ts';
import { paymentActions } from '../../src/domain/payment/rules.ts';
import { updateCharge } from '../../src/domain/payment/update-charge.ts';
import { money } from '../../src/kernel/money.ts';
import { done } from '../support/domain-world.ts';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { banking, gbp, livesOf, price } from '../support/gocardless-lives.ts';
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

const charge = (mandateId: string, over: Partial<NewCharge> = {}) =>
  createCharge(shop.deps, shop.caller, {
    idempotencyKey: freshKey(),
    mandateId,
    amount: price,
    externalId: freshReference('CHG'),
    description: 'Licensed Steel Chips',
    retryPlan: { kind: 'NONE' },
    reserve: false,
    ...over,
  });
const on = (paymentId: string) => ({ idempotencyKey: freshKey(), paymentId });
const iso = (day: Date | null) => day?.toISOString().slice(0, 10);
/** The first possible day of a mandate, and one two weeks later. */
async function daysOf(mandateId: string) {
  const { nextChargeDate } = await rows.mandate(mandateId);
  const first = nextChargeDate ?? new Date(0);
  return { first: iso(first) ?? '', later: iso(new Date(first.getTime() + 14 * 86_400_000)) ?? '' };
}
const attemptsOf = (paymentId: string) =>
  rows.reader().chargeAttempt.findMany({ where: { paymentId }, orderBy: { number: 'asc' } });

describe('a charge on a mandate', () => {
  it('waits for its day, is collected on it, and is refunded in part', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { later } = await daysOf(mandateId);
    const { paymentId = '' } = await done(charge(mandateId, { dueOn: later }));
    const made = await rows.payment(paymentId);
    expect(made).toMatchObject({ kind: 'CHARGE', state: 'CREATED', retryKind: 'NONE', willRetry: null });
    expect([iso(made.dueOn), iso(made.chargeDate)]).toEqual([later, later]);
    await lives.run('payment_paid_out', made.providerReference ?? '');
    await shop.rest();
    expect(await rows.payment(paymentId)).toMatchObject({
      state: 'SETTLED',
      captured: price.amountMinor,
      attemptCount: 1,
    });
    expect(await attemptsOf(paymentId)).toMatchObject([{ number: 1, succeeded: true, reason: null }]);
    const { refundId } = await done(
      refundPayment(shop.deps, shop.caller, { ...on(paymentId), amount: money(1000n, gbp) }),
    );
    expect(refundId).toBeDefined();
    await shop.advance(banking);
    expect(await rows.payment(paymentId)).toMatchObject({ refunded: 1000n, refundInFlight: 0n });
    const types = await shop.eventsOf(paymentId);
    expect(types[0]).toBe('PAYMENT_CREATED');
    expect(types).toContain('PAYMENT_SETTLED');
    const entries = await rows.reader().journalEntry.findMany({ where: { subjectId: paymentId } });
    expect(new Set(entries.map(({ subjectType }) => subjectType))).toEqual(new Set(['chg']));
  });

  it('is refused for a day that is too early, with the first one that is possible', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { first } = await daysOf(mandateId);
    expect(await charge(mandateId, { dueOn: '2020-01-01' })).toMatchObject({
      ok: false,
      error: {
        kind: 'invalidInput',
        problems: [{ path: ['input', 'dueOn'], rule: 'earliestDueOn', message: expect.stringContaining(first) }],
      },
    });
    expect(await charge(mandateId, { retryPlan: { kind: 'PROVIDER_DAYS', days: 2 }, reserve: true })).toMatchObject({
      ok: false,
      error: { problems: [{ path: ['input', 'reserve'] }, { path: ['input', 'retryPlan'] }] },
    });
  });

  it('is withdrawn while it waits, and cannot be changed: GoCardless has no such call', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { paymentId = '' } = await done(charge(mandateId));
    expect(await updateCharge(shop.deps, shop.caller, { ...on(paymentId), amount: money(100n, gbp) })).toMatchObject({
      ok: false,
      error: { kind: 'provider', code: 'NOT_SUPPORTED_BY_PROVIDER' },
    });
    await done(cancelPayment(shop.deps, shop.caller, on(paymentId)));
    expect(await rows.payment(paymentId)).toMatchObject({ state: 'CANCELLED', attemptCount: 0 });
  });
});

describe('a charge that the bank does not pay', () => {
  it('is tried again by GoCardless where the plan says so, and is no failure meanwhile', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { paymentId = '' } = await done(charge(mandateId, { retryPlan: { kind: 'PROVIDER_AUTOMATIC' } }));
    const { providerReference: reference } = await rows.payment(paymentId);
    await shop.play('PAYMENT_FAILS', 'payment', reference ?? '');
    await shop.rest();
    expect(await rows.payment(paymentId)).toMatchObject({
      state: 'PROCESSING',
      willRetry: true,
      attemptCount: 1,
      reason: { code: 'INSUFFICIENT_FUNDS' },
    });
    expect(await shop.eventsOf(paymentId)).toContain('PAYMENT_ATTEMPT_FAILED');
    expect(await retryPayment(shop.deps, shop.caller, on(paymentId))).toMatchObject({
      ok: false,
      error: { kind: 'invalidState' },
    });
    await shop.advance(4 * banking);
    const paid = await rows.payment(paymentId);
    expect(paid).toMatchObject({ state: 'SETTLED', attemptCount: 2, willRetry: null });
    expect(await attemptsOf(paymentId)).toMatchObject([
      { number: 1, succeeded: false, reason: { code: 'INSUFFICIENT_FUNDS' } },
      { number: 2, succeeded: true },
    ]);
  });

  it('fails without such a plan, is tried anew by the merchant, and is charged back in the end', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { paymentId = '' } = await done(charge(mandateId));
    const { providerReference: reference = '' } = await rows.payment(paymentId);
    await shop.play('PAYMENT_FAILS', 'payment', reference ?? '');
    await shop.rest();
    const failed = await rows.payment(paymentId);
    expect(failed).toMatchObject({ state: 'FAILED', willRetry: false, attemptCount: 1 });
    const connected = await shop.deps.accounts.byId(failed.accountId);
    const actions = paymentActions(failed, connected?.capabilities ?? ({} as never), shop.app.clock.now());
    expect(actions.filter(({ available }) => available).map(({ kind }) => kind)).toEqual(['RETRY']);
    await done(retryPayment(shop.deps, shop.caller, on(paymentId)));
    expect(await rows.payment(paymentId)).toMatchObject({ state: 'PROCESSING', reason: null });
    await lives.run('payment_paid_out', reference ?? '');
    await shop.rest();
    await shop.play('CHARGEBACK', 'payment', reference ?? '');
    await shop.rest();
    expect(await rows.payment(paymentId)).toMatchObject({
      state: 'REVERSED',
      reversed: price.amountMinor,
      attemptCount: 2,
    });
  });
});

describe('many charges in one call', () => {
  const one = (mandateId: string, over: Partial<NewCharge> = {}): NewCharge => ({
    mandateId,
    amount: price,
    externalId: freshReference('CHG'),
    description: 'Licensed Steel Chips',
    retryPlan: { kind: 'NONE' },
    reserve: false,
    ...over,
  });

  it('have an outcome each, go to the provider by the workers, and are none the more for being asked for twice', async () => {
    const { id: mandateId, reference } = await lives.activeMandate();
    const twin = one(mandateId);
    const charges = [
      one(mandateId),
      one(mandateId, { dueOn: '2020-01-01' }),
      twin,
      { ...one(mandateId), externalId: twin.externalId },
      one(mandateId, { mandateId: null }),
    ];
    const idempotencyKey = freshKey();
    const first = await createCharges(shop.deps, shop.caller, { idempotencyKey, charges });
    if (!first.ok) throw new Error(first.error.kind);
    const { outcomes } = first.value;
    const refusals = outcomes.map((outcome) => (outcome.ok ? null : outcome.error.kind));
    expect([refusals[1], refusals[4]]).toEqual(['invalidInput', 'notFound']);
    // Of the two with one reference one is there, whichever came first.
    expect(refusals.filter((kind) => kind === null)).toHaveLength(2);

    const again = await createCharges(shop.deps, shop.caller, { idempotencyKey, charges });
    if (!again.ok) throw new Error(again.error.kind);
    const ids = (of: typeof outcomes) => of.map((outcome) => (outcome.ok ? outcome.value.paymentId : null));
    expect(ids(again.value.outcomes)).toEqual(ids(outcomes));
    expect(await createCharges(shop.deps, shop.caller, { idempotencyKey, charges: charges.slice(1) })).toMatchObject({
      ok: false,
      error: { kind: 'keyReused' },
    });

    await shop.advance(60_000);
    const known = await shop.call('GET', `/mandates/${reference}`);
    expect(known.status).toBe('active');
    for (const id of ids(outcomes).filter((made) => made != null))
      expect(await rows.payment(id ?? '')).toMatchObject({
        state: 'CREATED',
        providerReference: expect.stringMatching(/^PM/),
      });
  });
});
