import type { OperationMap, Outcome, ProviderRef } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { vippsMobilePay } from '../../src/providers/vipps-mobilepay/provider.ts';
import type { Settings } from '../../src/providers/vipps-mobilepay/settings.ts';
import { providerContract } from './provider-contract.ts';
import { openWorld, type World } from './world.ts';

const dkk = currency('DKK');
const strangeAgreement: ProviderRef = { kind: 'agreement', id: 'agr_nobody' };
const strangePayment: ProviderRef = { kind: 'payment', id: 'nobodys-charge', within: strangeAgreement };

const newAgreement = (name: string): OperationMap['agreement.create'] => ({
  externalId: `A-${name}`,
  plan: 'Basic',
  amount: money(100_000n, dkk),
  currency: dkk,
  country: 'DK',
  frequency: 'MONTHLY',
  expiresInMs: 600_000,
  returnUrl: 'https://example.com/back',
  oneOffPayment: { externalId: `first-payment-${name}`, amount: money(8000n, dkk), description: 'Down payment' },
});

/** An agreement with its first payment, both as far as the payer has taken them. */
async function anAgreement(world: World<Settings>, name: string, scenario?: string) {
  const outcome = await vippsMobilePay.operations['agreement.create'].call(world.context(), newAgreement(name), name);
  const [agreement, payment] = refsOf(outcome);
  if (!agreement || !payment) throw new Error(`expected an agreement and a payment; got ${outcome.kind}`);
  if (scenario) await world.scenario(scenario, agreement);
  return { agreement, payment };
}

async function aCapturedPayment(world: World<Settings>, name: string): Promise<ProviderRef> {
  const { payment } = await anAgreement(world, name, 'PAYER_ACCEPTS');
  const input = { payment, amount: money(8000n, dkk) };
  await vippsMobilePay.operations['payment.capture'].call(world.context(), input, `capture-${name}`);
  return payment;
}

/** A charge as the core names it: to Vipps MobilePay a payment is one, too. */
const asCharge = (payment: ProviderRef): ProviderRef => ({ ...payment, kind: 'charge' });

/** A charge that waits for its day, on an agreement that its payer has accepted. */
async function newCharge(world: World<Settings>, name: string): Promise<OperationMap['charge.create']> {
  return {
    on: (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement,
    target: { kind: 'agreement' },
    externalId: `CHARGE-${name}`,
    amount: money(8000n, dkk),
    description: 'March',
    retryPlan: { kind: 'PROVIDER_DAYS', days: 2 },
    reserve: true,
    askedAt: world.context().now().getTime(),
  };
}

function refsOf(outcome: Outcome): readonly ProviderRef[] {
  return outcome.kind === 'facts' ? outcome.facts.map(({ ref }) => ref) : [];
}

const eventOf = (over: object) => ({ eventType: 'recurring.agreement-stopped.v1', agreementId: 'agr_1', ...over });

providerContract({
  provider: vippsMobilePay,
  open: async () => {
    const world = await openWorld('vipps_mobilepay', (credentials) =>
      vippsMobilePay.settings.parse({ ...credentials, autoReserveApproved: true }),
    );
    await world.setUp({ unscheduledApproved: true });
    return world;
  },
  unreachable: (settings) => ({ ...settings, apiUrl: 'http://127.0.0.1:1' }),
  otherCallbackSecret: (settings) => ({ ...settings, webhookSecret: 'another' }),
  secrets: ({ clientSecret, subscriptionKey, webhookSecret = '-' }) => [clientSecret, subscriptionKey, webhookSecret],
  proofHeaders: ['authorization', 'x-ms-content-sha256', 'x-ms-date'],
  badSignature: 'badSignature',
  strangers: [
    strangeAgreement,
    strangePayment,
    asCharge(strangePayment),
    { kind: 'refund', id: 'key', within: strangePayment },
    { kind: 'payout', id: '302321.2026-11-30.9900000001' },
  ],
  unknownNews: [
    eventOf({ eventType: 'recurring.agreement-paused.v1' }),
    eventOf({ eventType: 'recurring.charge-disputed.v1', chargeId: 'charge-1' }),
    eventOf({ eventType: 'constructor' }),
  ],
  async provokeCallback(world, name) {
    return (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement;
  },
  operations: {
    'agreement.create': {
      wireName: 'draftAgreement',
      echoes: [],
      prepare: async (_world, name) => newAgreement(name),
      withAmount: (input, amount) => ({ ...input, oneOffPayment: { externalId: 'O', description: 'd', amount } }),
    },
    'agreement.cancel': {
      wireName: 'patchAgreement',
      echoes: [],
      prepare: async (world, name) => ({ agreement: (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement }),
    },
    'agreement.update': {
      wireName: 'patchAgreement',
      echoes: [],
      prepare: async (world, name) => ({
        agreement: (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement,
        currency: dkk,
        plan: 'Premium',
        amount: money(2000n, dkk),
      }),
    },
    'payment.create': {
      wireName: 'createCharge',
      echoes: [],
      prepare: async (world, name) => ({
        agreement: (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement,
        externalId: `P-${name}`,
        amount: money(8000n, dkk),
        description: 'Pay now for additional goods',
        autoReserve: true,
        expiresInMs: 86_400_000,
        returnUrl: 'https://example.com/back',
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'payment.capture': {
      wireName: 'capture',
      echoes: ['getCharge'],
      prepare: async (world, name) => ({
        payment: (await anAgreement(world, name, 'PAYER_ACCEPTS')).payment,
        amount: money(3000n, dkk),
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'payment.cancel': {
      wireName: 'cancelCharge',
      echoes: [],
      prepare: async (world, name) => ({ payment: (await anAgreement(world, name, 'PAYER_ACCEPTS')).payment }),
    },
    'payment.refund': {
      wireName: 'refund',
      echoes: [],
      prepare: async (world, name) => ({ payment: await aCapturedPayment(world, name), amount: money(1000n, dkk) }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.create': {
      wireName: 'createCharge',
      echoes: [],
      prepare: newCharge,
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.capture': {
      wireName: 'capture',
      echoes: ['getCharge'],
      prepare: async (world, name) => ({
        payment: asCharge((await anAgreement(world, name, 'PAYER_ACCEPTS')).payment),
        amount: money(3000n, dkk),
        captured: money(0n, dkk),
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.cancel': {
      wireName: 'cancelCharge',
      echoes: [],
      async prepare(world, name) {
        const input = await newCharge(world, name);
        const outcome = await vippsMobilePay.operations['charge.create'].call(world.context(), input, `make-${name}`);
        const [payment] = refsOf(outcome);
        if (!payment) throw new Error(`expected a charge; got ${outcome.kind}`);
        return { payment };
      },
    },
    'charge.refund': {
      wireName: 'refund',
      echoes: [],
      prepare: async (world, name) => ({
        payment: asCharge(await aCapturedPayment(world, name)),
        amount: money(1000n, dkk),
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
  },
});
