import type { OperationMap, Outcome, ProviderRef } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { mobilepay } from '../../src/providers/mobilepay/provider.ts';
import type { Settings } from '../../src/providers/mobilepay/settings.ts';
import { providerContract } from './provider-contract.ts';
import { openWorld, type World } from './world.ts';

const dkk = currency('DKK');
const someId = '00000000-0000-4000-8000-00000000dead';
const strangeAgreement: ProviderRef = { kind: 'agreement', id: someId };
const strangePayment: ProviderRef = { kind: 'payment', id: someId, within: strangeAgreement };

const newAgreement = (name: string): OperationMap['agreement.create'] => ({
  externalId: `A-${name}`,
  plan: 'Basic',
  amount: money(1000n, dkk),
  currency: dkk,
  country: 'DK',
  frequency: 'MONTHLY',
  expiresInMs: 7 * 86_400_000,
  returnUrl: 'https://example.com/back',
  oneOffPayment: { externalId: `O-${name}`, amount: money(8000n, dkk), description: 'Down payment for our services' },
});

/** An agreement with its first payment, both as far as the payer has taken them. */
async function anAgreement(world: World<Settings>, name: string, scenario?: string) {
  const outcome = await mobilepay.operations['agreement.create'].call(world.context(), newAgreement(name), name);
  const [agreement, payment] = refsOf(outcome);
  if (!agreement || !payment) throw new Error(`expected an agreement and a payment; got ${outcome.kind}`);
  if (scenario) await world.scenario(scenario, agreement);
  return { agreement, payment };
}

async function aCapturedPayment(world: World<Settings>, name: string): Promise<ProviderRef> {
  const { payment } = await anAgreement(world, name, 'PAYER_ACCEPTS');
  await mobilepay.operations['payment.capture'].call(world.context(), { payment, amount: money(8000n, dkk) }, name);
  return payment;
}

const strangeCharge: ProviderRef = { ...strangePayment, kind: 'charge' };

/** A charge that waits for its day, on an agreement that its payer has accepted. */
async function newCharge(world: World<Settings>, name: string): Promise<OperationMap['charge.create']> {
  return {
    on: (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement,
    target: { kind: 'agreement' },
    externalId: `C-${name}`,
    amount: money(4000n, dkk),
    description: 'March',
    retryPlan: { kind: 'PROVIDER_DAYS', days: 2 },
    reserve: false,
    askedAt: world.context().now().getTime(),
  };
}

async function aCharge(world: World<Settings>, name: string): Promise<ProviderRef> {
  const outcome = await mobilepay.operations['charge.create'].call(
    world.context(),
    await newCharge(world, name),
    `make-${name}`,
  );
  const [charge] = refsOf(outcome);
  if (!charge) throw new Error(`expected a charge; got ${outcome.kind}`);
  return charge;
}

function refsOf(outcome: Outcome): readonly ProviderRef[] {
  return outcome.kind === 'facts' ? outcome.facts.map(({ ref }) => ref) : [];
}

providerContract({
  provider: mobilepay,
  open: () =>
    openWorld('mobilepay', (credentials) => mobilepay.settings.parse({ ...credentials, autoReserveApproved: true })),
  unreachable: (settings) => ({ ...settings, apiUrl: 'http://127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1' }),
  otherCallbackSecret: (settings) => ({ ...settings, callbackPassword: 'another' }),
  secrets: ({ clientSecret, refreshToken, ibmClientSecret, callbackPassword }) => [
    clientSecret,
    refreshToken,
    ibmClientSecret,
    callbackPassword,
  ],
  proofHeaders: ['authorization'],
  badSignature: 'badSignature',
  strangers: [strangeAgreement, strangePayment, strangeCharge, { kind: 'refund', id: someId, within: strangePayment }],
  unknownNews: [
    { agreement_id: someId, status: 'Accepted', status_code: 49_999 },
    { agreement_id: someId, status: 'Suspended', status_code: 0 },
    [{ agreement_id: someId, payment_id: someId, status: 'Reserved', status_code: 59_999, payment_type: 'OneOff' }],
    [{ agreement_id: someId, payment_id: someId, status: 'Chargeback', status_code: 0, payment_type: 'OneOff' }],
    { agreement_id: someId, payment_id: someId, refund_id: someId, status: 'Declined', status_code: 69_999 },
  ],
  async provokeCallback(world, name) {
    return (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement;
  },
  operations: {
    'agreement.create': {
      wireName: 'createAgreement',
      echoes: ['listAgreements', 'listPayments'],
      prepare: async (_world, name) => newAgreement(name),
      withAmount: (input, amount) => ({ ...input, oneOffPayment: { externalId: 'O', description: 'd', amount } }),
    },
    'agreement.cancel': {
      wireName: 'cancelAgreement',
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
      wireName: 'createPayment',
      echoes: ['listPayments'],
      prepare: async (world, name) => ({
        agreement: (await anAgreement(world, name, 'PAYER_ACCEPTS')).agreement,
        externalId: `P-${name}`,
        amount: money(8000n, dkk),
        description: 'Pay now for additional goods',
        autoReserve: false,
        expiresInMs: 86_400_000,
        returnUrl: 'https://example.com/back',
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'payment.capture': {
      wireName: 'capture',
      echoes: ['getPayment'],
      prepare: async (world, name) => ({
        payment: (await anAgreement(world, name, 'PAYER_ACCEPTS')).payment,
        amount: money(8000n, dkk),
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'payment.cancel': {
      wireName: 'cancelPayment',
      echoes: [],
      prepare: async (world, name) => ({ payment: (await anAgreement(world, name, 'PAYER_ACCEPTS')).payment }),
    },
    'payment.refund': {
      wireName: 'createRefund',
      echoes: ['own', 'listRefunds'],
      prepare: async (world, name) => ({ payment: await aCapturedPayment(world, name), amount: money(1000n, dkk) }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.create': {
      wireName: 'createRequests',
      echoes: ['listRequests'],
      prepare: newCharge,
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.update': {
      wireName: 'patchRequest',
      echoes: [],
      prepare: async (world, name) => ({
        payment: await aCharge(world, name),
        amount: money(3000n, dkk),
        requested: money(4000n, dkk),
        askedAt: 0,
      }),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'charge.cancel': {
      wireName: 'withdrawRequest',
      echoes: [],
      prepare: async (world, name) => ({ payment: await aCharge(world, name) }),
    },
    'charge.refund': {
      wireName: 'createRefund',
      echoes: ['own', 'listRefunds'],
      async prepare(world, name) {
        const payment: ProviderRef = { ...(await aCapturedPayment(world, name)), kind: 'charge' };
        return { payment, amount: money(1000n, dkk) };
      },
      withAmount: (input, amount) => ({ ...input, amount }),
    },
  },
});
