import { type CompiledQuery, type Insertable, sql, type Updateable } from 'kysely';
import type { Prisma } from '../generated/prisma/client.ts';
import { type Tables, writer } from './sql.ts';

/**
 * Writes of one transaction that are sent together, as one statement with a part for each table: before the next thing that the transaction
 * reads or writes itself, and before it commits. Only what nothing depends on until then may be put off so. Measured on a capture: 30
 * statements became 19.
 */
interface Batch {
  /** The transaction itself: what goes through it does not send the batch. */
  readonly direct: Tx;
  readonly inserts: Map<keyof Tables, object[]>;
  readonly updates: Map<string, Update>;
}
type Tx = Prisma.TransactionClient;

interface Update {
  readonly table: keyof Tables;
  readonly where: Readonly<Record<string, string>>;
  readonly set: object;
}
const batches = new WeakMap<Tx, Batch>();

/** The transaction as its work sees it: whatever it sends goes after what was put off. */
export function batching(direct: Tx): Tx {
  const batch: Batch = { direct, inserts: new Map(), updates: new Map() };
  const inOrder =
    (call: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) =>
      isEmpty(batch) ? call(...args) : sendBatch(batch).then(() => call(...args));
  const models = new Map<string | symbol, unknown>();
  const model = (of: object): unknown =>
    new Proxy(of, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? inOrder(value.bind(target) as () => unknown) : value;
      },
    });
  const tx = new Proxy(direct, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value === 'function') return inOrder(value.bind(target) as () => unknown);
      if (typeof value !== 'object' || value === null) return value;
      const known = models.get(name) ?? model(value);
      models.set(name, known);
      return known;
    },
  });
  batches.set(tx, batch);
  return tx;
}

/** The same transaction for a statement that has nothing to do with what is put off. */
export function besideBatch(tx: Tx): Tx {
  return batches.get(tx)?.direct ?? tx;
}

/** Puts rows off to be inserted, after those of the same table that were put off before. JSON is given as text. */
export function insertLater<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
): void {
  const { inserts } = batchOf(tx);
  inserts.set(table, [...(inserts.get(table) ?? []), ...(rows as readonly object[])]);
}

/** Puts off what a row is to be changed to. One that is to be changed twice is sent in between: a statement changes a row only once. */
export async function updateLater<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  where: Readonly<Record<string, string>>,
  set: Updateable<Tables[Table]>,
): Promise<void> {
  const batch = batchOf(tx);
  const row = `${table} ${Object.values(where).join(' ')}`;
  if (batch.updates.has(row) || batch.inserts.has(table)) await sendBatch(batch);
  batch.updates.set(row, { table, where, set });
}

/** Sends what was put off. */
export async function flush(tx: Tx): Promise<void> {
  const batch = batchOf(tx);
  if (!isEmpty(batch)) await sendBatch(batch);
}

function batchOf(tx: Tx): Batch {
  const batch = batches.get(tx);
  if (!batch) throw new Error('this transaction puts nothing off');
  return batch;
}

const isEmpty = ({ inserts, updates }: Batch): boolean => inserts.size === 0 && updates.size === 0;

async function sendBatch(batch: Batch): Promise<void> {
  const { sql: text, parameters } = statementOf(batch);
  batch.inserts.clear();
  batch.updates.clear();
  await batch.direct.$executeRawUnsafe(text, ...parameters);
}

function statementOf({ inserts, updates }: Batch): CompiledQuery {
  const parts = [
    ...[...inserts].map(([table, rows]) => writer.insertInto(table).values(rows as never)),
    ...[...updates.values()].map(({ table, where, set }) => {
      const keys = Object.entries(where).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
      return writer
        .updateTable(table)
        .set(set as never)
        .where(sql<boolean>`${sql.join(keys, sql` and `)}`);
    }),
  ];
  const named = parts.map((part, place) => sql`${sql.raw(`written_${place}`)} as (${part})`);
  return sql`with ${sql.join(named)} select 1`.compile(writer);
}
