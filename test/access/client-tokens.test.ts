import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClientTokens } from '../../src/access/client-tokens.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import { openKeyring, renewSealingKey, retireMasterKeys } from '../../src/platform/keyring.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

let database: OpenedDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test('a token is read by every process on the database, also after the master key has been changed and the old one retired', async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const { worker } = database.db;
  const before = { current: first, previous: [], from: 'a test' };
  const during = { current: second, previous: [first], from: 'a test' };
  const after = { current: second, previous: [], from: 'a test' };
  const now = new Date();
  const made = {
    id: 'one',
    subject: 'oop_1',
    expiresAt: new Date(Math.floor(now.getTime() / 1_000 + 600) * 1_000),
    origins: ['https://shop.example'],
    keyId: newUuid(now.getTime()),
    merchantId: newUuid(now.getTime()),
  };
  const old = createClientTokens((await openKeyring(worker, before)).sealer);
  const token = await old.sign(made);
  const changed = createClientTokens((await openKeyring(worker, during)).sealer);
  expect(await changed.read(token, now)).toEqual({ ok: true, value: made });
  await renewSealingKey(worker, during);
  await retireMasterKeys(worker, during);
  const alone = createClientTokens((await openKeyring(worker, after)).sealer);
  expect(await alone.read(token, now)).toEqual({ ok: true, value: made });
  // And what it signs is read by a process that still runs with the key before.
  expect(await old.read(await alone.sign(made), now)).toEqual({ ok: true, value: made });
  expect(await alone.read(token, made.expiresAt)).toEqual({ ok: false, error: 'tokenExpired' });
});
