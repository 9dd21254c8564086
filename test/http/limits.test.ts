import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cancelPayment } from '../../src/domain/payment/commands.ts';
import * as validation from '../../src/graphql/limits/shape.ts';
import { type Answer, type Api, issueKey, numberAll, post, startApi } from '../graphql/harness.ts';
import { first, openSocket, openSse } from '../graphql/readers.ts';
import { addAgreement } from '../graphql/rows.ts';

vi.mock('../../src/graphql/limits/shape.ts', { spy: true });
vi.mock('../../src/domain/payment/commands.ts', { spy: true });

/** Small enough for a test to pass each limit: answers, and points that do not come back. */
const answerBytesMax = 1_500;
let api: Api;
beforeAll(async () => {
  api = await startApi({ limits: { answerBytesMax, bucket: { size: 200, perSecond: 0.001 } } });
});
afterAll(() => api.close());

const code = ({ errors }: Answer): unknown => errors[0]?.extensions.code;
const cost = ({ extensions }: Answer): unknown => extensions.cost;
/** Asks with a key of its own, whose bucket is full. */
async function asker(): Promise<(query: unknown, headers?: Record<string, string>) => Promise<Answer>> {
  const { secret } = await issueKey(api, ['events:read']);
  return (query, headers) => post(api.url, { query }, secret, headers);
}

test.each([
  ['that does not parse', '{ viewer {', 'GRAPHQL_PARSE_FAILED', 1],
  ['with a field that is not there', '{ viewer { nothing } }', 'GRAPHQL_VALIDATION_FAILED', 1],
  ['of many wrong fields', `{ viewer { ${'nothing '.repeat(250)} } }`, 'DOCUMENT_LIMIT', 9],
  ['with a wrong variable', 'query ($n: Int!) { agreements(first: $n) { nodes { id } } }', 'BAD_USER_INPUT', 1],
  [
    'that costs too much',
    '{ payments(first: 100) { nodes { events(first: 100) { nodes { id } } } } }',
    'COST_LIMIT_EXCEEDED',
    1,
  ],
  [
    'that needs a scope',
    'mutation { erasePayer(input: { idempotencyKey: "erase-001", subjectId: "x" }) { __typename } }',
    'FORBIDDEN',
    1,
  ],
])('a document %s takes points for its reading, and tells them', async (_what, query, expected, points) => {
  const ask = await asker();
  const refused = await ask(query);
  expect([code(refused), refused.status]).toEqual([expected, expected === 'FORBIDDEN' ? 403 : 400]);
  expect(cost(refused)).toMatchObject({ requested: points, actual: points, available: 200 - points });
  expect(cost(await ask('{ viewer { scopes } }'))).toMatchObject({ requested: 1, actual: 1, available: 199 - points });
});

test('documents that fail run out of points, and are then refused before they are parsed', async () => {
  const ask = await asker();
  const failing = `{ viewer { ${'a'.repeat(4_990)} } }`;
  for (let i = 0; i < 10; i++) expect(code(await ask(failing))).toBe('GRAPHQL_VALIDATION_FAILED');
  const refused = await ask('{ not even graphql');
  expect([refused.status, code(refused)]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('at most ten mistakes of a document are told', async () => {
  const ask = await asker();
  const { errors } = await ask(`{ viewer { ${Array.from({ length: 100 }, (_, i) => `a${i}`).join(' ')} } }`);
  expect(errors).toHaveLength(11);
  expect(errors.at(-1)?.message).toContain('Too many validation errors');
});

test('the document of a stranger is not looked at, however it is spelled', async () => {
  vi.mocked(validation.checkShape).mockClear();
  for (const name of ['query', 'q%75ery', 'quer%79']) {
    const reply = await fetch(`${api.url}?${name}=%7B__schema%7Btypes%7Bname%7D%7D%7D`, {
      headers: { accept: 'text/html' },
    });
    expect(reply.status).toBe(401);
  }
  await post(api.url, { query: '{ viewer { scopes } }' }, null);
  expect(validation.checkShape).not.toHaveBeenCalled();
});

test('what tools ask about the schema is answered, and its cost is told', async () => {
  const wide = await startApi();
  try {
    const answer = await wide.post(getIntrospectionQuery());
    expect([answer.status, answer.errors]).toEqual([200, []]);
    const { requested, actual } = answer.extensions.cost as Record<string, number>;
    expect(requested).toBeGreaterThan(100);
    expect(actual).toBe(requested);
  } finally {
    await wide.close();
  }
});

test.each([
  [
    'a fragment bomb',
    () =>
      `{ ...F0 } ${Array.from({ length: 25 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F25 on Query { __typename }`,
  ],
  ['a depth of a thousand', () => `{ ${'a{'.repeat(660)}a${'}'.repeat(660)} }`],
  [
    'ten thousand aliases',
    () => `{ ${Array.from({ length: 10_000 }, (_, i) => `a${i}:viewer{scopes}`).join(' ')} }`.slice(0, 90_000),
  ],
  ['fragments in a ring', () => '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }'],
  ['a maze of @skip', () => `{ viewer { ${Array.from({ length: 150 }, () => 'scopes @skip(if: true)').join(' ')} } }`],
  [
    'pages in pages',
    () =>
      '{ payments(first: 100) { nodes { origin { ... on Agreement { payments(first: 100) { nodes { id } } } } } } }',
  ],
  ['a page of a billion', () => '{ payments(first: 1000000000) { nodes { id } } }'],
  [
    'a list of what is asked about the schema',
    () => `{ __schema { ${Array.from({ length: 40 }, (_, i) => `a${i}:types{fields{name args{name}}}`).join(' ')} } }`,
  ],
])('%s is refused before any resolver, and before the database is asked', async (_what, document) => {
  const ask = await asker();
  api.statements();
  const refused = await ask(document());
  expect([refused.status, refused.data]).toEqual([400, undefined]);
  expect(api.statements().filter((text) => !text.includes('api_key'))).toEqual([]);
});

test('a document of five megabytes and a batch are refused', async () => {
  const { secret } = await issueKey(api, []);
  expect((await post(api.url, { query: `{ viewer { scopes } } #${'x'.repeat(5_000_000)}` }, secret)).status).toBe(413);
  expect(
    (
      await post(
        api.url,
        Array.from({ length: 100 }, () => ({ query: '{ viewer { scopes } }' })),
        secret,
      )
    ).status,
  ).toBe(400);
});

const large = '{ __type(name: "Query") { fields { name description } } }';

test('an answer over its bytes is refused with the limit, over HTTP and over a socket', async () => {
  const ask = await asker();
  const refused = await ask(large);
  expect([refused.status, code(refused), refused.data]).toEqual([400, 'ANSWER_TOO_LARGE', undefined]);
  expect(refused.errors[0]?.extensions.limit).toBe(answerBytesMax);
  const { secret } = await issueKey(api, []);
  const client = openSocket(api.url, secret);
  const [answer] = await first(client.iterate({ query: large }), 1);
  expect(answer).toMatchObject({ errors: [{ extensions: { code: 'ANSWER_TOO_LARGE' } }] });
  const [small] = await first(client.iterate({ query: '{ viewer { scopes } }' }), 1);
  expect(small).toMatchObject({ data: { viewer: { scopes: [] } } });
});

test('an event over its bytes comes as an error, and the stream goes on', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `a${i}: id`).join(' ');
  const { secret } = await issueKey(api, ['events:read']);
  const query = `subscription { eventStream { __typename ... on EventFrame { event { ${names} sequence } } } }`;
  const reader = await openSse(api.url, secret, query);
  const frames = reader[Symbol.asyncIterator]();
  expect((await frames.next()).value).toMatchObject({
    data: { data: { eventStream: { __typename: 'CaughtUpFrame' } } },
  });
  await addAgreement(api.db, api.shop);
  await numberAll(api.db);
  const tooLarge = (await frames.next()).value;
  expect(tooLarge).toMatchObject({ data: { errors: [{ extensions: { code: 'ANSWER_TOO_LARGE' } }] } });
  await addAgreement(api.db, api.shop);
  await numberAll(api.db);
  const next = (await frames.next()).value;
  // Each has its cursor, so that who resumes is not sent the same again.
  expect([tooLarge, next].map((sent) => sent?.id)).toEqual([
    expect.stringMatching(/^ec2_/),
    expect.stringMatching(/^ec2_/),
  ]);
  expect(tooLarge?.id).not.toBe(next?.id);
  reader.cut();
});

test('a subscription that only JSON may answer gets 406, by POST and by GET', async () => {
  const ask = await asker();
  const subscription = 'subscription { eventStream { __typename } }';
  const refused = await ask(subscription, { accept: 'application/json' });
  expect([refused.status, code(refused)]).toEqual([406, 'NOT_ACCEPTABLE']);
  const { secret } = await issueKey(api, ['events:read']);
  const got = await fetch(`${api.url}?query=${encodeURIComponent(subscription)}`, {
    headers: { accept: 'application/json', authorization: `Bearer ${secret}` },
  });
  expect([got.status, (await got.json()) as unknown]).toMatchObject([
    406,
    { errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] },
  ]);
});

test.each(['application/json ; x', 'APPLICATION/JSON', 'application/jsonx', ''])(
  'content type "%s" gets 415 with an error that says so',
  async (type) => {
    const { secret } = await issueKey(api, []);
    const refused = await post(api.url, new TextEncoder().encode('{}') as never, secret, { 'content-type': type });
    expect([refused.status, code(refused)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  },
);

test('a sandbox key is offered no sandbox mutation where there is no sandbox', async () => {
  const live = await startApi({ sandbox: false });
  try {
    const answer = await live.post(
      'mutation { advanceSandboxClock(input: { idempotencyKey: "clock-001", by: "P1D" }) { __typename } }',
    );
    expect([answer.status, code(answer)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(live.logged).toEqual([]);
  } finally {
    await live.close();
  }
});

test.each([
  ['of the wrong kind', { secret: 'DK5000400440116243' }],
  ['that is not among its values', 'DK5000400440116243'],
])('the value of an enum %s is not repeated', async (_what, type) => {
  const answer = await api.post('query ($type: EventType!) { events(filter: { types: [$type] }) { nodes { id } } }', {
    type,
  });
  expect([answer.status, code(answer)]).toEqual([400, 'BAD_USER_INPUT']);
  expect(JSON.stringify(answer)).not.toContain('DK5000');
  expect(answer.errors[0]?.message).toContain('EventType');
});

test('a server with more to do than it keeps up with refuses by cost, quickly, and its health is still told', async () => {
  const capacity = { underWayPoints: 10, waitingPoints: 10, waitMs: 60_000, delayMs: 60_000 };
  const busy = await startApi({ limits: { capacity } });
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  vi.mocked(cancelPayment).mockImplementation(async () => {
    begun.resolve();
    await release.promise;
    throw new Error('played');
  });
  try {
    const cancel = (key: string) =>
      busy.post(`mutation { cancelPayment(input: { idempotencyKey: "${key}", paymentId: "x" }) { __typename } }`);
    const running = cancel('cancel-001');
    await begun.promise;
    const refused = await busy.post('{ payments(first: 6) { nodes { id } } }');
    expect([refused.status, code(refused)]).toEqual([503, 'UNAVAILABLE']);
    expect([refused.headers.get('retry-after'), refused.errors[0]?.extensions.retryAfterMs]).toEqual(['1', 1_000]);
    expect(cost(refused)).toMatchObject({ requested: 12, actual: 0 });
    const waiting = busy.post('{ viewer { scopes } }');
    expect((await fetch(new URL('/healthz', busy.url))).status).toBe(200);
    release.resolve();
    await running;
    expect((await waiting).status).toBe(200);
  } finally {
    release.resolve();
    await busy.close();
  }
});

test('a server whose loop runs late refuses before it looks at the key', async () => {
  const late = await startApi({
    limits: { capacity: { underWayPoints: 10, waitingPoints: 10, waitMs: 1, delayMs: -1 } },
  });
  try {
    late.statements();
    const refused = await late.post('{ viewer { scopes } }');
    expect([refused.status, code(refused), refused.headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '1']);
    expect(late.statements()).toEqual([]);
    expect((await fetch(new URL('/healthz', late.url))).status).toBe(200);
  } finally {
    await late.close();
  }
});
