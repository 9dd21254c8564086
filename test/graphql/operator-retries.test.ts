import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueOperatorKey, type OperatorScope, operatorScopes } from '../../src/access/operator-keys.ts';
import { operatorSchema } from '../../src/graphql/operator/schema.ts';
import { fieldRules } from '../../src/graphql/schema/directives.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { freshKey } from '../support/world.ts';
import { type Answer, type Api, post, startApi } from './harness.ts';

/** What operators make is made once, however often it is asked for; and who may only read makes nothing. */
let api: Api;
let door: string;
let key: string;
beforeAll(async () => {
  api = await startApi({ limits: { keyKeptMs: 0 } });
  door = api.url.replace('/graphql', '/operator/graphql');
  key = await operatorKey();
});
afterAll(() => api.close());

const operatorKey = async (scopes: readonly OperatorScope[] = operatorScopes): Promise<string> => {
  const how = { name: 'Ada', expiresInMs: 86_400_000, createdBy: 'command-line', environment: 'SANDBOX' } as const;
  return (await issueOperatorKey(api.db, { ...how, scopes })).secret;
};

interface Done {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly path?: readonly string[];
  readonly problems?: readonly { readonly rule: string }[];
  readonly merchant?: { readonly id: string };
  readonly apiKey?: { readonly id: string };
  readonly id?: string;
  readonly secret?: string | null;
}
const fields: Readonly<Record<string, string>> = {
  createMerchant: '... on MerchantPayload { merchant { id } }',
  createOperatorKey: '... on CreateOperatorKeyPayload { id secret }',
  createApiKey: '... on ApiKeyPayload { apiKey { id } secret }',
};
const documentOf = (name: string): string => {
  const type = operatorSchema.getMutationType()?.getFields()[name]?.args[0]?.type;
  return `mutation($input: ${type}) { done: ${name}(input: $input) { __typename ${fields[name] ?? ''} ... on Refused { code message path problems { rule } } } }`;
};
const send = (name: string, input: object, as = key): Promise<Answer> =>
  post(door, { query: documentOf(name), variables: { input } }, as);
async function act(name: string, input: object, as = key): Promise<Done> {
  const { data, errors } = await send(name, input, as);
  if (!data) throw new Error(JSON.stringify([errors, api.logged.at(-1)]));
  return (data as unknown as { done: Done }).done;
}
const merchantsNamed = async (name: string): Promise<number> =>
  (await api.db.worker.query('select from merchant where name = $1', [name])).rowCount ?? 0;

describe('a retry', () => {
  it('of a merchant makes none, also while the first is at it', async () => {
    const input = { idempotencyKey: freshKey(), name: 'Retried', environment: 'SANDBOX', reason: 'asked to' };
    const all = await Promise.all([1, 2, 3, 4].map(() => act('createMerchant', input)));
    const ids = new Set(all.map(({ merchant }) => merchant?.id));
    expect([ids.size, [...ids][0]]).toEqual([1, expect.stringMatching(/^mer_/)]);
    expect((await act('createMerchant', { ...input, reason: 'asked again' })).merchant?.id).toBe([...ids][0]);
    expect(await merchantsNamed('Retried')).toBe(1);
    const { rowCount } = await api.db.worker.query(
      `select from audit_record a join merchant m on m.id = a.merchant_id where m.name = 'Retried' and a.action = 'createMerchant'`,
    );
    expect(rowCount).toBe(1);
  });

  it('with another input is refused, names what differs and the key as it was sent', async () => {
    const input = { idempotencyKey: freshKey(), name: 'First', environment: 'SANDBOX' };
    await act('createMerchant', input);
    const other = await act('createMerchant', { ...input, name: 'Second' });
    expect(other).toMatchObject({ __typename: 'Refused', code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(other.message).toContain('input.name');
    expect(JSON.stringify(other)).not.toContain('opk_');
    const elsewhere = { idempotencyKey: input.idempotencyKey, name: 'Bo', scopes: ['audit:read'] };
    expect(await act('createOperatorKey', elsewhere)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await merchantsNamed('Second')).toBe(0);
  });

  it('after a refusal may be put right under the same key', async () => {
    const input = { idempotencyKey: freshKey(), name: ' ', environment: 'SANDBOX' };
    expect(await act('createMerchant', input)).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'name'] });
    expect((await act('createMerchant', { ...input, name: 'Put right' })).merchant?.id).toMatch(/^mer_/);
  });

  it("of an operator's key makes none, and shows the secret to nobody", async () => {
    const input = { idempotencyKey: freshKey(), name: 'Bo', scopes: ['audit:read'], expiresIn: 'PT23H59M' };
    const made = await act('createOperatorKey', input);
    expect(made).toMatchObject({ id: expect.stringMatching(/^opk_/), secret: expect.stringMatching(/^ok_test_/) });
    expect(await act('createOperatorKey', input)).toMatchObject({ id: made.id, secret: null });
    const kept = await api.db.worker.query('select * from operator_idempotency');
    expect(JSON.stringify(kept.rows)).not.toContain(made.secret);
  });

  it("is known by the operator's own key: nobody else's keys are in its way, nor the merchant's", async () => {
    const idempotencyKey = freshKey();
    const input = { idempotencyKey, name: 'Shared key', environment: 'SANDBOX' };
    const mine = await act('createMerchant', input);
    const theirs = await act('createMerchant', input, await operatorKey());
    expect(theirs.merchant?.id).not.toBe(mine.merchant?.id);
    // In the name of a merchant that has used the same key for something else.
    const cancelled = await api.post(
      'mutation($key: IdempotencyKey!) { createApiKey(input: { idempotencyKey: $key, name: "own", scopes: ["events:read"] }) { __typename } }',
      { key: idempotencyKey },
    );
    expect(cancelled.errors).toEqual([]);
    const merchantId = encodeId('mer', api.shop.merchantId);
    const onBehalf = { idempotencyKey, merchantId, name: 'by operators', scopes: ['events:read'] };
    const made = await act('createApiKey', onBehalf);
    expect(made.secret).toMatch(/^sk_test_/);
    expect(await act('createApiKey', onBehalf)).toMatchObject({ apiKey: { id: made.apiKey?.id }, secret: null });
  });
});

describe('an operator who may only read', () => {
  const mutations = Object.values(operatorSchema.getMutationType()?.getFields() ?? {});
  const queries = Object.values(operatorSchema.getQueryType()?.getFields() ?? {});
  const readOnly: readonly OperatorScope[] = ['merchants:read', 'operators:read', 'inbox:read', 'audit:read'];

  it('is refused by every mutation, with the scope that it lacks, and nothing is done', async () => {
    const reader = await operatorKey(readOnly);
    const before = await api.db.worker.query('select count(*) from operator_record');
    expect(mutations.length).toBeGreaterThan(12);
    for (const { name, extensions } of mutations) {
      const { scope } = fieldRules(extensions);
      const { status, errors } = await send(name, {}, reader);
      expect([name, status, errors[0]?.extensions.code]).toEqual([name, 403, 'FORBIDDEN']);
      expect(errors[0]?.message).toContain(scope);
    }
    expect((await api.db.worker.query('select count(*) from operator_record')).rows).toEqual(before.rows);
  });

  it('reads all that there is to read', () => {
    // Whose key it is may be known by whoever has it.
    for (const { name, extensions } of queries.filter((query) => query.name !== 'viewer'))
      expect([name, readOnly]).toEqual([name, expect.arrayContaining([fieldRules(extensions).scope])]);
  });

  it('makes no key that may more than its own, for longer, or under a scope of merchants', async () => {
    const maker = await operatorKey(['operators:write', 'audit:read']);
    const made = (over: object) =>
      act('createOperatorKey', { idempotencyKey: freshKey(), name: 'Bo', scopes: ['audit:read'], ...over }, maker);
    for (const scopes of [['merchants:write'], ['audit:read', 'keys:write'], ['payments:write'], []])
      expect(await made({ scopes })).toMatchObject({
        __typename: 'Refused',
        code: 'INVALID_INPUT',
        path: ['input', 'scopes'],
        problems: [{ rule: 'scope' }],
      });
    expect(await made({ expiresIn: 'P2D' })).toMatchObject({
      path: ['input', 'expiresIn'],
      problems: [{ rule: 'range' }],
    });
    expect((await made({})).secret).toMatch(/^ok_test_/);
  });
});
