import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { patienceMs } from '../support/patience.ts';

const root = join(import.meta.dirname, '../..');
export const consoleFolder = join(root, 'dist/console');

/** Where Debian's Chromium is; null on a machine without. */
export const chromiumPath = ((): string | null => {
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
})();

/** Builds the console where its sources are newer than what is built. */
export function buildConsole(): void {
  const built = join(consoleFolder, 'index.html');
  const sources = readdirSync(join(root, 'console'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const changedAtMs = Math.max(...sources.map((one) => statSync(join(one.parentPath, one.name)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > changedAtMs) return;
  // In a process of its own: within a test, libraries would be built as they are for tests.
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', join(root, 'console/vite.config.ts')],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
  );
}

/** A port that is free now, for a server that has to come back to the same. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });

/** A page that has patience, and says what the browser complains of: a policy that was broken, a script that failed. */
export function listening(page: Page, complaints: string[]): Page {
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40|ERR_|WebSocket connection/.test(message.text()))
      complaints.push(message.text());
  });
  return page;
}

/** What axe finds fault with: by all rules, or by some, since colours alone are others in the dark. */
export async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) };
  return page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 120)).join(' | ')))`);
}

/** Opens the console and goes in with a key. */
export async function enter(page: Page, origin: string, key: string): Promise<void> {
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${origin}/console`);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
}

/** Plays a scenario on the thing whose page is open. */
export async function playOn(page: Page, scenario: string): Promise<void> {
  await page.getByRole('button', { name: /What happens/ }).click();
  await page
    .getByRole('option', { name: new RegExp(`^${scenario}`) })
    .first()
    .click();
  await page.getByRole('button', { name: 'Play it' }).click();
  await page.getByText(`${scenario} was played`).waitFor();
}

/** The status of the thing whose page is open, as it stands beside its title. */
export const statusIs = (page: Page, status: string): Promise<void> =>
  page.locator('.page-head .tag', { hasText: new RegExp(`^${status}$`) }).waitFor();

export const merchantPages = {
  home: '/console',
  totals: '/console/totals',
  payments: '/console/payments',
  transfers: '/console/transfers',
  agreements: '/console/agreements',
  mandates: '/console/mandates',
  'billing-requests': '/console/billing-requests',
  work: '/console/work',
  endpoints: '/console/endpoints',
  accounts: '/console/accounts',
  keys: '/console/keys',
  'audit-trail': '/console/audit-trail',
  sandbox: '/console/sandbox',
} as const;
export const operatorPages = {
  'operator-home': '/console',
  'operator-operations': '/console/operations',
  'operator-merchants': '/console/merchants',
  'operator-system': '/console/system',
  'operator-records': '/console/records',
} as const;

/** Waits until a page has what it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  for (const waiting of await page.locator('.wait').all()) await waiting.waitFor({ state: 'detached' });
}
