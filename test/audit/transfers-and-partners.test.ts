import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvariantId } from '../../src/audit/check.ts';
import { audit, broken as failing } from '../../src/audit/run.ts';
import { openEndpoint, type Partner, startPartner, webhooks } from '../partner-webhooks/partner.ts';
import { eventually, freshReference, mutate } from '../support/lives.ts';
import { freshKey, sandboxControl, startWorld, type World } from '../support/world.ts';
import { brokenCopies } from './broken-copies.ts';

/** The same for transfers, the money that comes in for them, and what partners are sent: each invariant is broken in a copy, and named. */
let world: World;
let partner: Partner;
let book: readonly unknown[];
beforeAll(async () => {
  world = await startWorld();
  partner = await startPartner();
  await openEndpoint(world, { url: partner.url });
  const narrow = await openEndpoint(world, { url: `${partner.url}/narrow`, eventTypes: ['PAYMENT_SETTLED'] });
  const { id, nextAction } = await aTransfer();
  // What it wants from now on, it has not been sent so far.
  await webhooks(world, 'updateWebhookEndpoint', {
    endpointId: narrow.id,
    eventTypes: ['PAYMENT_CREATED', 'PAYMENT_SETTLED'],
  });
  await aTransfer();
  const reference = nextAction?.paymentReference ?? '';
  await pay(reference, '9.00');
  // The refund takes the newest money first, so which came first must be certain.
  await becomes(id, ({ receipts }) => receipts.length === 1);
  await pay(reference, '2.00');
  await becomes(id, ({ receipts }) => receipts.length === 2);
  await mutate(world, 'refundPayment', { paymentId: id, amount: { amountMinor: '300', currency: 'EUR' } });
  await becomes(id, ({ amounts }) => amounts.refunded.amountMinor === '300');
  await eventually(world, 'everything to be in the log and delivered', async () => {
    await world.app.workers.drain();
    const { rows } = await world.app.db.worker.query(
      `select from event_staged union all select from webhook_delivery where status <> 'SUCCEEDED'`,
    );
    return rows.length === 0 ? true : null;
  });
  expect(failing(await audit({ databaseUrl: world.database.url, sandboxUrl: world.app.sandboxUrl }))).toEqual([]);
  book = await sandboxControl(world.app.sandboxUrl ?? '', 'buckaroo').book();
  await world.database.audit(world.app.sandboxUrl);
  await world.app.close();
});
afterAll(async () => {
  await partner.close();
  await world.close();
});
const broken = brokenCopies(() => world.database);
const { found, one } = broken;

interface BookLine {
  readonly effect: string;
  readonly subject: { readonly id: string };
}
interface Transfer {
  readonly id: string;
  readonly nextAction: { readonly paymentReference?: string } | null;
  readonly receipts: readonly { readonly id: string }[];
  readonly amounts: { readonly refunded: { readonly amountMinor: string } };
}
const fields =
  'id nextAction { ... on ShowBankDetails { paymentReference } } receipts { id } amounts { refunded { amountMinor } }';

async function aTransfer(): Promise<Transfer> {
  const input = {
    idempotencyKey: freshKey('transfer'),
    invoice: freshReference('INV-'),
    amount: { amountMinor: '1000', currency: 'EUR' },
    payer: { firstName: 'Ada', lastName: 'Byron', email: 'ada@shop.example' },
  };
  const { createTransfer } = await world.ask<{ createTransfer: { transfer: Transfer } }>(
    `mutation($input: CreateTransferInput!) { createTransfer(input: $input) { ... on TransferPayload { transfer { ${fields} } } } }`,
    { input },
  );
  return createTransfer.transfer;
}
const becomes = (id: string, fits: (transfer: Transfer) => boolean): Promise<Transfer> =>
  eventually(world, `transfer ${id} to be as expected`, async () => {
    const { transfer } = await world.ask<{ transfer: Transfer }>(
      `query($id: ID!) { transfer: node(id: $id) { ... on Transfer { ${fields} } } }`,
      { id },
    );
    return fits(transfer) ? transfer : null;
  });
async function pay(reference: string, amount: string): Promise<void> {
  const { status } = await world.sandbox.control('/control/buckaroo/receive', { amount, reference });
  expect(status).toBe(200);
}

const aSettled = `(select id from one_off_payment where kind = 'TRANSFER' and state = 'SETTLED')`;
const aReceipt = `(select id from transfer_receipt order by amount_minor limit 1)`;
const unassigned = `update transfer_receipt set payment_id = null, unmatched_because = 'UNKNOWN_INVOICE', refunded = 0 where id = ${aReceipt}`;
const aDelivery = `(select id from webhook_delivery order by id limit 1)`;
const anEndpoint = `(select endpoint_id from webhook_delivery order by id limit 1)`;

describe('an invariant that is broken is named with its row', () => {
  it.each<readonly [InvariantId, what: string, sql: string, row: string, problem: string]>([
    [
      'I2',
      'a transfer with money that is on no receipt',
      `update one_off_payment set captured = captured + 5, authorized = authorized + 5 where id = ${aSettled}`,
      `select ${aSettled}`,
      'received 1105, refunded 300, in flight 0; its receipts sum to 1100, 300, 0',
    ],
    [
      'I2',
      'a receipt that gave back what no refund did',
      `update transfer_receipt set refunded = refunded - 1 where id = ${aReceipt}`,
      `select ${aReceipt}`,
      'of 200 refunded 199, in flight 0; its refunds come to 200, the open ones to 0',
    ],
    [
      'I2',
      'a receipt in another currency than its transfer',
      `update transfer_receipt set currency = 'SEK' where id = ${aReceipt}`,
      `select ${aReceipt}`,
      'it is in SEK on a transfer in EUR',
    ],
    [
      'I3',
      'a transfer with a version that was never told',
      `update one_off_payment set version = version + 1 where id = ${aSettled}`,
      `select ${aSettled}`,
      'its events fold to SETTLED in version',
    ],
    [
      'I3',
      'a receipt that its events have on a transfer',
      unassigned,
      `select ${aReceipt}`,
      'it is UNMATCHED in version 1',
    ],
    [
      'I3',
      'an endpoint that was told of',
      `update webhook_endpoint set version = 1 where id = ${anEndpoint}`,
      `select ${anEndpoint}`,
      'its events fold to there in version 0',
    ],
    [
      'I6',
      'an event that was not delivered',
      `delete from webhook_delivery where id = ${aDelivery}`,
      `select endpoint_id from webhook_delivery group by endpoint_id order by count(*) desc limit 1`,
      'it has no delivery of event',
    ],
    [
      'I6',
      'an event that was delivered twice',
      `alter table webhook_delivery drop constraint webhook_delivery_pkey cascade; drop index webhook_delivery_merchant_id_endpoint_id_event_id_key; insert into webhook_delivery select * from webhook_delivery where id = ${aDelivery}`,
      `select ${anEndpoint}`,
      'it has 2 deliveries of event',
    ],
    [
      'I6',
      'a delivery out of its place',
      `update webhook_delivery set sequence = sequence + 100 where id = ${aDelivery}`,
      `select ${aDelivery}`,
      'its sequence is 1',
    ],
    [
      'I6',
      'tries that left no trace',
      `delete from webhook_attempt where delivery_id = ${aDelivery}`,
      `select ${aDelivery}`,
      'it has been tried 1 times; there are 0 attempts',
    ],
    [
      'I6',
      'a delivery that arrived without an answer',
      `update webhook_attempt set response_status = 500 where delivery_id = ${aDelivery}`,
      `select ${aDelivery}`,
      'it has arrived, and no attempt was answered with 2xx',
    ],
    [
      'I6',
      'a delivery that nobody will make',
      `update webhook_delivery set status = 'PENDING' where id = ${aDelivery}; update webhook_endpoint set next_at = null where id = ${anEndpoint}`,
      `select ${anEndpoint}`,
      'deliveries wait for it, and nothing will take them up',
    ],
    [
      'I7',
      'a refund of more parts than its key led to',
      `update idempotency set outcome = jsonb_set(outcome, '{refundIds}', '[]') where mutation = 'refundPayment'`,
      `select key from idempotency where mutation = 'refundPayment'`,
      'it led to 2 operations',
    ],
    [
      'I8',
      'an endpoint that another merchant is told of',
      `update event set merchant_id = '00000000-0000-7000-8000-000000000009' where subject_type = 'rcp'`,
      `select id from event where subject_type = 'rcp' limit 1`,
      'its subject_id is a transfer_receipt of merchant',
    ],
    [
      'I10',
      'money of a transfer that is not in the book',
      `delete from journal where subject_type = 'trf' and movement = 'CAPTURED'`,
      `select 'booked_transfer ' || ${aSettled}`,
      'captured is 1100; its entries sum to 0',
    ],
    [
      'I10',
      'a transfer that is booked as another kind of payment',
      `update journal set subject_type = 'oop' where movement = 'REFUNDED'`,
      `select 'booked_payment ' || ${aSettled}`,
      'REFUNDED of 300 is booked, which it has not',
    ],
    [
      'I10',
      'unmatched money that is not in the book',
      unassigned,
      `select 'booked_receipt ' || ${aReceipt}`,
      'unmatched is 200; its entries sum to 0',
    ],
    [
      'I11',
      'an unknown outcome that does not show on its transfer',
      `update operation set status = 'UNRESOLVED', next_at = app_now() where kind = 'transfer.create' and payment_id = ${aSettled}`,
      `select ${aSettled}`,
      'it shows 0 operations whose outcome is unknown; there are 1',
    ],
    [
      'I12',
      'a move that no transfer makes',
      `update event set change = jsonb_set(change, '{to}', '"AUTHORIZED"') where subject_version = 2 and subject_id = ${aSettled}`,
      `select id from event where subject_version = 2 and subject_id = ${aSettled}`,
      'transfer does not move from CREATED to AUTHORIZED',
    ],
    [
      'I12',
      'a move that no receipt makes',
      `update event set change = jsonb_set(change, '{from}', '"MATCHED"') where subject_id = ${aReceipt}`,
      `select id from event where subject_id = ${aReceipt}`,
      'receipt does not move from MATCHED to MATCHED',
    ],
    [
      'I12',
      'a move that no endpoint makes',
      `update event set subject_type = 'whe', change = '{"from":"PAUSED","to":"GONE"}' where subject_id = ${aReceipt}`,
      `select id from event where subject_id = ${aReceipt}`,
      'endpoint does not move from PAUSED to GONE',
    ],
  ])('%s: %s', async (id, _what, sql, row, problem) => {
    expect(await found(id)).toMatch(/^held/);
    await broken.owner.query(sql);
    const named = await one(row);
    const report = await found(id);
    expect(report).toMatch(/^broken/);
    expect(report.split('\n').filter((line) => line.includes(named) && line.includes(problem))).not.toEqual([]);
  });

  it('I6: asks for nothing that an endpoint did not want then, that is forgotten, or whose endpoint is gone', async () => {
    const narrow = `(select id from webhook_endpoint where cardinality(event_types) > 0)`;
    // Of the two transfers it has been told of the second alone.
    expect(
      await one(
        `select count(*) from webhook_delivery d join event e on e.id = d.event_id where d.endpoint_id = ${narrow} and e.type = 'PAYMENT_CREATED'`,
      ),
    ).toBe('1');
    await broken.owner.query(`update webhook_endpoint set types_after = 0 where id = ${narrow}`);
    expect(await found('I6')).toMatch(/^broken\nwebhook_endpoint [0-9a-f-]{36} .*: it has no delivery of event/);
    await broken.owner.query(
      `update event set recorded_at = recorded_at - interval '31 days'; delete from webhook_delivery`,
    );
    expect(await found('I6')).toMatch(/^held/);
    await broken.owner.query(`update event set recorded_at = app_now()`);
    expect(await found('I6')).toMatch(/^broken/);
    await broken.owner.query('delete from webhook_endpoint');
    expect(await found('I6')).toMatch(/^held/);
  });
});

describe("Buckaroo's book", () => {
  let server: Server;
  let entries: readonly unknown[];
  let sandboxUrl: string;
  beforeAll(async () => {
    server = createServer((_request, response) => response.end(JSON.stringify({ entries })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sandboxUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('I1: a receipt that is no money, or another sum, is named', async () => {
    const key = await one('select provider_reference from transfer_receipt limit 1');
    const ofKey = (entry: unknown) =>
      (entry as BookLine).subject.id === key && (entry as BookLine).effect === 'moneyReceived';
    entries = book.filter((entry) => !ofKey(entry));
    expect(await found('I1', { sandboxUrl })).toMatch(
      /^broken\ntransfer_receipt [^:]*: buckaroo's book has no such money/,
    );
    entries = book.map((entry) => (ofKey(entry) ? { ...(entry as object), amount: '9.01' } : entry));
    expect(await found('I1', { sandboxUrl })).toMatch(
      /^broken\ntransfer_receipt [^:]*: it is \d+ EUR .* says 9.01 EUR/,
    );
  });

  it('I1: money of a transfer that nobody will ask about any more is named where it is not here', async () => {
    const transfer = await one(`select provider_reference from one_off_payment where state = 'SETTLED'`);
    const money = book.find((entry) => (entry as BookLine).effect === 'moneyReceived') as BookLine;
    entries = [...book, { ...money, subject: { ...money.subject, id: 'UNHEARD', within: transfer } }];
    // It is still asked about.
    expect(await found('I1', { sandboxUrl })).toMatch(/^held/);
    await broken.owner.query(`update one_off_payment set next_check_at = null`);
    expect(await found('I1', { sandboxUrl })).toMatch(
      /^broken\none_off_payment [^:]*: buckaroo's book has money for it, UNHEARD, that is not here/,
    );
  });

  it('I1: money given back of what is on no transfer is named where it is not here, once nobody will ask about it', async () => {
    await broken.owner.query(unassigned);
    const receipt = await one(`select provider_reference from transfer_receipt where payment_id is null`);
    const refund = book.find((entry) => (entry as BookLine).effect === 'refundPaid') as BookLine;
    entries = [...book, { ...refund, request: null, subject: { ...refund.subject, id: 'UNHEARD', within: receipt } }];
    await broken.owner.query(`update transfer_receipt set next_check_at = now()`);
    expect(await found('I1', { sandboxUrl })).toMatch(/^held/);
    await broken.owner.query(`update transfer_receipt set next_check_at = null`);
    expect(await found('I1', { sandboxUrl })).toMatch(
      /^broken\ntransfer_receipt [^:]*: buckaroo's book has money given back of it, UNHEARD, that is not here/,
    );
  });

  it.each(['transferCreated', 'refundPaid'])('I1: %s that was had twice, or never, is named', async (effect) => {
    entries = book;
    expect(await found('I1', { sandboxUrl })).toMatch(/^held/);
    const ofEffect = book.filter((entry) => (entry as { effect: string }).effect === effect);
    entries = [...book, ...ofEffect.slice(0, 1)];
    const named = (times: number) =>
      new RegExp(
        `^broken\noperation [0-9a-f-]{36} of merchant .*: transfer.* is SUCCEEDED; buckaroo's book has ${effect} ${times} times`,
      );
    expect(await found('I1', { sandboxUrl })).toMatch(named(2));
    entries = book.filter((entry) => !ofEffect.includes(entry));
    expect(await found('I1', { sandboxUrl })).toMatch(named(0));
  });
});
