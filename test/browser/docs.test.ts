import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocsDoor } from '../../src/http/docs-door.ts';
import type { ObservedRequest } from '../../src/http/observed-request.ts';
import { patienceMs } from '../support/patience.ts';
import { chromiumPath, openBrowser } from './console-stage.ts';

describe.runIf(chromiumPath)('the documentation, in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let at: string;
  /** What the browser complained of: a policy that was broken, a script that failed, a file that is not there. */
  const complaints: string[] = [];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(import.meta.dirname, '../../site/build.ts'), '--check']);
    const door = createDocsDoor();
    server = createServer((request, response) => door(request, response, { route: null } as ObservedRequest));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`;
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('finds a page by what is typed, by keys alone', async () => {
    await page.goto(at);
    await page.keyboard.press('/');
    await page.keyboard.type('intent committed effect');
    await page.getByRole('option', { name: /Three rules of the core/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${at}/architecture#three-rules-of-the-core`);
    await page.getByRole('heading', { name: 'Three rules of the core' }).waitFor();
  });

  test.each(['', '/architecture', '/reference/sandbox'])('has nothing that axe objects to: /docs%s', async (path) => {
    await page.goto(at + path);
    await page.evaluate(axe.source);
    for (const theme of ['light', 'dark']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
      const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      expect(told).toEqual([]);
    }
  });

  test('says everything without a script, and has a menu on a telephone', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(`${at}/upgrade`);
    await plain.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Operations' }).waitFor();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${at}/upgrade`);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Architecture' }).click();
    await page.getByRole('heading', { name: 'Architecture' }).waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
  });

  test('had nothing refused by its policy', () => {
    expect(complaints).toEqual([]);
  });
});
