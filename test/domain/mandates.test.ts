import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyFacts } from '../../src/domain/apply.ts';
import {
  cancelBillingRequest,
  completeBillingRequestAction,
  createBillingRequestFlow,
  fallBackBillingRequest,
  fulfilBillingRequest,
  notifyBillingRequest,
} from '../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../src/domain/billing-request/create.ts';
import { nextActions } from '../../src/domain/billing-request/rules.ts';
import { cancelMandate, createMandate } from '../../src/domain/mandate/commands.ts';
import { currency, money } from '../../src/domain/money.ts';
import { resolveOperation } from '../../src/domain/operation/resolve.ts';
import { cancelPayment, refundPayment } from '../../src/domain/payment/commands.ts';
import { createOneOffPayment } from '../../src/domain/payment/create.ts';
import { erasePerson } from '../../src/domain/person.ts';
import { askAboutMandate, askAboutPayment } from '../../src/domain/sweep.ts';
import { type DomainWorld, done, startDomainWorld } from '../support/domain-world.ts';
import { type FakePayment, paymentFacts } from '../support/fake-bank.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';

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
const requestOf = (id: string | undefined) => reader().billingRequest.findUniqueOrThrow({ where: of(id) });
const paymentOf = (id: string | undefined) => reader().oneOffPayment.findUniqueOrThrow({ where: of(id) });
const id = (of: string | undefined) => ({ merchantId: world.caller.merchantId, id: of ?? '' });

async function newMandate(): Promise<string> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  return mandateId;
}

async function activeMandate(): Promise<string> {
  const mandateId = await newMandate();
  const { providerReference } = await mandateOf(mandateId);
  world.bank.mandates.set(providerReference ?? '', { status: 'ACTIVE', word: 'active' });
  await askAboutMandate(world.deps, id(mandateId));
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
  await askAboutPayment(world.deps, id(paymentId));
  return paymentOf(paymentId);
}

describe('a mandate', () => {
  it('waits for its bank, becomes active when asked about, and is cancelled at the provider', async () => {
    const mandateId = await newMandate();
    expect(await mandateOf(mandateId)).toMatchObject({
      status: 'PENDING',
      providerStatus: 'pending_submission',
      scheme: 'BACS',
    });
    expect((await mandateOf(mandateId)).nextAskAt).not.toBeNull();
    world.bank.mandates.set((await mandateOf(mandateId)).providerReference ?? '', { status: 'ACTIVE', word: 'active' });
    await askAboutMandate(world.deps, id(mandateId));
    expect(await mandateOf(mandateId)).toMatchObject({ status: 'ACTIVE', nextAskAt: null });
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
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    });
    expect(answer).toMatchObject({ ok: false, error: { is: 'provider', reason: { code: 'DEBTOR_DETAILS_INVALID' } } });
    expect(await reader().mandate.findFirst({ where: { externalId } })).toMatchObject({
      status: 'FAILED',
      unresolved: 0,
    });
  });

  it('whose creation has an unknown outcome is unresolved until the same key brings the same mandate', async () => {
    world.bank.script('mandate.create', { kind: 'unknown', why: { is: 'timeout', detail: '' } }, 'after');
    const made = world.bank.mandates.size;
    const mandateId = await newMandate();
    expect(await mandateOf(mandateId)).toMatchObject({ status: 'PENDING', unresolved: 1, providerReference: null });
    expect((await charge(mandateId)).ok).toBe(false);
    await world.pass(10_000);
    await world.settle();
    expect(await mandateOf(mandateId)).toMatchObject({ unresolved: 0, providerStatus: 'pending_submission' });
    expect(world.bank.mandates.size).toBe(made + 1);
  });

  it('whose cancellation only a person can settle ends as the person says', async () => {
    const mandateId = await activeMandate();
    world.bank.script('mandate.cancel', { kind: 'unknown', why: { is: 'timeout', detail: '' } });
    await done(cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId }));
    const operation = await reader().operation.findFirstOrThrow({ where: { mandateId, status: 'UNRESOLVED' } });
    const answer = await resolveOperation(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      operationId: operation.id,
      outcome: 'HAPPENED',
      reason: 'The provider says so on the telephone.',
    });
    expect(answer).toMatchObject({ ok: true, value: { mandateId } });
    expect(await mandateOf(mandateId)).toMatchObject({ status: 'CANCELLED', cancelling: false, unresolved: 0 });
  });

  it('that is pending cannot be charged, nor one that has ended', async () => {
    const mandateId = await newMandate();
    expect(await charge(mandateId)).toMatchObject({ ok: false, error: { is: 'invalidState', current: 'PENDING' } });
    await done(cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId }));
    expect(await charge(mandateId)).toMatchObject({ ok: false, error: { is: 'invalidState', current: 'CANCELLED' } });
    expect(await cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId })).toMatchObject({
      ok: false,
      error: { is: 'invalidState' },
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
      error: { is: 'invalidState', allowedFrom: ['CREATED', 'REQUIRES_PAYER_ACTION'] },
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
      error: { is: 'invalidState' },
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
    const tell = (word: FakePayment['word'], askedMsAgo: number) =>
      world.db.forMerchant(world.caller.merchantId, (tx, now) =>
        applyFacts(
          {
            tx,
            now,
            connected,
            cause: { by: 'clock', rule: 'test' },
            askedAt: new Date(now.getTime() - askedMsAgo),
            ended: new Set(),
          },
          paymentFacts({ kind: 'payment', id: providerReference }, { word, amount: eighty }),
        ),
      );
    await tell('charged_back', 60_000);
    expect(await paymentOf(paymentId)).toMatchObject({ state: 'SETTLED', reversed: 0n, providerStatus: 'confirmed' });
    await tell('charged_back', 0);
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

async function newRequest(over: { mandate?: boolean; payment?: boolean; fallback?: boolean } = {}): Promise<string> {
  const { mandate = true, payment = true, fallback = false } = over;
  const { billingRequestId = '' } = await done(
    createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: {
          ...(payment ? { payment: { amount: eighty, description: 'Licensed Steel Chips' } } : {}),
          ...(mandate ? { mandate: { currency: currency('DKK'), scheme: 'BACS', sweeping: false } } : {}),
          fallbackEnabled: fallback,
        },
      },
      metadata: { key1: 'Value' },
    }),
  );
  return billingRequestId;
}

const details = { collectCustomerDetails: { givenName: 'Cassandra', danishIdentityNumber: '2110625629' } } as const;
const account = {
  collectBankAccount: { iban: { accountHolderName: 'Cassandra', iban: 'DK5000400440116243' } },
} as const;
const confirmation = { confirmPayerDetails: { payerRequestedDualSignature: false } } as const;
const complete = (billingRequestId: string, action: typeof details | typeof account | typeof confirmation) =>
  completeBillingRequestAction(world.deps, world.caller, { idempotencyKey: freshKey(), billingRequestId, action });
const on = (billingRequestId: string) => ({ idempotencyKey: freshKey(), billingRequestId });

async function readyRequest(over: Parameters<typeof newRequest>[0] = {}): Promise<string> {
  const requestId = await newRequest(over);
  for (const action of [details, account, confirmation]) await done(complete(requestId, action));
  return requestId;
}

describe('a billing request', () => {
  it('is completed action by action in the order of its graph, then fulfilled into a payment and a mandate', async () => {
    const requestId = await newRequest();
    expect(nextActions(await requestOf(requestId)).map(({ type }) => type)).toEqual([
      'COLLECT_CUSTOMER_DETAILS',
      'COLLECT_BANK_ACCOUNT',
    ]);
    expect(await complete(requestId, confirmation)).toMatchObject({ ok: false, error: { is: 'invalidState' } });
    expect(await fulfilBillingRequest(world.deps, world.caller, on(requestId))).toMatchObject({
      ok: false,
      error: { current: 'PENDING', allowedFrom: ['READY_TO_FULFIL'] },
    });
    for (const action of [details, account, confirmation]) await done(complete(requestId, action));
    expect(await requestOf(requestId)).toMatchObject({ status: 'READY_TO_FULFIL' });
    await done(fulfilBillingRequest(world.deps, world.caller, on(requestId)));
    expect(await requestOf(requestId)).toMatchObject({ status: 'FULFILLED', actions: [] });
    const payment = await reader().oneOffPayment.findFirstOrThrow({ where: { billingRequestId: requestId } });
    expect(payment).toMatchObject({
      state: 'PROCESSING',
      requested: 8000n,
      description: 'Licensed Steel Chips',
      externalId: null,
    });
    const mandate = await reader().mandate.findFirstOrThrow({ where: { billingRequestId: requestId } });
    expect(mandate).toMatchObject({ status: 'PENDING', scheme: 'BACS' });
    expect(await world.eventsOf(requestId)).toEqual([
      'BILLING_REQUEST_CREATED',
      'BILLING_REQUEST_STATUS_CHANGED',
      'BILLING_REQUEST_ACTION_COMPLETED',
      'BILLING_REQUEST_ACTION_COMPLETED',
      'BILLING_REQUEST_ACTION_COMPLETED',
      'BILLING_REQUEST_FULFILLED',
    ]);
    expect(await becomes(payment.id, 'confirmed')).toMatchObject({ state: 'SETTLED' });
  });

  it('leads to the same rows when its fulfilment is told by any of its news, and told again', async () => {
    const requestId = await readyRequest();
    const { providerReference } = await requestOf(requestId);
    const book = world.bank.requests.get(providerReference ?? '');
    if (book) book.status = 'FULFILLED';
    const news = [
      { kind: 'payment', id: `PM-${providerReference}` },
      { kind: 'mandate', id: `MD-${providerReference}` },
      { kind: 'billingRequest', id: providerReference ?? '' },
    ];
    expect(await world.push(...news, ...news)).toBe(204);
    await world.process();
    expect(await reader().oneOffPayment.count({ where: { billingRequestId: requestId } })).toBe(1);
    expect(await reader().mandate.count({ where: { billingRequestId: requestId } })).toBe(1);
    expect(await reader().inboxItem.count({ where: { state: { not: 'DONE' } } })).toBe(0);
  });

  it('whose fulfilment has an unknown outcome is unresolved, then fulfilled by asking, once', async () => {
    const requestId = await readyRequest({ payment: false });
    world.bank.script('request.fulfil', { kind: 'unknown', why: { is: 'reset', detail: '' } }, 'after');
    await done(fulfilBillingRequest(world.deps, world.caller, on(requestId)));
    expect(await requestOf(requestId)).toMatchObject({ status: 'READY_TO_FULFIL', unresolved: 1 });
    const sent = world.bank.calls.filter(({ operation }) => operation === 'request.fulfil').length;
    await world.pass(10_000);
    await world.settle();
    expect(await requestOf(requestId)).toMatchObject({ status: 'FULFILLED', unresolved: 0 });
    expect(world.bank.calls.filter(({ operation }) => operation === 'request.fulfil')).toHaveLength(sent);
    expect(await reader().mandate.count({ where: { billingRequestId: requestId } })).toBe(1);
  });

  it('is cancelled, and nothing can be asked of it afterwards', async () => {
    const requestId = await newRequest();
    const { eventId } = await done(cancelBillingRequest(world.deps, world.caller, on(requestId)));
    expect(await requestOf(requestId)).toMatchObject({ status: 'CANCELLED', cancelling: false, nextAskAt: null });
    expect(await reader().event.findFirst({ where: { id: eventId ?? '' } })).toMatchObject({
      type: 'BILLING_REQUEST_CANCELLED',
    });
    for (const refusal of [
      await complete(requestId, details),
      await cancelBillingRequest(world.deps, world.caller, on(requestId)),
      await createBillingRequestFlow(world.deps, world.caller, {
        ...on(requestId),
        lockBankAccount: false,
        lockCustomerDetails: false,
      }),
      await notifyBillingRequest(world.deps, world.caller, { ...on(requestId), channel: 'EMAIL' }),
    ])
      expect(refusal).toMatchObject({ ok: false, error: { is: 'invalidState', current: 'CANCELLED' } });
  });

  it('gets a hosted page, a second one when asked again, and a mail', async () => {
    const requestId = await newRequest();
    const page = { lockBankAccount: false, lockCustomerDetails: false };
    await done(createBillingRequestFlow(world.deps, world.caller, { ...on(requestId), ...page }));
    const first = (await requestOf(requestId)).flowUrl;
    await done(createBillingRequestFlow(world.deps, world.caller, { ...on(requestId), ...page }));
    const { flowUrl, flowExpiresAt } = await requestOf(requestId);
    expect(flowUrl).toMatch(/^https:\/\/pay\.example\//);
    expect(flowUrl).not.toBe(first);
    expect(flowExpiresAt).not.toBeNull();
    await done(notifyBillingRequest(world.deps, world.caller, { ...on(requestId), channel: 'EMAIL' }));
  });

  it('falls back once, and only where that was enabled', async () => {
    const without = await newRequest();
    expect(await fallBackBillingRequest(world.deps, world.caller, on(without))).toMatchObject({ ok: false });
    const requestId = await newRequest({ fallback: true });
    await done(fallBackBillingRequest(world.deps, world.caller, on(requestId)));
    expect(await requestOf(requestId)).toMatchObject({ fallbackOccurred: true, status: 'PENDING' });
    expect(await fallBackBillingRequest(world.deps, world.caller, on(requestId))).toMatchObject({ ok: false });
  });

  it('for neither a payment nor a mandate is refused by field, and nothing is written', async () => {
    const before = await reader().billingRequest.count();
    const answer = await createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      with: { goCardless: { fallbackEnabled: false } },
    });
    expect(answer).toMatchObject({ ok: false, error: { problems: [{ path: ['input', 'with', 'goCardless'] }] } });
    expect(await reader().billingRequest.count()).toBe(before);
  });

  it('that is refused by the provider is rejected, and the mutation says why', async () => {
    world.bank.script('request.create', {
      kind: 'refused',
      why: { code: 'OTHER', message: 'No.', origin: 'PROVIDER', retryable: false },
    });
    const externalId = freshReference('BRQ');
    const answer = await createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId,
      with: { goCardless: { payment: { amount: eighty, description: 'x' }, fallbackEnabled: false } },
    });
    expect(answer).toMatchObject({ ok: false, error: { is: 'provider' } });
    expect(await reader().billingRequest.findFirst({ where: { externalId } })).toMatchObject({ status: 'REJECTED' });
  });
});

describe('a person', () => {
  const secrets = ['2110625629', 'Cassandra', 'DK5000400440116243'];

  it('is named in no event, log, idempotency row or billing request', async () => {
    const requestId = await readyRequest();
    await done(fulfilBillingRequest(world.deps, world.caller, on(requestId)));
    const { rows } = await world.db.worker.query<{ text: string }>(
      `select e::text as text from event e union all select i::text from idempotency i union all select b::text from billing_request b
       union all select m::text from mandate m union all select p::text from one_off_payment p union all select o::text from operation o`,
    );
    const kept = [...rows.map(({ text }) => text), ...world.logged].join('\n');
    expect(kept.length).toBeGreaterThan(1_000);
    for (const secret of secrets) expect(kept).not.toContain(secret);
  });

  it('who is erased can be named to the provider no more, while the money goes on', async () => {
    const requestId = await newRequest();
    world.bank.script('request.action', { kind: 'unknown', why: { is: 'timeout', detail: '' } }, 'after');
    const key = freshKey();
    const input = { idempotencyKey: key, billingRequestId: requestId, action: details };
    await done(completeBillingRequestAction(world.deps, world.caller, input));
    const { personId } = await requestOf(requestId);
    const first = await erasePerson(world.deps, world.caller, personId);
    expect(first.ok).toBe(true);
    expect(await erasePerson(world.deps, world.caller, personId)).toEqual(first);
    // Its outcome is still found out, by asking about the request.
    const sent = world.bank.calls.filter(({ operation }) => operation === 'request.action').length;
    await world.pass(10_000);
    await world.settle();
    expect(await requestOf(requestId)).toMatchObject({ unresolved: 0 });
    expect(world.bank.calls.filter(({ operation }) => operation === 'request.action')).toHaveLength(sent);
    expect(await complete(requestId, account)).toMatchObject({ ok: false, error: { is: 'invalidState' } });
    expect(await completeBillingRequestAction(world.deps, world.caller, input)).toMatchObject({
      ok: false,
      error: { is: 'keyReused' },
    });
    await done(cancelBillingRequest(world.deps, world.caller, on(requestId)));
  });

  it('of another merchant is not found', async () => {
    const { personId } = await requestOf(await newRequest());
    const stranger = { ...world.caller, merchantId: '00000000-0000-7000-8000-00000000dead' };
    expect(await erasePerson(world.deps, stranger, personId)).toMatchObject({ ok: false, error: { is: 'notFound' } });
  });
});
