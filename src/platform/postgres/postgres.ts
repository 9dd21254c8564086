import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { prepareLogin } from './login.ts';
import {
  addressOf,
  createCluster,
  freePort,
  isAlive,
  launchServer,
  readPassword,
  serverLog,
  servingLogin,
  superuser,
} from './server.ts';

export interface EmbeddedPostgres {
  /** Connects the login that serves, whom row-level security holds; listens on the loopback address only. */
  readonly url: string;
  /** Connects the superuser. */
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The cluster lies in `postgres` under this folder. */
  readonly dataDir: string;
  /** Any free port when left out. A server that was left running keeps the port it has. */
  readonly port?: number;
  /** Server settings on top of ours; the tests trade durability for speed here. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the server finds in its environment beside the little that we give it; the tests shift its clock by this. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log: Log;
}

// Recovery after a crash reads the write-ahead log, at most a few checkpoints' worth; longer means that something is broken.
const startTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;
const quitTimeoutMs = 2_000;
const lockTimeoutMs = 1_000;
const lookAgainMs = 500;
const lockKey = 7_204_118;

/**
 * Starts the embedded PostgreSQL, or takes over the one that a killed process left running in the same folder. Throws when
 * another living process is using it: the folder belongs to one process at a time.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  await mkdir(dataDir, { recursive: true });
  const cluster = join(await realpath(dataDir), 'postgres');
  if (!(await readPassword(cluster))) {
    log.info({ dataDir }, 'creating the embedded PostgreSQL cluster');
    await createCluster(cluster);
  }
  const password = (await readPassword(cluster)) ?? '';
  const reach = async () => {
    const found = await ensureRunning(cluster, options);
    const superuserUrl = addressOf(superuser, password, found.port);
    const revive = () => ensureAlive(cluster, { ...options, port: found.port });
    return { server: found, superuserUrl, lock: await takeLock(superuserUrl, dataDir, log, revive) };
  };
  const { server, superuserUrl, lock } = await untilAlive(reach);
  await prepareLogin(superuserUrl, password, log);
  log.info({ pid: server.pid, port: server.port }, 'embedded PostgreSQL is ready');
  // Whatever ends us that lets us say a word: it is asked to stop too, and does so by itself. After a SIGKILL the next start takes it over.
  const stopToo = (): void => void sendSignal(server.pid, 'SIGINT');
  process.once('exit', stopToo);
  return {
    url: addressOf(servingLogin, password, server.port),
    superuserUrl,
    async stop() {
      await lock.expectEnd();
      await stopServer(cluster, log);
      process.off('exit', stopToo);
      await lock.release();
    },
  };
}

/** The address of the embedded server that somebody is running over this folder, or null. It is theirs: nothing here stops it. */
export async function runningUrl(dataDir: string): Promise<string | null> {
  const cluster = join(dataDir, 'postgres');
  const password = await readPassword(cluster);
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  if (!password || !isAlive(Number(lines[0])) || lines[7]?.trim() !== 'ready') return null;
  return addressOf(servingLogin, password, Number(lines[3]));
}

/** Whether the folder has an embedded database at all. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return (await readPassword(join(dataDir, 'postgres'))) !== null;
}

const triesMax = 20;

/** A server that has just been killed keeps its process for a moment, and cuts whoever calls it. */
async function untilAlive<T>(reach: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await reach();
    } catch (error) {
      if (attempt >= triesMax || !isCut(error)) throw error;
      await wait(50);
    }
  }
}

function isCut(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ECONNRESET' || code === 'ECONNREFUSED' || message === 'Connection terminated unexpectedly';
}

/** Starts the server again, on the port that everybody knows, when it has died; one that lives is left alone. */
async function ensureAlive(cluster: string, options: PostgresOptions): Promise<void> {
  if ((await readPostmaster(cluster, options.log))?.ready) return;
  options.log.error({ port: options.port }, 'the embedded PostgreSQL has died; starting it again');
  await ensureRunning(cluster, options);
}

interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

async function ensureRunning(
  cluster: string,
  { port, settings = {}, env = {}, log }: PostgresOptions,
): Promise<Postmaster> {
  const end = performance.now() + startTimeoutMs;
  let child: ChildProcess | undefined;
  while (performance.now() < end) {
    const found = await readPostmaster(cluster, log);
    if (found?.ready) {
      if (found.pid !== child?.pid)
        log.warn({ pid: found.pid }, 'taking over the embedded PostgreSQL that was left running');
      return found;
    }
    if (!found && (!child || hasExited(child))) {
      if (child && !(await mayStartLater(cluster))) break;
      if (child) await wait(100);
      child = await launchServer(cluster, port ?? (await freePort()), settings, env);
    }
    await wait(10);
  }
  throw new Error(`the embedded PostgreSQL in ${cluster} did not start: ${await serverLog(cluster)}`);
}

function hasExited(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** The last children of a killed postmaster hold its memory until they notice; a free port may be taken before we bind it. */
async function mayStartLater(cluster: string): Promise<boolean> {
  return /pre-existing shared memory block|lock file .* already exists|Address already in use/.test(
    await serverLog(cluster),
  );
}

/** The server that `postmaster.pid` names, when it is alive. The lines are pid, folder, start, port, socket, host, memory, status. */
async function readPostmaster(cluster: string, log: Log): Promise<Postmaster | null> {
  const file = join(cluster, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return null;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (command === '') return null;
  if (command !== null && !command.includes(lines[1] ?? cluster)) {
    // After a restart of the machine or container the number belongs to somebody else, and PostgreSQL would refuse to start.
    // A file that names a dead process stays: PostgreSQL reads in it whether children of that process are still at work.
    log.warn({ pid }, 'removing the pid file of a PostgreSQL that is no more');
    await rm(file, { force: true });
    return null;
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

async function stopServer(cluster: string, log: Log): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', stopTimeoutMs],
    ['SIGQUIT', quitTimeoutMs],
  ] as const) {
    const server = await readPostmaster(cluster, log);
    if (!server || !sendSignal(server.pid, signal)) return;
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      if ((await readPostmaster(cluster, log))?.pid !== server.pid) return;
      await wait(10);
    }
    log.warn({ pid: server.pid, signal }, 'the embedded PostgreSQL has not stopped in time');
  }
}

/** False when the process has ended in the meantime. */
function sendSignal(pid: number, signal: 'SIGINT' | 'SIGQUIT'): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (isAlive(pid)) throw error;
    return false;
  }
}

interface Lock {
  /** From now on a broken connection is no news. Resolves when nobody is at work on the server any more. */
  expectEnd(): Promise<void>;
  release(): Promise<void>;
}

/**
 * A session lock inside the server itself: it ends with our process, however that ends, and knows nothing of recycled process
 * ids. When the server restarts under us the lock is taken anew, and one that has died is started again.
 */
async function takeLock(url: string, dataDir: string, log: Log, revive: () => Promise<void>): Promise<Lock> {
  let ending = false;
  let reviving: Promise<void> | undefined;
  let client = await connectLocked(url, dataDir);
  const watch = () => {
    // It guards the folder while we live, and is no reason to live on.
    (client as pg.Client & { unref(): void }).unref();
    client.once('end', async () => {
      while (!ending) {
        await wait(lookAgainMs, undefined, { ref: false });
        try {
          if (ending) return;
          reviving = revive();
          await reviving;
          if (ending) return;
          client = await connectLocked(url, dataDir);
          return watch();
        } catch (err) {
          log.warn({ err }, 'the lock on the embedded PostgreSQL is not held');
        }
      }
    });
  };
  watch();
  return {
    async expectEnd() {
      ending = true;
      await reviving?.catch(() => undefined);
    },
    release: () => client.end().catch(() => {}),
  };
}

async function connectLocked(url: string, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `paygraph ${process.pid}`,
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    // The session of a killed process ends when the server notices, which may take it a moment.
    const end = performance.now() + lockTimeoutMs;
    do {
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [lockKey]);
      if (rows[0].held) return client;
      await wait(50);
    } while (performance.now() < end);
    const { rows } = await client.query(
      `SELECT application_name AS name FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND objid = $1 AND granted`,
      [lockKey],
    );
    const holder = /^paygraph (\d+)$/.exec(rows[0]?.name ?? '')?.[1] ?? 'unknown';
    throw new Error(
      `${dataDir} is in use by another Paygraph process (pid ${holder}); stop it, or set DATA_DIR to a folder of its own`,
    );
  } catch (error) {
    await client.end();
    throw error;
  }
}
