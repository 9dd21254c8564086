import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import {
  byId,
  type KeysById,
  keyId,
  keyName,
  masterKeyBytes,
  type Sealer,
  sealedUnder,
  sealer,
  sealerOf,
} from './crypto.ts';

/**
 * The keys that rows are sealed under, and the root of those that are derived, for instance for cursors. They are random, and kept in the
 * database wrapped under the master key (ENCRYPTION_KEY): a rotation of the master key wraps them anew and changes none of them, so whatever
 * was made with them stays good.
 */
export interface Keyring {
  /** Seals under the active key, and follows when another becomes so. */
  readonly sealer: Sealer;
  /** The id of the key that is sealed under now. */
  activeId(): number;
  /** Whether that key was made for an earlier master key: whoever knows that one may know this. */
  outlived(): boolean;
  /** Reads the keys again: another process may have added one. Where our master key opens them no more, those that are known stay. */
  reload(): Promise<void>;
}

/** The master keys that the process was given. */
export interface MasterKeys {
  readonly current: Uint8Array;
  /** Earlier ones, whose databases are carried over to the current one. */
  readonly previous: readonly Uint8Array[];
  /** Where the current one comes from, in the words of a refusal. */
  readonly from: string;
}

/** The database is sealed under another master key than those that were given. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
}

type Purpose = 'seal' | 'derive';
interface KeyringRow {
  readonly purpose: Purpose;
  readonly key_id: string;
  readonly master_id: string;
  readonly wrapped: Buffer;
  readonly made_under: string;
  /** Whether the time has come from which it is sealed under. */
  readonly active: boolean;
}
interface HeldKey {
  readonly purpose: Purpose;
  readonly id: number;
  readonly key: Buffer;
  readonly madeUnder: number;
  readonly active: boolean;
}

const lockKey = 7_204_120;
/** Every process has read the keyring again by the time a new key begins to seal; and no transaction lasts so long. */
export const keyringReloadMs = 10_000;
const activeAfterMs = 30_000;

/** Opens the keyring with the master keys. Makes it on the first start, and wraps it under a new master key on the first start with that. */
export async function openKeyring(worker: pg.Pool, masters: MasterKeys): Promise<Keyring> {
  const ring = await underLock(worker, async (client) => {
    const rows = await readRows(client);
    if (rows.length === 0) await found(client, masters);
    else await wrapUnderCurrent(client, masters, rows);
    return openAll(await readRows(client), masters);
  });
  let keys = toKeys(ring);
  let madeUnder = activeOf(ring).madeUnder;
  return {
    sealer: sealerOf(() => keys),
    activeId: () => keyId(keys.active),
    outlived: () => madeUnder !== keyId(masters.current),
    async reload() {
      const held = openAll(await readRows(worker), masters);
      keys = toKeys(held);
      madeUnder = activeOf(held).madeUnder;
    },
  };
}

/** Adds a key to seal under where the present one was made for another master key. It becomes active when every process has had time to learn it. */
export async function renewSealingKey(
  worker: pg.Pool,
  masters: MasterKeys,
): Promise<{ readonly renewed: boolean; readonly activeInMs: number }> {
  return underLock(worker, async (client) => {
    const rows = await readRows(client);
    const newest = openAll(rows, masters)
      .filter(({ purpose }) => purpose === 'seal')
      .at(-1);
    const renewed = newest?.madeUnder !== keyId(masters.current);
    if (renewed) {
      // Also under the earlier master keys that are still in use, so that a process which runs with one of them learns it.
      const used = new Set(rows.map(({ master_id }) => Number(master_id)));
      const wrapping = [masters.current, ...masters.previous.filter((master) => used.has(keyId(master)))];
      await insertKey(client, 'seal', randomBytes(masterKeyBytes), wrapping, keyId(masters.current), activeAfterMs);
    }
    const { rows: waits } = await client.query<{ ms: string }>(
      `select greatest(0, ceil(extract(epoch from max(active_from) - clock_timestamp()) * 1000)) as ms from keyring`,
    );
    return { renewed, activeInMs: Number(waits[0]?.ms ?? 0) };
  });
}

/** Ends the need for every master key but the current one, which opens all there is. Answers the names of those that open nothing more. */
export async function retireMasterKeys(worker: pg.Pool, { current }: MasterKeys): Promise<readonly string[]> {
  return underLock(worker, async (client) => {
    const { rows } = await client.query<{ master_id: string }>(
      'delete from keyring where master_id <> $1 returning master_id',
      [keyId(current)],
    );
    return [...new Set(rows.map(({ master_id }) => keyName(Number(master_id))))];
  });
}

async function underLock<T>(worker: pg.Pool, task: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await worker.connect();
  let failed = true;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    const result = await task(client);
    await client.query('commit');
    failed = false;
    return result;
  } finally {
    // A connection that is thrown away takes its transaction with it.
    client.release(failed);
  }
}

async function readRows(client: Pick<pg.PoolClient, 'query'>): Promise<readonly KeyringRow[]> {
  const { rows } = await client.query<KeyringRow>(
    `select purpose, key_id, master_id, wrapped, made_under, active_from <= clock_timestamp() as active from keyring
      order by active_from, created_at, key_id`,
  );
  return rows;
}

/**
 * The first keys. An empty database gets random ones. One that was sealed under the master key itself, before there was a keyring, goes on
 * with that key as its first: rows open, and what was derived from it (fingerprints, cursors, the key that signs the log) stays.
 */
async function found(client: pg.PoolClient, masters: MasterKeys): Promise<void> {
  const given = [masters.current, ...masters.previous];
  const { rows } = await client.query<{ used: boolean }>('select exists (select from merchant) as used');
  const sealedBy = await sealedWithoutKeyring(client);
  const first = sealedBy.size === 0 ? masters.current : given.find((master) => sealedBy.has(keyId(master)));
  if (!first) throw new KeyringError(otherKey([...sealedBy], masters));
  if (!rows[0]?.used && sealedBy.size === 0) {
    for (const purpose of ['seal', 'derive'] as const)
      await insertKey(client, purpose, randomBytes(masterKeyBytes), [first], keyId(first));
    return;
  }
  await insertKey(client, 'derive', first, given, keyId(first));
  await insertKey(client, 'seal', first, given, keyId(first));
  // Older than the first: they only open.
  for (const master of given.filter((other) => other !== first))
    await insertKey(client, 'seal', master, given, keyId(master), -1_000);
}

/** Ids of the keys that rows are under, in what every installation has. */
async function sealedWithoutKeyring(client: pg.PoolClient): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<{ sealed: Buffer }>(
    `select settings_sealed as sealed from provider_account
     union all select secrets_sealed from webhook_endpoint
     union all (select input_sealed from operation where person_id is null order by requested_at desc limit 100)
     union all (select body_sealed from webhook_receipt order by received_at desc limit 10)`,
  );
  return new Set(rows.map(({ sealed }) => sealedUnder(sealed)).filter((id) => id !== null));
}

async function wrapUnderCurrent(
  client: pg.PoolClient,
  masters: MasterKeys,
  rows: readonly KeyringRow[],
): Promise<void> {
  const currentId = keyId(masters.current);
  for (const held of openAll(rows, masters))
    if (!rows.some((row) => sameKey(row, held) && Number(row.master_id) === currentId))
      await client.query(
        `insert into keyring (purpose, key_id, master_id, wrapped, made_under, active_from)
         select purpose, key_id, $3, $4, made_under, active_from from keyring where purpose = $1 and key_id = $2 limit 1`,
        [held.purpose, held.id, currentId, wrap(masters.current, held)],
      );
}

async function insertKey(
  client: pg.PoolClient,
  purpose: Purpose,
  key: Uint8Array,
  wrapping: readonly Uint8Array[],
  madeUnder: number,
  activeInMs = 0,
): Promise<void> {
  const id = keyId(key);
  for (const master of new Map(wrapping.map((one) => [keyId(one), one])).values())
    await client.query(
      `insert into keyring (purpose, key_id, master_id, wrapped, made_under, active_from)
       values ($1, $2, $3, $4, $5, date_trunc('milliseconds', now()) + $6 * interval '1 millisecond')`,
      [purpose, id, keyId(master), wrap(master, { purpose, id, key }), madeUnder, activeInMs],
    );
}

/** Every key, oldest first, each opened by any of the master keys. */
function openAll(rows: readonly KeyringRow[], masters: MasterKeys): readonly HeldKey[] {
  const given = new Map([...masters.previous, masters.current].map((master) => [keyId(master), master]));
  const opened = new Map<string, HeldKey>();
  for (const row of rows) {
    const master = given.get(Number(row.master_id));
    const name = `${row.purpose} ${row.key_id}`;
    if (!master || opened.has(name)) continue;
    const id = Number(row.key_id);
    const key = sealer(master).open(row.wrapped, wrapContext(row.purpose, id));
    opened.set(name, { purpose: row.purpose, id, key, madeUnder: Number(row.made_under), active: row.active });
  }
  if (rows.some((row) => !opened.has(`${row.purpose} ${row.key_id}`)))
    throw new KeyringError(
      otherKey(
        rows.map(({ master_id }) => Number(master_id)),
        masters,
      ),
    );
  return [...opened.values()];
}

function toKeys(held: readonly HeldKey[]): KeysById {
  const root = held.find(({ purpose }) => purpose === 'derive');
  if (!root) throw new KeyringError('the table keyring has no key to derive from: restore it from a backup');
  const sealing = held.filter(({ purpose }) => purpose === 'seal').map(({ key }) => key);
  return byId({ active: activeOf(held).key, others: sealing, root: root.key });
}

/** The newest key whose time has come. */
function activeOf(held: readonly HeldKey[]): HeldKey {
  const active = held.filter(({ purpose, active }) => purpose === 'seal' && active).at(-1);
  if (!active) throw new KeyringError('the table keyring has no key to seal with: restore it from a backup');
  return active;
}

const sameKey = (row: KeyringRow, { purpose, id }: HeldKey): boolean =>
  row.purpose === purpose && Number(row.key_id) === id;
const wrapContext = (purpose: Purpose, id: number): string => `keyring.${purpose}:${id}`;
const wrap = (master: Uint8Array, { purpose, id, key }: Pick<HeldKey, 'purpose' | 'id'> & { key: Uint8Array }) =>
  sealer(master).seal(key, wrapContext(purpose, id));

function otherKey(ids: readonly number[], { current, previous, from }: MasterKeys): string {
  const names = (list: readonly number[]): string => [...new Set(list)].map(keyName).join(', ');
  const given = previous.length === 0 ? '' : ` (and the previous ${names(previous.map(keyId))})`;
  return `this database is sealed under the key ${names(ids)}, and not under the key ${keyName(keyId(current))}${given} from ${from}.
  Every process on one database needs the same ENCRYPTION_KEY: set it to that of the process which was here first (of one without it, what stands in the encryption.key of its DATA_DIR).
  If the key was changed, set ENCRYPTION_KEY_PREVIOUS to the one before.`;
}
