import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLogger } from '../../src/platform/log.ts';
import { startPostgres } from '../../src/platform/postgres/postgres.ts';

/** A program as it is started outside of this checkout: with these settings and no others. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

const readyWithinMs = 90_000;
const endsWithinMs = 40_000;

/** The settings of production mode, as `docs/production.md` names them; the database is one of a running PostgreSQL. */
export function productionSettings(databaseUrl: string, port: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PAYGRAPH_MODE: 'production',
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'https://pay.example.com',
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PORT: String(port),
    DRAIN_MS: '0',
    LOG_LEVEL: 'warn',
  };
}

/** Runs work beside a PostgreSQL with an empty database of its own, as a production has one elsewhere. */
export async function withEmptyDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-install-'));
  const server = await startPostgres({ dataDir, settings: { fsync: 'off' }, log: createLogger('warn') });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A port that is free just now, also for a program in a network of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}

/**
 * Starts the product in production mode, asks whether it is ready, is refused without a key, and ends it by SIGTERM. Throws where anything
 * of that is otherwise. `beside` does what else there is to be tried while it runs.
 */
export async function tryProduct(
  launch: Launch,
  settings: Readonly<Record<string, string>>,
  beside: () => Promise<void> = async () => undefined,
): Promise<void> {
  const child = start(launch, settings);
  const ended = once(child, 'exit');
  const words = collect(child);
  const giveUp = setTimeout(() => child.kill('SIGKILL'), readyWithinMs);
  try {
    const url = await announced(child);
    if (url === null) throw new Error('it ended before it was ready');
    const base = `http://127.0.0.1:${settings.PORT}`;
    await expectStatus(`${base}/readyz`, 200);
    await expectStatus(`${base}/graphql`, 401, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{__typename}"}',
    });
    await beside();
    clearTimeout(giveUp);
    const cut = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
    child.kill('SIGTERM');
    const [code, signal] = await ended;
    clearTimeout(cut);
    if (code !== 0) throw new Error(`expected SIGTERM to end it with 0; it ended with ${code ?? signal}`);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${launch.command} ${launch.args.join(' ')}: ${words().slice(-4_000)}`, { cause: error });
  } finally {
    clearTimeout(giveUp);
  }
}

/** Runs a program to its end; gives what it printed, and throws unless it ended with 0. */
export async function runToEnd(launch: Launch, env: Readonly<Record<string, string>>): Promise<string> {
  const child = start(launch, env);
  const words = collect(child);
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${launch.command} ${launch.args.join(' ')} ended with ${code}: ${words().slice(-4_000)}`);
  return words();
}

/** HOME is for npm, which keeps its settings and what it has fetched there. */
function start({ command, args, cwd }: Launch, env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '', HOME = '/' } = process.env;
  return spawn(command, args, {
    cwd,
    env: {
      PATH: PATH.split(':')
        .filter((folder) => !folder.includes('node_modules'))
        .join(':'),
      HOME,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return () => chunks.join('');
}

/** The address that it prints when it is ready; null when it ended before. */
async function announced(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^GraphQL\s+(\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  return null;
}

async function expectStatus(url: string, status: number, init?: RequestInit): Promise<void> {
  const reply = await fetch(url, init);
  if (reply.status !== status)
    throw new Error(`expected ${status} at ${url}; got ${reply.status}: ${await reply.text()}`);
}
