import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Agreement, OneOffPayment } from '../../src/generated/prisma/client.ts';
import { documentLimits } from '../../src/graphql/limits/limits.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { filteredPayments, paymentPages, paymentsByLastChange } from './documents.ts';
import type { PaymentFilter, PaymentPagesQuery, TypedDocumentString } from './generated/graphql.ts';
import { type Api, fewestStatements, numberAll, startApi } from './harness.ts';
import { addAgreement, addCapture, addPayment, stepPayment } from './rows.ts';

let api: Api;
let agreements: Agreement[];
const payments: OneOffPayment[] = [];
beforeAll(async () => {
  // Captures are shown that nothing was set aside for, and payments whose unknown outcome is no operation's.
  api = await startApi({
    breaks: ['I2', 'I11'],
    limits: { limits: { ...documentLimits, cost: 100_000 } },
  });
  agreements = [
    await addAgreement(api.db, api.shop),
    await addAgreement(api.db, api.shop),
    await addAgreement(api.db, api.shop),
  ];
  for (let i = 0; i < 100; i++) {
    const payment = await addPayment(api.db, api.shop, agreements[i % 3] as Agreement);
    payments.push(payment);
    if (i % 10 === 0) await addCapture(api.db, api.shop, payment);
  }
  await numberAll(api.db);
});
afterAll(() => api.close());

/** The data of an answer without errors. */
async function ask<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await api.post(document, variables);
  expect(errors).toEqual([]);
  return data as T;
}
const publicId = ({ id }: { id: string }): string => encodeId('oop', id);

const wide = /* GraphQL */ `
  fragment wide on Payment {
    __typename id status amounts { capturable { decimal } pendingCapture { decimal } }
    actions { kind available }
    captures { id status statusReason { code } payment { id } }
    refunds { id status }
    events(first: 2) { nodes { type sequence subject { __typename } cause { __typename } } }
    ... on OneOffPayment { providerStatus origin { ... on Agreement { id plan payerCanCancel } } }
  }
`;

test.each([
  [
    'payments with their agreement',
    'query ($first: Int) { payments(first: $first) { nodes { id ... on OneOffPayment { origin { ... on Agreement { externalId } } } } } }',
  ],
  [
    'payments with all that hangs on them',
    `query ($first: Int) { payments(first: $first) { edges { node { ...wide } } } } ${wide}`,
  ],
  [
    'payments of an agreement with all that hangs on them',
    `query ($first: Int) { agreements(first: 1) { nodes { payments(first: $first) { nodes { ...wide } } } } } ${wide}`,
  ],
  [
    'events with what they are about',
    'query ($first: Int) { events(first: $first) { nodes { type subject { ... on OneOffPayment { status origin { ... on Agreement { plan } } } ... on Agreement { payerCanCancel } } } } }',
  ],
])('a list of %s costs as many statements at 10 rows as at 100', async (_what, document) => {
  const count = (first: number): Promise<number> => fewestStatements(api, () => ask(document, { first }));
  expect(await count(100)).toBe(await count(10));
});

test('agreements with five payments each cost as many statements at one agreement as at three', async () => {
  const document =
    'query ($first: Int) { agreements(first: $first) { nodes { payments(first: 5) { nodes { id } } events(first: 5) { nodes { id } } } } }';
  const count = (first: number): Promise<number> => fewestStatements(api, () => ask(document, { first }));
  expect(await count(3)).toBe(await count(1));
});

/** The data of a typed document. */
async function askTyped<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return ask<Data>(document.toString(), variables);
}

test('pages run forward and backward over every row once, newest first', async () => {
  const forward: string[] = [];
  let page: PaymentPagesQuery['payments'] | undefined;
  do {
    ({ payments: page } = await askTyped(paymentPages, { first: 30, after: page?.pageInfo.endCursor ?? null }));
    forward.push(...page.edges.map(({ node }) => node.id));
  } while (page.pageInfo.hasNextPage);
  expect(forward).toEqual(payments.map(publicId).reverse());
  const backward: string[] = [];
  let before: PaymentPagesQuery['payments'] | undefined;
  do {
    ({ payments: before } = await askTyped(paymentPages, { last: 30, before: before?.pageInfo.startCursor ?? null }));
    backward.unshift(...before.edges.map(({ node }) => node.id));
  } while (before.pageInfo.hasPreviousPage);
  expect(backward).toEqual(forward);
});

test('an order by last change puts a changed payment where it belongs, and a moved row breaks no page', async () => {
  const [first] = (await askTyped(paymentsByLastChange, {})).payments.edges;
  const moved = payments[0] as OneOffPayment;
  expect(first?.node.id).toBe(publicId(moved));
  await stepPayment(api.db, api.shop, moved, 2);
  const after = (await askTyped(paymentsByLastChange, { after: first?.cursor ?? null })).payments.edges;
  expect(after[0]?.node.id).toBe(publicId(payments[1] as OneOffPayment));
});

const idsOf = async (filter: PaymentFilter): Promise<string[]> =>
  (await askTyped(filteredPayments, { filter })).payments.nodes.map(({ id }) => id);

test('each filter finds what it names, alike at the root and beneath an agreement', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  const due = await addPayment(api.db, api.shop, agreement, { settleBy: new Date('2030-01-01T00:00:00Z') });
  const large = await addPayment(api.db, api.shop, agreement, {
    requested: 90_000n,
    authorized: 0n,
    state: 'REQUIRES_PAYER_ACTION',
    settleBy: null,
    payerUrl: 'https://pay.example/1',
  });
  const unknown = await addPayment(api.db, api.shop, agreement, { unresolvedCount: 1 });
  const settled = await addPayment(api.db, api.shop, agreement, {
    state: 'SETTLED',
    captured: 8_000n,
    settleBy: new Date('2030-01-01T00:00:00Z'),
  });
  const cases: [PaymentFilter, OneOffPayment[]][] = [
    [{ statuses: ['REQUIRES_PAYER_ACTION'] }, [large]],
    [{ statuses: ['UNRESOLVED'] }, [unknown]],
    [{ hasUnresolvedOperation: true }, [unknown]],
    // Settled money has nothing left to settle, whatever its time says.
    [{ settleBy: { to: '2031-01-01T00:00:00Z' } }, [due]],
    [{ amount: { min: '90000', max: '90000', currency: 'DKK' } }, [large]],
    [{ amount: { min: '90000', currency: 'EUR' } }, []],
    [{ externalId: settled.externalId }, [settled]],
    [{ createdAt: { from: settled.createdAt.toISOString() } }, [settled]],
    [{ updatedAt: { from: unknown.updatedAt.toISOString(), to: settled.updatedAt.toISOString() } }, [unknown]],
    [
      { authorityId: encodeId('agr', agreement.id), providers: ['MOBILEPAY'], hasUnresolvedOperation: false },
      [settled, large, due],
    ],
    [{ authorityId: 'agr_nonsense' }, []],
    [{ providers: ['GOCARDLESS'] }, []],
  ];
  const nested =
    'query ($id: ID!, $filter: PaymentFilter) { node(id: $id) { ... on Agreement { payments(first: 100, filter: $filter) { nodes { id } } } } }';
  for (const [filter, expected] of cases) {
    expect([filter, await idsOf(filter)]).toEqual([filter, expected.map(publicId)]);
    const { node } = await ask<{ node: { payments: { nodes: { id: string }[] } } }>(nested, {
      id: encodeId('agr', agreement.id),
      filter,
    });
    expect([filter, node.payments.nodes.map(({ id }) => id)]).toEqual([filter, expected.map(publicId)]);
  }
});

test('a payment is found by each of its names, with its amounts, actions and what its payer has to do', async () => {
  const agreement = await addAgreement(api.db, api.shop, {
    status: 'PENDING',
    payerUrl: 'https://pay.example/agreement',
    metadata: { order: '348' },
  });
  const waiting = await addPayment(api.db, api.shop, agreement, {
    state: 'REQUIRES_PAYER_ACTION',
    providerStatus: 'Requested',
    authorized: 0n,
    settleBy: null,
    payerUrl: 'https://pay.example/2',
  });
  const names = [
    { id: publicId(waiting) },
    { externalId: waiting.externalId },
    { providerReference: { provider: 'MOBILEPAY', reference: waiting.providerReference } },
  ];
  for (const by of names) {
    expect(await ask('query ($by: ResourceRef!) { payment(by: $by) { id } }', { by })).toEqual({
      payment: { id: publicId(waiting) },
    });
  }
  const document = `{ payment(by: { externalId: "${waiting.externalId}" }) { status nextAction { ... on RedirectPayer { url } } actions { kind available } amounts { requested { amountMinor currency exponent decimal } capturable { decimal } }
    ... on OneOffPayment { providerStatus origin { ... on Agreement { payerCanCancel metadata nextAction { ... on RedirectPayer { url } } } } } } }`;
  expect(await ask(document)).toEqual({
    payment: {
      status: 'REQUIRES_PAYER_ACTION',
      nextAction: { url: 'https://pay.example/2' },
      actions: [
        { kind: 'CAPTURE', available: false },
        { kind: 'CANCEL', available: true },
        { kind: 'REFUND', available: false },
      ],
      amounts: {
        requested: { amountMinor: '8000', currency: 'DKK', exponent: 2, decimal: '80.00' },
        capturable: { decimal: '0.00' },
      },
      providerStatus: 'Requested',
      origin: {
        payerCanCancel: true,
        metadata: { order: '348' },
        nextAction: { url: 'https://pay.example/agreement' },
      },
    },
  });
});

test('operations whose outcome is not known are listed, the longest waiting first, each with a plain sentence', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  for (let i = 0; i < 3; i++) {
    await addCapture(api.db, api.shop, await addPayment(api.db, api.shop, agreement), {
      status: 'UNRESOLVED',
      pollCount: 2,
    });
  }
  const document =
    'query ($after: String) { unresolvedOperations(first: 2, after: $after) { nodes { kind status subjectId explanation } pageInfo { hasNextPage endCursor } } }';
  interface Page {
    unresolvedOperations: {
      nodes: { kind: string; explanation: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  }
  const one = (await ask<Page>(document)).unresolvedOperations;
  const two = (await ask<Page>(document, { after: one.pageInfo.endCursor })).unresolvedOperations;
  expect([one.nodes.length, one.pageInfo.hasNextPage, two.nodes.length, two.pageInfo.hasNextPage]).toEqual([
    2,
    true,
    1,
    false,
  ]);
  expect(one.nodes[0]?.explanation).toBe(
    'It is not known whether payment.capture happened. The provider was asked 2 times; a person has to find out. What it concerns stays reserved until then.',
  );
});

test('what is in flight shows: a capture on its way makes the payment PROCESSING and nothing capturable', async () => {
  const payment = await addPayment(api.db, api.shop, agreements[0] as Agreement, { captureInFlight: 8_000n });
  const { payment: shown } = await ask<{ payment: object }>(
    `{ payment(by: { externalId: "${payment.externalId}" }) { status amounts { pendingCapture { amountMinor } capturable { amountMinor } } actions { kind available unavailableBecause { retryable } } } }`,
  );
  expect(shown).toMatchObject({
    status: 'PROCESSING',
    amounts: { pendingCapture: { amountMinor: '8000' }, capturable: { amountMinor: '0' } },
    actions: [
      { kind: 'CAPTURE', available: false },
      { kind: 'CANCEL', available: false },
      { kind: 'REFUND', available: false },
    ],
  });
});
