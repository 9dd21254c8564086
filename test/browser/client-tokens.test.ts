import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, numberAll, startApi } from '../graphql/harness.ts';
import { addAgreement, addPayment, stepPayment } from '../graphql/rows.ts';
import { freshKey } from '../support/world.ts';

/** Where Debian's Chromium is; null on a machine without. */
const executablePath = ((): string | null => {
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
})();

/** What a shop's page would do, with what browsers bring. */
const script = `
const headers = (token) => ({ 'content-type': 'application/json', authorization: 'Bearer ' + token });
window.ask = async (url, token, query, variables) => {
  const response = await fetch(url, { method: 'POST', headers: headers(token), body: JSON.stringify({ query, variables }) });
  return { status: response.status, ...(await response.json()) };
};
window.frames = [];
window.followBySse = async (url, token, query, variables) => {
  const response = await fetch(url, {
    method: 'POST', headers: { ...headers(token), accept: 'text/event-stream' }, body: JSON.stringify({ query, variables }),
  });
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\\n\\n');
    text = blocks.pop();
    for (const block of blocks) {
      const data = /^data: (.+)$/m.exec(block);
      if (data) window.frames.push(JSON.parse(data[1]));
    }
  }
};
window.followByEventSource = async (url, token, query, variables) => {
  const response = await fetch(url + '/stream', { method: 'POST', headers: headers(token), body: JSON.stringify({ query, variables }) });
  const { url: address } = await response.json();
  const source = new EventSource(new URL(address, url));
  source.addEventListener('next', ({ data }) => window.frames.push(JSON.parse(data)));
};
window.followBySocket = (url, token, query, variables) => new Promise((resolve) => {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer ' + token } }));
  socket.onclose = ({ code, reason }) => resolve({ code, reason });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
    if (message.type === 'next') window.frames.push(message.payload);
    if (message.type === 'error') window.frames.push({ errors: message.payload });
  };
});`;

interface PageServer {
  readonly origin: string;
  readonly server: Server;
}
async function servePage(): Promise<PageServer> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><script>${script}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

const read = 'query ($id: ID!) { payment(by: { id: $id }) { id status } }';
const watch = `subscription ($id: ID!) { paymentUpdates(paymentId: $id) {
  __typename ... on PaymentChangedFrame { event { subjectVersion } } } }`;

describe.runIf(executablePath)('a page of another origin, in Chromium', () => {
  let api: Api;
  let browser: Browser;
  let shop: PageServer;
  let stranger: PageServer;
  let payment: OneOffPayment;
  let id: string;
  let token: string;
  let version = 1;

  const told = async (document: string, input: object): Promise<Record<string, string>> => {
    const { data, errors } = await api.post(document, { input: { idempotencyKey: freshKey(), ...input } });
    if (!data) throw new Error(JSON.stringify(errors));
    return data.answer as never;
  };
  const open = async ({ origin }: PageServer): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(origin);
    return page;
  };
  /** Calls a function of the page's; what it returns is waited for only where it is wanted. */
  const call = (page: Page, name: string, ...args: readonly unknown[]): Promise<never> =>
    page.evaluate(`window.${name}(...${JSON.stringify(args)})`);
  const frames = (page: Page): Promise<unknown[]> => page.evaluate('window.frames');
  const until = (page: Page, count: number) => page.waitForFunction(`window.frames.length >= ${count}`);

  beforeAll(async () => {
    api = await startApi();
    [shop, stranger] = await Promise.all([servePage(), servePage()]);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop));
    id = encodeId('oop', payment.id);
    await numberAll(api.db);
    const update = `mutation ($input: UpdateAllowedOriginsInput!) { answer: updateAllowedOrigins(input: $input) { __typename } }`;
    await told(update, { origins: [shop.origin] });
    const create = `mutation ($input: CreateClientTokenInput!) { answer: createClientToken(input: $input) {
      ... on ClientTokenPayload { clientToken } } }`;
    token = (await told(create, { subjectId: id })).clientToken ?? '';
  });
  afterAll(async () => {
    await browser?.close();
    for (const one of [shop, stranger]) one?.server.close();
    await api?.close();
  });

  test('reads the payment of its token, and no other thing', async () => {
    const page = await open(shop);
    expect(await call(page, 'ask', api.url, token, read, { id })).toMatchObject({
      status: 200,
      data: { payment: { id } },
    });
    const other = encodeId('oop', api.shop.keyId);
    expect(await call(page, 'ask', api.url, token, read, { id: other })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN', reason: 'OTHER_SUBJECT' } }],
    });
    expect(await call(page, 'ask', api.url, token, '{ viewer { merchantName } }', {})).toMatchObject({
      errors: [{ extensions: { reason: 'CLIENT_TOKEN' } }],
    });
    await page.close();
  });

  test.each(['followBySse', 'followBySocket', 'followByEventSource'])(
    'sees its payment change (%s)',
    async (follow) => {
      const page = await open(shop);
      void call(page, follow, api.url, token, watch, { id }).catch(() => undefined);
      await until(page, 1);
      version += 1;
      await stepPayment(api.db, api.shop, payment, version, { description: `Changed ${version}` });
      await numberAll(api.db);
      await until(page, 2);
      expect(await frames(page)).toMatchObject([
        { data: { paymentUpdates: { __typename: 'PaymentSnapshotFrame' } } },
        { data: { paymentUpdates: { __typename: 'PaymentChangedFrame', event: { subjectVersion: version } } } },
      ]);
      await page.close();
    },
  );

  test('of an origin that is not allowed reads why, and follows nothing', async () => {
    const page = await open(stranger);
    expect(await call(page, 'ask', api.url, token, read, { id })).toMatchObject({
      status: 403,
      errors: [
        { message: expect.stringContaining('updateAllowedOrigins'), extensions: { reason: 'ORIGIN_NOT_ALLOWED' } },
      ],
    });
    expect(await call(page, 'followBySocket', api.url, token, watch, { id })).toMatchObject({
      code: 4403,
      reason: expect.stringContaining('updateAllowedOrigins'),
    });
    expect(await frames(page)).toEqual([]);
    await page.close();
  });

  test('with a secret key is refused', async () => {
    const page = await open(shop);
    expect(await call(page, 'ask', api.url, api.shop.key, '{ viewer { merchantName } }', {})).toMatchObject({
      status: 403,
      errors: [{ extensions: { reason: 'SECRET_KEY_IN_BROWSER' } }],
    });
    await page.close();
  });
});
