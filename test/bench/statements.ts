import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { BenchDatabase } from './database.ts';

/** What the server was asked for in a while. */
export interface Asked {
  readonly statements: number;
  readonly transactions: number;
}

/** By the server's own log, whoever asked and in whatever way. Whatever is at work besides is in it too. */
export async function statementsOf(
  { superuserUrl }: Pick<BenchDatabase, 'superuserUrl'>,
  work: () => Promise<void>,
): Promise<Asked> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const log = async (what: 'all' | 'none'): Promise<void> => {
    await client.query(`alter system set log_statement = '${what}'`);
    await client.query('select pg_reload_conf()');
    // Every session hears of it when it is next asked for something.
    await client.query('select pg_sleep(0.2)');
  };
  try {
    await log('all');
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    const read = (): string => readFileSync(join(rows[0]?.data_directory ?? '', 'paygraph.log'), 'utf8');
    const before = read().length;
    await work();
    const lines = read().slice(before).split('\n');
    const asked = lines.filter((line) => /LOG: {2}(?:statement|execute [^:]*): /.test(line));
    const ends = asked.filter((line) => /: (?:commit|rollback)\b/i.test(line));
    const begins = asked.filter((line) => /: (?:begin|start transaction)\b/i.test(line));
    return { statements: asked.length - ends.length - begins.length, transactions: begins.length };
  } finally {
    await log('none');
    await client.end();
  }
}
