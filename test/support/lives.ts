import { patienceMs } from './patience.ts';
import { type Client, freshKey } from './world.ts';

/** The steps of a payment's life, as a partner and a payer take them. */

let counter = 0;
/** A reference that no other thing in this process has. */
export function freshReference(prefix: string): string {
  counter += 1;
  return `${prefix}${process.pid % 100_000}-${counter}`;
}

export interface PaymentShape {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly providerReference: string;
  readonly statusReason: {
    readonly code: string;
    readonly providerCode: string | null;
    readonly message: string;
  } | null;
  readonly settleBy: string | null;
  readonly nextAction: { readonly __typename: string; readonly url?: string } | null;
  readonly amounts: Readonly<Record<AmountName, { readonly amountMinor: string }>>;
  readonly actions: readonly {
    readonly kind: string;
    readonly available: boolean;
    readonly maxAmount: { readonly amountMinor: string } | null;
    readonly unavailableBecause: { readonly code: string; readonly message: string } | null;
  }[];
}
type AmountName =
  | 'requested'
  | 'authorized'
  | 'captured'
  | 'refunded'
  | 'released'
  | 'reversed'
  | 'pendingCapture'
  | 'pendingRefund'
  | 'pendingCancel'
  | 'capturable'
  | 'refundable';

const paymentFields = `id version status providerReference statusReason { code providerCode message }
  nextAction { __typename ... on RedirectPayer { url } } ... on OneOffPayment { settleBy }
  amounts { requested { amountMinor } authorized { amountMinor } captured { amountMinor } refunded { amountMinor } released { amountMinor }
    reversed { amountMinor } pendingCapture { amountMinor } pendingRefund { amountMinor } pendingCancel { amountMinor }
    capturable { amountMinor } refundable { amountMinor } }
  actions { kind available maxAmount { amountMinor } unavailableBecause { code message } }`;

const errorFields = {
  any: '... on UserError { code message path retryable } ... on IdempotencyError { key changedPaths } ... on ProviderRejectedError { provider reason { code providerCode message } }',
  input: '... on InvalidInputError { problems { path rule message } }',
  amount: '... on AmountError { requested { amountMinor } limit { amountMinor } }',
  state: '... on InvalidStateError { current allowedFrom }',
  version: '... on VersionConflictError { expectedVersion actualVersion }',
} as const;

/** A mutation's answer: the payload or one of its errors, told apart by `__typename`. */
export interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly retryable?: boolean;
  readonly path?: readonly string[];
  readonly problems?: readonly { readonly path: readonly string[]; readonly rule: string; readonly message: string }[];
  readonly limit?: { readonly amountMinor: string };
  readonly current?: string | null;
  readonly changedPaths?: readonly string[];
  readonly actualVersion?: number;
  readonly reason?: { readonly code: string; readonly providerCode: string | null; readonly message: string };
  readonly agreement?: {
    readonly id: string;
    readonly status: string;
    readonly providerReference: string | null;
    readonly payerCanCancel: boolean;
  };
  readonly oneOffPayment?: { readonly id: string; readonly providerReference: string | null } | null;
  readonly cancelledPayments?: readonly { readonly id: string; readonly status: string }[];
  readonly payment?: PaymentShape;
  readonly capture?: {
    readonly id: string;
    readonly status: string;
    readonly statusReason: { readonly code: string } | null;
  };
  readonly refund?: { readonly id: string; readonly status: string };
  readonly event?: { readonly type: string; readonly sequence: string } | null;
  readonly idempotency?: { readonly replayed: boolean };
}

const documents = {
  createAgreement: `... on AgreementPayload { agreement { id status providerReference payerCanCancel } oneOffPayment { id providerReference }
    idempotency { replayed } event { type sequence } }`,
  cancelAgreement: `... on AgreementPayload { agreement { id status providerReference payerCanCancel } cancelledPayments { id status }
    idempotency { replayed } event { type sequence } }`,
  updateAgreement: `... on AgreementPayload { agreement { id status providerReference payerCanCancel }
    idempotency { replayed } event { type sequence } }`,
  createOneOffPayment: `... on OneOffPaymentPayload { payment { ${paymentFields} } idempotency { replayed } event { type sequence } }`,
  capturePayment: `... on CapturePayload { capture { id status statusReason { code } } payment { ${paymentFields} } idempotency { replayed } event { type sequence } }`,
  cancelPayment: `... on CancelPaymentPayload { payment { ${paymentFields} } idempotency { replayed } event { type sequence } }`,
  refundPayment: `... on RefundPayload { refund { id status } payment { ${paymentFields} } idempotency { replayed } event { type sequence } }`,
} as const;
type MutationName = keyof typeof documents;

const refusals: Readonly<Record<MutationName, readonly (keyof typeof errorFields)[]>> = {
  createAgreement: ['any', 'input'],
  cancelAgreement: ['any', 'state', 'version'],
  updateAgreement: ['any', 'input', 'state', 'version'],
  createOneOffPayment: ['any', 'input', 'state'],
  capturePayment: ['any', 'input', 'state', 'amount', 'version'],
  cancelPayment: ['any', 'state', 'version'],
  refundPayment: ['any', 'input', 'state', 'amount', 'version'],
};

/** Sends a mutation; a fresh key unless the input brings one. */
export async function mutate(world: Client, name: MutationName, input: Record<string, unknown>): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await world.ask<Record<string, Answer>>(
    `mutation($input: ${type}!) { ${name}(input: $input) { __typename ${documents[name]} ${refusals[name].map((kind) => errorFields[kind]).join(' ')} } }`,
    { input: { idempotencyKey: freshKey(name), ...input } },
  );
  const answer = data[name];
  if (!answer) throw new Error(`${name} gave no answer`);
  return answer;
}

export const eightyKroner = { amountMinor: '8000', currency: 'DKK' } as const;

/** The seed's agreement, with or without its first one-off payment. */
export function anAgreement(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    externalId: freshReference('AGGR'),
    plan: 'Basic',
    description: 'Monthly subscription',
    amount: { amountMinor: '1000', currency: 'DKK' },
    frequency: 'MONTHLY',
    country: 'DK',
    expiresIn: 'PT5M',
    returnUrl: 'https://example.com/1b08e244-4aea-4988-99d6-1bd22c6a5b2c',
    payerPhone: '4511100118',
    ...over,
  };
}

export function aFirstPayment(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    amount: eightyKroner,
    externalId: freshReference('OOP'),
    description: 'Down payment for our services',
    ...over,
  };
}

/** A one-off payment on an agreement, to be created. */
export function anotherPayment(agreementId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    on: { agreementId },
    amount: eightyKroner,
    externalId: freshReference('OOP'),
    description: 'Pay now for additional goods',
    returnUrl: 'https://example.com/back',
    ...over,
  };
}

export async function play(
  world: Client,
  subjectId: string,
  scenario: string,
  webhookDelivery = 'NORMAL',
): Promise<void> {
  const { runSandboxScenario: answer } = await world.ask<{
    runSandboxScenario: { __typename: string; message?: string };
  }>(
    `mutation($input: RunSandboxScenarioInput!) { runSandboxScenario(input: $input) { __typename ... on UserError { message } } }`,
    { input: { idempotencyKey: freshKey('scenario'), subjectId, scenario, webhookDelivery } },
  );
  if (answer.__typename !== 'SandboxScenarioPayload') throw new Error(`${scenario}: ${answer.message}`);
}

/** Moves the sandbox's time by an ISO 8601 duration. */
export async function advance(world: Client, by: string): Promise<readonly string[]> {
  const { advanceSandboxClock: answer } = await world.ask<{
    advanceSandboxClock: { __typename: string; message?: string; firedRules?: string[] };
  }>(
    `mutation($input: AdvanceSandboxClockInput!) { advanceSandboxClock(input: $input) { __typename ... on SandboxClockPayload { firedRules } ... on UserError { message } } }`,
    { input: { idempotencyKey: freshKey('clock'), by } },
  );
  if (answer.__typename !== 'SandboxClockPayload') throw new Error(`the clock: ${answer.message}`);
  return answer.firedRules ?? [];
}

export async function readPayment(world: Client, id: string): Promise<PaymentShape> {
  const { payment } = await world.ask<{ payment: PaymentShape | null }>(
    `query($id: ID!) { payment(by: { id: $id }) { ${paymentFields} } }`,
    { id },
  );
  if (!payment) throw new Error(`no payment ${id}`);
  return payment;
}

/** Waits, by the notifier, until the payment shows a status. */
export async function paymentIs(world: Client, id: string, status: string): Promise<PaymentShape> {
  return eventually(world, `payment ${id} to be ${status}`, async () => {
    const payment = await readPayment(world, id);
    return payment.status === status ? payment : null;
  });
}

export async function agreementIs(world: Client, id: string, status: string): Promise<void> {
  await eventually(world, `agreement ${id} to be ${status}`, async () => {
    const { agreement } = await world.ask<{ agreement: { status: string } | null }>(
      `query($id: ID!) { agreement(by: { id: $id }) { status } }`,
      { id },
    );
    return agreement?.status === status ? agreement : null;
  });
}

/** Looks again at each notification until there is a value. */
export async function eventually<T>(world: Client, what: string, look: () => Promise<T | null>): Promise<T> {
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (signal.aborted) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await world.news(signal);
  }
}

/** Under load a mutation answers before the provider does: nobody can accept what the provider has not made yet. */
async function agreementIsMade(world: Client, id: string): Promise<void> {
  await eventually(world, `agreement ${id} to be made by its provider`, async () => {
    const { agreement } = await world.ask<{ agreement: { providerReference: string | null } | null }>(
      'query($id: ID!) { agreement(by: { id: $id }) { providerReference } }',
      { id },
    );
    return agreement?.providerReference ?? null;
  });
}

export async function accept(world: Client, agreement: NonNullable<Answer['agreement']>): Promise<void> {
  if (agreement.providerReference === null) await agreementIsMade(world, agreement.id);
  await play(world, agreement.id, 'PAYER_ACCEPTS');
  await agreementIs(world, agreement.id, 'ACTIVE');
}

/** An accepted agreement. */
export async function activeAgreement(world: Client): Promise<string> {
  const { agreement } = await mutate(world, 'createAgreement', anAgreement());
  if (!agreement) throw new Error('no agreement');
  await accept(world, agreement);
  return agreement.id;
}

/** An agreement whose first payment of 80 kroner is reserved. */
export async function reserved(world: Client): Promise<{ agreementId: string; payment: PaymentShape }> {
  const { agreement, oneOffPayment } = await mutate(
    world,
    'createAgreement',
    anAgreement({ oneOffPayment: aFirstPayment() }),
  );
  if (!agreement || !oneOffPayment) throw new Error('no agreement with a first payment');
  await accept(world, agreement);
  return { agreementId: agreement.id, payment: await paymentIs(world, oneOffPayment.id, 'AUTHORIZED') };
}

/** A payment of 80 kroner that has been captured. */
export async function captured(world: Client): Promise<PaymentShape> {
  const { payment } = await reserved(world);
  await mutate(world, 'capturePayment', { paymentId: payment.id });
  return paymentIs(world, payment.id, 'SETTLED');
}
