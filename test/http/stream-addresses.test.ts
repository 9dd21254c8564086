import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOpenedAddresses } from '../../src/access/opened-addresses.ts';
import type { OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, numberAll, startApi } from '../graphql/harness.ts';
import { addAgreement, addPayment, stepPayment } from '../graphql/rows.ts';
import { freshKey } from '../support/world.ts';

let api: Api;
let payment: OneOffPayment;
let token: string;
beforeAll(async () => {
  api = await startApi();
  payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop));
  await numberAll(api.db);
  const input = { idempotencyKey: freshKey(), subjectId: encodeId('oop', payment.id) };
  const create = `mutation ($input: CreateClientTokenInput!) { answer: createClientToken(input: $input) { ... on ClientTokenPayload { clientToken } } }`;
  const { data } = await api.post(create, { input });
  token = (data as unknown as { answer: { clientToken: string } }).answer.clientToken;
});
afterAll(() => api.close());

const query = 'subscription ($id: ID!) { paymentUpdates(paymentId: $id) { __typename } }';
const make = (key: string, id = encodeId('oop', payment.id)) =>
  fetch(`${api.url}/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables: { id } }),
  });
async function addressOf(id?: string): Promise<string> {
  const response = await make(token, id);
  expect(response.status).toBe(201);
  return new URL(((await response.json()) as { url: string }).url, api.url).href;
}
/** The text of a stream until it has so many events, or its end. */
async function read(address: string, events: number, lastEventId?: string): Promise<string> {
  const cut = new AbortController();
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(address, { headers, signal: cut.signal });
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    if (text.split('event: next').length > events && text.endsWith('\n\n')) break;
  }
  cut.abort();
  return text;
}

test('an address is good for its stream without a header, keeps the token to itself, and resumes by the id of an event', async () => {
  const address = await addressOf();
  expect(address).not.toContain(token);
  const text = await read(address, 1);
  expect(text).toContain('PaymentSnapshotFrame');
  const id = /^id: (.+)$/m.exec(text)?.[1] ?? '';
  expect(id).toMatch(/^ec\d_[\w-]+\.[\w-]{22}$/);
  await stepPayment(api.db, api.shop, payment, 2, { description: 'Other' });
  await numberAll(api.db);
  const again = await read(address, 2, id);
  expect(again).toContain('PaymentChangedFrame');
});

test('an address that is not ours, or is altered, opens nothing and says so where EventSource reads it', async () => {
  const address = await addressOf();
  for (const other of [`${api.url}/stream?ticket=abc`, `${api.url}/stream`, `${address.slice(0, -4)}AAAA`])
    expect(await read(other, 1)).toContain('STREAM_ADDRESS_OVER');
});

test('an address opens once, in whichever process, however it is spelled', async () => {
  const address = await addressOf();
  const text = await read(address, 1);
  expect(text).toContain('PaymentSnapshotFrame');
  expect(await read(address, 1)).toContain('STREAM_ADDRESS_OVER');
  // The last character of base64url may say the same bytes in another way, as may what is no base64url.
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const bytes = (url: string) => Buffer.from(url.split('ticket=')[1] ?? '', 'base64url').toString('hex');
  const same = [...digits].map((digit) => address.slice(0, -1) + digit).filter((url) => bytes(url) === bytes(address));
  for (const spelled of same) expect(await read(spelled, 1)).toContain('STREAM_ADDRESS_OVER');
  // Another process on the same database.
  const other = createOpenedAddresses({ db: api.db });
  const hash = createHash('sha256')
    .update(Buffer.from(address.split('ticket=')[1] ?? '', 'base64url'))
    .digest();
  expect(await other.open(hash, new Date())).toBe(false);
  const id = /^id: (.+)$/m.exec(text)?.[1] ?? '';
  // EventSource itself comes back as often as it has to.
  for (let i = 0; i < 2; i++) expect(await read(address, 1, id)).not.toContain('STREAM_ADDRESS_OVER');
});

test('of ten that open an address at once, one is served', async () => {
  const address = await addressOf();
  const all = await Promise.all(Array.from({ length: 10 }, () => read(address, 1)));
  expect(all.filter((text) => text.includes('PaymentSnapshotFrame'))).toHaveLength(1);
  expect(all.filter((text) => text.includes('STREAM_ADDRESS_OVER'))).toHaveLength(9);
});

test('an address that was not opened in its half minute opens only for whoever has seen an event of it', async () => {
  const { sealer } = api.domain;
  const body = JSON.stringify({ query, variables: { id: encodeId('oop', payment.id) } });
  const made = { authorization: `Bearer ${token}`, body, startBy: Date.now() - 1 };
  const ticket = sealer.seal(JSON.stringify(made), 'stream address').toString('base64url');
  const address = `${api.url}/stream?ticket=${ticket}`;
  expect(await read(address, 1)).toContain('STREAM_ADDRESS_OVER');
  expect(await read(address, 1, '.0123456789012345678901')).toContain('STREAM_ADDRESS_OVER');
  const key = sealer.derive('stream address');
  const proof = createHmac('sha256', key).update(ticket).digest('base64url').slice(0, 22);
  expect(await read(address, 1, `.${proof}`)).toContain('PaymentSnapshotFrame');
});

test('an address of another thing is refused by the reason of its token', async () => {
  expect(await read(await addressOf(encodeId('oop', api.shop.keyId)), 1)).toContain('OTHER_SUBJECT');
});

test('an address is made for a client token, and for nobody else', async () => {
  const withKey = await make(api.shop.key);
  expect(withKey.status).toBe(403);
  expect(await withKey.json()).toMatchObject({ errors: [{ extensions: { reason: 'CLIENT_TOKEN_NEEDED' } }] });
  expect((await make('x')).status).toBe(401);
});
