import { readFile } from 'node:fs/promises';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLNamedType,
  GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isNullableType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { expect, test } from 'vitest';
import { scopes } from '../../src/access/api-keys.ts';
import { fieldRules } from '../../src/graphql/schema/directives.ts';
import { liveSchema, sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { printSorted } from '../../src/graphql/schema/sdl.ts';

const types = Object.values(sandboxSchema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);
const composites = types.filter((type) => isObjectType(type) || isInterfaceType(type));
const inputs = types.filter(isInputObjectType);
const enums = types.filter(isEnumType);
const unions = types.filter(isUnionType);
interface OutputField {
  readonly at: string;
  readonly parent: GraphQLNamedType;
  readonly field: GraphQLField<unknown, unknown>;
}
const fields: readonly OutputField[] = composites.flatMap((parent) =>
  Object.values(parent.getFields()).map((field) => ({ at: `${parent.name}.${field.name}`, parent, field })),
);
const inputFields = inputs.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ at: `${type.name}.${field.name}`, field })),
);
const mutations = Object.values(sandboxSchema.getMutationType()?.getFields() ?? {});

test('there is one copy of graphql', () => {
  expect(sandboxSchema).toBeInstanceOf(GraphQLSchema);
  expect(liveSchema).toBeInstanceOf(GraphQLSchema);
});

test('the printed schema is up to date', async () => {
  const printed = await readFile(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  expect(printed === printSorted(sandboxSchema), 'run "npm run generate"').toBe(true);
  expect(() => buildSchema(printed)).not.toThrow();
});

test('the schema for live keys is the same without what only a sandbox can do', () => {
  const sandboxOnly = types.filter(({ name }) => !liveSchema.getType(name)).map(({ name }) => name);
  expect(sandboxOnly.length).toBeGreaterThan(4);
  expect(sandboxOnly.filter((name) => !name.includes('Sandbox'))).toEqual([]);
  expect(
    Object.keys(liveSchema.getMutationType()?.getFields() ?? {}).filter((name) => name.includes('Sandbox')),
  ).toEqual([]);
  expect(Object.keys(liveSchema.getTypeMap()).filter((name) => name.includes('Sandbox'))).toEqual([]);
});

const sentence = (text: string | null | undefined): boolean => /^[\s\S]{3,}[.!]$/.test(text ?? '');

test('everything has a description of at least one sentence', () => {
  const bare = [
    ...types.filter(({ description }) => !sentence(description)).map(({ name }) => name),
    ...fields.filter(({ field }) => !sentence(field.description)).map(({ at }) => at),
    ...fields.flatMap(({ at, field }) =>
      field.args.filter(({ description }) => !sentence(description)).map(({ name }) => `${at}(${name})`),
    ),
    ...inputFields.filter(({ field }) => !sentence(field.description)).map(({ at }) => at),
    ...enums.flatMap((type) =>
      type
        .getValues()
        .filter(({ description }) => !sentence(description))
        .map(({ name }) => `${type.name}.${name}`),
    ),
  ];
  expect(bare).toEqual([]);
});

test('a nullable field says when it is null', () => {
  expect(
    fields
      .filter(({ field }) => isNullableType(field.type) && !/null/i.test(field.description ?? ''))
      .map(({ at }) => at),
  ).toEqual([]);
});

test('a mutation starts with a verb, takes one input with an idempotency key, returns its own result and names its scope', () => {
  for (const { name, args, type, extensions } of mutations) {
    expect(name).toMatch(
      /^(create|adopt|update|change|assign|delete|connect|disconnect|pause|resume|cancel|capture|close|confirm|refund|reinstate|resolve|retry|complete|fulfil|fallBack|import|notify|erase|revoke|rotate|replay|reprocess|resend|advance|run)[A-Z]/,
    );
    expect(args.map((arg) => arg.name)).toEqual(['input']);
    const input = getNamedType(args[0]?.type);
    expect(isInputObjectType(input) && String(input.getFields().idempotencyKey?.type)).toBe('IdempotencyKey!');
    expect(String(type)).toBe(`${name[0]?.toUpperCase()}${name.slice(1)}Result!`);
    expect(scopes).toContain(fieldRules(extensions).scope);
  }
});

test('the result of a mutation has its payload first, and errors after it', () => {
  const isError = (type: GraphQLNamedType): boolean =>
    isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'UserError');
  const told = new Set(mutations.map(({ type }) => getNamedType(type).name));
  const results = unions.filter(({ name }) => told.has(name));
  expect(results).toHaveLength(mutations.length);
  for (const union of results) {
    const [payload, ...errors] = union.getTypes();
    expect(payload?.name).toMatch(/Payload$/);
    expect(errors.every(isError)).toBe(true);
  }
  expect(
    types.filter((type) => isObjectType(type) && type.name.endsWith('Error') !== isError(type)).map(({ name }) => name),
  ).toEqual([]);
});

test('there is no Float, and what holds money says so', () => {
  const all = [...fields, ...inputFields].map(({ at, field }) => ({ at, type: getNamedType(field.type).name }));
  expect(all.filter(({ type }) => type === 'Float')).toEqual([]);
  const notMoney = new Set([
    'RateLimit.limit',
    'Transfer.amountMatch',
    'MandateConstraints.periodicLimits',
    'MandateConstraintsInput.periodicLimits',
    'GoCardlessSettingsInput.appFees',
    'GoCardlessSettingsChangeInput.appFees',
    'PaymentSchedule.amounts',
    'Mutation.changePaymentScheduleAmount',
    'PaymentTotalsGroup.amounts',
    'Query.paymentTotals',
  ]);
  const money = ['Money', 'MoneyInput', 'MinorUnits', 'MinorUnitsRange', 'PaymentAmounts', 'PaymentFees'];
  expect(
    all.filter(
      ({ at, type }) =>
        /(amount|fee|limit|total)/i.test(at.split('.')[1] ?? '') &&
        !money.includes(type) &&
        !notMoney.has(at) &&
        at !== 'Query.rateLimit',
    ),
  ).toEqual([]);
});

test('the end of a name fixes the type: …At, …Date, …Id', () => {
  const named = [...fields, ...inputFields].map(({ at, field }) => ({
    at,
    name: at.split('.')[1] ?? '',
    type: getNamedType(field.type).name,
  }));
  const notOurs = ['externalId', 'nationalId', 'clientId', 'ibmClientId', 'providerId', 'creditorId', 'webhookId'];
  // A filter on a time takes a range of times.
  const wrong = named.filter(
    ({ name, type }) =>
      (/[a-z]At$/.test(name) && !['DateTime', 'TimeRange'].includes(type)) ||
      (/Date$/.test(name) && type !== 'Date') ||
      (/(^id|Id)$/.test(name) && !notOurs.includes(name) && type !== 'ID'),
  );
  expect(wrong).toEqual([]);
});

// Plain lists, each bounded by nature or by a limit of its own; the bound stands in the description.
const boundedLists = [
  'AgreementPayload.cancelledPayments',
  'AllowedOriginsPayload.allowedOrigins',
  'ApiKey.scopes',
  'BillingRequest.actions',
  'BillingRequest.nextActions',
  'BillingRequestAction.availableCountries',
  'BillingRequestAction.availableCurrencies',
  'BillingRequestAction.completes',
  'BillingRequestAction.missingFields',
  'BillingRequestAction.requires',
  'BillingRequestAction.waitsFor',
  'Charge.actions',
  'Charge.attempts',
  'Charge.captures',
  'Charge.payoutItems',
  'Charge.refunds',
  // As many as were asked for at once.
  'ChargeFile.lines',
  'ChargeFile.refused',
  'ChargeFileRefusal.problems',
  'ChargesPayload.outcomes',
  'CompleteBillingActions.outstanding',
  'IdempotencyError.changedPaths',
  'ImportSettlementStatementsPayload.problems',
  'ImportSettlementStatementsPayload.statements',
  'ImportedSettlementStatement.payouts',
  'ImportedSettlementStatement.problems',
  'InputProblem.path',
  'InstitutionList.institutions',
  'InvalidInputError.problems',
  'InvalidStateError.allowedFrom',
  'InvalidStateError.availableActions',
  'LedgerStatement.accounts',
  'LedgerStatementAccount.movements',
  'MandateConstraints.periodicLimits',
  'OneOffPayment.actions',
  'OneOffPayment.captures',
  'OneOffPayment.payoutItems',
  'OneOffPayment.refunds',
  'Payment.actions',
  'Payment.captures',
  'Payment.payoutItems',
  'Payment.refunds',
  'PaymentSchedule.actions',
  'PaymentSchedule.amounts',
  'PaymentSchedule.periods',
  'PaymentSchedule.upcoming',
  'PaymentTotals.groups',
  'PaymentTotalsGroup.amounts',
  'Payout.items',
  'PayoutItem.taxes',
  'PayoutReconciliation.items',
  'ProviderAccountPayload.setUp',
  'ProviderCapabilities.currencies',
  'ProviderCapabilities.operations',
  'Query.allowedOrigins',
  'Query.attention',
  'Query.attentionItems',
  'Query.nodes',
  'Query.providerAccounts',
  'Query.providers',
  'Refund.payoutItems',
  'RefundPayload.refunds',
  'SandboxClockPayload.events',
  'SandboxClockPayload.firedRules',
  'Transfer.actions',
  'Transfer.captures',
  'Transfer.payoutItems',
  'Transfer.receipts',
  'Transfer.refunds',
  'Viewer.scopes',
  'WebhookDelivery.attempts',
  'WebhookEndpoint.eventTypes',
  'WebhookEndpoint.publicKeys',
];

test('a list is a connection with its cost, or one of the bounded ones', () => {
  const isError = (name: string): boolean => name.endsWith('Error');
  const plain = fields.filter(
    ({ at, field, parent }) =>
      isListType(getNullableType(field.type)) &&
      !parent.name.endsWith('Connection') &&
      !(field.name === 'path' && (isError(parent.name) || at === 'UserError.path')),
  );
  expect(plain.map(({ at }) => at).sort()).toEqual(boundedLists);
  const lists = fields.filter(({ field }) => isListType(getNullableType(field.type)));
  const nullableItems = lists.filter(({ field }) => {
    const list = getNullableType(field.type);
    return isListType(list) && !isNonNullType(list.ofType);
  });
  expect(nullableItems.map(({ at }) => at)).toEqual(['Query.nodes']);
  const connections = fields.filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'));
  expect(connections.length).toBeGreaterThan(6);
  for (const { at, field } of connections) {
    expect([at, field.args.some(({ name }) => name === 'first'), fieldRules(field.extensions).multiplier]).toEqual([
      at,
      true,
      'first',
    ]);
    const type = getNamedType(field.type);
    expect(isObjectType(type) && Object.keys(type.getFields()).sort()).toEqual(['edges', 'nodes', 'pageInfo']);
  }
});

test('root look-ups are nullable, and every scope in the schema is one that a key can have', () => {
  const query = sandboxSchema.getQueryType()?.getFields() ?? {};
  for (const name of [
    'node',
    'agreement',
    'mandate',
    'billingRequest',
    'payment',
    'paymentSchedule',
    'idempotencyRecord',
  ])
    expect(isNullableType(query[name]?.type)).toBe(true);
  const used = new Set(fields.flatMap(({ field }) => fieldRules(field.extensions).scope ?? []));
  expect([...used].sort()).toEqual([...scopes].sort());
});

test('a directive on a field of an interface stands on the same field of each type that has it', () => {
  const differing = composites.flatMap((type) =>
    type.getInterfaces().flatMap((parent) =>
      Object.values(parent.getFields()).flatMap((field) => {
        const rules = fieldRules(field.extensions);
        const own = fieldRules(type.getFields()[field.name]?.extensions);
        return rules.scope === own.scope && (rules.weight === undefined || rules.weight === own.weight)
          ? []
          : [`${type.name}.${field.name}`];
      }),
    ),
  );
  expect(differing).toEqual([]);
});

test('enum values are upper snake, and unions and enums that may grow say so', () => {
  expect(
    enums.flatMap((type) => type.getValues()).filter(({ name }) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name)),
  ).toEqual([]);
  expect(unions.filter(({ description }) => !/may grow/i.test(description ?? '')).map(({ name }) => name)).toEqual([]);
});

test('custom scalars say where they are specified, and exactly-one inputs are @oneOf', () => {
  expect(types.filter((type) => isScalarType(type) && !type.specifiedByURL).map(({ name }) => name)).toEqual([]);
  expect(
    inputs
      .filter(({ isOneOf }) => isOneOf)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    'AgreementCampaignInput',
    'AgreementProviderInput',
    'BankAccountInput',
    'BillingRequestActionInput',
    'BillingRequestProviderInput',
    'DebtorCheckInput',
    'DebtorInput',
    'PaymentAuthorityRef',
    'ProviderSettingsChangeInput',
    'ProviderSettingsInput',
    'ResourceRef',
    'ScheduleTermsInput',
  ]);
});
