import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBillingRequest, fulfilBillingRequest } from '../../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../../src/domain/billing-request/create.ts';
import { nextEndedCheckAt } from '../../../src/domain/billing-request/states.ts';
import { createMandate } from '../../../src/domain/mandate/commands.ts';
import { nextRestingCheckAt } from '../../../src/domain/mandate/states.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { closedSchedule } from '../../../src/kernel/schedules.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

/** What is over, or at rest, is asked about ever more seldom: the one callback about it may never come. */
let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const day = 86_400_000;
const reader = () => world.db.reader(world.caller.merchantId);
const where = (id: string) => ({ merchantId_id: { merchantId: world.caller.merchantId, id } });
const mandateOf = (id: string) => reader().mandate.findUniqueOrThrow({ where: where(id) });
const requestOf = (id: string) => reader().billingRequest.findUniqueOrThrow({ where: where(id) });
const gbp = currency('GBP');

/** Lets time pass to the next question about a thing, and has everything asked that is due. */
async function toNextCheck(row: { readonly nextCheckAt: Date | null }): Promise<void> {
  const { rows } = await world.db.worker.query<{ now: Date }>('select app_now() as now');
  if (!row.nextCheckAt || !rows[0]) throw new Error('no question is planned');
  await world.pass(row.nextCheckAt.getTime() - rows[0].now.getTime() + 1_000);
  await world.step('mandate', 'billing_request', 'one_off_payment');
}

async function activeMandate(): Promise<string> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  const { providerReference } = await mandateOf(mandateId);
  world.bank.mandates.set(providerReference ?? '', { status: 'ACTIVE', word: 'active' });
  await toNextCheck(await mandateOf(mandateId));
  return mandateId;
}

async function newRequest(): Promise<string> {
  const { billingRequestId = '' } = await done(
    createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: {
          payment: { amount: money(79_050n, gbp), description: 'Licensed Steel Chips' },
          mandate: { currency: gbp, scheme: 'BACS', sweeping: false },
          fallbackEnabled: false,
        },
      },
    }),
  );
  return billingRequestId;
}

describe('a mandate', () => {
  it('that its payer ends at the bank is known by asking, and so is one that is taken up again', async () => {
    const id = await activeMandate();
    const active = await mandateOf(id);
    expect(active.status).toBe('ACTIVE');
    const { providerReference } = active;
    world.bank.mandates.set(providerReference ?? '', { status: 'CANCELLED', word: 'cancelled' });
    await toNextCheck(active);
    expect(await mandateOf(id)).toMatchObject({ status: 'CANCELLED' });
    world.bank.mandates.set(providerReference ?? '', { status: 'ACTIVE', word: 'active' });
    await toNextCheck(await mandateOf(id));
    expect(await mandateOf(id)).toMatchObject({ status: 'ACTIVE' });
  });

  it('is asked about again in an hour when the provider has not answered', async () => {
    const id = await activeMandate();
    const { providerReference } = await mandateOf(id);
    world.bank.unreadable.add(providerReference ?? '');
    const before = (await mandateOf(id)).nextCheckAt;
    await toNextCheck(await mandateOf(id));
    const after = (await mandateOf(id)).nextCheckAt;
    expect(Math.round((Number(after) - Number(before)) / 60_000)).toBe(60);
    world.bank.unreadable.delete(providerReference ?? '');
  });

  it('has its questions ever further apart; an active one never has the last', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const questions = (status: 'ACTIVE' | 'CANCELLED' | 'REJECTED') => {
      const row = { id: '00000000-0000-7000-8000-000000000001', status, updatedAt: at };
      const asked: number[] = [];
      for (
        let next = nextRestingCheckAt(row, at);
        next && asked.length < 15;
        next = nextRestingCheckAt(row, new Date(next.getTime() + 1_000))
      )
        asked.push(next.getTime());
      return asked.map((time) => (time - at.getTime()) / day);
    };
    expect(questions('CANCELLED')).toHaveLength(closedSchedule.length);
    expect(questions('CANCELLED').at(-1)).toBeGreaterThan(300);
    expect(questions('ACTIVE')).toHaveLength(15);
    expect(questions('REJECTED')).toEqual([]);
  });
});

describe('a billing request that has ended', () => {
  it('is asked about once more when all that it was to lead to has been named', async () => {
    const id = await newRequest();
    const { providerReference } = await requestOf(id);
    const inBook = world.bank.requests.get(providerReference ?? '');
    if (!inBook) throw new Error('not in the book');
    inBook.status = 'READY_TO_FULFIL';
    await world.push({ kind: 'billingRequest', id: providerReference ?? '' });
    await world.process();
    await done(fulfilBillingRequest(world.deps, world.caller, { idempotencyKey: freshKey(), billingRequestId: id }));
    expect(await requestOf(id)).toMatchObject({ status: 'FULFILLED' });
    await toNextCheck(await requestOf(id));
    expect(await requestOf(id)).toMatchObject({ status: 'FULFILLED', nextCheckAt: null });
  });

  it('shows what it led to after all, although no callback has said so', async () => {
    const id = await newRequest();
    await done(cancelBillingRequest(world.deps, world.caller, { idempotencyKey: freshKey(), billingRequestId: id }));
    const { providerReference } = await requestOf(id);
    const inBook = world.bank.requests.get(providerReference ?? '');
    if (!inBook) throw new Error('not in the book');
    // The payer was quicker at the bank.
    inBook.status = 'FULFILLED';
    await toNextCheck(await requestOf(id));
    expect(await requestOf(id)).toMatchObject({ status: 'CANCELLED' });
    expect(await reader().oneOffPayment.count({ where: { billingRequestId: id } })).toBe(1);
    expect(await reader().mandate.count({ where: { billingRequestId: id } })).toBe(1);
  });

  it('is asked about for as long as something is missing', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const next = (
      purpose: 'PAYMENT' | 'MANDATE' | 'PAYMENT_AND_MANDATE',
      payment: object | null,
      mandate: object | null,
    ) => nextEndedCheckAt({ id: 'x', updatedAt: at, ledTo: { purpose, payment, mandate } }, at) !== null;
    expect([next('PAYMENT', null, null), next('MANDATE', null, null), next('PAYMENT_AND_MANDATE', {}, null)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([next('PAYMENT', {}, null), next('MANDATE', null, {}), next('PAYMENT_AND_MANDATE', {}, {})]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
