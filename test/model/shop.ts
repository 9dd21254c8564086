import { freshReference } from '../support/lives.ts';
import { freshKey, type World } from '../support/world.ts';
import type { ProviderKey } from './model.ts';

/** A payment as its merchant holds it. */
export interface RealPayment {
  readonly provider: ProviderKey;
  /** What the payer answers to: an agreement, a request, or the transfer itself. */
  readonly asked: string;
  /** Null until the provider has made it of the request. */
  paymentId: string | null;
}

/** A merchant's answer, as far as a story is concerned. */
export interface Reply {
  readonly __typename: string;
  readonly code?: string;
  readonly retryable?: boolean;
  readonly idempotency?: { readonly replayed: boolean };
  readonly [field: string]: unknown;
}

/** A call that may be made again, as a caller does who got no answer. */
export interface Call {
  readonly mutation: string;
  readonly selection: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const triesMax = 6;

/** Calls until there is an answer, under one key: a process that dies on the way is the caller's daily bread. */
export async function insist(world: World, { mutation, selection, input }: Call): Promise<Reply> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message retryable } } }`;
  for (let tries = 1; ; tries++) {
    const { status, body } = await world.post(document, { input });
    const reply = body.errors ? null : (body.data?.[mutation] as Reply | undefined);
    if (reply && !reply.retryable) return reply;
    if (tries === triesMax || status === 400)
      throw new Error(`${mutation} got no answer: ${JSON.stringify(body)} to ${JSON.stringify(input)}`);
    // The lease of the sender that is gone ends in this time.
    if (reply) await pass(world, 'PT1M');
  }
}

export async function pass(world: World, by: string): Promise<void> {
  const selection = '... on SandboxClockPayload { now }';
  await insist(world, { mutation: 'advanceSandboxClock', selection, input: { idempotencyKey: freshKey('clock'), by } });
}

/** True when it was played. */
export async function play(
  world: World,
  subjectId: string,
  scenario: string,
  webhookDelivery: string,
): Promise<boolean> {
  const input = { idempotencyKey: freshKey('scenario'), subjectId, scenario, webhookDelivery };
  const selection = '... on SandboxScenarioPayload { subjectId }';
  return (await insist(world, { mutation: 'runSandboxScenario', selection, input })).code === undefined;
}

/** What the payer does to say yes. */
const approvals: Readonly<Record<ProviderKey, string>> = {
  mobilepay: 'PAYER_ACCEPTS',
  betalingsservice: 'PAYER_ACCEPTS',
  gocardless: 'PAYER_ACCEPTS',
  buckaroo: 'TRANSFER_EXACT',
};

/** The payer says yes and the money is taken or reserved; true when it was played. */
export async function approve(world: World, real: RealPayment, webhookDelivery: string): Promise<boolean> {
  if (!(await play(world, real.asked, approvals[real.provider], webhookDelivery))) return false;
  if (real.provider !== 'gocardless') return true;
  // GoCardless makes a payment of the request, which its bank then pays out. News of it may be late, or never come.
  for (const by of ['PT1S', 'PT1M', 'PT1H', 'PT3H', 'PT24H']) {
    if (await paymentOf(world, real)) break;
    await pass(world, by);
  }
  const payment = await paymentOf(world, real);
  if (!payment) throw new Error(`no payment came of the request ${real.asked}`);
  // Not played where the days that went by have paid it out.
  await play(world, payment, 'GOCARDLESS_PAYMENT_PAID_OUT', webhookDelivery);
  return true;
}

/** Asks a payer for money, by what each provider has for it. */
export const asks: Readonly<Record<ProviderKey, (minor: number) => Call>> = {
  mobilepay: (minor) => ({
    mutation: 'createAgreement',
    selection: '... on AgreementPayload { asked: agreement { id } payment: oneOffPayment { id } }',
    input: {
      idempotencyKey: freshKey('ask'),
      externalId: freshReference('AGGR'),
      plan: 'Basic',
      amount: { amountMinor: '1000', currency: 'DKK' },
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'P1D',
      returnUrl: 'https://example.com/back',
      oneOffPayment: { amount: money(minor, 'DKK'), externalId: freshReference('OOP'), description: 'Down payment' },
    },
  }),
  betalingsservice: (minor) => ({
    mutation: 'createBillingRequest',
    selection: '... on BillingRequestPayload { asked: billingRequest { id } }',
    input: {
      idempotencyKey: freshKey('ask'),
      externalId: freshReference('PHONE'),
      with: {
        betalingsservice: {
          amount: money(minor, 'DKK'),
          description: 'Smartphone',
          debtor: { nationalId: '0101801234' },
          createMandate: false,
        },
      },
    },
  }),
  gocardless: (minor) => ({
    mutation: 'createBillingRequest',
    selection: '... on BillingRequestPayload { asked: billingRequest { id } }',
    input: {
      idempotencyKey: freshKey('ask'),
      externalId: freshReference('STEEL'),
      with: {
        goCardless: { payment: { amount: money(minor, 'GBP'), description: 'Chips', scheme: 'faster_payments' } },
      },
    },
  }),
  buckaroo: (minor) => ({
    mutation: 'createTransfer',
    selection: '... on TransferPayload { asked: transfer { id } payment: transfer { id } }',
    input: {
      idempotencyKey: freshKey('ask'),
      amount: money(minor, 'EUR'),
      invoice: freshReference('INV'),
      payer: { firstName: 'John', lastName: 'Smith', email: 'john.smith@example.com', country: 'NL' },
      sendMail: false,
    },
  }),
};

export const currencies: Readonly<Record<ProviderKey, string>> = {
  mobilepay: 'DKK',
  betalingsservice: 'DKK',
  gocardless: 'GBP',
  buckaroo: 'EUR',
};

export function money(minor: number, currency: string) {
  return { amountMinor: String(minor), currency };
}

/** The payment that has come of what was asked for; null while there is none. */
export async function paymentOf(world: World, real: RealPayment): Promise<string | null> {
  if (real.paymentId) return real.paymentId;
  const { billingRequest } = await world.ask<{ billingRequest: { payment: { id: string } | null } | null }>(
    'query($id: ID!) { billingRequest(by: { id: $id }) { payment { id } } }',
    { id: real.asked },
  );
  real.paymentId = billingRequest?.payment?.id ?? null;
  return real.paymentId;
}

export interface Amounts {
  readonly status: string;
  readonly captured: number;
  readonly refunded: number;
  readonly reversed: number;
}

/** What the product says of a payment; what is on its way back counts as given back. */
export async function amountsOf(world: World, id: string): Promise<Amounts> {
  const { payment } = await world.ask<{
    payment: { status: string; amounts: Readonly<Record<string, { amountMinor: string }>> };
  }>(
    `query($id: ID!) { payment(by: { id: $id }) { status amounts { captured { amountMinor } refunded { amountMinor }
      pendingRefund { amountMinor } reversed { amountMinor } } } }`,
    { id },
  );
  const minor = (name: string): number => Number(payment.amounts[name]?.amountMinor);
  return {
    status: payment.status,
    captured: minor('captured'),
    refunded: minor('refunded') + minor('pendingRefund'),
    reversed: minor('reversed'),
  };
}
