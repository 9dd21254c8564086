import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/port/provider.ts';
import { checkPaymentStatus } from '../../src/domain/reconcile/check-status.ts';
import { decodeId, encodeId } from '../../src/kernel/ids.ts';
import { because, createFakeBank } from '../support/fake-bank.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';
import { type Api, issueKey, numberAll, startApi } from './harness.ts';
import { openSse } from './readers.ts';
import { addMandate } from './rows.ts';

/** Mandates and payments on them, through the real server and the domain's own commands; the bank is in memory. */
const bank = createFakeBank();
let api: Api;
beforeAll(async () => {
  api = await startApi({ bank });
});
afterAll(() => api.close());

interface Told {
  readonly [name: string]: unknown;
  readonly __typename: string;
}
/** What a mutation answered. */
async function mutate(name: string, input: object, selection: string, key?: string): Promise<Told> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on UserError { code message path retryable } ${selection} } }`;
  const { data, errors } = await api.post(document, { input }, key);
  expect(errors).toEqual([]);
  return (data as unknown as Record<string, Told>)[name] as Told;
}

const onMandate =
  '... on MandatePayload { mandate { id status scheme providerStatus version } idempotency { key replayed } event { type } }';
const goCardless = { goCardless: { scheme: 'BETALINGSSERVICE', customerBankAccountReference: 'BA123' } };
const newMandate = (over: object = {}, selection = onMandate): Promise<Told> =>
  mutate(
    'createMandate',
    { idempotencyKey: freshKey(), externalId: freshReference('M'), debtor: goCardless, ...over },
    selection,
  );

/** The id of a mandate that can be charged. */
async function activeMandate(): Promise<string> {
  const { id } = await addMandate(api.db, api.shop, { accountId: await accountId(), scheme: 'BETALINGSSERVICE' });
  const uuid = await api.db
    .reader(api.shop.merchantId)
    .mandate.findUniqueOrThrow({ where: { merchantId_id: { merchantId: api.shop.merchantId, id } } });
  bank.mandates.set(uuid.providerReference ?? '', { status: 'ACTIVE', word: 'active' });
  return encodeId('man', id);
}
async function accountId(): Promise<string> {
  const { rows } = await api.db.worker.query<{ id: string }>(
    "select id from provider_account where merchant_id = $1 and provider = 'GOCARDLESS'",
    [api.shop.merchantId],
  );
  return rows[0]?.id ?? '';
}

const charge = (mandateId: string, over: object = {}): Promise<Told> =>
  mutate(
    'createOneOffPayment',
    {
      idempotencyKey: freshKey(),
      on: { mandateId },
      amount: { amountMinor: '8000', currency: 'DKK' },
      externalId: freshReference('P'),
      description: 'Steel chips',
      ...over,
    },
    `... on OneOffPaymentPayload { payment { id status chargeDate providerStatus origin { ... on Mandate { id } } actions { kind available } } event { type } }
     ... on InvalidInputError { problems { path rule message } } ... on InvalidStateError { current allowedFrom availableActions { kind } }`,
  );

test('a mandate is asked for once however often its key is used, and found by its key', async () => {
  const input = { idempotencyKey: freshKey(), externalId: freshReference('M'), debtor: goCardless };
  const first = await newMandate(input);
  expect(first).toMatchObject({
    __typename: 'MandatePayload',
    mandate: { status: 'PENDING', scheme: 'BETALINGSSERVICE', providerStatus: 'pending_submission', version: 2 },
    idempotency: { key: input.idempotencyKey, replayed: false },
    event: { type: 'MANDATE_STATUS_CHANGED' },
  });
  expect(await newMandate(input)).toEqual({ ...first, idempotency: { key: input.idempotencyKey, replayed: true } });
  const { data } = await api.post(
    `{ idempotencyRecord(key: "${input.idempotencyKey}") { operation state result { __typename ... on Mandate { id } } } }`,
  );
  expect(data).toEqual({
    idempotencyRecord: {
      operation: 'createMandate',
      state: 'COMPLETED',
      result: { __typename: 'Mandate', id: (first.mandate as { id: string }).id },
    },
  });
  expect(
    await newMandate(
      { ...input, debtor: { goCardless: { ...goCardless.goCardless, customerBankAccountReference: 'BA999' } } },
      '... on IdempotencyError { changedPaths }',
    ),
  ).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
    changedPaths: ['input.debtor.goCardless.customerBankAccountReference'],
  });
});

test('a mandate is cancelled, and not again', async () => {
  const mandateId = await activeMandate();
  const cancel = (over: object = {}) =>
    mutate(
      'cancelMandate',
      { idempotencyKey: freshKey(), mandateId, ...over },
      `${onMandate} ... on InvalidStateError { current allowedFrom availableActions { kind } } ... on VersionConflictError { expectedVersion actualVersion }`,
    );
  expect(await cancel({ expectedVersion: 7 })).toMatchObject({
    code: 'VERSION_CONFLICT',
    expectedVersion: 7,
    actualVersion: 1,
  });
  expect(await cancel()).toMatchObject({
    mandate: { id: mandateId, status: 'CANCELLED' },
    event: { type: 'MANDATE_ENDED' },
  });
  expect(await cancel()).toEqual({
    __typename: 'InvalidStateError',
    code: 'INVALID_STATE',
    message: 'The mandate is CANCELLED; it has ended already.',
    path: ['input', 'mandateId'],
    retryable: false,
    current: 'CANCELLED',
    allowedFrom: ['PENDING', 'ACTIVE', 'SUSPENDED'],
    availableActions: [],
  });
});

test("an id that is malformed, unknown or another merchant's is one answer, and another merchant's mandate stays as it is", async () => {
  const theirs = await addMandate(api.db, api.other);
  const answers = await Promise.all(
    ['nonsense', 'man_00000000000000000000000000', encodeId('man', theirs.id)].flatMap((mandateId) => [
      mutate('cancelMandate', { idempotencyKey: freshKey(), mandateId }, ''),
      charge(mandateId),
      mutate('erasePayer', { idempotencyKey: freshKey(), subjectId: mandateId }, ''),
    ]),
  );
  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'NOT_FOUND'));
  expect(new Set(answers.map(({ message }) => message)).size).toBe(2);
});

test('what no connected provider offers is told with the provider, and the key stays free', async () => {
  const debtor = {
    betalingsservice: { debtorReference: 'C1', bankRegistrationNumber: '1234', bankAccountNumber: '12345678' },
  };
  const idempotencyKey = freshKey();
  expect(await newMandate({ idempotencyKey, debtor }, '... on ProviderRejectedError { provider }')).toMatchObject({
    __typename: 'ProviderRejectedError',
    code: 'NOT_SUPPORTED_BY_PROVIDER',
    provider: 'BETALINGSSERVICE',
  });
  expect(await newMandate({ idempotencyKey })).toMatchObject({
    __typename: 'MandatePayload',
    idempotency: { replayed: false },
  });
});

const outcomes: readonly [string, Outcome, object][] = [
  [
    'refused',
    { kind: 'refused', why: { ...because, code: 'DEBTOR_DETAILS_INVALID', providerCode: 'MS01' } },
    {
      __typename: 'ProviderRejectedError',
      code: 'PROVIDER_REJECTED',
      reason: { code: 'DEBTOR_DETAILS_INVALID', providerCode: 'MS01' },
    },
  ],
  [
    'unknown',
    { kind: 'unknown', why: { kind: 'timeout', detail: '' } },
    { __typename: 'MandatePayload', mandate: { status: 'PENDING', providerReference: null } },
  ],
];
test.each(outcomes)('a mandate whose creation is %s is told as that', async (_what, outcome, expected) => {
  bank.script('mandate.create', outcome);
  expect(
    await newMandate(
      {},
      '... on MandatePayload { mandate { status providerReference } } ... on ProviderRejectedError { reason { code providerCode } }',
    ),
  ).toMatchObject(expected);
});

test('a payment on a mandate is collected by the bank, and the payer needs no return URL', async () => {
  const mandateId = await activeMandate();
  expect(await charge(mandateId)).toMatchObject({
    __typename: 'OneOffPaymentPayload',
    payment: {
      status: 'CREATED',
      chargeDate: '2026-01-05',
      providerStatus: 'pending_submission',
      origin: { id: mandateId },
      actions: [
        { kind: 'CAPTURE', available: false },
        { kind: 'CANCEL', available: true },
        { kind: 'REFUND', available: false },
      ],
    },
    event: { type: 'PAYMENT_STATUS_CHANGED' },
  });
});

test('a payment on a mandate that cannot be charged is refused with where it stands', async () => {
  const { mandate } = (await newMandate()) as unknown as { mandate: { id: string } };
  expect(await charge(mandate.id)).toMatchObject({
    code: 'INVALID_STATE',
    path: ['input', 'on', 'mandateId'],
    current: 'PENDING',
    allowedFrom: ['ACTIVE'],
    availableActions: [],
  });
});

test('everything that is wrong with a payment is told at once, each by its path; what is for a payer has no place on a mandate', async () => {
  const wrong = {
    amount: { amountMinor: '-1', currency: 'XXQ' },
    description: 'a\u0000b',
    externalId: '\ud800',
    autoReserve: true,
    returnUrl: 'https://shop.example',
  };
  const answer = await charge(await activeMandate(), wrong);
  expect(
    (answer.problems as { path: string[]; rule: string }[]).map(({ path, rule }) => [path.join('.'), rule]).sort(),
  ).toEqual([
    ['input.amount.amountMinor', 'positive'],
    ['input.amount.currency', 'currency'],
    ['input.autoReserve', 'agreementOnly'],
    ['input.description', 'text'],
    ['input.externalId', 'text'],
    ['input.returnUrl', 'agreementOnly'],
  ]);
});

test('the updates of a collected payment go on until the bank has collected it', async () => {
  const { payment } = (await charge(await activeMandate())) as unknown as { payment: { id: string } };
  const { merchantId } = api.shop;
  const id = decodeId(payment.id)?.uuid ?? '';
  const where = { merchantId_id: { merchantId, id } };
  const { providerReference } = await api.db.reader(merchantId).oneOffPayment.findUniqueOrThrow({ where });
  await numberAll(api.db);
  const query =
    'subscription ($id: ID!) { paymentUpdates(paymentId: $id) { __typename ... on PaymentSnapshotFrame { payment { status } } ... on PaymentChangedFrame { payment { status } event { type } } ... on PaymentFinalFrame { payment { status } } } }';
  const stream = await openSse(api.url, api.shop.key, query, { variables: { id: payment.id } });
  const told: unknown[] = [];
  for await (const { event, data } of stream) {
    if (event === 'complete') break;
    const frame = data.data?.paymentUpdates;
    told.push(frame);
    const next = frame?.__typename === 'PaymentSnapshotFrame' ? 'submitted' : 'confirmed';
    const known = bank.payments.get(providerReference ?? '');
    if (!known || frame?.__typename === 'PaymentFinalFrame') continue;
    known.word = next;
    await checkPaymentStatus(api.domain, { merchantId, id });
    await numberAll(api.db);
  }
  expect(told).toEqual([
    { __typename: 'PaymentSnapshotFrame', payment: { status: 'CREATED' } },
    { __typename: 'PaymentChangedFrame', payment: { status: 'PROCESSING' }, event: { type: 'PAYMENT_STATUS_CHANGED' } },
    { __typename: 'PaymentChangedFrame', payment: { status: 'SETTLED' }, event: { type: 'PAYMENT_SETTLED' } },
    { __typename: 'PaymentFinalFrame', payment: { status: 'SETTLED' } },
  ]);
});

test('the payer of a mandate is erased once and for all; the mandate stays', async () => {
  const { mandate } = (await newMandate()) as unknown as { mandate: { id: string } };
  const erase = (idempotencyKey: string, key?: string) =>
    mutate(
      'erasePayer',
      { idempotencyKey, subjectId: mandate.id },
      '... on ErasePayerPayload { erasedAt idempotency { replayed } }',
      key,
    );
  const idempotencyKey = freshKey();
  const first = await erase(idempotencyKey);
  expect(first).toMatchObject({ __typename: 'ErasePayerPayload', idempotency: { replayed: false } });
  expect(await erase(idempotencyKey)).toEqual({ ...first, idempotency: { replayed: true } });
  expect(await erase(freshKey())).toEqual(first);
  expect(await erase(freshKey(), api.other.key)).toMatchObject({ code: 'NOT_FOUND' });
  const { data } = await api.post('query ($id: ID!) { node(id: $id) { ... on Mandate { status } } }', {
    id: mandate.id,
  });
  expect(data).toEqual({ node: { status: 'PENDING' } });
});

test('each scope is asked for by its own mutations', async () => {
  const { secret } = await issueKey(api, ['payments:write']);
  for (const [field, scope] of [
    ['createMandate', 'mandates:write'],
    ['cancelMandate', 'mandates:write'],
    ['erasePayer', 'payers:erase'],
  ]) {
    const type = `${field?.[0]?.toUpperCase()}${field?.slice(1)}Input`;
    const { errors } = await api.post(
      `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`,
      { input: { idempotencyKey: freshKey(), externalId: 'M', debtor: goCardless, mandateId: 'x', subjectId: 'x' } },
      secret,
    );
    expect([errors[0]?.extensions.code, errors[0]?.extensions.scope]).toEqual(['FORBIDDEN', scope]);
  }
});
