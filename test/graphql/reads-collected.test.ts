import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BillingRequest, Mandate, OneOffPayment } from '../../src/generated/prisma/client.ts';
import { documentLimits } from '../../src/graphql/limits/limits.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, fewestStatements, numberAll, startApi } from './harness.ts';
import { addAgreement, addBillingRequest, addCollection, addMandate, addPayment } from './rows.ts';

/** Mandates, billing requests and payments that a bank collects, as they are read. */
let api: Api;
const mandates: Mandate[] = [];
const requests: BillingRequest[] = [];
beforeAll(async () => {
  api = await startApi({ limits: { limits: { ...documentLimits, cost: 100_000 } } });
  for (let i = 0; i < 100; i++) {
    const request = await addBillingRequest(api.db, api.shop);
    const mandate = await addMandate(api.db, api.shop, { billingRequestId: request.id, personId: request.personId });
    requests.push(request);
    mandates.push(mandate);
    await addCollection(api.db, api.shop, { billingRequestId: request.id }, { state: 'REQUIRES_PAYER_ACTION' });
    await addCollection(api.db, api.shop, { mandateId: mandate.id });
  }
  await numberAll(api.db);
});
afterAll(() => api.close());

async function ask<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await api.post(document, variables);
  expect(errors).toEqual([]);
  return data as T;
}
const request = (i: number) => requests[i] as BillingRequest;
const mandate = (i: number) => mandates[i] as Mandate;

const onPayment = `id status chargeDate providerStatus actions { kind available } nextAction { __typename ... on CompleteBillingActions { outstanding { type } } }
  origin { __typename ... on Mandate { id scheme } ... on BillingRequest { id nextActions { type } mandate { id } } } events(first: 2) { nodes { type } }`;

test.each([
  [
    'payments with where they come from',
    `query ($first: Int) { payments(first: $first) { nodes { ... on OneOffPayment { ${onPayment} } } } }`,
  ],
  [
    'mandates with all that hangs on them',
    `query ($first: Int) { mandates(first: $first) { nodes { id billingRequest { id payment { id } } payments(first: 2) { nodes { ... on OneOffPayment { ${onPayment} } } } events(first: 2) { nodes { type subject { __typename } } } } } }`,
  ],
  [
    'billing requests with all that hangs on them',
    `query ($first: Int) { billingRequests(first: $first) { nodes { id nextActions { type missingFields } payment { ${onPayment} } mandate { id payments(first: 2) { nodes { id } } } events(first: 3) { nodes { type subject { ... on Mandate { status } ... on BillingRequest { purpose } } } } } } }`,
  ],
])('a list of %s costs as many statements at 10 rows as at 100', async (_what, document) => {
  const count = (first: number): Promise<number> => fewestStatements(api, () => ask(document, { first }));
  expect(await count(100)).toBe(await count(10));
});

test.each(['mandates', 'billingRequests'])(
  'pages of %s run over every row once, newest first, and a cursor fits its own filter only',
  async (list) => {
    const document = `query ($after: String, $filter: ${list === 'mandates' ? 'MandateFilter' : 'BillingRequestFilter'}) { ${list}(first: 30, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
    interface Page {
      nodes: { id: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    }
    const seen: string[] = [];
    let page: Page | undefined;
    do {
      page = (await ask<Record<string, Page>>(document, { after: page?.pageInfo.endCursor ?? null }))[list] as Page;
      seen.push(...page.nodes.map(({ id }) => id));
    } while (page.pageInfo.hasNextPage);
    const rows = list === 'mandates' ? mandates : requests;
    expect(seen).toEqual(rows.map(({ id }) => encodeId(list === 'mandates' ? 'man' : 'brq', id)).reverse());
    const other = await api.post(document, { after: page.pageInfo.endCursor, filter: { providers: ['GOCARDLESS'] } });
    expect(other.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  },
);

test('each filter on mandates finds what it names', async () => {
  const failed = await addMandate(api.db, api.shop, { status: 'FAILED', providerStatus: 'failed' });
  const danish = await addMandate(api.db, api.shop, {
    provider: 'BETALINGSSERVICE',
    scheme: 'BETALINGSSERVICE',
    providerStatus: 'VALIDATED',
  });
  const cases: [object, Mandate[]][] = [
    [{ statuses: ['FAILED'] }, [failed]],
    [{ schemes: ['BETALINGSSERVICE', 'AUTOGIRO'] }, [danish]],
    [{ providers: ['BETALINGSSERVICE'] }, [danish]],
    [{ providerStatuses: ['VALIDATED', 'failed'] }, [danish, failed]],
    [{ externalId: failed.externalId }, [failed]],
    [{ createdAt: { from: failed.createdAt.toISOString() }, providers: ['GOCARDLESS'] }, [failed]],
    [{ updatedAt: { to: mandate(0).updatedAt.toISOString() } }, []],
  ];
  for (const [filter, expected] of cases) {
    const found = await ask<{ mandates: { nodes: { id: string }[] } }>(
      'query ($filter: MandateFilter) { mandates(filter: $filter) { nodes { id } } }',
      { filter },
    );
    expect([filter, found.mandates.nodes]).toEqual([filter, expected.map(({ id }) => ({ id: encodeId('man', id) }))]);
  }
});

test('each filter on billing requests finds what it names, and payments are found by their mandate', async () => {
  const done = await addBillingRequest(api.db, api.shop, {
    status: 'FULFILLED',
    actions: [],
    purpose: 'MANDATE',
    amountMinor: null,
    description: null,
  });
  const cases: [object, BillingRequest[]][] = [
    [{ statuses: ['FULFILLED'] }, [done]],
    [{ purposes: ['MANDATE'] }, [done]],
    [{ externalId: request(7).externalId }, [request(7)]],
    [{ createdAt: { from: done.createdAt.toISOString() } }, [done]],
    [{ providers: ['BETALINGSSERVICE'] }, []],
  ];
  for (const [filter, expected] of cases) {
    const found = await ask<{ billingRequests: { nodes: { id: string }[] } }>(
      'query ($filter: BillingRequestFilter) { billingRequests(filter: $filter) { nodes { id } } }',
      { filter },
    );
    expect([filter, found.billingRequests.nodes]).toEqual([
      filter,
      expected.map(({ id }) => ({ id: encodeId('brq', id) })),
    ]);
  }
  const onOne = await ask<{ payments: { nodes: { origin: object }[] } }>(
    'query ($id: ID!) { payments(filter: { authorityId: $id }) { nodes { ... on OneOffPayment { origin { ... on Mandate { id } } } } } }',
    { id: encodeId('man', mandate(3).id) },
  );
  expect(onOne.payments.nodes).toEqual([{ origin: { id: encodeId('man', mandate(3).id) } }]);
});

test('a billing request tells its steps, its page, and what it led to; an ended one has no steps', async () => {
  const made = await addBillingRequest(api.db, api.shop, {
    flowUrl: 'https://pay.example/flow',
    flowRedirectUrl: 'https://shop.example/back',
    flowExpiresAt: new Date('2026-12-01T00:00:00Z'),
    metadata: { order: '348' },
    actions: [
      {
        type: 'CHOOSE_CURRENCY',
        status: 'PENDING',
        required: true,
        requires: [],
        completes: [],
        missingFields: [],
        availableCurrencies: ['GBP', 'EUR'],
      },
      {
        type: 'CONFIRM_PAYER_DETAILS',
        status: 'PENDING',
        required: true,
        requires: ['CHOOSE_CURRENCY'],
        completes: [],
        missingFields: [],
      },
    ],
  });
  const document = `{ billingRequest(by: { externalId: "${made.externalId}" }) { status purpose description amount { decimal currency } providerReference metadata statusReason { code }
    actions { type } nextActions { type status required requires completes missingFields availableCurrencies } flow { authorisationUrl redirectUrl exitUrl expiresAt } payment { id } mandate { id } fallbackEnabled fallbackOccurred expiresAt } }`;
  expect(await ask(document)).toEqual({
    billingRequest: {
      status: 'PENDING',
      purpose: 'PAYMENT_AND_MANDATE',
      description: 'Steel chips',
      amount: { decimal: '80.00', currency: 'GBP' },
      providerReference: made.providerReference,
      metadata: { order: '348' },
      statusReason: null,
      actions: [{ type: 'CHOOSE_CURRENCY' }, { type: 'CONFIRM_PAYER_DETAILS' }],
      nextActions: [
        {
          type: 'CHOOSE_CURRENCY',
          status: 'PENDING',
          required: true,
          requires: [],
          completes: [],
          missingFields: [],
          availableCurrencies: ['GBP', 'EUR'],
        },
      ],
      flow: {
        authorisationUrl: 'https://pay.example/flow',
        redirectUrl: 'https://shop.example/back',
        exitUrl: null,
        expiresAt: '2026-12-01T00:00:00.000Z',
      },
      payment: null,
      mandate: null,
      fallbackEnabled: false,
      fallbackOccurred: false,
      expiresAt: null,
    },
  });
});

async function paymentBy({ id }: OneOffPayment, selection: string): Promise<object> {
  return (
    await ask<{ node: object }>(`query ($id: ID!) { node(id: $id) { ... on OneOffPayment { ${selection} } } }`, {
      id: encodeId('oop', id),
    })
  ).node;
}

test('what the payer has to do next is a page, steps of the billing request, or an answer in the app', async () => {
  const waiting = { state: 'REQUIRES_PAYER_ACTION', authorized: 0n, settleBy: null } as const;
  const selection =
    'nextAction { __typename ... on RedirectPayer { url } ... on AwaitPayerApp { provider expiresAt } ... on CompleteBillingActions { billingRequestId outstanding { type missingFields } } }';
  const steps = await addBillingRequest(api.db, api.shop);
  expect(
    await paymentBy(await addCollection(api.db, api.shop, { billingRequestId: steps.id }, waiting), selection),
  ).toEqual({
    nextAction: {
      __typename: 'CompleteBillingActions',
      billingRequestId: encodeId('brq', steps.id),
      outstanding: [{ type: 'COLLECT_BANK_ACCOUNT', missingFields: ['account_number'] }],
    },
  });
  const inApp = await addBillingRequest(api.db, api.shop, {
    provider: 'BETALINGSSERVICE',
    expiresAt: new Date('2026-12-01T00:00:00Z'),
    actions: [
      { type: 'APPROVE_IN_APP', status: 'PENDING', required: true, requires: [], completes: [], missingFields: [] },
    ],
  });
  expect(
    await paymentBy(await addCollection(api.db, api.shop, { billingRequestId: inApp.id }, waiting), selection),
  ).toEqual({
    nextAction: { __typename: 'AwaitPayerApp', provider: 'BETALINGSSERVICE', expiresAt: '2026-12-01T00:00:00.000Z' },
  });
  const page = { ...waiting, payerUrl: 'https://pay.example/3' };
  expect(
    await paymentBy(await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop), page), selection),
  ).toEqual({
    nextAction: { __typename: 'RedirectPayer', url: 'https://pay.example/3' },
  });
  const over = await addBillingRequest(api.db, api.shop, { status: 'CANCELLED', actions: [] });
  expect(
    await paymentBy(await addCollection(api.db, api.shop, { billingRequestId: over.id }, waiting), selection),
  ).toEqual({ nextAction: null });
});

test('a collected payment tells its day, the words of the provider, and what was taken back; nothing of it can be captured', async () => {
  const reversed = await addCollection(
    api.db,
    api.shop,
    { mandateId: mandate(0).id },
    {
      state: 'REVERSED',
      providerStatus: 'charged_back',
      authorized: 8_000n,
      captured: 8_000n,
      reversed: 8_000n,
      externalId: null,
    },
  );
  expect(
    await paymentBy(
      reversed,
      'status externalId providerStatus chargeDate settleBy autoReserve nextAction { __typename } amounts { captured { decimal } reversed { decimal } refundable { decimal } } actions { kind available }',
    ),
  ).toEqual({
    status: 'REVERSED',
    externalId: null,
    providerStatus: 'charged_back',
    chargeDate: '2026-12-01',
    settleBy: null,
    autoReserve: false,
    nextAction: null,
    amounts: { captured: { decimal: '80.00' }, reversed: { decimal: '80.00' }, refundable: { decimal: '0.00' } },
    actions: ['CAPTURE', 'CANCEL', 'REFUND'].map((kind) => ({ kind, available: false })),
  });
  const fresh = await addCollection(
    api.db,
    api.shop,
    { mandateId: mandate(0).id },
    { state: 'CREATED', providerStatus: '', chargeDate: null },
  );
  expect(await paymentBy(fresh, 'status providerStatus chargeDate')).toEqual({
    status: 'CREATED',
    providerStatus: '',
    chargeDate: null,
  });
});

test('events of a mandate and of a billing request tell of what belongs to them, and name what they are about', async () => {
  const about = await ask<{
    mandate: { events: { nodes: object[] } };
    billingRequest: { events: { nodes: object[] } };
  }>(
    `query ($mandate: ID!, $request: ID!) {
      mandate(by: { id: $mandate }) { events { nodes { type subject { __typename } } } }
      billingRequest(by: { id: $request }) { events { nodes { type subject { __typename } } } } }`,
    { mandate: encodeId('man', mandate(9).id), request: encodeId('brq', request(9).id) },
  );
  const made = { type: 'MANDATE_CREATED', subject: { __typename: 'Mandate' } };
  const paid = { type: 'PAYMENT_CREATED', subject: { __typename: 'OneOffPayment' } };
  expect(about.mandate.events.nodes).toEqual([made, paid]);
  expect(about.billingRequest.events.nodes).toEqual([
    { type: 'BILLING_REQUEST_CREATED', subject: { __typename: 'BillingRequest' } },
    made,
    paid,
  ]);
  const { events } = await ask<{ events: { nodes: object[] } }>(
    'query ($ids: [ID!]) { events(filter: { subjectIds: $ids }) { nodes { type } } }',
    {
      ids: [encodeId('brq', request(9).id)],
    },
  );
  expect(events.nodes).toEqual([
    { type: 'BILLING_REQUEST_CREATED' },
    { type: 'MANDATE_CREATED' },
    { type: 'PAYMENT_CREATED' },
  ]);
});

test('agreement and mandate are both payment authorities', async () => {
  const { possible } = await ask<{ possible: { possibleTypes: { name: string }[] } }>(
    '{ possible: __type(name: "PaymentAuthority") { possibleTypes { name } } }',
  );
  expect(possible.possibleTypes.map(({ name }) => name).sort()).toEqual(['Agreement', 'Mandate']);
});
