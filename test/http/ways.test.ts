import { afterAll, beforeAll, expect, test } from 'vitest';
import { scopes } from '../../src/access/api-keys.ts';
import { type Api, issueKey, startApi } from '../graphql/harness.ts';

/** The same request at two doors: one answers it the direct way, the other sends everything through Yoga and graphql-js. */
let direct: Api;
let full: Api;
beforeAll(async () => {
  const limits = { answerBytesMax: 20_000, bucket: { size: 100_000, perSecond: 0.001 } };
  [direct, full] = await Promise.all([
    startApi({ limits: { ...limits, direct: true, planned: true } }),
    startApi({ limits: { ...limits, direct: false, planned: false } }),
  ]);
});
afterAll(() => Promise.all([direct.close(), full.close()]));

interface Sent {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A key that may do little. */
  readonly poor?: boolean;
}
const jsonHeaders = { 'content-type': 'application/json' };

async function answered(api: Api, { body, headers = {}, poor = false }: Sent) {
  // A key of its own, so that both begin with as many points.
  const { secret: key } = await issueKey(api, poor ? ['payments:write'] : scopes);
  const reply = await fetch(api.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...jsonHeaders, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const named = ['content-type', 'retry-after', 'allow', 'accept'];
  const text = await reply.text();
  return {
    status: reply.status,
    headers: Object.fromEntries(named.map((name) => [name, reply.headers.get(name)])),
    hasRequestId: reply.headers.has('x-request-id'),
    body: text.replaceAll(/req_[0-9a-f]+/g, 'req'),
  };
}

const deep = (levels: number): string =>
  `{ viewer { ${'... on Viewer { '.repeat(levels)} scopes ${'} '.repeat(levels)} } }`;
const document = (query: string, more: object = {}): Sent => ({ body: { query, ...more } });
const many = Array.from({ length: 49 }, (_, i) => `a${i}: viewer { merchantName scopes providers: scopes }`).join(' ');
const requests: readonly (readonly [string, Sent])[] = [
  ['a query', document('{ viewer { merchantName } }')],
  ['its name alone', document('{ __typename }')],
  ['an empty page', document('{ payments(first: 3) { nodes { id } pageInfo { hasNextPage endCursor } } }')],
  [
    'a page by variables',
    document('query($n: Int!) { payments(first: $n) { nodes { id } } }', { variables: { n: 2 } }),
  ],
  ['nothing found', document('{ payment(by: { externalId: "x" }) { id } node(id: "oop_x") { id } }')],
  ['the schema', document('{ __schema { queryType { name fields { name } } } __type(name: "Money") { kind } }')],
  [
    'conditions',
    document('query($s: Boolean!) { viewer { scopes @skip(if: $s) merchantName @include(if: $s) } }', {
      variables: { s: true },
    }),
  ],
  ['a fragment', document('{ viewer { ...V } } fragment V on Viewer { merchantName __typename }')],
  ['one operation of two', document('query A { __typename } query B { viewer { scopes } }', { operationName: 'B' })],
  ['two operations without a name', document('query A { __typename } query B { viewer { scopes } }')],
  ['a name of no operation', document('query A { __typename }', { operationName: 'C' })],
  ['an empty name', document('{ __typename }', { operationName: '' })],
  [
    'a refused mutation',
    document(
      'mutation { cancelPayment(input: { idempotencyKey: "way-key-1", paymentId: "oop_x" }) { __typename ... on UserError { code message path } } }',
    ),
  ],
  ['no document', document('')],
  ['fragments alone', document('fragment V on Viewer { scopes }')],
  ['broken syntax', document('{ viewer {')],
  ['an unknown field', document('{ viewer { nothing } other }')],
  ['tokens', document(`{ ${'__typename '.repeat(2_001)} }`)],
  ['depth', document(deep(3).replace('scopes', '... on Viewer { environment }'))],
  [
    'too deep',
    document(`{ ${'payments { nodes { origin { ... on Agreement { '.repeat(5)} id ${'} } } } '.repeat(5)} }`),
  ],
  ['aliases', document(`{ ${Array.from({ length: 51 }, (_, i) => `a${i}: __typename`).join(' ')} }`)],
  ['a ring', document('{ viewer { ...A } } fragment A on Viewer { ...A }')],
  ['too dear', document('{ agreements(first: 100) { nodes { payments(first: 100) { nodes { id } } } } }')],
  ['a page too large', document('{ payments(first: 101) { nodes { id } } }')],
  ['a variable too few', document('query($n: Int!) { payments(first: $n) { nodes { id } } }')],
  [
    'a variable that does not fit',
    document('query($n: Int!) { payments(first: $n) { nodes { id } } }', { variables: { n: 'many' } }),
  ],
  ['a literal that does not fit', document('{ payments(first: "many") { nodes { id } } }')],
  ['a broken cursor', document('{ payments(after: "nowhere") { nodes { id } } }')],
  ['two ways to name one thing', document('{ payment(by: { id: "a", externalId: "b" }) { id } }')],
  ['an answer too large', document(`{ ${many} }`)],
  ['a subscription', document('subscription { eventStream { __typename } }')],
  ['a name that no object has', document('{ __proto__: __typename }')],
  ['no JSON', { body: '{"query":' }],
  ['a byte order mark', { body: '\uFEFF{"query":"{ __typename }"}' }],
  ['a list', { body: [{ query: '{ __typename }' }] }],
  ['null', { body: 'null' }],
  ['a text', { body: '"{ __typename }"' }],
  ['nothing', { body: '' }],
  ['no query', { body: { variables: {} } }],
  ['a query that is a number', { body: { query: 7 } }],
  ['more than there is', document('{ __typename }', { id: 'x' })],
  ['more than there is, which is null', document('{ __typename }', { id: null })],
  ['variables in a list', document('{ __typename }', { variables: [] })],
  ['variables of null', document('{ __typename }', { variables: null, extensions: null, operationName: null })],
  ['extensions in a text', document('{ __typename }', { extensions: 'x' })],
  ['a name that is a number', document('{ __typename }', { operationName: 7 })],
  ['a plain form', { body: 'query=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  [
    'a content type in capitals',
    { body: { query: '{ __typename }' }, headers: { 'content-type': 'Application/JSON' } },
  ],
  [
    'a content type with a charset',
    { body: { query: '{ __typename }' }, headers: { 'content-type': 'application/json; charset=utf-8' } },
  ],
  ['a missing scope', { ...document('{ events { nodes { id } } ledgerEntries: __typename }'), poor: true }],
];

const accepted = ['application/json', 'application/graphql-response+json'] as const;
test.each(requests.flatMap(([what, sent]) => accepted.map((accept) => [what, accept, sent] as const)))(
  '%s, to be answered as %s, is answered the same both ways',
  async (_what, accept, sent) => {
    const [ours, theirs] = await Promise.all(
      [direct, full].map((api) => answered(api, { ...sent, headers: { accept, ...sent.headers } })),
    );
    expect(ours).toEqual(theirs);
  },
);

test.each([
  '*/*',
  'application/*',
  'text/html',
  'text/html, application/json;q=0.5',
  'application/graphql-response+json, application/json',
  'application/json, application/graphql-response+json;q=0.1',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'multipart/mixed, application/json',
  'text/event-stream',
  'text/event-stream, application/json',
  '',
])('what accepts %j is given the same both ways', async (accept) => {
  for (const query of ['{ viewer { merchantName } }', '{ nothing }']) {
    const [ours, theirs] = await Promise.all(
      [direct, full].map((api) => answered(api, { body: { query }, headers: { accept } })),
    );
    expect(ours).toEqual(theirs);
  }
});
