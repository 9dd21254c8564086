import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { keyName, type Sealer } from '../platform/crypto.ts';
import type { Db } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { type MasterKeys, openKeyring, renewSealingKey, retireMasterKeys } from '../platform/keyring.ts';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';

/** How many values of a column are sealed under a key. */
export interface SealedCount {
  readonly table: string;
  readonly column: string;
  /** Null for a value that is none. */
  readonly key: string | null;
  readonly values: number;
}

/** Which keys everything is sealed under. */
export interface SealedState {
  /** The key that is sealed under now. */
  readonly active: string;
  /** Whether it was made for an earlier ENCRYPTION_KEY. */
  readonly outlived: boolean;
  readonly counts: readonly SealedCount[];
  /** Values under another key. */
  readonly left: number;
}

/** What came of sealing anew. */
export interface Resealed extends SealedState {
  /** Values that no key opens, by table, column and row. They are left as they are. */
  readonly unreadable: readonly string[];
  /** Earlier master keys that open nothing more. */
  readonly retired: readonly string[];
}

export interface ResealDeps {
  readonly db: Db;
  readonly masters: MasterKeys;
  /** Told after each step, in words. */
  progress(line: string): void;
  /** Waits until every process has learnt a new key. */
  wait?(ms: number): Promise<void>;
}

/** Which keys everything is sealed under, and how much is left to be sealed anew. Changes no value. */
export async function sealedState({ db, masters }: Pick<ResealDeps, 'db' | 'masters'>): Promise<SealedState> {
  const ring = await openKeyring(db.worker, masters);
  const client = await db.connect();
  try {
    const active = keyName(ring.activeId());
    const counts: SealedCount[] = [];
    for (const column of sealedColumns) counts.push(...(await countsOf(client, column)));
    const left = counts.reduce((sum, { key, values }) => sum + (key === active ? 0 : values), 0);
    return { active, outlived: ring.outlived(), counts, left };
  } finally {
    await client.end();
  }
}

/**
 * Ends the need for earlier master keys: a fresh key for the present one, everything sealed anew under it, batch by batch, beside processes
 * that are at work. A value is open under one key or the other at any time, so whoever is killed at it goes on by being started again.
 */
export async function reseal(deps: ResealDeps): Promise<Resealed> {
  const { db, masters, progress } = deps;
  const ring = await openKeyring(db.worker, masters);
  const { renewed, activeInMs } = await renewSealingKey(db.worker, masters);
  await failpoint('reseal.afterRenewal');
  if (renewed) progress('made a new key');
  if (activeInMs > 0) {
    progress(`waiting ${Math.ceil(activeInMs / 1_000)} s, until every process has learnt the new key`);
    await (deps.wait ?? wait)(activeInMs);
  }
  await ring.reload();
  const unreadable: string[] = [];
  const client = await db.connect();
  try {
    for (const column of sealedColumns) {
      const { sealed, failed } = await resealColumn(client, ring.sealer, ring.activeId(), column, progress);
      unreadable.push(...failed);
      if (sealed > 0) progress(`${column.table}.${column.column}: ${sealed} sealed anew`);
    }
  } finally {
    await client.end();
  }
  const state = await sealedState(deps);
  // What no key opens is not helped by an earlier master key: the present one unwraps every key there is.
  const retired = state.left <= unreadable.length ? await retireMasterKeys(db.worker, masters) : [];
  return { ...state, unreadable, retired };
}

async function resealColumn(
  client: pg.Client,
  sealer: Sealer,
  activeId: number,
  column: SealedColumn,
  progress: ResealDeps['progress'],
): Promise<{ readonly sealed: number; readonly failed: readonly string[] }> {
  const failed: string[] = [];
  let sealed = 0;
  for (const merchantId of await merchantsOf(client, column)) {
    let after = { merchant_id: nil, id: nil };
    for (;;) {
      const rows = await outdated(client, column, merchantId, activeId, after);
      const last = rows.at(-1);
      if (!last) break;
      after = last;
      const fresh = rows.flatMap((row) => {
        const context = column.context(row.merchant_id, row.id);
        const text = opened(sealer, row.sealed, context);
        if (!text) failed.push(`${column.table}.${column.column} of ${row.merchant_id} ${row.id}`);
        return text ? [{ ...row, fresh: sealer.seal(text, context) }] : [];
      });
      sealed += await write(client, column, merchantId, fresh);
      await failpoint('reseal.afterBatch');
      if (rows.length === column.atOnce) progress(`${column.table}.${column.column}: ${sealed} so far`);
    }
  }
  return { sealed, failed };
}

interface SealedRow {
  readonly merchant_id: string;
  readonly id: string;
  readonly sealed: Buffer;
}
const nil = '00000000-0000-0000-0000-000000000000';
const under = (bytes: string): string => `substring(${bytes} from 2 for 4)`;
const present = ({ bytes, where }: SealedColumn): string => `${bytes} is not null and ${where ?? 'true'}`;

function opened(sealer: Sealer, sealed: Buffer, context: string): Buffer | null {
  try {
    return sealer.open(sealed, context);
  } catch {
    return null;
  }
}

/** Null stands for all merchants at once. */
async function merchantsOf(client: pg.Client, { byMerchant }: SealedColumn): Promise<readonly (string | null)[]> {
  if (!byMerchant) return [null];
  const { rows } = await client.query<{ id: string }>('select id from merchant order by id');
  return rows.map(({ id }) => id);
}

async function outdated(
  client: pg.Client,
  column: SealedColumn,
  merchantId: string | null,
  activeId: number,
  after: Pick<SealedRow, 'merchant_id' | 'id'>,
): Promise<readonly SealedRow[]> {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(activeId);
  return as(client, merchantId, async () => {
    const { rows } = await query<SealedRow>(
      client,
      `select t.merchant_id, t.id, ${column.bytes} as sealed from ${column.table} t
        where ${present(column)} and ${under(column.bytes)} <> $1 and (t.merchant_id, t.id) > ($2, $3)
        order by t.merchant_id, t.id limit $4`,
      [id, after.merchant_id, after.id, column.atOnce],
    );
    return rows;
  });
}

/** A value that has been written anew meanwhile is left: whoever wrote it used a key that is at least as new. */
async function write(
  client: pg.Client,
  { table, column, bytes, written }: SealedColumn,
  merchantId: string | null,
  rows: readonly (SealedRow & { readonly fresh: Buffer })[],
): Promise<number> {
  return as(client, merchantId, async () => {
    const { rowCount } = await client.query(
      `update ${table} t set ${column} = ${written} from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as u(merchant_id, id, was, fresh)
        where t.merchant_id = u.merchant_id and t.id = u.id and ${bytes} = u.was`,
      [
        rows.map(({ merchant_id }) => merchant_id),
        rows.map(({ id }) => id),
        rows.map(({ sealed }) => sealed),
        rows.map(({ fresh }) => fresh),
      ],
    );
    return rowCount ?? 0;
  });
}

async function countsOf(client: pg.Client, column: SealedColumn): Promise<readonly SealedCount[]> {
  const totals = new Map<string | null, number>();
  for (const merchantId of await merchantsOf(client, column)) {
    const { rows } = await as(client, merchantId, () =>
      query<{ key: string | null; values: string }>(
        client,
        `select encode(${under(column.bytes)}, 'hex') as key, count(*) as values from ${column.table} t where ${present(column)} group by 1`,
      ),
    );
    for (const { key, values } of rows) totals.set(key, (totals.get(key) ?? 0) + Number(values));
  }
  const { table, column: name } = column;
  return [...totals].map(([key, values]) => ({ table, column: name, key, values }));
}

/** A pass over a large table may take longer than a request is allowed to. */
const patientMs = 10 * 60_000;
async function query<Row extends pg.QueryResultRow>(client: pg.Client, text: string, values: readonly unknown[] = []) {
  return client.query<Row>({ text, values: [...values], query_timeout: patientMs } as pg.QueryConfig);
}

/** In one transaction; as the merchant's own role, where one is named. */
async function as<T>(client: pg.Client, merchantId: string | null, task: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`select set_config('statement_timeout', $1, true)`, [String(patientMs)]);
    if (merchantId !== null) {
      await client.query('set local role paygraph_app');
      await client.query(`select set_config('app.merchant', $1, true)`, [merchantId]);
    }
    const result = await task();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
