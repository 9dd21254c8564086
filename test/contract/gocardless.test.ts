import type { OperationMap, Outcome, ProviderRef, RequestActionInput } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { gocardless } from '../../src/providers/gocardless/provider.ts';
import type { Settings } from '../../src/providers/gocardless/settings.ts';
import { providerContract } from './provider-contract.ts';
import { openWorld, type World } from './world.ts';

const gbp = currency('GBP');
const price = money(79_050n, gbp);
const strangePayment: ProviderRef = { kind: 'payment', id: 'PM000000000000' };

type Terms = Extract<OperationMap['request.create']['terms'], { readonly goCardless: unknown }>;

const mandateOnly: Terms = {
  goCardless: { mandate: { currency: gbp, scheme: 'BACS', sweeping: false }, fallbackEnabled: false },
};
const terms = (over: Partial<Terms['goCardless']> = {}): Terms => ({
  goCardless: {
    ...mandateOnly.goCardless,
    payment: { amount: price, description: 'Licensed Steel Chips' },
    ...over,
  },
});

const details = {
  collectCustomerDetails: { givenName: 'Frank', familyName: 'Osborne', postalCode: 'E8 3GX' },
} as const;

function refsOf(outcome: Outcome): readonly ProviderRef[] {
  return outcome.kind === 'facts' ? outcome.facts.map(({ ref }) => ref) : [];
}

async function aRequest(world: World<Settings>, name: string, of: Terms = terms()): Promise<ProviderRef> {
  const input = { externalId: name, terms: of };
  const outcome = await gocardless.operations['request.create'].call(world.context(), input, `key_${name}`);
  const [request] = refsOf(outcome);
  if (!request) throw new Error(`expected a billing request; got ${outcome.kind}`);
  return request;
}

/** What has come of a request whose payer has done everything. */
async function fulfilled(world: World<Settings>, name: string, of: Terms = terms()) {
  const request = await aRequest(world, name, of);
  await world.scenario('PAYER_ACCEPTS', request);
  const answer = await gocardless.checkStatus(world.context(), request);
  const fact = answer.kind === 'facts' ? answer.facts[0] : undefined;
  if (fact?.kind !== 'request') throw new Error('expected a fulfilled request');
  return { request, mandate: given(fact.mandate?.ref), payment: fact.payment?.ref };
}

async function aMandate(world: World<Settings>, name: string): Promise<ProviderRef> {
  const { mandate } = await fulfilled(world, name, mandateOnly);
  await world.scenario('BANK_APPROVES_MANDATE', mandate);
  return mandate;
}

const newCharge = (mandate: ProviderRef, name: string): OperationMap['payment.charge'] => ({
  mandate,
  externalId: `P-${name}`,
  amount: price,
  description: 'Licensed Steel Chips',
});

const aChargeOn = (on: ProviderRef, name: string): OperationMap['charge.create'] => ({
  on,
  target: { kind: 'mandate', scheme: 'BACS' },
  externalId: `C-${name}`,
  amount: price,
  description: 'Licensed Steel Chips',
  retryPlan: { kind: 'NONE' },
  reserve: false,
  askedAt: 0,
});

/** A charge, named as the core names it to its provider. */
async function aCharge(world: World<Settings>, name: string): Promise<ProviderRef> {
  const on = await aMandate(world, name);
  const outcome = await gocardless.operations['charge.create'].call(
    world.context(),
    aChargeOn(on, name),
    `key_${name}`,
  );
  return { kind: 'charge', id: given(refsOf(outcome)[0]).id, within: on };
}

async function aPayment(world: World<Settings>, name: string): Promise<ProviderRef> {
  const input = newCharge(await aMandate(world, name), name);
  const outcome = await gocardless.operations['payment.charge'].call(world.context(), input, `key_charge_${name}`);
  return given(refsOf(outcome)[0]);
}

/** A payment that has been collected; `CHARGEBACK` and its withdrawal take it there by way of a payout. */
async function aPaidPayment(world: World<Settings>, name: string): Promise<ProviderRef> {
  const payment = await aPayment(world, name);
  await world.scenario('CHARGEBACK', payment);
  await world.scenario('CHARGEBACK_WITHDRAWN', payment);
  return payment;
}

async function act(world: World<Settings>, request: ProviderRef, ...actions: RequestActionInput[]): Promise<void> {
  for (const action of actions)
    await gocardless.operations['request.action'].call(world.context(), { request, action }, 'key_act');
}

async function aReadyRequest(world: World<Settings>, name: string): Promise<ProviderRef> {
  const request = await aRequest(world, name, mandateOnly);
  await act(
    world,
    request,
    {
      collectCustomerDetails: {
        givenName: 'Frank',
        familyName: 'Osborne',
        addressLine1: '27 Acer Road',
        city: 'London',
        postalCode: 'E8 3GX',
        countryCode: 'GB',
      },
    },
    {
      collectBankAccount: {
        local: {
          accountHolderName: 'Frank Osborne',
          accountNumber: '55779911',
          branchCode: '200000',
          countryCode: 'GB',
        },
      },
    },
    { confirmPayerDetails: { payerRequestedDualSignature: false } },
  );
  return request;
}

/** The bank account that a payer has given for a request. */
async function anAccount(world: World<Settings>, name: string): Promise<string> {
  const { id } = await aReadyRequest(world, name);
  const { apiUrl, accessToken, apiVersion } = world.settings;
  const reply = await fetch(`${apiUrl}/billing_requests/${id}`, {
    headers: { authorization: `Bearer ${accessToken}`, 'gocardless-version': apiVersion },
  });
  const { billing_requests } = (await reply.json()) as {
    billing_requests: { links: { customer_bank_account: string } };
  };
  return billing_requests.links.customer_bank_account;
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected more of the provider');
  return value;
}

const event = (over: object) => ({
  events: [{ id: 'EV1', created_at: '2026-01-02T03:04:05.678Z', links: {}, details: {}, ...over }],
});

providerContract({
  provider: gocardless,
  async open() {
    const world = await openWorld('gocardless', (credentials) => gocardless.settings.parse(credentials));
    // As a merchant does it on GoCardless' dashboard.
    await world.setUp({ webhookEndpoints: [{ url: world.context().callbackUrl }] });
    return world;
  },
  unreachable: (settings) => ({ ...settings, apiUrl: 'http://127.0.0.1:1' }),
  otherCallbackSecret: (settings) => ({ ...settings, webhookSecret: 'another' }),
  secrets: ({ accessToken, webhookSecret }) => [accessToken, webhookSecret],
  tokenIsFixed: true,
  proofHeaders: ['webhook-signature'],
  badSignature: 'badSignature',
  strangers: [
    { kind: 'billingRequest', id: 'BRQ00000000000' },
    { kind: 'mandate', id: 'MD000000000000' },
    strangePayment,
    { kind: 'refund', id: 'RF000000000000', within: strangePayment },
  ],
  unknownNews: [
    event({ resource_type: 'payments', action: 'teleported', links: { payment: 'PM1' } }),
    event({ resource_type: 'wallets', action: 'created', links: { wallet: 'WA1' } }),
    event({ resource_type: 'mandates', action: 'active', links: {} }),
    event({ resource_type: 'constructor', action: 'created' }),
    event({ resource_type: 'payments', action: 'constructor', links: { payment: 'PM1' } }),
  ],
  async provokeCallback(world, name) {
    // Without a payment the payer visits no bank, and a visit is of no concern to us.
    return (await fulfilled(world, name, mandateOnly)).request;
  },
  operations: {
    'mandate.create': {
      wireName: 'createMandate',
      echoes: [],
      prepare: async (world, name) => ({
        externalId: `M-${name}`,
        debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: await anAccount(world, name) } },
      }),
    },
    'mandate.cancel': {
      wireName: 'cancelMandate',
      echoes: [],
      prepare: async (world, name) => ({ mandate: await aMandate(world, name) }),
    },
    'mandate.reinstate': {
      wireName: 'reinstateMandate',
      echoes: [],
      async prepare(world, name) {
        const mandate = await aMandate(world, name);
        await gocardless.operations['mandate.cancel'].call(world.context(), { mandate }, `key_cancel_${name}`);
        return { mandate };
      },
    },
    'payment.retry': {
      wireName: 'retryPayment',
      echoes: [],
      async prepare(world, name) {
        const payment = await aPayment(world, name);
        await world.scenario('PAYMENT_FAILS', payment);
        return { payment };
      },
    },
    'payment.charge': {
      wireName: 'createPayment',
      echoes: ['own', 'getPayment'],
      prepare: async (world, name) => newCharge(await aMandate(world, name), name),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'payment.cancel': {
      wireName: 'cancelPayment',
      echoes: [],
      prepare: async (world, name) => ({ payment: await aPayment(world, name) }),
    },
    'payment.refund': {
      wireName: 'createRefund',
      echoes: ['own', 'getRefund'],
      readsFirst: true,
      prepare: async (world, name) => ({ payment: await aPaidPayment(world, name), amount: money(1_000n, gbp) }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.create': {
      wireName: 'createPayment',
      echoes: ['own', 'getPayment'],
      prepare: async (world, name) => aChargeOn(await aMandate(world, name), name),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.cancel': {
      wireName: 'cancelPayment',
      echoes: [],
      prepare: async (world, name) => ({ payment: await aCharge(world, name) }),
    },
    'charge.retry': {
      wireName: 'retryPayment',
      echoes: [],
      async prepare(world, name) {
        const payment = await aCharge(world, name);
        await world.scenario('PAYMENT_FAILS', payment);
        return { payment };
      },
    },
    'charge.refund': {
      wireName: 'createRefund',
      echoes: ['own', 'getRefund'],
      readsFirst: true,
      async prepare(world, name) {
        const payment = await aCharge(world, name);
        await world.scenario('CHARGEBACK', payment);
        await world.scenario('CHARGEBACK_WITHDRAWN', payment);
        return { payment, amount: money(1_000n, gbp) };
      },
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'request.create': {
      wireName: 'createBillingRequest',
      echoes: ['own', 'getBillingRequest'],
      prepare: async (_world, name) => ({ externalId: `R-${name}`, terms: terms() }),
      withAmount: (input, amount) => ({
        ...input,
        terms: terms({ payment: { amount, description: 'Licensed Steel Chips' } }),
      }),
    },
    'request.action': {
      wireName: 'collectCustomerDetails',
      echoes: [],
      prepare: async (world, name) => ({ request: await aRequest(world, name), action: details }),
    },
    'request.fulfil': {
      wireName: 'fulfilBillingRequest',
      echoes: [],
      prepare: async (world, name) => ({ request: await aReadyRequest(world, name) }),
    },
    'request.cancel': {
      wireName: 'cancelBillingRequest',
      echoes: [],
      prepare: async (world, name) => ({ request: await aRequest(world, name) }),
    },
    'request.fallBack': {
      wireName: 'fallBackBillingRequest',
      echoes: [],
      prepare: async (world, name) => ({ request: await aRequest(world, name, terms({ fallbackEnabled: true })) }),
    },
    'request.notify': {
      wireName: 'notifyBillingRequest',
      echoes: [],
      prepare: async (world, name) => ({ request: await aRequest(world, name), channel: 'EMAIL' }),
    },
    'request.flow': {
      wireName: 'createFlow',
      echoes: [],
      prepare: async (world, name) => ({
        request: await aRequest(world, name),
        redirectUrl: 'https://shop.example/thanks',
        lockCustomerDetails: false,
        lockBankAccount: false,
      }),
    },
  },
});
