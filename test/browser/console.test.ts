import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueOperatorKey, operatorScopes } from '../../src/access/operator-keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { activeAgreement, captured, reserved } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import {
  buildConsole,
  chromiumPath,
  consoleFolder,
  enter,
  freePort,
  listening,
  merchantPages,
  openBrowser,
  operatorPages,
  playOn,
  settled,
  statusIs,
  violations,
} from './console-stage.ts';

describe.runIf(chromiumPath)('the console, in Chromium', () => {
  let database: TestDatabase;
  let dataDir: string;
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let origin: string;
  let page: Page;
  let start: () => Promise<Product>;
  /** What the browser complained of: a policy that was broken, a script that failed. */
  const complaints: string[] = [];
  const listen = (one: Page): Page => listening(one, complaints);

  beforeAll(async () => {
    buildConsole();
    [database, dataDir] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'paygraph-console-'))]);
    const [PORT, SANDBOX_PORT] = [String(await freePort()), String(await freePort())];
    start = () => startProduct({ DATA_DIR: dataDir, DATABASE_URL: database.url, PORT, SANDBOX_PORT });
    [product, browser] = await Promise.all([start(), openBrowser()]);
    origin = `http://127.0.0.1:${PORT}`;
    context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
    page = listen(await context.newPage());
  });
  afterAll(async () => {
    await browser?.close();
    await product?.kill();
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('lets in by a key, that no script finds afterwards', async () => {
    await page.goto(`${origin}/console`);
    await page.getByLabel('API key').fill('hello');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText("expected a merchant's key").waitFor();
    await enter(page, origin, product.apiKey);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'paygraph_console', httpOnly: true, sameSite: 'Strict', path: '/console' });
    const found = await page.evaluate(
      'JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie',
    );
    expect(found).not.toContain('sk_test');
  });

  test('leads a payment through its life by clicks, while another window sees it', async () => {
    const other = listen(await context.newPage());
    await other.goto(`${origin}/console/payments`);
    await settled(other);
    await page.goto(`${origin}/console/sandbox`);
    await page.getByRole('button', { name: 'New agreement' }).click();
    await page.getByRole('button', { name: 'Ask the payer' }).click();
    await statusIs(page, 'Pending');
    await playOn(page, 'Payer accepts');
    await statusIs(page, 'Active');
    await page.getByRole('button', { name: 'New payment' }).click();
    await page.getByLabel('What for').fill('Two coffees');
    await page.getByRole('button', { name: 'Ask the payer' }).click();
    await page.getByRole('heading', { name: 'Two coffees' }).waitFor();
    await playOn(page, 'Payer accepts');
    await statusIs(page, 'Authorized');
    // The other window heard of it, and lets nothing jump.
    await other.getByRole('button', { name: '1 new: show it' }).click();
    const row = other.getByRole('row').filter({ hasText: 'Two coffees' });
    await row.getByText('Authorized').waitFor();
    await page.getByRole('button', { name: 'Capture', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Capture/ })
      .dblclick();
    await statusIs(page, 'Settled');
    await row.getByText('Settled').waitFor();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Amount/).fill('90');
    await dialog.getByText('80.00 DKK at most').first().waitFor();
    await dialog.getByLabel(/Amount/).fill('30');
    await dialog.getByRole('button', { name: 'Refund 30 DKK' }).click();
    await page.locator('.legend').getByText('30.00 DKK').waitFor();
    await page.getByText('Refund succeeded').waitFor();
    await other.close();
  });

  test('totals what happened, as charts and as tables, and leads to what it counts', async () => {
    await page.goto(`${origin}/console/totals`);
    const settledRow = page.getByRole('table', { name: 'By status' }).getByRole('row').filter({ hasText: 'Settled' });
    await settledRow.getByText('80.00 DKK').first().waitFor();
    await settledRow.getByText('30.00 DKK').waitFor();
    await page.getByRole('link', { name: '7 days' }).click();
    await page.waitForURL(/\/totals\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$/);
    await page.getByRole('img', { name: /^Captured of the payments/ }).waitFor();
    await page.getByText('As a table').first().click();
    const days = page.getByRole('table', { name: /^Captured of the payments/ });
    await days.getByText('80.00 DKK').waitFor();
    expect(await days.getByRole('row').count()).toBe(8);
    await settledRow.getByRole('link').click();
    await page.waitForURL(/\/payments\?status=SETTLED&from=/);
    await page.getByRole('row').filter({ hasText: 'Two coffees' }).waitFor();
  });

  test('goes on after the server was killed: nothing is missing and nothing comes twice', async () => {
    await page.goto(`${origin}/console/payments`);
    await settled(page);
    await page.getByText('Live', { exact: true }).waitFor();
    const before = await page.locator('tbody tr').count();
    await product.kill();
    await page.getByText('Reconnecting').waitFor();
    product = await start();
    await captured(product);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: '1 new: show it' }).click();
    await page.locator('tbody tr').nth(before).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(before + 1);
    const { eventLogHead } = await product.ask<{ eventLogHead: { sequence: string } }>('{ eventLogHead { sequence } }');
    await page.getByText(`Complete up to event ${eventLogHead.sequence}.`).waitFor();
  });

  test('keeps filters in the address, and finds by any reference', async () => {
    await page.goto(`${origin}/console/payments?status=CANCELLED`);
    await page.getByText('Nothing matches these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.waitForURL(`${origin}/console/payments`);
    await page.getByRole('button', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Settled', exact: true }).click();
    await page.waitForURL(/status=SETTLED/);
    await page.keyboard.press('Escape');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Download all that match/ }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^payments-.*\.csv$/);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\ufeffid,created.*\r\noop_.*SETTLED/);
    const { payment } = await reserved(product);
    await page.keyboard.press('/');
    await page.keyboard.type(payment.providerReference);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/console/payments/${payment.id}`);
    await statusIs(page, 'Authorized');
  });

  test('connects an account by a form that the schema makes, and lets pages of a website in', async () => {
    await page.goto(`${origin}/console/accounts`);
    await page.getByRole('button', { name: 'Connect an account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Choose Provider|Provider/ }).click();
    await page.getByRole('option', { name: 'Buckaroo' }).click();
    const does = dialog.getByRole('button', { name: 'Connect it' });
    expect(await does.isDisabled()).toBe(true);
    await dialog.getByLabel('Base url', { exact: true }).fill('ftp://elsewhere');
    await dialog.getByLabel('Website key', { exact: true }).fill('abc');
    expect(await dialog.getByLabel('Secret key', { exact: true }).getAttribute('type')).toBe('password');
    await dialog.getByLabel('Secret key', { exact: true }).fill('secret');
    await does.click();
    await dialog.getByText('It was not done').waitFor();
    // The demo shop has an account there.
    await dialog
      .getByRole('alert')
      .getByText(/Buckaroo|account/)
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Back' }).click();
    await page.goto(`${origin}/console/keys`);
    await page.getByRole('button', { name: 'Change them' }).click();
    await dialog.getByLabel('One on each line').fill('https://shop.example\nhttp://localhost:3000');
    await dialog.getByRole('button', { name: 'Save them' }).click();
    await page.getByText('https://shop.example', { exact: true }).waitFor();
  });

  const sideways = (at: Page) => at.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');

  test('has no page that axe finds fault with, dark or light, and none that is too wide for a telephone', async () => {
    await product.ask(
      'mutation { createWebhookEndpoint(input: { idempotencyKey: "endpoint-1", url: "http://127.0.0.1:9/hook" }) { __typename } }',
    );
    const { payment } = await reserved(product);
    const agreementId = await activeAgreement(product);
    const pages = {
      ...merchantPages,
      payment: `/console/payments/${payment.id}`,
      agreement: `/console/agreements/${agreementId}`,
      nowhere: '/console/nowhere',
    };
    const found: Record<string, unknown> = {};
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(origin + path);
      await settled(page);
      for (const [how, rules] of [
        ['light', undefined],
        ['dark', ['color-contrast']],
      ] as const) {
        await page.emulateMedia({ colorScheme: how });
        const wrong = await violations(page, rules);
        if (wrong.length > 0) found[`${name}, ${how}`] = wrong;
      }
      await page.setViewportSize({ width: 390, height: 844 });
      const wide = await sideways(page);
      if (wide !== 0) found[`${name}, 390 px`] = wide;
      await page.setViewportSize({ width: 1360, height: 900 });
    }
    expect(found).toEqual({});
    await page.goto(origin + pages.payment);
    await page.getByRole('link', { name: 'Told to a partner' }).first().waitFor();
  });

  test('shows operators all merchants, and no fault for axe', async () => {
    const worker = new pg.Pool({ connectionString: database.superuserUrl });
    const { secret } = await issueOperatorKey({ worker } as never, {
      name: 'Ada',
      scopes: operatorScopes,
      expiresInMs: 3_600_000,
      createdBy: 'command-line',
      environment: 'SANDBOX',
    });
    const theirs = listen(await browser.newPage());
    await enter(theirs, origin, secret);
    const found: Record<string, unknown> = {};
    for (const [name, path] of Object.entries(operatorPages)) {
      await theirs.goto(origin + path);
      await settled(theirs);
      const wrong = await violations(theirs);
      if (wrong.length > 0) found[name] = wrong;
    }
    expect(found).toEqual({});
    // News of a thing that nobody knows, as another system's on the same account: parked, until somebody wants it looked at.
    await worker.query(
      `insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, state, about_known, problem, failures, next_at, received_at)
       select merchant_id, gen_random_uuid(), id, provider, gen_random_uuid(), 'parked', 'payment:of-another', '{}', 'PARKED', false, 'NOT_FOUND', 1,
              app_now() + interval '1 day', app_now() from provider_account where provider = 'MOBILEPAY' limit 1`,
    );
    await theirs.goto(`${origin}/console`);
    await theirs.getByRole('article', { name: 'Parked notification' }).getByRole('button', { name: 'Show' }).click();
    await theirs.getByRole('button', { name: 'Take it up again' }).click();
    await theirs.getByLabel(/^Why/).fill('asked for by the shop');
    await theirs.getByRole('dialog').getByRole('button', { name: 'Take it up again' }).click();
    await theirs.getByRole('dialog').waitFor({ state: 'detached' });
    await theirs.goto(`${origin}/console/records`);
    await theirs.getByText('asked for by the shop').waitFor();
    await worker.end();
    await theirs.goto(`${origin}/console/merchants`);
    await theirs.getByText('Demo shop').first().waitFor();
    await theirs.close();
  });

  test('ends when its owner leaves, and breaks no policy of its own on the way', async () => {
    await page.goto(`${origin}/console`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    expect(await context.cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test('what a browser loads first is 200 kB of script at most', () => {
  buildConsole();
  const html = readFileSync(join(consoleFolder, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+\.js)"/g)].map(([, name = '']) => name);
  const bytes = scripts.reduce((sum, name) => sum + readFileSync(join(consoleFolder, `${name}.gz`)).length, 0);
  expect(scripts.length).toBeGreaterThan(1);
  expect(bytes).toBeLessThan(200_000);
  expect(html).not.toMatch(/<script>|<style|style=|onload=/);
});
