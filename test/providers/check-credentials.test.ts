import { afterAll, beforeAll, expect, it } from 'vitest';
import { callContext } from '../../src/domain/command/call-context.ts';
import { type ProviderName, providerNames } from '../../src/kernel/provider-ref.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** A secret of each account that its provider does not know. */
const wrong: Readonly<Record<ProviderName, Readonly<Record<string, unknown>>>> = {
  MOBILEPAY: { ibmClientSecret: 'not-the-secret-of-this-account' },
  BETALINGSSERVICE: { consumerKey: 'somebody!else' },
  GOCARDLESS: { accessToken: 'not-the-token-of-this-account' },
  BUCKAROO: { secretKey: 'not-the-secret-key-of-this-website' },
  VIPPS_MOBILEPAY: { subscriptionKey: 'not-the-key-of-this-sales-unit' },
};

async function check(name: ProviderName, over: object) {
  const { accounts, db } = world.app;
  const merchantId = world.app.merchantId ?? '';
  const connected = await accounts.of(merchantId, name);
  if (!connected) throw new Error(`no account with ${name}`);
  // The sandbox's own time: two of them sign it.
  const now = await db.forMerchant(merchantId, async (_tx, at) => at);
  const settings = { ...(connected.account.settings as object), ...over };
  const account = { ...connected, account: { id: connected.id, settings } };
  return connected.provider.checkCredentials(callContext({ providerDeadlineMs: 5_000 }, account, now) as never);
}

it.each(providerNames)('%s takes the right credentials', async (name) => {
  expect(await check(name, {})).toEqual({ ok: true, value: undefined });
});

it.each(providerNames)('%s refuses wrong ones, in words that repeat none', async (name) => {
  const refused = await check(name, wrong[name]);
  expect(refused.ok).toBe(false);
  expect(JSON.stringify(refused)).not.toContain(Object.values(wrong[name])[0]);
});
