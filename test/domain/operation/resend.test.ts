import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { notifyBillingRequest } from '../../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../../src/domain/billing-request/create.ts';
import { createMandate } from '../../../src/domain/mandate/commands.ts';
import { createOneOffPayment } from '../../../src/domain/payment/create.ts';
import type { Outcome } from '../../../src/domain/port/provider.ts';
import { checkMandateStatus } from '../../../src/domain/reconcile/check-status.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

// Weeks pass, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** What is sent again under its own key, since nothing else tells what became of it: when, how often, and for how long. */
let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;
const timeout: Outcome = { kind: 'unknown', why: { kind: 'timeout', detail: 'no answer' } };
const away: Outcome = { kind: 'notSent', why: { kind: 'unavailable', detail: 'connect' } };

const reader = () => world.db.reader(world.caller.merchantId);
const of = (id: string) => ({ merchantId_id: { merchantId: world.caller.merchantId, id } });
const paymentOf = (id: string) => reader().oneOffPayment.findUniqueOrThrow({ where: of(id) });
const operationOf = (paymentId: string) => reader().operation.findFirstOrThrow({ where: { paymentId } });
const sends = () => world.bank.calls.filter(({ operation }) => operation === 'payment.charge').length;

/** A charge whose first answer is lost, with or without its effect. */
async function lostCharge(when: 'instead' | 'after'): Promise<string> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BETALINGSSERVICE', customerBankAccountReference: 'BA123' } },
    }),
  );
  const { providerReference } = await reader().mandate.findUniqueOrThrow({ where: of(mandateId) });
  world.bank.mandates.set(providerReference ?? '', { status: 'ACTIVE', word: 'active' });
  await checkMandateStatus(world.deps, { merchantId: world.caller.merchantId, id: mandateId });
  world.bank.script('payment.charge', timeout, when);
  const { paymentId = '' } = await done(
    createOneOffPayment(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      mandateId,
      amount: money(8000n, currency('DKK')),
      externalId: freshReference('P'),
      description: 'Steel chips',
      autoReserve: false,
      expiresInMs: 0,
      returnUrl: 'https://example.com',
    }),
  );
  return paymentId;
}

/** Lets time pass with an answer for every attempt that is made meanwhile. */
async function pass(ms: number, answer: Outcome, stepMs: number, operation = 'payment.charge'): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    await world.pass(stepMs);
    world.bank.script(operation, answer);
    await world.settle();
  }
}

describe('a charge whose answer is lost', () => {
  it('is not said to have failed when the provider cannot be reached afterwards: the first attempt may have come through', async () => {
    const paymentId = await lostCharge('after');
    await pass(30 * hour, away, 3 * hour);
    expect(await paymentOf(paymentId)).toMatchObject({ state: 'CREATED', status: 'UNRESOLVED', unresolvedCount: 1 });

    await world.pass(24 * hour);
    world.bank.script('payment.charge', timeout, 'after');
    await world.settle();
    await world.pass(24 * hour);
    await world.settle();
    // What kept it waiting is over.
    expect(await operationOf(paymentId)).toMatchObject({ status: 'SUCCEEDED', reason: null });
    expect(await paymentOf(paymentId)).toMatchObject({ state: 'CREATED', unresolvedCount: 0 });
    expect([...world.bank.payments.values()]).toHaveLength(1);
  });

  it('is sent again ever more seldom, and never when the provider may have forgotten the key', async () => {
    const before = sends();
    const paymentId = await lostCharge('instead');
    await pass(60_000, timeout, 2_000);
    expect(sends() - before).toBeLessThanOrEqual(5);
    await pass(30 * 24 * hour, timeout, 12 * hour);
    const sent = sends() - before;
    expect(sent).toBeLessThanOrEqual(45);
    await pass(10 * 24 * hour, timeout, 24 * hour);
    expect(sends() - before).toBe(sent);
    // From here on a person decides.
    expect(await operationOf(paymentId)).toMatchObject({ status: 'UNRESOLVED', nextAt: null });
    expect(await paymentOf(paymentId)).toMatchObject({ status: 'UNRESOLVED', unresolvedCount: 1 });
  });
});

it('writes to a payer a handful of times at most, when no answer tells whether it did', async () => {
  const { billingRequestId = '' } = await done(
    createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: { mandate: { currency: currency('GBP'), scheme: 'BACS', sweeping: false }, fallbackEnabled: false },
      },
    }),
  );
  world.bank.script('request.notify', timeout, 'after');
  await done(
    notifyBillingRequest(world.deps, world.caller, { idempotencyKey: freshKey(), billingRequestId, channel: 'EMAIL' }),
  );
  await pass(24 * hour, timeout, 2 * hour, 'request.notify');
  await pass(10 * 24 * hour, timeout, 12 * hour, 'request.notify');
  expect(world.bank.calls.filter(({ operation }) => operation === 'request.notify').length).toBeLessThanOrEqual(9);
});
