import { completeBillingRequestAction, fulfilBillingRequest } from '../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../src/domain/billing-request/create.ts';
import { createOneOffPayment } from '../../src/domain/payment/create.ts';
import type { RequestActionInput } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { done } from './domain-world.ts';
import { rowsOf, type Shop } from './gocardless.ts';
import { freshReference } from './lives.ts';
import { freshKey } from './world.ts';

/** The steps of a life at GoCardless, as a merchant and a payer take them. */

export const day = 86_400_000;
/** Long enough for a bank to do anything, whatever holidays lie between. */
export const banking = 14 * day;
export const gbp = currency('GBP');
export const price = money(79_050n, gbp);

/** The payer of these tests; every word of it is looked for where it must not be. */
export const payer = {
  givenName: 'Xanthippe',
  familyName: 'Quackenbush',
  email: 'xanthippe@quackenbush.example',
  addressLine1: '27 Zzyzx Road',
  city: 'Llanfairpwll',
  postalCode: 'E8 3GX',
  countryCode: 'GB',
};
export const account = {
  local: {
    accountHolderName: 'Xanthippe Quackenbush',
    accountNumber: '55779911',
    branchCode: '200000',
    countryCode: 'GB',
  },
};
export const iban = 'DE89370400440532013000';

export const details: RequestActionInput = { collectCustomerDetails: payer };
export const bankAccount: RequestActionInput = { collectBankAccount: account };
export const confirmation: RequestActionInput = { confirmPayerDetails: { payerRequestedDualSignature: false } };
export const institution: RequestActionInput = {
  selectInstitution: { institution: 'sandbox_bank_gb', countryCode: 'GB' },
};

export function livesOf(shop: Shop) {
  const rows = rowsOf(shop);

  /** The seed's request: 790.50 for licensed steel chips, and a mandate for later. */
  async function newRequest(over: { payment?: boolean; mandate?: boolean; fallback?: boolean } = {}): Promise<string> {
    const { payment = true, mandate = true, fallback = false } = over;
    const { billingRequestId = '' } = await done(
      createBillingRequest(shop.deps, shop.caller, {
        idempotencyKey: freshKey(),
        externalId: freshReference('BRQ'),
        with: {
          goCardless: {
            ...(payment ? { payment: { amount: price, description: 'Licensed Steel Chips' } } : {}),
            ...(mandate ? { mandate: { currency: gbp, scheme: 'BACS', sweeping: false } } : {}),
            fallbackEnabled: fallback,
          },
        },
      }),
    );
    return billingRequestId;
  }

  const on = (billingRequestId: string) => ({ idempotencyKey: freshKey(), billingRequestId });
  const complete = (billingRequestId: string, action: RequestActionInput) =>
    completeBillingRequestAction(shop.deps, shop.caller, { ...on(billingRequestId), action });

  async function mandateRequest(...actions: RequestActionInput[]): Promise<string> {
    const id = await newRequest({ payment: false });
    for (const action of actions) await done(complete(id, action));
    return id;
  }

  async function activeMandate(): Promise<{ id: string; reference: string; requestId: string }> {
    const requestId = await mandateRequest(details, bankAccount, confirmation);
    await done(fulfilBillingRequest(shop.deps, shop.caller, on(requestId)));
    const { mandate } = await rows.ledTo(requestId);
    const reference = mandate?.providerReference ?? '';
    await shop.play('BANK_APPROVES_MANDATE', 'mandate', reference);
    await shop.rest();
    return { id: mandate?.id ?? '', reference, requestId };
  }

  async function charge(mandateId: string, amount = price): Promise<{ id: string; reference: string }> {
    const { paymentId = '' } = await done(
      createOneOffPayment(shop.deps, shop.caller, {
        idempotencyKey: freshKey(),
        mandateId,
        amount,
        externalId: freshReference('PM'),
        description: 'Licensed Steel Chips',
        autoReserve: false,
        expiresInMs: 0,
        returnUrl: '',
      }),
    );
    return { id: paymentId, reference: (await rows.payment(paymentId)).providerReference ?? '' };
  }

  const run = (name: string, resource: string) =>
    shop.call('POST', `/scenario_simulators/${name}/actions/run`, { data: { links: { resource } } });

  /** A payment on an active mandate that has been paid out. */
  async function paidOut(): Promise<{ id: string; reference: string; mandateId: string }> {
    const { id: mandateId } = await activeMandate();
    const payment = await charge(mandateId);
    await run('payment_paid_out', payment.reference);
    await shop.rest();
    return { ...payment, mandateId };
  }

  /** Neither delivered nor listed: what GoCardless tells meanwhile is lost for good. */
  async function deaf(during: () => Promise<unknown>): Promise<void> {
    await shop.sandbox.fault('webhook', 'neverPush', { times: 10_000 });
    await shop.sandbox.fault('listEvents', '5xxNoEffect', { times: 10_000 });
    await during();
    await shop.sandbox.clearFaults();
  }

  return { newRequest, on, complete, mandateRequest, activeMandate, charge, run, paidOut, deaf };
}
