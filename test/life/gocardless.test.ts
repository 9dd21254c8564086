import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  cancelBillingRequest,
  createBillingRequestFlow,
  fallBackBillingRequest,
  fulfilBillingRequest,
  notifyBillingRequest,
} from '../../src/domain/billing-request/commands.ts';
import { nextActions } from '../../src/domain/billing-request/rules.ts';
import { actionsOf } from '../../src/domain/billing-request/store.ts';
import { cancelMandate, createMandate } from '../../src/domain/mandate/commands.ts';
import { cancelPayment, refundPayment } from '../../src/domain/payment/commands.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { done } from '../support/domain-world.ts';
import { authorise, fill, rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import {
  bankAccount,
  banking,
  confirmation,
  day,
  details,
  gbp,
  iban,
  institution,
  livesOf,
  payer,
  price,
} from '../support/gocardless-lives.ts';
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

const statusesOf = async (id: string) =>
  Object.fromEntries(actionsOf(await rows.request(id)).map(({ type, status }) => [type, status]));

describe("the seed's request", () => {
  it('is completed action by action in the order of its graph, fulfilled, paid out, and then fails late', async () => {
    const id = await lives.newRequest();
    const made = await rows.request(id);
    expect(made).toMatchObject({ status: 'PENDING', amountMinor: 79_050n, currency: 'GBP', scheme: 'BACS' });
    expect(made.providerReference).toMatch(/^BRQ/);
    expect(await statusesOf(id)).toEqual({
      CHOOSE_CURRENCY: 'COMPLETED',
      COLLECT_AMOUNT: 'COMPLETED',
      COLLECT_CUSTOMER_DETAILS: 'PENDING',
      SELECT_INSTITUTION: 'PENDING',
      COLLECT_BANK_ACCOUNT: 'PENDING',
      CONFIRM_PAYER_DETAILS: 'PENDING',
      BANK_AUTHORISATION: 'PENDING',
    });
    const graph = Object.fromEntries(actionsOf(made).map((action) => [action.type, action]));
    expect(graph.COLLECT_CUSTOMER_DETAILS).toMatchObject({
      requires: ['CHOOSE_CURRENCY', 'COLLECT_AMOUNT'],
      missingFields: ['given_name', 'family_name', 'address_line1', 'city', 'postal_code', 'country_code'],
    });
    expect(graph.COLLECT_BANK_ACCOUNT).toMatchObject({ completes: ['CHOOSE_CURRENCY'] });
    expect(graph.CHOOSE_CURRENCY).toMatchObject({ availableCurrencies: ['GBP', 'EUR'] });
    expect(await lives.complete(id, confirmation)).toMatchObject({ ok: false, error: { kind: 'invalidState' } });

    await done(lives.complete(id, { collectCustomerDetails: { givenName: payer.givenName } }));
    expect(actionsOf(await rows.request(id)).find(({ type }) => type === 'COLLECT_CUSTOMER_DETAILS')).toMatchObject({
      status: 'PENDING',
      missingFields: ['family_name', 'address_line1', 'city', 'postal_code', 'country_code'],
    });
    for (const action of [details, bankAccount, confirmation, institution]) await done(lives.complete(id, action));
    expect(nextActions(await rows.request(id)).map(({ type }) => type)).toEqual(['BANK_AUTHORISATION']);
    const { providerReference: reference } = await rows.request(id);
    const { url } = await shop.call('POST', '/bank_authorisations', {
      bank_authorisations: { links: { billing_request: reference } },
    });
    await authorise(String(url));
    await shop.rest();
    expect(await rows.request(id)).toMatchObject({ status: 'READY_TO_FULFIL' });

    await done(fulfilBillingRequest(shop.deps, shop.caller, lives.on(id)));
    expect(await rows.request(id)).toMatchObject({ status: 'FULFILLING' });
    await shop.advance(banking);
    expect(await rows.request(id)).toMatchObject({ status: 'FULFILLED', actions: [] });
    const { payment, mandate } = await rows.ledTo(id);
    expect(mandate).toMatchObject({ status: 'ACTIVE', scheme: 'BACS', providerStatus: 'active' });
    expect(payment).toMatchObject({ state: 'SETTLED', captured: 79_050n, currency: 'GBP', providerStatus: 'paid_out' });

    await lives.run('payment_late_failure', payment?.providerReference ?? '');
    await shop.rest();
    expect(await rows.payment(payment?.id ?? '')).toMatchObject({
      state: 'REVERSED',
      captured: 79_050n,
      reversed: 79_050n,
      reason: { code: 'INSUFFICIENT_FUNDS', providerCode: 'insufficient_funds' },
    });
    expect(await shop.eventsOf(payment?.id ?? '')).toEqual(
      expect.arrayContaining(['PAYMENT_CREATED', 'PAYMENT_SETTLED', 'PAYMENT_REVERSED']),
    );
  });

  it('is completed by the payer on the hosted page, which fulfils by itself', async () => {
    const id = await lives.newRequest();
    await done(notifyBillingRequest(shop.deps, shop.caller, { ...lives.on(id), channel: 'EMAIL' }));
    const page = { redirectUrl: 'https://shop.example/thanks', lockCustomerDetails: false, lockBankAccount: false };
    await done(createBillingRequestFlow(shop.deps, shop.caller, { ...lives.on(id), ...page }));
    const { flowUrl, flowRedirectUrl, flowExpiresAt } = await rows.request(id);
    expect(flowRedirectUrl).toBe(page.redirectUrl);
    expect(flowExpiresAt?.getTime()).toBeGreaterThan(shop.app.clock.now().getTime() + 6 * day);
    await fill(flowUrl ?? '', [
      {
        given_name: payer.givenName,
        family_name: payer.familyName,
        address_line1: payer.addressLine1,
        city: payer.city,
        postal_code: payer.postalCode,
        country_code: 'GB',
      },
      { institution: 'sandbox_bank_gb' },
      { account_holder_name: 'X', branch_code: '200000', account_number: '55779911', country_code: 'GB' },
      {},
      { decision: 'authorised' },
    ]);
    await shop.advance(banking);
    expect(await rows.request(id)).toMatchObject({ status: 'FULFILLED' });
    expect(await rows.ledTo(id)).toMatchObject({
      payment: { state: 'SETTLED', providerStatus: 'paid_out' },
      mandate: { status: 'ACTIVE' },
    });
  });

  it("tells the merchant of the payer's no at the bank, once, and forgets it when the payer approves after all", async () => {
    const id = await lives.newRequest();
    const { providerReference } = await rows.request(id);
    await shop.play('PAYER_REJECTS', 'billingRequest', providerReference ?? '');
    await shop.rest();
    expect(await rows.request(id)).toMatchObject({
      status: 'PENDING',
      reason: { code: 'REJECTED_BY_PAYER', origin: 'PAYER', retryable: true },
    });
    const failures = async () =>
      (await shop.eventsOf(id)).filter((type) => type === 'BILLING_REQUEST_ACTION_FAILED').length;
    expect(await failures()).toBe(1);
    await shop.advance(day / 12);
    expect(await failures()).toBe(1);
    await shop.play('PAYER_ACCEPTS', 'billingRequest', providerReference ?? '');
    await shop.advance(banking);
    expect(await rows.request(id)).toMatchObject({ status: 'FULFILLED', reason: null });
    expect(await failures()).toBe(1);
  });

  it('falls back to a direct debit, which takes its days', async () => {
    const id = await lives.newRequest({ fallback: true });
    await done(fallBackBillingRequest(shop.deps, shop.caller, lives.on(id)));
    expect(await rows.request(id)).toMatchObject({ fallbackOccurred: true, status: 'PENDING' });
    expect(await statusesOf(id)).not.toHaveProperty('BANK_AUTHORISATION');
    for (const action of [details, bankAccount, confirmation]) await done(lives.complete(id, action));
    await done(fulfilBillingRequest(shop.deps, shop.caller, lives.on(id)));
    await shop.advance(2_000);
    expect((await rows.ledTo(id)).payment).toMatchObject({ state: 'CREATED', providerStatus: 'pending_submission' });
    await shop.advance(2 * banking);
    expect((await rows.ledTo(id)).payment).toMatchObject({ state: 'SETTLED' });
  });

  it('is cancelled, by us and in the book', async () => {
    const id = await lives.newRequest();
    await done(cancelBillingRequest(shop.deps, shop.caller, lives.on(id)));
    const { providerReference, ...row } = await rows.request(id);
    expect(row).toMatchObject({ status: 'CANCELLED', reason: { code: 'CANCELLED_BY_MERCHANT' } });
    expect(await shop.sandbox.effects('billingRequestCancelled', providerReference ?? '')).toBe(1);
  });

  it('lets the currency of a mandate be chosen, and refuses what GoCardless cannot do by API', async () => {
    const id = await lives.mandateRequest({ chooseCurrency: { currency: currency('EUR') } });
    await done(lives.complete(id, details));
    await done(lives.complete(id, { collectBankAccount: { iban: { accountHolderName: 'X', iban } } }));
    await done(lives.complete(id, confirmation));
    await done(fulfilBillingRequest(shop.deps, shop.caller, lives.on(id)));
    expect((await rows.ledTo(id)).mandate).toMatchObject({ scheme: 'SEPA_CORE' });
    expect(await lives.complete(await lives.newRequest(), { collectAmount: price })).toMatchObject({
      ok: false,
      error: { kind: 'invalidInput', problems: [{ path: ['input', 'action', 'collectAmount'], rule: 'supported' }] },
    });
  });
});

describe('an active mandate', () => {
  it('is charged, and the payment can be withdrawn until the bank has it', async () => {
    const { id } = await lives.activeMandate();
    const payment = await lives.charge(id);
    expect(await rows.payment(payment.id)).toMatchObject({ state: 'CREATED', providerStatus: 'pending_submission' });
    expect((await rows.payment(payment.id)).chargeDate).not.toBeNull();
    await done(cancelPayment(shop.deps, shop.caller, { idempotencyKey: freshKey(), paymentId: payment.id }));
    expect(await rows.payment(payment.id)).toMatchObject({
      state: 'CANCELLED',
      reason: { code: 'CANCELLED_BY_MERCHANT', providerCode: 'payment_cancelled' },
    });
    expect(await shop.sandbox.effects('paymentCancelled', payment.reference)).toBe(1);
  });

  it('whose payment the bank has taken up meanwhile says so, and the payment goes on', async () => {
    const { id } = await lives.activeMandate();
    const payment = await lives.charge(id);
    // The news that it was made leads to a question, which would find what comes below.
    await shop.rest();
    await shop.sandbox.control('/control/gocardless/provider', { webhookWindowMs: 3_600_000 });
    // What is not delivered yet is not read from the list of events either.
    await shop.sandbox.fault('listEvents', '5xxNoEffect', { times: 1_000 });
    await lives.run('payment_submitted', payment.reference);
    const answer = await cancelPayment(shop.deps, shop.caller, { idempotencyKey: freshKey(), paymentId: payment.id });
    await shop.sandbox.control('/control/gocardless/provider', { webhookWindowMs: 0 });
    await shop.sandbox.clearFaults();
    expect(answer).toMatchObject({ ok: false, error: { reason: { code: 'NOT_IN_THIS_STATE' } } });
    await shop.advance(3_600_000);
    expect(await rows.payment(payment.id)).toMatchObject({ state: 'PROCESSING', cancelling: false });
  });

  it('is cancelled with what waits on it, each with its reason', async () => {
    const { id, reference } = await lives.activeMandate();
    const payment = await lives.charge(id);
    await done(cancelMandate(shop.deps, shop.caller, { idempotencyKey: freshKey(), mandateId: id }));
    await shop.rest();
    expect(await rows.mandate(id)).toMatchObject({ status: 'CANCELLED', reason: { code: 'CANCELLED_BY_MERCHANT' } });
    expect(await rows.payment(payment.id)).toMatchObject({
      state: 'CANCELLED',
      reason: { code: 'AUTHORITY_NOT_ACTIVE', providerCode: 'mandate_cancelled' },
    });
    expect(await shop.sandbox.effects('mandateCancelled', reference)).toBe(1);
  });

  it('is also made directly on a bank account that GoCardless has', async () => {
    const { requestId } = await lives.activeMandate();
    const { providerReference } = await rows.request(requestId);
    const { links } = await shop.call('GET', `/billing_requests/${providerReference}`);
    const { mandateId = '' } = await done(
      createMandate(shop.deps, shop.caller, {
        idempotencyKey: freshKey(),
        externalId: freshReference('MD'),
        debtor: {
          goCardless: {
            scheme: 'BACS',
            customerBankAccountReference: (links as Record<string, string>).customer_bank_account ?? '',
          },
        },
      }),
    );
    expect(await rows.mandate(mandateId)).toMatchObject({ status: 'PENDING', providerStatus: 'pending_submission' });
    await lives.charge(mandateId);
    await shop.advance(banking);
    expect(await rows.mandate(mandateId)).toMatchObject({ status: 'ACTIVE' });
  });
});

describe('a collected payment', () => {
  it('is refunded in parts, each told with the sum of all', async () => {
    const { id, reference } = await lives.paidOut();
    const refund = (amountMinor: bigint) =>
      done(
        refundPayment(shop.deps, shop.caller, {
          idempotencyKey: freshKey(),
          paymentId: id,
          amount: money(amountMinor, gbp),
        }),
      );
    await Promise.all([refund(1_000n), refund(2_000n)]);
    await refund(76_050n);
    expect(await rows.payment(id)).toMatchObject({ refundInFlight: 79_050n });
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 79_050n, refundInFlight: 0n });
    expect(await shop.call('GET', `/payments/${reference}`)).toMatchObject({ amount_refunded: 79_050 });
  });

  it('can be refunded again when a refund that had been paid bounces', async () => {
    const { id } = await lives.paidOut();
    const refund = () =>
      done(
        refundPayment(shop.deps, shop.caller, {
          idempotencyKey: freshKey(),
          paymentId: id,
          amount: money(1_000n, gbp),
        }),
      );
    const { refundId = '' } = await refund();
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 1_000n });
    const where = { merchantId_id: { merchantId: shop.caller.merchantId, id: refundId } };
    const { providerReference } = await rows.reader().refund.findUniqueOrThrow({ where });
    await lives.run('refund_bounced', providerReference ?? '');
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ state: 'SETTLED', refunded: 0n, refundInFlight: 0n });
    // The event stands in the list too, and is read again from there.
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 0n });
    expect((await rows.reader().refund.findUniqueOrThrow({ where })).returnedAt).not.toBeNull();
    expect(await shop.eventsOf(refundId)).toEqual(['REFUND_SUCCEEDED', 'REFUND_RETURNED']);
    await refund();
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 1_000n });
  });

  it('is charged back, and restored when that is withdrawn', async () => {
    const { id, reference } = await lives.paidOut();
    await shop.play('CHARGEBACK', 'payment', reference);
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ state: 'REVERSED', reason: { code: 'DISPUTED_BY_PAYER' } });
    await shop.play('CHARGEBACK_WITHDRAWN', 'payment', reference);
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({ state: 'SETTLED', reversed: 0n, providerStatus: 'paid_out' });
  });

  it('that the bank does not pay has failed, with the bank’s reason', async () => {
    const { id: mandateId } = await lives.activeMandate();
    const { id, reference } = await lives.charge(mandateId);
    await shop.play('PAYMENT_FAILS', 'payment', reference);
    await shop.rest();
    expect(await rows.payment(id)).toMatchObject({
      state: 'FAILED',
      captured: 0n,
      reason: {
        code: 'INSUFFICIENT_FUNDS',
        retryable: true,
        providerCode: 'refer_to_payer',
        bankCode: 'ARUDD-0',
        willRetry: false,
      },
    });
  });
});
