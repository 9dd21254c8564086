import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingsContext } from '../../src/domain/port/account-settings.ts';
import { captured, mutate } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

/** One account whose settings cannot be opened: it is named and paused, and everything else goes on. */
let world: World;
let owner: pg.Client;
beforeAll(async () => {
  world = await startWorld();
  owner = new pg.Client({ connectionString: world.database.superuserUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const canary = 'canary-5d1f';
const merchantId = () => world.app.merchantId ?? '';
const providers = async () => {
  const answer = await world.ask<{
    providers: { provider: string; connected: boolean; pausedAt: string | null; pausedBecause: object | null }[];
  }>('{ providers { provider connected pausedAt pausedBecause { code message retryable } } }');
  return new Map(answer.providers.map(({ provider, ...rest }) => [provider, rest]));
};

const eventsOf = async (accountId: string) => {
  const { rows } = await world.app.db.worker.query<{ type: string }>(
    'select type::text from event where subject_id = $1 order by subject_version',
    [accountId],
  );
  return rows.map(({ type }) => type);
};

test.each([
  [
    'no seal of ours',
    () => Buffer.from(`\x01 ${canary} ${'x'.repeat(60)}`),
    /"reason":"sealed value: unknown key or format \(key /,
  ],
  [
    'sealed for another row',
    () => world.app.sealer.seal('{}', settingsContext('another')),
    /"reason":"sealed value: altered/,
  ],
  [
    'no JSON',
    (id: string) => world.app.sealer.seal(canary, settingsContext(id)),
    /"reason":"no settings of MOBILEPAY: the whole"/,
  ],
  [
    'of another shape',
    (id: string) => world.app.sealer.seal(JSON.stringify({ apiUrl: canary }), settingsContext(id)),
    /"reason":"no settings of MOBILEPAY: apiUrl/,
  ],
])('settings that are %s pause their account, and no other', async (_what, broken, why) => {
  const payment = await captured(world);
  const connected = await world.app.accounts.of(merchantId(), 'MOBILEPAY');
  const { id = '', callbackUrl = '', account } = connected ?? {};
  const loggedBefore = world.logged.length;
  const eventsBefore = (await eventsOf(id)).length;
  await owner.query('update provider_account set settings_sealed = $2 where id = $1', [id, broken(id)]);

  const told = await providers();
  expect(told.get('MOBILEPAY')).toEqual({
    connected: true,
    pausedAt: expect.any(String),
    pausedBecause: {
      code: 'PROVIDER_UNAVAILABLE',
      message: 'The settings of this MOBILEPAY account cannot be read here; nothing is sent until they are saved anew.',
      retryable: true,
    },
  });
  expect(told.get('BUCKAROO')).toEqual({ connected: true, pausedAt: null, pausedBecause: null });
  const refund = { idempotencyKey: `refund-${loggedBefore}`, paymentId: payment.id };
  expect(await mutate(world, 'refundPayment', refund)).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
  expect((await fetch(callbackUrl, { method: 'POST', body: '{}' })).status).toBe(503);
  // What runs for all merchants goes on without it.
  expect((await world.app.accounts.unconnected()).map((one) => one.id)).not.toContain(id);
  await world.app.workers.drain();
  const lines = world.logged.slice(loggedBefore).filter((line) => line.includes('cannot be opened'));
  expect(lines).toEqual([expect.stringMatching(why)]);
  expect(lines[0]).toContain(id);
  expect(lines[0]).toContain('provider_account.settings_sealed');
  expect(world.logged.join('\n')).not.toContain(canary);

  expect((await eventsOf(id)).slice(eventsBefore)).toEqual(['PROVIDER_ACCOUNT_PAUSED']);

  await world.app.accounts.save(merchantId(), 'MOBILEPAY', account?.settings);
  expect((await eventsOf(id)).slice(eventsBefore)).toEqual(['PROVIDER_ACCOUNT_PAUSED', 'PROVIDER_ACCOUNT_RESUMED']);
  expect((await providers()).get('MOBILEPAY')).toEqual({ connected: true, pausedAt: null, pausedBecause: null });
  expect(await mutate(world, 'refundPayment', refund)).toMatchObject({ __typename: 'RefundPayload' });
});
