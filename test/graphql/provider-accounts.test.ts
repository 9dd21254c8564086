import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueApiKey, type Scope, scopes } from '../../src/access/api-keys.ts';
import { setPausedAsAsked } from '../../src/domain/port/pause-account.ts';
import { newUuid, uuidOf } from '../../src/kernel/ids.ts';
import { eventually, freshReference } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

interface Shop {
  readonly merchantId: string;
  readonly key: string;
}
async function aShop(granted: readonly Scope[] = scopes): Promise<Shop> {
  const { db, clock } = world.app;
  const merchantId = newUuid(clock.now().getTime());
  await db.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
    [merchantId],
  );
  const { secret: key } = await issueApiKey(db, clock, {
    merchantId,
    environment: 'SANDBOX',
    name: 'test',
    scopes: granted,
  });
  return { merchantId, key };
}
async function credentials(provider: string): Promise<Readonly<Record<string, unknown>>> {
  const page = await fetch(world.app.sandboxUrl ?? '', { headers: { accept: 'application/json' } });
  const { providers } = (await page.json()) as { providers: { name: string; credentials: Record<string, unknown> }[] };
  return providers.find(({ name }) => name === provider)?.credentials ?? {};
}

interface Told {
  readonly __typename: string;
  readonly account?: Record<string, unknown> & { readonly id: string; readonly callbackUrl: string };
  readonly setUp?: readonly { readonly where: string; readonly what: string; readonly value: string | null }[];
  readonly problems?: readonly { readonly path: readonly string[]; readonly rule: string; readonly message: string }[];
  readonly message?: string;
  readonly current?: string;
  readonly changedPaths?: readonly string[];
  readonly idempotency?: { readonly replayed: boolean };
}
const fields =
  'id provider status pausedAt pausedBecause { message } callbackUrl calledBack notCalledBackBecause credentialsCheckedAt lastCallbackAt';
async function send({ key }: Shop, name: string, input: object): Promise<Told> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const states = /connect|update/i.test(name) ? '... on InvalidStateError { current }' : '';
  const document = `mutation($input: ${type}!) { answer: ${name}(input: $input) { __typename
    ... on ProviderAccountPayload { account { ${fields} } setUp { where what value } idempotency { replayed } }
    ... on InvalidInputError { problems { path rule message } } ${states}
    ... on IdempotencyError { changedPaths } ... on UserError { message } } }`;
  const { body } = await world.post(document, { input: { idempotencyKey: freshKey(), ...input } }, key);
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data.answer as Told;
}
const read = async <T>({ key }: Shop, document: string): Promise<T> => {
  const { body } = await world.post(document, {}, key);
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data as T;
};
const list = '{ providerAccounts { id provider status pausedBecause { message } lastCallbackAt } }';
const trail =
  '{ auditRecords(first: 20) { nodes { action subjectId reason details } } events(first: 50) { nodes { type subjectId } } }';
interface Trail {
  readonly auditRecords: { readonly nodes: readonly { readonly action: string; readonly reason: string | null }[] };
  readonly events: { readonly nodes: readonly { readonly type: string }[] };
}

it('connects an account whose credentials the provider takes, tells what to copy, and shows no secret again', async () => {
  const shop = await aShop();
  const settings = await credentials('gocardless');
  const idempotencyKey = freshKey();
  const input = { idempotencyKey, with: { goCardless: settings } };
  const { account, setUp } = await send(shop, 'connectProviderAccount', input);
  expect(account).toMatchObject({ provider: 'GOCARDLESS', status: 'ACTIVE', calledBack: true, pausedAt: null });
  expect(account?.credentialsCheckedAt).not.toBeNull();
  expect(account?.callbackUrl).toMatch(/\/webhooks\/gocardless\/[\w-]{32}$/);
  expect(setUp?.[0]).toMatchObject({ what: 'URL', value: account?.callbackUrl });
  const again = await send(shop, 'connectProviderAccount', input);
  expect(again).toMatchObject({ account: { id: account?.id }, idempotency: { replayed: true } });
  const other = await send(shop, 'connectProviderAccount', {
    idempotencyKey,
    with: { goCardless: { ...settings, creditorId: 'CR9' } },
  });
  expect(other).toMatchObject({ __typename: 'IdempotencyError', changedPaths: ['input.with.goCardless.creditorId'] });
  const second = await send(shop, 'connectProviderAccount', { with: { goCardless: settings } });
  expect(second).toMatchObject({ __typename: 'InvalidStateError', current: 'ACTIVE' });

  const { auditRecords } = await read<Trail>(shop, trail);
  expect(auditRecords.nodes).toMatchObject([{ action: 'connectProviderAccount', subjectId: account?.id }]);
  const { rows } = await world.app.db.worker.query(
    'select outcome::text, paths::text from idempotency where merchant_id = $1',
    [shop.merchantId],
  );
  const everything = JSON.stringify([account, setUp, again, auditRecords, rows]);
  for (const secret of [settings.accessToken, settings.webhookSecret]) expect(everything).not.toContain(secret);
});

it('takes a page of the merchant’s own for what it is: nobody calls it', async () => {
  const shop = await aShop();
  const settings = await credentials('vipps_mobilepay');
  const { account, problems } = await send(shop, 'connectProviderAccount', {
    with: { vippsMobilePay: { ...settings, agreementUrl: 'https://shop.example/agreements' } },
  });
  expect(problems).toBeUndefined();
  expect(account).toMatchObject({ provider: 'VIPPS_MOBILEPAY', status: 'ACTIVE' });
});

it('saves nothing that the provider refuses, that is no setting of it, or that leads where it may not', async () => {
  const shop = await aShop();
  const settings = await credentials('gocardless');
  const accessToken = 'this-token-opens-nothing';
  const wrong = await send(shop, 'connectProviderAccount', { with: { goCardless: { ...settings, accessToken } } });
  expect(wrong.problems).toMatchObject([{ path: ['input', 'with', 'goCardless'], rule: 'credentials' }]);
  expect(JSON.stringify(wrong)).not.toContain(accessToken);
  const id = { ...settings, creditorId: 'not an id' };
  const broken = await send(shop, 'connectProviderAccount', { with: { goCardless: id } });
  expect(broken.problems).toMatchObject([{ path: ['input', 'with', 'goCardless', 'creditorId'] }]);
  const inside = { ...settings, apiUrl: 'https://10.0.0.7/api' };
  expect((await send(shop, 'connectProviderAccount', { with: { goCardless: inside } })).problems).toMatchObject([
    { path: ['input', 'with', 'goCardless', 'apiUrl'], rule: 'destination' },
  ]);
  // The provider is outside, and this Paygraph is called at a loopback address.
  const outside = { ...settings, apiUrl: 'https://93.184.216.34' };
  expect((await send(shop, 'connectProviderAccount', { with: { goCardless: outside } })).problems).toMatchObject([
    { rule: 'callbackAddress', message: expect.stringContaining('PUBLIC_URL') },
  ]);
  expect(await read(shop, list)).toEqual({ providerAccounts: [] });
});

it("asks before MobilePay's address of callbacks is taken from another system, and names whose it is", async () => {
  const shop = await aShop();
  const elsewhere = createServer((_request, reply) => reply.end());
  await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const settings = await credentials('mobilepay');
  const { accounts } = world.app;
  const demo = await accounts.of(world.app.merchantId ?? '', 'MOBILEPAY');
  const asked = await send(shop, 'connectProviderAccount', { with: { mobilePay: settings } });
  expect(asked.problems).toMatchObject([
    {
      path: ['input', 'with', 'mobilePay', 'takeCallbackAddress'],
      rule: 'callbackAddress',
      message: expect.stringContaining(new URL(demo?.callbackUrl ?? origin).origin),
    },
  ]);
  elsewhere.close();
  const taken = await send(shop, 'connectProviderAccount', {
    with: { mobilePay: { ...settings, takeCallbackAddress: true, reservationLifetime: 'P2D' } },
  });
  expect(taken).toMatchObject({ account: { status: 'ACTIVE', calledBack: true }, setUp: [] });
  const own = await accounts.of(shop.merchantId, 'MOBILEPAY');
  expect(own?.account.settings).toMatchObject({ reservationLifetimeMs: 172_800_000 });
});

it('changes settings as a whole that was tried, and goes back to what is left out', async () => {
  const shop = await aShop();
  const settings = await credentials('buckaroo');
  const { account } = await send(shop, 'connectProviderAccount', { with: { buckaroo: settings } });
  const accountId = account?.id;
  const change = (given: object, more: object = {}) =>
    send(shop, 'updateProviderAccount', { accountId, with: { buckaroo: given }, ...more });
  const kept = async () => (await world.app.accounts.of(shop.merchantId, 'BUCKAROO'))?.account.settings;

  expect(await change({ culture: 'nl-NL', previousSecretKey: 'the-key-before-this' })).toMatchObject({
    account: { id: accountId },
  });
  expect(await kept()).toMatchObject({ ...settings, culture: 'nl-NL', previousSecretKey: 'the-key-before-this' });
  const refused = await change({ secretKey: 'a-key-that-opens-nothing' });
  expect(refused.problems).toMatchObject([{ path: ['input', 'with', 'buckaroo'], rule: 'credentials' }]);
  expect((await change({}, { reset: ['secretKey'] })).problems).toMatchObject([{ path: ['input', 'reset'] }]);
  const elsewhere = await send(shop, 'updateProviderAccount', { accountId, with: { goCardless: { appFees: true } } });
  expect(elsewhere.problems).toMatchObject([{ path: ['input', 'with', 'goCardless'], rule: 'provider' }]);
  await change({}, { reset: ['previousSecretKey', 'culture'] });
  expect(await kept()).toMatchObject({ ...settings, culture: 'en-US' });
  expect(await kept()).not.toHaveProperty('previousSecretKey');
  const others = await aShop();
  expect(
    await send(others, 'updateProviderAccount', { accountId, with: { buckaroo: { culture: 'de-DE' } } }),
  ).toMatchObject({ __typename: 'NotFoundError' });
});

it('pauses until somebody resumes, and is not resumed by itself', async () => {
  const shop = await aShop();
  const { account } = await send(shop, 'connectProviderAccount', {
    with: { goCardless: await credentials('gocardless') },
  });
  const accountId = account?.id ?? '';
  const paused = await send(shop, 'pauseProviderAccount', { accountId, reason: 'moving' });
  expect(paused.account).toMatchObject({
    status: 'PAUSED',
    pausedBecause: { message: expect.stringContaining('on request') },
  });
  // Its credentials are good: what tries them by itself leaves it alone.
  const connected = await world.app.accounts.of(shop.merchantId, 'GOCARDLESS');
  if (!connected) throw new Error('no account');
  expect(await world.app.accounts.setPaused(connected, null, { by: 'clock', rule: 'credentialsChecked' })).toBe(false);
  const request = {
    externalId: freshReference('BRQ'),
    with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS' } } },
  };
  const { body } = await world.post(
    'mutation($input: CreateBillingRequestInput!) { answer: createBillingRequest(input: $input) { ... on ProviderRejectedError { code reason { message } } } }',
    { input: { idempotencyKey: freshKey(), ...request } },
    shop.key,
  );
  expect(body.data?.answer).toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    reason: { message: expect.stringContaining('paused on request') },
  });
  const settings = { with: { goCardless: { appFees: true } } };
  expect((await send(shop, 'updateProviderAccount', { accountId, ...settings })).account?.status).toBe('PAUSED');
  const resumed = await send(shop, 'resumeProviderAccount', { accountId });
  expect(resumed.account).toMatchObject({ status: 'ACTIVE', pausedAt: null, pausedBecause: null });
  await world.app.workers.drain();
  const { events, auditRecords } = await read<Trail>(shop, trail);
  expect(events.nodes.map(({ type }) => type)).toEqual(['PROVIDER_ACCOUNT_PAUSED', 'PROVIDER_ACCOUNT_RESUMED']);
  expect(auditRecords.nodes).toContainEqual(
    expect.objectContaining({ action: 'pauseProviderAccount', reason: 'moving' }),
  );
});

it('saves and resumes nothing that was not tried, whatever becomes of the account meanwhile', async () => {
  const { db } = world.app;
  const shop = await aShop();
  const { merchantId } = shop;
  const settings = { with: { goCardless: await credentials('gocardless') } };
  const { account } = await send(shop, 'connectProviderAccount', settings);
  const accountId = account?.id ?? '';
  const id = uuidOf('acc', accountId) ?? '';
  /** Sends a mutation, and changes the account when that has looked at it and waits for its row. */
  const beside = async (because: 'REQUESTED' | 'DISCONNECTED', mutation: string, input: object): Promise<Told> => {
    const locked = Promise.withResolvers<void>();
    const waited = Promise.withResolvers<void>();
    const change = db.forMerchant(merchantId, async (tx, now) => {
      await tx.$queryRaw`select 1 from provider_account where id = ${id}::uuid for update`;
      locked.resolve();
      await waited.promise;
      const cause = { by: 'mutation', actor: 'test', key: 'test' } as const;
      await setPausedAsAsked(tx, now, { merchantId, id, provider: 'GOCARDLESS' }, because, cause);
    });
    await locked.promise;
    const answer = send(shop, mutation, input);
    const owner = new pg.Client(world.database.superuserUrl);
    await owner.connect();
    await eventually(world, 'the mutation to wait', async () => {
      const { rows } = await owner.query('select 1 from pg_locks where not granted');
      return rows.length > 0 ? rows : null;
    });
    await owner.end();
    waited.resolve();
    await change;
    return answer;
  };
  expect(await beside('REQUESTED', 'resumeProviderAccount', { accountId })).toMatchObject({
    problems: [{ path: ['input', 'accountId'], rule: 'unchanged' }],
  });
  await send(shop, 'resumeProviderAccount', { accountId });
  const wrong = { with: { goCardless: { ...settings.with.goCardless, accessToken: 'never tried' } } };
  expect(await beside('DISCONNECTED', 'connectProviderAccount', wrong)).toMatchObject({ current: 'CHANGED' });
  // It is as it was when somebody disconnected it.
  const { providerAccounts } = await read<{ providerAccounts: { status: string }[] }>(shop, list);
  expect(providerAccounts.filter(({ status }) => status === 'ACTIVE')).toEqual([]);
});

it('disconnects when nothing is open, keeps no settings, and takes nothing more from the provider', async () => {
  const shop = await aShop();
  const settings = await credentials('gocardless');
  const { account } = await send(shop, 'connectProviderAccount', { with: { goCardless: settings } });
  const accountId = account?.id ?? '';
  await world.post(
    'mutation($input: CreateBillingRequestInput!) { createBillingRequest(input: $input) { __typename } }',
    {
      input: {
        idempotencyKey: freshKey(),
        externalId: freshReference('BRQ'),
        with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS' } } },
      },
    },
    shop.key,
  );
  const refused = await send(shop, 'disconnectProviderAccount', { accountId });
  expect(refused).toMatchObject({
    __typename: 'InvalidStateError',
    message: expect.stringContaining('1 billing request at GOCARDLESS'),
  });
  const gone = await send(shop, 'disconnectProviderAccount', { accountId, leaveOpen: true });
  expect(gone).toMatchObject({ account: { status: 'DISCONNECTED', callbackUrl: null }, setUp: [] });
  expect(await world.app.accounts.of(shop.merchantId, 'GOCARDLESS')).toBeNull();
  expect((await fetch(account?.callbackUrl ?? '', { method: 'POST', body: '{}' })).status).toBe(404);
  for (const name of ['pauseProviderAccount', 'resumeProviderAccount'])
    expect(await send(shop, name, { accountId })).toMatchObject({ __typename: 'NotFoundError' });
  const back = await send(shop, 'connectProviderAccount', { with: { goCardless: settings } });
  expect(back.account).toMatchObject({ id: accountId, status: 'ACTIVE', callbackUrl: account?.callbackUrl });
});

it('is closed to keys without its scopes', async () => {
  const shop = await aShop(['events:read']);
  const { body } = await world.post(list, {}, shop.key);
  expect(JSON.stringify(body.errors)).toContain('accounts:read');
  const settings = await credentials('gocardless');
  await expect(send(shop, 'connectProviderAccount', { with: { goCardless: settings } })).rejects.toThrow(
    'accounts:write',
  );
});
