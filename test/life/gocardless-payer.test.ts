import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { completeBillingRequestAction } from '../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../src/domain/billing-request/create.ts';
import { createInstitutions } from '../../src/domain/billing-request/institutions.ts';
import { nextActions } from '../../src/domain/billing-request/rules.ts';
import { actionsOf } from '../../src/domain/billing-request/store.ts';
import type { RequestActionInput } from '../../src/domain/port/provider.ts';
import { done } from '../support/domain-world.ts';
import { authorise, rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { bankAccount, banking, details, gbp, livesOf, price } from '../support/gocardless-lives.ts';
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
