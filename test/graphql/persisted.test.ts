import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTrustedDocuments } from '../../src/app/trusted-documents.ts';
import { createPersistedDocuments } from '../../src/graphql/server/persisted.ts';
import { type Answer, type Api, post, startApi } from './harness.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hashed = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

describe('documents by their hash', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api?.close());

  const send = (body: object, headers: Record<string, string>): Promise<Answer> =>
    post(api.url, body, api.shop.key, headers);

  // What names a character set goes by way of Yoga.
  test.each([
    ['the direct way', { accept: 'application/json' }],
    ['the full way', { accept: 'application/json; charset=utf-8' }],
  ])('are asked for, sent once, and run from then on (%s)', async (way, headers) => {
    const text = `query Way { viewer { merchantName } } # ${way}`;
    const extensions = hashed(text);
    expect(await send({ extensions }, headers)).toMatchObject({
      status: 200,
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    const named = { status: 200, data: { viewer: { merchantName: 'Shop' } } };
    expect(await send({ query: text, extensions }, headers)).toMatchObject(named);
    expect(await send({ extensions }, headers)).toMatchObject(named);
    expect(await send({ documentId: `sha256:${sha256(text)}` }, headers)).toMatchObject(named);
    const address = `${api.url}?extensions=${encodeURIComponent(JSON.stringify(extensions))}`;
    const got = await fetch(address, { headers: { authorization: `Bearer ${api.shop.key}` } });
    expect(await got.json()).toMatchObject({ data: named.data });
    const wrong = { query: text, extensions: hashed('{ __typename }') };
    expect(await send(wrong, headers)).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    const other = { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } };
    expect(await send(other, headers)).toMatchObject({ errors: [{ message: expect.stringContaining('version 1') }] });
  });

  test('run on a socket', async () => {
    const text = 'query Socket { viewer { merchantName } }';
    await send({ query: text, extensions: hashed(text) }, {});
    const client = createClient({
      url: api.url.replace('http', 'ws'),
      connectionParams: { authorization: `Bearer ${api.shop.key}` },
    });
    const answers = client.iterate({ query: '', extensions: hashed(text) });
    expect((await answers.next()).value).toMatchObject({ data: { viewer: { merchantName: 'Shop' } } });
    await client.dispose();
  });

  test('a request without any document is told so as before', async () => {
    expect(await send({ variables: {} }, {})).toMatchObject({
      status: 400,
      errors: [{ message: 'Must provide query string.' }],
    });
  });
});

test('what was not used for longest makes room, and what is too long is not kept', () => {
  const persisted = createPersistedDocuments();
  const text = (number: number): string => `{ viewer { merchantName } } # ${number} ${' '.repeat(15_000)}`;
  const register = (query: string) => persisted.textOf({ query, extensions: hashed(query) });
  for (let number = 0; number < 139; number++) register(text(number));
  expect(persisted.textOf({ extensions: hashed(text(0)) })).toBe(text(0));
  for (let number = 139; number < 145; number++) register(text(number));
  expect(persisted.textOf({ extensions: hashed(text(0)) })).toBe(text(0));
  expect(() => persisted.textOf({ extensions: hashed(text(1)) })).toThrow('PersistedQueryNotFound');
  const long = `{ a } # ${' '.repeat(20_000)}`;
  expect(register(long)).toBe(long);
  expect(() => persisted.textOf({ extensions: hashed(long) })).toThrow('PersistedQueryNotFound');
});

describe('trusted documents', () => {
  const text = 'query Name { viewer { merchantName } }';
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ trustedDocuments: new Map([['name-1', text]]) });
  });
  afterAll(() => api?.close());

  test.each([
    ['the direct way', 'application/json'],
    ['the full way', 'application/json; charset=utf-8'],
  ])('run by id or by text, and nothing else does (%s)', async (_way, accept) => {
    const send = (body: object) => post(api.url, body, api.shop.key, { accept });
    for (const body of [{ documentId: 'name-1' }, { query: text }])
      expect(await send(body)).toMatchObject({ data: { viewer: { merchantName: 'Shop' } } });
    for (const body of [
      { query: '{ viewer { merchantId } }' },
      { documentId: 'name-2' },
      { extensions: hashed('{ viewer { merchantId } }'), query: '{ viewer { merchantId } }' },
    ])
      expect(await send(body)).toMatchObject({
        status: 403,
        errors: [{ extensions: { code: 'FORBIDDEN', reason: 'DOCUMENT_NOT_TRUSTED' } }],
      });
    expect(await send({ documentId: 'name-1', query: '{ viewer { merchantId } }' })).toMatchObject({ status: 400 });
  });
});

describe('the file of trusted documents', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paygraph-documents-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const read = async (content: string) => {
    const path = join(folder, 'documents.json');
    await writeFile(path, content);
    return readTrustedDocuments(path);
  };

  test.each([
    ['texts by their ids', { a1: '{ a }' }],
    [
      "Apollo's manifest",
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'a1', name: 'A', type: 'query', body: '{ a }' }],
      },
    ],
  ])('may be %s', async (_what, content) => {
    expect(await read(JSON.stringify(content))).toEqual(new Map([['a1', '{ a }']]));
  });

  test.each(['{', '[]', '{}', '{"a":1}'])('and %s is refused by its name', async (content) => {
    await expect(read(content)).rejects.toThrow(/^TRUSTED_DOCUMENTS: expected .*documents\.json/);
  });

  test('that is not there is refused; none is none', async () => {
    await expect(readTrustedDocuments(join(folder, 'nowhere.json'))).rejects.toThrow('TRUSTED_DOCUMENTS');
    expect(await readTrustedDocuments(null)).toBeNull();
  });
});
