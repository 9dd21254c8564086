import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import {
  buildConsole,
  enter,
  freePort,
  merchantPages,
  openBrowser,
  playOn,
  settled,
  statusIs,
} from './console-stage.ts';

/** `npm run console:images`: pictures of the console for the documents, of a sandbox of its own in which a few things have happened. */

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/images');
const looks = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light', shows: ['home', 'payment', 'stuck'] },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark', shows: ['payments', 'sandbox'] },
  telephone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', shows: ['home'] },
} as const;

/** The key that the product prints when it is ready. */
async function keyOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the product prints nothing');
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('API key')) return line.slice('API key'.length).trim();
  throw new Error('the product ended before it was ready');
}

/** A payment whose capture was sent and never answered, made by clicks; its address. */
async function makeStuckPayment(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}${merchantPages.sandbox}`);
  await page.getByRole('button', { name: 'New agreement' }).click();
  await page.getByRole('button', { name: 'Ask the payer' }).click();
  await statusIs(page, 'Pending');
  await playOn(page, 'Payer accepts');
  await statusIs(page, 'Active');
  await page.getByRole('button', { name: 'New payment' }).click();
  await page.getByLabel('What for').fill('A year of coffee');
  await page.getByRole('button', { name: 'Ask the payer' }).click();
  await page.getByRole('heading', { name: 'A year of coffee' }).waitFor();
  await playOn(page, 'Payer accepts');
  await statusIs(page, 'Authorized');
  await playOn(page, 'Capture times out but succeeds');
  await page.getByRole('button', { name: 'Capture', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Capture/ })
    .click();
  await page.getByText('Nobody knows').first().waitFor();
  return page.url();
}

buildConsole();
await mkdir(folder, { recursive: true });
const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-images-'));
const settings = {
  PATH: process.env.PATH ?? '',
  PORT: String(await freePort()),
  SANDBOX_PORT: String(await freePort()),
  DATA_DIR: dataDir,
  LOG_LEVEL: 'warn',
};
const product = spawn(process.execPath, [join(root, 'src/start.mjs')], {
  env: settings,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(product, 'exit');
const browser = await openBrowser();
try {
  const key = await keyOf(product);
  for (const life of ['mobilepay', 'buckaroo', 'gocardless'])
    execFileSync(process.execPath, [join(root, 'test/examples/main.ts'), life, '--api-key', key], { env: settings });
  const origin = `http://127.0.0.1:${settings.PORT}`;
  const first = await browser.newPage();
  await enter(first, origin, key);
  const stuck = await makeStuckPayment(first, origin);
  await first.goto(`${origin}${merchantPages.payments}`);
  await first.getByRole('link', { name: 'Down payment for our services' }).click();
  await first.getByRole('heading', { name: 'Down payment for our services' }).waitFor();
  const pages = {
    home: `${origin}${merchantPages.home}`,
    payments: `${origin}${merchantPages.payments}`,
    payment: first.url(),
    stuck,
    sandbox: `${origin}${merchantPages.sandbox}`,
  };
  for (const [look, { shows, ...options }] of Object.entries(looks)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await enter(page, origin, key);
    for (const name of shows) {
      await page.goto(pages[name]);
      await settled(page);
      await page.getByText('Live', { exact: true }).waitFor();
      await page.screenshot({ path: join(folder, `console-${name}-${look}.png`) });
    }
    await context.close();
  }
} finally {
  await browser.close();
  product.kill('SIGINT');
  await ended;
  await rm(dataDir, { recursive: true, force: true });
}
