import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveOperation } from '../../../src/domain/operation/resolve.ts';
import { refundPayment } from '../../../src/domain/payment/commands.ts';
import type { Outcome } from '../../../src/domain/port/provider.ts';
import { assignReceipt } from '../../../src/domain/transfer/assign.ts';
import { closeReceipt } from '../../../src/domain/transfer/close.ts';
import { createTransfer } from '../../../src/domain/transfer/create.ts';
import { refundReceipt } from '../../../src/domain/transfer/refund-receipt.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { closedSchedule } from '../../../src/kernel/schedules.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { because, euro, type FakeTransaction } from '../../support/fake-transfers.ts';

let world: DomainWorld;
let key: string;
let receiptId: string;
let counter = 0;
const fresh = (prefix: string): string => `${prefix}-${++counter}`;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  key = world.transfers.receive(fresh('NOBODYS'), euro(1_000));
  await world.pushTransfers({ kind: 'receipt', id: key });
  await world.process();
  receiptId = (await findReceipt()).id;
});

const reader = () => world.db.reader(world.caller.merchantId);
const findReceipt = () =>
  reader().transferReceipt.findFirstOrThrow({
    where: { merchantId: world.caller.merchantId, providerReference: key },
  });
const giveBack = (cents?: number, over: object = {}) =>
  refundReceipt(world.deps, world.caller, {
    idempotencyKey: fresh('refund-receipt'),
    receiptId,
    ...(cents === undefined ? {} : { amount: euro(cents) }),
    ...over,
  });
const standing = async () => {
  const { refunded, refundInFlight, closedAt, paymentId } = await findReceipt();
  const state = closedAt ? 'CLOSED' : paymentId ? 'MATCHED' : 'UNMATCHED';
  return [Number(refunded), Number(refundInFlight), state];
};
const refunds = async () =>
  (await reader().refund.findMany({ where: { receiptId }, include: { operation: true }, orderBy: { id: 'asc' } })).map(
    ({ amountMinor, operation, paymentId }) => [Number(amountMinor), operation.status, paymentId],
  );
/** What stands in the ledger for the receipt. */
const booked = async () => {
  const entries = await reader().journalEntry.findMany({
    where: { subjectId: receiptId, account: 'UNMATCHED_RECEIPTS' },
  });
  return entries.reduce(
    (sum, { direction, amountMinor }) => sum + Number(amountMinor) * (direction === 'CREDIT' ? 1 : -1),
    0,
  );
};
const aTransfer = async (): Promise<string> => {
  const { paymentId = '' } = await done(
    createTransfer(world.deps, world.caller, {
      idempotencyKey: fresh('create-transfer'),
      invoice: fresh('INV'),
      amount: euro(1_000),
      payer: { firstName: 'John', lastName: 'Smith', email: 'john@shop.example', gender: 'UNKNOWN' },
      sendMail: true,
    }),
  );
  return paymentId;
};
const assign = async () =>
  assignReceipt(world.deps, world.caller, {
    idempotencyKey: fresh('assign'),
    receiptId,
    transferId: await aTransfer(),
    reason: 'The payer called.',
  });
const close = () =>
  closeReceipt(world.deps, world.caller, { idempotencyKey: fresh('close'), receiptId, reason: 'Of another system.' });
const passUntil = async (time: Date) => {
  const { rows } = await world.db.worker.query<{ now: Date }>('select app_now() as now');
  await world.pass(time.getTime() - (rows[0]?.now ?? time).getTime() + 1_000);
};
const unknown: Outcome = { kind: 'unknown', why: { kind: 'timeout', detail: '' } };

describe('money that is on no transfer', () => {
  it('goes back whole, and is closed', async () => {
    const given = { idempotencyKey: fresh('whole'), reason: 'Not ours.', externalId: fresh('R') };
    const { refundId } = await done(giveBack(undefined, given));
    expect(await standing()).toEqual([1_000, 0, 'CLOSED']);
    expect(await refunds()).toEqual([[1_000, 'SUCCEEDED', null]]);
    expect(await booked()).toBe(0);
    expect(await world.eventsOf(receiptId)).toEqual(['TRANSFER_RECEIVED', 'RECEIPT_CLOSED']);
    expect(await world.eventsOf(refundId ?? '')).toEqual(['REFUND_SUCCEEDED']);
    expect(
      world.transfers.calls.filter(({ operation }) => operation === 'transfer.refund').at(-1)?.input,
    ).toMatchObject({
      receipt: { kind: 'receipt', id: key },
      amount: euro(1_000),
    });
    const calls = world.transfers.calls.length;
    expect(await done(giveBack(undefined, given))).toMatchObject({
      refundId,
      idempotency: { replayed: true },
    });
    expect(world.transfers.calls).toHaveLength(calls);
    expect(await giveBack()).toMatchObject({ error: { kind: 'invalidState', current: 'CLOSED' } });
  });

  it('goes back in parts, and what is left can be put on a transfer with them', async () => {
    await done(giveBack(300));
    expect(await standing()).toEqual([300, 0, 'UNMATCHED']);
    expect(await booked()).toBe(700);
    expect(await giveBack(701)).toMatchObject({
      error: { kind: 'amount', code: 'AMOUNT_TOO_LARGE', limit: euro(700) },
    });
    await done(giveBack(100));
    const { paymentId = '' } = await done(assign());
    const payment = await reader().oneOffPayment.findFirstOrThrow({ where: { id: paymentId } });
    expect(payment).toMatchObject({ captured: 1_000n, refunded: 400n, state: 'PARTIALLY_SETTLED' });
    expect(await refunds()).toEqual([
      [300, 'SUCCEEDED', paymentId],
      [100, 'SUCCEEDED', paymentId],
    ]);
    expect(await booked()).toBe(0);
    expect(await world.eventsOf(receiptId)).toEqual([
      'TRANSFER_RECEIVED',
      'RECEIPT_REFUNDED',
      'RECEIPT_REFUNDED',
      'RECEIPT_ASSIGNED',
    ]);
    expect(await giveBack(1)).toMatchObject({
      error: { kind: 'invalidState', current: 'MATCHED', message: expect.stringContaining('refundPayment') },
    });
    expect(
      await refundPayment(world.deps, world.caller, { idempotencyKey: fresh('more'), paymentId, amount: euro(601) }),
    ).toMatchObject({
      error: { kind: 'amount', limit: euro(600) },
    });
  });

  it('what others gave back of it counts in what can go back, and is closed with the rest', async () => {
    const made = world.transfers.refundByHand(key, euro(400));
    const news = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } };
    for (const _time of ['first', 'again']) {
      await world.pushTransfers(news);
      await world.process();
    }
    expect(await standing()).toEqual([400, 0, 'UNMATCHED']);
    expect(await giveBack(601)).toMatchObject({ error: { kind: 'amount', limit: euro(600) } });
    await done(giveBack());
    expect(await standing()).toEqual([1_000, 0, 'CLOSED']);
  });

  it('given back elsewhere after it was closed is recorded, and stays closed', async () => {
    expect((await close()).ok).toBe(true);
    const made = world.transfers.refundByHand(key, euro(1_000));
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    expect(await standing()).toEqual([1_000, 0, 'CLOSED']);
    expect(await booked()).toBe(0);
    expect(await world.eventsOf(receiptId)).toEqual(['TRANSFER_RECEIVED', 'RECEIPT_CLOSED', 'RECEIPT_REFUNDED']);
  });

  it.each([
    ['as it waits', async () => undefined],
    ['after it was put on a transfer', assign],
    ['after it was closed', close],
  ])('given back elsewhere %s, of which no news comes, is found by asking, ever more seldom', async (_when, first) => {
    await first();
    world.transfers.refundByHand(key, euro(400));
    const asked = [];
    for (let next = (await findReceipt()).nextCheckAt; next !== null; next = (await findReceipt()).nextCheckAt) {
      await passUntil(next);
      await world.rest('transfer_receipt');
      asked.push(next);
      expect((await standing())[0]).toBe(400);
    }
    expect(asked.length).toBeGreaterThanOrEqual(closedSchedule.length);
    expect(asked.length).toBeLessThanOrEqual(closedSchedule.length + 2);
    expect((await refunds()).map(([amount, status]) => [amount, status])).toEqual([[400, 'SUCCEEDED']]);
  });

  it('is refused an amount in another currency, none at all, and a receipt that is not there', async () => {
    expect(await giveBack(1, { amount: money(1n, currency('SEK')) })).toMatchObject({
      error: { code: 'CURRENCY_MISMATCH', problems: [{ path: ['input', 'amount', 'currency'] }] },
    });
    expect(await giveBack(0)).toMatchObject({ error: { problems: [{ path: ['input', 'amount', 'amountMinor'] }] } });
    expect(await giveBack(1, { receiptId: null })).toMatchObject({
      error: { kind: 'notFound', path: ['input', 'receiptId'] },
    });
    expect(await standing()).toEqual([0, 0, 'UNMATCHED']);
  });

  it('that the provider does not give back is free again', async () => {
    world.transfers.script('transfer.refund', { kind: 'refused', why: because });
    expect(await giveBack()).toMatchObject({ error: { kind: 'provider', code: 'PROVIDER_REJECTED' } });
    expect(await standing()).toEqual([0, 0, 'UNMATCHED']);
    expect(await refunds()).toEqual([[1_000, 'FAILED', null]]);
    await done(giveBack());
    expect(await standing()).toEqual([1_000, 0, 'CLOSED']);
  });
});

describe('a refund of unmatched money of which nobody knows', () => {
  beforeEach(() => world.transfers.script('transfer.refund', unknown, 'after'));

  it('stays set aside, and neither assigned nor closed, until it is found to have happened', async () => {
    await done(giveBack(400));
    expect(await standing()).toEqual([0, 400, 'UNMATCHED']);
    expect(await refunds()).toEqual([[400, 'UNRESOLVED', null]]);
    for (const refused of [await assign(), await close()])
      expect(refused).toMatchObject({
        error: { kind: 'invalidState', path: ['input', 'receiptId'], message: expect.stringContaining('on its way') },
      });
    expect(await giveBack(601)).toMatchObject({ error: { kind: 'amount', limit: euro(600) } });
    await world.pass(5_000);
    await world.settle();
    expect(await standing()).toEqual([400, 0, 'UNMATCHED']);
    expect(await refunds()).toEqual([[400, 'SUCCEEDED', null]]);
    expect(
      world.transfers.calls.filter(
        ({ operation, input }) =>
          operation === 'transfer.refund' && (input as { receipt: { id: string } }).receipt.id === key,
      ),
    ).toHaveLength(1);
  });

  it.each([
    ['HAPPENED', [1_000, 0, 'CLOSED'], 'SUCCEEDED'],
    ['DID_NOT_HAPPEN', [0, 0, 'UNMATCHED'], 'FAILED'],
  ] as const)('is a person’s to settle: %s', async (outcome, left, status) => {
    await done(giveBack());
    const operation = await reader().operation.findFirstOrThrow({ where: { receiptId } });
    const input = {
      idempotencyKey: fresh('resolve'),
      operationId: operation.id,
      outcome,
      reason: 'Seen in the Plaza.',
    };
    expect((await resolveOperation(world.deps, world.caller, input)).ok).toBe(true);
    expect(await standing()).toEqual(left);
    expect(await refunds()).toEqual([[1_000, status, null]]);
    // Its own news comes later: it is the same refund.
    const [made] = [...world.transfers.transactions].findLast(([, one]) => one.of === key) as [string, FakeTransaction];
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    expect(await standing()).toEqual([1_000, 0, 'CLOSED']);
  });
});

it('one that waits for approval is decided later', async () => {
  const made = world.transfers.refundByHand(key, euro(300));
  const transaction = world.transfers.transactions.get(made) as FakeTransaction;
  transaction.code = 794;
  world.transfers.script('transfer.refund', {
    kind: 'pending',
    ref: { kind: 'refund', id: made },
    checkAgainMs: 1_000,
  });
  await done(giveBack(300));
  expect(await standing()).toEqual([0, 300, 'UNMATCHED']);
  transaction.code = 190;
  await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
  await world.process();
  expect(await standing()).toEqual([300, 0, 'UNMATCHED']);
});
