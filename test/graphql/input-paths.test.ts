import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLUnionType,
  getNamedType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshReference } from '../support/lives.ts';
import { acceptedInputs, type Input } from '../support/mutation-inputs.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Every field of every mutation's input is broken, one at a time: what is answered names fields that the schema has. */
const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly path?: readonly string[];
  readonly problems?: readonly { readonly path: readonly string[] }[];
  readonly changedPaths?: readonly string[];
}
interface Sent {
  readonly status: number;
  readonly answer: Answer | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

async function send(name: string, input: unknown): Promise<Sent> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const union = getNamedType(mutations.find((mutation) => mutation.name === name)?.type) as GraphQLUnionType;
  const hasProblems = union.getTypes().some((member) => member.name === 'InvalidInputError');
  const { status, body } = await world.post(
    `mutation($input: ${type}!) { answer: ${name}(input: $input) { __typename ... on UserError { code path }
      ${hasProblems ? '... on InvalidInputError { problems { path } }' : ''} ... on IdempotencyError { changedPaths } } }`,
    { input },
  );
  return { status, answer: body.data?.answer as Answer, errors: body.errors ?? [] };
}

function inputOf(name: string): GraphQLInputObjectType {
  const found = getNamedType(mutations.find((mutation) => mutation.name === name)?.args[0]?.type);
  if (!isInputObjectType(found)) throw new Error(`${name} has no input`);
  return found;
}

/** Whether the schema has a field there. */
function exists(type: GraphQLNamedInputType, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (/^\d+$/.test(name)) return exists(type, rest);
  if (!isInputObjectType(type)) return type.name === 'Metadata' && rest.length === 0;
  const field = type.getFields()[name];
  return field !== undefined && exists(getNamedType(field.type), rest);
}

interface Place {
  readonly path: readonly string[];
  readonly type: GraphQLInputType;
}
/** All fields of an input, those within what is given included: a choice that was not taken has none. */
function places(type: GraphQLInputObjectType, given: Input, within: readonly string[] = []): readonly Place[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const path = [...within, field.name];
    const inner = getNamedType(field.type);
    const value = given[field.name];
    if (value === undefined && type.isOneOf) return [];
    // What stands in a list is not broken one by one.
    const one = isInputObjectType(inner) && value !== undefined && !Array.isArray(value);
    const below = one ? places(inner, value as Input, path) : [];
    return [{ path, type: field.type }, ...below];
  });
}

function put(input: Input, [name = '', ...rest]: readonly string[], value: unknown): Input {
  return { ...input, [name]: rest.length === 0 ? value : put((input[name] ?? {}) as Input, rest, value) };
}
function at(input: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Input | undefined)?.[name], input);
}

/** The same with references that nothing has yet. */
function renewed(input: Input): Input {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (['externalId', 'invoice', 'debtorReference'].includes(name))
        return [name, freshReference('R').replace('-', 'N')];
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [name, nested ? renewed(value as Input) : value];
    }),
  );
}

const long = 'x'.repeat(3000);
const wrongText = ['', long, 'a\u0000b', '\ud800', 7];
/** What no field of a type, or not every field of it, takes. */
const broken: Readonly<Record<string, readonly unknown[]>> = {
  String: wrongText,
  ID: ['nonsense', '', 'oop_00000000000000000000000000', long],
  Int: [-1, 2 ** 40, '7', 1.5],
  Boolean: ['yes', 1],
  MinorUnits: ['-1', '0', '1.5', '9'.repeat(18), '9'.repeat(30), '', 5],
  CurrencyCode: ['XXX', 'JPY', 'dkk', ''],
  Date: ['2020-01-01', '9999-12-31', '2026-02-30', ''],
  DateTime: ['2020-01-01T00:00:00Z', 'yesterday'],
  Duration: ['P366D', 'PT1S', 'P1M', ''],
  Url: [
    'http://shop.example/',
    'https://u:p@shop.example/',
    `https://shop.example/${long}`,
    'https://shop.example/\r\nX: y',
  ],
  Metadata: ['x', { a: 1 }, { a: long }, JSON.parse('{"__proto__":"x"}'), { '': 'x' }],
  EventCursor: ['', 'junk', long],
  IdempotencyKey: ['short', 'with a space', long],
};
function brokenValues(type: GraphQLInputType): readonly unknown[] {
  const inner = getNamedType(type);
  const own = isInputObjectType(inner) ? [{}, 7, { nonsense: 1 }] : (broken[inner.name] ?? ['NONSENSE', 7]);
  return isNonNullType(type) ? [null, ...own] : own;
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 40);
const order = ['startDate', 'endDate'];
/** One names the other or a part of it; of two that are in the wrong order, either may be named. */
function related(a: readonly string[], b: readonly string[]): boolean {
  const ordered = (path: readonly string[]) =>
    order.includes(path.at(-1) ?? '') ? [...path.slice(0, -1), 'order'] : path;
  const [x, y] = [ordered(a), ordered(b)];
  return x.every((part, index) => index >= y.length || part === y[index]);
}

/** What is wrong with an answer to an input that is broken at a place. */
function complaints(input: GraphQLInputObjectType, { path }: Place, { status, answer, errors }: Sent): string[] {
  if (status >= 500) return [`status ${status}: ${errors[0]?.message}`];
  if (errors.length > 0) {
    // Of an input with many fields no more than fifty faults are told, and then that there are more.
    const told = errors.filter(({ message }) => !message.startsWith('Too many errors'));
    const where = told.map(({ message }) => / at "input\.([^"]+)"/.exec(message)?.[1]?.split('.') ?? []);
    const missing = where.filter((named) => named.length === 0 || !exists(input, named));
    return missing.length > 0 ? [`"${errors[0]?.message}" names no field`] : [];
  }
  if (!answer || answer.__typename.endsWith('Payload')) return [];
  const told = answer.problems?.map((problem) => problem.path) ?? [answer.path ?? []];
  const unknown = told.filter(([head, ...named]) => head !== undefined && (head !== 'input' || !exists(input, named)));
  const aside = answer.__typename === 'InvalidInputError' && !told.some(([, ...named]) => related(named, path));
  return [
    ...unknown.map((named) => `${named.join('.')} is no field`),
    ...(aside ? [`named is ${told.map((named) => named.join('.')).join(', ')}`] : []),
  ];
}

/** No provider whose charges we make lets one be changed. */
const untaken = ['updateCharge'];

it('knows an input that is taken for each mutation', () => {
  expect([...Object.keys(acceptedInputs), ...untaken].sort()).toEqual(mutations.map(({ name }) => name).sort());
});

describe.each(
  Object.entries(acceptedInputs).flatMap(([name, inputs]) =>
    Object.entries(inputs).map(([kind, make]) => ({ name, kind, make })),
  ),
)('$name ($kind)', ({ name, make }) => {
  it('names the field that is broken', async () => {
    const type = inputOf(name);
    const input: Input = { idempotencyKey: freshKey(), ...(await make(world)) };
    const found: string[] = [];
    for (const place of places(type, input))
      for (const value of brokenValues(place.type)) {
        const asked = put({ ...renewed(input), idempotencyKey: freshKey() }, place.path, value);
        const told = complaints(type, place, await send(name, asked));
        found.push(...told.map((complaint) => `${place.path.join('.')} = ${shown(value)}: ${complaint}`));
      }
    expect(found).toEqual([]);
  });

  it('names the field that differs when its key comes again', async () => {
    const type = inputOf(name);
    const input: Input = { idempotencyKey: freshKey(), ...(await make(world)) };
    const first = await send(name, input);
    expect(first.answer?.__typename, JSON.stringify(first)).toMatch(/Payload$/);
    const found: string[] = [];
    for (const place of places(type, input)) {
      const inner = getNamedType(place.type);
      const before = at(input, place.path);
      if (place.path[0] === 'idempotencyKey' || isInputObjectType(inner)) continue;
      const value = other(inner, before);
      if (value === undefined) continue;
      const { answer, errors } = await send(name, put(input, place.path, value));
      const expected = ['input', ...place.path].join('.');
      // The thing that a scenario is about is looked for before its key is.
      if (answer?.__typename === 'NotFoundError' && answer.path?.join('.') === expected) continue;
      const named = answer?.changedPaths ?? [];
      if (named.length === 0 || named.some((changed) => !`${changed}.`.startsWith(`${expected}.`)))
        found.push(`${expected}: ${JSON.stringify(answer ?? errors)}`);
    }
    expect(found).toEqual([]);
  });
});

/** Another value of the same type, that its scalar takes. */
function other(type: GraphQLNamedInputType, before: unknown): unknown {
  if (Array.isArray(before)) return [];
  const values: Readonly<Record<string, readonly unknown[]>> = {
    String: [`${before ?? ''}0`],
    ID: [`${String(before ?? '').slice(0, -1)}${String(before).endsWith('0') ? '1' : '0'}`],
    Int: [2, 3],
    Boolean: [true, false],
    MinorUnits: ['77', '78'],
    CurrencyCode: ['EUR', 'SEK'],
    Date: ['2027-01-02', '2027-01-03'],
    Duration: ['PT7M', 'PT8M'],
    Url: ['https://shop.example/other', 'https://shop.example/another'],
    Metadata: [{ order: '2' }],
    EventCursor: ['anothercursor'],
  };
  const enumValues = 'getValues' in type ? type.getValues().map((value) => value.name) : [];
  return (values[type.name] ?? enumValues).find((value) => value !== before);
}
