import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueOperatorKey, type OperatorScope, operatorScopes } from '../../src/access/operator-keys.ts';
import type { ConnectedAccount } from '../../src/domain/port/accounts.ts';
import { operatorSchema } from '../../src/graphql/operator/schema.ts';
import { fieldRules } from '../../src/graphql/schema/directives.ts';
import { printSorted } from '../../src/graphql/schema/sdl.ts';
import { encodeId, newUuid } from '../../src/kernel/ids.ts';
import { freshKey } from '../support/world.ts';
import { type Answer, type Api, post, startApi } from './harness.ts';
import { closing, openSocket } from './readers.ts';
import { addAgreement, addCapture, addNotification, addPayment } from './rows.ts';

let api: Api;
let door: string;
let key: string;
beforeAll(async () => {
  // Rows are put as they are found, without the life that led there.
  api = await startApi({
    limits: { keyKeptMs: 0 },
    breaks: ['I2', 'I3', 'I4', 'I5', 'I11'],
    accounts: { byId: async () => account },
  });
  door = api.url.replace('/graphql', '/operator/graphql');
  key = (await operatorKey()).secret;
});
afterAll(() => api.close());

const account = { provider: { name: 'MOBILEPAY', operations: {} } } as unknown as ConnectedAccount;
const dayMs = 86_400_000;
const operatorKey = (scopes: readonly OperatorScope[] = operatorScopes) =>
  issueOperatorKey(api.db, {
    name: 'Ada',
    scopes,
    expiresInMs: 200 * dayMs,
    createdBy: 'command-line',
    environment: 'SANDBOX',
  });
const ask = (query: string, variables: object = {}, as: string | null = key): Promise<Answer> =>
  post(door, { query, variables }, as);

/** What makes something that is no merchant's yet. */
const makes: ReadonlySet<string> = new Set(['createMerchant', 'createOperatorKey']);

/** What an act came to. */
async function act<T>(name: string, given: object, fields: string, as = key): Promise<T> {
  const type = operatorSchema.getMutationType()?.getFields()[name]?.args[0]?.type;
  const input = makes.has(name) ? { idempotencyKey: freshKey(), ...given } : given;
  const query = `mutation($input: ${type}) { done: ${name}(input: $input) { __typename ${fields} ... on Refused { code message path problems { path } } } }`;
  const { data, errors } = await ask(query, { input }, as);
  if (!data) throw new Error(JSON.stringify([errors, api.logged.at(-1)]));
  return (data as unknown as { done: T }).done;
}
const merchantFields = '... on MerchantPayload { merchant { id name environment timeZone suspendedAt } }';
const keyFields = '... on ApiKeyPayload { apiKey { id name scopes createdBy revokedAt } secret }';
interface Made {
  readonly merchant: { readonly id: string; readonly name: string; readonly suspendedAt: string | null };
}
interface KeyMade {
  readonly apiKey: { readonly id: string; readonly createdBy: string; readonly revokedAt: string | null };
  readonly secret: string | null;
}
interface Refused {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}
const newMerchant = async (name = 'Nordic Shop'): Promise<string> =>
  (await act<Made>('createMerchant', { name, environment: 'SANDBOX' }, merchantFields)).merchant.id;

describe('the printed schema', () => {
  it('is up to date, and is a schema', () => {
    const printed = readFileSync(new URL('../../schema/operator.graphql', import.meta.url), 'utf8');
    expect(printed === printSorted(operatorSchema), 'run "npm run generate"').toBe(true);
    expect(() => buildSchema(printed)).not.toThrow();
  });

  it('asks for a scope of operators at each of its doors', () => {
    const doors = [operatorSchema.getQueryType(), operatorSchema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}),
    );
    expect(doors.length).toBeGreaterThan(15);
    // Whose key it is may be known by whoever has it.
    for (const { name, extensions } of doors.filter((door) => door.name !== 'viewer'))
      expect([name, operatorScopes]).toEqual([name, expect.arrayContaining([fieldRules(extensions).scope])]);
  });
});

describe('a door', () => {
  it('refuses the key of the other, and says where it is good', async () => {
    const merchants = await ask('{ attention { kind } }', {}, api.shop.key);
    expect(merchants.status).toBe(401);
    expect(merchants.errors[0]).toMatchObject({
      message: expect.stringContaining('/graphql; here it takes an operator'),
      extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) },
    });
    const operators = await api.post('{ viewer { merchantName } }', {}, key);
    expect(operators.status).toBe(401);
    expect(operators.errors[0]).toMatchObject({
      message: expect.stringContaining('/operator/graphql'),
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });

  it('closes the socket of a key that is for the other, and says so', async () => {
    const { closed, on } = closing();
    const socket = openSocket(api.url, key, on);
    expect(await closed).toMatchObject({ code: 4401, reason: expect.stringContaining('/operator/graphql') });
    await socket.dispose();
  });

  it('opens no stream with a key that is for the other, and says where it is good', async () => {
    const following = { query: 'subscription { eventStream { cursor } }' };
    for (const path of ['/graphql', '/graphql/stream']) {
      const url = new URL(path, api.url).href;
      const { status, errors } = await post(url, following, key, { accept: 'text/event-stream, application/json' });
      expect([path, status]).toEqual([path, 401]);
      expect(errors[0]).toMatchObject({
        message: expect.stringContaining('/operator/graphql'),
        extensions: { code: 'UNAUTHENTICATED' },
      });
    }
  });

  it.each([
    [null, 'expected the header Authorization: Bearer ok_…'],
    ['ok_test_short', 'not of the form'],
    [`ok_test_${'a'.repeat(43)}`, 'not known here'],
  ])('refuses %s', async (bad, words) => {
    const { status, errors } = await ask('{ attention { kind } }', {}, bad);
    expect([status, errors[0]?.message]).toEqual([401, expect.stringContaining(words)]);
  });

  it('lets an operator do what its key may, and no more', async () => {
    const { secret } = await operatorKey(['audit:read']);
    expect((await ask('{ auditRecords { nodes { id } } }', {}, secret)).status).toBe(200);
    const { status, errors } = await ask('{ merchants { nodes { id } } }', {}, secret);
    expect(status).toBe(403);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('merchants:read'),
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('judges documents, bodies and points before it works, as the other does', async () => {
    expect((await ask('{ nothing }')).errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await ask('{')).errors[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
    const many = Array.from(
      { length: 60 },
      (_, i) => `a${i}: merchants(first: 100) { nodes { apiKeys(first: 100) { nodes { id } } } }`,
    );
    expect((await ask(`{ ${many.join(' ')} }`)).errors[0]?.extensions.code).toMatch(
      /^(COST_LIMIT_EXCEEDED|ALIAS_LIMIT|ROOT_FIELD_LIMIT)$/,
    );
    const large = await post(door, JSON.stringify({ query: `{ attention { kind } } # ${'x'.repeat(2_000_000)}` }), key);
    expect(large.status).toBe(413);
    const { extensions, headers } = await ask('{ attention { kind } }');
    expect(extensions.cost).toMatchObject({ requested: 20, actual: expect.any(Number) });
    expect(headers.get('x-request-id')).toBe(extensions.requestId);
  });

  it('is closed to a key that has been revoked', async () => {
    const { id, secret } = await operatorKey();
    expect((await ask('{ attention { kind } }', {}, secret)).status).toBe(200);
    const revoked = await act<{ id: string }>(
      'revokeOperatorKey',
      { operatorKeyId: id, reason: 'Ada has left' },
      '... on RevokeOperatorKeyPayload { id }',
    );
    expect(revoked.id).toBe(id);
    expect((await ask('{ attention { kind } }', {}, secret)).status).toBe(401);
    const { data } = await ask('{ operatorKeys { id revokedBy revokedBecause } }');
    const keys = (data as unknown as { operatorKeys: readonly { id: string }[] }).operatorKeys;
    expect(keys.find((one) => one.id === id)).toMatchObject({
      revokedBy: expect.stringMatching(/^opk_/),
      revokedBecause: 'Ada has left',
    });
    const again = await act<Refused>('revokeOperatorKey', { operatorKeyId: id, reason: 'again' }, '');
    expect(again).toMatchObject({ __typename: 'Refused', code: 'NOT_FOUND', path: ['input', 'operatorKeyId'] });
  });
});

describe("an operator's key", () => {
  const made = (input: object, as?: string) =>
    act<Refused & { id: string; secret: string }>(
      'createOperatorKey',
      { name: 'Bo', ...input },
      '... on CreateOperatorKeyPayload { id secret }',
      as,
    );

  it('is made with what its maker has', async () => {
    const { secret } = await made({ scopes: ['audit:read', 'operators:write'] });
    expect((await ask('{ auditRecords { nodes { id } } }', {}, secret)).status).toBe(200);
    expect(await made({ scopes: ['merchants:write'] }, secret)).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'scopes'],
      message: expect.stringContaining('operators:write, audit:read; got merchants:write'),
    });
  });

  it.each([
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['payments:write'] }, 'scopes'],
    [{ scopes: ['audit:read'], name: ' ' }, 'name'],
    [{ scopes: ['audit:read'], expiresIn: 'P366D' }, 'expiresIn'],
  ])('is not made of %o', async (input, field) => {
    expect(await made(input)).toMatchObject({ code: 'INVALID_INPUT', path: ['input', field] });
  });
});

describe('a merchant', () => {
  it('is made, renamed, suspended and resumed, and each act is kept with who and why', async () => {
    const id = await newMerchant();
    const renamed = await act<Made>(
      'renameMerchant',
      { merchantId: id, name: 'Nordic AS', reason: 'asked to' },
      merchantFields,
    );
    expect(renamed.merchant).toMatchObject({ id, name: 'Nordic AS' });
    const { secret } = await act<KeyMade>(
      'createApiKey',
      { idempotencyKey: freshKey(), merchantId: id, name: 'backend', scopes: ['events:read'] },
      keyFields,
    );
    const works = async () => (await api.post('{ viewer { merchantName } }', {}, secret)).status;
    expect(await works()).toBe(200);
    const suspended = await act<Made>('suspendMerchant', { merchantId: id, reason: 'unpaid bill' }, merchantFields);
    expect(suspended.merchant.suspendedAt).not.toBeNull();
    expect(await works()).toBe(401);
    await act<Made>('resumeMerchant', { merchantId: id, reason: 'paid' }, merchantFields);
    expect(await works()).toBe(200);
    const zone = (timeZone: string) => act('setMerchantTimeZone', { merchantId: id, timeZone }, merchantFields);
    expect(await zone('Europe/Oslo')).toMatchObject({ merchant: { timeZone: 'Europe/Oslo' } });
    expect(await zone('Oslo time')).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'timeZone'] });

    const { data } = await ask(
      'query($id: ID!) { auditRecords(merchantId: $id) { nodes { merchantId actor action subjectId reason requestId details } } }',
      { id },
    );
    const { nodes } = (data as unknown as { auditRecords: { nodes: readonly { action: string; details: string }[] } })
      .auditRecords;
    expect(nodes.map(({ action }) => action)).toEqual([
      'setMerchantTimeZone',
      'resumeMerchant',
      'suspendMerchant',
      'createApiKey',
      'renameMerchant',
      'createMerchant',
    ]);
    expect(nodes[2]).toMatchObject({
      merchantId: id,
      actor: expect.stringMatching(/^opk_/),
      subjectId: id,
      reason: 'unpaid bill',
    });
    expect(JSON.stringify(nodes)).not.toContain(secret);
  });

  it('is in a list that is read page by page', async () => {
    const made = [await newMerchant('One'), await newMerchant('Two'), await newMerchant('Three')];
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: Answer = await ask(
        'query($after: String) { merchants(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      const { nodes, pageInfo } = (
        data as unknown as {
          merchants: { nodes: readonly { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
        }
      ).merchants;
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(seen.slice(0, 3)).toEqual(made.toReversed());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(encodeId('mer', api.other.merchantId));
    const foreign = await ask('{ merchants(after: "pc1_nothing") { nodes { id } } }');
    expect(foreign.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['renameMerchant', { name: 'x' }],
    ['suspendMerchant', { reason: 'x' }],
    ['createApiKey', { idempotencyKey: 'key-0001', name: 'x', scopes: ['events:read'] }],
    ['pauseProviderAccount', { idempotencyKey: 'key-0001', accountId: 'acc_x', reason: 'x' }],
  ])('that is not there is not found by %s', async (name, input) => {
    for (const merchantId of ['mer_nothing', encodeId('mer', newUuid(Date.now()))])
      expect(await act<Refused>(name, { merchantId, ...input }, '')).toMatchObject({
        __typename: 'Refused',
        code: 'NOT_FOUND',
        path: ['input', 'merchantId'],
      });
  });

  it('is not changed without a reason that can be read', async () => {
    const merchantId = await newMerchant();
    for (const reason of ['  ', 'x'.repeat(501)])
      expect(await act<Refused>('suspendMerchant', { merchantId, reason }, '')).toMatchObject({
        code: 'INVALID_INPUT',
        path: ['input', 'reason'],
      });
    expect(await act<Refused>('createMerchant', { name: ' ', environment: 'SANDBOX' }, '')).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'name'],
    });
  });
});

describe("a merchant's keys and accounts", () => {
  it('are made, rotated and revoked in its name alone', async () => {
    const merchantId = await newMerchant();
    const input = { idempotencyKey: freshKey(), merchantId, name: 'backend', scopes: ['events:read'] };
    const made = await act<KeyMade>('createApiKey', input, keyFields);
    expect(made.apiKey.createdBy).toMatch(/^opk_/);
    expect(await act<KeyMade>('createApiKey', input, keyFields)).toMatchObject({
      apiKey: { id: made.apiKey.id },
      secret: null,
    });
    const onKey = (other: object) => ({ idempotencyKey: freshKey(), merchantId, apiKeyId: made.apiKey.id, ...other });
    const rotated = await act<KeyMade>('rotateApiKey', onKey({ overlap: 'PT1H' }), keyFields);
    expect(rotated.secret).toMatch(/^sk_test_/);
    const stranger = encodeId('mer', api.other.merchantId);
    expect(await act<Refused>('revokeApiKey', onKey({ merchantId: stranger, reason: 'leaked' }), '')).toMatchObject({
      code: 'NOT_FOUND',
      path: ['input', 'apiKeyId'],
    });
    const revoked = await act<KeyMade>('revokeApiKey', onKey({ reason: 'leaked' }), keyFields);
    expect(revoked.apiKey.revokedAt).not.toBeNull();
    const { data } = await ask(
      'query($id: ID!) { merchant(id: $id) { apiKeys(first: 1) { nodes { id } pageInfo { hasNextPage } } } }',
      {
        id: merchantId,
      },
    );
    expect(data).toMatchObject({
      merchant: { apiKeys: { nodes: [{ id: rotated.apiKey.id }], pageInfo: { hasNextPage: true } } },
    });
  });

  it('are refused with what is wrong with their settings', async () => {
    const input = {
      idempotencyKey: freshKey(),
      merchantId: encodeId('mer', api.shop.merchantId),
      provider: 'GOCARDLESS',
    };
    expect(await act<Refused>('connectProviderAccount', { ...input, settings: '[]' }, '')).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'settings'],
    });
    expect(await act<Refused>('connectProviderAccount', { ...input, settings: '{}' }, '')).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'provider'],
    });
  });
});

describe('what operators do', () => {
  const records = async (merchantId?: string) => {
    const query =
      'query($id: ID) { operatorRecords(first: 100, merchantId: $id) { nodes { action actor merchantId subjectId reason outcome requestId } } }';
    const { data } = await ask(query, { id: merchantId });
    return (data as unknown as { operatorRecords: { nodes: readonly Readonly<Record<string, string | null>>[] } })
      .operatorRecords.nodes;
  };

  it('is on record with what came of it, refusals too', async () => {
    const id = await newMerchant('On record');
    await act('suspendMerchant', { merchantId: id, reason: 'the bank says so' }, merchantFields);
    await act('renameMerchant', { merchantId: id, name: ' ' }, merchantFields);
    await act('suspendMerchant', { merchantId: id, reason: ' ' }, merchantFields);
    expect(await records(id)).toEqual([
      expect.objectContaining({ action: 'suspendMerchant', outcome: 'invalidInput', reason: null }),
      expect.objectContaining({ action: 'renameMerchant', outcome: 'invalidInput' }),
      expect.objectContaining({
        action: 'suspendMerchant',
        outcome: 'done',
        reason: 'the bank says so',
        merchantId: id,
      }),
      expect.objectContaining({ action: 'createMerchant', outcome: 'done', actor: expect.stringMatching(/^opk_/) }),
    ]);
    const unknown = encodeId('opk', newUuid(0));
    await act('revokeOperatorKey', { operatorKeyId: unknown, reason: 'gone' }, '');
    expect((await records())[0]).toMatchObject({
      action: 'revokeOperatorKey',
      outcome: 'notFound',
      subjectId: unknown,
    });
  });

  it('cannot be taken off the record', async () => {
    for (const statement of [
      `update operator_record set outcome = 'done' where outcome is not null`,
      `update operator_record set actor = 'nobody'`,
      'delete from operator_record',
    ])
      await expect(api.db.worker.query(statement)).rejects.toThrow(
        /told its outcome once|never removed|permission denied/,
      );
  });

  it('is in the name of one merchant in a request', async () => {
    const [mine, other] = [await newMerchant('One'), await newMerchant('Two')];
    const rename = (alias: string, id: string) =>
      `${alias}: renameMerchant(input: { merchantId: "${id}", name: "Renamed" }) { __typename ... on Refused { path message } }`;
    const { data } = await ask(`mutation { ${rename('a', mine)} ${rename('b', other)} ${rename('c', mine)} }`);
    expect(data).toMatchObject({
      a: { __typename: 'MerchantPayload' },
      b: { __typename: 'Refused', path: ['input', 'merchantId'], message: expect.stringContaining('one merchant') },
      c: { __typename: 'MerchantPayload' },
    });
  });

  it('gives no key that outlives the one that asks', async () => {
    const longer = { name: 'Eve', scopes: ['audit:read'], expiresIn: 'P300D' };
    expect(await act('createOperatorKey', longer, '')).toMatchObject({ path: ['input', 'expiresIn'] });
  });
});

describe('attention', () => {
  it('tells what is stuck, of whom, and what to do', async () => {
    const { merchantId, accountId } = api.other;
    await api.db.worker.query(
      `update provider_account set paused_at = app_now() - interval '2 days', paused_because = 'CREDENTIALS_REFUSED' where id = $1`,
      [accountId],
    );
    const { data } = await ask(`{
      attention { kind severity count countIsCapped oldestSince sentence whatToDo nextAct actBy }
      attentionItems(kind: ACCOUNT_PAUSED) { nodes { id merchantId merchantName since sentence whatToDo } }
    }`);
    expect(data).toMatchObject({
      attention: [{ kind: 'ACCOUNT_PAUSED', severity: 'CRITICAL', count: 1, countIsCapped: false }],
      attentionItems: {
        nodes: [
          { id: encodeId('acc', accountId), merchantId: encodeId('mer', merchantId), merchantName: 'Other shop' },
        ],
      },
    });
    const none = await ask(
      'query($id: ID!) { attentionItems(kind: ACCOUNT_PAUSED, merchantId: $id) { nodes { id } } }',
      {
        id: encodeId('mer', api.shop.merchantId),
      },
    );
    expect(none.data).toEqual({ attentionItems: { nodes: [] } });
  });
});

describe('the last audit', () => {
  const fields = '{ lastAudit { startedAt finishedAt broken checks { id sentence outcome breachCount } } }';

  it('is null where there was none, and afterwards says what each check came to', async () => {
    expect((await ask(fields)).data).toEqual({ lastAudit: null });
    const checks = [
      { id: 'I9', outcome: 'held', breachCount: 0 },
      { id: 'I10', outcome: 'broken', breachCount: 3 },
    ];
    await api.db.worker.query(
      `insert into audit_run (id, started_at, finished_at, broken, checks) values ($1, app_now() - interval '1 minute', app_now(), true, $2)`,
      [newUuid(Date.now()), JSON.stringify(checks)],
    );
    const { data } = await ask(fields);
    expect(data).toMatchObject({ lastAudit: { broken: true, checks } });
    for (const { sentence } of (data as unknown as { lastAudit: { checks: readonly { sentence: string }[] } }).lastAudit
      .checks)
      expect(sentence).toMatch(/^[A-Z].* /);
  });

  it('is for those who may read merchants', async () => {
    const { secret } = await operatorKey(['audit:read']);
    expect((await ask(fields, {}, secret)).errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('open work', () => {
  const onlyOne = async (id: string, action: string) => {
    const { data } = await ask('{ auditRecords(first: 100) { nodes { merchantId subjectId action actor reason } } }');
    const { nodes } = (data as unknown as { auditRecords: { nodes: readonly { subjectId: string; action: string }[] } })
      .auditRecords;
    return nodes.filter((one) => one.subjectId === id && one.action === action);
  };

  it('is settled by a person with a reason, and kept with it', async () => {
    const over = { captureInFlight: 8_000n, unresolvedCount: 1 };
    const payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop), over);
    const since = new Date(Date.now() - 3_600_000);
    const { operationId: uuid } = await addCapture(api.db, api.shop, payment, {
      status: 'UNRESOLVED',
      requestedAt: since,
      sentAt: since,
      nextAt: null,
    });
    const operationId = encodeId('opr', uuid);
    const input = { merchantId: encodeId('mer', api.shop.merchantId), operationId, outcome: 'DID_NOT_HAPPEN' };
    const resolve = (more: object) =>
      act<Refused & { operationId: string }>(
        'resolveOperation',
        { ...input, idempotencyKey: freshKey(), reason: 'looked it up', ...more },
        '... on OperationPayload { operationId }',
      );
    const listed = await ask(
      `query ($merchantId: ID!, $id: ID!) {
        unresolvedOperations(merchantId: $merchantId) { nodes { id merchantId merchantName provider kind status subjectId amountMinor currency explanation } }
        operation(merchantId: $merchantId, id: $id) { id status }
        other: operation(merchantId: "${encodeId('mer', api.other.merchantId)}", id: $id) { id }
      }`,
      { merchantId: input.merchantId, id: operationId },
    );
    expect(listed.data).toEqual({
      unresolvedOperations: {
        nodes: [
          {
            id: operationId,
            merchantId: input.merchantId,
            merchantName: expect.any(String),
            provider: 'MOBILEPAY',
            kind: 'payment.capture',
            status: 'UNRESOLVED',
            subjectId: encodeId('oop', payment.id),
            amountMinor: expect.stringMatching(/^\d+$/),
            currency: 'DKK',
            explanation: expect.stringContaining('a person has to find out'),
          },
        ],
      },
      operation: { id: operationId, status: 'UNRESOLVED' },
      other: null,
    });
    expect(await resolve({ reason: '' })).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'reason'] });
    expect(await resolve({ merchantId: encodeId('mer', api.other.merchantId) })).toMatchObject({
      code: 'NOT_FOUND',
      path: ['input', 'operationId'],
    });
    expect(await onlyOne(operationId, 'resolveOperation')).toEqual([]);
    expect((await resolve({})).operationId).toBe(operationId);
    expect(await resolve({})).toMatchObject({ code: 'INVALID_STATE', path: ['input', 'operationId'] });
    const { data } = await ask('{ unresolvedOperations { nodes { id } } }');
    expect(JSON.stringify(data)).not.toContain(operationId);
    expect(await onlyOne(operationId, 'resolveOperation')).toMatchObject([
      { merchantId: input.merchantId, actor: expect.stringMatching(/^opk_/), reason: 'looked it up' },
    ]);
  });

  it("that is a provider's news is taken up again, and kept with who did it", async () => {
    const uuid = await addNotification(api.db, api.shop, { problem: 'UNREADABLE', detail: 'odd' });
    const notificationId = encodeId('inb', uuid);
    const merchantId = encodeId('mer', api.shop.merchantId);
    const input = { merchantId, notificationId, idempotencyKey: freshKey(), reason: 'the reader is mended' };
    const fields = '... on ProviderNotificationPayload { notificationId }';
    for (const _ of ['first', 'again'])
      expect(await act('reprocessProviderNotification', input, fields)).toMatchObject({ notificationId });
    expect(await onlyOne(notificationId, 'reprocessProviderNotification')).toMatchObject([
      { merchantId, reason: 'the reader is mended' },
    ]);
  });
});

describe('what merchants are served', () => {
  it('knows nothing of what reads across merchants', () => {
    // From the merchants' schema along every import: neither the operators' schema nor what only that reads with.
    const root = join(import.meta.dirname, '../../src');
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+\.ts)'|import '(\.[^']+\.ts)'/g))
        if (path) visit(join(file, '..', path));
    };
    for (const entry of readdirSync(join(root, 'graphql'), { recursive: true, encoding: 'utf8' }))
      if (entry.endsWith('.ts') && !entry.startsWith('operator/')) visit(join(root, 'graphql', entry));
    expect(seen.size).toBeGreaterThan(100);
    const across = [...seen].filter((file) =>
      /graphql\/operator\/|attention\/read|audit-trail|operation-trail|operator-record|operator-keys/.test(file),
    );
    expect(across).toEqual([]);
  });

  it('is what needs attention of theirs, read as they are, and none of what only operators can mend', async () => {
    const notificationId = encodeId('inb', await addNotification(api.db, api.shop, { problem: 'UNREADABLE' }));
    const query = `{ attention { kind count sentence } attentionItems(kind: DEAD_NOTIFICATION, first: 100) { id sentence } }`;
    const ids = async (secret: string) => {
      const { data } = await api.post(query, {}, secret);
      const { attention, attentionItems } = data as unknown as {
        attention: readonly { readonly kind: string; readonly count: number }[];
        attentionItems: readonly { readonly id: string }[];
      };
      expect(attention.find(({ kind }) => kind === 'DEAD_NOTIFICATION')?.count ?? 0).toBe(attentionItems.length);
      return attentionItems.map(({ id }) => id);
    };
    expect(await ids(api.shop.key)).toContain(notificationId);
    expect(await ids(api.other.key)).not.toContain(notificationId);
    const refused = await api.post('{ attentionItems(kind: AUDIT_BROKEN) { id } }', {}, api.shop.key);
    expect(refused.errors?.[0]?.message).toContain('AttentionKind');
  });

  it("has a connection that cannot read operators' keys, nor another merchant's records", async () => {
    const { merchantId } = api.shop;
    const statement = (text: string) => api.db.forMerchant(merchantId, (tx) => tx.$queryRawUnsafe(text));
    await expect(statement('select 1 from operator_key')).rejects.toThrow(/permission denied/);
    expect(await statement(`select 1 from audit_record where merchant_id <> '${merchantId}'`)).toEqual([]);
    expect(await statement(`select 1 from merchant where id <> '${merchantId}'`)).toEqual([]);
  });
});
