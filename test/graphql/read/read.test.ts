import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentLimits } from '../../../src/graphql/limits/limits.ts';
import { encodeId } from '../../../src/kernel/ids.ts';
import { type Api, numberAll, startApi } from '../harness.ts';
import { addAgreement, addBillingRequest, addCollection, addMandate, addPayment } from '../rows.ts';
import { addTransfer } from '../transfer-rows.ts';

/** Reads in one statement: how many they are, and that they answer as the Prisma plugin does. */
let api: Api;
let ids: Readonly<Record<'payment' | 'agreement' | 'mandate' | 'request' | 'transfer', string>>;
beforeAll(async () => {
  api = await startApi({ limits: { limits: { ...documentLimits, cost: 100_000, answerFields: 1_000_000 } } });
  const { db, shop } = api;
  for (let a = 0; a < 20; a++) {
    const agreement = await addAgreement(
      db,
      shop,
      a % 2 ? { amountMinor: 9_007_199_254_740_993n, nextPaymentDate: new Date('2026-12-01') } : {},
    );
    for (let p = 0; p < 6; p++)
      await addPayment(db, shop, agreement, p % 2 ? { reason: { code: 'OTHER', message: '"é\\' } } : {});
    // Another merchant's rows beside ours.
    await addPayment(db, api.other, await addAgreement(db, api.other));
  }
  const agreement = await addAgreement(db, shop);
  const payment = await addPayment(db, shop, agreement, {
    requested: 9_223_372_036_854_775_807n,
    metadata: { order: '348' },
  });
  const request = await addBillingRequest(db, shop);
  const mandate = await addMandate(db, shop, { billingRequestId: request.id, personId: request.personId });
  await addCollection(db, shop, { billingRequestId: request.id }, { state: 'REQUIRES_PAYER_ACTION' });
  await addCollection(db, shop, { mandateId: mandate.id }, { chargeDate: new Date('2026-12-24') });
  const transfer = await addTransfer(db, shop);
  await numberAll(db);
  ids = {
    payment: encodeId('oop', payment.id),
    agreement: encodeId('agr', agreement.id),
    mandate: encodeId('man', mandate.id),
    request: encodeId('brq', request.id),
    transfer: encodeId('trf', transfer.id),
  };
});
afterAll(() => api.close());

async function ask(document: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const { data, errors } = await api.post(document, variables);
  expect(errors).toEqual([]);
  return data;
}

/** The statements that a document takes once everything about it is known: the fewest, since others are at work beside it. */
async function statementsOf(document: string, variables: Record<string, unknown>): Promise<string[]> {
  await ask(document, variables);
  const rounds: string[][] = [];
  for (let round = 0; round < 3; round++) {
    api.statements();
    await ask(document, variables);
    rounds.push(api.statements());
  }
  return rounds.reduce((fewest, round) => (round.length < fewest.length ? round : fewest));
}

const single =
  'query ($id: ID!) { payment(by: { id: $id }) { id status amounts { captured { decimal } } ... on OneOffPayment { origin { ... on Agreement { plan } } } } }';
const list =
  'query { payments(first: 50) { nodes { id status createdAt ... on OneOffPayment { origin { __typename ... on Agreement { id externalId status } } } } pageInfo { endCursor } } }';
const nested =
  'query ($first: Int) { agreements(first: 20) { nodes { id plan payments(first: $first) { nodes { id status } } } } }';
const filtered =
  'query { payments(first: 20, orderBy: { field: UPDATED_AT, direction: ASC }, filter: { statuses: [AUTHORIZED, SETTLED], amount: { min: "1", currency: "DKK" }, createdAt: { from: "2026-01-01T00:00:00Z" } }) { edges { cursor node { id } } } }';

test.each([
  ['a payment by its id, with its agreement', single],
  ['fifty payments with their agreement', list],
  ['twenty agreements with five payments each', nested],
  ['payments by status, amount and time', filtered],
  [
    'an agreement by its id, with its payments',
    'query ($agreement: ID!) { agreement(by: { id: $agreement }) { id payments(first: 5) { edges { cursor node { id } } } } }',
  ],
  ['mandates with their payments', '{ mandates { nodes { id scheme payments { nodes { id } } } } }'],
  [
    'a page of events',
    '{ events(first: 100) { nodes { id sequence type hash cause { __typename } } pageInfo { endCursor } } }',
  ],
  [
    'events of one payment, by type',
    'query ($payment: ID!) { events(filter: { subjectIds: [$payment], types: [PAYMENT_CREATED, PAYMENT_AUTHORIZED] }) { edges { cursor node { change { to } } } } }',
  ],
  ['billing requests', '{ billingRequests { nodes { id status nextActions { type } } } }'],
  [
    'a transfer by its id',
    'query ($transfer: ID!) { payment(by: { id: $transfer }) { id ... on Transfer { invoice amountMatch } } }',
  ],
])('%s: one statement', async (_what, document) => {
  const sent = await statementsOf(document, { id: ids.payment, first: 5, ...ids });
  expect(sent).toEqual([expect.any(String)]);
});

test('a statement asks for the columns that are selected, and for no others', async () => {
  const [sent] = await statementsOf('{ payments(first: 3) { nodes { id status } } }', {});
  expect(sent).toMatch(
    /^select coalesce\(json_agg\(json_build_array\("t"."kind", "t"."id", "t"."status"\)\), '\[\]'\) from/,
  );
});

/** Every field of a type that has one, without what is beneath lists. */
const selections = {
  OneOffPayment: `id version createdAt updatedAt provider providerReference externalId lastProviderSyncAt status statusReason { code message } metadata expiresAt
    amounts { requested { amountMinor decimal } authorized { amountMinor } captured { amountMinor } refunded { amountMinor } released { amountMinor } reversed { amountMinor }
      pendingCapture { amountMinor } pendingRefund { amountMinor } pendingCancel { amountMinor } capturable { amountMinor } refundable { amountMinor } }
    actions { kind available deadline } events(first: 2) { nodes { id } } ledgerEntries(first: 2) { nodes { id } } nextAction { __typename }
    providerStatus description autoReserve settleBy chargeDate reference retryIfPossible
    origin { __typename ... on Node { id } ... on Agreement { plan payments(first: 2) { nodes { id } } } ... on Mandate { scheme } ... on BillingRequest { purpose } }`,
  Transfer: `id status amounts { requested { amountMinor } } invoice providerStatusCode amountMatch`,
  Agreement: `id version status statusReason { code } metadata plan description amount { amountMinor } frequency nextPaymentDate expiresAt nextAction { __typename }
    events(first: 2) { nodes { id } } payments(first: 3) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } }`,
  Mandate: `id version status statusReason { code } metadata scheme currency nextChargeDate providerStatus creditorNumber debtorGroupNumber mandateNumber
    events(first: 2) { nodes { id } } payments(first: 3) { nodes { id } }`,
  BillingRequest: `id version status statusReason { code } metadata purpose description amount { amountMinor } currency mandateScheme customerReference customerBankAccountReference
    terms { __typename } actions { type } nextActions { type } flow { authorisationUrl } expiresAt fallbackEnabled fallbackOccurred events(first: 2) { nodes { id } }`,
} as const;

const payment = `... on OneOffPayment { ${selections.OneOffPayment} } ... on Transfer { ${selections.Transfer} }`;
/** What only the plugin can read: with it in the selection, it reads all. */
const byPlugin = {
  payments: 'captures { id }',
  agreements: 'payerCanCancel',
  mandates: 'replacedBy { id }',
  billingRequests: 'payment { id }',
} as const;
const rows = {
  payments: payment,
  agreements: selections.Agreement,
  mandates: selections.Mandate,
  billingRequests: selections.BillingRequest,
} as const;

test.each(Object.keys(rows) as (keyof typeof rows)[])(
  '%s answer alike by one statement and by the plugin',
  async (name) => {
    const page = (more: string) =>
      `{ ${name}(first: 100) { edges { cursor node { __typename ${rows[name]} ${more} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const own = (await ask(page(''))) as Record<string, { edges: { node: object }[] }>;
    const plugin = (await ask(page(byPlugin[name]))) as typeof own;
    expect(own[name]?.edges.length).toBeGreaterThan(0);
    expect(plugin).toMatchObject(own);
  },
);

test('events have their place in the log, and what they are about', async () => {
  const whole =
    'id sequence cursor type occurredAt recordedAt subjectVersion subjectId subject { __typename ... on Node { id } } change { from to } cause { __typename } hash previousHash';
  const { events } = (await ask(`{ events(first: 100) { nodes { ${whole} } } }`)) as {
    events: { nodes: { id: string }[] };
  };
  const one = await ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { ${whole} } } }`, {
    ids: events.nodes.map(({ id }) => id),
  });
  // By their ids they are read by the plugin.
  expect(events.nodes).toEqual((one as { nodes: object[] }).nodes);
  expect(events.nodes).toHaveLength(100);
});

test('what variables hide, and what is selected twice, is shown as the plugin would', async () => {
  const document = `query ($id: ID!, $no: Boolean!) { a: payment(by: { id: $id }) { id status @skip(if: $no) ...twice ...twice } } fragment twice on Payment { metadata amounts { requested { amountMinor } } amounts { requested { currency } } }`;
  expect(await ask(document, { id: ids.payment, no: true })).toEqual({
    a: {
      id: ids.payment,
      metadata: { order: '348' },
      amounts: { requested: { amountMinor: '9223372036854775807', currency: 'DKK' } },
    },
  });
});

test('a page beneath a row that is asked for wrongly is refused at its own place', async () => {
  const { data, errors } = await api.post(
    '{ agreements(first: 1) { nodes { payments(after: "nonsense") { nodes { id } } } } }',
  );
  expect(data).toBeNull();
  expect(errors[0]).toMatchObject({
    path: ['agreements', 'nodes', 0, 'payments'],
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
