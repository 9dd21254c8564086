import { execFileSync } from 'node:child_process';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startShop } from '../../examples/checkout/server.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Where Debian's Chromium is; null on a machine without. */
const executablePath = ((): string | null => {
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
})();

describe.runIf(executablePath)('the checkout, on an origin of its own, in Chromium', () => {
  let world: World;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let browser: Browser;

  const asked = async (name: string, input: object, selection: string): Promise<Record<string, { id: string }>> => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const { answer } = await world.ask<{ answer: Record<string, { id: string }> }>(
      `mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename ${selection} } }`,
      { input: { idempotencyKey: freshKey(), ...input } },
    );
    return answer;
  };
  const open = async (path: string): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(shop.origin + path);
    return page;
  };
  const stands = (page: Page, status: string) => page.waitForSelector(`#status[data-status="${status}"]`);

  beforeAll(async () => {
    world = await startWorld();
    shop = await startShop({ url: `${world.app.url}/graphql`, key: world.app.apiKey ?? '' });
    await asked('updateAllowedOrigins', { origins: [shop.origin] }, '');
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    shop?.close();
    await world?.close();
  });

  test('sends the payer to the app, and shows what came of it at once, after a reload too, and in React', async () => {
    const agreement = {
      externalId: freshReference('CHECKOUT-'),
      plan: 'Basic',
      description: 'Monthly subscription',
      amount: { amountMinor: '1000', currency: 'DKK' },
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT1H',
      returnUrl: 'https://example.com/back',
    };
    const first = { amount: { amountMinor: '8000', currency: 'DKK' }, externalId: freshReference('CHECKOUT-FIRST-') };
    const { agreement: made, oneOffPayment } = await asked(
      'createAgreement',
      { ...agreement, oneOffPayment: { ...first, description: 'Down payment' } },
      '... on AgreementPayload { agreement { id } oneOffPayment { id } }',
    );
    const page = await open(`/?id=${oneOffPayment?.id}`);
    const react = await open(`/react?id=${oneOffPayment?.id}`);
    await Promise.all([stands(page, 'REQUIRES_PAYER_ACTION'), stands(react, 'REQUIRES_PAYER_ACTION')]);
    expect(await page.textContent('#amount')).toBe('80.00 DKK');
    expect(await page.getAttribute('#steps a', 'href')).toContain('/mobilepay/pay');
    await asked('runSandboxScenario', { subjectId: made?.id, scenario: 'PAYER_ACCEPTS' }, '');
    await Promise.all([stands(page, 'AUTHORIZED'), stands(react, 'AUTHORIZED')]);
    expect(await page.textContent('#status')).toBe('Approved. Thank you!');
    await page.reload();
    await stands(page, 'AUTHORIZED');
  });

  test('shows bank details to copy, and as a code', async () => {
    const payer = { firstName: 'Ada', lastName: 'Byron', email: 'ada@shop.example' };
    const { transfer } = await asked(
      'createTransfer',
      { invoice: freshReference('INV-'), amount: { amountMinor: '1000', currency: 'EUR' }, payer },
      '... on TransferPayload { transfer { id } }',
    );
    const page = await open(`/?id=${transfer?.id}`);
    await page.waitForSelector('figure svg');
    expect(await page.textContent('#steps')).toMatch(/IBAN: [A-Z]{2}\d\d/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.click('button[aria-label="Copy IBAN"]');
    await page.waitForSelector('button:text("Copied")');
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^[A-Z]{2}\d\d/);
  });

  /** Goes through the provider's own pages as a payer does: what is asked for is filled in, and each page left by its button. */
  async function completeAtProvider(page: Page): Promise<void> {
    const answers: Readonly<Record<string, string>> = {
      'First name': 'Ada',
      'Last name': 'Byron',
      'E-mail': 'ada@shop.example',
      Address: '1 Sample Street',
      Town: 'Sampleton',
      Postcode: 'E8 4QQ',
      'Account holder': 'Ada Byron',
      'Sort code': '200000',
      'Account number': '55779911',
    };
    for (;;) {
      await page.locator('button.button, p.result').first().waitFor();
      if ((await page.locator('p.result').count()) > 0) return;
      for (const [label, text] of Object.entries(answers)) {
        const field = page.getByLabel(label, { exact: true });
        if ((await field.count()) > 0) await field.fill(text);
      }
      const shown = await page.locator('form').first().innerHTML();
      await page.locator('button.button').first().click();
      await page.waitForFunction(
        `document.querySelector('p.result') || document.querySelector('form')?.innerHTML !== ${JSON.stringify(shown)}`,
      );
    }
  }

  test('shows the steps of a billing request, leads to the bank, and is there when the payer comes back', async () => {
    const { billingRequest } = await asked(
      'createBillingRequest',
      {
        externalId: freshReference('CHECKOUT-BRQ-'),
        with: {
          goCardless: {
            payment: {
              amount: { amountMinor: '2500', currency: 'GBP' },
              description: 'Chips',
              scheme: 'faster_payments',
            },
            mandate: { scheme: 'BACS' },
          },
        },
      },
      '... on BillingRequestPayload { billingRequest { id } } ... on UserError { message }',
    );
    const id = billingRequest?.id ?? '';
    const page = await open(`/?id=${id}`);
    await stands(page, 'PENDING');
    await page.getByRole('listitem').filter({ hasText: 'Collect customer details' }).waitFor();
    const page2 = await open(`/?id=${id}`);
    await stands(page2, 'PENDING');
    await asked('createBillingRequestFlow', { billingRequestId: id, redirectUrl: `${shop.origin}/?id=${id}` }, '');
    // A page that is open already hears of the link as well.
    await page2.getByRole('link', { name: 'Go on at your bank' }).waitFor();
    await page.getByRole('link', { name: 'Go on at your bank' }).click();
    await completeAtProvider(page);
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await stands(page, 'FULFILLED');
    await stands(page2, 'FULFILLED');
    expect(await page2.textContent('#status')).toBe('Done. Thank you!');
    expect(await page2.locator('#steps').innerText()).toBe('');
  });
});
