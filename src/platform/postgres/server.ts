import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { serverProgram, serverUser } from './program.ts';

export const superuser = 'postgres';
/** Who serves from the embedded server: a login like one that an administrator would make, whom row-level security holds. */
export const servingLogin = 'paygraph';

/** The address of a user of the embedded server, from the superuser's password. */
export function addressOf(user: string, password: string, port: number): string {
  return `postgres://${user}:${passwordOf(user, password)}@127.0.0.1:${port}/postgres`;
}

/** The serving login's password follows from the superuser's, so that there is one file to keep. */
export function passwordOf(user: string, superuserPassword: string): string {
  return user === superuser
    ? superuserPassword
    : createHmac('sha256', superuserPassword).update(user).digest('base64url');
}

const run = promisify(execFile);
const logFile = 'paygraph.log';
const passwordFile = 'paygraph.password';
const initdbTimeoutMs = 60_000;

// Errors that the application expects (a unique key, a check) would fill the log with statements and values of rows.
const serverSettings = {
  TimeZone: 'UTC',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** Makes a new cluster in `cluster`. It is built beside it and moved there whole, so that a crash leaves no half cluster. */
export async function createCluster(cluster: string): Promise<void> {
  await removeAbandoned(cluster);
  const draft = `${cluster}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const password = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const user = await serverUser();
  if (user) await Promise.all([draft, password].map((path) => chown(path, user.uid, user.gid)));
  const options = [
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    `--username=${superuser}`,
    '--no-instructions',
  ];
  const initdb = await serverProgram('initdb', ['-D', draft, `--pwfile=${password}`, ...options], draft);
  await run(initdb.file, initdb.args, { ...initdb.options, timeout: initdbTimeoutMs }).catch((error) => {
    const reason = String(error.stderr || error.message).trim();
    throw new Error(`the embedded PostgreSQL could not be created: ${reason.slice(-2000)}`);
  });
  await rename(password, join(draft, passwordFile));
  try {
    await rename(draft, cluster);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    // Another process was first: its cluster is as good as ours, and which of us may use it is decided by the lock.
    if (await readPassword(cluster)) return;
    throw new Error(`${cluster} holds something that Paygraph did not put there; move it away`, { cause });
  }
}

/** The superuser's password, which was drawn at random when the cluster was made. Null when there is no cluster of ours. */
export async function readPassword(cluster: string): Promise<string | null> {
  return readFile(join(cluster, passwordFile), 'utf8').catch(() => null);
}

/** Starts the server and returns at once. It is in a session of its own: a Ctrl-C in the terminal must reach us, not it. */
export async function launchServer(
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const flags = Object.entries({ ...serverSettings, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = await serverProgram('postgres', ['-D', cluster, '-p', String(port), ...flags], cluster);
  const log = await open(join(cluster, logFile), 'w', 0o600);
  try {
    const child = spawn(server.file, server.args, {
      ...server.options,
      env: { ...server.options.env, ...env },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** The last lines that the server wrote, for an error message. */
export async function serverLog(cluster: string): Promise<string> {
  const text = await readFile(join(cluster, logFile), 'utf8').catch(() => '');
  return text.slice(-2000).trim();
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function removeAbandoned(cluster: string): Promise<void> {
  const folder = dirname(cluster);
  for (const name of await readdir(folder)) {
    const maker = /^postgres\.new-(\d+)-/.exec(name)?.[1];
    if (maker && !isAlive(Number(maker))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
