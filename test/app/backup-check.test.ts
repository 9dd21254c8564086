import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BackupFinding, checkBackup } from '../../src/app/backup-check.ts';
import { type MasterKeys, openKeyring } from '../../src/platform/keyring.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

let opened: OpenedDatabase;
const masters: MasterKeys = { current: randomBytes(32), previous: [], from: 'ENCRYPTION_KEY' };
beforeAll(async () => {
  // An account that nothing opens, and a row of a merchant that is not there.
  opened = await openTestDatabase({ breaks: ['I8', 'I10'] });
  await openKeyring(opened.db.worker, masters);
});
afterAll(() => opened.close());

const check = async (given: MasterKeys = masters): Promise<Partial<Record<BackupFinding['about'], BackupFinding>>> => {
  const findings = await checkBackup({
    db: opened.db,
    databaseUrl: opened.database.url,
    masters: given,
    publicUrl: 'https://pay.example.com',
  });
  return Object.fromEntries(findings.map((finding) => [finding.about, finding]));
};

it('finds nothing bad in one that is whole, with its keys', async () => {
  const found = await check();
  expect(Object.values(found).filter(({ outcome }) => outcome === 'bad')).toEqual([]);
  expect([found.migrations?.outcome, found.keyring?.outcome, found.audit?.outcome]).toEqual(['good', 'good', 'good']);
});

it('says that the keys are of another time, and what to set', async () => {
  const { keyring, audit } = await check({ ...masters, current: randomBytes(32) });
  expect(keyring).toMatchObject({ outcome: 'bad', mend: expect.stringContaining('ENCRYPTION_KEY') });
  expect(audit).toBeUndefined();
});

it('names a migration that this program does not know', async () => {
  await opened.owner.query(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at, started_at, applied_steps_count) values ('later', 'x', '29991231000000_later', now(), now(), 1)`,
  );
  const { migrations } = await check();
  await opened.owner.query(`delete from _prisma_migrations where id = 'later'`);
  expect(migrations).toMatchObject({ outcome: 'bad', says: expect.stringContaining('29991231000000_later') });
});

it('counts the accounts whose settings no key opens, and names where providers call', async () => {
  await opened.owner.query('begin');
  await opened.owner.query(
    `insert into merchant (id, name, environment, created_at) values (gen_random_uuid(), 'Shop', 'LIVE', now())`,
  );
  await opened.owner.query(
    `insert into provider_account (merchant_id, id, provider, path_segment, callback_url, settings_sealed, created_at)
     select id, gen_random_uuid(), 'GOCARDLESS', 'segment-of-this-account', 'https://old.example.com/webhooks/gocardless/segment', '\\x00', now() from merchant`,
  );
  await opened.owner.query('commit');
  const { credentials, address } = await check();
  expect(credentials).toMatchObject({ outcome: 'bad', says: expect.stringContaining('1 of 1') });
  expect(address).toMatchObject({ outcome: 'note', says: expect.stringContaining('https://old.example.com') });
});
