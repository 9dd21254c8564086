import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { connect, pollEvents } from '../../../src/providers/vipps-mobilepay/connect.ts';
import { agreementEvents, chargeEvents } from '../../../src/providers/vipps-mobilepay/webhook.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { contextAt } from './support.ts';

const id = '0b6f2f5e-6f6d-4d1a-9a5f-2f1f6f0f7a11';
const other = '1b6f2f5e-6f6d-4d1a-9a5f-2f1f6f0f7a11';
const url = 'https://pay.example/webhooks/vipps_mobilepay/abc';
const events = [...agreementEvents, ...chargeEvents];
const held = { webhookId: id, webhookSecret: 'held' };

let stub: Stub | undefined;
afterEach(() => stub?.close());

/** The webhooks that are registered there; what is registered anew gets a secret. */
async function registered(
  webhooks: readonly object[],
  post: (response: ServerResponse) => void = (response) => {
    response.writeHead(201).end(JSON.stringify({ id: other, secret: 'new' }));
  },
): Promise<string> {
  stub = await startStub((response, line) => {
    const json = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (line.startsWith('POST /accesstoken')) return json(200, { access_token: 'tok', expires_in: '3600' });
    if (line.startsWith('GET /webhooks')) return json(200, { webhooks });
    if (line.startsWith('POST /webhooks')) return post(response);
    if (line.startsWith('GET /settlement')) return json(200, { items: [] });
    return response.writeHead(204).end();
  });
  return stub.url;
}
const lines = () => stub?.seen.map(({ line }) => line).filter((line) => !line.includes('accesstoken'));

test('a webhook is registered for all events, and its secret is handed back', async () => {
  const context = contextAt(await registered([]));
  expect(await connect(context)).toEqual({ ok: true, value: { settings: { webhookId: other, webhookSecret: 'new' } } });
  const sent = stub?.seen.find(({ line }) => line.startsWith('POST /webhooks'));
  expect(JSON.parse(sent?.body ?? '')).toEqual({ url, events });
  expect(sent?.headers).toMatchObject({
    authorization: 'Bearer tok',
    'merchant-serial-number': '654321',
    'ocp-apim-subscription-key': 'subscription-canary',
  });
});

test('one that is there, and whose secret we have, is left', async () => {
  const context = contextAt(await registered([{ id, url, events }]), held);
  expect(await connect(context)).toEqual({ ok: true, value: {} });
  expect(await pollEvents(context, null)).toMatchObject({ kind: 'events', items: [] });
  expect(lines()).toEqual([
    'GET /webhooks/v1/webhooks',
    'GET /webhooks/v1/webhooks',
    'GET /settlement/v1/ledgers?settlesForRecipientHandles=api%3A654321',
  ]);
});

test.each([
  ['that is gone', [], [], held],
  ['whose secret nobody knows', [{ id, url, events }], [id], {}],
  ['for fewer events', [{ id, url, events: events.slice(1) }], [id], held],
  ['of ours at an address before', [{ id, url: 'https://old.example', events }], [id], held],
  ['of another system', [{ id, url: 'https://other.example', events }], [], {}],
] as const)('one %s is replaced, and what is of no use deleted after it', async (_, webhooks, deleted, settings) => {
  const context = contextAt(await registered(webhooks), settings);
  const connection = await connect(context);
  expect(connection).toMatchObject({ ok: true, value: { settings: { webhookId: other, webhookSecret: 'new' } } });
  // What was signed before is still taken.
  const before = 'webhookSecret' in settings ? 'held' : undefined;
  expect(connection.ok && connection.value?.settings?.previousWebhookSecret).toBe(before);
  expect(lines()?.slice(1)).toEqual([
    'POST /webhooks/v1/webhooks',
    ...deleted.map((one) => `DELETE /webhooks/v1/webhooks/${one}`),
  ]);
});

test('what cannot be registered is told, in words without a secret', async () => {
  const full = await registered([], (response) => {
    response.writeHead(400).end(JSON.stringify({ title: 'Bad', detail: 'too many <webhooks>' }));
  });
  const refused = await connect(contextAt(full));
  expect(refused).toEqual({ ok: false, error: 'POST: Vipps MobilePay answered 400 (too many webhooks)' });
  await stub?.close();
  const unreadable = await registered([], (response) => void response.writeHead(201).end('{"id":"x"}'));
  expect(JSON.stringify(await connect(contextAt(unreadable)))).toMatch(/could not be read/);
});

test.each([
  ['one that is there', [{ id, url, events }], undefined],
  ['one at an address of another process', [{ id, url: 'https://other.example', events }], undefined],
  ['one for fewer events', [{ id, url, events: events.slice(1) }], true],
  ['none of ours', [{ id: other, url, events }], true],
] as const)('whether we are still called is seen hourly: %s', async (_, webhooks, forgotten) => {
  const polled = await pollEvents(contextAt(await registered(webhooks), held), null);
  expect(polled).toEqual({ kind: 'events', items: [], cursor: '{"ledgers":{}}', more: false, forgotten });
});

test('ledgers that cannot be read keep nobody from seeing that we are not called any more', async () => {
  stub = await startStub((response, line) => {
    if (line.startsWith('GET /settlement')) return response.writeHead(502).end();
    const body = line.startsWith('POST') ? { access_token: 'tok', expires_in: '3600' } : { webhooks: [] };
    return response.writeHead(200).end(JSON.stringify(body));
  });
  expect(await pollEvents(contextAt(stub.url, held), null)).toEqual({ kind: 'forgotten' });
});
