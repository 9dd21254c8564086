import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvariantId } from '../../src/audit/check.ts';
import { nouns } from '../../src/audit/history.ts';
import { links } from '../../src/audit/merchants.ts';
import { audit, type CheckResult, broken as failing } from '../../src/audit/run.ts';
import { advance, captured, eventually, mutate, readPayment, reserved } from '../support/lives.ts';
import { type BookEntry, startWorld, type World } from '../support/world.ts';
import { brokenCopies } from './broken-copies.ts';

/** What the product has left behind holds; then each invariant is broken in a copy of it, past every guard, and the audit names the row. */
let world: World;
let book: readonly BookEntry[];
let whileRunning: readonly CheckResult[];

beforeAll(async () => {
  world = await startWorld();
  await reserved(world);
  const { id: paymentId } = await captured(world);
  await mutate(world, 'refundPayment', { paymentId, amount: { amountMinor: '3000', currency: 'DKK' } });
  await advance(world, 'PT10S');
  await eventually(world, 'the refund to be paid', async () => {
    const { refunded } = (await readPayment(world, paymentId)).amounts;
    return refunded.amountMinor === '3000' ? true : null;
  });
  await eventually(world, 'every event to have its sequence', async () => {
    const { rows } = await world.app.db.worker.query('select from event_staged');
    return rows.length === 0 ? true : null;
  });
  whileRunning = await audit({ databaseUrl: world.database.url, sandboxUrl: world.app.sandboxUrl });
  book = await world.sandbox.book();
  await world.database.audit(world.app.sandboxUrl);
  await world.app.close();
});
afterAll(() => world.close());

const broken = brokenCopies(() => world.database);
const { found, one } = broken;

it('holds beside the running product, whose provider has a book', () => {
  expect(failing(whileRunning)).toEqual([]);
  expect(whileRunning.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['I1', 'held'],
    ['I2', 'held'],
    ['I3', 'held'],
    ['I4', 'held'],
    ['I5', 'held'],
    ['I6', 'held'],
    ['I7', 'held'],
    ['I8', 'held'],
    ['I9', 'not checked'],
    ['I10', 'held'],
    ['I11', 'held'],
    ['I12', 'held'],
  ]);
});

it('says that it has not compared a book that it was not given', async () => {
  const [verdict] = await audit({ databaseUrl: broken.url });
  expect(verdict).toMatchObject({ id: 'I1', outcome: 'not checked', why: expect.stringContaining('no address') });
});

const aPayment = `(select id from one_off_payment where state = 'SETTLED' limit 1)`;

describe('an invariant that is broken is named with its row', () => {
  it.each<readonly [InvariantId, what: string, sql: string, row: string, problem: string]>([
    [
      'I2',
      'more captured than was authorised',
      `alter table one_off_payment drop constraint payment_captured_within_authorized; update one_off_payment set captured = authorized + 1 where id = ${aPayment}`,
      `select ${aPayment}`,
      'captured 8001',
    ],
    [
      'I2',
      'an amount in flight that no refund has set aside',
      `update one_off_payment set refund_in_flight = 1 where id = ${aPayment}`,
      `select ${aPayment}`,
      'refund_in_flight is 1; its open refunds come to 0',
    ],
    [
      'I3',
      'a version that was never told',
      `update one_off_payment set version = version + 1 where id = ${aPayment}`,
      `select ${aPayment}`,
      'its events fold to SETTLED in version',
    ],
    [
      'I3',
      'a version that is left out',
      `delete from event where subject_version = 2 and subject_id = ${aPayment}`,
      `select ${aPayment}`,
      'its events have the versions 1 to',
    ],
    [
      'I3',
      'an event that goes on from elsewhere',
      `update event set change = jsonb_set(change, '{from}', '"EXPIRED"') where subject_version = 2 and subject_id = ${aPayment}`,
      `select id from event where subject_version = 2 and subject_id = ${aPayment}`,
      'it goes on from EXPIRED',
    ],
    [
      'I4',
      'one byte of an event changed',
      `update event set change = jsonb_set(change, '{amount,amountMinor}', '"8001"') from event_log where event_log.event_id = event.id and sequence = 2`,
      `select 'sequence 2 of merchant ' || merchant_id from event_log limit 1`,
      'it was changed after it was given its sequence',
    ],
    [
      'I4',
      'an event taken out of the event log',
      `delete from event_log where sequence = 3`,
      `select 'sequence 4 of merchant ' || merchant_id from event_log limit 1`,
      'the sequence before it is 2',
    ],
    [
      'I4',
      'an event that waits for no sequence',
      `delete from event_log where sequence = (select max(sequence) from event_log)`,
      `select id from event where not exists (select from event_log where event_id = event.id)`,
      'it has no sequence and waits for none',
    ],
    [
      'I5',
      'a receipt without its items',
      `delete from inbox where receipt_id = (select receipt_id from inbox order by id limit 1)`,
      `select account_id from webhook_receipt limit 1`,
      'receipts have no item',
    ],
    [
      'I5',
      'an item that nothing will take up',
      `update inbox set state = 'WAITING', next_at = null where id = (select id from inbox order by id limit 1)`,
      `select id from inbox order by id limit 1`,
      'nothing will take it up',
    ],
    [
      'I5',
      'an item that is stuck',
      `update inbox set state = 'WAITING', next_at = app_now() - interval '91 seconds' where id = (select id from inbox order by id limit 1)`,
      `select id from inbox order by id limit 1`,
      'it has been due since',
    ],
    [
      'I7',
      'a key that led to nothing',
      `update idempotency set operation_id = null, outcome = '{}' where mutation = 'capturePayment'`,
      `select key from idempotency where mutation = 'capturePayment'`,
      'it led to nothing',
    ],
    [
      'I7',
      'a key that led to two operations',
      `update operation set request_key = (select key from idempotency where mutation = 'capturePayment') where kind = 'payment.refund'`,
      `select key from idempotency where mutation = 'capturePayment'`,
      'it led to 2 operations',
    ],
    [
      'I8',
      'a row that belongs to another merchant than what it names',
      `update provider_account set merchant_id = '00000000-0000-7000-8000-000000000009'`,
      `select id from operation limit 1`,
      'its account_id is a provider_account of merchant 00000000-0000-7000-8000-000000000009',
    ],
    [
      'I8',
      'a foreign key that does not hold the merchant',
      `alter table capture add constraint loose unique (operation_id); alter table refund add constraint crossed foreign key (operation_id) references capture (operation_id) not valid`,
      `select 'foreign key crossed of refund'`,
      'it does not hold the merchant',
    ],
    [
      'I10',
      'an entry that was changed',
      `update journal set amount_minor = 7999 where id = (select id from journal where movement = 'CAPTURED' and direction = 'DEBIT')`,
      `select event_id from journal where amount_minor = 7999`,
      'CAPTURED in DKK sums to -1, not to zero',
    ],
    [
      'I10',
      'entries that were taken out',
      `delete from journal where movement = 'CAPTURED'`,
      `select ${aPayment}`,
      'captured is 8000; its entries sum to 0',
    ],
    [
      'I10',
      'an amount that was changed',
      `update one_off_payment set reversed = 5 where id = ${aPayment}`,
      `select ${aPayment}`,
      'reversed is 5; its entries sum to 0',
    ],
    [
      'I10',
      'a total that was changed',
      `update payment_total_change set captured = captured + 1 where id = (select max(id) from payment_total_change where captured <> 0); update payment_total set captured = captured + 1 where status = 'SETTLED'`,
      `select format('payment_total %s MOBILEPAY DKK SETTLED', counted_on) from one_off_payment where state = 'SETTLED' limit 1`,
      'it is off by 0 payments, and by 0 requested, 1 captured, 0 refunded, 0 reversed',
    ],
    [
      'I10',
      'entries about what is not there',
      `update journal set subject_id = '00000000-0000-7000-8000-000000000009' where movement = 'CAPTURED'`,
      `select 'booked_payment 00000000-0000-7000-8000-000000000009'`,
      'CAPTURED of 8000 is booked, which it has not',
    ],
    [
      'I11',
      'an operation about which nobody asks',
      `update operation set status = 'UNRESOLVED', next_at = null where kind = 'payment.capture'`,
      `select id from operation where kind = 'payment.capture'`,
      'nobody asks any more what became of it',
    ],
    [
      'I11',
      'an outcome that has long been unknown, of which nobody was told',
      `update operation set status = 'UNRESOLVED', next_at = app_now(), sent_at = app_now() - interval '17 minutes' where kind = 'payment.capture'`,
      `select id from operation where kind = 'payment.capture'`,
      'nobody was told',
    ],
    [
      'I11',
      'an unknown outcome that does not show',
      `update operation set status = 'UNRESOLVED', next_at = app_now() where kind = 'payment.capture'`,
      `select ${aPayment}`,
      'it shows 0 operations whose outcome is unknown; there are 1',
    ],
    [
      'I11',
      'an operation whose holder is gone',
      `update operation set status = 'SENT', next_at = app_now() - interval '2 minutes' where kind = 'payment.capture'`,
      `select id from operation where kind = 'payment.capture'`,
      'it has been due since',
    ],
    [
      'I12',
      'a move that is not in the table',
      `update event set change = jsonb_set(change, '{to}', '"REJECTED"') where type = 'PAYMENT_AUTHORIZED' and subject_id = ${aPayment}`,
      `select id from event where type = 'PAYMENT_SETTLED'`,
      'payment does not move from REJECTED to SETTLED',
    ],
    [
      'I12',
      'a move of a capture that is not in the table',
      `update event set change = jsonb_set(change, '{from}', '"FAILED"') where type = 'CAPTURE_SUCCEEDED'`,
      `select id from event where type = 'CAPTURE_SUCCEEDED'`,
      'operation does not move from FAILED to SUCCEEDED',
    ],
  ])('%s: %s', async (id, _what, sql, row, problem) => {
    expect(await found(id)).toMatch(/^held/);
    await broken.owner.query(sql);
    const named = await one(row);
    const report = await found(id);
    expect(report).toMatch(/^broken/);
    expect(report.split('\n').filter((line) => line.includes(named) && line.includes(problem))).not.toEqual([]);
  });

  it('I9: a planted text in a column and in a log, told by its place and not by itself', async () => {
    const file = join(tmpdir(), `paygraph-audit-${randomUUID()}.log`);
    writeFileSync(file, 'nothing here\n{"msg":"payer 0102031234 paid"}\n');
    const options = { canaries: ['nowhere to be found', '0102031234'], files: [file] };
    await broken.owner.query(
      `update event set cause = '{"by":"mutation","actor":"0102031234"}' where type = 'PAYMENT_SETTLED'`,
    );
    const id = await one(`select id from event where type = 'PAYMENT_SETTLED'`);
    const report = await found('I9', options);
    expect(report.split('\n')).toEqual([
      'broken',
      `event ${id}: text 2 stands in its cause`,
      `${file} line 2: text 2 stands in it`,
    ]);
  });
});

describe("the provider's book", () => {
  let server: Server;
  let entries: readonly BookEntry[];
  let sandboxUrl: string;
  beforeAll(async () => {
    server = createServer((_request, response) => response.end(JSON.stringify({ entries })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sandboxUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it.each(['paymentCaptured', 'refundRequested', 'agreementCreated'])(
    'I1: an effect that was had twice (%s) is named with its operation',
    async (effect) => {
      entries = book;
      expect(await found('I1', { sandboxUrl })).toMatch(/^held/);
      entries = [...book, ...book.filter((entry) => entry.effect === effect).slice(0, 1)];
      expect(await found('I1', { sandboxUrl })).toMatch(
        new RegExp(
          `^broken\noperation [0-9a-f-]{36} of merchant .*: .* is SUCCEEDED; mobilepay's book has ${effect} 2 times`,
        ),
      );
    },
  );

  it('I1: an operation that succeeded without an effect is named', async () => {
    entries = book.filter(({ effect }) => effect !== 'paymentCaptured');
    const id = await one(`select id from operation where kind = 'payment.capture'`);
    const report = await found('I1', { sandboxUrl });
    expect(report).toMatch(/^broken/);
    expect(report).toContain(`operation ${id} of`);
    expect(report).toContain("payment.capture is SUCCEEDED; mobilepay's book has paymentCaptured 0 times");
  });

  it.each([
    [
      'paymentCaptured',
      'one_off_payment',
      "state <> 'SETTLED'",
      'has its money taken (paymentCaptured), which is not here',
    ],
    [
      'paymentCancelled',
      'one_off_payment',
      "state = 'AUTHORIZED'",
      'has it called off (paymentCancelled), and it is open',
    ],
    ['agreementCancelled', 'agreement', "status = 'ACTIVE'", 'has it called off (agreementCancelled), and it is open'],
  ])('I1: %s by others is named where it is not here, once it should be', async (effect, table, where, problem) => {
    const id = await one(`select provider_reference from ${table} where ${where} and provider_reference is not null`);
    const [like] = book;
    if (!like) throw new Error('the book is empty');
    entries = [...book, { ...like, effect, subject: { kind: 'thing', id } as never }];
    await broken.owner.query(`update ${table} set next_check_at = null where provider_reference = $1`, [id]);
    expect(await found('I1', { sandboxUrl })).toContain(`mobilepay's book ${problem}`);
    await broken.owner.query(
      `update ${table} set next_check_at = app_now(), last_provider_sync_at = app_now() where provider_reference = $1`,
      [id],
    );
    // It is still asked about.
    expect(await found('I1', { sandboxUrl })).toMatch(/^held/);
  });

  it('I1: money of a payment that others gave back is named where it is not here, once it should be', async () => {
    const payment = await one(`select provider_reference from one_off_payment where state = 'SETTLED'`);
    const [issued] = book.filter(({ effect }) => effect === 'refundIssued');
    if (!issued) throw new Error('nothing was refunded');
    entries = [...book, { ...issued, subject: { kind: 'refund', id: 'unheard', within: payment } as never }];
    // It is still asked about.
    expect(await found('I1', { sandboxUrl })).toMatch(/^held/);
    await broken.owner.query(`update one_off_payment set next_check_at = null`);
    expect(await found('I1', { sandboxUrl })).toMatch(
      /^broken\none_off_payment [^:]*: mobilepay's book has money given back of it, unheard, that is not here/,
    );
  });
});

it('leaves out no table that has versions, and no column that names a row without a foreign key', async () => {
  const { rows: versioned } = await broken.owner.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'version' and data_type = 'integer' order by 1`,
  );
  const counted = nouns.filter(({ version }) => version === undefined);
  expect([...new Set(counted.map(({ table }) => table))].toSorted()).toEqual(versioned.map(({ name }) => name));
  const { rows: loose } = await broken.owner.query<{ name: string }>(
    `select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind = 'r' and c.relpersistence = 'p' and c.relnamespace = 'public'::regnamespace and a.atttypid = 'uuid'::regtype and a.attname like '%\\_id' and a.attname <> 'merchant_id'
        and not exists (select from pg_constraint f where f.contype = 'f' and f.conrelid = c.oid and a.attnum = any(f.conkey)) order by 1`,
  );
  expect([...new Set(links.map(([table, column]) => `${table}.${column}`))].toSorted()).toEqual(
    loose.map(({ name }) => name).toSorted(),
  );
});

it('counts breaches without end, and names the first of them', async () => {
  await broken.owner.query(
    `insert into event select merchant_id, gen_random_uuid(), type, subject_type, gen_random_uuid(), 1, agreement_id, payment_id, provider, payment_status, change, cause, occurred_at, recorded_at
       from event cross join generate_series(1, 1200) where type = 'PAYMENT_SETTLED'`,
  );
  const verdict = (await audit({ databaseUrl: broken.url })).find(({ id }) => id === 'I4');
  expect([verdict?.breachCount, verdict?.breaches.length]).toEqual([1200, 50]);
});

describe('npm run audit', () => {
  const run = (env: Record<string, string>, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        ['src/bin/audit.ts', ...args],
        { env: { PATH: process.env.PATH ?? '', ...env } },
        (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });

  it('ends with 0 where everything holds', async () => {
    const { code, out } = await run({ DATABASE_URL: broken.url });
    expect(code).toBe(0);
    expect(out).toMatch(/^I10 held {8}The ledger sums to zero/m);
    expect(out).toMatch(/^I1 {2}not checked .*no provider's book was compared/m);
  });

  it('ends with 1 where something is broken, and says what to people and to programs', async () => {
    await broken.owner.query(`delete from journal where movement = 'CAPTURED'`);
    const told = await run({ DATABASE_URL: broken.url });
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/^ {6}booked_payment .*: captured is 8000; its entries sum to 0$/m);
    const { code, out } = await run({ DATABASE_URL: broken.url }, '--json');
    expect(code).toBe(1);
    expect(failing(JSON.parse(out) as CheckResult[]).map(({ id }) => id)).toEqual(['I10']);
  });

  it('ends with 2 where it cannot look', async () => {
    const { code, err } = await run({ DATA_DIR: join(tmpdir(), `paygraph-none-${randomUUID()}`) });
    expect([code, err]).toEqual([2, expect.stringContaining('there is no database in')]);
    expect((await run({ DATABASE_URL: broken.url }, '--nonsense')).code).toBe(2);
  });
});
