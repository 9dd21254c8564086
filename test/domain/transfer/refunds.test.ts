import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveOperation } from '../../../src/domain/operation/resolve.ts';
import { cancelPayment, refundPayment } from '../../../src/domain/payment/commands.ts';
import { paymentAction } from '../../../src/domain/payment/rules.ts';
import type { Outcome } from '../../../src/domain/port/provider.ts';
import { checkPaymentStatus } from '../../../src/domain/reconcile/check-status.ts';
import { assignReceipt } from '../../../src/domain/transfer/assign.ts';
import { createTransfer } from '../../../src/domain/transfer/create.ts';
import { amountMatchOf } from '../../../src/domain/transfer/match.ts';
import { refundParts, refundPartsMax } from '../../../src/domain/transfer/refund-parts.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { because, euro, type FakeTransaction } from '../../support/fake-transfers.ts';

let world: DomainWorld;
let id: string;
let invoice: string;
let counter = 0;
const fresh = (prefix: string): string => `${prefix}-${++counter}`;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  invoice = fresh('INV');
  const { paymentId } = await done(
    createTransfer(world.deps, world.caller, {
      idempotencyKey: fresh('create-transfer'),
      invoice,
      amount: euro(1_000),
      payer: { firstName: 'John', lastName: 'Smith', email: 'john@shop.example', gender: 'UNKNOWN' },
      sendMail: true,
    }),
  );
  id = paymentId ?? '';
});

const reader = () => world.db.reader(world.caller.merchantId);
const read = () =>
  reader().oneOffPayment.findUniqueOrThrow({ where: { merchantId_id: { merchantId: world.caller.merchantId, id } } });
const receive = async (...cents: number[]): Promise<string[]> => {
  const keys = cents.map((one) => world.transfers.receive(invoice, euro(one)));
  await world.pushTransfers(...keys.map((key) => ({ kind: 'receipt', id: key })));
  await world.process();
  return keys;
};
const refund = (cents?: number, over: object = {}) =>
  refundPayment(world.deps, world.caller, {
    idempotencyKey: fresh('refund'),
    paymentId: id,
    ...(cents === undefined ? {} : { amount: euro(cents) }),
    ...over,
  });
/** What was given back out of which key, and what has become of it. */
const refunds = async () =>
  (
    await reader().refund.findMany({
      where: { paymentId: id },
      include: { operation: true, receipt: true },
      orderBy: [{ createdAt: 'asc' }, { receipt: { receivedAt: 'desc' } }],
    })
  ).map(({ receipt, amountMinor, operation }) => [receipt?.providerReference, Number(amountMinor), operation.status]);
const amounts = async () => {
  const { captured, refunded, refundInFlight } = await read();
  return [captured, refunded, refundInFlight].map(Number);
};
const unplaced = 'a refund that the provider tells of cannot be placed';
const unknown: Outcome = { kind: 'unknown', why: { kind: 'timeout', detail: '' } };

describe('a refund of a transfer', () => {
  it('goes against the key whose money it gives back', async () => {
    const [under, rest, once, twice] = [
      ...(await receive(999)),
      ...(await receive(1)),
      ...(await receive(1_000)),
      ...(await receive(1_000)),
    ];
    expect(new Set([under, rest, once, twice]).size).toBe(4);
    await done(refund(1_000));
    expect(await refunds()).toEqual([[twice, 1_000, 'SUCCEEDED']]);
    expect(await amounts()).toEqual([3_000, 1_000, 0]);
    expect(world.transfers.calls.at(-1)?.input).toMatchObject({
      receipt: { kind: 'receipt', id: twice, within: { kind: 'transfer' } },
      invoice,
    });
  });

  it('gives an overpayment back out of the receipt that made it one', async () => {
    const [key] = await receive(1_200);
    await done(refund(200));
    expect(await refunds()).toEqual([[key, 200, 'SUCCEEDED']]);
    expect(await world.eventsOf(id)).toContain('PAYMENT_AMOUNTS_CHANGED');
    expect(await read()).toMatchObject({ state: 'SETTLED', captured: 1_200n });
  });

  it('goes out in as many parts as it takes, the newest money first, each with its own outcome', async () => {
    const [first] = await receive(600);
    const [second] = await receive(300);
    const [third] = await receive(100);
    const { refundId, refundIds } = await done(refund(900, { reason: 'Returned.', externalId: fresh('RF') }));
    expect(refundIds).toHaveLength(3);
    expect(refundIds?.[0]).toBe(refundId);
    expect(await refunds()).toEqual([
      [third, 100, 'SUCCEEDED'],
      [second, 300, 'SUCCEEDED'],
      [first, 500, 'SUCCEEDED'],
    ]);
    expect(await amounts()).toEqual([1_000, 900, 0]);
    // Nothing given takes all that is left.
    await done(refund());
    expect(await amounts()).toEqual([1_000, 1_000, 0]);
    expect(await refund()).toMatchObject({ error: { kind: 'amount', code: 'AMOUNT_TOO_LARGE' } });
  });

  it('may be unknown in one part and done in another', async () => {
    const [first] = await receive(600);
    const [second] = await receive(400);
    world.transfers.script('transfer.refund', unknown);
    await done(refund(700));
    const statuses = (await refunds()).map(([, , status]) => status);
    expect([...statuses].sort()).toEqual(['SUCCEEDED', 'UNRESOLVED']);
    expect((await read()).status).toBe('UNRESOLVED');
    await world.pass(5_000);
    await world.settle();
    expect(await refunds()).toEqual([
      [second, 400, 'SUCCEEDED'],
      [first, 300, 'SUCCEEDED'],
    ]);
    expect(await amounts()).toEqual([1_000, 700, 0]);
    expect((await read()).status).toBe('SETTLED');
  });

  it('that the provider refuses in part frees that part; refused in all it is refused', async () => {
    await receive(600);
    await receive(400);
    world.transfers.script('transfer.refund', { kind: 'refused', why: because });
    await done(refund(700));
    const failed = (await refunds()).filter(([, , status]) => status === 'FAILED').map(([, cents]) => Number(cents));
    expect(failed).toHaveLength(1);
    expect(await amounts()).toEqual([1_000, 700 - (failed[0] ?? 0), 0]);
    world.transfers.script('transfer.refund', { kind: 'refused', why: because });
    world.transfers.script('transfer.refund', { kind: 'refused', why: because });
    const command = { idempotencyKey: fresh('refused') };
    const refused = await refund(undefined, command);
    expect(refused).toMatchObject({ error: { kind: 'provider', code: 'PROVIDER_REJECTED' } });
    expect(await refund(undefined, command)).toEqual(refused);
  });

  it('is found again after its answer was lost, and never made twice', async () => {
    const [key] = await receive(1_000);
    world.transfers.script('transfer.refund', unknown, 'after');
    await done(refund(300));
    expect(await amounts()).toEqual([1_000, 0, 300]);
    await world.pass(5_000);
    await world.settle();
    expect(await refunds()).toEqual([[key, 300, 'SUCCEEDED']]);
    const ours = [...world.transfers.transactions.values()].filter(({ of }) => of === key);
    expect(ours).toHaveLength(1);
  });

  it('is ended by news of it that names our key, before its own answer is known', async () => {
    const [key = ''] = await receive(1_000);
    world.transfers.script('transfer.refund', unknown, 'after');
    await done(refund(300));
    const [made = ''] = [...world.transfers.transactions].find(([, { of }]) => of === key) ?? [];
    const news = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } };
    await world.pushTransfers(news, news);
    await world.process();
    expect(await refunds()).toEqual([[key, 300, 'SUCCEEDED']]);
    expect(await amounts()).toEqual([1_000, 300, 0]);
    expect((await read()).status).toBe('SETTLED');
  });

  it('is given once for one key', async () => {
    await receive(600);
    await receive(400);
    const command = { idempotencyKey: fresh('same') };
    const first = await done(refund(700, command));
    const again = await done(refund(700, command));
    expect(again).toMatchObject({ refundIds: first.refundIds, idempotency: { replayed: true } });
    expect(await refunds()).toHaveLength(2);
  });

  it('races with others for no more than there is', async () => {
    await receive(600);
    await receive(400);
    const results = await Promise.all(Array.from({ length: 6 }, () => refund(300)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(3);
    expect(await amounts()).toEqual([1_000, 900, 0]);
    for (const result of results) if (!result.ok) expect(result.error).toMatchObject({ kind: 'amount' });
  });

  it('is not offered while nothing has come, and offers what is left', async () => {
    const { capabilities } = (await world.deps.accounts.of(world.caller.merchantId, 'BUCKAROO')) ?? {};
    if (!capabilities) throw new Error('no account');
    const offer = async () => paymentAction.REFUND(await read(), capabilities, new Date(0));
    expect((await offer()).available).toBe(false);
    await receive(400);
    expect(await offer()).toMatchObject({ available: true, maxAmount: euro(400) });
    expect(paymentAction.CANCEL(await read(), capabilities, new Date(0)).available).toBe(false);
  });
});

describe('a refund that a person makes at the provider', () => {
  it('is recorded, once', async () => {
    const [key = ''] = await receive(1_000);
    const made = world.transfers.refundByHand(key, euro(250));
    const news = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } };
    await world.pushTransfers(news, news);
    await Promise.all([world.process(), world.process()]);
    expect(await refunds()).toEqual([[key, 250, 'SUCCEEDED']]);
    expect(await amounts()).toEqual([1_000, 250, 0]);
    expect(await world.eventsOf(id)).toContain('PAYMENT_AMOUNTS_CHANGED');
    expect(await refund(751)).toMatchObject({ error: { kind: 'amount', limit: euro(750) } });
  });

  it('of more than is left is an alarm', async () => {
    const [key = ''] = await receive(1_000);
    await done(refund(900));
    const made = world.transfers.refundByHand(key, euro(200));
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    expect(await amounts()).toEqual([1_000, 900, 0]);
    expect(world.logged.some((line) => line.includes('FactMismatch'))).toBe(true);
  });

  it('while the outcome of one of ours is not known waits until it is, and is then recorded beside it', async () => {
    const [key = ''] = await receive(1_000);
    world.transfers.script('transfer.refund', unknown);
    await done(refund(300));
    const made = world.transfers.refundByHand(key, euro(300));
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    expect(await amounts()).toEqual([1_000, 0, 300]);
    await world.pass(60_000);
    await world.settle();
    await world.pass(60_000);
    await world.process();
    expect(await amounts()).toEqual([1_000, 600, 0]);
    expect(await refunds()).toEqual([
      [key, 300, 'SUCCEEDED'],
      [key, 300, 'SUCCEEDED'],
    ]);
  });

  it('that comes to nothing leaves nothing', async () => {
    const [key = ''] = await receive(1_000);
    const made = world.transfers.refundByHand(key, euro(100));
    (world.transfers.transactions.get(made) as FakeTransaction).code = 690;
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    expect(await refunds()).toEqual([]);
    expect(await reader().inboxItem.count({ where: { about: `refund:${made}`, state: 'DONE' } })).toBe(1);
  });

  it('of money in another currency is recorded beside the rest of what a question about the transfer tells', async () => {
    const abroad = world.transfers.receive(invoice, money(500n, currency('USD')));
    await world.pushTransfers({ kind: 'receipt', id: abroad });
    await world.process();
    world.transfers.refundByHand(abroad, money(200n, currency('USD')));
    world.transfers.receive(invoice, euro(1_000));
    await checkPaymentStatus(world.deps, { merchantId: world.caller.merchantId, id });
    expect(await read()).toMatchObject({ state: 'SETTLED', captured: 1_000n, refunded: 0n });
    expect(await reader().transferReceipt.findFirstOrThrow({ where: { providerReference: abroad } })).toMatchObject({
      paymentId: null,
      refunded: 200n,
    });
  });

  it('of more than is left leaves the rest of what a question about the transfer tells', async () => {
    const [key = ''] = await receive(400);
    await done(refund(300));
    world.transfers.refundByHand(key, euro(200));
    world.transfers.receive(invoice, euro(600));
    await checkPaymentStatus(world.deps, { merchantId: world.caller.merchantId, id });
    expect(await amounts()).toEqual([1_000, 300, 0]);
    expect(world.logged.some((line) => line.includes(unplaced))).toBe(true);
  });

  it('is never taken for one of ours, too', async () => {
    const [key = ''] = await receive(1_000);
    const made = world.transfers.refundByHand(key, euro(300));
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    const ref = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } } as const;
    world.transfers.script('transfer.refund', {
      kind: 'facts',
      facts: [{ kind: 'refunded', ref, amount: euro(300), at: new Date(0) }],
    });
    await done(refund(300));
    expect((await refunds()).map(([, , status]) => status).sort()).toEqual(['SUCCEEDED', 'UNRESOLVED']);
    expect(await amounts()).toEqual([1_000, 300, 300]);
    world.transfers.script('transfer.refund', { kind: 'pending', ref, checkAgainMs: 1_000 });
    await done(refund(200));
    expect(await amounts()).toEqual([1_000, 300, 500]);
    expect((await read()).unresolvedCount).toBe(2);
    await world.pass(5_000);
    await world.settle();
    expect(world.transfers.asked.at(-1)).toMatchObject({ others: expect.arrayContaining([made]) });
    expect(await amounts()).toEqual([1_000, 800, 0]);
  });

  it("of money that is on no transfer is recorded, and is the transfer's once it is assigned", async () => {
    const key = world.transfers.receive(fresh('UNKNOWN'), euro(1_000));
    await world.pushTransfers({ kind: 'receipt', id: key });
    await world.process();
    const made = world.transfers.refundByHand(key, euro(400));
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    const { merchantId } = world.caller;
    const receipt = await reader().transferReceipt.findFirstOrThrow({ where: { merchantId, providerReference: key } });
    expect(receipt).toMatchObject({ refunded: 400n, closedAt: null, paymentId: null });
    const reason = 'The payer mistyped the invoice.';
    const assigned = { idempotencyKey: fresh('assign'), receiptId: receipt.id, transferId: id, reason };
    expect((await assignReceipt(world.deps, world.caller, assigned)).ok).toBe(true);
    await world.process();
    expect(await amounts()).toEqual([1_000, 400, 0]);
    expect(await refunds()).toEqual([[key, 400, 'SUCCEEDED']]);
    expect(await world.eventsOf(receipt.id)).toEqual(['TRANSFER_RECEIVED', 'RECEIPT_REFUNDED', 'RECEIPT_ASSIGNED']);
  });

  it('of all of some money that is on no transfer closes it, once', async () => {
    const key = world.transfers.receive(fresh('UNKNOWN'), euro(1_000));
    await world.pushTransfers({ kind: 'receipt', id: key });
    await world.process();
    const made = world.transfers.refundByHand(key, euro(1_000));
    const news = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } };
    for (const _time of ['first', 'again']) {
      await world.pushTransfers(news);
      await world.process();
    }
    const { merchantId } = world.caller;
    const receipt = await reader().transferReceipt.findFirstOrThrow({ where: { merchantId, providerReference: key } });
    expect(receipt).toMatchObject({ paymentId: null, closedAt: expect.any(Date), version: 2 });
    expect(await world.eventsOf(receipt.id)).toEqual(['TRANSFER_RECEIVED', 'RECEIPT_CLOSED']);
    const input = { idempotencyKey: fresh('assign'), receiptId: receipt.id, transferId: id, reason: 'It was ours.' };
    expect(await assignReceipt(world.deps, world.caller, input)).toMatchObject({
      ok: false,
      error: { kind: 'invalidState', current: 'CLOSED' },
    });
  });

  it('out of a receipt that we do not know waits', async () => {
    await world.pushTransfers({ kind: 'refund', id: 'R-unknown', within: { kind: 'receipt', id: 'K-unknown' } });
    await world.process();
    expect(await reader().inboxItem.count({ where: { about: 'refund:R-unknown', state: 'PARKED' } })).toBe(1);
  });
});

describe('a refund that the provider decides later', () => {
  it.each([
    [190, 'SUCCEEDED', [1_000, 300, 0]],
    [690, 'FAILED', [1_000, 0, 0]],
  ] as const)('ends with code %i as %s', async (code, status, left) => {
    const [key = ''] = await receive(1_000);
    const made = world.transfers.refundByHand(key, euro(300));
    const transaction = world.transfers.transactions.get(made) as FakeTransaction;
    transaction.code = 793;
    world.transfers.script('transfer.refund', {
      kind: 'pending',
      ref: { kind: 'refund', id: made },
      checkAgainMs: 1_000,
    });
    await done(refund(300));
    expect(await refunds()).toEqual([[key, 300, 'PENDING']]);
    expect(await refund(800)).toMatchObject({ error: { kind: 'amount', limit: euro(700) } });
    transaction.code = code;
    await world.pushTransfers({ kind: 'refund', id: made, within: { kind: 'receipt', id: key } });
    await world.process();
    expect(await refunds()).toEqual([[key, 300, status]]);
    expect(await amounts()).toEqual(left);
  });
});

describe('a refund of which a person has decided', () => {
  const lost = async (outcome: 'HAPPENED' | 'DID_NOT_HAPPEN') => {
    const [key = ''] = await receive(1_000);
    world.transfers.script('transfer.refund', unknown, 'after');
    await done(refund(300));
    const { id: operationId } = await reader().operation.findFirstOrThrow({
      where: { paymentId: id, status: 'UNRESOLVED' },
    });
    const reason = 'The provider said so on the phone.';
    const decided = { idempotencyKey: fresh('resolve'), operationId, outcome, reason };
    expect((await resolveOperation(world.deps, world.caller, decided)).ok).toBe(true);
    const [made = ''] = [...world.transfers.transactions].find(([, { of }]) => of === key) ?? [];
    const news = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } };
    for (const _time of ['first', 'again']) {
      await world.pushTransfers(news);
      await world.process();
    }
    expect(await reader().inboxItem.count({ where: { about: `refund:${made}`, state: { not: 'DONE' } } })).toBe(0);
    return { key, made };
  };

  it('that it happened: news of it names it, and is not another', async () => {
    const { key, made } = await lost('HAPPENED');
    expect(await refunds()).toEqual([[key, 300, 'SUCCEEDED']]);
    expect(await amounts()).toEqual([1_000, 300, 0]);
    expect(await reader().refund.count({ where: { paymentId: id, providerReference: made } })).toBe(1);
  });

  it('that it did not happen, though it did: the money is gone all the same', async () => {
    const { key } = await lost('DID_NOT_HAPPEN');
    expect(await refunds()).toEqual([
      [key, 300, 'FAILED'],
      [key, 300, 'SUCCEEDED'],
    ]);
    expect(await amounts()).toEqual([1_000, 300, 0]);
    expect(await refund(701)).toMatchObject({ error: { kind: 'amount', limit: euro(700) } });
  });

  it('and the provider first said no to, though it came about later', async () => {
    const [key = ''] = await receive(1_000);
    const made = world.transfers.refundByHand(key, euro(300));
    const transaction = world.transfers.transactions.get(made) as FakeTransaction;
    const ref = { kind: 'refund', id: made, within: { kind: 'receipt', id: key } } as const;
    world.transfers.script('transfer.refund', { kind: 'pending', ref, checkAgainMs: 1_000 });
    await done(refund(300));
    for (const code of [690, 190]) {
      transaction.code = code;
      await world.pushTransfers(ref);
      await world.process();
    }
    expect(await refunds()).toEqual([
      [key, 300, 'FAILED'],
      [key, 300, 'SUCCEEDED'],
    ]);
    expect(await amounts()).toEqual([1_000, 300, 0]);
  });
});

describe('the parts of a refund', () => {
  const receipt = (amountMinor: bigint, refunded = 0n, refundInFlight = 0n) => ({
    amountMinor,
    refunded,
    refundInFlight,
  });
  const split = (receipts: ReturnType<typeof receipt>[], amount: bigint) =>
    refundParts(receipts, amount).map(({ receipt: one, amountMinor }) => [receipts.indexOf(one), amountMinor]);

  it('leave out what is given back already or on its way', () => {
    expect(split([receipt(5n, 5n), receipt(5n, 1n, 1n), receipt(9n)], 7n)).toEqual([
      [1, 3n],
      [2, 4n],
    ]);
  });
  it('are no more than a request may ask for', () => {
    const many = Array.from({ length: refundPartsMax + 5 }, () => receipt(1n));
    expect(split(many, 25n)).toHaveLength(refundPartsMax);
  });
});

describe('a transfer of which money was given back', () => {
  const cancel = () => cancelPayment(world.deps, world.caller, { idempotencyKey: fresh('cancel'), paymentId: id });

  it('is settled by what is there, not by all that ever came', async () => {
    await receive(600);
    await done(refund());
    expect(await read()).toMatchObject({ state: 'PARTIALLY_SETTLED', captured: 600n, refunded: 600n });
    await receive(400);
    const part = await read();
    expect(part).toMatchObject({
      state: 'PARTIALLY_SETTLED',
      reason: { code: 'AMOUNT_MISMATCH', message: '10.00 of 10.00 EUR came in; 6.00 was given back.' },
    });
    expect(amountMatchOf(part)).toBe('UNDERPAID');
    expect(await world.eventsOf(id)).not.toContain('PAYMENT_SETTLED');
    await receive(600);
    expect(await read()).toMatchObject({ state: 'SETTLED', reason: null });
    expect(await world.eventsOf(id)).toContain('PAYMENT_SETTLED');
  });

  it('is not settled by money that is on its way back, and is when that fails', async () => {
    await receive(600);
    world.transfers.script('transfer.refund', unknown);
    await refund(600);
    await receive(400);
    expect(await read()).toMatchObject({ state: 'PARTIALLY_SETTLED', refundInFlight: 600n });
    const operation = await reader().operation.findFirstOrThrow({ where: { paymentId: id, kind: 'transfer.refund' } });
    await done(
      resolveOperation(world.deps, world.caller, {
        idempotencyKey: fresh('resolve'),
        operationId: operation.id,
        outcome: 'DID_NOT_HAPPEN',
        reason: 'It is not in the Plaza.',
      }),
    );
    expect(await read()).toMatchObject({ state: 'SETTLED', refundInFlight: 0n });
    expect(await world.eventsOf(id)).toContain('PAYMENT_SETTLED');
  });

  it('stays settled whatever is given back later', async () => {
    await receive(1_000);
    await done(refund(400));
    const settled = await read();
    expect(settled).toMatchObject({ state: 'SETTLED', reason: null });
    expect(amountMatchOf(settled)).toBe('EXACT');
  });

  it('can be cancelled once all of it is, and settles by money that comes after that', async () => {
    await receive(600);
    expect(await cancel()).toMatchObject({ ok: false, error: { kind: 'invalidState' } });
    await done(refund());
    await done(cancel());
    expect(await read()).toMatchObject({ state: 'CANCELLED', captured: 600n, refunded: 600n });
    await receive(1_000);
    expect(await read()).toMatchObject({ state: 'SETTLED' });
  });
});
