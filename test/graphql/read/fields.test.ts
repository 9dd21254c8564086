import { type GraphQLObjectType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { getDatamodel } from '../../../src/generated/pothos-types.ts';
import { type Fields, fieldsOf } from '../../../src/graphql/read/fields.ts';
import type { Model } from '../../../src/graphql/read/models.ts';
import { sandboxSchema } from '../../../src/graphql/schema/schema.ts';

/** What the resolver of each field looks at, against the columns that are read for it. */
const { models } = getDatamodel().datamodel;

const plain: Readonly<Record<string, unknown>> = {
  String: '7',
  Int: 0,
  Boolean: false,
  BigInt: 8_000n,
  DateTime: new Date('2026-11-20T10:00:00Z'),
  Bytes: Buffer.from('x'),
  Json: [],
};
const words: Readonly<Record<string, string>> = {
  scheme: 'BACS',
  currency: 'DKK',
  provider: 'MOBILEPAY',
  kind: 'ONE_OFF',
};

const fieldsOfModel = (model: Model) =>
  (model === 'LoggedEvent' ? ['Event', 'EventLogEntry'] : [model]).flatMap((name) => models[name]?.fields ?? []);

function rowOf(model: Model, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const columns = fieldsOfModel(model).filter(({ kind }) => kind !== 'object');
  return {
    ...Object.fromEntries(columns.map(({ name, type }) => [name, words[name] ?? plain[type] ?? 'PENDING'])),
    ...over,
  };
}

/** Rows that between them lead a resolver down each of its ways. */
const states = [
  'CREATED',
  'REQUIRES_PAYER_ACTION',
  'AUTHORIZED',
  'PARTIALLY_SETTLED',
  'SETTLED',
  'FAILED',
  'PENDING',
  'ACTIVE',
];
const variants = states.flatMap((state) =>
  [true, false].flatMap((cancelling) =>
    [null, '7'].flatMap((text) =>
      ['ONE_OFF', 'TRANSFER'].flatMap((kind) =>
        [null, new Date('2999-01-01T00:00:00Z')].map((time) => ({
          state,
          status: state,
          cancelling,
          kind,
          agreementId: text,
          payerUrl: text,
          providerReference: text ?? '8',
          providerStatus: '7',
          settleBy: time,
          expiresAt: time,
          capturedAt: time,
          captured: 8_000n,
          captureInFlight: 0n,
          released: 0n,
          reversed: 0n,
          refunded: 0n,
          refundInFlight: 0n,
          authorized: 16_000n,
        })),
      ),
    ),
  ),
);

const found = { load: async () => null };
const none = { load: async () => [] };
const context = {
  caller: { merchantId: 'm' },
  deps: { cursors: { forEvent: () => '' }, sealer: {} },
  client: { person: { findUniqueOrThrow: async () => ({ keySealed: null }) } },
  loaders: {
    node: found,
    now: { load: async () => new Date() },
    capabilities: found,
    events: none,
    entries: none,
    payments: none,
    payoutItemsOfPayment: none,
  },
};

const cases = Object.entries(fieldsOf).flatMap(([type, { model, fields }]) => casesOf(type, model, fields));

function casesOf(
  type: string,
  model: Model,
  fields: Fields,
): { at: string; type: string; field: string; model: Model; needs: readonly string[] }[] {
  return Object.entries(fields).flatMap(([field, need]) => {
    if ('within' in need) return casesOf('PaymentAmounts', model, need.within);
    const needs = 'toOne' in need ? [] : 'toMany' in need ? need.needs : need;
    return 'toOne' in need ? [] : [{ at: `${type}.${field}`, type, field, model, needs }];
  });
}

test.each(cases)('$at looks at no other columns than are read for it', async ({ type, field, model, needs }) => {
  const definition = (sandboxSchema.getType(type) as GraphQLObjectType).getFields()[field];
  expect(definition).toBeDefined();
  const looked = new Set<string>();
  for (const over of variants) {
    const look = (name: string | symbol): void => void (typeof name === 'string' && looked.add(name));
    const row = new Proxy(rowOf(model, over), {
      get(target, name, row) {
        if (name === 'logEntry') return row;
        look(name);
        return Reflect.get(target, name);
      },
      has(target, name) {
        look(name);
        return Reflect.has(target, name);
      },
    });
    const info = { path: { key: field }, fieldNodes: [], parentType: definition?.type };
    await (definition?.resolve ?? ((parent: object) => Reflect.get(parent, field)))(row, {}, context, info as never);
  }
  const columns = Object.keys(rowOf(model, {}));
  expect([...looked].filter((name) => columns.includes(name) && !needs.includes(name))).toEqual([]);
});

test('every field that is read so is one of the schema', () => {
  const unknown = Object.entries(fieldsOf).flatMap(([name, { fields }]) => {
    const type = sandboxSchema.getType(name);
    const known = isObjectType(type) ? type.getFields() : {};
    return Object.keys(fields).filter((field) => !(field in known));
  });
  expect(unknown).toEqual([]);
});
