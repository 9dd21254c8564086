import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serverUser } from '../../src/platform/postgres/program.ts';
import { freePort } from '../../src/platform/postgres/server.ts';

/** The version of PgBouncer on this machine (Debian: `pgbouncer`); null where there is none. */
export const pgbouncerVersion: string | null = (() => {
  try {
    return /PgBouncer ([\d.]+)/.exec(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' }))?.[1] ?? null;
  } catch {
    return null;
  }
})();

export interface Pooler {
  readonly url: string;
  pid(): number;
  /** SIGKILL; it is not started again by itself. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface PoolerOptions {
  readonly mode?: 'transaction' | 'session';
  /** Sessions of the server for each login and database. */
  readonly size?: number;
  /** Further lines of its section `[pgbouncer]`. */
  readonly more?: Readonly<Record<string, string | number>>;
}

/** A PgBouncer in front of a database, on a port of its own. */
export async function startPgbouncer(databaseUrl: string, options: PoolerOptions = {}): Promise<Pooler> {
  const { mode = 'transaction', size = 4, more = {} } = options;
  const { username, password, hostname, port, pathname } = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-pgbouncer-'));
  const ownPort = await freePort();
  const database = pathname.slice(1);
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: ownPort,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users.txt'),
    pool_mode: mode,
    default_pool_size: size,
    max_client_conn: 500,
    query_wait_timeout: 8,
    server_login_retry: 1,
    ...more,
  };
  const ini = join(folder, 'pgbouncer.ini');
  await writeFile(join(folder, 'users.txt'), `"${username}" "${decodeURIComponent(password)}"\n`);
  await writeFile(
    ini,
    [
      '[databases]',
      `${database} = host=${hostname} port=${port || 5432} dbname=${database}`,
      '[pgbouncer]',
      ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
    ].join('\n'),
  );
  // It refuses to run as root.
  const user = await serverUser();
  if (user) for (const path of [folder, ini, settings.auth_file]) await chown(path, user.uid, user.gid);
  let child: ChildProcess;
  let said = '';
  const start = async (): Promise<void> => {
    said = '';
    child = spawn('pgbouncer', [ini], { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    for (let tries = 0; !(await listens(ownPort)); tries++) {
      if (child.exitCode !== null || tries > 200) throw new Error(`PgBouncer did not start: ${said}`);
      await wait(25);
    }
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  const url = new URL(databaseUrl);
  url.port = String(ownPort);
  return {
    url: url.href,
    pid: () => child.pid ?? 0,
    kill,
    start,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket
      .once('connect', () => {
        resolve(true);
        socket.destroy();
      })
      .once('error', () => resolve(false));
  });
}
