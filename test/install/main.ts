import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, productionSettings, runToEnd, tryProduct, withEmptyDatabase } from './trial.ts';

/**
 * `npm run try:install`: installs what git knows of this checkout without development dependencies, as production does, starts it in
 * production mode on an empty database, makes the first operator's key beside it, and ends it. Prints what the install weighs.
 */
const root = join(import.meta.dirname, '../..');
const clone = await mkdtemp(join(tmpdir(), 'paygraph-clone-'));
try {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of files.toString().split('\0').filter(Boolean))
    await cp(join(root, file), join(clone, file), { recursive: true }).catch(missingIsGone);
  for (const [omit, brings] of [
    [['--omit=dev', '--omit=optional'], 'without Node and PostgreSQL of its own'],
    [['--omit=dev'], 'with Node and PostgreSQL of its own'],
  ] as const) {
    const said = await runToEnd({ command: 'npm', args: ['ci', ...omit], cwd: clone }, { NODE_ENV: 'production' });
    if (/^npm (warn|error)/im.test(said)) throw new Error(`npm ci ${omit.join(' ')} complains:\n${said}`);
    const kib = execFileSync('du', ['-sk', join(clone, 'node_modules')], { encoding: 'utf8' });
    console.log(`npm ci ${omit.join(' ')}: ${Math.round(Number.parseInt(kib, 10) / 1024)} MiB, ${brings}`);
  }
  await withEmptyDatabase(async (databaseUrl) => {
    const settings = productionSettings(databaseUrl, await freePort());
    await tryProduct({ command: 'npm', args: ['start'], cwd: clone }, settings, async () => {
      const args = ['paygraph', 'operator-keys', 'create', '--name', 'first', '--json'];
      const made = JSON.parse(await runToEnd({ command: 'npx', args, cwd: clone }, settings)) as { secret?: string };
      if (!made.secret) throw new Error(`expected a key with a secret; got ${JSON.stringify(made)}`);
    });
  });
  console.log(
    'npm start in production mode: ready, refuses who has no key, makes the first one, and ends on SIGTERM with 0',
  );
} finally {
  await rm(clone, { recursive: true, force: true });
}

/** Git names what was deleted and not committed, too. */
function missingIsGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' || !String(error.path).startsWith(dirname(root))) throw error;
}
