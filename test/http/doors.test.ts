import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { revokeApiKey } from '../../src/access/api-keys.ts';
import { capturePayment } from '../../src/domain/payment/commands.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type Answer, type Api, issueKey, post, startApi } from '../graphql/harness.ts';
import { addAgreement, addPayment } from '../graphql/rows.ts';

vi.mock('../../src/domain/payment/commands.ts', { spy: true });

let api: Api;
beforeAll(async () => {
  api = await startApi({ limits: { webhookBodyMax: 1_000, webhookArrivalMs: 300 } });
});
afterAll(() => api.close());
afterEach(() => {
  api.logged.length = 0;
});

const code = ({ errors }: Answer): unknown => errors[0]?.extensions.code;
const capture = /* GraphQL */ `
  mutation ($id: ID!, $amount: MoneyInput) {
    capturePayment(input: { idempotencyKey: "capture-1", paymentId: $id, amount: $amount }) {
      __typename
      ... on UserError { code message path retryable }
      ... on InvalidInputError { problems { path rule message } }
    }
  }
`;

test.each([
  ['missing', null],
  ['not a key of ours', 'hello'],
  ['of the right form but unknown', `sk_test_${'a'.repeat(43)}`],
])('a key that is %s gets 401 before anything is read', async (_what, key) => {
  const answer = await api.post('{ nonsense', {}, key);
  expect([answer.status, code(answer)]).toEqual([401, 'UNAUTHENTICATED']);
  expect(answer.headers.get('x-request-id')).toBe(answer.extensions.requestId);
});

test('a revoked key and an expired key get 401', async () => {
  const revoked = await issueKey(api, []);
  await revokeApiKey(api.db, systemClock(), { merchantId: api.shop.merchantId, id: revoked.id });
  const expired = await issueKey(api, [], { expiresAt: new Date(0) });
  for (const { secret } of [revoked, expired]) {
    const answer = await api.post('{ viewer { merchantName } }', {}, secret);
    expect([answer.status, code(answer)]).toEqual([401, 'UNAUTHENTICATED']);
  }
});

test('a key is stored as its hash alone', async () => {
  const { rows } = await api.db.worker.query('select row_to_json(k)::text as text from api_key k');
  expect(rows.map(({ text }) => text).join()).not.toContain(api.shop.key.slice(8));
});

test('a document with a field whose scope the key lacks is refused whole, naming field and scope, and nothing of it runs', async () => {
  const { secret } = await issueKey(api, ['payments:write']);
  const answer = await api.post(
    `mutation { createOneOffPayment(input: {idempotencyKey: "create-01", on: {agreementId: "x"}, amount: {amountMinor: "1", currency: "DKK"}, externalId: "1", description: "x", returnUrl: "https://a.b"}) { __typename } ...more } fragment more on Mutation { refundPayment(input: {idempotencyKey: "refund-01", paymentId: "x"}) { __typename } }`,
    {},
    secret,
  );
  expect([answer.status, code(answer), answer.data]).toEqual([403, 'FORBIDDEN', undefined]);
  expect(answer.errors[0]?.extensions).toMatchObject({ field: 'Mutation.refundPayment', scope: 'payments:refund' });
  for (const query of [
    'subscription { eventStream { __typename } }',
    'subscription { paymentUpdates(paymentId: "x") { __typename } }',
    '{ events { nodes { id } } }',
  ]) {
    const refused = await post(api.url, { query }, secret, { accept: '*/*' });
    expect([code(refused), refused.errors[0]?.extensions.scope]).toEqual(['FORBIDDEN', 'events:read']);
  }
});

const nested = (levels: number): string =>
  `{ node(id: "x") { ...on Agreement { payments(first: 1) ${'{ nodes { ...on OneOffPayment { origin { ...on Agreement { payments(first: 1) '.repeat(levels)} { nodes { id } } ${'} } } } }'.repeat(levels)} } } }`;

test.each([
  ['depth', nested(5), 'DEPTH_LIMIT'],
  ['aliases', `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: viewer { merchantName }`).join(' ')} }`, 'ALIAS_LIMIT'],
  [
    'aliases in fragments that are spread twice',
    `{ ${Array.from({ length: 30 }, () => 'viewer { ...f }').join(' ')} } fragment f on Viewer { a: merchantName b: merchantName c: environment }`,
    'ALIAS_LIMIT',
  ],
  ['tokens', `{ viewer { ${'merchantName '.repeat(2_000)} } }`, 'TOKEN_LIMIT'],
  [
    'cost',
    '{ payments(first: 100) { nodes { captures { id } events(first: 100) { nodes { id } } } } }',
    'COST_LIMIT_EXCEEDED',
  ],
  ['page size', '{ payments(first: 1000000000) { nodes { id } } }', 'BAD_USER_INPUT'],
  [
    'mutations in one document',
    `mutation { ${Array.from({ length: 11 }, (_, i) => `a${i}: cancelPayment(input: {idempotencyKey: "cancel-${i}0", paymentId: "x"}) { __typename }`).join(' ')} }`,
    'ROOT_FIELD_LIMIT',
  ],
  [
    'fragments in a ring',
    '{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    '@skip around what is too much',
    '{ payments(first: 100) @skip(if: true) { nodes { events(first: 100) { nodes { id } } } } }',
    'COST_LIMIT_EXCEEDED',
  ],
  ['syntax', '{ viewer', 'GRAPHQL_PARSE_FAILED'],
  ['a field that is not there', '{ viewer { nothing } }', 'GRAPHQL_VALIDATION_FAILED'],
])('%s past the limit is refused with its code before any resolver', async (_what, document, expected) => {
  api.statements();
  const answer = await api.post(document);
  expect([answer.status, code(answer), answer.data]).toEqual([400, expected, undefined]);
  // The key was looked up, and nothing else.
  expect(api.statements().filter((text) => !text.includes('api_key'))).toEqual([]);
});

test('a document that unfolds without end is refused in no time', async () => {
  const levels = Array.from({ length: 25 }, (_, i) => `fragment f${i} on Viewer { ...f${i + 1} ...f${i + 1} }`).join(
    ' ',
  );
  const started = performance.now();
  const answer = await api.post(`{ viewer { ...f0 } } ${levels} fragment f25 on Viewer { merchantName }`);
  expect([answer.status, code(answer)]).toEqual([400, 'COST_LIMIT_EXCEEDED']);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test.each([
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/graphql',
])('content type %s gets 415', async (type) => {
  const reply = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${api.shop.key}` },
    body: 'query={viewer{merchantName}}',
  });
  expect(reply.status).toBe(415);
});

test('a batch gets 400, a body over 1 MiB 413, broken JSON 400, a mutation by GET 405', async () => {
  const status = async (body: unknown): Promise<number> => (await post(api.url, body, api.shop.key)).status;
  expect(await status([{ query: '{ viewer { merchantName } }' }])).toBe(400);
  expect(await status({ query: `{ viewer { merchantName } } #${'x'.repeat(1_100_000)}` })).toBe(413);
  expect(await status('{"query"')).toBe(400);
  const got = await fetch(
    `${api.url}?query=${encodeURIComponent('mutation { cancelPayment(input: {idempotencyKey: "cancel-10", paymentId: "x"}) { __typename } }')}`,
    { headers: { authorization: `Bearer ${api.shop.key}` } },
  );
  expect(got.status).toBe(405);
  const broken = await fetch(`${api.url}?query=${encodeURIComponent('{ viewer { merchantName } }')}&variables=%7B`, {
    headers: { authorization: `Bearer ${api.shop.key}` },
  });
  expect(broken.status).toBe(400);
});

test.each([
  ['a number', 8000, 'BAD_USER_INPUT'],
  ['a fraction', 80.5, 'BAD_USER_INPUT'],
  ['nothing', null, 'BAD_USER_INPUT'],
])('an amount that is %s is refused as a variable', async (_what, amountMinor, expected) => {
  const answer = await api.post(capture, { id: 'oop_x', amount: { amountMinor, currency: 'DKK' } });
  expect([answer.status, code(answer)]).toEqual([400, expected]);
});

test.each([
  ['0', 'DKK', ['input', 'amount', 'amountMinor'], 'positive'],
  ['-8000', 'DKK', ['input', 'amount', 'amountMinor'], 'positive'],
  ['80.00', 'DKK', ['input', 'amount', 'amountMinor'], 'minorUnits'],
  ['080', 'DKK', ['input', 'amount', 'amountMinor'], 'minorUnits'],
  ['1e3', 'DKK', ['input', 'amount', 'amountMinor'], 'minorUnits'],
  ['9223372036854775808', 'DKK', ['input', 'amount', 'amountMinor'], 'minorUnits'],
  ['8000', 'XXX', ['input', 'amount', 'currency'], 'currency'],
])(
  'an amount of %s %s gets InvalidInputError with its path, and no command is asked',
  async (amountMinor, currency, path, rule) => {
    const answer = await api.post(capture, { id: 'oop_x', amount: { amountMinor, currency } });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      capturePayment: {
        __typename: 'InvalidInputError',
        code: 'INVALID_INPUT',
        path,
        retryable: false,
        problems: [{ path, rule }],
      },
    });
  },
);

test('text with U+0000 or half of a surrogate pair gets InvalidInputError with its path', async () => {
  const document = `mutation ($reason: String) { refundPayment(input: { idempotencyKey: "refund-01", paymentId: "x", reason: $reason }) { __typename ... on UserError { path } } }`;
  for (const reason of ['a\0b', 'a\ud800b']) {
    const body = JSON.stringify({ query: document, variables: { reason } });
    expect((await post(api.url, body, api.shop.key)).data).toEqual({
      refundPayment: { __typename: 'InvalidInputError', path: ['input', 'reason'] },
    });
  }
  const looked = await api.post('query ($id: String) { payment(by: { externalId: $id }) { id } }', { id: 'a\0b' });
  expect(looked.data).toEqual({ payment: null });
});

test('an error of ours is masked, carries the request id and is logged once without its text reaching the caller', async () => {
  vi.mocked(capturePayment).mockImplementation(async () => {
    throw new Error('connect to secret-host as user postgres');
  });
  const answer = await api.post(capture, { id: 'oop_x' });
  expect(code(answer)).toBe('INTERNAL_SERVER_ERROR');
  expect(answer.errors[0]?.extensions.requestId).toBe(answer.headers.get('x-request-id'));
  expect(JSON.stringify([answer.data, answer.errors])).not.toContain('secret-host');
  expect(api.logged.filter((line) => line.includes(String(answer.extensions.requestId)))).toHaveLength(1);
});

test('when the database is away the answer is 503 UNAVAILABLE', async () => {
  vi.mocked(capturePayment).mockImplementation(async () => {
    throw Object.assign(new Error('terminating connection'), { code: '57P01' });
  });
  const answer = await api.post(capture, { id: 'oop_x' });
  expect(code(answer)).toBe('UNAVAILABLE');
  expect(answer.headers.get('retry-after')).toBe('1');
});

test('a key that has spent its points gets 429 with the time to wait, and gets points back', async () => {
  const small = await startApi({ limits: { bucket: { size: 30, perSecond: 10 } } });
  try {
    await addAgreement(small.db, small.shop);
    const asked = () => small.post('{ agreements(first: 12) { nodes { id } } rateLimit { limit remaining cost } }');
    const first = await asked();
    expect(first.errors).toEqual([]);
    expect(first.extensions.cost).toMatchObject({ requested: 25, actual: 3, limit: 30 });
    const twice = [await asked(), await small.post('{ agreements(first: 15) { nodes { id } } }')];
    const refused = twice.find(({ status }) => status === 429);
    expect(code(refused as Answer)).toBe('RATE_LIMITED');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused?.errors[0]?.extensions.retryAfterMs).toBeGreaterThan(0);
    expect((await small.post('{ viewer { merchantName } }', {}, small.other.key)).errors).toEqual([]);
  } finally {
    await small.close();
  }
});

test('health, readiness and unknown addresses answer in JSON', async () => {
  const at = async (path: string): Promise<[number, unknown]> => {
    const reply = await fetch(new URL(path, api.url));
    return [reply.status, await reply.json()];
  };
  expect(await at('/healthz')).toEqual([200, { alive: true }]);
  expect(await at('/readyz')).toEqual([200, { ready: true }]);
  expect((await at('/nothing'))[0]).toBe(404);
});

test('nobody is sent here before all has started', async () => {
  let started = false;
  const early = await startApi({ started: () => started });
  try {
    const ready = () => fetch(new URL('/readyz', early.url));
    const not = await ready();
    expect([not.status, not.headers.get('retry-after'), await not.json()]).toEqual([
      503,
      '1',
      { ready: false, starting: true },
    ]);
    started = true;
    expect((await ready()).status).toBe(200);
  } finally {
    await early.close();
  }
});

test('a webhook is handed on with its exact bytes, and its answer is given back', async () => {
  api.answer = { status: 202, body: '{"ok":true}' };
  const body = new Uint8Array([0, 255, 13, 10, 123]);
  const reply = await fetch(new URL('/webhooks/mobilepay/segment-1', api.url), {
    method: 'POST',
    body,
    headers: { authorization: 'Basic eDp5', 'x-many': 'a' },
  });
  expect([reply.status, await reply.text()]).toEqual([202, '{"ok":true}']);
  expect(api.received.at(-1)).toMatchObject({
    provider: 'mobilepay',
    segment: 'segment-1',
    headers: { authorization: 'Basic eDp5', 'x-many': 'a' },
  });
  expect([...(api.received.at(-1)?.body ?? [])]).toEqual([...body]);
});

test('a webhook that is too large gets 413, and one that does not arrive gets 408', async () => {
  const url = new URL('/webhooks/mobilepay/segment-1', api.url);
  const before = api.received.length;
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(2_000) })).status).toBe(413);
  const slow = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('x')) });
  expect((await fetch(url, { method: 'POST', body: slow, duplex: 'half' } as RequestInit)).status).toBe(408);
  expect(api.received).toHaveLength(before);
});

test('a browser gets the page to try things on in a sandbox, and none outside it', async () => {
  const page = await fetch(api.url, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const live = await startApi({ sandbox: false });
  try {
    expect((await fetch(live.url, { headers: { accept: 'text/html' } })).status).toBe(401);
  } finally {
    await live.close();
  }
});

test('a page of payments is refused a cursor of another list, order or filter', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  for (let i = 0; i < 3; i++) await addPayment(api.db, api.shop, agreement);
  const page = await api.post(
    '{ payments(first: 1) { pageInfo { endCursor } } agreements(first: 1) { pageInfo { endCursor } } }',
  );
  const { payments, agreements } = page.data as unknown as Record<
    'payments' | 'agreements',
    { pageInfo: { endCursor: string } }
  >;
  const after = payments.pageInfo.endCursor;
  const refused = async (args: string, cursor = after): Promise<unknown> =>
    code(
      await api.post(`query ($after: String) { payments(first: 1, after: $after${args}) { nodes { id } } }`, {
        after: cursor,
      }),
    );
  expect(await refused('')).toBeUndefined();
  expect(await refused(', filter: { statuses: [SETTLED] }')).toBe('BAD_USER_INPUT');
  expect(await refused(', orderBy: { field: UPDATED_AT, direction: ASC }')).toBe('BAD_USER_INPUT');
  expect(await refused('', agreements.pageInfo.endCursor)).toBe('BAD_USER_INPUT');
  expect(await refused('', `${after.slice(0, 10)}${after[10] === 'A' ? 'B' : 'A'}${after.slice(11)}`)).toBe(
    'BAD_USER_INPUT',
  );
});

test('a body that is no JSON is told so, and nothing of it is repeated', async () => {
  const reply = await fetch(api.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.shop.key}`, 'content-type': 'application/json' },
    body: '{"query":"{ viewer { merchantName } }", "secret',
  });
  expect(reply.status).toBe(400);
  const text = await reply.text();
  expect(text).toContain('BAD_USER_INPUT');
  expect(text).not.toMatch(/merchantName|secret/);
});
