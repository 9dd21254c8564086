import type pg from 'pg';

/** The invariants of the product, by the names under which they are known. */
export type InvariantId = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12';

export interface Breach {
  /** The row: its table and what names it there. Never a value that somebody may have wanted kept. */
  readonly row: string;
  readonly problem: string;
}

/** What the checks look at. */
export interface AuditContext {
  /** In a read-only transaction that sees every merchant, all of it at one moment. */
  readonly client: pg.Client;
  /** Where the simulators keep their books; null where no provider's book can be read. */
  readonly sandboxUrl: string | null;
  /** Texts that were planted where they have business, to be found nowhere else. */
  readonly canaries: readonly string[];
  /** Files of logs, traces and metrics in which no canary may stand. */
  readonly files: readonly string[];
}

/** Why a check could not be made here, in a sentence. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

export interface Check {
  readonly id: InvariantId;
  /** What must hold. */
  readonly sentence: string;
  /** Every breach, as it is found. Throws NotChecked where there is nothing to judge by. */
  look(context: AuditContext): AsyncIterable<Breach>;
}

const fetchedAtOnce = 500;

/** The rows of a query, a batch at a time: a large table never stands in memory. */
export async function* stream<Row>(
  { client }: Pick<AuditContext, 'client'>,
  sql: string,
  parameters: readonly unknown[] = [],
): AsyncGenerator<Row, void, void> {
  await client.query(`declare audited no scroll cursor for ${sql}`, [...parameters]);
  try {
    for (;;) {
      const { rows } = await client.query(`fetch ${fetchedAtOnce} from audited`);
      yield* rows as Row[];
      if (rows.length < fetchedAtOnce) return;
    }
  } finally {
    await client.query('close audited').catch(() => undefined);
  }
}

/** A check by queries alone: each gives the rows that break it, as `row` and `problem`. */
export function bySql(...queries: readonly string[]): Check['look'] {
  return async function* look(context) {
    for (const sql of queries) yield* stream<Breach>(context, sql);
  };
}
