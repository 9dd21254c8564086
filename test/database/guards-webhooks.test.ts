import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/platform/db.ts';
import { numberAll } from '../graphql/harness.ts';
import { addAgreement, addEndpoint } from '../graphql/rows.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

/** The database as the last guard of webhooks to partners. */
let opened: OpenedDatabase;
let db: Db;
let owner: pg.Client;
const shop = { merchantId: randomUUID(), accountId: randomUUID(), key: '', keyId: '' };
const other = { ...shop, merchantId: randomUUID() };

beforeAll(async () => {
  opened = await openTestDatabase();
  ({ db, owner } = opened);
  for (const merchant of [shop, other]) {
    await addEndpoint(db, merchant);
    await addAgreement(db, merchant);
  }
  await numberAll(db);
});
afterAll(async () => {
  await opened.close();
});

const refused = (sql: string) => expect(owner.query(sql)).rejects.toThrow();

describe('an endpoint', () => {
  it('has each event once', async () => {
    const { rows } = await owner.query('select merchant_id, event_id from webhook_delivery');
    expect(new Set(rows.map(({ merchant_id: merchant }) => merchant))).toEqual(
      new Set([shop.merchantId, other.merchantId]),
    );
    expect(rows).toHaveLength(2);
    await refused(
      `insert into webhook_delivery (merchant_id, id, endpoint_id, event_id, sequence, status, created_at)
       select merchant_id, gen_random_uuid(), endpoint_id, event_id, sequence, status, created_at from webhook_delivery`,
    );
  });
  it.each([
    'update webhook_endpoint set slot = 11',
    `update webhook_endpoint set status = 'PAUSED', next_at = now()`,
    `update webhook_endpoint set url = ''`,
    'update webhook_endpoint set start_after = -1',
    // No stop without its event.
    `update webhook_endpoint set status = 'GONE', next_at = null, version = version + 1`,
  ])('is not left by %s', refused);
  it('is one of ten, each in a slot of its own', () => expect(addEndpoint(db, shop)).rejects.toThrow());
});

describe('a delivery', () => {
  it.each([
    'update webhook_delivery set event_id = gen_random_uuid()',
    'update webhook_delivery set sequence = sequence + 1',
    `update webhook_delivery set status = 'SUCCEEDED'`,
    `update webhook_delivery set status = 'FAILED', next_at = now()`,
    'update webhook_delivery set tries = 11',
    `update webhook_delivery set body = decode(repeat('00', 262145), 'hex')`,
    `insert into webhook_attempt (merchant_id, delivery_id, at, duration_ms, response_text) select merchant_id, id, now(), 1, repeat('x', 4097) from webhook_delivery`,
  ])('is not changed by %s', refused);
  it('keeps its bytes once they are made', async () => {
    await owner.query(`update webhook_delivery set body = 'once'`);
    await refused(`update webhook_delivery set body = 'twice'`);
    await refused('update webhook_delivery set body = null');
  });
});

it('a merchant sees its own, and nobody sees any without one', async () => {
  const seen = await db.forMerchant(shop.merchantId, async (tx) => [
    ...(await tx.webhookEndpoint.findMany()),
    ...(await tx.webhookDelivery.findMany()),
  ]);
  expect(seen.map(({ merchantId }) => merchantId)).toEqual([shop.merchantId, shop.merchantId]);
  await owner.query('begin; set local role paygraph_app');
  const { rows } = await owner.query(
    'select 1 from webhook_endpoint union all select 1 from webhook_delivery union all select 1 from webhook_attempt',
  );
  await owner.query('rollback');
  expect(rows).toEqual([]);
});
