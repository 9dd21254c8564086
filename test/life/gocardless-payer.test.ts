import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { completeBillingRequestAction } from '../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../src/domain/billing-request/create.ts';
import { createInstitutions } from '../../src/domain/billing-request/institutions.ts';
import { nextActions, shownActions } from '../../src/domain/billing-request/rules.ts';
import { actionsOf } from '../../src/domain/billing-request/store.ts';
import { createMandate } from '../../src/domain/mandate/commands.ts';
import { erasePayer } from '../../src/domain/payer/erase.ts';
import { openAccountEnding, openPerson } from '../../src/domain/payer/person.ts';
import { createOneOffPayment } from '../../src/domain/payment/create.ts';
import type { RequestActionInput } from '../../src/domain/port/provider.ts';
import { checkBillingRequestStatus } from '../../src/domain/reconcile/check-status.ts';
import { done } from '../support/domain-world.ts';
import { authorise, rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { bankAccount, banking, details, gbp, livesOf, price } from '../support/gocardless-lives.ts';
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

const complete = (billingRequestId: string, action: RequestActionInput) =>
  completeBillingRequestAction(shop.deps, shop.caller, { ...lives.on(billingRequestId), action });

it('asks a payer again whom GoCardless has, on the account that it has', async () => {
  const { requestId } = await lives.activeMandate();
  const { customerReference, customerBankAccountReference } = await rows.request(requestId);
  expect(customerReference).toMatch(/^CU/);
  expect(customerBankAccountReference).toMatch(/^BA/);
  const { billingRequestId: id = '' } = await done(
    createBillingRequest(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: {
          mandate: { currency: gbp, sweeping: false },
          fallbackEnabled: false,
          customerReference: customerReference ?? '',
          customerBankAccountReference: customerBankAccountReference ?? '',
        },
      },
    }),
  );
  const again = await rows.request(id);
  expect(again).toMatchObject({ customerReference, customerBankAccountReference });
  const pending = actionsOf(again).flatMap(({ type, status }) => (status === 'PENDING' ? [type] : []));
  // The bank may be asked, and need not.
  expect(pending).toEqual(['CONFIRM_PAYER_DETAILS', 'BANK_AUTHORISATION']);
});

it('carries the notes on the request, the payment and the mandate to GoCardless, and back', async () => {
  const { billingRequestId: id = '' } = await done(
    createBillingRequest(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      metadata: { key1: 'request' },
      with: {
        goCardless: {
          payment: { amount: price, description: 'Licensed Steel Chips', metadata: { key1: 'payment' } },
          mandate: { currency: gbp, scheme: 'BACS', sweeping: false, metadata: { key1: 'mandate', key2: 'x' } },
          fallbackEnabled: false,
        },
      },
    }),
  );
  const { providerReference } = await rows.request(id);
  const told = await shop.call('GET', `/billing_requests/${providerReference}`);
  expect(told).toMatchObject({
    metadata: { key1: 'request' },
    payment_request: { metadata: { key1: 'payment' } },
    mandate_request: { metadata: { key1: 'mandate', key2: 'x' } },
  });
  await shop.play('PAYER_ACCEPTS', 'billingRequest', providerReference ?? '');
  await shop.advance(banking);
  const { payment, mandate } = await rows.ledTo(id);
  expect(payment?.metadata).toEqual({ key1: 'payment' });
  expect(mandate?.metadata).toEqual({ key1: 'mandate', key2: 'x' });
  expect(await shop.call('GET', `/payments/${payment?.providerReference}`)).toMatchObject({
    metadata: { key1: 'payment' },
  });
});

it('takes the notes and the fee of a plain charge, and the notes of a plain mandate', async () => {
  const { id: mandateId } = await lives.activeMandate();
  const asked = {
    mandateId,
    amount: price,
    externalId: freshReference('PM'),
    description: 'Chips',
    autoReserve: false,
    expiresInMs: 0,
    returnUrl: '',
    appFee: 250n,
    metadata: { key1: 'x', key2: 'y' },
  };
  const { paymentId = '' } = await done(
    createOneOffPayment(shop.deps, shop.caller, { idempotencyKey: freshKey(), ...asked }),
  );
  const payment = await rows.payment(paymentId);
  expect(payment).toMatchObject({ appFeeMinor: 250n, metadata: asked.metadata });
  const told = await shop.call('GET', `/payments/${payment.providerReference}`);
  expect(told.metadata).toMatchObject(asked.metadata);
  expect(
    await createOneOffPayment(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      ...asked,
      externalId: freshReference('PM'),
      appFee: price.amountMinor + 1n,
    }),
  ).toMatchObject({ error: { kind: 'invalidInput', problems: [{ path: ['input', 'appFee'], rule: 'amount' }] } });

  const { billingRequestId } = await rows.mandate(mandateId);
  const { customerBankAccountReference } = await rows.request(billingRequestId ?? '');
  const { mandateId: plain = '' } = await done(
    createMandate(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: customerBankAccountReference ?? '' } },
      metadata: { key1: 'plain' },
    }),
  );
  expect(await shop.call('GET', `/mandates/${(await rows.mandate(plain)).providerReference}`)).toMatchObject({
    metadata: { key1: 'plain' },
  });
});

it('shows the end of the account until the payer is erased, and how the payment is made', async () => {
  const id = await lives.newRequest({ mandate: false });
  for (const action of [details, bankAccount]) await done(complete(id, action));
  const request = await rows.request(id);
  expect(request.paymentScheme).toBe('faster_payments');
  const person = () =>
    rows.reader().person.findUniqueOrThrow({
      where: { merchantId_id: { merchantId: shop.caller.merchantId, id: request.personId } },
    });
  const row = await person();
  const open = openPerson(shop.deps.sealer, row);
  expect(open && openAccountEnding(open, row.accountEndingSealed)).toBe('11');
  expect(JSON.stringify(request.actions)).not.toContain('55779911');
  await erasePayer(shop.deps, shop.caller, { idempotencyKey: freshKey(), subject: { prefix: 'brq', uuid: id } });
  expect(await person()).toMatchObject({ accountEndingSealed: null, keySealed: null });
  // What is read of it later is not kept any more.
  await checkBillingRequestStatus(shop.deps, { merchantId: shop.caller.merchantId, id });
  expect((await person()).accountEndingSealed).toBeNull();
});

it('reads back what the payer consented to at the bank', async () => {
  const { billingRequestId: id = '' } = await done(
    createBillingRequest(shop.deps, shop.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: {
          mandate: {
            scheme: 'PAY_TO',
            sweeping: false,
            constraints: {
              maxAmountPerPayment: 10_000n,
              periodicLimits: [{ period: 'MONTH', maxPayments: 3, alignment: 'CALENDAR' }],
            },
          },
          fallbackEnabled: false,
        },
      },
    }),
  );
  const { providerReference } = await rows.request(id);
  expect(await shop.call('GET', `/billing_requests/${providerReference}`)).toMatchObject({
    mandate_request: {
      constraints: {
        max_amount_per_payment: 10_000,
        periodic_limits: [{ period: 'month', max_payments: 3, alignment: 'calendar' }],
      },
    },
  });
  await shop.play('PAYER_ACCEPTS', 'billingRequest', providerReference ?? '');
  await shop.rest();
  const { mandate } = await rows.ledTo(id);
  expect(mandate).toMatchObject({
    scheme: 'PAY_TO',
    consent: { maxAmountPerPayment: '10000', maxPaymentsPerPeriod: 3, period: 'month' },
  });
});

it.each([
  ['PAYER_REJECTS', 'REJECTED_BY_PAYER'],
  ['BANK_DECLINES_AUTHORISATION', 'OTHER'],
  ['BANK_AUTHORISATION_WITHOUT_FUNDS', 'INSUFFICIENT_FUNDS'],
])('%s at the bank is told as %s, and the request stays open', async (scenario, code) => {
  const id = await lives.newRequest({ mandate: false });
  await shop.play(scenario, 'billingRequest', (await rows.request(id)).providerReference ?? '');
  await shop.rest();
  expect(await rows.request(id)).toMatchObject({ status: 'PENDING', reason: { code, retryable: true } });
  expect(await shop.eventsOf(id)).toContain('BILLING_REQUEST_ACTION_FAILED');
  const waiting = shownActions(await rows.request(id)).find(({ type }) => type === 'BANK_AUTHORISATION');
  expect(waiting).toMatchObject({ status: 'PENDING', approves: 'PAYMENT', waitsFor: [] });
  expect(waiting?.waitsBecause).toContain('at the bank');
});

it('sends the payer from a page of the merchant’s own to the bank, and the payment is made', async () => {
  const id = await lives.newRequest({ mandate: false });
  const find = createInstitutions(shop.deps, shop.app.clock);
  const listed = await find(shop.caller, { billingRequestId: id, countryCode: 'GB', search: 'high street' });
  const [chosen] = listed.ok ? listed.value.institutions : [];
  expect(chosen).toMatchObject({ id: 'sandbox_bank_gb', available: true, completesBankAccount: false });
  const bank = { selectInstitution: { institution: chosen?.id ?? '', countryCode: 'GB' } };
  for (const action of [details, bankAccount, bank]) await done(complete(id, action));
  expect(nextActions(await rows.request(id)).map(({ type }) => type)).toEqual(['BANK_AUTHORISATION']);
  await done(complete(id, { bankAuthorisation: { redirectUrl: 'https://shop.example/back' } }));
  const { flowUrl, flowRedirectUrl, flowExpiresAt } = await rows.request(id);
  expect(flowRedirectUrl).toBe('https://shop.example/back');
  expect(Number(flowExpiresAt) - shop.app.clock.now().getTime()).toBeLessThanOrEqual(15 * 60_000);
  await authorise(flowUrl ?? '');
  await shop.rest();
  expect(await rows.request(id)).toMatchObject({ status: 'READY_TO_FULFIL' });
});
