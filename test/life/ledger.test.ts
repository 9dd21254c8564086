import { afterAll, beforeAll, expect, it } from 'vitest';
import { advance, captured, eventually, mutate, paymentIs, play, readPayment, reserved } from '../support/lives.ts';
import { spyOnStatements } from '../support/statements.ts';
import { startWorld, type World } from '../support/world.ts';

/** The ledger beside the API: whatever befalls a payment, its amounts are what a reader makes of the entries. */
const statements = spyOnStatements();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

interface Entry {
  readonly account: string;
  readonly direction: string;
  readonly movement: string;
  readonly amount: { readonly amountMinor: string };
}

async function entriesOf(id: string): Promise<readonly Entry[]> {
  const { payment } = await world.ask<{ payment: { ledgerEntries: { nodes: readonly Entry[] } } }>(
    'query ($id: ID!) { payment(by: { id: $id }) { ledgerEntries(first: 100) { nodes { account direction movement amount { amountMinor } } } } }',
    { id },
  );
  return payment.ledgerEntries.nodes;
}

/** What an account holds of a payment: credits less debits. */
function credit(entries: readonly Entry[], account: string): string {
  return entries
    .filter((entry) => entry.account === account)
    .reduce((sum, { direction, amount }) => sum + (direction === 'CREDIT' ? 1n : -1n) * BigInt(amount.amountMinor), 0n)
    .toString();
}

async function accountsOf(id: string) {
  const { amounts } = await readPayment(world, id);
  const entries = await entriesOf(id);
  expect({
    capturable: credit(entries, 'PAYER_RESERVED'),
    pendingCapture: credit(entries, 'CAPTURES_IN_FLIGHT'),
    refundable: credit(entries, 'MERCHANT_PAYABLE'),
    pendingRefund: credit(entries, 'REFUNDS_IN_FLIGHT'),
  }).toEqual({
    capturable: amounts.capturable.amountMinor,
    pendingCapture: amounts.pendingCapture.amountMinor,
    refundable: amounts.refundable.amountMinor,
    pendingRefund: amounts.pendingRefund.amountMinor,
  });
  return entries;
}

it('a payment that is captured, refunded, and refunded in vain stands on the accounts as its amounts say', async () => {
  const { payment } = await reserved(world);
  await accountsOf(payment.id);
  await mutate(world, 'capturePayment', { paymentId: payment.id });
  await accountsOf(payment.id);
  const refund = (amountMinor: string) =>
    mutate(world, 'refundPayment', { paymentId: payment.id, amount: { amountMinor, currency: 'DKK' } });
  await refund('3000');
  await accountsOf(payment.id);
  await advance(world, 'PT10S');
  await eventually(world, 'the refund to be paid', async () =>
    (await readPayment(world, payment.id)).amounts.refunded.amountMinor === '3000' ? true : null,
  );
  await accountsOf(payment.id);
  await play(world, payment.id, 'REFUND_DECLINED_LATE');
  await refund('1000');
  await accountsOf(payment.id);
  await advance(world, 'PT4H');
  await eventually(world, 'the second refund to be declined', async () =>
    (await readPayment(world, payment.id)).amounts.pendingRefund.amountMinor === '0' ? true : null,
  );
  const entries = await accountsOf(payment.id);
  expect(credit(entries, 'PROVIDER_RECEIVABLE')).toBe('-5000');
});

it('a reservation that is given back leaves nothing on any account', async () => {
  const { payment } = await reserved(world);
  await mutate(world, 'cancelPayment', { paymentId: payment.id });
  await paymentIs(world, payment.id, 'CANCELLED');
  const entries = await accountsOf(payment.id);
  expect(new Set(entries.map(({ account }) => account))).toEqual(new Set(['PAYER_RESERVED', 'PROVIDER_RECEIVABLE']));
  expect(credit(entries, 'PROVIDER_RECEIVABLE')).toBe('0');
});

it('entries go out with what else a step writes: two of the statements of a capture have some, and a payment without any money in it none', async () => {
  const posted = (): number => statements.splice(0).filter((text) => text.includes('insert into "journal"')).length;
  const { payment } = await reserved(world);
  posted();
  await mutate(world, 'capturePayment', { paymentId: payment.id });
  await paymentIs(world, payment.id, 'SETTLED');
  expect(posted()).toBe(2);
  await captured(world);
  // Reserving is one more than capturing; creating and accepting post nothing.
  expect(posted()).toBe(3);
});
