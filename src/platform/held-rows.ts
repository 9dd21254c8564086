import type { Tx } from './db.ts';

/**
 * The rows that a transaction has locked, by table and id, as they now are: nobody else can change them until it ends, so none is read
 * twice. (An identity map.) Whoever writes one keeps it.
 */
const heldBy = new WeakMap<Tx, Map<string, unknown>>();

export interface HeldRows<Row> {
  get(id: string): Row | undefined;
  keep(id: string, row: Row): void;
  drop(id: string): void;
  find(holds: (row: Row) => boolean): Row | undefined;
}

/** What a transaction holds of a table. */
export function heldRows<Row>(tx: Tx, table: string): HeldRows<Row> {
  const tables = heldBy.get(tx) ?? new Map<string, unknown>();
  heldBy.set(tx, tables);
  const rows = (tables.get(table) ?? new Map<string, Row>()) as Map<string, Row>;
  tables.set(table, rows);
  return {
    get: (id) => rows.get(id),
    keep: (id, row) => void rows.set(id, row),
    drop: (id) => void rows.delete(id),
    find: (holds) => [...rows.values()].find(holds),
  };
}

const names = new Map<string, string>();

/** A row as SQL gives it, under the names of the Prisma schema: the two differ by snake and camel case alone. */
export function asModel<Row>(row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [nameOf(column), value])) as Row;
}

function nameOf(column: string): string {
  const known = names.get(column) ?? column.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  names.set(column, known);
  return known;
}
