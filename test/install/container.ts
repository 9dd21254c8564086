import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, productionSettings, runToEnd, tryProduct, withEmptyDatabase } from './trial.ts';

/**
 * `npm run container`: builds the Containerfile where there is no container registry, on a Debian that `debootstrap` makes, and runs the
 * product out of the image's root file system as a container does: another user, nothing to write to, node as the process that is told to
 * end. Needs root and Debian; installs `buildah` and `debootstrap` where they are missing. `-- --base <folder>` takes a root file system
 * that is there already, `-- --keep` leaves the image's in place and names it.
 */
const root = join(import.meta.dirname, '../..');
const suite = 'bookworm';
const { values } = parseArgs({ options: { base: { type: 'string' }, keep: { type: 'boolean', default: false } } });
if (process.getuid?.() !== 0) throw new Error('expected to be root, who may make root file systems; got somebody else');

const work = await mkdtemp(join(tmpdir(), 'paygraph-container-'));
const buildah = (...args: readonly string[]): string =>
  run('buildah', ['--storage-driver', 'vfs', '--root', join(work, 'storage'), '--runroot', join(work, 'run'), ...args]);
try {
  const missing = ['buildah', 'debootstrap'].filter((tool) => spawnSync('which', [tool]).status !== 0);
  if (missing.length > 0) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '--yes', '--no-install-recommends', ...missing]);
  }
  const base = values.base ?? join(work, 'debian');
  if (!values.base) step('debootstrap', () => run('debootstrap', ['--variant=minbase', suite, base]));
  step('base image', () => {
    const container = buildah('from', 'scratch').trim();
    buildah('add', '--quiet', container, base, '/');
    buildah('commit', '--quiet', '--rm', container, 'localhost/debian-base');
  });
  const npmrc = join(homedir(), '.npmrc');
  await cp(npmrc, join(work, 'npmrc')).catch(() => undefined);
  step('buildah build', () =>
    buildah(
      'build',
      ...[
        '--isolation',
        'chroot',
        '--format',
        'docker',
        '--layers=false',
        '--file',
        'Containerfile',
        '--tag',
        'paygraph',
      ],
      ...['--build-arg', 'BASE=localhost/debian-base', '--secret', `id=npmrc,src=${join(work, 'npmrc')}`],
      // Who is trusted here is trusted in the build, as where a company's proxy signs for the registry.
      ...['--secret', 'id=ca,src=/etc/ssl/certs/ca-certificates.crt'],
      root,
    ),
  );
  const container = buildah('from', 'paygraph').trim();
  const image = buildah('mount', container).trim();
  expectPlain(image, await readFile(join(work, 'npmrc'), 'utf8').catch(() => ''));
  const settings = JSON.parse(buildah('inspect', '--type', 'image', 'paygraph')) as Inspected;
  const { User, Cmd, Env, Healthcheck, StopSignal, WorkingDir } = settings.Docker.config;
  if (User !== '10001:10001' || StopSignal !== 'SIGTERM')
    throw new Error(`expected another user and SIGTERM; got ${User}, ${StopSignal}`);

  await withEmptyDatabase(async (databaseUrl) => {
    const given = Object.fromEntries(Env.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    const env = { ...given, ...productionSettings(databaseUrl, await freePort()), DATA_DIR: '/tmp/paygraph' };
    const inside = (command: readonly string[]) => ({
      command: 'unshare',
      args: [...readOnly(image, WorkingDir), ...command],
    });
    await step('run it', () =>
      tryProduct(inside(Cmd), env, async () => {
        const [, ...check] = Healthcheck.Test;
        await runToEnd(inside(check), env);
        for (const path of ['/console', '/docs']) {
          const { status } = await fetch(`http://127.0.0.1:${env.PORT}${path}`);
          if (status !== 200) throw new Error(`expected ${path} in the image; got ${status}`);
        }
        await runToEnd(
          inside(['node', 'src/bin/paygraph.ts', 'operator-keys', 'create', '--name', 'first', '--json']),
          env,
        );
        const written = await runToEnd(inside(['node', '-e', 'fs.writeFileSync("/app/written","")']), env).catch(
          String,
        );
        if (!/EROFS/.test(written)) throw new Error(`expected a read-only file system; got ${written}`);
      }),
    );
  });
  const kib = Number.parseInt(run('du', ['-sk', image]), 10) - Number.parseInt(run('du', ['-sk', base]), 10);
  console.log(
    `the image adds ${Math.round(kib / 1024)} MiB to its base; ready, alive, read-only, not root, ends on SIGTERM with 0`,
  );
  if (values.keep) await cp(image, join(tmpdir(), 'paygraph-rootfs'), { recursive: true });
} finally {
  spawnSync('buildah', [
    '--storage-driver',
    'vfs',
    '--root',
    join(work, 'storage'),
    '--runroot',
    join(work, 'run'),
    'umount',
    '--all',
  ]);
  await rm(work, { recursive: true, force: true, maxRetries: 3 });
}

interface Inspected {
  readonly Docker: {
    readonly config: {
      readonly User: string;
      readonly Cmd: readonly string[];
      readonly Env: readonly string[];
      readonly StopSignal: string;
      readonly WorkingDir: string;
      readonly Healthcheck: { readonly Test: readonly string[] };
    };
  };
}

/**
 * What a container runtime does, by util-linux alone: in mounts and processes of its own, the root read-only with a `/tmp` in memory, as the
 * user that the image names and without a capability. The command takes the place of the shell, so that a signal reaches it.
 */
function readOnly(image: string, folder: string): string[] {
  const script = [
    'mount --bind "$0" "$0"',
    'mount -o remount,bind,ro "$0"',
    'mount -t proc proc "$0/proc"',
    'mount -t tmpfs -o size=64m,mode=1777 tmpfs "$0/tmp"',
    'mount --bind /dev "$0/dev"',
    `exec chroot "$0" /usr/bin/setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all /bin/sh -c 'cd ${folder} && exec "$@"' sh "$@"`,
  ].join(' && ');
  return ['--mount', 'sh', '-c', script, image];
}

/** Nothing of whoever built it is in the image: no settings of npm, no npm, no file that the user could change. */
function expectPlain(image: string, npmrc: string): void {
  const secret = /_authToken=(\S{8,})/.exec(npmrc)?.[1];
  if (secret && spawnSync('grep', ['-rqF', '--', secret, join(image, 'app'), join(image, 'root')]).status === 0)
    throw new Error('expected no secret in the image; got the token of the registry');
  const writable = run('find', [
    join(image, 'app'),
    '(',
    '-perm',
    '-o+w',
    '-o',
    '-uid',
    '10001',
    ')',
    '!',
    '-type',
    'l',
    '-print',
    '-quit',
  ]);
  if (writable !== '') throw new Error(`expected nothing in the image that its user may write to; got ${writable}`);
}

function step<T>(name: string, work: () => T): T {
  const from = performance.now();
  const tell = (): void => console.log(`${name}: ${((performance.now() - from) / 1000).toFixed(0)} s`);
  const done = work();
  if (done instanceof Promise) return done.finally(tell) as T;
  tell();
  return done;
}

function run(command: string, args: readonly string[]): string {
  const ended = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (ended.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with ${ended.status}: ${(ended.stderr || String(ended.error)).slice(-4_000)}`,
    );
  return ended.stdout;
}
