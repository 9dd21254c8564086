import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

/** The same guards for charges and the attempts that are told of them. */
let opened: OpenedDatabase;
let owner: pg.Client;
const shop = randomUUID();
const mandate = randomUUID();
const person = randomUUID();
const charge = randomUUID();
const tried = randomUUID();

beforeAll(async () => {
  // Events that are there, and tell nothing.
  opened = await openTestDatabase({ breaks: ['I3', 'I12'] });
  ({ owner } = opened);
  await owner.query('begin');
  await owner.query(`insert into person (merchant_id, id, key_sealed, created_at) values ($1, $2, $3, now())`, [
    shop,
    person,
    Buffer.alloc(32),
  ]);
  await insert('mandate', {
    id: mandate,
    scheme: 'BACS',
    status: 'ACTIVE',
    person_id: person,
  });
  await tell('man', mandate, 1);
  await insertCharge(charge);
  await tell('chg', charge, 1);
  await insertCharge(tried, { state: 'PROCESSING', will_retry: true, attempt_count: 1, attempted_on: '2027-01-04' });
  await insertAttempt(tried, 1, await tell('chg', tried, 1));
  await owner.query('commit');
});
afterAll(async () => {
  await opened.close();
});

async function insert(table: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const common = {
    merchant_id: shop,
    version: 1,
    provider: 'GOCARDLESS',
    account_id: randomUUID(),
    metadata: {},
    created_at: new Date(0),
    updated_at: new Date(0),
  };
  const row = Object.entries({ ...common, ...values });
  await owner.query(
    `insert into ${table} (${row.map(([name]) => name).join(', ')}) values (${row.map((_, i) => `$${i + 1}`).join(', ')})`,
    row.map(([, value]) => value),
  );
}

const insertCharge = (id: string, over: Readonly<Record<string, unknown>> = {}): Promise<void> =>
  insert('one_off_payment', {
    id,
    kind: 'CHARGE',
    mandate_id: mandate,
    external_id: id,
    description: '',
    auto_reserve: false,
    currency: 'GBP',
    requested: 1_000,
    state: 'CREATED',
    retry_kind: 'NONE',
    due_on: '2027-01-04',
    ...over,
  });

async function tell(subjectType: string, subjectId: string, version: number): Promise<string> {
  const id = randomUUID();
  await owner.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, cause, occurred_at, recorded_at)
     values ($1, $2, 'PAYMENT_STATUS_CHANGED', $3, $4, $5, 'GOCARDLESS', '{}', now(), now())`,
    [shop, id, subjectType, subjectId, version],
  );
  return id;
}

const insertAttempt = (paymentId: string, number: number, eventId: string, reason: string | null = '{}') =>
  owner.query(
    `insert into charge_attempt (merchant_id, payment_id, number, "on", succeeded, reason, event_id, at)
     values ($1, $2, $3, '2027-01-04', false, $4, $5, now())`,
    [shop, paymentId, number, reason, eventId],
  );

/** Tries it, judges it at once, and leaves nothing behind. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  await owner.query('begin');
  try {
    await work();
    await owner.query('set constraints all immediate');
  } finally {
    await owner.query('rollback');
  }
}
const change = (id: string, set: string): Promise<void> =>
  attempt(async () => {
    await owner.query(`update one_off_payment set version = 2, ${set} where id = $1`, [id]);
    await tell('chg', id, 2);
  });

describe('a charge in the database', () => {
  it.each([
    ['is captured before the provider has taken it', `state = 'PARTIALLY_SETTLED'`, 'charge does not move'],
    ['is tried again once it has failed', `state = 'FAILED', will_retry = true`, 'payment_charge_tried_again'],
    ['has another plan', `retry_kind = 'PROVIDER_AUTOMATIC'`, 'retry_kind of charge never changes'],
    ['has no plan', `retry_kind = null`, 'retry_kind of charge never changes'],
    ['has days with a plan that has none', `retry_days = 2`, 'retry_days of charge never changes'],
    ['becomes another kind', `kind = 'ONE_OFF'`, 'kind of charge never changes'],
    ['counts an attempt that nobody told', `attempt_count = 1, attempted_on = '2027-01-04'`, 'counts its attempts'],
    ['has tried on no day', `attempt_count = 1`, 'payment_charge_attempts'],
  ])('never %s', async (_what, set, guard) => {
    await expect(change(charge, set)).rejects.toThrow(guard);
  });

  it('asks for less while it waits, and for nothing else once it is over', async () => {
    await expect(change(charge, 'requested = 900')).resolves.toBeUndefined();
    const over = attempt(async () => {
      await owner.query(`update one_off_payment set version = 2, state = 'CANCELLED' where id = $1`, [charge]);
      await owner.query(`update one_off_payment set version = 3, requested = 900 where id = $1`, [charge]);
    });
    await expect(over).rejects.toThrow('does not change once money is there, or it is over');
  });

  it('is on an agreement or a mandate, and has its days for itself', async () => {
    await expect(attempt(() => insertCharge(randomUUID(), { mandate_id: null }))).rejects.toThrow('one_origin');
    await expect(attempt(() => insertCharge(randomUUID(), { external_id: null }))).rejects.toThrow('on_authority');
    const otherKind = { kind: 'ONE_OFF', retry_kind: null };
    await expect(attempt(() => insertCharge(randomUUID(), otherKind))).rejects.toThrow('charge_alone_has_days');
    const days = { retry_kind: 'PROVIDER_DAYS', retry_days: 0 };
    await expect(attempt(() => insertCharge(randomUUID(), days))).rejects.toThrow('payment_charge_days');
  });
});

describe('an attempt in the database', () => {
  it('never changes, and is told by an event of its charge, with the reason why nothing was taken', async () => {
    const changed = attempt(() => owner.query(`update charge_attempt set number = 2 where payment_id = $1`, [tried]));
    await expect(changed).rejects.toThrow('charge_attempt is append-only');
    const unreasoned = attempt(async () => insertAttempt(tried, 2, await tell('chg', tried, 2), null));
    await expect(unreasoned).rejects.toThrow('charge_attempt_has_reason');
    const uncounted = attempt(async () => insertAttempt(tried, 2, await tell('chg', tried, 2)));
    await expect(uncounted).rejects.toThrow('a charge counts its attempts');
    const untold = attempt(async () => {
      await owner.query(`update one_off_payment set version = 2, attempt_count = 2 where id = $1`, [tried]);
      await tell('chg', tried, 2);
      await insertAttempt(tried, 2, await tell('man', mandate, 2));
    });
    await expect(untold).rejects.toThrow('an attempt is told by an event of its charge');
  });
});
