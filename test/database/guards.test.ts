import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/platform/db.ts';
import { bookByHand } from '../support/bookkeeping.ts';
import { type OpenedDatabase, openTestDatabase, type TestDatabase } from '../support/database.ts';

/** The database as the last guard: what the code should never ask is refused, whoever asks. */
let opened: OpenedDatabase;
let database: TestDatabase;
let db: Db;
let owner: pg.Client;
const merchant = randomUUID();
const stranger = randomUUID();
let payment: string;

beforeAll(async () => {
  // Events by hand tell nothing, and one is numbered by hand.
  opened = await openTestDatabase({ breaks: ['I3', 'I4'] });
  ({ database, db, owner } = opened);
  payment = await insertPayment(merchant);
  await insertPayment(stranger);
});
afterAll(async () => {
  await opened.close();
});

async function insertPayment(merchantId: string): Promise<string> {
  const [agreementId, id, accountId] = [randomUUID(), randomUUID(), randomUUID()];
  await owner.query('begin');
  await owner.query(
    `insert into agreement (merchant_id, id, version, provider, account_id, external_id, status, plan, currency, country, frequency, return_url, metadata, created_at, updated_at)
     values ($1, $2, 1, 'MOBILEPAY', $3, $4, 'ACTIVE', 'Basic', 'DKK', 'DK', 'MONTHLY', 'https://example.com', '{}', now(), now())`,
    [merchantId, agreementId, accountId, `A-${id}`],
  );
  await owner.query(
    `insert into one_off_payment (merchant_id, id, version, provider, account_id, external_id, agreement_id, description, auto_reserve, currency, requested, authorized, state, metadata, created_at, updated_at)
     values ($1, $2, 1, 'MOBILEPAY', $3, $4, $5, 'x', false, 'DKK', 8000, 8000, 'AUTHORIZED', '{}', now(), now())`,
    [merchantId, id, accountId, `P-${id}`, agreementId],
  );
  for (const [subjectType, subjectId] of [
    ['agr', agreementId],
    ['oop', id],
  ] as const)
    await tell(merchantId, subjectType, subjectId, 1);
  await bookByHand(owner, id);
  await owner.query('commit');
  return id;
}

async function tell(merchantId: string, subjectType: string, subjectId: string, version: number): Promise<void> {
  await owner.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, cause, occurred_at, recorded_at)
     values ($1, $2, 'PAYMENT_CREATED', $3, $4, $5, 'MOBILEPAY', '{}', now(), now())`,
    [merchantId, randomUUID(), subjectType, subjectId, version],
  );
}

/** Runs a change of the payment in a transaction that tells it, and takes it back. */
async function change(set: string, { told = true } = {}): Promise<void> {
  await owner.query('begin');
  try {
    await owner.query(`update one_off_payment set ${set} where id = $1`, [payment]);
    if (told) await tell(merchant, 'oop', payment, 2);
    if (told) await bookByHand(owner, payment);
    await owner.query('set constraints all immediate');
  } finally {
    await owner.query('rollback');
  }
}

describe('a payment in the database', () => {
  it('takes a move that the table allows, with its event', async () => {
    await expect(change(`version = 2, state = 'SETTLED', captured = 8000`)).resolves.toBeUndefined();
  });

  it.each([
    ['captured beyond what is authorised', 'version = 2, captured = 8001', 'payment_captured_within_authorized'],
    [
      'captured and in flight beyond what is authorised',
      'version = 2, captured = 8000, capture_in_flight = 1',
      'payment_captured_within_authorized',
    ],
    [
      'refunded beyond what is captured',
      'version = 2, captured = 100, refunded = 101',
      'payment_refunded_within_captured',
    ],
    ['a negative refund', 'version = 2, captured = 100, refunded = -1', 'payment_refunded_within_captured'],
    ['authorised beyond what was asked for', 'version = 2, authorized = 8001', 'payment_authorized_within_requested'],
    [
      'a move that is not in the table',
      `version = 2, state = 'REJECTED'`,
      'payment does not move from AUTHORIZED to REJECTED',
    ],
    ['a status where a state belongs', `version = 2, state = 'UNRESOLVED'`, 'payment does not move'],
    ['a change without a new version', 'capture_in_flight = 1', 'a change of payment raises its version'],
    ['a version that leaps', 'version = 3, capture_in_flight = 1', 'version of payment moves by one'],
    ['another amount than was asked for', 'version = 2, requested = 9000', 'requested of payment never changes'],
    ['another currency', `version = 2, currency = 'EUR'`, 'currency of payment never changes'],
    ['another merchant', `version = 2, merchant_id = '${stranger}'`, 'merchant_id of payment never changes'],
  ])('refuses %s', async (_what, set, message) => {
    await expect(change(set)).rejects.toThrow(message);
  });

  it('refuses a version that no event tells of', async () => {
    await expect(change('version = 2, cancelling = true', { told: false })).rejects.toThrow(
      'version 2 of one_off_payment has no event',
    );
  });

  it('keeps when we ask, which is no change of the payment, without a new version', async () => {
    await expect(change('poll_count = poll_count + 1, next_check_at = now()')).resolves.toBeUndefined();
  });

  it('shows what is unknown before what is in flight, and that before its state', async () => {
    await owner.query('begin');
    const status = async (set: string): Promise<string> => {
      const { rows } = await owner.query<{ status: string }>(
        `update one_off_payment set version = version + 1, ${set} where id = $1 returning status`,
        [payment],
      );
      return rows[0]?.status ?? '';
    };
    expect(await status('capture_in_flight = 8000')).toBe('PROCESSING');
    expect(await status('unresolved_count = 1')).toBe('UNRESOLVED');
    expect(await status('unresolved_count = 0, capture_in_flight = 0')).toBe('AUTHORIZED');
    expect(await status('cancelling = true')).toBe('PROCESSING');
    await owner.query('rollback');
  });
});

describe('history', () => {
  it.each([
    [`update event set type = 'PAYMENT_SETTLED'`],
    ['delete from event'],
    ['delete from event_log'],
    ['truncate event cascade'],
  ])('cannot be changed, not even by the owner: %s', async (sql) => {
    await owner.query(
      'insert into event_log select $1, 1, id, $2, $2 from event where merchant_id = $1 limit 1 on conflict do nothing',
      [merchant, Buffer.alloc(32)],
    );
    await expect(owner.query(sql)).rejects.toThrow('append-only');
  });
});

describe('row-level security', () => {
  const tables = [
    'merchant',
    'api_key',
    'audit_record',
    'provider_account',
    'agreement',
    'person',
    'mandate',
    'billing_request',
    'one_off_payment',
    'capture',
    'charge_attempt',
    'payment_schedule',
    'payment_schedule_amount',
    'payment_schedule_period',
    'refund',
    'transfer',
    'transfer_receipt',
    'payout',
    'payout_item',
    'settlement_statement',
    'operation',
    'idempotency',
    'webhook_receipt',
    'inbox',
    'event',
    'event_staged',
    'event_log',
    'event_log_epoch_head',
    'journal',
    'payment_total',
    'payment_total_change',
    'webhook_endpoint',
    'webhook_delivery',
    'webhook_attempt',
    'mail',
  ];

  it('is forced on every table that belongs to a merchant', async () => {
    const { rows } = await owner.query<{ relname: string }>(
      `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('merchant_id') where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
       union select 'merchant' order by 1`,
    );
    expect(rows.map(({ relname }) => relname)).toEqual([...tables].sort());
    const { rows: forced } = await owner.query<{ relname: string }>(
      `select relname from pg_class where relkind = 'r' and relrowsecurity and relforcerowsecurity`,
    );
    // And on what is no merchant's: audits, epochs of the log, failures of strangers, keys of operators, what they did, processes, and
    // what these count together.
    const others = [
      'audit_run',
      'ended_session',
      'event_log_epoch',
      'failed_attempt',
      'open_connection',
      'opened_address',
      'operator_idempotency',
      'operator_key',
      'operator_record',
      'process',
      'rate_limit',
    ];
    expect(forced.map(({ relname }) => relname).sort()).toEqual([...tables, ...others].sort());
  });

  it('shows the merchant of the transaction, and no other', async () => {
    const seen = await db.forMerchant(merchant, (tx) => tx.oneOffPayment.findMany());
    expect(seen.map(({ merchantId }) => merchantId)).toEqual([merchant]);
    expect(await db.reader(stranger).oneOffPayment.count({ where: { id: payment } })).toBe(0);
  });

  it('shows nothing when no merchant is set, also after a transaction in which one was', async () => {
    const app = new pg.Client({ connectionString: database.url, options: '-c role=paygraph_app' });
    await app.connect();
    try {
      const count = async (): Promise<string> =>
        (await app.query<{ count: string }>('select count(*) from one_off_payment')).rows[0]?.count ?? '';
      expect(await count()).toBe('0');
      await app.query('begin');
      await app.query(`select set_config('app.merchant', $1, true)`, [merchant]);
      expect(await count()).toBe('1');
      await app.query('commit');
      expect(await count()).toBe('0');
    } finally {
      await app.end();
    }
  });

  it('refuses to write for another merchant', async () => {
    const foreign = db.forMerchant(merchant, (tx) =>
      tx.eventStaged.createMany({ data: [{ merchantId: stranger, eventId: randomUUID() }] }),
    );
    await expect(foreign).rejects.toThrow(/row-level security/);
  });

  it('lets neither role own a table or delete money', async () => {
    const { rows } = await owner.query(
      `select 1 from pg_tables where schemaname = 'public' and tableowner in ('paygraph_app', 'paygraph_worker')`,
    );
    expect(rows).toEqual([]);
    await expect(db.worker.query('delete from one_off_payment')).rejects.toThrow('permission denied');
  });
});

describe('time', () => {
  it('of a sandbox begins anywhere, and only goes forward once it has started', async () => {
    const move = (set: string): Promise<unknown> => db.worker.query(`update sandbox_clock set ${set}`);
    await move('offset_ms = -86400000');
    await move('offset_ms = -86400001, started = true');
    await expect(move('offset_ms = -86400002')).rejects.toThrow("the sandbox's time only goes forward");
    await expect(move('started = false')).rejects.toThrow("the sandbox's time only goes forward");
    await expect(move('offset_ms = 0')).resolves.toBeDefined();
  });

  it('comes back as it was stored, since every session is in UTC', async () => {
    const { rows } = await db.worker.query<{ TimeZone: string }>('show TimeZone');
    expect(rows[0]?.TimeZone).toBe('UTC');
    const before = Date.now();
    const now = await db.forMerchant(merchant, async (_tx, at) => at);
    expect(Math.abs(now.getTime() - before)).toBeLessThan(60_000);
  });
});
