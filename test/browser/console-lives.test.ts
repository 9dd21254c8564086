import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueApiKey, scopes } from '../../src/access/api-keys.ts';
import { arrangeDemo } from '../../src/app/demo-merchant.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  buildConsole,
  chromiumPath,
  enter,
  listening,
  openBrowser,
  playOn,
  statusIs,
  violations,
} from './console-stage.ts';

/** The whole lives of what banks move, by clicks alone: each thing is begun, led to its end, and given back in the console. */
describe.runIf(chromiumPath)('the console, of what banks move', () => {
  let world: World;
  let browser: Browser;
  let origin: string;
  let page: Page;
  const complaints: string[] = [];
  const newPage = async (): Promise<Page> =>
    listening(await browser.newPage({ viewport: { width: 1360, height: 900 } }), complaints);

  /** A shop that has arranged nothing yet, at the same sandbox. */
  async function newShop(): Promise<string> {
    const { db, clock } = world.app;
    const merchantId = newUuid(clock.now().getTime());
    await db.worker.query(
      `insert into merchant (id, name, environment, created_at) values ($1, 'New shop', 'SANDBOX', app_now())`,
      [merchantId],
    );
    const issued = { merchantId, environment: 'SANDBOX', name: 'test', scopes } as const;
    return (await issueApiKey(db, clock, issued)).secret;
  }
  async function begin(thing: string, does: string, filled: Readonly<Record<string, string>> = {}): Promise<void> {
    await page.goto(`${origin}/console/sandbox`);
    await page.getByRole('button', { name: `New ${thing}` }).click();
    const dialog = page.getByRole('dialog');
    for (const [label, text] of Object.entries(filled)) await dialog.getByLabel(label).fill(text);
    await dialog.getByRole('button', { name: does }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  /** Moves the clock by clicks, and comes back to the page that was open. */
  async function letPass(span: string): Promise<void> {
    const before = page.url();
    await page.goto(`${origin}/console/sandbox`);
    await page.getByRole('button', { name: `${span} on` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Move it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(before);
  }
  const happened = (event: string) => page.getByRole('region', { name: 'Timeline' }).getByText(event).first().waitFor();
  const confirm = (name: string | RegExp) => page.getByRole('dialog').getByRole('button', { name }).click();

  beforeAll(async () => {
    buildConsole();
    [world, browser] = await Promise.all([startWorld(), openBrowser()]);
    origin = world.app.url;
    page = await newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  test('connects an account at a provider that takes its credentials, and tells what is entered there', async () => {
    const front = await fetch(world.app.sandboxUrl ?? '', { headers: { accept: 'application/json' } });
    const { providers } = (await front.json()) as {
      providers: { name: string; credentials: Record<string, string> }[];
    };
    const { apiUrl, accessToken, webhookSecret } =
      providers.find(({ name }) => name === 'gocardless')?.credentials ?? {};
    await enter(page, origin, await newShop());
    await page.goto(`${origin}/console/accounts`);
    await page.getByRole('button', { name: 'Connect an account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Provider/ }).click();
    await page.getByRole('option', { name: 'GoCardless' }).click();
    await dialog.getByLabel('Api url', { exact: true }).fill(apiUrl ?? '');
    await dialog.getByLabel('Access token', { exact: true }).fill('not-the-token');
    await dialog.getByLabel('Webhook secret', { exact: true }).fill(webhookSecret ?? '');
    await dialog.getByRole('button', { name: 'Connect it' }).click();
    await dialog.getByText('It was not done').waitFor();
    await dialog.getByLabel('Access token', { exact: true }).fill(accessToken ?? '');
    await dialog.getByRole('button', { name: 'Connect it' }).click();
    await page.getByRole('heading', { name: 'What you enter at the provider' }).waitFor();
    const callbackUrl = await dialog.locator('code').first().innerText();
    expect(callbackUrl).toMatch(/\/webhooks\/gocardless\/[\w-]{32}$/);
    expect(await violations(page)).toEqual([]);
    await arrangeDemo(world.app.sandboxUrl ?? '', 'GOCARDLESS', callbackUrl);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row').filter({ hasText: 'GoCardless' }).getByText('Active').waitFor();
    expect(await page.content()).not.toContain(accessToken);
  });

  test('leads a billing request to its payment and its mandate', async () => {
    await begin('billing request', 'Ask the payer', { 'Amount in GBP': '25.50', 'What for': 'Chips' });
    await statusIs(page, 'Pending');
    const steps = page.getByRole('table', { name: 'Steps' });
    await steps.getByRole('row').filter({ hasText: 'Collect bank account' }).waitFor();
    await playOn(page, 'Payer rejects');
    await happened('Billing request action failed');
    await steps.getByText('Completed').first().waitFor();
    await statusIs(page, 'Pending');
    await playOn(page, 'Payer accepts');
    await statusIs(page, 'Fulfilled');
    await page.getByText('No step is left').waitFor();
    await page.getByRole('table', { name: 'Payment that it led to' }).getByText('25.50 GBP').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('region', { name: 'Facts' }).getByRole('link').click();
    await page.waitForURL(/\/mandates\/man_/);
  });

  test('cancels a billing request that nobody has answered', async () => {
    const mandate = page.url();
    await begin('billing request', 'Ask the payer');
    await statusIs(page, 'Pending');
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await confirm('Cancel it');
    await statusIs(page, 'Cancelled');
    await page.goto(mandate);
  });

  test('has a mandate taken in, collects on it, and ends it', async () => {
    await statusIs(page, 'Pending');
    await page.getByText('It is not active.').waitFor();
    await playOn(page, 'Bank approves mandate');
    await letPass('A week');
    await statusIs(page, 'Active');
    const mandate = page.url();
    await page.getByRole('button', { name: 'New payment' }).click();
    await page.getByLabel('Amount').fill('12.00');
    await page.getByLabel('What for').fill('Second delivery');
    await confirm('Have it collected');
    await page.getByRole('heading', { name: 'Second delivery' }).waitFor();
    await letPass('A week');
    await statusIs(page, 'Settled');
    await page.goto(mandate);
    await page.getByRole('table', { name: 'Payments on it' }).getByText('Second delivery').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await confirm('Cancel it');
    await statusIs(page, 'Cancelled');
    await happened('Mandate ended');
  });

  test('registers a mandate that the bank takes in, and says what its provider has no call for', async () => {
    page = await newPage();
    await enter(page, origin, world.app.apiKey ?? '');
    await begin('mandate', 'Register it');
    await statusIs(page, 'Pending');
    await page.getByText('Betalingsservice has no call for it.').waitFor();
    await playOn(page, 'Bank approves mandate');
    await letPass('A day');
    await statusIs(page, 'Active');
  });

  test('asks for a transfer, shows what comes in, and gives it back', async () => {
    await begin('transfer', 'Ask the payer', { 'Amount in EUR': '10', 'Your invoice number': 'INV-7' });
    await page.getByRole('heading', { name: 'Transfer INV-7' }).waitFor();
    await statusIs(page, 'Requires payer action');
    await page.getByText(/The payer sends the money to .* IBAN/).waitFor();
    await playOn(page, 'Transfer underpaid');
    await happened('Transfer amount mismatch');
    await playOn(page, 'Transfer remainder');
    await statusIs(page, 'Settled');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/Amount/)
      .fill('0.01');
    await confirm('Refund 0.01 EUR');
    await happened('Refund succeeded');
    await page.locator('.legend').getByText('0.01 EUR').waitFor();
    await page.goto(`${origin}/console/sandbox`);
    await page.getByRole('button', { name: 'New transfer' }).click();
    expect(await violations(page)).toEqual([]);
    await confirm('Ask the payer');
    await page.getByRole('heading', { name: /^Transfer INV-/ }).waitFor();
    await statusIs(page, 'Requires payer action');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await confirm('Cancel the payment');
    await statusIs(page, 'Cancelled');
  });

  test('made the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
