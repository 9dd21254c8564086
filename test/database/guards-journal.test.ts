import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chart } from '../../src/domain/ledger/chart.ts';
import { post } from '../../src/domain/ledger/post.ts';
import type { OneOffPayment } from '../../src/generated/prisma/client.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import type { Db } from '../../src/platform/db.ts';
import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { addAgreement, addPayment } from '../graphql/rows.ts';
import { addReceipt, addTransfer } from '../graphql/transfer-rows.ts';
import { createEmptyDatabase, type OpenedDatabase, openTestDatabase, type TestDatabase } from '../support/database.ts';

/** The ledger as the database guards it, whoever writes. */
let opened: OpenedDatabase;
let db: Db;
let owner: pg.Client;
const shop = { merchantId: randomUUID(), accountId: randomUUID(), key: '', keyId: '' };
let payment: OneOffPayment;
let eventId: string;

beforeAll(async () => {
  opened = await openTestDatabase();
  ({ db, owner } = opened);
  payment = await addPayment(db, shop, await addAgreement(db, shop));
  const { rows } = await owner.query<{ id: string }>('select id from event where subject_id = $1', [payment.id]);
  eventId = rows[0]?.id ?? '';
});
afterAll(async () => {
  await opened.close();
});

type Entry = readonly [movement: string, account: string, direction: string, minor: number, currency?: string];

/** Posts entries in a transaction of their own, judges it as a commit would, and takes it back. */
async function attempt(entries: readonly Entry[], before = '', about: string = payment.id): Promise<void> {
  await owner.query('begin');
  try {
    if (before) await owner.query(before, [payment.id]);
    for (const [movement, account, direction, minor, currency = 'DKK'] of entries)
      await owner.query(
        `insert into journal (merchant_id, id, event_id, subject_type, subject_id, movement, account, direction, amount_minor, currency, posted_at)
         values ($1, $2, $3, 'oop', $4, $5, $6, $7, $8, $9, now())`,
        [shop.merchantId, newUuid(0), eventId, about, movement, account, direction, minor, currency],
      );
    await owner.query('set constraints journal_balanced, journal_subject, payment_booked immediate');
  } finally {
    await owner.query('rollback');
  }
}

const capture = [
  ['CAPTURED', 'PAYER_RESERVED', 'DEBIT', 8000],
  ['CAPTURED', 'MERCHANT_PAYABLE', 'CREDIT', 8000],
] as const satisfies Entry[];
const captured = `update one_off_payment set captured = 8000, state = 'SETTLED', version = version + 1 where id = $1`;

describe('the journal', () => {
  it('takes a change of a payment with the entries of it', async () => {
    await expect(attempt(capture, captured)).resolves.toBeUndefined();
  });

  it.each<readonly [string, readonly Entry[], string, string]>([
    ['a transaction with one side', capture.slice(0, 1), '', 'do not sum to zero'],
    [
      'a transaction that does not sum to zero',
      [capture[0], ['CAPTURED', 'MERCHANT_PAYABLE', 'CREDIT', 7999]],
      captured,
      'do not sum to zero',
    ],
    [
      'two currencies that only together sum to zero',
      [capture[0], ['CAPTURED', 'MERCHANT_PAYABLE', 'CREDIT', 8000, 'EUR']],
      captured,
      'do not sum to zero',
    ],
    [
      'two movements that only together sum to zero',
      [capture[0], ['REVERSED', 'PROVIDER_RECEIVABLE', 'CREDIT', 8000]],
      captured,
      'do not sum to zero',
    ],
    [
      'an account that the chart does not give to the movement',
      [capture[0], ['CAPTURED', 'FEES', 'CREDIT', 8000]],
      captured,
      'CAPTURED is not booked on FEES',
    ],
    [
      'another currency than that of the payment',
      capture.map(([...e]) => [...e, 'EUR'] as unknown as Entry),
      captured,
      'its entries sum to',
    ],
    [
      'a movement that the noun has no amount for',
      [
        ['FEES', 'FEES', 'DEBIT', 100],
        ['FEES', 'PROVIDER_RECEIVABLE', 'CREDIT', 100],
      ],
      '',
      'is nothing; its entries sum to 100',
    ],
    ['an amount of nothing', [['CAPTURED', 'PAYER_RESERVED', 'DEBIT', 0]], '', 'journal_amount_positive'],
    ['entries without a change of the payment', capture, '', 'is 0; its entries sum to 8000'],
    ['a change of the payment without entries', [], captured, 'is 8000; its entries sum to 0'],
    [
      'less than what the payment changed by',
      [
        ['CAPTURED', 'PAYER_RESERVED', 'DEBIT', 7000],
        ['CAPTURED', 'MERCHANT_PAYABLE', 'CREDIT', 7000],
      ],
      captured,
      'is 8000; its entries sum to 7000',
    ],
    [
      'the same movement twice in one transaction',
      [...capture, ...capture],
      '',
      'journal_merchant_id_event_id_movement_direction_key',
    ],
  ])('refuses %s', async (_what, entries, before, message) => {
    await expect(attempt(entries, before)).rejects.toThrow(message);
  });

  it('refuses entries about what is not there', async () => {
    await expect(attempt(capture, '', randomUUID())).rejects.toThrow('which is not there');
  });

  it.each(['update journal set amount_minor = 1', 'delete from journal', 'truncate journal'])(
    'is append-only, also for the owner: %s',
    async (sql) => {
      await expect(owner.query(sql)).rejects.toThrow('journal is append-only');
    },
  );

  it('refuses it at the commit of the application, too', async () => {
    const unbooked = db.forMerchant(shop.merchantId, async (tx, now) => {
      const after = { ...payment, captureInFlight: 5n };
      await post(tx, now, { subjectType: 'oop', before: payment, after, eventId });
    });
    await expect(unbooked).rejects.toThrow('capture_in_flight of booked_payment');
  });

  it('shows a merchant its own entries, and no others', async () => {
    const count = (merchantId: string) => db.reader(merchantId).journalEntry.count();
    expect([await count(shop.merchantId), await count(randomUUID())]).toEqual([2, 0]);
  });

  it('lets the worker read it and write nothing', async () => {
    expect((await db.worker.query('select from journal')).rowCount).toBe(2);
    await expect(db.worker.query('insert into journal select * from journal')).rejects.toThrow('permission denied');
  });
});

it('has the chart of the code', async () => {
  const { rows } = await owner.query('select movement, debit, credit from ledger_chart');
  expect(new Map(rows.map(({ movement, ...line }) => [movement, line]))).toEqual(
    new Map(Object.entries(chart).map(([movement, { debit, credit }]) => [movement, { debit, credit }])),
  );
  const columns = Object.values(chart).map(({ amount }) =>
    amount.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  expect(Object.keys(chart).map((movement) => movement.toLowerCase())).toEqual(columns);
});

describe('the migration that brings the journal', () => {
  const role = `owner_${process.pid}`;
  let empty: TestDatabase;
  let client: pg.Client;
  let url: string;
  beforeAll(async () => {
    empty = await createEmptyDatabase();
    client = new pg.Client({ connectionString: empty.superuserUrl });
    await client.connect();
    // A login that is no superuser: row-level security is forced on the owner whom it becomes as on anybody.
    await client.query(`create role ${role} login password 'x'; grant paygraph_owner, paygraph_app, paygraph_worker to ${role} with inherit false, set true;
      alter database ${new URL(empty.url).pathname.slice(1)} owner to ${role}`);
    const address = new URL(empty.url);
    Object.assign(address, { username: role, password: 'x' });
    url = address.href;
  });
  afterAll(async () => {
    await client.query(`drop owned by ${role} cascade`);
    await client.query(`alter database ${new URL(empty.url).pathname.slice(1)} owner to current_user`);
    await client.query(`drop owned by ${role} cascade; drop role ${role}`);
    await client.end();
    await empty.drop();
  });

  it('opens it with what payments and transfers had before, and with money that waited', async () => {
    const transfer = await addTransfer(db, shop);
    await addReceipt(db, shop, transfer);
    const stray = await addReceipt(db, shop, null);
    const prismaDir = mkdtempSync(join(tmpdir(), 'paygraph-before-journal-'));
    try {
      // Later migrations stay out, too: they take the journal for granted, and may rename what these name.
      const isLater = (path: string): boolean => (/\d{14}/.exec(path)?.[0] ?? '') >= '20261125050000';
      cpSync('prisma', prismaDir, { recursive: true, filter: (path) => !/_journal/.test(path) && !isLater(path) });
      await migrate({ databaseUrl: url, log: createLogger('fatal'), prismaDir });
    } finally {
      rmSync(prismaDir, { recursive: true, force: true });
    }
    await client.query('begin');
    for (const table of ['person', 'agreement', 'one_off_payment', 'transfer', 'transfer_receipt', 'event'] as const) {
      const { rows } = await owner.query(`select to_jsonb(t) - 'status' as row from ${table} t`);
      for (const { row } of rows) {
        const columns = table === 'agreement' ? { ...row, status: 'ACTIVE' } : row;
        const { fields } = await client.query(`select * from ${table} limit 0`);
        const names = fields
          .map(({ name }) => name)
          .filter((name) => name in columns)
          .join(', ');
        await client.query(
          `insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table}, $1)`,
          [JSON.stringify(columns)],
        );
      }
    }
    await client.query('commit');
    await migrate({ databaseUrl: url, log: createLogger('fatal') });
    const { rows } = await client.query(
      'select subject_id, movement, account, direction, amount_minor::int from journal where subject_id = $1 order by direction',
      [payment.id],
    );
    expect(rows).toEqual([
      {
        subject_id: payment.id,
        movement: 'AUTHORIZED',
        account: 'PROVIDER_RECEIVABLE',
        direction: 'DEBIT',
        amount_minor: 8000,
      },
      {
        subject_id: payment.id,
        movement: 'AUTHORIZED',
        account: 'PAYER_RESERVED',
        direction: 'CREDIT',
        amount_minor: 8000,
      },
    ]);
    const { rows: others } = await client.query(
      `select subject_type, subject_id, movement, amount_minor::int from journal where subject_id <> $1 and direction = 'CREDIT' order by movement`,
      [payment.id],
    );
    const [trf, rcp] = [
      { subject_type: 'trf', subject_id: transfer.id, amount_minor: 1_000 },
      { subject_type: 'rcp', subject_id: stray.id, amount_minor: 1_000 },
    ];
    expect(others).toEqual([
      { ...trf, movement: 'AUTHORIZED' },
      { ...trf, movement: 'CAPTURED' },
      { ...rcp, movement: 'UNMATCHED' },
    ]);
  });
});
