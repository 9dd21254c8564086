import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { savedViews } from '../../console/src/parts/saved-views.tsx';
import { captured } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';
import { buildConsole, chromiumPath, enter, listening, openBrowser, settled, violations } from './console-stage.ts';

interface Row {
  readonly id: string;
  readonly externalId: string;
}
interface Answer {
  readonly data: { readonly page: { readonly nodes: readonly Row[]; readonly pageInfo: object } };
}

describe.runIf(chromiumPath)('the lists of the console', () => {
  let world: World;
  let browser: Browser;
  let origin: string;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    buildConsole();
    [world, browser] = await Promise.all([startWorld(), openBrowser()]);
    origin = world.app.url;
    page = listening(await browser.newPage({ viewport: { width: 1360, height: 900 } }), complaints);
    await enter(page, origin, world.app.apiKey ?? '');
    await captured(world);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  test('keep a view under a name in this browser, show it again, and forget it', async () => {
    await page.goto(`${origin}/console/payments`);
    await settled(page);
    const views = page.getByRole('navigation', { name: 'Views' });
    expect(await views.getByRole('button').count()).toBe(0);
    await page.getByLabel('Your reference').fill('A & B, 100 %');
    await page.getByRole('button', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Settled', exact: true }).click();
    await page.keyboard.press('Escape');
    await views.getByRole('button', { name: 'Save this view' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(`sk_test_${'x'.repeat(10)}`);
    await dialog.getByText('expected no key').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save it' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Name').fill('Ours');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save it' }).click();
    await dialog.waitFor({ state: 'detached' });
    const address = page.url();
    await page.goto(`${origin}/console/payments`);
    await page.getByRole('row').filter({ hasText: 'Settled' }).first().waitFor();
    await views.getByRole('link', { name: 'Ours' }).click();
    await page.waitForURL(address);
    await page.getByText('Nothing matches these filters').waitFor();
    expect(await page.getByLabel('Your reference').inputValue()).toBe('A & B, 100 %');
    await page.goto(`${origin}/console/agreements`);
    await settled(page);
    expect(await views.getByRole('link', { name: 'Ours' }).count()).toBe(0);
    await page.goto(address);
    await views.getByRole('button', { name: 'Forget “Ours”' }).click();
    await views.getByRole('link', { name: 'Ours' }).waitFor({ state: 'detached' });
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toMatch(/sk_test/);
  });

  test('hold two thousand rows however many there are, and move on to older ones and back', async () => {
    const pagesThere = 26;
    // The rows are the product's own, many times over: what is tried here is what a browser holds of them.
    await page.route('**/console/graphql', async (route) => {
      const { query = '', variables = {} } = (route.request().postDataJSON() ?? {}) as {
        readonly query?: string;
        readonly variables?: { readonly after?: string | null; readonly first?: number };
      };
      if (!query.includes('query PaymentList')) return route.fallback();
      const number = Number(variables.after ?? 0);
      const reply = await route.fetch({ postData: { query, variables: { ...variables, after: null } } });
      const answer = (await reply.json()) as Answer;
      const [one] = answer.data.page.nodes;
      const nodes = Array.from({ length: variables.first ?? 0 }, (_, index) => {
        const at = number * (variables.first ?? 0) + index + 1;
        return { ...one, id: `oop_${at}`, externalId: `ROW-${at}.` };
      });
      const pageInfo = { endCursor: String(number + 1), hasNextPage: number + 1 < pagesThere };
      await route.fulfill({ json: { ...answer, data: { page: { ...answer.data.page, nodes, pageInfo } } } });
    });
    await page.goto(`${origin}/console/payments`);
    const rows = page.locator('tbody tr');
    const last = (number: number) => rows.filter({ hasText: `ROW-${number}.` }).waitFor();
    const older = page.getByRole('button', { name: 'Load older' });
    for (let shown = 1; shown <= pagesThere; shown++) {
      await last(shown * 100);
      expect(await rows.count()).toBe(Math.min(shown, 20) * 100);
      if (shown < pagesThere) await older.click();
    }
    await older.waitFor({ state: 'detached' });
    await page.getByText('2,000 shown.').waitFor();
    await rows.filter({ hasText: 'ROW-601.' }).waitFor();
    expect(await rows.filter({ hasText: 'ROW-600.' }).count()).toBe(0);
    const newer = page.getByRole('button', { name: 'Load newer' });
    for (let first = 501; first >= 1; first -= 100) {
      await newer.click();
      await last(first);
      expect(await rows.count()).toBe(2_000);
    }
    await newer.waitFor({ state: 'detached' });
    await page.getByText('2,000 shown, there are more.').waitFor();
    await page.unroute('**/console/graphql');
  });

  test('made the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});

test('a browser that keeps something else under the name has no views', () => {
  for (const kept of ['nonsense', '{}', '[{"text":1,"search":"a"}]', null])
    expect(savedViews({ getItem: () => kept, setItem: () => undefined }, 'a').read()).toEqual([]);
});
