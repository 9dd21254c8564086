import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelMandate, createMandate } from '../../../src/domain/mandate/commands.ts';
import { resolveOperation } from '../../../src/domain/operation/resolve.ts';
import { cancelPayment, refundPayment } from '../../../src/domain/payment/commands.ts';
import { createOneOffPayment } from '../../../src/domain/payment/create.ts';
import { applyFacts } from '../../../src/domain/reconcile/apply.ts';
import { applyContext } from '../../../src/domain/reconcile/apply-context.ts';
import { checkMandateStatus, checkPaymentStatus } from '../../../src/domain/reconcile/check-status.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { type FakePayment, paymentFacts } from '../../support/fake-bank.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(async () => {
  await world.close();
});

const eighty = money(8000n, currency('DKK'));
const of = (id: string | undefined) => ({ merchantId_id: { merchantId: world.caller.merchantId, id: id ?? '' } });
const reader = () => world.db.reader(world.caller.merchantId);
const mandateOf = (id: string | undefined) => reader().mandate.findUniqueOrThrow({ where: of(id) });
const paymentOf = (id: string | undefined) => reader().oneOffPayment.findUniqueOrThrow({ where: of(id) });
const id = (of: string | undefined) => ({ merchantId: world.caller.merchantId, id: of ?? '' });

async function newMandate(): Promise<string> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BETALINGSSERVICE', customerBankAccountReference: 'BA123' } },
    }),
  );
  return mandateId;
}

async function activeMandate(): Promise<string> {
  const mandateId = await newMandate();
  const { providerReference } = await mandateOf(mandateId);
  world.bank.mandates.set(providerReference ?? '', { status: 'ACTIVE', word: 'active' });
  await checkMandateStatus(world.deps, id(mandateId));
  return mandateId;
}

async function charge(mandateId: string, over: { idempotencyKey?: string } = {}) {
  return createOneOffPayment(world.deps, world.caller, {
    idempotencyKey: freshKey(),
    mandateId,
    amount: eighty,
    externalId: freshReference('P'),
    description: 'Steel chips',
    autoReserve: false,
    expiresInMs: 0,
    returnUrl: 'https://example.com',
    ...over,
  });
}

async function charged(): Promise<string> {
  const { paymentId = '' } = await done(charge(await activeMandate()));
  return paymentId;
}

/** Moves the payment in the provider's book and has us ask about it. */
async function becomes(paymentId: string, word: FakePayment['word']) {
  const { providerReference } = await paymentOf(paymentId);
  const payment = world.bank.payments.get(providerReference ?? '');
  if (!payment) throw new Error('not in the book');
  payment.word = word;
  await checkPaymentStatus(world.deps, id(paymentId));
  return paymentOf(paymentId);
}

describe('a mandate', () => {
  it('waits for its bank, becomes active when asked about, and is cancelled at the provider', async () => {
    const mandateId = await newMandate();
    expect(await mandateOf(mandateId)).toMatchObject({
      status: 'PENDING',
      providerStatus: 'pending_submission',
      scheme: 'BETALINGSSERVICE',
    });
    expect((await mandateOf(mandateId)).nextCheckAt).not.toBeNull();
    world.bank.mandates.set((await mandateOf(mandateId)).providerReference ?? '', { status: 'ACTIVE', word: 'active' });
    await checkMandateStatus(world.deps, id(mandateId));
    expect(await mandateOf(mandateId)).toMatchObject({ status: 'ACTIVE' });
    await done(cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId }));
    expect(await mandateOf(mandateId)).toMatchObject({ status: 'CANCELLED', cancelling: false });
    expect(await world.eventsOf(mandateId)).toEqual([
      'MANDATE_CREATED',
      'MANDATE_STATUS_CHANGED',
      'MANDATE_ACTIVATED',
      'MANDATE_STATUS_CHANGED',
      'MANDATE_ENDED',
    ]);
  });

  it('that the provider refuses has failed, and the caller is told why', async () => {
    world.bank.script('mandate.create', {
      kind: 'refused',
      why: { code: 'DEBTOR_DETAILS_INVALID', message: 'No.', origin: 'BANK', retryable: false },
    });
    const externalId = freshReference('M');
    const answer = await createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId,
      debtor: { goCardless: { scheme: 'BETALINGSSERVICE', customerBankAccountReference: 'BA123' } },
    });
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: 'provider', reason: { code: 'DEBTOR_DETAILS_INVALID' } },
    });
    expect(await reader().mandate.findFirst({ where: { externalId } })).toMatchObject({
      status: 'FAILED',
      unresolvedCount: 0,
    });
  });

  it('whose creation has an unknown outcome is unresolved until the same key brings the same mandate', async () => {
    world.bank.script('mandate.create', { kind: 'unknown', why: { kind: 'timeout', detail: '' } }, 'after');
    const made = world.bank.mandates.size;
    const mandateId = await newMandate();
    expect(await mandateOf(mandateId)).toMatchObject({
      status: 'PENDING',
      unresolvedCount: 1,
      providerReference: null,
    });
    expect((await charge(mandateId)).ok).toBe(false);
    await world.pass(10_000);
    await world.settle();
    expect(await mandateOf(mandateId)).toMatchObject({ unresolvedCount: 0, providerStatus: 'pending_submission' });
    expect(world.bank.mandates.size).toBe(made + 1);
  });

  it('whose cancellation only a person can settle ends as the person says', async () => {
    const mandateId = await activeMandate();
    world.bank.script('mandate.cancel', { kind: 'unknown', why: { kind: 'timeout', detail: '' } });
    await done(cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId }));
    const operation = await reader().operation.findFirstOrThrow({ where: { mandateId, status: 'UNRESOLVED' } });
    const answer = await resolveOperation(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      operationId: operation.id,
      outcome: 'HAPPENED',
      reason: 'The provider says so on the telephone.',
    });
    expect(answer).toMatchObject({ ok: true, value: { mandateId } });
    expect(await mandateOf(mandateId)).toMatchObject({ status: 'CANCELLED', cancelling: false, unresolvedCount: 0 });
  });

  it('that is pending cannot be charged, nor one that has ended', async () => {
    const mandateId = await newMandate();
    expect(await charge(mandateId)).toMatchObject({ ok: false, error: { kind: 'invalidState', current: 'PENDING' } });
    await done(cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId }));
    expect(await charge(mandateId)).toMatchObject({ ok: false, error: { kind: 'invalidState', current: 'CANCELLED' } });
    expect(await cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId })).toMatchObject({
      ok: false,
      error: { kind: 'invalidState' },
    });
  });

  it('of a provider that cannot cancel refuses without using the key up', async () => {
    const answer = await createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: {
        betalingsservice: { debtorReference: 'C1', bankRegistrationNumber: '1234', bankAccountNumber: '12345678' },
      },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_SUPPORTED_BY_PROVIDER' } });
  });
});

describe('a payment on a mandate', () => {
  it('is scheduled, collected and paid out, without anything to capture', async () => {
    const paymentId = await charged();
    expect(await paymentOf(paymentId)).toMatchObject({
      state: 'CREATED',
      providerStatus: 'pending_submission',
      chargeDate: new Date('2026-01-05T00:00:00Z'),
    });
    expect(await becomes(paymentId, 'submitted')).toMatchObject({ state: 'PROCESSING', status: 'PROCESSING' });
    expect(await becomes(paymentId, 'confirmed')).toMatchObject({
      state: 'SETTLED',
      authorized: 8000n,
      captured: 8000n,
    });
    expect(await becomes(paymentId, 'paid_out')).toMatchObject({ state: 'SETTLED', providerStatus: 'paid_out' });
    expect(await world.eventsOf(paymentId)).toEqual([
      'PAYMENT_CREATED',
      'PAYMENT_STATUS_CHANGED',
      'PAYMENT_STATUS_CHANGED',
      'PAYMENT_SETTLED',
      'PAYMENT_STATUS_CHANGED',
    ]);
  });

  it('can be withdrawn until the bank has it, and not after', async () => {
    const early = await charged();
    await done(cancelPayment(world.deps, world.caller, { idempotencyKey: freshKey(), paymentId: early }));
    expect(await paymentOf(early)).toMatchObject({ state: 'CANCELLED', cancelling: false });
    const late = await charged();
    await becomes(late, 'submitted');
    expect(
      await cancelPayment(world.deps, world.caller, { idempotencyKey: freshKey(), paymentId: late }),
    ).toMatchObject({
      ok: false,
      error: { kind: 'invalidState', allowedFrom: ['CREATED', 'REQUIRES_PAYER_ACTION'] },
    });
  });

  it('that fails late, or is charged back after a refund, shows what was taken back', async () => {
    const late = await charged();
    await becomes(late, 'confirmed');
    expect(await becomes(late, 'failed')).toMatchObject({ state: 'REVERSED', captured: 8000n, reversed: 8000n });
    const disputed = await charged();
    await becomes(disputed, 'paid_out');
    await done(
      refundPayment(world.deps, world.caller, {
        idempotencyKey: freshKey(),
        paymentId: disputed,
        amount: money(3000n, currency('DKK')),
      }),
    );
    const after = await becomes(disputed, 'charged_back');
    expect(after).toMatchObject({ state: 'REVERSED', captured: 8000n, refunded: 3000n, reversed: 8000n });
    expect(
      await refundPayment(world.deps, world.caller, { idempotencyKey: freshKey(), paymentId: disputed }),
    ).toMatchObject({
      ok: false,
      error: { kind: 'invalidState' },
    });
    expect(await becomes(disputed, 'paid_out')).toMatchObject({ state: 'SETTLED', reversed: 0n });
    expect((await world.eventsOf(disputed)).slice(-2)).toEqual(['PAYMENT_REVERSED', 'PAYMENT_RESTORED']);
  });

  it('of which we only hear once it was charged back was collected first', async () => {
    const paymentId = await charged();
    expect(await becomes(paymentId, 'charged_back')).toMatchObject({
      state: 'REVERSED',
      captured: 8000n,
      reversed: 8000n,
    });
    expect((await world.eventsOf(paymentId)).slice(-2)).toEqual(['PAYMENT_SETTLED', 'PAYMENT_REVERSED']);
  });

  it('is not turned back by a question that was asked before the last one', async () => {
    const paymentId = await charged();
    const { providerReference } = await becomes(paymentId, 'confirmed');
    const connected = await world.deps.accounts.of(world.caller.merchantId, 'GOCARDLESS');
    if (!connected || !providerReference) throw new Error('not connected');
    const applyReading = (word: FakePayment['word'], checkedMsAgo: number) =>
      world.db.forMerchant(world.caller.merchantId, (tx, now) =>
        applyFacts(
          applyContext(world.deps, {
            tx,
            now,
            connected,
            cause: { by: 'clock', rule: 'test' },
            checkedAt: new Date(now.getTime() - checkedMsAgo),
          }),
          paymentFacts({ kind: 'payment', id: providerReference }, { word, amount: eighty }),
        ),
      );
    await applyReading('charged_back', 60_000);
    expect(await paymentOf(paymentId)).toMatchObject({ state: 'SETTLED', reversed: 0n, providerStatus: 'confirmed' });
    await applyReading('charged_back', 0);
    expect(await paymentOf(paymentId)).toMatchObject({ state: 'REVERSED', reversed: 8000n });
  });

  it('repeated with its key gives the same payment and is sent once', async () => {
    const mandateId = await activeMandate();
    const idempotencyKey = freshKey();
    const externalId = freshReference('P');
    const input = {
      idempotencyKey,
      mandateId,
      amount: eighty,
      externalId,
      description: 'x',
      autoReserve: false,
      expiresInMs: 0,
      returnUrl: 'https://example.com',
    };
    const first = await done(createOneOffPayment(world.deps, world.caller, input));
    const second = await done(createOneOffPayment(world.deps, world.caller, input));
    expect(second).toMatchObject({ paymentId: first.paymentId, idempotency: { replayed: true } });
    expect(
      world.bank.calls.filter((call) => (call.input as { externalId?: string }).externalId === externalId),
    ).toHaveLength(1);
  });
});
