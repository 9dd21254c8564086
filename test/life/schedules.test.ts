import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cancelMandate } from '../../src/domain/mandate/commands.ts';
import { retryPayment } from '../../src/domain/payment/commands.ts';
import { createCharge } from '../../src/domain/payment/create-charge.ts';
import { advanceSchedule } from '../../src/domain/schedule/advance.ts';
import { addDays } from '../../src/domain/schedule/calendar.ts';
import {
  cancelPaymentSchedule,
  changePaymentScheduleAmount,
  pausePaymentSchedule,
  resumePaymentSchedule,
} from '../../src/domain/schedule/commands.ts';
import { type CreateScheduleInput, createPaymentSchedule } from '../../src/domain/schedule/create.ts';
import type { RecurringTerms } from '../../src/domain/schedule/terms.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { claimDue } from '../../src/platform/leases.ts';
import { done } from '../support/domain-world.ts';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { day, gbp, livesOf, price } from '../support/gocardless-lives.ts';
import { freshReference } from '../support/lives.ts';
import { manySchedules } from '../support/schedules.ts';
import { freshKey } from '../support/world.ts';

// Months pass in each, from timer to timer.
vi.setConfig({ testTimeout: 120_000 });

let shop: Shop;
let rows: ReturnType<typeof rowsOf>;
let lives: ReturnType<typeof livesOf>;
beforeAll(async () => {
  shop = await startShop();
  rows = rowsOf(shop);
  lives = livesOf(shop);
});
afterAll(() => shop.close());

const iso = (at: Date | null | undefined): string => at?.toISOString().slice(0, 10) ?? '';
const today = (): string => iso(shop.app.clock.now());
const schedule = (mandateId: string, over: Partial<RecurringTerms> = {}, more: Partial<CreateScheduleInput> = {}) =>
  createPaymentSchedule(shop.deps, shop.caller, {
    idempotencyKey: freshKey(),
    mandateId,
    externalId: freshReference('SUB'),
    description: 'Chips of the month',
    terms: { recurring: { amount: price, every: { count: 1, unit: 'MONTH' }, anchor: { dayOfMonth: 15 }, ...over } },
    retryPlan: { kind: 'NONE' },
    ...more,
  });
const made = async (...asked: Parameters<typeof schedule>) => (await done(schedule(...asked))).paymentScheduleId ?? '';
const on = (paymentScheduleId: string) => ({ idempotencyKey: freshKey(), paymentScheduleId });
const read = (id: string) =>
  rows.reader().paymentSchedule.findUniqueOrThrow({
    where: { merchantId_id: { merchantId: shop.caller.merchantId, id } },
  });
const periodsOf = (scheduleId: string) =>
  rows.reader().paymentSchedulePeriod.findMany({
    where: { scheduleId },
    orderBy: { period: 'asc' },
    include: { payment: true },
  });
const weekly = { every: { count: 1, unit: 'WEEK' }, anchor: {} } as const;

/** A charge of another kind, on the same mandate. */
const oneOff = (mandateId: string, externalId = freshReference('CHG')) =>
  done(
    createCharge(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      mandateId,
      amount: price,
      externalId,
      description: 'Salt',
      retryPlan: { kind: 'NONE' },
      reserve: false,
    }),
  );

describe('four weeks of schedules on a mandate', () => {
  const ids: Record<'plain' | 'paused' | 'missed' | 'blocked', string> = {
    plain: '',
    paused: '',
    missed: '',
    blocked: '',
  };
  let mandateId = '';
  let oneOffId: string | undefined;
  let resumesOn = '';
  beforeAll(async () => {
    mandateId = (await lives.activeMandate()).id;
    const later = { startsOn: addDays(today(), 19), count: 1 };
    ids.plain = await made(mandateId, { ...weekly, count: 2 }, { retryPlan: { kind: 'PROVIDER_AUTOMATIC' } });
    ids.paused = await made(mandateId, { ...weekly, startsOn: addDays(today(), 14) });
    ids.missed = await made(mandateId, { ...weekly, ...later });
    ids.blocked = await made(mandateId, { ...weekly, ...later });
    await shop.rest();
    await done(pausePaymentSchedule(shop.deps, shop.caller, { ...on(ids.paused), cycles: 1 }));
    resumesOn = iso((await read(ids.paused)).nextDueOn);
    // Nobody was at work when it was to be asked for.
    const late = [ids.missed, `${later.startsOn}T12:00:00Z`];
    await shop.app.db.worker.query('update payment_schedule set next_at = $2 where id = $1', late);
    await oneOff(mandateId, `${encodeId('sch', ids.blocked)}-1`);
    oneOffId = (await oneOff(mandateId)).paymentId;
    await shop.advance(25 * day);
  }, 240_000);

  it('charge each period once, in time, and a one-off payment in between moves neither day nor grace', async () => {
    const periods = await periodsOf(ids.plain);
    expect(periods.map(({ outcome, payment }) => [outcome, payment?.state, payment?.requested])).toEqual(
      Array(2).fill(['CHARGED', 'SETTLED', price.amountMinor]),
    );
    const { startsOn } = await read(ids.plain);
    for (const [week, { dueOn, payment }] of periods.entries()) {
      expect([iso(payment?.dueOn), iso(payment?.chargeDate)]).toEqual([iso(dueOn), iso(dueOn)]);
      expect([payment?.graceUntil, payment?.retryKind]).toEqual([null, 'PROVIDER_AUTOMATIC']);
      // Seven days after the one before, or the next day on which banks work.
      const late = (dueOn.getTime() - startsOn.getTime()) / day - 7 * week;
      expect(late >= 0 && late < 5).toBe(true);
    }
    expect(periods.map(({ paymentId }) => paymentId)).not.toContain(oneOffId);
    expect(await read(ids.plain)).toMatchObject({ status: 'COMPLETED', nextDueOn: null, nextAt: null });
    expect(await shop.eventsOf(ids.plain)).toEqual([
      'PAYMENT_SCHEDULE_CREATED',
      ...Array(2).fill('PAYMENT_SCHEDULE_CHARGED'),
      'PAYMENT_SCHEDULE_COMPLETED',
    ]);
  });

  it('leave out what falls into a pause, and go on by themselves', async () => {
    const periods = await periodsOf(ids.paused);
    expect(periods.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['SKIPPED', 'CHARGED']);
    expect(iso(periods[1]?.dueOn)).toBe(resumesOn);
    expect(await shop.eventsOf(ids.paused)).toContain('PAYMENT_SCHEDULE_RESUMED');
    await done(pausePaymentSchedule(shop.deps, shop.caller, on(ids.paused)));
    expect(await read(ids.paused)).toMatchObject({ status: 'PAUSED', nextDueOn: null });
    await done(resumePaymentSchedule(shop.deps, shop.caller, on(ids.paused)));
    await shop.rest();
    expect(await read(ids.paused)).toMatchObject({ status: 'ACTIVE', nextPeriod: expect.any(Number) });
    await done(cancelPaymentSchedule(shop.deps, shop.caller, { ...on(ids.paused), alsoPending: true }));
    await shop.rest();
    const states = (await periodsOf(ids.paused)).map(({ payment }) => payment?.state);
    expect(states).not.toContain('CREATED');
    expect(await read(ids.paused)).toMatchObject({ status: 'CANCELLED', cancelsPending: false, nextAt: null });
  });

  it('charge a day that was missed as soon as possible, and say so', async () => {
    const [missed] = await periodsOf(ids.missed);
    expect(missed).toMatchObject({ outcome: 'MOVED', payment: { dueOn: null } });
    expect(iso(missed?.payment?.chargeDate) > iso(missed?.dueOn)).toBe(true);
    expect(await shop.eventsOf(ids.missed)).toContain('PAYMENT_SCHEDULE_CHARGE_MOVED');
  });

  it('wait for the merchant where a charge cannot be asked for, and leave nothing out', async () => {
    expect(await read(ids.blocked)).toMatchObject({ status: 'FAILED', nextPeriod: 0, reason: { code: 'OTHER' } });
    expect(await shop.eventsOf(ids.blocked)).toContain('PAYMENT_SCHEDULE_FAILED');
    await done(resumePaymentSchedule(shop.deps, shop.caller, on(ids.blocked)));
    await shop.rest();
    expect(await read(ids.blocked)).toMatchObject({ status: 'FAILED', nextPeriod: 0 });
  });

  it('take another amount from a day on, and no earlier than the next period without a charge', async () => {
    const id = await made(mandateId, { ...weekly, count: 3 });
    await shop.rest();
    const { nextPeriod, startsOn } = await read(id);
    const next = addDays(iso(startsOn), 7 * nextPeriod);
    const change = (from: string) =>
      changePaymentScheduleAmount(shop.deps, shop.caller, { ...on(id), amount: money(9900n, gbp), from });
    expect(await change(addDays(next, -1))).toMatchObject({
      ok: false,
      error: { kind: 'invalidInput', problems: [{ path: ['input', 'from'], rule: 'nextPeriod' }] },
    });
    await done(change(next));
    await shop.advance(8 * day);
    const amounts = (await periodsOf(id)).map(({ payment }) => payment?.requested);
    expect(amounts.slice(0, nextPeriod + 1)).toEqual([...Array(nextPeriod).fill(price.amountMinor), 9900n]);
  });
});

describe('a schedule', () => {
  it('is past due when a charge fails, and is mended by a retry', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const id = await made(mandateId, { ...weekly, count: 1 });
    await shop.rest();
    const [first] = await periodsOf(id);
    await shop.play('PAYMENT_FAILS', 'payment', first?.payment?.providerReference ?? '');
    await shop.rest();
    expect(await read(id)).toMatchObject({ status: 'PAST_DUE', reason: { code: 'INSUFFICIENT_FUNDS' } });
    await done(retryPayment(shop.deps, shop.caller, { idempotencyKey: freshKey(), paymentId: first?.paymentId ?? '' }));
    await shop.rest();
    expect(await read(id)).toMatchObject({ status: 'ACTIVE', reason: null });
  });

  it('goes on with the mandate that has taken the place of its own, and ends with one that has none', async () => {
    const { id: mandateId, reference } = await lives.activeMandate();
    const id = await made(mandateId, { startsOn: addDays(today(), 60) });
    await shop.play('MANDATE_REPLACED', 'mandate', reference);
    await shop.rest();
    const successor = (await rows.mandate(mandateId)).replacedById ?? '';
    expect(await read(id)).toMatchObject({ mandateId: successor });
    await done(cancelMandate(shop.deps, shop.caller, { idempotencyKey: freshKey(), mandateId: successor }));
    await shop.rest();
    expect(await read(id)).toMatchObject({ status: 'CANCELLED', reason: { code: 'AUTHORITY_NOT_ACTIVE' } });
    expect(await resumePaymentSchedule(shop.deps, shop.caller, on(id))).toMatchObject({
      ok: false,
      error: { kind: 'invalidState', current: 'CANCELLED' },
    });
  });

  it.each([
    ['a day that not every month has', { anchor: { dayOfMonth: 31 } }, ['anchor', 'dayOfMonth']],
    ['two ends', { count: 2, endsOn: '2040-01-01' }, ['endsOn']],
    ['a weekday of a month', { anchor: { weekday: 1 } }, ['anchor', 'weekday']],
    ['a first day that cannot be reached', { startsOn: '2020-01-01' }, ['startsOn']],
    ['less than one charge a year', { every: { count: 13, unit: 'MONTH' } }, ['every', 'count']],
    ['another currency', { amount: money(100n, currency('EUR')) }, ['amount', 'currency']],
  ] as const)('with %s is refused by name', async (_, over, path) => {
    const [mandate] = await rows.reader().mandate.findMany({ where: { status: 'ACTIVE' }, take: 1 });
    expect(await schedule(mandate?.id ?? '', over)).toMatchObject({
      ok: false,
      error: { kind: 'invalidInput', problems: [{ path: ['input', 'terms', 'recurring', ...path] }] },
    });
  });
});

describe('sixty schedules of one morning', () => {
  it('are charged once each, whoever takes them up', async () => {
    const mandate = await rows.mandate((await lives.activeMandate()).id);
    const ids = await manySchedules(shop.deps, shop.caller, [mandate], 60, iso(mandate.nextChargeDate));
    const worker = async (): Promise<void> => {
      const claimed = await claimDue(shop.app.db.claims, 'payment_schedule', 8);
      await Promise.all(claimed.map((claim) => advanceSchedule(shop.deps, claim)));
      if (claimed.length > 0) await worker();
    };
    await shop.app.workers.pauseWhile(() => Promise.all([worker(), worker()]));
    const periods = await rows.reader().paymentSchedulePeriod.findMany({ where: { scheduleId: { in: [...ids] } } });
    expect(periods).toHaveLength(60);
    expect(new Set(periods.map(({ paymentId }) => paymentId)).size).toBe(60);
  });
});

describe('the database', () => {
  it.each([
    [
      'a second charge of a period',
      'insert into payment_schedule_period select * from payment_schedule_period limit 1',
      'duplicate key',
    ],
    [
      'a period that is changed',
      `update payment_schedule_period set outcome = 'SKIPPED', payment_id = null`,
      'append-only',
    ],
    ['an amount that is changed', 'update payment_schedule_amount set amount_minor = 1', 'append-only'],
    [
      'a period that is left out',
      'update payment_schedule set next_period = next_period + 1, version = version + 1 where count is null',
      'goes on with the period after its last',
    ],
    ['a change that is no new version', `update payment_schedule set status = 'PAUSED'`, 'raises its version'],
    [
      'a way back from the end',
      `update payment_schedule set status = 'ACTIVE', reason = null, version = version + 1 where status = 'CANCELLED'`,
      'does not move',
    ],
    ['another rhythm', 'update payment_schedule set every = 2, version = version + 1', 'never changes'],
  ])('refuses %s', async (_, statement, message) => {
    const owner = new pg.Client({ connectionString: shop.database.superuserUrl });
    await owner.connect();
    await expect(owner.query(statement)).rejects.toThrow(message);
    await owner.end();
  });
});
