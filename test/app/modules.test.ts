import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { patienceMs } from '../support/patience.ts';
import { shiftedClock } from '../support/shifted-clock.ts';

const root = join(import.meta.dirname, '../..');

test('loads no simulator in production', async () => {
  const loaded = await modulesOf({
    PAYGRAPH_MODE: 'production',
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'https://pay.example',
  });
  expect(loaded).toContain('app/app.ts');
  expect(loaded).toContain('providers/mobilepay/provider.ts');
  expect(loaded.filter((path) => path.startsWith('simulators/'))).toEqual([]);
});

test('loads no simulator beside a sandbox that is switched off', async () => {
  const loaded = await modulesOf({ PAYGRAPH_MODE: 'sandbox', SANDBOX: 'off' });
  expect(loaded.filter((path) => path.startsWith('simulators/'))).toEqual([]);
});

test('loads every simulator in a sandbox', async () => {
  const loaded = await modulesOf({ PAYGRAPH_MODE: 'sandbox', SANDBOX_PORT: '0' });
  for (const name of ['mobilepay', 'betalingsservice', 'gocardless', 'buckaroo'])
    expect(loaded).toContain(`simulators/${name}/simulator.ts`);
});

/** Every file of ours that the product has loaded when it has started, answered a page of its doors, and stopped again. */
async function modulesOf(settings: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-modules-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'test/support/print-modules.ts'), join(root, 'src/main.ts')],
    {
      env: {
        PATH: process.env.PATH ?? '',
        PORT: '0',
        LOG_LEVEL: 'fatal',
        DATABASE_URL: database.url,
        DATA_DIR: dataDir,
        ...shiftedClock(),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      timeout: patienceMs,
    },
  );
  const loaded = text(child.stdio[3] as Readable);
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout as Readable })) {
    if (!line.startsWith('GraphQL')) continue;
    const origin = new URL(line.slice('GraphQL'.length).trim()).origin;
    await Promise.all(['/healthz', '/mail'].map(async (path) => (await fetch(origin + path)).text()));
    child.kill('SIGINT');
  }
  expect(await ended).toEqual([0, null]);
  return (await loaded).trim().split('\n');
}
