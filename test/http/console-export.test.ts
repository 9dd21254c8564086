import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvLine } from '../../src/kernel/csv.ts';
import { type Api, startApi } from '../graphql/harness.ts';
import { addAgreement, addPayment, stepPayment } from '../graphql/rows.ts';

/** The file of all payments that a filter matches, as the console leads to it. */
let api: Api;
let at: string;
let cookie: string;
const total = 503;
beforeAll(async () => {
  api = await startApi();
  at = `http://127.0.0.1:${api.http.port}`;
  const agreement = await addAgreement(api.db, api.shop);
  const payment = await addPayment(api.db, api.shop, agreement, {
    description: '=HYPERLINK("https://evil.example";"press, here")',
    externalId: '@SUM(A1)',
    createdAt: new Date('2026-03-01T23:30:00Z'),
    updatedAt: new Date('2026-03-01T23:30:00Z'),
  });
  await stepPayment(api.db, api.shop, payment, 2, {
    captured: 5_000n,
    state: 'SETTLED',
    description: payment.description,
  });
  const theirs = await addAgreement(api.db, api.other);
  await addPayment(api.db, api.other, theirs);
  // More than one page of the reading takes, made of the first.
  for (let n = 0; n < total - 1; n += 10)
    await Promise.all(
      Array.from({ length: Math.min(10, total - 1 - n) }, () => addPayment(api.db, api.shop, agreement)),
    );
  const reply = await fetch(`${at}/console/session`, {
    method: 'POST',
    headers: { origin: at, 'content-type': 'application/json' },
    body: JSON.stringify({ key: api.shop.key }),
  });
  cookie = reply.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
});
afterAll(() => api.close());

const ask = (filter: unknown, headers: Record<string, string> = { cookie }) =>
  fetch(
    `${at}/console/export/payments.csv?filter=${encodeURIComponent(typeof filter === 'string' ? filter : JSON.stringify(filter))}`,
    { headers },
  );
const code = async (reply: Response): Promise<unknown> => {
  const { errors } = (await reply.json()) as { errors: readonly { extensions: { code: string }; message: string }[] };
  return [reply.status, errors[0]?.extensions.code, errors[0]?.message];
};

test('has every match and nothing of another merchant, though a page shows fifty', async () => {
  const reply = await ask({});
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="payments-\d{4}-\d\d-\d\d\.csv"$/);
  const lines = (await reply.text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(total + 1);
  expect(new Set(lines.map((line) => line.split(',', 1)[0])).size).toBe(total + 1);
});

test('tells amounts and times as the pages do, in the time zone of the merchant, and nothing that a spreadsheet reckons with', async () => {
  const [head, line, ...more] = (await (await ask({ statuses: ['SETTLED'] })).text()).trimEnd().split('\r\n');
  expect(more).toEqual([]);
  expect(head).toMatch(/^(?:\ufeff)?id,created \(Europe\/Copenhagen\),changed \(Europe\/Copenhagen\),status,/);
  expect(line).toMatch(/^oop_\w{26},2026-03-02 00:30:00,/);
  expect(line).toContain(`,'@SUM(A1),"'=HYPERLINK(""https://evil.example"";""press, here"")",agr_`);
  expect(line).toContain(',DKK,80.00,50.00,0.00,0.00,0.00,');
});

test.each([
  ['what is no JSON', '{', 'expected JSON'],
  ['a status that there is not', { statuses: ['LOST'] }, 'filter.statuses.0'],
  ['a field that there is not', { statusIs: 'SETTLED' }, 'statusIs'],
])('refuses %s by its name', async (_what, filter, says) => {
  expect(await code(await ask(filter))).toEqual([400, 'BAD_USER_INPUT', expect.stringContaining(says)]);
});

test('is for who is signed in as a merchant, from a page of its own', async () => {
  expect(await code(await ask({}, {}))).toEqual([401, 'UNAUTHENTICATED', expect.any(String)]);
  // Fetch says by itself where it comes from.
  const elsewhere = await request(`${at}/console/export/payments.csv`, {
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  });
  expect(elsewhere.statusCode).toBe(403);
  await elsewhere.body.dump();
  expect(await code(await ask({}, { cookie: 'paygraph_console=abc' }))).toEqual([
    401,
    'UNAUTHENTICATED',
    expect.any(String),
  ]);
});

test('one file is made for a key at a time', async () => {
  const replies = await Promise.all([ask({}), ask({}), ask({})]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 429, 429]);
  for (const reply of replies) await reply.text();
});

test.each([
  ['a plus', '+1', "'+1\r\n"],
  ['an amount below nothing', '-12.50', '-12.50\r\n'],
  ['a minus before words', '-cmd', "'-cmd\r\n"],
  ['blanks before the sign', '  =1', "'  =1\r\n"],
  ['a wide sign', '＝1', "'＝1\r\n"],
  ['a comma and quotes', 'a, "b"', '"a, ""b"""\r\n'],
  ['a line break', 'a\nb', '"a\nb"\r\n'],
])('a cell with %s', (_what, cell, line) => expect(csvLine([cell])).toBe(line));
