import { randomUUID } from 'node:crypto';
import { activeAgreement, eventually, freshReference, play, reserved } from './lives.ts';
import type { World } from './world.ts';
import { freshKey } from './world.ts';

/** An input without its key. */
export type Input = Readonly<Record<string, unknown>>;
/** Makes a thing that an input is about, and gives the input. Each call gives one that a mutation takes. */
export type AcceptedInput = (world: World) => Promise<Input> | Input;

const gbp = (amountMinor: string) => ({ amountMinor, currency: 'GBP' });
const dkk = (amountMinor: string) => ({ amountMinor, currency: 'DKK' });
const debtor = { bankRegistrationNumber: '0040', bankAccountNumber: '0440116243', nationalId: '0101801234' };

const forGoCardless = (): Input => ({
  externalId: freshReference('BRQ'),
  metadata: { order: '1' },
  with: {
    goCardless: {
      payment: {
        amount: gbp('79050'),
        description: 'Licensed Steel Chips',
        scheme: 'faster_payments',
      },
      mandate: {
        currency: 'GBP',
        scheme: 'BACS',
        description: 'Steel, monthly',
        verify: 'recommended',
        sweeping: false,
        constraints: { startDate: '2027-01-01', endDate: '2028-01-01', maxAmountPerPayment: '10000' },
      },
      fallbackEnabled: false,
    },
  },
});
const forBetalingsservice = (): Input => ({
  externalId: freshReference('BRQ'),
  with: {
    betalingsservice: {
      amount: dkk('249950'),
      description: 'Smartphone',
      debtor: { nationalId: '0101801234' },
      createMandate: true,
      expiresIn: 'PT1H',
      returnUrl: 'https://shop.example/back',
    },
  },
});
const details = {
  givenName: 'Sam',
  familyName: 'Sample',
  email: 'sam@shop.example',
  addressLine1: '27 Any Road',
  city: 'London',
  postalCode: 'E8 3GX',
  countryCode: 'GB',
};
const endpoint = (): Input => ({
  url: 'http://127.0.0.1:9/hooks',
  contactEmail: 'ops@shop.example',
  eventTypes: ['PAYMENT_SETTLED', 'AGREEMENT_CREATED'],
});

/** Sends a mutation that is to be accepted, and gives a field of its payload. */
async function made<T>(world: World, name: string, input: Input, payload: string): Promise<T> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { answer: ${name}(input: $input) { __typename ${payload} ... on UserError { message } } }`;
  const { answer } = await world.ask<{ answer: T & { __typename: string } }>(document, {
    input: { idempotencyKey: freshKey(), ...input },
  });
  if (!answer.__typename.endsWith('Payload')) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer;
}

async function aRequest(world: World, input = forGoCardless()): Promise<string> {
  const payload = '... on BillingRequestPayload { billingRequest { id } }';
  const { billingRequest } = await made<{ billingRequest: { id: string } }>(
    world,
    'createBillingRequest',
    input,
    payload,
  );
  return billingRequest.id;
}

/** A request of GoCardless' with its payer's details filled in. */
async function filledIn(world: World, input = forGoCardless()): Promise<string> {
  const billingRequestId = await aRequest(world, input);
  const account = {
    accountHolderName: 'Sam Sample',
    accountNumber: '55779911',
    branchCode: '200000',
    countryCode: 'GB',
  };
  for (const action of [
    { collectCustomerDetails: details },
    { collectBankAccount: { local: account } },
    { confirmPayerDetails: {} },
  ])
    await made(world, 'completeBillingRequestAction', { billingRequestId, action }, '');
  return billingRequestId;
}

/** Only a mandate, so that nothing is left to do when its payer is known. */
const mandateOnly = (): Input => ({
  externalId: freshReference('BRQ'),
  with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS' } } },
});

async function aMandate(world: World): Promise<string> {
  const requestId = await aRequest(world, mandateOnly());
  await play(world, requestId, 'PAYER_ACCEPTS');
  const mandateId = await eventually(world, 'the mandate of a request', async () => {
    const { request } = await world.ask<{ request: { mandate: { id: string } | null } | null }>(
      'query($id: ID!) { request: billingRequest(by: { id: $id }) { mandate { id } } }',
      { id: requestId },
    );
    return request?.mandate?.id ?? null;
  });
  await play(world, mandateId, 'BANK_APPROVES_MANDATE');
  await eventually(world, 'an active mandate', async () => {
    const { mandate } = await world.ask<{ mandate: { status: string } | null }>(
      'query($id: ID!) { mandate(by: { id: $id }) { status } }',
      { id: mandateId },
    );
    return mandate?.status === 'ACTIVE' ? mandate : null;
  });
  return mandateId;
}

async function aCancelledMandate(world: World): Promise<string> {
  const mandateId = await aMandate(world);
  await made(world, 'cancelMandate', { mandateId }, '');
  return mandateId;
}

const scheduleOn = (mandateId: string): Input => ({
  on: { mandateId },
  externalId: freshReference('SUB'),
  description: 'Chips of the month',
  terms: { recurring: { amount: gbp('1000'), every: { count: 1, unit: 'MONTH' }, anchor: { dayOfMonth: 15 } } },
});
async function aSchedule(world: World): Promise<string> {
  const input = scheduleOn(await aMandate(world));
  return (
    await made<{ paymentSchedule: { id: string } }>(
      world,
      'createPaymentSchedule',
      input,
      '... on PaymentSchedulePayload { paymentSchedule { id } }',
    )
  ).paymentSchedule.id;
}
async function aPausedSchedule(world: World): Promise<string> {
  const paymentScheduleId = await aSchedule(world);
  await made(world, 'pausePaymentSchedule', { paymentScheduleId }, '');
  return paymentScheduleId;
}

const chargeOn = (mandateId: string): Input => ({
  on: { mandateId },
  amount: gbp('1000'),
  externalId: freshReference('CHG'),
  description: 'Monthly fee',
});

async function aFailedPayment(world: World): Promise<string> {
  const input = { on: { mandateId: await aMandate(world) }, amount: gbp('1000'), externalId: freshReference('P') };
  const charge = { ...input, description: 'Steel chips' };
  const payload = '... on OneOffPaymentPayload { payment { id } }';
  const { payment } = await made<{ payment: { id: string } }>(world, 'createOneOffPayment', charge, payload);
  const { id } = payment;
  await play(world, id, 'PAYMENT_FAILS');
  await eventually(world, 'a failed payment', async () => {
    const { failed } = await world.ask<{ failed: { status: string } | null }>(
      'query($id: ID!) { failed: payment(by: { id: $id }) { status } }',
      { id },
    );
    return failed?.status === 'FAILED' ? failed : null;
  });
  return id;
}

const aTransferInput = (): Input => ({
  amount: { amountMinor: '1000', currency: 'EUR' },
  invoice: freshReference('INV-'),
  payer: {
    firstName: 'Sam',
    lastName: 'Sample',
    email: 'sam@shop.example',
    gender: 'UNKNOWN',
    country: 'NL',
  },
  dueDate: '2026-12-20',
  sendMail: false,
  description: 'Ten bricks',
  order: 'O-7',
  culture: 'nl-NL',
  metadata: { order: '1' },
});
async function aTransfer(world: World): Promise<string> {
  const { transfer } = await made<{ transfer: { id: string } }>(
    world,
    'createTransfer',
    aTransferInput(),
    '... on TransferPayload { transfer { id } }',
  );
  return transfer.id;
}

/** One of those that a merchant may have, which are few. */
async function anEndpoint(world: World): Promise<string> {
  const { old } = await world.ask<{ old: { nodes: { id: string }[] } }>('{ old: webhookEndpoints { nodes { id } } }');
  for (const { id: endpointId } of old.nodes.slice(5)) await made(world, 'deleteWebhookEndpoint', { endpointId }, '');
  const payload = '... on WebhookEndpointPayload { endpoint { id } }';
  const answer = await made<{ endpoint: { id: string } }>(world, 'createWebhookEndpoint', endpoint(), payload);
  return answer.endpoint.id;
}

async function anApiKey(world: World): Promise<string> {
  const input = { name: 'backend', scopes: ['events:read'] };
  const answer = await made<{ apiKey: { id: string } }>(
    world,
    'createApiKey',
    input,
    '... on ApiKeyPayload { apiKey { id } }',
  );
  return answer.apiKey.id;
}

const settingsKeys = { MOBILEPAY: 'mobilePay', GOCARDLESS: 'goCardless' } as const;

/** The account of the demo merchant at a provider. */
async function anAccount(world: World, provider: keyof typeof settingsKeys): Promise<string> {
  const { accounts } = await world.ask<{ accounts: { id: string; provider: string; status: string }[] }>(
    '{ accounts: providerAccounts { id provider status } }',
  );
  const found = accounts.find((account) => account.provider === provider);
  if (found?.status === 'DISCONNECTED')
    await made(world, 'connectProviderAccount', await settingsAt(world, provider), '');
  if (found?.status === 'PAUSED') await made(world, 'resumeProviderAccount', { accountId: found.id }, '');
  return found?.id ?? '';
}
/** What opens a simulator of the sandbox. */
async function settingsAt(world: World, provider: keyof typeof settingsKeys): Promise<Input> {
  const page = await fetch(world.app.sandboxUrl ?? '', { headers: { accept: 'application/json' } });
  const { providers } = (await page.json()) as { providers: { name: string; credentials: Input }[] };
  const own = providers.find(({ name }) => name === provider.toLowerCase())?.credentials;
  const taken = provider === 'MOBILEPAY' ? { takeCallbackAddress: true } : {};
  return { with: { [settingsKeys[provider]]: { ...own, ...taken } } };
}

interface Listed {
  readonly list?: { readonly nodes: readonly { readonly id: string }[] };
}
/** The first of a list, as soon as there is one. */
function first(world: World, what: string, document: string, variables: Input = {}): Promise<string> {
  return eventually(world, what, async () => {
    const { list, endpoint } = await world.ask<Listed & { endpoint?: Listed }>(document, variables);
    return (list ?? endpoint?.list)?.nodes[0]?.id ?? null;
  });
}

/** In the currency of a transfer, which it fits none the less: it names none. */
async function anUnmatchedReceipt(world: World): Promise<string> {
  const { rows } = await world.app.db.worker.query<{ callback_url: string }>(
    `select callback_url from provider_account where provider = 'BUCKAROO'`,
  );
  const tell = (path: string, body: object) => world.sandbox.control(`/control/buckaroo/${path}`, body);
  await tell('provider', { automaticDeposits: true, pushUrl: rows[0]?.callback_url });
  const account = { iban: 'NL91ABNA0417164300', bic: 'ABNANL2A', name: 'S. Sample' };
  await tell('receive', { amount: '3.00', reference: 'none', account });
  return first(world, 'an unmatched receipt', '{ list: unmatchedReceipts { nodes { id } } }');
}

async function anUnresolvedOperation(world: World): Promise<string> {
  const { payment } = await reserved(world);
  await world.sandbox.fault('capture', 'effectThenReset');
  await made(world, 'capturePayment', { paymentId: payment.id }, '');
  return first(world, 'an unresolved operation', '{ list: unresolvedOperations { nodes { id } } }');
}

/** A callback of MobilePay's about a payment that nobody knows. */
async function anUnprocessedNotification(world: World): Promise<string> {
  const connected = await world.app.accounts.of(world.app.merchantId ?? '', 'MOBILEPAY');
  if (!connected) throw new Error('no account at MobilePay');
  const { callbackUsername, callbackPassword } = connected.account.settings as Record<string, string>;
  const authorization = `Basic ${Buffer.from(`${callbackUsername}:${callbackPassword}`).toString('base64')}`;
  const told = { status: 'Reserved', status_code: 0, payment_type: 'OneOff', amount: '80.00', currency: 'DKK' };
  const reply = await fetch(connected.callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify([{ ...told, agreement_id: randomUUID(), payment_id: randomUUID(), external_id: 'OOP' }]),
  });
  if (reply.status !== 200) throw new Error(`the callback got ${reply.status}`);
  return first(
    world,
    'an unprocessed notification',
    '{ list: unprocessedProviderNotifications(filter: { problems: [NOT_FOUND] }) { nodes { id } } }',
  );
}

async function captured(world: World): Promise<string> {
  const { payment } = await reserved(world);
  await made(world, 'capturePayment', { paymentId: payment.id }, '');
  return payment.id;
}

async function aDelivery(world: World): Promise<{ deliveryId: string }> {
  const endpointId = await anEndpoint(world);
  await made(world, 'createAgreement', anAgreementInput(), '');
  const deliveryId = await first(
    world,
    'a delivery',
    'query($id: ID!) { endpoint: node(id: $id) { ... on WebhookEndpoint { list: deliveries { nodes { id } } } } }',
    { id: endpointId },
  );
  return { deliveryId };
}

const anAgreementInput = (): Input => ({
  externalId: freshReference('AGGR'),
  plan: 'Basic',
  description: 'Monthly subscription',
  amount: dkk('1000'),
  frequency: 'MONTHLY',
  country: 'DK',
  expiresIn: 'PT5M',
  nextPaymentDate: '2027-01-01',
  returnUrl: 'https://shop.example/back',
  payerPhone: '4511100118',
  metadata: { order: '1' },
  oneOffPayment: { amount: dkk('8000'), externalId: freshReference('OOP'), description: 'Down payment' },
});

/** Of a day on which nothing moved. */
const aStatement = [':20:940A261130', ':25:1EUR', ':28:1', ':60F:C261130EUR0,00', ':62F:C261130EUR0,00', ':64:'].join(
  '\n',
);

/** A payout of one euro that is on its way. */
async function aPayout(world: Pick<World, 'ask'>): Promise<string> {
  const key = freshKey('payout')
    .replace(/[^0-9a-f]/g, '')
    .slice(-32);
  const content = [
    ...[':20:940A261130', `:25:${key}`, ':28:1', ':60F:C261130EUR1,00'],
    ...[':61:261130D1,00N404', `:86:xid.: ${key}`, ':62F:C261130EUR0,00'],
  ].join('\n');
  const { importSettlementStatements: done } = await world.ask<{
    importSettlementStatements: { statements: { payouts: { id: string }[] }[] };
  }>(
    'mutation($input: ImportSettlementStatementsInput!) { importSettlementStatements(input: $input) { ... on ImportSettlementStatementsPayload { statements { payouts { id } } } } }',
    { input: { idempotencyKey: freshKey('statement'), provider: 'BUCKAROO', content } },
  );
  return done.statements[0]?.payouts[0]?.id ?? '';
}

/** For each mutation, inputs that it takes, with as many fields as go together. */
export const acceptedInputs: Readonly<Record<string, Readonly<Record<string, AcceptedInput>>>> = {
  advanceSandboxClock: { plain: () => ({ by: 'PT1S' }) },
  assignReceipt: {
    plain: async (world) => ({
      receiptId: await anUnmatchedReceipt(world),
      transferId: await aTransfer(world),
      reason: 'told by phone',
    }),
  },
  closeReceipt: {
    plain: async (world) => ({ receiptId: await anUnmatchedReceipt(world), reason: 'given back at the Plaza' }),
  },
  refundReceipt: {
    plain: async (world) => ({
      receiptId: await anUnmatchedReceipt(world),
      amount: { amountMinor: '1', currency: 'EUR' },
      reason: 'sent by mistake',
      externalId: freshReference('RFD'),
    }),
  },
  adoptMandate: {
    plain: () => ({
      provider: 'BETALINGSSERVICE',
      mandateNumber: freshReference('9').replace(/\D/g, '').padStart(9, '1').slice(-9),
      debtorReference: 'KUNDE7',
      creditorNumber: '02056372',
      debtorGroupNumber: '00001',
      externalId: freshReference('ADOPTED'),
      metadata: { from: 'portal' },
    }),
  },
  importAgreements: { plain: () => ({ provider: 'MOBILEPAY', after: '7' }) },
  confirmPayoutArrival: { plain: async (world) => ({ payoutId: await aPayout(world) }) },
  importSettlementStatements: { plain: () => ({ provider: 'BUCKAROO', content: aStatement }) },
  updateAgreement: {
    plain: async (world) => ({
      agreementId: await activeAgreement(world),
      plan: 'Premium',
      description: 'All of it',
      amount: dkk('2000'),
      frequency: 'QUARTERLY',
    }),
  },
  cancelAgreement: { plain: async (world) => ({ agreementId: await activeAgreement(world) }) },
  cancelBillingRequest: { plain: async (world) => ({ billingRequestId: await aRequest(world) }) },
  cancelMandate: { plain: async (world) => ({ mandateId: await aMandate(world) }) },
  cancelPayment: { plain: async (world) => ({ paymentId: (await reserved(world)).payment.id }) },
  capturePayment: {
    plain: async (world) => ({ paymentId: (await reserved(world)).payment.id, amount: dkk('8000') }),
  },
  completeBillingRequestAction: {
    customerDetails: async (world) => ({
      billingRequestId: await aRequest(world),
      action: { collectCustomerDetails: details },
    }),
    localAccount: async (world) => ({
      billingRequestId: await aRequest(world),
      action: {
        collectBankAccount: {
          local: { accountHolderName: 'Sam', accountNumber: '55779911', branchCode: '200000', countryCode: 'GB' },
        },
      },
    }),
    institution: async (world) => ({
      billingRequestId: await aRequest(world),
      action: { selectInstitution: { institution: 'sandbox_bank_gb', countryCode: 'GB' } },
    }),
  },
  createAgreement: { plain: anAgreementInput },
  createBillingRequest: { goCardless: forGoCardless, betalingsservice: forBetalingsservice },
  createBillingRequestFlow: {
    plain: async (world) => ({
      billingRequestId: await aRequest(world),
      redirectUrl: 'https://shop.example/back',
      exitUrl: 'https://shop.example/exit',
      lockBankAccount: false,
      lockCustomerDetails: false,
    }),
  },
  createMandate: {
    betalingsservice: () => ({
      externalId: freshReference('M'),
      debtor: { betalingsservice: { debtorReference: freshReference('CUST').replace('-', 'N'), ...debtor } },
      metadata: { order: '1' },
    }),
  },
  createOneOffPayment: {
    onAgreement: async (world) => ({
      on: { agreementId: await activeAgreement(world) },
      amount: dkk('8000'),
      externalId: freshReference('OOP'),
      description: 'Additional goods',
      expiresIn: 'PT1H',
      autoReserve: false,
      returnUrl: 'https://shop.example/back',
      metadata: { order: '1' },
    }),
    onMandate: async (world) => ({
      on: { mandateId: await aMandate(world) },
      amount: gbp('1000'),
      externalId: freshReference('OOP'),
      description: 'Additional goods',
    }),
  },
  createCharge: { plain: async (world) => chargeOn(await aMandate(world)) },
  createCharges: { plain: async (world) => ({ charges: [chargeOn(await aMandate(world))] }) },
  createPaymentSchedule: { plain: async (world) => scheduleOn(await aMandate(world)) },
  changePaymentScheduleAmount: {
    plain: async (world) => ({ paymentScheduleId: await aSchedule(world), amount: gbp('1200') }),
  },
  pausePaymentSchedule: { plain: async (world) => ({ paymentScheduleId: await aSchedule(world) }) },
  resumePaymentSchedule: { plain: async (world) => ({ paymentScheduleId: await aPausedSchedule(world) }) },
  cancelPaymentSchedule: { plain: async (world) => ({ paymentScheduleId: await aSchedule(world) }) },
  createTransfer: { plain: aTransferInput },
  createApiKey: { plain: () => ({ name: 'backend', scopes: ['events:read'], expiresIn: 'P1D' }) },
  createClientToken: {
    plain: async (world) => ({ subjectId: await aTransfer(world), expiresIn: 'PT10M' }),
  },
  updateAllowedOrigins: { plain: () => ({ origins: ['https://shop.example'] }) },
  createWebhookEndpoint: { plain: endpoint },
  deleteWebhookEndpoint: { plain: async (world) => ({ endpointId: await anEndpoint(world) }) },
  erasePayer: { plain: async (world) => ({ subjectId: await aTransfer(world) }) },
  fallBackBillingRequest: {
    plain: async (world) => ({
      billingRequestId: await filledIn(world, {
        externalId: freshReference('BRQ'),
        with: {
          goCardless: {
            payment: { amount: gbp('79050'), description: 'Licensed Steel Chips' },
            mandate: { currency: 'GBP', scheme: 'BACS' },
            fallbackEnabled: true,
          },
        },
      }),
    }),
  },
  fulfilBillingRequest: { plain: async (world) => ({ billingRequestId: await filledIn(world, mandateOnly()) }) },
  notifyBillingRequest: {
    plain: async (world) => {
      const billingRequestId = await aRequest(world);
      const action = { collectCustomerDetails: details };
      await made(world, 'completeBillingRequestAction', { billingRequestId, action }, '');
      return { billingRequestId, channel: 'EMAIL', redirectUrl: 'https://shop.example/back' };
    },
  },
  refundPayment: {
    plain: async (world) => ({
      paymentId: await captured(world),
      amount: dkk('100'),
      reason: 'sent back',
      externalId: freshReference('RFD'),
    }),
  },
  replayWebhooks: {
    plain: async (world) => {
      const { events } = await world.ask<{ events: { nodes: { cursor: string }[] } }>(
        '{ events(first: 2) { nodes { cursor } } }',
      );
      const [after, upTo] = events.nodes.map(({ cursor }) => cursor);
      return { endpointId: await anEndpoint(world), after, upTo };
    },
  },
  reinstateMandate: { plain: async (world) => ({ mandateId: await aCancelledMandate(world) }) },
  reprocessProviderNotification: {
    plain: async (world) => ({ notificationId: await anUnprocessedNotification(world) }),
  },
  resendWebhookDelivery: { plain: aDelivery },
  resolveOperation: {
    plain: async (world) => ({
      operationId: await anUnresolvedOperation(world),
      outcome: 'HAPPENED',
      reason: 'seen at the provider',
    }),
  },
  retryPayment: { plain: async (world) => ({ paymentId: await aFailedPayment(world), chargeDate: '2031-03-03' }) },
  revokeApiKey: { plain: async (world) => ({ apiKeyId: await anApiKey(world) }) },
  rotateApiKey: { plain: async (world) => ({ apiKeyId: await anApiKey(world), overlap: 'P1D' }) },
  rotateWebhookSecret: { plain: async (world) => ({ endpointId: await anEndpoint(world), overlap: 'P1D' }) },
  runSandboxScenario: {
    plain: async (world) => ({
      subjectId: await aTransfer(world),
      scenario: 'TRANSFER_EXACT',
      seed: 1,
      webhookDelivery: 'NORMAL',
    }),
  },
  updateApiKey: {
    plain: async (world) => ({
      apiKeyId: await anApiKey(world),
      name: 'front end',
      scopes: ['events:read'],
      expiresIn: 'P1D',
    }),
  },
  updateWebhookEndpoint: {
    plain: async (world) => ({ endpointId: await anEndpoint(world), active: true, ...endpoint() }),
  },
  updateProviderAccount: {
    plain: async (world) => ({
      accountId: await anAccount(world, 'GOCARDLESS'),
      with: { goCardless: { otherWebhookSecrets: ['another-secret'], appFees: true } },
      reset: ['creditorId'],
    }),
  },
  pauseProviderAccount: {
    plain: async (world) => ({ accountId: await anAccount(world, 'GOCARDLESS'), reason: 'moving' }),
  },
  resumeProviderAccount: {
    plain: async (world) => {
      const accountId = await anAccount(world, 'GOCARDLESS');
      await made(world, 'pauseProviderAccount', { accountId }, '');
      return { accountId, reason: 'moved' };
    },
  },
  // Last, since there is nothing to pay with after it.
  disconnectProviderAccount: {
    plain: async (world) => ({ accountId: await anAccount(world, 'GOCARDLESS'), leaveOpen: true, reason: 'moved' }),
  },
  connectProviderAccount: {
    plain: async (world) => {
      const accountId = await anAccount(world, 'MOBILEPAY');
      await made(world, 'disconnectProviderAccount', { accountId, leaveOpen: true }, '');
      return settingsAt(world, 'MOBILEPAY');
    },
  },
};
