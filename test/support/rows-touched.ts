import type pg from 'pg';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** Counts, in one session that keeps its plans, how many rows of tables the statements of some work read. */
export interface RowCounter {
  /** The work is done, and gets no rows back. */
  touchedBy(work: (pool: pg.Pool) => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** By what PostgreSQL says of itself (EXPLAIN ANALYZE). */
export async function countRows(pool: pg.Pool): Promise<RowCounter> {
  const client = await pool.connect();
  const prepared = new Map<string, string>();
  let touched = 0;
  const explained = async ({ text, values = [] }: pg.QueryConfig): Promise<unknown> => {
    const name = prepared.get(text) ?? `explained_${prepared.size}`;
    if (!prepared.has(text)) await client.query(`prepare ${name} as ${text}`);
    prepared.set(text, name);
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(
      `explain (analyze, format json, timing off) execute ${name}(${values.map(literal).join(', ')})`,
    );
    touched += rows.reduce((sum, { 'QUERY PLAN': [{ Plan: plan }] }) => sum + readBy(plan), 0);
    return { rows: [] };
  };
  return {
    async touchedBy(work) {
      touched = 0;
      await work({ query: explained } as unknown as pg.Pool);
      return touched;
    },
    async close() {
      await client.query('deallocate all');
      client.release();
    },
  };
}

function readBy(plan: Plan): number {
  const reads = plan['Relation Name'] !== undefined && plan['Node Type'] !== 'ModifyTable';
  const rows = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0);
  return (plan.Plans ?? []).reduce(
    (sum, each) => sum + readBy(each),
    reads ? Math.round(rows * plan['Actual Loops']) : 0,
  );
}

const literal = (value: unknown): string => (typeof value === 'number' ? String(value) : `'${String(value)}'`);
