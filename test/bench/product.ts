import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { createLogger } from '../../src/platform/log.ts';
import { startPostgres } from '../../src/platform/postgres/postgres.ts';

/** The product as it is shipped, in a process of its own, on data of its own. */
export interface Product {
  readonly origin: string;
  readonly sandboxUrl: string;
  readonly apiKey: string;
  /** The same database, for reference figures and for checks. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const startWithinMs = 20_000;
const stopWithinMs = 10_000;
const settings = {
  PORT: '0',
  SANDBOX_PORT: '0',
  LOG_LEVEL: 'warn',
  // One key carries the load of a thousand clients.
  RATE_LIMIT_POINTS: '9999999',
  RATE_LIMIT_PER_SECOND: '9999999',
};

export async function startProduct(): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse().splice(0)) await stop();
  };
  try {
    const postgres = await startPostgres({ dataDir, log: createLogger('warn') });
    stops.push(() => postgres.stop());
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
      env: { ...settings, DATABASE_URL: postgres.url, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stops.push(() => stopProcess(child));
    const { GraphQL, Sandbox, 'API key': apiKey } = await readStart(child);
    const pool = new pg.Pool({ connectionString: postgres.superuserUrl, max: 16 });
    pool.on('error', () => {});
    stops.push(() => pool.end());
    return {
      origin: new URL(GraphQL).origin,
      sandboxUrl: Sandbox,
      apiKey,
      pool,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What `npm start` prints. */
interface Printed {
  readonly GraphQL: string;
  readonly Sandbox: string;
  readonly 'API key': string;
}

async function readStart(child: ChildProcess): Promise<Printed> {
  if (!child.stdout) throw new Error('the product has no output');
  const printed: Partial<Record<string, string>> = {};
  const late = setTimeout(() => child.kill('SIGKILL'), startWithinMs);
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(GraphQL|Sandbox|API key)\s+(\S+)$/.exec(line) ?? [];
    if (name && value) printed[name] = value;
    if (printed['API key']) break;
  }
  clearTimeout(late);
  const { GraphQL, Sandbox, 'API key': apiKey } = printed;
  if (!GraphQL || !Sandbox || !apiKey) throw new Error('the product did not start');
  return { GraphQL, Sandbox, 'API key': apiKey };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(late);
}
