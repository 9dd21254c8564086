import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fulfilBillingRequest } from '../../src/domain/billing-request/commands.ts';
import { cancelMandate } from '../../src/domain/mandate/commands.ts';
import { refundPayment } from '../../src/domain/payment/commands.ts';
import { money } from '../../src/kernel/money.ts';
import { done } from '../support/domain-world.ts';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import {
  account,
  bankAccount,
  banking,
  confirmation,
  details,
  gbp,
  iban,
  livesOf,
} from '../support/gocardless-lives.ts';
import { freshKey } from '../support/world.ts';

// Weeks pass in each, from timer to timer.
vi.setConfig({ testTimeout: 60_000 });

let shop: Shop;
let rows: ReturnType<typeof rowsOf>;
let lives: ReturnType<typeof livesOf>;
beforeAll(async () => {
  shop = await startShop();
  rows = rowsOf(shop);
  lives = livesOf(shop);
});
afterAll(() => shop.close());

afterEach(() => shop.sandbox.clearFaults());

describe('an answer that is lost', () => {
  const lose = (operation: string) => shop.sandbox.fault(operation, 'effectThenReset');
  const settled = async (billingRequestId: string) => {
    await shop.advance(60_000);
    expect((await rows.request(billingRequestId)).unresolvedCount).toBe(0);
  };

  it('to a new request is found under its key, with one effect', async () => {
    await lose('createBillingRequest');
    const id = await lives.newRequest();
    expect(await rows.request(id)).toMatchObject({ providerReference: null, unresolvedCount: 1 });
    await settled(id);
    const { providerReference } = await rows.request(id);
    expect(await shop.sandbox.effects('billingRequestCreated', providerReference ?? '')).toBe(1);
    const [operation] = await rows.operations({ billingRequestId: id });
    const made = (await shop.sandbox.book()).filter(({ effect }) => effect === 'billingRequestCreated');
    expect(operation).toMatchObject({ status: 'SUCCEEDED', sends: 2 });
    expect(new Set(made.map(({ subject }) => subject.id)).size).toBe(made.length);
  });

  it.each([
    ['collectCustomerDetails', details],
    ['collectBankAccount', bankAccount],
  ])('to %s settles by looking, and is not sent again', async (operation, action) => {
    const id = await lives.newRequest({ payment: false });
    await lose(operation);
    await done(lives.complete(id, action));
    expect(await rows.request(id)).toMatchObject({ unresolvedCount: 1 });
    await settled(id);
    const sent = (await rows.operations({ billingRequestId: id, kind: 'request.action' })).map(({ sends }) => sends);
    expect(sent).toEqual([1]);
    const { providerReference } = await rows.request(id);
    expect(await shop.sandbox.effects('actionCompleted', providerReference ?? '')).toBe(1);
  });

  it('to a fulfilment, a charge, a refund and a cancellation settles with one effect each', async () => {
    const requestId = await lives.mandateRequest(details, bankAccount, confirmation);
    await lose('fulfilBillingRequest');
    await done(fulfilBillingRequest(shop.deps, shop.caller, lives.on(requestId)));
    await settled(requestId);
    const { mandate } = await rows.ledTo(requestId);
    const reference = mandate?.providerReference ?? '';
    await shop.play('BANK_APPROVES_MANDATE', 'mandate', reference);
    await shop.rest();

    await lose('createPayment');
    const { id } = await lives.charge(mandate?.id ?? '');
    await shop.advance(60_000);
    const payments = (await shop.sandbox.book()).filter(
      ({ effect, subject }) => effect === 'paymentCreated' && (subject as { within?: string }).within === reference,
    );
    expect(payments.map(({ subject }) => subject.id)).toEqual([(await rows.payment(id)).providerReference]);
    await lives.run('payment_paid_out', payments[0]?.subject.id ?? '');
    await shop.rest();

    await lose('createRefund');
    await done(
      refundPayment(shop.deps, shop.caller, { idempotencyKey: freshKey(), paymentId: id, amount: money(79_050n, gbp) }),
    );
    await shop.advance(banking);
    expect(await rows.payment(id)).toMatchObject({ refunded: 79_050n, refundInFlight: 0n, unresolvedCount: 0 });
    expect(await shop.call('GET', `/payments/${payments[0]?.subject.id}`)).toMatchObject({ amount_refunded: 79_050 });

    await lose('cancelMandate');
    const mandateId = mandate?.id ?? '';
    await done(cancelMandate(shop.deps, shop.caller, { idempotencyKey: freshKey(), mandateId }));
    await shop.advance(60_000);
    expect(await rows.mandate(mandateId)).toMatchObject({ status: 'CANCELLED', unresolvedCount: 0 });
    expect(await shop.sandbox.effects('mandateCancelled', reference)).toBe(1);
  });
});

it('leaves nothing that names a payer in a log, an event, a plain column or a refusal', async () => {
  const id = await lives.newRequest({ payment: false });
  const wrong = await lives.complete(id, {
    collectBankAccount: { local: { ...account.local, accountNumber: '55779911X', branchCode: 'Quackenbush-1' } },
  });
  expect(wrong.ok).toBe(false);
  for (const action of [details, bankAccount, confirmation]) await done(lives.complete(id, action));
  await done(fulfilBillingRequest(shop.deps, shop.caller, lives.on(id)));
  await shop.rest();
  const { rows: tables } = await shop.app.db.worker.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and has_table_privilege(oid, 'select')`,
  );
  const names = tables.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['event', 'inbox', 'operation', 'billing_request']));
  const kept: string[] = [JSON.stringify(wrong), ...shop.logged];
  for (const name of names) {
    const { rows: all } = await shop.app.db.worker.query<{ text: string }>(`select t::text as text from "${name}" t`);
    kept.push(...all.map(({ text }) => text));
  }
  const everything = kept.join('\n');
  expect(everything.length).toBeGreaterThan(100_000);
  for (const canary of ['Xanthippe', 'XANTHIPPE', 'Quackenbush', 'xanthippe@', 'Zzyzx', 'Llanfair', '55779911', iban])
    expect(everything.includes(canary), canary).toBe(false);
});
