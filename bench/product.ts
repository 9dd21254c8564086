import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { systemClock } from '../src/clock.ts';
import { openDb } from '../src/db.ts';
import { issueApiKey, scopes } from '../src/keys.ts';
import { createLogger } from '../src/log.ts';
import { startPostgres } from '../src/postgres.ts';

/** The product as it is shipped, in a process of its own, on data of its own. */
export interface Product {
  readonly origin: string;
  readonly sandboxUrl: string;
  /** Each key has a bucket of points to spend. The load comes from so many clients that none runs out. */
  readonly apiKeys: readonly string[];
  /** The same database, for reference figures and for checks. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const startWithinMs = 20_000;
const stopWithinMs = 10_000;

export async function startProduct(keyCount: number): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse().splice(0)) await stop();
  };
  try {
    const postgres = await startPostgres({ dataDir, log: createLogger('warn') });
    stops.push(() => postgres.stop());
    const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
      env: { DATABASE_URL: postgres.url, DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0', LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stops.push(() => stopProcess(child));
    const printed = await readStart(child);
    const pool = new pg.Pool({ connectionString: postgres.url, max: 16 });
    pool.on('error', () => {});
    stops.push(() => pool.end());
    return {
      origin: new URL(printed.GraphQL).origin,
      sandboxUrl: printed.Sandbox,
      apiKeys: await issueKeys(postgres.url, keyCount),
      pool,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What `npm start` prints: GraphQL, Sandbox, API key. */
async function readStart(child: ChildProcess): Promise<{ readonly GraphQL: string; readonly Sandbox: string }> {
  if (!child.stdout) throw new Error('the product has no output');
  const printed: Record<string, string> = {};
  const late = setTimeout(() => child.kill('SIGKILL'), startWithinMs);
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(GraphQL|Sandbox|API key)\s+(\S+)$/.exec(line) ?? [];
    if (name && value) printed[name] = value;
    if (printed['API key']) break;
  }
  clearTimeout(late);
  const { GraphQL, Sandbox } = printed;
  if (!GraphQL || !Sandbox) throw new Error('the product did not start');
  return { GraphQL, Sandbox };
}

async function issueKeys(url: string, count: number): Promise<readonly string[]> {
  const db = openDb({ url, onError: () => {} });
  try {
    const { rows } = await db.worker.query<{ id: string }>(`select id from merchant where environment = 'SANDBOX'`);
    const merchantId = rows[0]?.id ?? '';
    const key = { merchantId, environment: 'SANDBOX', name: 'bench', scopes } as const;
    const issued = Array.from({ length: count }, () => issueApiKey(db, systemClock(), key));
    return (await Promise.all(issued)).map(({ secret }) => secret);
  } finally {
    await db.close();
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(late);
}
