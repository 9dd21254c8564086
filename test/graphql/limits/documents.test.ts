import { execute, type GraphQLObjectType, getIntrospectionQuery, isObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { jsonBytes } from '../../../src/graphql/limits/answer-size.ts';
import { documentLimits, readingPoints } from '../../../src/graphql/limits/limits.ts';
import { spent } from '../../../src/graphql/limits/spent.ts';
import { fieldRules } from '../../../src/graphql/schema/directives.ts';
import { sandboxSchema as schema } from '../../../src/graphql/schema/schema.ts';
import { askedOf, judged } from './judged.ts';

const times = (count: number, one: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join(' ');
/** Fragments that double at each level. */
const bomb = (levels: number, type: string, leaf: string): string =>
  `${times(levels, (i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`)} fragment F${levels} on ${type} { ${leaf} }`;

test.each([
  ['queries', `{ ...F0 } ${bomb(25, 'Query', '__typename')}`, 'COST_LIMIT_EXCEEDED'],
  ['aliases', `{ ...F0 } ${bomb(25, 'Query', 'a: viewer { scopes }')}`, 'ALIAS_LIMIT'],
  ['mutations', `mutation { ...F0 } ${bomb(25, 'Mutation', '__typename')}`, 'COST_LIMIT_EXCEEDED'],
  ['a few mutations', `mutation { ...F0 } ${bomb(4, 'Mutation', '__typename')}`, 'ROOT_FIELD_LIMIT'],
  ['a subscription', `subscription { ...F0 } ${bomb(25, 'Subscription', '__typename')}`, 'COST_LIMIT_EXCEEDED'],
  ['types', `{ __schema { types { ...F0 } } } ${bomb(25, '__Type', 'name')}`, 'COST_LIMIT_EXCEEDED'],
])('fragments that unfold into %s without end are refused', (_what, document, code) => {
  expect(judged(document)).toBe(code);
});

test.each([
  ['operations', times(21, (i) => `query q${i} { viewer { scopes } }`)],
  [
    'fragments',
    `{ viewer { ...F0 } } ${times(100, (i) => `fragment F${i} on Viewer { ...F${i + 1} }`)} fragment F100 on Viewer { scopes }`,
  ],
  ['variables', `query (${times(101, (i) => `$v${i}: Int`)}) { viewer { scopes } }`],
  ['directives', `{ viewer { scopes ${times(101, () => '@skip(if: false)')} } }`],
  [
    'directives in fragments',
    `{ ...F } fragment F on Query ${times(101, () => '@skip(if: false)')} { viewer { scopes } }`,
  ],
  ['arguments', `{ payments(${times(21, (i) => `a${i}: 1`)}) { nodes { id } } }`],
  ['arguments of a directive', `{ viewer { scopes @skip(${times(21, (i) => `a${i}: 1`)}) } }`],
  ['repeats', `{ viewer { ${times(51, () => 'scopes')} } }`],
  ['repeats of a fragment', `{ viewer { ${times(51, () => '...F')} } } fragment F on Viewer { scopes }`],
])('a document with too many %s is refused before it is validated', (_what, document) => {
  expect(judged(document)).toBe('DOCUMENT_LIMIT');
});

test.each([
  ['in a ring', '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }'],
  ['of its own', '{ viewer { ...A } } fragment A on Viewer { ...A }'],
  ['that nothing spreads', '{ viewer { scopes } } fragment A on Viewer { ...A }'],
])('a fragment %s is refused', (_what, document) => {
  expect(judged(document)).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('depth is counted through fragments, and apart for what is asked about the schema', () => {
  const nested = (levels: number) =>
    `{ ${'payment(by: { id: "x" }) { origin { ... on Agreement { '.repeat(0)}viewer { ${'... on Viewer { '.repeat(levels)} scopes ${'} '.repeat(levels)} } }`;
  expect(judged(nested(100))).toMatchObject({ points: 1 });
  const ofTypes = (levels: number) =>
    `{ __type(name: "Query") { ${'ofType { '.repeat(levels)} name ${'} '.repeat(levels)} } }`;
  expect(judged(ofTypes(19))).toMatchObject({ fields: 2 });
  expect(judged(ofTypes(20))).toBe('DEPTH_LIMIT');
});

const nestedPages = '{ agreements(first: $n) { nodes { payments(first: $n) { nodes { id } } } } }';
const pagesOf = (head: string): string => `query ${head} ${nestedPages}`;
/** The same cost, which a variable has decided. */
const sizedByN = (cost: ReturnType<typeof judged>) => Object.assign({}, cost, { sizedBy: ['n'] });
const wide = { ...documentLimits, cost: 1_000_000, answerFields: 1_000_000 };
const literal = judged(nestedPages.replaceAll('$n', '100'), {}, wide);

test.each([
  ['a default', '($n: Int = 100)', {}],
  ['a value', '($n: Int)', { n: 100 }],
  ['a value beside a default', '($n: Int = 1)', { n: 100 }],
])('a page size by %s of a variable costs what the literal costs', (_what, head, variables) => {
  expect(literal).toMatchObject({ points: 20_200 });
  expect(judged(pagesOf(head), variables, wide)).toEqual(sizedByN(literal));
  expect(judged(pagesOf(head), variables)).toBe('COST_LIMIT_EXCEEDED');
});

test.each([
  ['null', '($n: Int = 100)', { n: null }],
  ['nothing', '($n: Int)', {}],
  ['null as the default', '($n: Int = null)', {}],
])('a page size of %s costs what the default page costs', (_what, head, variables) => {
  expect(judged(pagesOf(head), variables, wide)).toEqual(
    sizedByN(judged(nestedPages.replaceAll('$n', '20'), {}, wide)),
  );
});

test('a list of ids is counted however it comes, and one id is a list of one', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `oop_${i}`);
  const by = (head: string, list: string) => `query ${head} { nodes(ids: ${list}) { id } }`;
  expect(judged(by('', JSON.stringify(ids)))).toMatchObject({ points: 30 });
  expect(judged(by('($ids: [ID!]!)', '$ids'), { ids })).toMatchObject({ points: 30 });
  expect(judged(by(`($ids: [ID!]! = ${JSON.stringify(ids)})`, '$ids'))).toMatchObject({ points: 30 });
  expect(judged(by('($id: ID!)', '[$id, $id]'), { id: 'x' })).toMatchObject({ points: 2 });
  expect(judged(by('', '"x"'))).toMatchObject({ points: 1 });
});

test('what is behind @skip costs as if it were not, also by a variable', () => {
  const hidden = 'query ($s: Boolean = true) { payments(first: 100) @skip(if: $s) { nodes { id } } }';
  expect(judged(hidden)).toMatchObject({ points: 200 });
});

test('a page that is too large is refused by name, also as a default', () => {
  expect(judged('{ payments(first: 1000000000) { nodes { id } } }')).toBe('BAD_USER_INPUT');
  expect(judged('query ($n: Int = 1000000000) { payments(first: $n) { nodes { id } } }')).toBe('BAD_USER_INPUT');
});

describe('what is asked about the schema', () => {
  const answerOf = (document: string): Record<string, unknown> =>
    execute({ schema, document: parse(document) }) as Record<string, unknown>;
  const fieldsIn = (value: unknown): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + fieldsIn(one), 0);
    if (typeof value !== 'object' || value === null) return 0;
    return Object.values(value).reduce((sum: number, one) => sum + 1 + fieldsIn(one), 0);
  };
  const full = {
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  };

  // What GraphiQL, codegen, graphql-inspector, Apollo's tools and PostGraphile's send is this text with one or another of its options.
  test.each([
    ['as it is sent by default', getIntrospectionQuery()],
    ['with everything', getIntrospectionQuery(full)],
    ['without descriptions', getIntrospectionQuery({ descriptions: false })],
  ])('the query of all tools passes %s, counted exactly', (_what, document) => {
    const cost = judged(document);
    const fields = fieldsIn(answerOf(document).data);
    expect(cost).toMatchObject({ fields, points: Math.ceil(fields / 100) });
    // It has to pass when the schema has grown, too.
    expect(fields).toBeLessThan(documentLimits.answerFields);
  });

  test.each([
    [
      'aliases of lists',
      `{ __schema { ${times(40, (i) => `a${i}: types { ...F }`)} } } fragment F on __Type { fields { type { ofType { fields { ${times(40, (i) => `a${i}: description`)} } } } } }`,
      'ALIAS_LIMIT',
    ],
    [
      'a few aliases of lists',
      `{ __schema { ${times(40, (i) => `a${i}: types { fields { name args { name } } }`)} } }`,
      'COST_LIMIT_EXCEEDED',
    ],
    [
      'lists in lists',
      '{ __schema { types { fields { type { ofType { possibleTypes { fields { args { type { ofType { name } } } } } } } } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'possible types of each type',
      '{ __schema { types { possibleTypes { name fields { name description type { name kind ofType { name kind enumValues { name description } } } args { name } } } interfaces { name } fields { name description } } } }',
      'COST_LIMIT_EXCEEDED',
    ],
    [
      'one type often',
      `{ ${times(45, (i) => `a${i}: __type(name: "EventType") { ...T }`)} } fragment T on __Type { enumValues { name description isDeprecated deprecationReason } possibleTypes { name } }`,
      null,
    ],
  ])('%s are counted', (_what, document, code) => {
    const cost = judged(document);
    if (code) expect(cost).toBe(code);
    else expect(cost).toMatchObject({ fields: fieldsIn(answerOf(document).data) });
  });

  test('it costs points that the answer gives none of back', () => {
    const asked = judged('{ __schema { types { name } } }');
    const nothing = judged('{ __typename }');
    if (typeof asked === 'string' || typeof nothing === 'string') throw new Error('refused');
    // More with each type that the schema gets.
    expect(asked.points).toBeGreaterThan(nothing.points);
    expect(asked.fixed).toBe(asked.points);
  });
});

describe('what an answer cost', () => {
  test('is the weights of what it holds, with fields that were asked for twice counted once', () => {
    const asked = askedOf(
      '{ payments(first: 50) { nodes { id captures { id } ...F ...F } } payments(first: 50) { nodes { captures { id } } } } fragment F on Payment { nextAction { __typename } }',
    );
    const data = {
      payments: {
        nodes: [
          { id: '1', captures: [{ id: '2' }], nextAction: null },
          { id: '3', captures: [], nextAction: null },
        ],
      },
    };
    // Two rows at 2 points; each with captures at 2 and a next action at 1.
    expect(spent(asked, data)).toBe(2 * 2 + 2 * (2 + 1));
  });

  test('is looked for once in each fragment, however many rows there are', () => {
    const levels = 9;
    const asked = askedOf(`{ nodes(ids: []) { ...F0 } } ${bomb(levels, 'Node', 'id')}`);
    const looked = countReads(asked.fragments);
    const data = { nodes: Array.from({ length: 200 }, (_, i) => ({ id: String(i) })) };
    expect(spent({ ...asked, fragments: looked.fragments }, data)).toBe(200);
    expect(looked.reads()).toBeLessThanOrEqual(2 * (levels + 1));
  });
});

/** The same fragments, with a count of how often one is asked for. */
function countReads<Map extends ReadonlyMap<string, unknown>>(fragments: Map): { fragments: Map; reads: () => number } {
  let reads = 0;
  const counting = {
    get(name: string) {
      reads += 1;
      return fragments.get(name);
    },
  } as unknown as Map;
  return { fragments: counting, reads: () => reads };
}

test('the bytes of an answer are those of its JSON, counted no further than needed', () => {
  const value = {
    a: ['x', 'æ', '"\\\n', '\ud800', '€😀', null, true, 1.5, -0],
    b: undefined,
    'ø"': {},
    c: [],
    d: [[{}]],
  };
  expect(jsonBytes(value, 1_000)).toBe(Buffer.byteLength(JSON.stringify(value)));
  let read = 0;
  const rows = Array.from({ length: 10_000 }, () => ({
    get text() {
      read += 1;
      return 'x'.repeat(1_000);
    },
  }));
  expect(jsonBytes(rows, 10_000)).toBeGreaterThan(10_000);
  expect(read).toBeLessThan(15);
});

test('reading costs by length, at least a point and at most what a document of all tokens costs', () => {
  expect([0, 250, 251, 5_000, 100_000].map((length) => readingPoints('x'.repeat(length)))).toEqual([1, 1, 2, 20, 20]);
});

test('every list of the schema that a caller sizes says how it is counted', () => {
  for (const type of Object.values(schema.getTypeMap()))
    for (const field of Object.values((type as GraphQLObjectType).getFields?.() ?? {}))
      if (field.args?.some(({ name }) => name === 'first' || name === 'ids'))
        expect(field.extensions.directives, `${type.name}.${field.name}`).toContainEqual({
          name: 'cost',
          args: expect.objectContaining({ multiplier: expect.stringMatching(/^(first|ids)$/) }),
        });
});

test('a field costs and needs no less by way of an interface than by its type', () => {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const rules = (field: { readonly extensions: Readonly<Record<string, unknown>> } | undefined) =>
    fieldRules(field?.extensions);
  for (const type of types)
    for (const by of type.getInterfaces())
      for (const [name, field] of Object.entries(by.getFields())) {
        const [own, shared] = [rules(type.getFields()[name]), rules(field)];
        expect({ ...shared, weight: shared.weight ?? 0 }, `${by.name}.${name}, ${type.name}`).toEqual({
          ...own,
          weight: own.weight ?? 0,
        });
      }
});
