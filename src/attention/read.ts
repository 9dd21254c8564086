import type pg from 'pg';
import type { Db } from '../platform/db.ts';
import { type AttentionKind, attentionKindNames } from './kinds.ts';
import {
  type AttentionGroup,
  type AttentionItem,
  type AttentionPlace,
  type GroupRow,
  groupsStatement,
  type ItemRow,
  itemsMax,
  itemsStatement,
  toGroup,
  toItem,
} from './statements.ts';

const withinMs = 5_000;

/** What needs attention, of all merchants, kind by kind; nothing where nothing does. Throws when the database does not say so in time. */
export async function readAttention({ worker }: Pick<Db, 'worker'>): Promise<readonly AttentionGroup[]> {
  const rows = await readWithin(worker, (client) => client.query<GroupRow>(groupsStatement(attentionKindNames)));
  return rows.map(toGroup);
}

/** One page of what is behind a group, the most urgent first: `limit` of them after a place, of one merchant or of all. */
export async function listAttention(
  { worker }: Pick<Db, 'worker'>,
  kind: AttentionKind,
  { after = null, limit, merchantId = null }: ListInput,
): Promise<readonly AttentionItem[]> {
  const rows = await readWithin(worker, (client) =>
    client.query<ItemRow>(itemsStatement(kind), [
      merchantId,
      after && new Date(after.atMs),
      after?.id ?? null,
      Math.min(limit, itemsMax),
    ]),
  );
  return rows.map((row) => toItem(kind, row));
}
export interface ListInput {
  readonly after?: AttentionPlace | null;
  readonly limit: number;
  /** A uuid. */
  readonly merchantId?: string | null;
}

/** Reads in one read-only transaction that the database ends when it takes too long: a person looks again, and nothing is held up. */
async function readWithin<Row extends pg.QueryResultRow>(
  worker: pg.Pool,
  read: (client: pg.PoolClient) => Promise<pg.QueryResult<Row>>,
): Promise<readonly Row[]> {
  const client = await worker.connect();
  let failed = true;
  try {
    await client.query(`begin read only; set local statement_timeout = '${withinMs}ms'`);
    const { rows } = await read(client);
    await client.query('commit');
    failed = false;
    return rows;
  } finally {
    client.release(failed);
  }
}
