import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getIntrospectionQuery,
  getVariableValues,
  isAbstractType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocuments } from '../../../src/graphql/execution/documents.ts';
import { executePlan } from '../../../src/graphql/execution/execute.ts';
import { documentLimits } from '../../../src/graphql/limits/limits.ts';
import { spent } from '../../../src/graphql/limits/spent.ts';

/** A schema with every kind of type, whose resolvers behave as a seed says: at once or later, with a value, null, or an error. */
const schema = buildSchema(`
  interface Node { id: ID! name: String }
  type Shop implements Node { id: ID! name: String owner: Person others(first: Int = 2, of: [Kind!]): [Node] must: Person! tags: [String!]! all: [Shop!] any: Either }
  type Person implements Node { id: ID! name: String age: Int! kind: Kind friend: Person friends: [Person!]! shop(by: By): Shop any: [Either!] }
  union Either = Shop | Person
  enum Kind { GOOD BAD }
  input By @oneOf { id: ID name: String }
  type Query { shop(by: By): Shop shops: [Shop!]! person: Person! either: Either any: [Either] node: Node text: String! }
  type Mutation { first: Shop second: Shop! third: Person }
`);
const documents = createDocuments(documentLimits);

let waits = true;

/** Gives every field of the schema a resolver that plays by chance; the same chance gives the same play. */
function playing(chance: (path: string) => number, laterBy: 'ticks' | 'never'): GraphQLSchema {
  waits = laterBy === 'ticks';
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type))
      type.resolveType = (value) => {
        const { is } = value as { is: string };
        return waits && chance(`type ${is}`) < 0.2 ? Promise.resolve(is) : is;
      };
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields()))
      field.resolve = (_source, args, _context, info) => {
        const path = [pathText(info.path), JSON.stringify(args)].join(' ');
        const make = (): unknown => givenFor(String(field.type), path, chance);
        if (!waits || chance(`later ${path}`) < 0.6) return make();
        return ticks(Math.floor(chance(`ticks ${path}`) * 5)).then(make);
      };
  }
  return schema;
}

const ticks = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await null;
};
const pathText = (path: { prev: unknown; key: string | number }): string =>
  `${path.prev ? `${pathText(path.prev as typeof path)}.` : ''}${path.key}`;

function givenFor(type: string, path: string, chance: (path: string) => number): unknown {
  const luck = chance(path);
  if (luck < 0.04) throw new Error(`broken ${path}`);
  if (luck < 0.06) return new Error(`given ${path}`);
  if (luck < 0.14) return null;
  const inner = type.replace(/!$/, '');
  if (inner.startsWith('['))
    return Array.from({ length: Math.floor(luck * 4) }, (_, i) => itemFor(inner.slice(1, -1), `${path} ${i}`, chance));
  if (inner === 'Int') return Math.floor(luck * 100);
  if (inner === 'Kind') return luck < 0.9 ? 'GOOD' : 'NONE';
  if (inner === 'ID' || inner === 'String') return luck < 0.95 ? `text "${path}"` : { not: 'a text' };
  return {
    is: inner === 'Shop' || inner === 'Person' ? inner : luck < 0.5 ? 'Shop' : luck < 0.98 ? 'Person' : 'Query',
  };
}

function itemFor(type: string, path: string, chance: (path: string) => number): unknown {
  const make = (): unknown => givenFor(type, path, chance);
  if (waits && chance(`item ${path}`) < 0.2) return ticks(2).then(make);
  // Not thrown: the items before it may be promises, which nobody would hear of.
  try {
    return make();
  } catch (error) {
    return error;
  }
}

const chanceBy =
  (seed: number) =>
  (path: string): number => {
    let hash = seed ^ 0x9e3779b9;
    for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
  };

const fields = [
  'shop { id name owner { ...P } must { id age } }',
  'shops { tags others(first: $n, of: [GOOD]) { id ... on Shop { name must { friends { id } } } ...N } all { id any { ...E } } }',
  'person { id friend { friends { shop(by: { id: "1" }) { id must { age } } } } any { ...E } }',
  'either { ...E } any { __typename ...E }',
  'node { ...N id ... on Person { friend { ...P } } }',
  'text a: text @skip(if: $s) b: text @include(if: $s) ... @include(if: $s) { shop { id } }',
  'shop { id owner @include(if: $s) { age } owner { id name } }',
  'one: shop(by: { name: "x" }) { id tags }',
];
const fragments =
  'fragment P on Person { id name kind friends { id age } } fragment N on Node { name __typename } fragment E on Either { ... on Shop { id owner { ...P } } ... on Person { ...P any { __typename } } }';
const anyDocument = fc.subarray(fields, { minLength: 1 }).map((chosen) => {
  const body = chosen.join(' ');
  const used = ['P', 'N', 'E'].filter((name) => body.includes(`...${name}`) || (name === 'P' && body.includes('...E')));
  const defined = fragments
    .split(/(?=fragment )/)
    .filter((text) => used.some((name) => text.startsWith(`fragment ${name} `)));
  const variables = [body.includes('$n') ? '$n: Int' : '', body.includes('$s') ? '$s: Boolean!' : ''].filter(Boolean);
  return `query ${variables.length > 0 ? `(${variables.join()})` : ''} { ${body} } ${defined.join(' ')}`;
});

const shown = (errors: readonly GraphQLError[] = []): string[] =>
  errors.map(({ message, path, locations }) => JSON.stringify([message, path, locations])).sort();
/** Where null stands by an error. What else has gone wrong beneath is told as chance has it, by graphql-js as by us. */
const nulls = ({ data, errors = [] }: ExecutionResult): string[] => {
  const nullIn = ({ path = [] }: GraphQLError): string => {
    let [at, depth]: [unknown, number] = [data, 0];
    for (; at !== null && depth < path.length; depth++)
      at = (at as Record<string, unknown>)[path[depth] as string] ?? null;
    return path.slice(0, depth).join('.');
  };
  return [...new Set(errors.map(nullIn))].sort();
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

async function both(document: DocumentNode, given: Record<string, unknown>) {
  expect(validate(schema, document)).toEqual([]);
  const operation = documents.operation(schema, document, null);
  if (!operation?.planFor) throw new Error('the document is not planned');
  const { coerced: variables } = getVariableValues(schema, operation.operation.variableDefinitions ?? [], given);
  if (!variables) throw new Error('the variables do not fit');
  const plan = operation.planFor(variables);
  const planned = await executePlan({
    ...operation,
    plan,
    variables,
    context: {},
    root: undefined,
    bytesMax: 1_000_000,
  }).executed;
  await setImmediate();
  expect(unhandled).toEqual([]);
  const library = (await execute({ schema, document, contextValue: {}, variableValues: given })) as ExecutionResult;
  await setImmediate();
  unhandled.length = 0;
  return { planned, library, operation, variables };
}

// Where one item of a list fails at once and another later, version 16 of graphql-js lets the later one go by unhandled. Ours must not.
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
let listeners: NodeJS.UnhandledRejectionListener[] = [];
beforeAll(() => {
  listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

describe('a planned operation', () => {
  test.each(['ticks', 'never'] as const)(
    'answers as graphql-js does, whatever the resolvers do (later: %s)',
    async (laterBy) => {
      await fc.assert(
        fc.asyncProperty(anyDocument, fc.integer(), fc.boolean(), async (text, seed, s) => {
          playing(chanceBy(seed), laterBy);
          const { planned, library, operation, variables } = await both(parse(text), { n: 3, s });
          const { result, points, bytesAtMost } = planned;
          expect(plain(result.data)).toEqual(plain(library.data));
          const [ours, theirs] = [result, library].map((one) => (laterBy === 'never' ? shown(one.errors) : nulls(one)));
          expect(ours).toEqual(theirs);
          if (!result.errors) expect(points).toBe(spent({ ...operation, variables }, result.data));
          expect(Buffer.byteLength(JSON.stringify(result.data))).toBeLessThanOrEqual(bytesAtMost);
        }),
        { seed: 7, numRuns: 400 },
      );
    },
  );

  test('carries out mutations one after the other, and none after one that took the whole answer', async () => {
    const ran: string[] = [];
    const fields = schema.getMutationType()?.getFields() ?? {};
    for (const name of ['first', 'second', 'third'])
      Object.assign(fields[name] ?? {}, {
        resolve: async () => {
          ran.push(`${name} begins`);
          await ticks(3);
          ran.push(`${name} ends`);
          if (name === 'second') throw new Error('broken');
          return {};
        },
      });
    const { planned, library } = await both(
      parse('mutation { first { __typename } second { __typename } third { __typename } }'),
      {},
    );
    const expected = ['first begins', 'first ends', 'second begins', 'second ends'];
    expect(ran).toEqual([...expected, ...expected]);
    expect(planned.result.data).toBeNull();
    expect(shown(planned.result.errors)).toEqual(shown(library.errors));
  });

  test('resolves nothing more once it is stopped', async () => {
    let resolved = 0;
    const opened = Promise.withResolvers<object>();
    const { shop } = schema.getQueryType()?.getFields() ?? {};
    const { id } = (schema.getType('Shop') as { getFields(): Record<string, object> }).getFields();
    Object.assign(shop ?? {}, { resolve: () => opened.promise });
    Object.assign(id ?? {}, {
      resolve: () => {
        resolved += 1;
        return '1';
      },
    });
    const operation = documents.operation(schema, parse('{ shop { id } }'), null);
    const plan = operation?.planFor?.({});
    if (!operation || !plan) throw new Error('the document is not planned');
    const execution = { ...operation, plan, variables: {}, context: {}, root: undefined, bytesMax: 1_000 };
    const { executed, stop } = executePlan(execution);
    stop();
    opened.resolve({});
    await executed;
    expect(resolved).toBe(0);
  });
});

test('what asks about the schema is planned, too', async () => {
  const { planned, library } = await both(parse(getIntrospectionQuery()), {});
  expect(planned.result).toEqual(plain(library));
  expect(planned.points).toBe(0);
});

test('a name that no plain object can have is left to graphql-js', () => {
  expect(documents.operation(schema, parse('{ __proto__: text }'), null)?.planFor).toBeNull();
});
