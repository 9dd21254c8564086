import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/platform/db.ts';
import { bookByHand } from '../support/bookkeeping.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

/** The same guards for mandates, billing requests, what comes of them, and the persons behind them. */
let opened: OpenedDatabase;
let db: Db;
let owner: pg.Client;

beforeAll(async () => {
  // Events by hand tell nothing.
  opened = await openTestDatabase({ breaks: ['I3'] });
  ({ db, owner } = opened);
});
afterAll(async () => {
  await opened.close();
});

async function tell(merchantId: string, subjectType: string, subjectId: string, version: number): Promise<void> {
  await owner.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, cause, occurred_at, recorded_at)
     values ($1, $2, 'MANDATE_CREATED', $3, $4, $5, 'GOCARDLESS', '{}', now(), now())`,
    [merchantId, randomUUID(), subjectType, subjectId, version],
  );
}

describe('what a bank collects, in the database', () => {
  const ids = { person: randomUUID(), request: randomUUID(), mandate: randomUUID(), payment: randomUUID() };
  const account = randomUUID();
  const shop = randomUUID();

  beforeAll(async () => {
    await owner.query('begin');
    await owner.query(`insert into person (merchant_id, id, key_sealed, created_at) values ($1, $2, $3, now())`, [
      shop,
      ids.person,
      Buffer.alloc(32),
    ]);
    await owner.query(
      `insert into billing_request (merchant_id, id, version, provider, account_id, status, purpose, amount_minor, currency, actions, fallback_enabled, person_id, metadata, created_at, updated_at)
       values ($1, $2, 1, 'GOCARDLESS', $3, 'PENDING', 'PAYMENT', 8000, 'DKK', '[]', false, $4, '{}', now(), now())`,
      [shop, ids.request, account, ids.person],
    );
    await owner.query(
      `insert into mandate (merchant_id, id, version, provider, account_id, status, scheme, person_id, metadata, created_at, updated_at)
       values ($1, $2, 1, 'GOCARDLESS', $3, 'PENDING', 'BACS', $4, '{}', now(), now())`,
      [shop, ids.mandate, account, ids.person],
    );
    await insertCollection(ids.payment, { mandate_id: ids.mandate });
    for (const [subjectType, subjectId] of [
      ['brq', ids.request],
      ['man', ids.mandate],
      ['oop', ids.payment],
    ] as const)
      await tell(shop, subjectType, subjectId, 1);
    await owner.query('commit');
  });

  async function insertCollection(id: string, origin: Readonly<Record<string, string>>): Promise<void> {
    const columns = Object.keys(origin).map((name) => `, ${name}`);
    const values = Object.values(origin).map((value) => `, '${value}'`);
    await owner.query(
      `insert into one_off_payment (merchant_id, id, version, provider, account_id, description, auto_reserve, currency, requested, state, metadata, created_at, updated_at${columns.join('')})
       values ($1, $2, 1, 'GOCARDLESS', $3, 'x', false, 'DKK', 8000, 'CREATED', '{}', now(), now()${values.join('')})`,
      [shop, id, account],
    );
  }

  async function changeIn(
    table: 'person' | 'mandate' | 'billing_request' | 'one_off_payment',
    ...sets: readonly string[]
  ): Promise<void> {
    const subject = {
      person: ['psn', ids.person],
      mandate: ['man', ids.mandate],
      billing_request: ['brq', ids.request],
      one_off_payment: ['oop', ids.payment],
    } as const;
    const [type, id] = subject[table];
    await owner.query('begin');
    try {
      for (const [step, set] of sets.entries()) {
        await owner.query(`update ${table} set ${set} where id = $1`, [id]);
        if (table !== 'person' && !set.includes('untold')) await tell(shop, type, id, step + 2);
        if (table === 'one_off_payment') await bookByHand(owner, id);
      }
      await owner.query('set constraints all immediate');
    } finally {
      await owner.query('rollback');
    }
  }

  it('is collected at once, taken back, and given again', async () => {
    const life = changeIn(
      'one_off_payment',
      `version = 2, state = 'PROCESSING'`,
      `version = 3, state = 'SETTLED', authorized = 8000, captured = 8000`,
      `version = 4, refunded = 3000`,
      `version = 5, state = 'REVERSED', reversed = 8000`,
      `version = 6, state = 'SETTLED', reversed = 0`,
    );
    await expect(life).resolves.toBeUndefined();
  });

  it.each([
    ['one_off_payment', 'a reservation', 'version = 2, authorized = 8000', 'payment_collected_at_once'],
    [
      'one_off_payment',
      'a move of the other kind of payment',
      `version = 2, state = 'AUTHORIZED'`,
      'collection does not move',
    ],
    [
      'one_off_payment',
      'a reversal of what was never collected',
      `version = 2, state = 'REVERSED'`,
      'collection does not move',
    ],
    [
      'one_off_payment',
      'another origin',
      `version = 2, mandate_id = null, billing_request_id = '${ids.request}'`,
      'mandate_id of collection never changes',
    ],
    ['mandate', 'another person', `version = 2, person_id = '${randomUUID()}'`, 'person_id of mandate never changes'],
    ['mandate', 'a change without a new version', `status = 'ACTIVE'`, 'a change of mandate raises its version'],
    [
      'billing_request',
      'a version that leaps',
      `version = 3, status = 'EXPIRED'`,
      'version of billingRequest moves by one',
    ],
    [
      'billing_request',
      'another purpose',
      `version = 2, purpose = 'MANDATE'`,
      'purpose of billingRequest never changes',
    ],
    ['billing_request', 'an amount of nothing', 'version = 2, amount_minor = 0', 'billing_request_amount_positive'],
    ['person', 'an erasure that keeps the key', 'erased_at = now()', 'person_erased_is_without_key'],
    ['person', 'a key lost without erasure', 'key_sealed = null', 'person_erased_is_without_key'],
  ] as const)('of a %s refuses %s', async (table, _what, set, message) => {
    await expect(changeIn(table, set)).rejects.toThrow(message);
  });

  it('does not come back from an end', async () => {
    await expect(
      changeIn('mandate', `version = 2, status = 'FAILED'`, `version = 3, status = 'ACTIVE'`),
    ).rejects.toThrow('mandate does not move from FAILED to ACTIVE');
    await expect(
      changeIn('billing_request', `version = 2, status = 'FULFILLED'`, `version = 3, status = 'PENDING'`),
    ).rejects.toThrow('billingRequest does not move from FULFILLED to PENDING');
    await expect(
      changeIn('person', 'key_sealed = null, erased_at = now()', `key_sealed = '\\x00', erased_at = null`),
    ).rejects.toThrow('an erased person stays erased');
  });

  it('refuses a version that no event tells of', async () => {
    await expect(changeIn('mandate', `version = 2, status = 'ACTIVE' /* untold */`)).rejects.toThrow('has no event');
    await expect(changeIn('billing_request', `version = 2, status = 'EXPIRED' /* untold */`)).rejects.toThrow(
      'has no event',
    );
  });

  it('has exactly one origin', async () => {
    await expect(insertCollection(randomUUID(), {})).rejects.toThrow('payment_has_one_origin');
    const both = { mandate_id: ids.mandate, billing_request_id: ids.request };
    await expect(insertCollection(randomUUID(), both)).rejects.toThrow('payment_has_one_origin');
  });

  it('shows the worker no key of a person', async () => {
    await expect(db.worker.query('select * from person')).rejects.toThrow('permission denied');
    expect(await db.reader(randomUUID()).person.count()).toBe(0);
    expect(await db.reader(shop).person.count()).toBe(1);
  });
});
