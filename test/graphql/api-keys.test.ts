import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setSuspended } from '../../src/merchants/merchant-commands.ts';
import { freshKey } from '../support/world.ts';
import { type Api, issueKey, startApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const shown = '{ id name status scopes lastFour createdBy expiresAt revokedAt replacedBy { id } }';
const invalid = '... on InvalidInputError { problems { path rule message } }';
const ended = '... on InvalidStateError { current }';
const refusals: Readonly<Record<string, string>> = {
  createApiKey: invalid,
  updateApiKey: invalid + ended,
  rotateApiKey: invalid + ended,
  revokeApiKey: '',
};

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly scopes: readonly string[];
  readonly lastFour: string | null;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly replacedBy: { readonly id: string } | null;
}
interface Told {
  readonly __typename: string;
  readonly apiKey: Shown;
  readonly secret: string | null;
  readonly problems?: readonly { readonly path: readonly string[]; readonly rule: string; readonly message: string }[];
  readonly current?: string;
  readonly idempotency: { readonly replayed: boolean };
}

async function send(name: string, input: object, key = api.shop.key): Promise<Told> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation($input: ${type}Input!) { answer: ${name}(input: $input) {
    __typename ... on ApiKeyPayload { apiKey ${shown} secret idempotency { replayed } } ${refusals[name]} ... on UserError { code } } }`;
  const { data, errors: thrown } = await api.post(
    document,
    { input: { idempotencyKey: freshKey(name), ...input } },
    key,
  );
  if (!data) throw new Error(JSON.stringify(thrown));
  return (data as unknown as { answer: Told }).answer;
}
const create = (input: object, key?: string) => send('createApiKey', { name: 'backend', ...input }, key);
const ask = async (document: string, key: string): Promise<number> => (await api.post(document, {}, key)).status;
const viewer = '{ viewer { scopes } }';
const list = '{ apiKeys(first: 100) { nodes { id lastFour status } } }';
const trail = '{ auditRecords(first: 100) { nodes { actor action subjectId details requestId } } }';

describe('a key', () => {
  it('is made with some of the scopes of the one that asks, shows its secret once, and is good at once', async () => {
    const idempotencyKey = freshKey();
    const { apiKey, secret } = await create({ scopes: ['events:read', 'keys:write', 'keys:read'], idempotencyKey });
    expect(apiKey).toMatchObject({
      name: 'backend',
      status: 'ACTIVE',
      scopes: ['events:read', 'keys:write', 'keys:read'],
      lastFour: secret?.slice(-4),
      createdBy: expect.stringMatching(/^key_/),
      expiresAt: null,
    });
    const again = await create({ scopes: ['events:read', 'keys:write', 'keys:read'], idempotencyKey });
    expect(again).toMatchObject({ apiKey: { id: apiKey.id }, secret: null, idempotency: { replayed: true } });
    expect(await ask(viewer, secret ?? '')).toBe(200);
    expect(await ask(list, secret ?? '')).toBe(200);
    expect(await ask(trail, secret ?? '')).toBe(403);
  });

  it('never has what its maker lacks, nor lives longer', async () => {
    const { secret: narrow } = await create({ scopes: ['keys:write', 'keys:read', 'events:read'], expiresIn: 'PT1H' });
    const wide = await create({ scopes: ['payments:refund', 'events:read'], expiresIn: 'P2D' }, narrow ?? '');
    expect(wide.problems).toMatchObject([
      { path: ['input', 'scopes'], rule: 'scope', message: expect.stringContaining('it lacks payments:refund') },
      { path: ['input', 'expiresIn'], rule: 'range' },
    ]);
    const made = await create({ scopes: ['events:read'] }, narrow ?? '');
    expect(made.apiKey.expiresAt).not.toBeNull();
  });

  it.each([
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['money:print'] }, 'scopes'],
    [{ scopes: ['events:read'], name: ' ' }, 'name'],
    [{ scopes: ['events:read'], name: 'n'.repeat(101) }, 'name'],
  ])('is refused as %j, with the name of the field', async (input, field) => {
    expect((await create(input)).problems).toMatchObject([{ path: ['input', field] }]);
  });

  it('can be restricted by whoever may change keys, and be widened only by who has as much', async () => {
    const { apiKey } = await create({ scopes: ['payments:refund', 'payments:capture'] });
    const { secret: narrow } = await create({ scopes: ['keys:write', 'keys:read'] });
    const restricted = await send('updateApiKey', { apiKeyId: apiKey.id, scopes: ['payments:refund'] }, narrow ?? '');
    expect(restricted.apiKey.scopes).toEqual(['payments:refund']);
    const widened = { apiKeyId: apiKey.id, scopes: ['payments:refund', 'payments:capture'] };
    expect(await send('updateApiKey', widened, narrow ?? '')).toMatchObject({
      problems: [{ path: ['input', 'scopes'] }],
    });
    expect((await send('updateApiKey', widened)).apiKey.scopes).toEqual(['payments:refund', 'payments:capture']);
    // Its end comes nearer for anybody, and goes away only for who has as much.
    const ends = { apiKeyId: apiKey.id, expiresIn: 'P2D' };
    expect((await send('updateApiKey', ends, narrow ?? '')).apiKey.expiresAt).not.toBeNull();
    const later = { apiKeyId: apiKey.id, expiresIn: 'P3D' };
    expect(await send('updateApiKey', later, narrow ?? '')).toMatchObject({ problems: [{ rule: 'scope' }] });
  });

  it('is rotated: both are good for the overlap, and the one before ends then', async () => {
    const before = await create({ scopes: ['events:read'] });
    const after = await send('rotateApiKey', { apiKeyId: before.apiKey.id, overlap: 'PT1H' });
    expect(after.apiKey).toMatchObject({ name: 'backend', scopes: ['events:read'], status: 'ACTIVE' });
    expect(await ask(viewer, after.secret ?? '')).toBe(200);
    expect(await ask(viewer, before.secret ?? '')).toBe(200);
    const now = await send('rotateApiKey', { apiKeyId: after.apiKey.id, overlap: 'PT1S' });
    expect(await ask(viewer, now.secret ?? '')).toBe(200);
    await expect.poll(() => ask(viewer, after.secret ?? ''), { timeout: 10_000 }).toBe(401);
    expect(await send('rotateApiKey', { apiKeyId: after.apiKey.id })).toMatchObject({
      __typename: 'InvalidStateError',
      current: 'EXPIRED',
    });
    const narrow = await create({ scopes: ['keys:write', 'keys:read'] });
    expect(await send('rotateApiKey', { apiKeyId: now.apiKey.id }, narrow.secret ?? '')).toMatchObject({
      problems: [{ path: ['input', 'apiKeyId'], rule: 'scope' }],
    });
  });

  it('is revoked, by itself too, and stays so whatever is asked', async () => {
    const { apiKey, secret } = await create({ scopes: ['keys:write', 'keys:read'] });
    const gone = await send('revokeApiKey', { apiKeyId: apiKey.id }, secret ?? '');
    expect(gone.apiKey.status).toBe('REVOKED');
    await expect.poll(() => ask(viewer, secret ?? '')).toBe(401);
    const update = await send('updateApiKey', { apiKeyId: apiKey.id, name: 'again' });
    expect(update).toMatchObject({ __typename: 'InvalidStateError', current: 'REVOKED' });
    await expect(
      api.db.worker.query(`update api_key set revoked_at = null where name = 'backend' and revoked_at is not null`),
    ).rejects.toThrow('stays revoked');
  });

  it("of another merchant's is not there, and needs the scope to be seen or changed", async () => {
    const { apiKey } = await create({ scopes: ['events:read'] });
    for (const name of ['updateApiKey', 'rotateApiKey', 'revokeApiKey'])
      expect(await send(name, { apiKeyId: apiKey.id }, api.other.key)).toMatchObject({ __typename: 'NotFoundError' });
    const { secret } = await issueKey(api, ['events:read']);
    expect(await ask(list, secret)).toBe(403);
    await expect(create({ scopes: ['events:read'] }, secret)).rejects.toThrow('keys:write');
  });
});

it('of a suspended merchant is refused, and is good again when the merchant goes on', async () => {
  const operator = { actor: 'command-line', requestId: 'r', reason: 'asked for by the bank' };
  const { merchantId, key } = api.other;
  expect(await ask(viewer, key)).toBe(200);
  await setSuspended(api.db, operator, merchantId, true);
  await expect.poll(() => ask(viewer, key)).toBe(401);
  const { errors } = await api.post(viewer, {}, key);
  expect(errors).toMatchObject([{ message: expect.stringContaining('suspended') }]);
  await setSuspended(api.db, operator, merchantId, false);
  await expect.poll(() => ask(viewer, key)).toBe(200);
  const { data } = await api.post('{ auditRecords { nodes { action actor reason subjectId } } }', {}, key);
  expect(data).toMatchObject({
    auditRecords: {
      nodes: [
        { action: 'resumeMerchant', actor: 'command-line', reason: 'asked for by the bank' },
        { action: 'suspendMerchant' },
      ],
    },
  });
});

it('every act is on record, by whom, and cannot be taken off it', async () => {
  const { apiKey } = await create({ scopes: ['events:read'], name: 'recorded' });
  await send('revokeApiKey', { apiKeyId: apiKey.id });
  const { data } = await api.post(trail, {}, api.shop.key);
  const { auditRecords } = data as unknown as { auditRecords: { nodes: { action: string; subjectId: string }[] } };
  const acts = auditRecords.nodes.filter(({ subjectId }) => subjectId === apiKey.id);
  expect(acts).toMatchObject([
    { action: 'revokeApiKey', actor: expect.stringMatching(/^key_/), requestId: expect.any(String) },
    { action: 'createApiKey', details: expect.stringContaining('recorded') },
  ]);
  for (const statement of ['update audit_record set actor = $1', 'delete from audit_record where actor <> $1'])
    await expect(api.db.worker.query(statement, ['nobody'])).rejects.toThrow(/never changes|permission denied/);
});
