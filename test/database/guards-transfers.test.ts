import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/platform/db.ts';
import { bookByHand } from '../support/bookkeeping.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

/** The same guards for transfers and the money that comes in for them. */
let opened: OpenedDatabase;
let db: Db;
let owner: pg.Client;
const shop = randomUUID();
const account = randomUUID();
const person = randomUUID();
const transfer = randomUUID();
const receipt = randomUUID();
const stray = randomUUID();

beforeAll(async () => {
  // Events that are there, and tell nothing.
  opened = await openTestDatabase({ breaks: ['I3', 'I12'] });
  ({ db, owner } = opened);
  await owner.query('begin');
  await owner.query(`insert into person (merchant_id, id, key_sealed, created_at) values ($1, $2, $3, now())`, [
    shop,
    person,
    Buffer.alloc(32),
  ]);
  await insertTransfer(transfer);
  await owner.query(`insert into transfer (merchant_id, payment_id, person_id, send_mail) values ($1, $2, $3, true)`, [
    shop,
    transfer,
    person,
  ]);
  await insertReceipt(receipt, { payment_id: transfer, amount_minor: 400 });
  await insertReceipt(stray, { unmatched_because: 'UNKNOWN_INVOICE', amount_minor: 300 });
  await owner.query(
    `update one_off_payment set version = 2, state = 'PARTIALLY_SETTLED', authorized = 400, captured = 400 where id = $1`,
    [transfer],
  );
  await tell('trf', transfer, 2);
  await bookByHand(owner, transfer);
  await bookByHand(owner, stray);
  await owner.query('commit');
});
afterAll(async () => {
  await opened.close();
});

async function tell(subjectType: string, subjectId: string, version: number): Promise<void> {
  await owner.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, cause, occurred_at, recorded_at)
     values ($1, $2, 'TRANSFER_RECEIVED', $3, $4, $5, 'BUCKAROO', '{}', now(), now())`,
    [shop, randomUUID(), subjectType, subjectId, version],
  );
}

async function insertTransfer(id: string, over: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await insert('one_off_payment', {
    merchant_id: shop,
    id,
    kind: 'TRANSFER',
    version: 1,
    provider: 'BUCKAROO',
    account_id: account,
    external_id: id,
    description: '',
    auto_reserve: false,
    currency: 'EUR',
    requested: 1_000,
    state: 'REQUIRES_PAYER_ACTION',
    metadata: {},
    created_at: new Date(0),
    updated_at: new Date(0),
    ...over,
  });
  await tell('trf', id, 1);
}

async function insertReceipt(id: string, over: Readonly<Record<string, unknown>>): Promise<void> {
  await insert('transfer_receipt', {
    merchant_id: shop,
    id,
    version: 1,
    provider: 'BUCKAROO',
    account_id: account,
    provider_reference: id,
    invoice: 'INV',
    amount_minor: 100,
    currency: 'EUR',
    person_id: person,
    received_at: new Date(0),
    created_at: new Date(0),
    updated_at: new Date(0),
    ...over,
  });
  await tell('rcp', id, 1);
}

async function insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(row);
  await owner.query(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** Tries a change as a whole, as its commit would judge it, and leaves nothing behind. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  await owner.query('begin');
  try {
    await work();
    await owner.query('set constraints all immediate');
  } finally {
    await owner.query('rollback');
  }
}
const change = (table: 'one_off_payment' | 'transfer_receipt', id: string, set: string, version = 0): Promise<void> =>
  attempt(async () => {
    await owner.query(`update ${table} set ${set} where id = $1`, [id]);
    if (version > 0) await tell(table === 'one_off_payment' ? 'trf' : 'rcp', id, version);
  });

describe('a transfer in the database', () => {
  it.each([
    ['is settled by less than was asked for', `state = 'SETTLED'`, 'payment_transfer_settled_in_full'],
    ['is unpaid with money on it', `state = 'CANCELLED'`, 'payment_transfer_settled_in_full'],
    [
      'loses money that came',
      `captured = 300, authorized = 300`,
      'the amounts of a transfer are not those of its receipts',
    ],
    [
      'gains money that never came',
      `captured = 500, authorized = 500`,
      'the amounts of a transfer are not those of its receipts',
    ],
    ['gives back what no receipt gives', `refunded = 100`, 'the amounts of a transfer are not those of its receipts'],
    ['gives back more than came', `refunded = 401`, 'payment_refunded_within_captured'],
    ['is reversed', `reversed = 1`, 'payment_transfer_is_invoiced'],
    ['has another invoice', `external_id = 'other'`, 'external_id of transfer never changes'],
    ['becomes another kind', `kind = 'ONE_OFF'`, 'kind of transfer never changes'],
  ])('never %s', async (_what, set, guard) => {
    await expect(change('one_off_payment', transfer, `version = 3, ${set}`, 3)).rejects.toThrow(guard);
  });

  it('changes only with its event', async () => {
    await expect(change('one_off_payment', transfer, `version = 3, provider_status = 'x'`)).rejects.toThrow(
      'has no event',
    );
  });

  it('has an invoice, and no origin', async () => {
    await expect(attempt(() => insertTransfer(randomUUID(), { external_id: null }))).rejects.toThrow(
      'payment_transfer_is_invoiced',
    );
    await expect(attempt(() => insertTransfer(randomUUID(), { external_id: transfer }))).rejects.toThrow('external_id');
    await expect(attempt(() => insertTransfer(randomUUID(), { kind: 'ONE_OFF' }))).rejects.toThrow(
      'payment_has_one_origin',
    );
    await expect(attempt(() => insertTransfer(randomUUID(), { captured: 1_000, authorized: 1_000 }))).rejects.toThrow(
      'payment_transfer_settled_in_full',
    );
  });

  it('says where to pay in full or not at all, and asks the same for ever', async () => {
    await expect(attempt(() => owner.query(`update transfer set iban = 'x'`))).rejects.toThrow(
      'transfer_bank_details_whole',
    );
    for (const set of ['send_mail = false', `order_number = '7'`, `culture = 'nl-NL'`])
      await expect(attempt(() => owner.query(`update transfer set ${set}`))).rejects.toThrow('never changes');
  });

  it('may be overpaid', async () => {
    await attempt(async () => {
      await insertReceipt(randomUUID(), { payment_id: transfer, amount_minor: 900 });
      await owner.query(
        `update one_off_payment set version = 3, state = 'SETTLED', authorized = 1300, captured = 1300 where id = $1`,
        [transfer],
      );
      await tell('trf', transfer, 3);
      await bookByHand(owner, transfer);
      const { rows } = await owner.query('select requested, captured from one_off_payment where id = $1', [transfer]);
      expect(rows).toEqual([{ requested: '1000', captured: '1300' }]);
    });
  });

  it('is in the ledger under its own name, whole', async () => {
    const paid = async (): Promise<void> => {
      await insertReceipt(randomUUID(), { payment_id: transfer, amount_minor: 600 });
      await owner.query(
        `update one_off_payment set version = 3, state = 'SETTLED', authorized = 1000, captured = 1000 where id = $1`,
        [transfer],
      );
      await tell('trf', transfer, 3);
    };
    await expect(attempt(paid)).rejects.toThrow(`of booked_transfer ${transfer} is 1000; its entries sum to 400`);
    const asPaymentOfAnotherKind = attempt(async () => {
      await paid();
      await owner.query(
        `insert into journal select merchant_id, gen_random_uuid(), (select id from event where subject_id = $1 and subject_version = 3), 'oop', subject_id, movement, account, direction, 600, currency, posted_at
           from journal where subject_id = $1`,
        [transfer],
      );
    });
    await expect(asPaymentOfAnotherKind).rejects.toThrow(`the journal speaks of booked_payment ${transfer}`);
  });
});

describe('money that came in, in the database', () => {
  it.each([
    ['amount_minor = 500', 'a receipt never changes'],
    [`currency = 'SEK'`, 'a receipt never changes'],
    [`provider_reference = 'other'`, 'a receipt never changes'],
    [`payment_id = null, unmatched_because = 'UNKNOWN_INVOICE'`, 'a receipt is assigned once'],
    ['refunded = 401', 'receipt_refunded_within_amount'],
    ['refunded = 100', 'the amounts of a transfer are not those of its receipts'],
    ['version = 2', 'version of a receipt moves by one when it is assigned'],
    [`unmatched_because = 'OTHER_CURRENCY'`, 'receipt_matched_or_flagged'],
  ])('never changes by %s', async (set, guard) => {
    await expect(change('transfer_receipt', receipt, set)).rejects.toThrow(guard);
  });

  it('is booked once under one key', async () => {
    await expect(
      attempt(() => insertReceipt(randomUUID(), { provider_reference: stray, unmatched_because: 'UNKNOWN_INVOICE' })),
    ).rejects.toThrow('provider_reference');
  });

  it('is not booked without the transfer that it is on, or on no transfer', async () => {
    await expect(attempt(() => insertReceipt(randomUUID(), { payment_id: transfer }))).rejects.toThrow(
      'not those of its receipts',
    );
    await expect(
      change('transfer_receipt', stray, `payment_id = '${transfer}', unmatched_because = null, version = 2`, 2),
    ).rejects.toThrow('not those of its receipts');
    await expect(change('transfer_receipt', stray, `refunded = 1`)).rejects.toThrow(
      'version of a receipt moves by one',
    );
    await expect(change('transfer_receipt', stray, `refunded = 1, version = 2`, 2)).rejects.toThrow(
      `of booked_receipt ${stray} is 299; its entries sum to 300`,
    );
    const onItsWay = `refund_in_flight = 1, version = 2`;
    for (const placed of [`closed_at = now()`, `payment_id = '${transfer}', unmatched_because = null`])
      await expect(change('transfer_receipt', stray, `${placed}, ${onItsWay}`, 2)).rejects.toThrow('is on its way');
  });

  it('is given back only out of a receipt of that very transfer', async () => {
    const refundOf = (receiptId: string | null) =>
      attempt(() =>
        insert('refund', {
          merchant_id: shop,
          id: randomUUID(),
          payment_id: transfer,
          operation_id: randomUUID(),
          receipt_id: receiptId,
          amount_minor: 1,
          currency: 'EUR',
          created_at: new Date(0),
        }),
      );
    await expect(refundOf(null)).rejects.toThrow('of one of its receipts');
    await expect(refundOf(stray)).rejects.toThrow('of one of its receipts');
  });

  it('is seen by its merchant alone', async () => {
    expect(await db.reader(randomUUID()).transferReceipt.count()).toBe(0);
    expect(await db.reader(shop).transferReceipt.count()).toBe(2);
    // The audit reads what every merchant has; nobody but a merchant's own transaction writes.
    expect((await db.worker.query('select from transfer_receipt')).rowCount).toBe(2);
    await expect(db.worker.query('update transfer_receipt set refunded = 0')).rejects.toThrow('permission denied');
  });

  it('stands in the ledger while it is on no transfer, and no longer', async () => {
    await expect(
      attempt(() => insertReceipt(randomUUID(), { unmatched_because: 'OTHER_CURRENCY', currency: 'SEK' })),
    ).rejects.toThrow('is 100; its entries sum to 0');
    const assigned = (books: boolean) =>
      attempt(async () => {
        await owner.query(
          `update transfer_receipt set payment_id = $2, unmatched_because = null, version = 2 where id = $1`,
          [stray, transfer],
        );
        await tell('rcp', stray, 2);
        if (books) await bookByHand(owner, stray);
        await owner.query(`update one_off_payment set version = 3, authorized = 700, captured = 700 where id = $1`, [
          transfer,
        ]);
        await tell('trf', transfer, 3);
        await bookByHand(owner, transfer);
      });
    await expect(assigned(false)).rejects.toThrow(`unmatched of booked_receipt ${stray} is 0; its entries sum to 300`);
    await expect(assigned(true)).resolves.toBeUndefined();
  });

  it('is booked only by an event about itself', async () => {
    const posted = attempt(() =>
      owner.query(
        `insert into journal select merchant_id, gen_random_uuid(), (select id from event where subject_id = $2 and subject_version = 1), subject_type, subject_id, movement, account,
                (case direction when 'DEBIT' then 'CREDIT' else 'DEBIT' end)::ledger_direction, amount_minor, currency, posted_at from journal where subject_id = $1
         union all
         select merchant_id, gen_random_uuid(), (select id from event where subject_id = $2 and subject_version = 2), subject_type, subject_id, movement, account, direction, amount_minor, currency, posted_at
           from journal where subject_id = $1`,
        [stray, transfer],
      ),
    );
    await expect(posted).rejects.toThrow('is about something else than');
  });
});
