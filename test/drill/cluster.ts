import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, open, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createLogger } from '../../src/platform/log.ts';
import { prepareLogin } from '../../src/platform/postgres/login.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { binFolder, serverUser } from '../../src/platform/postgres/program.ts';
import { addressOf, freePort, servingLogin, superuser } from '../../src/platform/postgres/server.ts';
import { type DatabasePart, endAtExit } from './processes.ts';

/** How a primary goes: its server alone, its machine, or its machine without a word to anybody. */
export const outageKinds = ['server', 'machine', 'silence'] as const;
export type OutageKind = (typeof outageKinds)[number];

/** Two PostgreSQL under Patroni, each a standby of the other in turn, one etcd, and HAProxy that leads to the primary. */
export interface Cluster extends DatabasePart {
  /** Resolves when there is a primary, and a standby without which it acknowledges nothing. */
  whole(): Promise<void>;
  /** Ends the primary with SIGKILL; resolves when the other has taken over. What has been ended comes back as a standby by itself. */
  failOver(kind: OutageKind): Promise<void>;
}

/** What Debian's packages are called that it needs, and of which a program is missing here. */
export function missingPackages(): readonly string[] {
  const programs = { patroni: 'patroni', etcd: 'etcd-server', haproxy: 'haproxy' };
  return Object.entries(programs)
    .filter(([program]) => {
      try {
        execFileSync('which', [program], { stdio: 'ignore' });
        return false;
      } catch {
        return true;
      }
    })
    .map(([, name]) => name);
}

interface Member {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly rest: number;
  /** Its Patroni. */
  child: ChildProcess | null;
}

/** The leader's key lapses after this: a machine that says nothing is waited for so long, in seconds. */
const ttl = 10;
const password = 'drill';
const wholeWithinMs = 240_000;
const overWithinMs = 60_000;
const lookEveryMs = 100;

export async function startCluster(dataDir: string, logs: string): Promise<Cluster> {
  const user = await serverUser();
  const own = async (path: string): Promise<string> => {
    if (user) await chown(path, user.uid, user.gid);
    return path;
  };
  const folder = async (name: string): Promise<string> => {
    const path = join(dataDir, name);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return own(path);
  };
  const file = async (name: string, text: string, mode = 0o600): Promise<string> => {
    const path = join(dataDir, name);
    await writeFile(path, text, { mode });
    return own(path);
  };
  const start = async (name: string, program: string, args: readonly string[]): Promise<ChildProcess> => {
    const log = await open(join(logs, `${name}.log`), 'a');
    const child = spawn(program, args, {
      ...user,
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: dataDir, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', log.fd, log.fd],
    });
    await log.close();
    if (child.pid) endAtExit(child.pid, 'SIGKILL');
    return child;
  };
  // The user of the server may be locked out of where the package and this file lie.
  await chmod(dataDir, 0o711);
  const bin = await folder('bin');
  const tools = join(bin, 'patroni-tools.py');
  await copyFile(join(import.meta.dirname, 'patroni-tools.py'), tools);
  await chmod(tools, 0o755);
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await symlink(join(binFolder(), program), join(bin, program));
  for (const program of ['controldata', 'isready'])
    await file(`bin/pg_${program}`, `#!/bin/sh\nexec python3 ${tools} ${program} "$@"\n`, 0o755);

  const [etcdPort, etcdPeer, door] = [await freePort(), await freePort(), await freePort()];
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const peerUrl = `http://127.0.0.1:${etcdPeer}`;
  const etcd = await start('etcd', 'etcd', [
    ...['--name', 'one', '--data-dir', await folder('etcd'), '--unsafe-no-fsync'],
    ...['--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl, '--listen-peer-urls', peerUrl],
    ...['--initial-advertise-peer-urls', peerUrl, '--initial-cluster', `one=${peerUrl}`],
  ]);
  const members: Member[] = [];
  for (const name of ['a', 'b']) {
    const member: Member = {
      name,
      folder: await folder(`pg-${name}`),
      port: await freePort(),
      rest: await freePort(),
      child: null,
    };
    // JSON is YAML.
    await file(`${name}.yml`, JSON.stringify(patroni(member, etcdPort, bin, tools)));
    members.push(member);
  }
  const haproxy = await start('haproxy', 'haproxy', ['-db', '-f', await file('haproxy.cfg', balancing(door, members))]);

  const run = async (member: Member): Promise<void> => {
    member.child = await start(`patroni-${member.name}`, 'patroni', [join(dataDir, `${member.name}.yml`)]);
  };
  const isLeader = ({ rest }: Member): Promise<boolean> => says(`http://127.0.0.1:${rest}/primary`);
  const leader = async (): Promise<Member | undefined> => {
    for (const member of members) if (await isLeader(member)) return member;
    return undefined;
  };
  const until = async (what: string, withinMs: number, holds: () => Promise<boolean>): Promise<void> => {
    for (const from = performance.now(); !(await holds()); await wait(lookEveryMs))
      if (performance.now() - from > withinMs)
        throw new Error(`${what}: not within ${withinMs / 1_000} s; see ${logs}`);
  };
  const whole = (): Promise<void> =>
    until('a primary with its standby', wholeWithinMs, async () => {
      const primary = await leader();
      const other = members.find((member) => member !== primary);
      return primary !== undefined && other !== undefined && says(`http://127.0.0.1:${other.rest}/synchronous`);
    });
  const serverOf = async (member: Member): Promise<number> =>
    Number((await readFile(join(member.folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  // The tables are there before the standby is, which would have to say yes to each step.
  const [first, second] = members as [Member, Member];
  await run(first);
  await until('a primary', wholeWithinMs, () => isLeader(first));
  const log = createLogger('silent');
  await prepareLogin(addressOf(superuser, password, first.port), password, log);
  await migrate({ databaseUrl: addressOf(servingLogin, password, first.port), log });
  await run(second);
  await whole();
  const url = addressOf(servingLogin, password, door);
  await until('the way by HAProxy', wholeWithinMs, () => listens(url));
  return {
    name: 'cluster',
    url,
    collapses: [],
    pid: () => haproxy.pid ?? 0,
    whole,
    async failOver(kind) {
      const primary = await leader();
      const other = members.find((member) => member !== primary);
      if (!primary || !other) throw new Error('there is no primary that could fail');
      const server = await serverOf(primary);
      const { child } = primary;
      const own = kind === 'server' ? [server] : [child?.pid ?? 0, server, ...childrenOf(server)];
      for (const pid of own) signal(pid, kind === 'silence' ? 'SIGSTOP' : 'SIGKILL');
      await until('another primary', overWithinMs, () => isLeader(other));
      if (kind === 'server') return;
      // A machine that has hung is switched off before it may come back.
      for (const pid of own) signal(pid, 'SIGKILL');
      if (child?.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await run(primary);
    },
    kill: async () => null,
    async stop() {
      const servers = await Promise.all(members.map((member) => serverOf(member).catch(() => 0)));
      for (const child of [haproxy, ...members.map((member) => member.child), etcd]) child?.kill('SIGKILL');
      for (const pid of servers) if (pid > 0) signal(pid, 'SIGQUIT');
      await until('the servers to end', overWithinMs, async () => servers.every((pid) => pid === 0 || !isThere(pid)));
      return 0;
    },
  };
}

function patroni({ name, folder, port, rest }: Member, etcd: number, bin: string, tools: string): unknown {
  const login = { username: superuser, password };
  return {
    scope: 'paygraph',
    name,
    restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
    etcd3: { hosts: [`127.0.0.1:${etcd}`] },
    bootstrap: {
      dcs: {
        ttl,
        loop_wait: 1,
        retry_timeout: 4,
        maximum_lag_on_failover: 1_048_576,
        // A write is acknowledged when the standby has it.
        synchronous_mode: true,
        // A primary that has died is not waited for.
        master_start_timeout: 0,
        primary_start_timeout: 0,
        postgresql: {
          use_pg_rewind: false,
          use_slots: true,
          parameters: {
            max_connections: 200,
            wal_level: 'replica',
            wal_keep_size: '512MB',
            max_wal_senders: 10,
            max_replication_slots: 10,
            hot_standby: 'on',
            shared_buffers: '64MB',
            TimeZone: 'UTC',
            wal_sender_timeout: '5s',
            wal_receiver_timeout: '5s',
          },
        },
      },
      initdb: ['data-checksums', { encoding: 'UTF8' }, { locale: 'C' }],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${port}`,
      data_dir: join(folder, 'data'),
      bin_dir: bin,
      pgpass: join(folder, 'pgpass'),
      authentication: { superuser: login, replication: login },
      parameters: { unix_socket_directories: '' },
      pg_hba: ['host all all 127.0.0.1/32 scram-sha-256', 'host replication all 127.0.0.1/32 scram-sha-256'],
      // What a dead primary wrote and nobody has acknowledged is thrown away.
      remove_data_directory_on_diverged_timelines: true,
      create_replica_methods: ['clone'],
      clone: { command: `python3 ${tools} clone` },
    },
    tags: { nofailover: false, noloadbalance: false, clonefrom: false, nosync: false },
  };
}

/** New connections go to whoever says that it is the primary; those to one that was are ended. */
function balancing(door: number, members: readonly Member[]): string {
  return [
    'global\n  maxconn 500',
    'defaults\n  mode tcp\n  retries 2\n  timeout connect 2s\n  timeout client 30m\n  timeout server 30m\n  timeout check 1s',
    `listen primary\n  bind 127.0.0.1:${door}\n  option httpchk OPTIONS /primary\n  http-check expect status 200`,
    '  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions',
    ...members.map(({ name, port, rest }) => `  server ${name} 127.0.0.1:${port} check port ${rest}`),
    '',
  ].join('\n');
}

async function says(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(1_000), headers: { connection: 'close' } });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}

async function listens(url: string): Promise<boolean> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  } catch {
    return [];
  }
}

function signal(pid: number, which: NodeJS.Signals): void {
  try {
    process.kill(pid, which);
  } catch {
    // It has ended.
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
