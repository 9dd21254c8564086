import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/simulators/host/server.ts';

/**
 * Buckaroo's own Node client (1.12) knows two hosts and signs the one that it means to call, whoever answers there. It is in no registry, so
 * this does what it does: the body as `JSON.stringify` writes it, an empty object with a GET, truth values left as they are, and this
 * machine's time.
 */
const host = 'testcheckout.buckaroo.nl';
let sandbox: Sandbox;
let website: { readonly websiteKey: string; readonly secretKey: string };
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, storage: ':memory:', hosts: new Map([[host, 'buckaroo']]) });
  const front = await fetch(sandbox.url, { headers: { accept: 'application/json' } });
  const { providers } = (await front.json()) as { providers: { name: string; credentials: typeof website }[] };
  website = providers.find(({ name }) => name === 'buckaroo')?.credentials as typeof website;
});
afterAll(() => sandbox.close());

interface Answer {
  readonly status: number;
  readonly authorization: string | undefined;
  readonly json: Record<string, unknown>;
}

let sent = 0;
const textOf = (method: string, path: string, body: string, time: string, nonce: string): string => {
  const address = encodeURIComponent(`${host}${path}`).toLowerCase();
  const hash = body === '' ? '' : createHash('md5').update(body).digest('base64');
  return website.websiteKey + method + address + time + nonce + hash;
};
const signatureOf = (text: string): string => createHmac('sha256', website.secretKey).update(text).digest('base64');

function ask(method: 'GET' | 'POST', path: string, data: object, named = host): Promise<Answer> {
  const body = JSON.stringify(data);
  const nonce = `nonce_${++sent}`;
  const time = String(Math.round(Date.now() / 1_000));
  const authorization = `hmac ${website.websiteKey}:${signatureOf(textOf(method, path, body, time, nonce))}:${nonce}:${time}`;
  return new Promise((resolve, reject) => {
    const headers = { host: named, authorization, 'content-type': 'application/json', 'content-length': body.length };
    const asked = request({ host: '127.0.0.1', port: sandbox.port, method, path, headers }, (reply) => {
      let text = '';
      reply.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      reply.on('end', () => {
        const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        resolve({ status: reply.statusCode ?? 0, authorization: reply.headers.authorization, json });
        const [, signature, back, at] = /:([^:]+):([^:]+):(\d+)$/.exec(reply.headers.authorization ?? '') ?? [];
        if (reply.statusCode === 200)
          expect(signature).toBe(signatureOf(textOf(method, path, text, at ?? '', back ?? '')));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const payment = (invoice: string) => ({
  Currency: 'EUR',
  AmountDebit: 10.5,
  Invoice: invoice,
  PushURL: 'http://127.0.0.1:9/push',
  ClientIP: { Type: 0, Address: '127.0.0.1' },
  Services: {
    ServiceList: [
      {
        Name: 'transfer',
        Action: 'Pay',
        Parameters: [
          { Name: 'SendMail', Value: true, GroupType: '', GroupID: '' },
          { Name: 'CustomerFirstName', Value: 'Test' },
          { Name: 'CustomerLastName', Value: 'Acceptatie' },
          { Name: 'CustomerEmail', Value: 'test@hotmail.example' },
          { Name: 'CustomerGender', Value: 1 },
        ],
      },
    ],
  },
});

test('a client that signs its own host pays, asks and is answered under a signature over that host', async () => {
  const paid = await ask('POST', '/json/Transaction', payment('SDK-1'));
  expect(paid).toMatchObject({ status: 200, json: { Status: { Code: { Code: 792 } }, AmountDebit: 10.5 } });
  const found = await ask('GET', `/json/Transaction/Status/${String(paid.json.Key)}`, {});
  expect(found).toMatchObject({ status: 200, json: { Key: paid.json.Key, Invoice: 'SDK-1' } });
});

test('however far the sandbox is ahead of this machine', async () => {
  const ahead = new Date(Date.now() + 86_400_000).toISOString();
  const moved = await fetch(`${sandbox.url}/control/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: ahead }),
  });
  expect(moved.status).toBe(200);
  expect(await ask('POST', '/json/Transaction', payment('SDK-2'))).toMatchObject({ status: 200 });
});

test('the provider alone is played at its host: neither the front page nor the control surface', async () => {
  for (const path of ['/', '/control/clock', '/buckaroo/json/Transaction', '/book'])
    expect(await ask('GET', path, {})).toMatchObject({ status: 404 });
  expect((await ask('GET', '/json/Transaction/Status/X', {}, 'checkout.buckaroo.nl')).status).toBe(421);
  // Signed over another host than it names: nothing of it is believed.
  expect((await ask('POST', '/buckaroo/json/Transaction', payment('SDK-3'), `127.0.0.1:${sandbox.port}`)).status).toBe(
    400,
  );
});
