import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keyId, keyName, sealer } from '../../src/platform/crypto.ts';
import { type MasterKeys, openKeyring, renewSealingKey, retireMasterKeys } from '../../src/platform/keyring.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

let database: OpenedDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.owner.query(
    `begin; set local session_replication_role = replica; delete from keyring; delete from webhook_receipt; delete from merchant; commit`,
  );
});

const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const masters = (current: Buffer, ...previous: readonly Buffer[]): MasterKeys => ({
  current,
  previous,
  from: 'a test',
});
const open = (current: Buffer, ...previous: readonly Buffer[]) =>
  openKeyring(database.db.worker, masters(current, ...previous));
const renew = (current: Buffer, ...previous: readonly Buffer[]) =>
  renewSealingKey(database.db.worker, masters(current, ...previous));
const lateEnough = () => database.owner.query(`update keyring set active_from = active_from - interval '1 minute'`);

test('processes that start at once on an empty database have the same random keys', async () => {
  const rings = await Promise.all([open(first), open(first), open(first), open(first)]);
  const sealed = rings.map((ring) => ring.sealer.seal('x', 'here'));
  for (const { sealer: one } of rings) for (const value of sealed) expect(one.open(value, 'here').toString()).toBe('x');
  expect(new Set(rings.map((ring) => ring.sealer.derive('cursor').toString('hex'))).size).toBe(1);
  expect(rings[0]?.sealer.derive('cursor')).not.toEqual(sealer(first).derive('cursor'));
  expect(() => sealer(first).open(sealed[0] ?? Buffer.alloc(0), 'here')).toThrow('unknown key');
});

test('a database that was sealed under the master key itself keeps its rows, and all that was derived', async () => {
  const old = sealer(first);
  const sealed = await receiptSealedBy(first);
  const ring = await open(second, first);
  expect(ring.sealer.open(sealed, 'here').toString()).toBe('x');
  expect(ring.sealer.derive('cursor')).toEqual(old.derive('cursor'));
  // A process of the version before, with the first key alone, opens what is written now.
  expect(old.open(ring.sealer.seal('y', 'here'), 'here').toString()).toBe('y');
});

test('a third master key follows a second, with and without a new key to seal under, and changes nothing that is derived', async () => {
  const before = await open(first);
  const sealed = before.sealer.seal('x', 'here');
  const derived = before.sealer.derive('cursor');
  await open(second, first);
  const ring = await open(third, second);
  expect(ring.outlived()).toBe(true);
  expect(await renew(third, second)).toMatchObject({ renewed: true });
  expect(await renew(third, second)).toMatchObject({ renewed: false });
  await lateEnough();
  await ring.reload();
  expect(ring.outlived()).toBe(false);
  expect(ring.activeId()).not.toBe(before.activeId());
  expect(await retireMasterKeys(database.db.worker, masters(third))).toEqual(
    expect.arrayContaining([keyName(keyId(first)), keyName(keyId(second))]),
  );
  const alone = await open(third);
  expect(alone.sealer.open(sealed, 'here').toString()).toBe('x');
  expect(alone.sealer.derive('cursor')).toEqual(derived);
  await expect(open(second)).rejects.toThrow('this database is sealed under the key');
});

test('a new key seals when every process has had time to learn it, those with the earlier master key too', async () => {
  const old = await open(first);
  const rotated = await open(second, first);
  const { activeInMs } = await renew(second, first);
  expect(activeInMs).toBeGreaterThan(25_000);
  await Promise.all([old.reload(), rotated.reload()]);
  expect(rotated.activeId()).toBe(old.activeId());
  await lateEnough();
  await rotated.reload();
  expect(rotated.activeId()).not.toBe(old.activeId());
  expect(old.sealer.open(rotated.sealer.seal('x', 'here'), 'here').toString()).toBe('x');
  // Once the first master key is retired, a process that has it goes on with the keys that it knows.
  await retireMasterKeys(database.db.worker, masters(second));
  await expect(old.reload()).rejects.toThrow('is sealed under the key');
  expect(old.sealer.open(rotated.sealer.seal('x', 'here'), 'here').toString()).toBe('x');
});

test.each([
  ['a keyring', async () => void (await open(first))],
  ['rows from before the keyring', async () => void (await receiptSealedBy(first))],
])('a process with a key of its own beside %s is refused, and told what to set', async (_what, made) => {
  await made();
  const refused = await open(second).catch((error: unknown) => error);
  expect(String(refused)).toContain(
    `this database is sealed under the key ${keyName(keyId(first))}, and not under the key ${keyName(keyId(second))} from a test`,
  );
  expect(String(refused)).toContain('Every process on one database needs the same ENCRYPTION_KEY');
  expect(String(refused)).toContain('set ENCRYPTION_KEY_PREVIOUS to the one before');
  for (const key of [first, second])
    for (const form of ['hex', 'base64'] as const) expect(String(refused)).not.toContain(key.toString(form));
});

test('the last wrapping of a key is never removed', async () => {
  await open(first);
  await expect(retireMasterKeys(database.db.worker, masters(second))).rejects.toThrow(
    'the last wrapping of a key is never removed',
  );
  await expect(database.owner.query('truncate keyring')).rejects.toThrow();
});

async function receiptSealedBy(master: Buffer): Promise<Buffer> {
  const merchantId = randomUUID();
  const sealed = sealer(master).seal('x', 'here');
  const { worker } = database.db;
  await worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
    [merchantId],
  );
  await worker.query(
    `insert into webhook_receipt (merchant_id, id, account_id, provider, verdict, body_sealed, received_at)
     values ($1, $2, $2, 'MOBILEPAY', 'hint', $3, app_now())`,
    [merchantId, randomUUID(), sealed],
  );
  return sealed;
}
