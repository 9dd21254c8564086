import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveOperation } from '../../../src/domain/operation/resolve.ts';
import { cancelPayment, refundPayment } from '../../../src/domain/payment/commands.ts';
import type { Outcome } from '../../../src/domain/port/provider.ts';
import { checkPaymentStatus } from '../../../src/domain/reconcile/check-status.ts';
import { assignReceipt } from '../../../src/domain/transfer/assign.ts';
import { createTransfer } from '../../../src/domain/transfer/create.ts';
import { closedSchedule } from '../../../src/kernel/schedules.ts';
import { armFailpoints, parseFailpoints } from '../../../src/platform/failpoints.ts';
import { claimStatusChecks } from '../../../src/platform/leases.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { euro } from '../../support/fake-transfers.ts';

let world: DomainWorld;
let counter = 0;
const fresh = (prefix: string): string => `${prefix}-${++counter}`;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const unknown: Outcome = { kind: 'unknown', why: { kind: 'timeout', detail: '' } };
const reader = () => world.db.reader(world.caller.merchantId);
const where = (id: string) => ({ merchantId_id: { merchantId: world.caller.merchantId, id } });
const read = (id: string) => reader().oneOffPayment.findUniqueOrThrow({ where: where(id) });
async function start(): Promise<{ readonly id: string; readonly invoice: string }> {
  const invoice = fresh('INV');
  const { paymentId = '' } = await done(
    createTransfer(world.deps, world.caller, {
      idempotencyKey: fresh('create-transfer'),
      invoice,
      amount: euro(1_000),
      payer: { firstName: 'John', lastName: 'Smith', email: 'john@shop.example', gender: 'UNKNOWN' },
      sendMail: true,
    }),
  );
  return { id: paymentId, invoice };
}
async function receive(invoice: string, cents: number): Promise<string> {
  const key = world.transfers.receive(invoice, euro(cents));
  await world.pushTransfers({ kind: 'receipt', id: key });
  await world.process();
  return key;
}
async function resolve(id: string, kind: string, outcome: 'HAPPENED' | 'DID_NOT_HAPPEN') {
  const operation = await reader().operation.findFirstOrThrow({ where: { paymentId: id, kind, status: 'UNRESOLVED' } });
  return resolveOperation(world.deps, world.caller, {
    idempotencyKey: fresh('resolve'),
    operationId: operation.id,
    outcome,
    reason: 'The provider said so on the phone.',
  });
}

describe('an operation on a transfer whose outcome only a person can find out', () => {
  it('that was to create it: money that came outranks that it did not happen', async () => {
    world.transfers.script('transfer.create', unknown);
    const { id, invoice } = await start();
    expect(await resolve(id, 'transfer.create', 'HAPPENED')).toMatchObject({ error: { kind: 'invalidInput' } });
    await receive(invoice, 750);
    expect((await resolve(id, 'transfer.create', 'DID_NOT_HAPPEN')).ok).toBe(true);
    expect(await read(id)).toMatchObject({ status: 'PARTIALLY_SETTLED', unresolvedCount: 0, captured: 750n });
  });

  it('that was to create it: it has failed, and late money re-opens it', async () => {
    world.transfers.script('transfer.create', unknown);
    const { id, invoice } = await start();
    await resolve(id, 'transfer.create', 'DID_NOT_HAPPEN');
    expect(await read(id)).toMatchObject({ status: 'FAILED', unresolvedCount: 0 });
    await receive(invoice, 1_000);
    expect(await read(id)).toMatchObject({ status: 'SETTLED', reason: null });
  });

  it.each([
    ['HAPPENED', 'CANCELLED'],
    ['DID_NOT_HAPPEN', 'REQUIRES_PAYER_ACTION'],
  ] as const)('that was to cancel it: %s leaves it %s', async (outcome, status) => {
    const { id } = await start();
    world.transfers.script('transfer.cancel', unknown);
    await done(cancelPayment(world.deps, world.caller, { idempotencyKey: fresh('cancel'), paymentId: id }));
    expect((await resolve(id, 'transfer.cancel', outcome)).ok).toBe(true);
    expect(await read(id)).toMatchObject({ status, cancelling: false });
  });

  it.each([
    ['HAPPENED', 700n],
    ['DID_NOT_HAPPEN', 400n],
  ] as const)('that is one part of a refund: %s leaves %d given back', async (outcome, refunded) => {
    const { id, invoice } = await start();
    await receive(invoice, 300);
    world.transfers.script('transfer.refund', unknown);
    await done(
      refundPayment(world.deps, world.caller, { idempotencyKey: fresh('refund'), paymentId: id, amount: euro(300) }),
    );
    await receive(invoice, 400);
    await done(
      refundPayment(world.deps, world.caller, { idempotencyKey: fresh('refund'), paymentId: id, amount: euro(400) }),
    );
    expect((await resolve(id, 'transfer.refund', outcome)).ok).toBe(true);
    expect(await read(id)).toMatchObject({ refunded, refundInFlight: 0n, unresolvedCount: 0 });
    const receipts = await reader().transferReceipt.findMany({ where: { paymentId: id } });
    expect(receipts.every(({ refundInFlight }) => refundInFlight === 0n)).toBe(true);
  });
});

const passUntil = async (time: Date) => {
  const { rows } = await world.db.worker.query<{ now: Date }>('select app_now() as now');
  await world.pass(time.getTime() - (rows[0]?.now ?? time).getTime() + 1_000);
};

describe('a transfer that is open', () => {
  it('is asked about again when its time has come, and once its money is there ever more seldom, for thirteen months', async () => {
    const { id, invoice } = await start();
    await world.pass(2 * 3_600_000);
    const due = await claimStatusChecks(world.db.claims, 'one_off_payment', 100);
    expect(due.map((one) => one.id)).toContain(id);
    world.transfers.receive(invoice, euro(1_000));
    await checkPaymentStatus(world.deps, { merchantId: world.caller.merchantId, id });
    const settled = await read(id);
    expect(settled.status).toBe('SETTLED');
    const asked: number[] = [];
    for (let next = settled.nextCheckAt; next !== null && asked.length < 20; ) {
      asked.push(Math.round((next.getTime() - settled.updatedAt.getTime()) / 86_400_000));
      await passUntil(next);
      await checkPaymentStatus(world.deps, { merchantId: world.caller.merchantId, id });
      next = (await read(id)).nextCheckAt;
    }
    expect(asked).toHaveLength(closedSchedule.length);
    for (const [place, plannedMs] of closedSchedule.entries()) {
      const planned = plannedMs / 86_400_000;
      // A fifth more or less, and the day is rounded.
      expect(Math.abs((asked[place] ?? 0) - planned), `question ${place + 1}`).toBeLessThanOrEqual(planned / 5 + 1);
    }
  });
});

describe('a process that dies', () => {
  const arm = (text: string) => armFailpoints({ mode: 'sandbox', failpoints: parseFailpoints(text) ?? [] });
  afterEach(() => arm(''));
  const dies = async <T>(at: string, work: () => Promise<T>): Promise<T> => {
    arm(`${at}:throw@1`);
    const result = await work();
    arm('');
    // Its leases lapse, and another takes over what it left.
    for (let round = 0; round < 3; round++) {
      await world.pass(60_000);
      await world.settle();
    }
    return result;
  };
  const transactionsOf = (invoice: string, type: string) =>
    [...world.transfers.transactions.values()].filter((one) => one.invoice === invoice && one.type === type);

  it.each(['afterIntent', 'afterReply', 'afterSettle'])('at transfer.create.%s leaves one transfer', async (point) => {
    const { id, invoice } = await dies(`transfer.create.${point}`, start);
    expect(await read(id)).toMatchObject({ status: 'REQUIRES_PAYER_ACTION', unresolvedCount: 0 });
    expect(transactionsOf(invoice, 'C001')).toHaveLength(1);
  });

  it.each(['afterIntent', 'afterReply', 'afterSettle'])(
    'at transfer.refund.%s gives each part back once',
    async (point) => {
      const { id, invoice } = await start();
      await receive(invoice, 600);
      await receive(invoice, 400);
      await dies(`transfer.refund.${point}`, () =>
        done(refundPayment(world.deps, world.caller, { idempotencyKey: fresh('refund'), paymentId: id })),
      );
      expect(await read(id)).toMatchObject({ refunded: 1_000n, refundInFlight: 0n, unresolvedCount: 0 });
      expect(
        transactionsOf(invoice, 'C101')
          .map(({ amount }) => amount.amountMinor)
          .sort(),
      ).toEqual([400n, 600n]);
    },
  );

  it('between money and its commit books it once', async () => {
    const { id, invoice } = await start();
    arm('inbox.beforeCommit:throw@1');
    const key = await receive(invoice, 500);
    expect((await read(id)).captured).toBe(0n);
    arm('');
    await world.pass(60_000);
    await world.process();
    expect(await read(id)).toMatchObject({ captured: 500n });
    expect(await reader().transferReceipt.count({ where: { providerReference: key } })).toBe(1);
  });
});

describe('unmatched money', () => {
  let receiptId: string;
  let invoice: string;
  beforeEach(async () => {
    invoice = fresh('nobody');
    const key = await receive(invoice, 1_000);
    receiptId = (await reader().transferReceipt.findFirstOrThrow({ where: { providerReference: key } })).id;
  });
  const assign = (transferId: string) =>
    assignReceipt(world.deps, world.caller, {
      idempotencyKey: fresh('assign'),
      receiptId,
      transferId,
      reason: 'Known.',
    });

  it('goes to one transfer when two people assign it at once', async () => {
    const [one, other] = [await start(), await start()];
    const results = await Promise.all([assign(one.id), assign(other.id)]);
    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const states = [(await read(one.id)).state, (await read(other.id)).state].sort();
    expect(states).toEqual(['REQUIRES_PAYER_ACTION', 'SETTLED']);
    expect(await world.eventsOf(receiptId)).toEqual(['TRANSFER_RECEIVED', 'RECEIPT_ASSIGNED']);
  });

  it('is refundable once it is on a transfer, under its own key and invoice', async () => {
    const { id } = await start();
    await done(assign(id));
    await done(refundPayment(world.deps, world.caller, { idempotencyKey: fresh('refund'), paymentId: id }));
    expect(world.transfers.calls.at(-1)?.input).toMatchObject({ invoice, amount: euro(1_000) });
    expect(await read(id)).toMatchObject({ captured: 1_000n, refunded: 1_000n });
  });

  it('that comes twice at once is one receipt', async () => {
    const key = world.transfers.receive(invoice, euro(5));
    const news = { kind: 'receipt', id: key };
    await world.pushTransfers(news, news, news);
    await Promise.all([world.process(), world.process(), world.process()]);
    expect(await reader().transferReceipt.count({ where: { providerReference: key } })).toBe(1);
  });

  it('re-opens the cancelled transfer that it is for', async () => {
    const { id } = await start();
    await done(cancelPayment(world.deps, world.caller, { idempotencyKey: fresh('cancel'), paymentId: id }));
    await done(assign(id));
    expect(await read(id)).toMatchObject({ status: 'SETTLED' });
  });
});
