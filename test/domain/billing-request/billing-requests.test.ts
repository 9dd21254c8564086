import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cancelBillingRequest,
  completeBillingRequestAction,
  createBillingRequestFlow,
  fallBackBillingRequest,
  fulfilBillingRequest,
  notifyBillingRequest,
} from '../../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../../src/domain/billing-request/create.ts';
import { nextActions } from '../../../src/domain/billing-request/rules.ts';
import { erasePayer } from '../../../src/domain/payer/erase.ts';
import { checkBillingRequestStatus, checkPaymentStatus } from '../../../src/domain/reconcile/check-status.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import type { FakePayment } from '../../support/fake-bank.ts';
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
const requestOf = (id: string | undefined) => reader().billingRequest.findUniqueOrThrow({ where: of(id) });
const paymentOf = (id: string | undefined) => reader().oneOffPayment.findUniqueOrThrow({ where: of(id) });
const id = (of: string | undefined) => ({ merchantId: world.caller.merchantId, id: of ?? '' });

/** Moves the payment in the provider's book and has us ask about it. */
async function becomes(paymentId: string, word: FakePayment['word']) {
  const { providerReference } = await paymentOf(paymentId);
  const payment = world.bank.payments.get(providerReference ?? '');
  if (!payment) throw new Error('not in the book');
  payment.word = word;
  await checkPaymentStatus(world.deps, id(paymentId));
  return paymentOf(paymentId);
}

async function newRequest(over: { mandate?: boolean; payment?: boolean; fallback?: boolean } = {}): Promise<string> {
  const { mandate = true, payment = true, fallback = false } = over;
  const { billingRequestId = '' } = await done(
    createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: {
          ...(payment ? { payment: { amount: eighty, description: 'Licensed Steel Chips' } } : {}),
          ...(mandate ? { mandate: { currency: currency('DKK'), scheme: 'BETALINGSSERVICE', sweeping: false } } : {}),
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
    expect(await complete(requestId, confirmation)).toMatchObject({ ok: false, error: { kind: 'invalidState' } });
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
    world.bank.script('request.fulfil', { kind: 'unknown', why: { kind: 'reset', detail: '' } }, 'after');
    await done(fulfilBillingRequest(world.deps, world.caller, on(requestId)));
    expect(await requestOf(requestId)).toMatchObject({ status: 'READY_TO_FULFIL', unresolvedCount: 1 });
    const sent = world.bank.calls.filter(({ operation }) => operation === 'request.fulfil').length;
    await world.pass(10_000);
    await world.settle();
    expect(await requestOf(requestId)).toMatchObject({ status: 'FULFILLED', unresolvedCount: 0 });
    expect(world.bank.calls.filter(({ operation }) => operation === 'request.fulfil')).toHaveLength(sent);
    expect(await reader().mandate.count({ where: { billingRequestId: requestId } })).toBe(1);
  });

  it('is cancelled, and nothing can be asked of it afterwards', async () => {
    const requestId = await newRequest();
    const { eventId } = await done(cancelBillingRequest(world.deps, world.caller, on(requestId)));
    expect(await requestOf(requestId)).toMatchObject({ status: 'CANCELLED', cancelling: false });
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
      expect(refusal).toMatchObject({ ok: false, error: { kind: 'invalidState', current: 'CANCELLED' } });
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

  it('shows, once, that what the provider says of it cannot be read, until it can', async () => {
    const requestId = await newRequest();
    const { providerReference, status } = await requestOf(requestId);
    const before = await world.eventsOf(requestId);
    world.bank.unreadable.add(providerReference ?? '');
    for (const _time of ['first', 'again']) await checkBillingRequestStatus(world.deps, id(requestId));
    expect(await requestOf(requestId)).toMatchObject({
      status,
      reason: {
        code: 'PROVIDER_ANSWER_UNREADABLE',
        origin: 'PROVIDER',
        message: expect.stringContaining('asked again'),
      },
    });
    expect(await world.eventsOf(requestId)).toHaveLength(before.length + 1);
    world.bank.unreadable.clear();
    await checkBillingRequestStatus(world.deps, id(requestId));
    expect(await requestOf(requestId)).toMatchObject({ status, reason: null });
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
    expect(answer).toMatchObject({ ok: false, error: { kind: 'provider' } });
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
    world.bank.script('request.action', { kind: 'unknown', why: { kind: 'timeout', detail: '' } }, 'after');
    const key = freshKey();
    const input = { idempotencyKey: key, billingRequestId: requestId, action: details };
    await done(completeBillingRequestAction(world.deps, world.caller, input));
    const erased = { idempotencyKey: freshKey(), subject: { prefix: 'brq', uuid: requestId } } as const;
    const first = await erasePayer(world.deps, world.caller, erased);
    expect(first).toMatchObject({ ok: true, value: { idempotency: { replayed: false } } });
    const erasedAt = first.ok && first.value.erasedAt;
    expect(await erasePayer(world.deps, world.caller, erased)).toMatchObject({
      ok: true,
      value: { erasedAt, idempotency: { replayed: true } },
    });
    await world.pass(1_000);
    expect(await erasePayer(world.deps, world.caller, { ...erased, idempotencyKey: freshKey() })).toMatchObject({
      ok: true,
      value: { erasedAt, idempotency: { replayed: false } },
    });
    // Its outcome is still found out, by asking about the request.
    const sent = world.bank.calls.filter(({ operation }) => operation === 'request.action').length;
    await world.pass(10_000);
    await world.settle();
    expect(await requestOf(requestId)).toMatchObject({ unresolvedCount: 0 });
    expect(world.bank.calls.filter(({ operation }) => operation === 'request.action')).toHaveLength(sent);
    expect(await complete(requestId, account)).toMatchObject({ ok: false, error: { kind: 'invalidState' } });
    expect(await completeBillingRequestAction(world.deps, world.caller, input)).toMatchObject({
      ok: false,
      error: { kind: 'keyUnverifiable' },
    });
    await done(cancelBillingRequest(world.deps, world.caller, on(requestId)));
  });

  it('of another merchant is not found', async () => {
    const subject = { prefix: 'brq', uuid: await newRequest() } as const;
    const stranger = { ...world.caller, merchantId: '00000000-0000-7000-8000-00000000dead' };
    expect(await erasePayer(world.deps, stranger, { idempotencyKey: freshKey(), subject })).toMatchObject({
      ok: false,
      error: { kind: 'notFound' },
    });
  });
});
