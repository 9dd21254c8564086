import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { capturePayment } from '../../src/domain/payment/commands.ts';
import type {
  Agreement,
  BillingRequest,
  Capture,
  Mandate,
  OneOffPayment,
  PaymentSchedule,
  Payout,
} from '../../src/generated/prisma/client.ts';
import { sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, numberAll, type Shop, startApi } from './harness.ts';
import { addPayout } from './payout-rows.ts';
import {
  addAgreement,
  addBillingRequest,
  addCapture,
  addEndpoint,
  addMandate,
  addNotification,
  addPayment,
  addSchedule,
} from './rows.ts';
import { addReceipt, addTransfer } from './transfer-rows.ts';

vi.mock('../../src/domain/payment/commands.ts', { spy: true });

/** Everything that one merchant has, by the names under which another might ask for it. */
interface Owned {
  readonly agreement: Agreement;
  readonly mandate: Mandate;
  readonly request: BillingRequest;
  readonly payment: OneOffPayment;
  readonly payout: Payout;
  readonly schedule: PaymentSchedule;
  readonly capture: Capture;
  readonly ids: readonly string[];
  readonly key: string;
}

let api: Api;
let theirs: Owned;
beforeAll(async () => {
  // A capture that no operation has set anything aside for.
  api = await startApi({ breaks: ['I2', 'I11'] });
  theirs = await own(api.other);
});
afterAll(() => api.close());

interface Listed {
  readonly nodes: readonly { readonly id: string; readonly deliveries?: Listed; readonly ledgerEntries?: Listed }[];
}

async function own(shop: Shop): Promise<Owned> {
  await addEndpoint(api.db, shop);
  const notification = await addNotification(api.db, shop);
  const agreement = await addAgreement(api.db, shop);
  const payment = await addPayment(api.db, shop, agreement);
  const request = await addBillingRequest(api.db, shop);
  const mandate = await addMandate(api.db, shop, { billingRequestId: request.id });
  const schedule = await addSchedule(api.db, shop, mandate);
  const capture = await addCapture(api.db, shop, payment, { status: 'UNRESOLVED' });
  const transfer = await addTransfer(api.db, shop);
  const receipts = [await addReceipt(api.db, shop, transfer), await addReceipt(api.db, shop, null)];
  const payout = await addPayout(api.db, shop);
  await numberAll(api.db);
  const key = 'their-own-key';
  await api.db.forMerchant(shop.merchantId, (tx) =>
    tx.idempotency.create({
      data: {
        merchantId: shop.merchantId,
        key,
        mutation: 'capturePayment',
        fingerprint: Buffer.alloc(32),
        paths: {},
        outcome: { captureId: capture.id },
        firstSeenAt: new Date(),
        expiresAt: new Date(Date.UTC(2099, 0)),
      },
    }),
  );
  await api.post(
    `mutation { createApiKey(input: { idempotencyKey: "their-api-key-1", name: "another", scopes: ["events:read"] }) { __typename } }`,
    {},
    shop.key,
  );
  const { data } = await api.post(
    '{ apiKeys { nodes { id } } auditRecords { nodes { id } } events(first: 100) { nodes { id } } unresolvedOperations { nodes { id } } payments(first: 1) { nodes { ledgerEntries(first: 10) { nodes { id } } } } webhookEndpoints(first: 5) { nodes { id deliveries(first: 10) { nodes { id } } } } }',
    {},
    shop.key,
  );
  const { apiKeys, auditRecords, events, unresolvedOperations, payments, webhookEndpoints } = data as unknown as Record<
    string,
    Listed
  >;
  const deliveries = (webhookEndpoints?.nodes ?? []).flatMap((endpoint) => endpoint.deliveries?.nodes ?? []);
  const ids = [
    encodeId('agr', agreement.id),
    encodeId('oop', payment.id),
    encodeId('cap', capture.id),
    encodeId('man', mandate.id),
    encodeId('brq', request.id),
    encodeId('trf', transfer.id),
    encodeId('sch', schedule.id),
    ...receipts.map(({ id }) => encodeId('rcp', id)),
    ...[
      apiKeys,
      auditRecords,
      events,
      unresolvedOperations,
      payments?.nodes[0]?.ledgerEntries,
      webhookEndpoints,
    ].flatMap((list) => list?.nodes.map(({ id }) => id) ?? []),
    ...deliveries.map(({ id }) => id),
    encodeId('inb', notification),
    encodeId('pyo', payout.id),
    encodeId('acc', shop.accountId),
  ];
  return { agreement, mandate, request, payment, payout, schedule, capture, ids, key };
}

const wellFormedMiss = (id: string): string => `${id.slice(0, 4)}00000000000000000000000000`;

/** A look-up by each of the names that a thing has. */
function namedAnyhow(
  field: string,
  id: number,
  { provider, providerReference, externalId }: Agreement | Mandate | BillingRequest | OneOffPayment | PaymentSchedule,
): [string, unknown] {
  const byId = `id: ${field}(by: { id: "${theirs.ids[id]}" }) { id }`;
  const byExternalId = `externalId: ${field}(by: { externalId: "${externalId}" }) { id }`;
  const byReference = `reference: ${field}(by: { providerReference: { provider: ${provider}, reference: "${providerReference}" } }) { id }`;
  return [`{ ${byId} ${byExternalId} ${byReference} }`, { id: null, externalId: null, reference: null }];
}

/** How each root field is asked for another merchant's things, and what a plain miss answers. A field that is added must be added here. */
const walk: Readonly<Record<string, () => readonly [document: string, miss: unknown]>> = {
  node: () => [
    `{ ${theirs.ids.map((id, i) => `n${i}: node(id: "${id}") { id }`).join(' ')} }`,
    Object.fromEntries(theirs.ids.map((_, i) => [`n${i}`, null])),
  ],
  nodes: () => [`{ nodes(ids: ${JSON.stringify(theirs.ids)}) { id } }`, { nodes: theirs.ids.map(() => null) }],
  agreement: () => namedAnyhow('agreement', 0, theirs.agreement),
  mandate: () => namedAnyhow('mandate', 3, theirs.mandate),
  billingRequest: () => namedAnyhow('billingRequest', 4, theirs.request),
  paymentSchedule: () => namedAnyhow('paymentSchedule', 6, theirs.schedule),
  paymentSchedules: () => [
    `{ paymentSchedules { nodes { id } } on: paymentSchedules(filter: { authorityId: "${theirs.ids[3]}" }) { nodes { id } } }`,
    { paymentSchedules: { nodes: [] }, on: { nodes: [] } },
  ],
  mandates: () => [
    `{ mandates { nodes { id } } named: mandates(filter: { externalId: "${theirs.mandate.externalId}", schemes: [BACS] }) { nodes { id } } }`,
    { mandates: { nodes: [] }, named: { nodes: [] } },
  ],
  billingRequests: () => [
    `{ billingRequests { nodes { id } } named: billingRequests(filter: { externalId: "${theirs.request.externalId}" }) { nodes { id } } }`,
    { billingRequests: { nodes: [] }, named: { nodes: [] } },
  ],
  payment: () => namedAnyhow('payment', 1, theirs.payment),
  payout: () => {
    const id = theirs.ids.find((one) => one.startsWith('pyo_'));
    const { provider, providerReference } = theirs.payout;
    return [
      `{ id: payout(by: { id: "${id}" }) { id } reference: payout(by: { providerReference: { provider: ${provider}, reference: "${providerReference}" } }) { id } }`,
      { id: null, reference: null },
    ];
  },
  payouts: () => [
    '{ payouts { nodes { id } } named: payouts(filter: { currencies: ["GBP"], statuses: [PENDING] }) { nodes { id } } }',
    { payouts: { nodes: [] }, named: { nodes: [] } },
  ],
  ledgerStatement: () => [
    '{ ledgerStatement(from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z") { accounts { account } } }',
    { ledgerStatement: { accounts: [] } },
  ],
  paymentTotals: () => [
    '{ paymentTotals(period: { from: "2026-01-01", to: "2026-12-31" }) { groups { count } } }',
    { paymentTotals: { groups: [] } },
  ],
  agreements: () => [
    `{ agreements { nodes { id } } named: agreements(filter: { externalId: "${theirs.agreement.externalId}" }) { nodes { id } } }`,
    { agreements: { nodes: [] }, named: { nodes: [] } },
  ],
  payments: () => [
    `{ payments { nodes { id } } named: payments(filter: { externalId: "${theirs.payment.externalId}" }) { nodes { id } } on: payments(filter: { authorityId: "${theirs.ids[0]}" }) { nodes { id } } onMandate: payments(filter: { authorityId: "${theirs.ids[3]}" }) { nodes { id } } }`,
    { payments: { nodes: [] }, named: { nodes: [] }, on: { nodes: [] }, onMandate: { nodes: [] } },
  ],
  events: () => [
    `{ events { nodes { id } } about: events(filter: { subjectIds: ${JSON.stringify(theirs.ids.slice(0, 5))} }) { nodes { id } } }`,
    { events: { nodes: [] }, about: { nodes: [] } },
  ],
  eventLogHead: () => ['{ eventLogHead { sequence hash } }', { eventLogHead: { sequence: '0', hash: '0'.repeat(64) } }],
  idempotencyRecord: () => [`{ idempotencyRecord(key: "${theirs.key}") { key } }`, { idempotencyRecord: null }],
  unresolvedOperations: () => ['{ unresolvedOperations { nodes { id } } }', { unresolvedOperations: { nodes: [] } }],
  ledgerBalance: () => [
    '{ ledgerBalance(account: PAYER_RESERVED, currency: "DKK") { amountMinor } }',
    { ledgerBalance: { amountMinor: '0' } },
  ],
  webhookDeliveries: () => [
    `{ webhookDeliveries(eventIds: ${JSON.stringify(theirs.ids.filter((id) => id.startsWith('evt_')).slice(0, 100))}) { nodes { id } } }`,
    { webhookDeliveries: { nodes: [] } },
  ],
  webhookEndpoints: () => ['{ webhookEndpoints { nodes { id } } }', { webhookEndpoints: { nodes: [] } }],
  unprocessedProviderNotifications: () => [
    '{ unprocessedProviderNotifications { nodes { id } } }',
    { unprocessedProviderNotifications: { nodes: [] } },
  ],
  unmatchedReceipts: () => ['{ unmatchedReceipts { nodes { id } } }', { unmatchedReceipts: { nodes: [] } }],
  apiKeys: () => ['{ apiKeys { nodes { name } } }', { apiKeys: { nodes: [{ name: 'test' }] } }],
  allowedOrigins: () => ['{ allowedOrigins }', { allowedOrigins: [] }],
  auditRecords: () => ['{ auditRecords { nodes { id } } }', { auditRecords: { nodes: [] } }],
  attention: () => ['{ attention { kind } }', { attention: [] }],
  attentionItems: () => ['{ attentionItems(kind: DEAD_NOTIFICATION) { id } }', { attentionItems: [] }],
  viewer: () => ['{ viewer { merchantName } }', { viewer: { merchantName: 'Shop' } }],
  // What these say is about the key and the merchant's accounts, which the domain's own tests cover.
  providerAccounts: () => ['{ providerAccounts { provider } }', { providerAccounts: [{ provider: 'MOBILEPAY' }] }],
  providers: () => ['{ __typename }', { __typename: 'Query' }],
  institutions: () => [
    `{ institutions(input: { countryCode: "GB", billingRequestId: "${theirs.ids[4]}" }) { ... on UserError { code path } } }`,
    { institutions: { code: 'NOT_FOUND', path: ['input', 'billingRequestId'] } },
  ],
  chargeFile: () => [
    `{ chargeFile(input: { lines: [{ mandateId: "${encodeId('man', theirs.mandate.id)}", amount: { amountMinor: "100", currency: "DKK" }, dueOn: "2027-02-01" }] }) {
       ... on ChargeFile { lines { debtorReference } refused { problems { rule } } } } }`,
    { chargeFile: { lines: [], refused: [{ problems: [{ rule: 'notFound' }] }] } },
  ],
  debtorCheck: () => ['{ __typename }', { __typename: 'Query' }],
  rateLimit: () => ['{ rateLimit { limit } }', { rateLimit: { limit: 1_000_000 } }],
};

test('the walk covers every root field, and every type that is a node', () => {
  expect(Object.keys(walk).sort()).toEqual(Object.keys(sandboxSchema.getQueryType()?.getFields() ?? {}).sort());
  const nodeTypes = sandboxSchema
    .getPossibleTypes(sandboxSchema.getType('Node') as never)
    .map(({ name }) => name)
    .sort();
  // Refunds are captures of the other direction: same table rules, same door. Charges are payments: same table, same door.
  expect(nodeTypes).toEqual([
    'Agreement',
    'ApiKey',
    'AuditRecord',
    'BillingRequest',
    'Capture',
    'Charge',
    'Event',
    'LedgerEntry',
    'Mandate',
    'OneOffPayment',
    'Operation',
    'PaymentSchedule',
    'Payout',
    'ProviderAccount',
    'ProviderNotification',
    'Refund',
    'Transfer',
    'TransferReceipt',
    'WebhookDelivery',
    'WebhookEndpoint',
  ]);
  expect(new Set(theirs.ids.map((id) => id.slice(0, 3)))).toEqual(
    new Set([
      'agr',
      'oop',
      'cap',
      'man',
      'brq',
      'trf',
      'rcp',
      'pyo',
      'sch',
      'evt',
      'opr',
      'led',
      'whe',
      'whd',
      'inb',
      'acc',
      'key',
      'aud',
    ]),
  );
});

test.each(Object.keys(walk))('%s answers for another merchant as for what is not there', async (field) => {
  const [document, miss] = walk[field]?.() ?? ['', null];
  const answer = await api.post(document);
  expect(answer.errors).toEqual([]);
  expect(answer.data).toEqual(miss);
});

test('the owner does find all of it by the same ids', async () => {
  const { data } = await api.post(
    `{ nodes(ids: ${JSON.stringify(theirs.ids)}) { id } idempotencyRecord(key: "${theirs.key}") { result { __typename } } }`,
    {},
    api.other.key,
  );
  expect(data).toEqual({
    nodes: theirs.ids.map((id) => ({ id })),
    idempotencyRecord: { result: { __typename: 'Capture' } },
  });
});

test('ids that are malformed, of no type, or of nothing get null alike', async () => {
  const ids = [
    '',
    'x',
    'oop_',
    'OOP_00000000000000000000000000',
    `${theirs.ids[1]}0`,
    'mer_00000000000000000000000000',
    'key_00000000000000000000000000',
    wellFormedMiss(theirs.ids[1] ?? ''),
    'oop_иииииииииииииииииииииииии',
    "oop_'; drop table event; --",
  ];
  const { data, errors } = await api.post('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect([errors, data]).toEqual([[], { nodes: ids.map(() => null) }]);
});

test.each(['agreements', 'mandates', 'billingRequests', 'payments'])(
  "a cursor of another merchant's %s is refused",
  async (list) => {
    const page = await api.post(`{ ${list}(first: 1) { pageInfo { endCursor } } }`, {}, api.other.key);
    const after = (page.data as unknown as Record<string, { pageInfo: { endCursor: string } }>)[list]?.pageInfo
      .endCursor;
    const answer = await api.post(`query ($after: String) { ${list}(first: 1, after: $after) { nodes { id } } }`, {
      after,
    });
    expect(answer.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  },
);

test("mutations are asked with the caller's own merchant and the id that was given, whoever's it is", async () => {
  const asked: unknown[] = [];
  vi.mocked(capturePayment).mockImplementation(async (_deps, caller, { paymentId }) => {
    asked.push([caller.merchantId, paymentId]);
    return {
      ok: false,
      error: { kind: 'notFound', path: ['input', 'paymentId'], message: 'There is no payment with this id.' },
    };
  });
  const capture =
    'mutation ($id: ID!) { capturePayment(input: { idempotencyKey: "capture-1", paymentId: $id }) { __typename ... on UserError { code message path retryable } } }';
  const own = await api.post(capture, { id: theirs.ids[1] });
  const malformed = await api.post(capture, { id: 'nonsense' });
  expect(asked).toEqual([
    [api.shop.merchantId, theirs.payment.id],
    [api.shop.merchantId, null],
  ]);
  expect(own.data).toEqual(malformed.data);
});
