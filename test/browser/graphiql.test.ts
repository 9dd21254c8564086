import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { parse, print, stripIgnoredCharacters, validate } from 'graphql';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { firstSteps } from '../../src/graphql/server/first-steps.ts';
import { startWorld, type World } from '../support/world.ts';
import { chromiumPath, listening, openBrowser } from './console-stage.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

describe.runIf(chromiumPath)('GraphiQL, in Chromium', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const run = (at: Page) => at.getByRole('button', { name: /Execute query/ }).click();
  /** By keys: a press of the mouse is also the begin of dragging a tab. */
  const open = async (tab: string): Promise<void> => {
    await page.getByRole('button', { name: tab, exact: true }).press('Enter');
    await page.locator('[role=tab][aria-selected=true]').getByText(tab, { exact: true }).waitFor();
  };
  const answered = (at: Page, text: string) => at.locator('.graphiql-response').getByText(text).first().waitFor();

  beforeAll(async () => {
    browser = await openBrowser();
    page = listening(await (await browser.newContext()).newPage(), complaints);
  });
  afterAll(() => browser?.close());

  test('is signed in, knows the schema, and has a tab for each step', async () => {
    const asked = page.waitForResponse((reply) => (reply.request().postData() ?? '').includes('__schema'));
    await page.goto(`${world.app.url}/graphql`);
    const schema = (await (await asked).json()) as { data: { __schema: { types: readonly unknown[] } } };
    expect(schema.data.__schema.types.length).toBeGreaterThan(100);
    for (const name of ['Viewer', 'Create', 'Capture', 'Refund', 'Events'])
      await page.getByRole('tab', { name }).waitFor();
    await run(page);
    await answered(page, '"Demo shop"');
    await open('Create');
    await page.getByText('An agreement, with a first payment').waitFor();
    const created = page.waitForResponse((reply) => (reply.request().postData() ?? '').includes('createAgreement'));
    await run(page);
    expect(await (await created).json()).toMatchObject({
      data: { createAgreement: { __typename: 'AgreementPayload' } },
    });
  });

  test('survives F5 with what was typed and the key, which no other tab and no later day sees', async () => {
    await open('Viewer');
    const editor = page.locator('.graphiql-query-editor');
    await editor.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('query Mine { viewer { scopes } }');
    await page.getByRole('tab', { name: 'Mine' }).waitFor();
    await page.waitForFunction(`Object.values(sessionStorage).some((kept) => kept.includes('query Mine'))`);
    await page.reload();
    await page.getByRole('tab', { name: 'Mine' }).waitFor();
    expect(page.url()).toBe(`${world.app.url}/graphql`);
    await run(page);
    await answered(page, '"payments:write"');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('sk_test_');
    const other = listening(await page.context().newPage(), complaints);
    await other.goto(`${world.app.url}/graphql`);
    await other.getByRole('tab', { name: 'Viewer' }).waitFor();
    expect(await other.getByRole('tab', { name: 'Mine' }).count()).toBe(0);
    await other.close();
  });

  test('made the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});

/** By a bare client: fetch lets nobody say another Host. */
const opened = (headers: Readonly<Record<string, string>>, path = '/graphql') =>
  new Promise<{ readonly length: number; readonly encoding: unknown; readonly key: boolean }>((resolve, reject) => {
    const { port } = new URL(world.app.url);
    request({ port, path, host: '127.0.0.1', headers: { accept: 'text/html', ...headers } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', async () => {
        const bytes = Buffer.concat(chunks);
        const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
        const key = text.includes(world.app.apiKey ?? 'none');
        resolve({ length: bytes.length, encoding: reply.headers['content-encoding'], key });
      });
    })
      .on('error', reject)
      .end();
  });

test('the page is compressed, and has the key for nobody but who is on this machine', async () => {
  const page = await opened({});
  expect(page).toMatchObject({ encoding: 'gzip', key: true });
  expect(page.length).toBeLessThan(3_000_000);
  expect((await opened({ host: 'localhost:4000' })).key).toBe(true);
  expect((await opened({ host: '[::1]:4000' })).key).toBe(true);
  for (const headers of [
    { host: 'rebound.example' },
    { host: '127.0.0.1.example' },
    { host: 'pay.example', 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-for': '127.0.0.1' },
    { via: '1.1 proxy' },
  ])
    expect(await opened(headers as never)).toMatchObject({ encoding: 'gzip', key: false });
  expect((await opened({}, '/operator/graphql')).key).toBe(false);
});

test('the steps are those of the quick start, and the schema has what they ask for', async () => {
  for (const step of firstSteps) expect(validate(sandboxSchema, parse(step))).toEqual([]);
  const guide = readFileSync(join(import.meta.dirname, '../../docs/quick-start.md'), 'utf8');
  const documents = [...guide.matchAll(/```graphql\n(.*?)```/gs)].map(([, text = '']) => print(parse(text)));
  const told = documents.filter((text) => text.startsWith('mutation')).map(stripIgnoredCharacters);
  expect(told).toHaveLength(3);
  expect(firstSteps.slice(1, 4).map((step) => stripIgnoredCharacters(print(parse(step))))).toEqual(told);
});
