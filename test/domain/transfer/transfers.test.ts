import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandOutcome } from '../../../src/domain/command/command.ts';
import { erasePerson, findPerson } from '../../../src/domain/payer/person.ts';
import { cancelPayment, capturePayment } from '../../../src/domain/payment/commands.ts';
import { checkPaymentStatus } from '../../../src/domain/reconcile/check-status.ts';
import { createTransfer } from '../../../src/domain/transfer/create.ts';
import { amountMatchOf } from '../../../src/domain/transfer/match.ts';
import { openMessage, openPayer } from '../../../src/domain/transfer/personal.ts';
import type { OneOffPayment } from '../../../src/generated/prisma/client.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { because, euro, type FakeTransaction } from '../../support/fake-transfers.ts';

let world: DomainWorld;
let counter = 0;
const fresh = (prefix: string): string => `${prefix}-${++counter}`;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const payer = { firstName: 'John', lastName: 'Smithson', email: 'john@shop.example', gender: 'UNKNOWN' } as const;
const input = (over: object = {}) => ({
  idempotencyKey: fresh('create-transfer'),
  invoice: fresh('INV'),
  amount: euro(1_000),
  payer,
  sendMail: true,
  ...over,
});
const start = (over: object = {}): Promise<CommandOutcome> =>
  done(createTransfer(world.deps, world.caller, input(over)));
const where = (id: string | undefined) => ({ merchantId_id: { merchantId: world.caller.merchantId, id: id ?? '' } });
const reader = () => world.db.reader(world.caller.merchantId);
const read = (id: string | undefined) => reader().oneOffPayment.findUniqueOrThrow({ where: where(id) });
const terms = (id: string | undefined) =>
  reader().transfer.findUniqueOrThrow({
    where: { merchantId_paymentId: { merchantId: world.caller.merchantId, paymentId: id ?? '' } },
  });
const receipts = (paymentId: string | null) =>
  reader().transferReceipt.findMany({
    where: { merchantId: world.caller.merchantId, paymentId },
    orderBy: { receivedAt: 'asc' },
  });
const money = async (key: string): Promise<void> => {
  expect(await world.pushTransfers({ kind: 'receipt', id: key })).toBe(200);
  await world.process();
};
const stands = async (id: string | undefined) => {
  const payment = await read(id);
  return [payment.state, amountMatchOf(payment), payment.captured];
};

describe('a transfer', () => {
  it('answers with the account to send the money to, and what the payer is to be told', async () => {
    const { paymentId } = await start({ dueDate: '2026-02-01', metadata: { order: '7' } });
    const payment = await read(paymentId);
    expect(payment).toMatchObject({
      state: 'REQUIRES_PAYER_ACTION',
      status: 'REQUIRES_PAYER_ACTION',
      providerReference: expect.stringMatching(/^K\d+$/),
      providerStatus: '792',
      metadata: { order: '7' },
    });
    const { personId, ...details } = await terms(paymentId);
    expect(details).toMatchObject({
      reference: `5112${payment.providerReference}`,
      iban: 'NL05RABO0121503038',
      accountHolder: 'Stichting',
      localAccountNumber: '1215.03.038',
      providerSubCode: 'C300',
    });
    const person = await findPerson(reader(), world.deps.sealer, world.caller.merchantId, personId);
    expect(person && openMessage(person, details)).toEqual({
      title: 'Transfer',
      text: `State ${details.reference}.`,
      html: '<p>State <b>it</b>.</p>',
    });
    expect(await world.eventsOf(payment.id)).toEqual(['PAYMENT_CREATED', 'PAYMENT_STATUS_CHANGED']);
    await checkPaymentStatus(world.deps, payment);
    expect((await read(paymentId)).version).toBe(payment.version);
  });

  it('shows its payer nowhere but in what is sealed, and not even there once erased', async () => {
    const { paymentId } = await start();
    await money(world.transfers.receive((await read(paymentId)).externalId ?? '', euro(400)));
    const texts = await Promise.all(
      ['event', 'operation', 'one_off_payment', 'transfer', 'transfer_receipt', 'idempotency', 'inbox'].map((table) =>
        world.db
          .forMerchant(
            world.caller.merchantId,
            (tx) =>
              tx.$queryRawUnsafe(`select to_jsonb(t)::text as text from ${table} t`) as Promise<{ text: string }[]>,
          )
          .then((rows) => rows.map(({ text }) => text).join()),
      ),
    );
    for (const text of [...texts, ...world.logged]) expect(text).not.toMatch(/Smithson|john@shop|John Smith|NL06ABNA/);

    const [receipt] = await receipts(paymentId ?? null);
    const { personId } = await terms(paymentId);
    expect(receipt?.personId).toBe(personId);
    const person = () => findPerson(reader(), world.deps.sealer, world.caller.merchantId, personId);
    const known = await person();
    expect(known && receipt && openPayer(known, receipt)).toEqual({
      accountHolder: 'John Smith',
      iban: 'NL06ABNA0123456789',
    });
    await world.db.forMerchant(world.caller.merchantId, (tx, now) =>
      erasePerson(tx, now, world.caller.merchantId, personId),
    );
    expect(await person()).toBeNull();
    await money(world.transfers.receive((await read(paymentId)).externalId ?? '', euro(600)));
    expect(await stands(paymentId)).toEqual(['SETTLED', 'EXACT', 1_000n]);
  });

  it('is refused when its invoice is another payment of theirs, or would be trimmed', async () => {
    const invoice = fresh('INV');
    await start({ invoice });
    for (const [over, path, rule] of [
      [{ invoice }, 'invoice', 'unique'],
      [{ invoice: ' INV' }, 'invoice', 'trimmed'],
      [{ invoice: '' }, 'invoice', 'trimmed'],
      [{ amount: euro(0) }, 'amount', 'positive'],
    ] as const) {
      const refused = await createTransfer(world.deps, world.caller, input(over));
      expect(refused).toMatchObject({
        ok: false,
        error: { problems: [{ rule, path: ['input', path, ...(path === 'amount' ? ['amountMinor'] : [])] }] },
      });
    }
  });

  it.each([791, 793, 12_345])('stays open in status %i, which moves nothing', async (code) => {
    const { paymentId } = await start();
    const payment = await read(paymentId);
    const transaction = world.transfers.transactions.get(payment.providerReference ?? '') as FakeTransaction;
    transaction.code = code;
    await checkPaymentStatus(world.deps, payment);
    expect(await read(paymentId)).toMatchObject({ state: 'REQUIRES_PAYER_ACTION', providerStatus: String(code) });
  });
});

describe('money that comes in', () => {
  let id: string | undefined;
  let invoice: string;
  beforeEach(async () => {
    ({ paymentId: id } = await start());
    invoice = (await read(id)).externalId ?? '';
  });
  const receive = (cents: number, over: Partial<FakeTransaction> = {}) => {
    const key = world.transfers.receive(invoice, euro(cents), over);
    return money(key).then(() => key);
  };

  it('of the exact amount settles the transfer under its own key', async () => {
    const key = await receive(1_000);
    expect(key).toBe((await read(id)).providerReference);
    expect(await stands(id)).toEqual(['SETTLED', 'EXACT', 1_000n]);
    expect((await read(id)).reason).toBeNull();
    expect(await world.eventsOf(id ?? '')).toEqual([
      'PAYMENT_CREATED',
      'PAYMENT_STATUS_CHANGED',
      'PAYMENT_STATUS_CHANGED',
      'PAYMENT_SETTLED',
    ]);
    expect(await terms(id)).toMatchObject({ providerSubCode: 'S001' });
  });

  it('of less settles it in part; the rest settles it whole', async () => {
    const first = await receive(750);
    expect(await stands(id)).toEqual(['PARTIALLY_SETTLED', 'UNDERPAID', 750n]);
    expect((await read(id)).reason).toMatchObject({ code: 'AMOUNT_MISMATCH', message: '7.50 of 10.00 EUR came in.' });
    expect(await world.eventsOf(id ?? '')).toContain('TRANSFER_AMOUNT_MISMATCH');
    const second = await receive(250);
    expect(await stands(id)).toEqual(['SETTLED', 'EXACT', 1_000n]);
    expect((await receipts(id ?? null)).map(({ providerReference }) => providerReference)).toEqual([first, second]);
  });

  it('of less and then of the full amount is too much', async () => {
    await receive(750);
    expect(await receive(1_000)).toBe((await read(id)).providerReference);
    expect(await stands(id)).toEqual(['SETTLED', 'OVERPAID', 1_750n]);
  });

  it('of more settles it and says so', async () => {
    await receive(1_200);
    expect(await stands(id)).toEqual(['SETTLED', 'OVERPAID', 1_200n]);
    expect((await read(id)).reason).toMatchObject({ code: 'AMOUNT_MISMATCH', message: '12.00 of 10.00 EUR came in.' });
    expect(await world.eventsOf(id ?? '')).not.toContain('PAYMENT_SETTLED');
  });

  it('comes twice and both keys are kept', async () => {
    const keys = [await receive(1_000), await receive(1_000)];
    expect(new Set(keys).size).toBe(2);
    expect(await stands(id)).toEqual(['SETTLED', 'OVERPAID', 2_000n]);
    expect((await receipts(id ?? null)).map(({ providerReference }) => providerReference)).toEqual(keys);
  });

  it('is counted once however often it is told, also at the same moment', async () => {
    const key = await receive(750);
    const { version } = await read(id);
    await money(key);
    expect((await read(id)).version).toBe(version);
    const next = world.transfers.receive(invoice, euro(100));
    const pushed = { kind: 'receipt', id: next };
    await world.pushTransfers(pushed, pushed);
    await Promise.all([world.process(), world.process(), world.process()]);
    expect(await stands(id)).toEqual(['PARTIALLY_SETTLED', 'UNDERPAID', 850n]);
  });

  it('is heard of by asking when no news of it came', async () => {
    world.transfers.receive(invoice, euro(300));
    world.transfers.receive(invoice, euro(200));
    await checkPaymentStatus(world.deps, await read(id));
    expect(await stands(id)).toEqual(['PARTIALLY_SETTLED', 'UNDERPAID', 500n]);
    expect((await read(id)).nextCheckAt).not.toBeNull();
  });

  it('under a known key with another amount is an alarm and changes nothing', async () => {
    const key = await receive(750);
    world.transfers.transactions.set(key, {
      ...(world.transfers.transactions.get(key) as FakeTransaction),
      amount: euro(760),
    });
    const before = await read(id);
    await money(key);
    expect(await read(id)).toEqual(before);
    expect(world.logged.some((line) => line.includes('FactMismatch'))).toBe(true);
  });

  it('re-opens what was given up: late is not wrong', async () => {
    await done(cancelPayment(world.deps, world.caller, { idempotencyKey: fresh('cancel'), paymentId: id ?? null }));
    expect(await read(id)).toMatchObject({ state: 'CANCELLED', cancelling: false });
    await receive(400);
    expect(await stands(id)).toEqual(['PARTIALLY_SETTLED', 'UNDERPAID', 400n]);
    expect((await read(id)).nextCheckAt).not.toBeNull();
    // What the provider said of the end before does not undo the money.
    await checkPaymentStatus(world.deps, await read(id));
    expect(await stands(id)).toEqual(['PARTIALLY_SETTLED', 'UNDERPAID', 400n]);
    await receive(600);
    expect(await stands(id)).toEqual(['SETTLED', 'EXACT', 1_000n]);
  });

  it('re-opens what the provider says has failed', async () => {
    const payment = await read(id);
    (world.transfers.transactions.get(payment.providerReference ?? '') as FakeTransaction).code = 490;
    await checkPaymentStatus(world.deps, payment);
    expect((await read(id)).state).toBe('FAILED');
    await receive(1_000);
    expect(await stands(id)).toEqual(['SETTLED', 'EXACT', 1_000n]);
  });

  it('ends a cancellation whose outcome is not known', async () => {
    world.transfers.script('transfer.cancel', { kind: 'unknown', why: { kind: 'timeout', detail: '' } });
    await done(cancelPayment(world.deps, world.caller, { idempotencyKey: fresh('cancel'), paymentId: id ?? null }));
    expect((await read(id)).status).toBe('UNRESOLVED');
    await receive(1_000);
    expect(await read(id)).toMatchObject({ status: 'SETTLED', unresolvedCount: 0, cancelling: false });
    const [cancel] = await reader().operation.findMany({ where: { paymentId: id ?? '', kind: 'transfer.cancel' } });
    expect(cancel).toMatchObject({ status: 'FAILED', reason: { code: 'NOT_IN_THIS_STATE' } });
  });

  it('can no longer be called off, and is never captured', async () => {
    await receive(400);
    const command = { idempotencyKey: fresh('no'), paymentId: id ?? null };
    expect(await cancelPayment(world.deps, world.caller, command)).toMatchObject({
      error: { kind: 'invalidState', allowedFrom: ['REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'] },
    });
    expect(await capturePayment(world.deps, world.caller, { ...command, idempotencyKey: fresh('no') })).toMatchObject({
      error: { kind: 'invalidState', message: expect.stringContaining('nothing to capture') },
    });
  });
});

describe('a creation whose answer is lost', () => {
  const lost = { kind: 'unknown', why: { kind: 'timeout', detail: '' } } as const;
  const callsFor = (payment: OneOffPayment) =>
    world.transfers.calls.filter(
      ({ operation, input: asked }) =>
        operation === 'transfer.create' && (asked as { invoice: string }).invoice === payment.externalId,
    );

  it('is found by our key and never sent twice, and money that came meanwhile is there', async () => {
    world.transfers.script('transfer.create', lost, 'after');
    const { paymentId } = await start();
    const payment = await read(paymentId);
    expect(payment).toMatchObject({ status: 'UNRESOLVED', providerReference: null });
    await money(world.transfers.receive(payment.externalId ?? '', euro(750)));
    expect(await read(paymentId)).toMatchObject({ status: 'UNRESOLVED', state: 'PARTIALLY_SETTLED', captured: 750n });
    await world.pass(5_000);
    await world.settle();
    expect(await read(paymentId)).toMatchObject({
      status: 'PARTIALLY_SETTLED',
      unresolvedCount: 0,
      providerReference: expect.any(String),
    });
    expect(callsFor(payment)).toHaveLength(1);
  });

  it('is settled by news that names our key, before anybody asks', async () => {
    world.transfers.script('transfer.create', lost, 'after');
    const { paymentId } = await start();
    const payment = await read(paymentId);
    await money(world.transfers.receive(payment.externalId ?? '', euro(1_000)));
    expect(await read(paymentId)).toMatchObject({ status: 'SETTLED', unresolvedCount: 0, captured: 1_000n });
    const [operation] = await reader().operation.findMany({ where: { paymentId: paymentId ?? '' } });
    expect(operation).toMatchObject({ status: 'SUCCEEDED', pollCount: 0 });
  });

  it('is sent again only after the provider has had no such thing for its quiet period', async () => {
    world.transfers.script('transfer.create', lost);
    const { paymentId } = await start();
    await world.pass(5_000);
    await world.settle();
    const payment = await read(paymentId);
    expect(payment).toMatchObject({ status: 'REQUIRES_PAYER_ACTION' });
    expect(callsFor(payment)).toHaveLength(2);
  });

  it('is refused as a whole when the provider says no', async () => {
    world.transfers.script('transfer.create', { kind: 'refused', why: because });
    const refused = await createTransfer(world.deps, world.caller, input());
    expect(refused).toMatchObject({ ok: false, error: { kind: 'provider', code: 'PROVIDER_REJECTED' } });
  });
});
