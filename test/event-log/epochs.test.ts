import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCursors } from '../../src/event-log/cursor.ts';
import { openEpochs } from '../../src/event-log/epochs.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { copyTestDatabase, type OpenedDatabase, openTestDatabase, type TestDatabase } from '../support/database.ts';

/** A copy of a database is another one, as what is restored from a backup is. */
const merchant = randomUUID();
const secret = new Uint8Array(32).fill(7);
const now = new Date('2026-12-01T12:00:00Z');
let opened: OpenedDatabase;
const copies: { database: TestDatabase; db: Db }[] = [];
beforeAll(async () => {
  // Sequences by hand, of events that tell nothing.
  opened = await openTestDatabase({ breaks: ['I3', 'I4', 'I12'] });
});
afterAll(async () => {
  // Each but the last was closed to be copied.
  await copies.at(-1)?.db.close();
  for (const { database } of copies) await database.drop();
  await opened.database.drop();
});

/** By hand, as the superuser: nobody else may. */
const numbered = async ({ superuserUrl }: TestDatabase, count: number): Promise<void> => {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, change, cause, occurred_at, recorded_at)
     select $1, gen_random_uuid(), 'WEBHOOK_ENDPOINT_DISABLED', 'whe', gen_random_uuid(), 1, '{}', '{}', now(), now() from generate_series(1, $2::int)`,
    [merchant, count],
  );
  await client.query(
    `insert into event_log (merchant_id, sequence, event_id, hash, previous_hash)
     select $1, coalesce((select max(sequence) from event_log where merchant_id = $1), 0) + row_number() over (), id,
       sha256(id::text::bytea), sha256(id::text::bytea)
     from event e where not exists (select from event_log l where (l.merchant_id, l.event_id) = (e.merchant_id, e.id))`,
    [merchant],
  );
  await client.query('delete from event_staged');
  await client.end();
};
const cursorsOf = async (db: Db, began?: (before: Date) => void) =>
  createCursors(secret, await openEpochs(db, now, began));
/** Nobody may be connected to what is copied. */
async function restore(): Promise<Db> {
  const [database, { db }] = [copies.at(-1)?.database ?? opened.database, { db: copies.at(-1)?.db ?? opened.db }];
  await db.close();
  const copy = await copyTestDatabase(database);
  const made = openDb({ url: copy.url, onError: () => undefined });
  copies.push({ database: copy, db: made });
  return made;
}

it('tells a cursor of the log before a restore from one that is still good', async () => {
  await opened.owner.end();
  const first = await cursorsOf(opened.db);
  expect(await first.lastRestore(merchant)).toBeNull();
  await numbered(opened.database, 10);
  const good = first.forEvent(merchant, 10n);
  // Told of after the backup, and lost with it.
  const lost = first.forEvent(merchant, 12n);
  expect(await first.eventPlace(merchant, lost, 10n)).toEqual({ kind: 'lost', keptThrough: good });

  const began: Date[] = [];
  const restored = await restore();
  const second = await cursorsOf(restored, (before) => began.push(before));
  expect(began).toEqual([now]);
  expect(await second.lastRestore(merchant)).toEqual({ at: now, keptThrough: 10n });
  await numbered(copies.at(-1)?.database ?? opened.database, 5);
  expect(await second.eventPlace(merchant, good, 15n)).toEqual({ kind: 'kept', sequence: 10n });
  // The log has grown past it meanwhile, with other events.
  expect(await second.eventPlace(merchant, lost, 15n)).toEqual({
    kind: 'lost',
    keptThrough: second.forEvent(merchant, 10n),
  });
  expect(await second.eventPlace(merchant, second.forEvent(merchant, 12n), 15n)).toEqual({
    kind: 'kept',
    sequence: 12n,
  });
  // Who knows nothing of the merchant's log at the restore kept nothing of it.
  expect(await second.lastRestore(randomUUID())).toEqual({ at: now, keptThrough: 0n });
});

it('keeps its epoch as long as the database stays the same', async () => {
  const { db } = copies.at(-1) ?? opened;
  const began: Date[] = [];
  const [one, two] = [await openEpochs(db, now, (before) => began.push(before)), await openEpochs(db, now)];
  expect(two.current()).toBe(one.current());
  expect(began).toEqual([]);
});

it('notices a restore that its process lives across, and no other change', async () => {
  const world = {
    worker: copies.at(-1)?.db.worker ?? opened.db.worker,
    sequencer: copies.at(-1)?.db.sequencer ?? opened.db.sequencer,
  };
  const began: Date[] = [];
  const epochs = await openEpochs(world, now, (before) => began.push(before));
  const tag = epochs.current();
  await epochs.refresh(now);
  expect([epochs.current(), began]).toEqual([tag, []]);
  const { worker, sequencer } = await restore();
  Object.assign(world, { worker, sequencer });
  await epochs.refresh(now);
  expect(epochs.current()).not.toBe(tag);
  expect(began).toEqual([now]);
});

it('takes no place from an epoch that the restored database knows nothing of', async () => {
  const { db } = copies.at(-1) ?? opened;
  const elsewhere = createCursors(secret, { ...(await openEpochs(db, now)), current: () => 42 });
  const cursors = await cursorsOf(db);
  expect(await cursors.eventPlace(merchant, elsewhere.forEvent(merchant, 1n), 15n)).toEqual({
    kind: 'lost',
    keptThrough: null,
  });
});

it('takes cursors from before there were epochs for ones of the first', async () => {
  const { db } = copies.at(-1) ?? opened;
  const epochs = await openEpochs(db, now);
  expect(await epochs.keptThrough(merchant, 'first')).toBe(10n);
});
