import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/domain/port/provider.ts';
import { applyFacts } from '../../../src/domain/reconcile/apply.ts';
import { applyContext } from '../../../src/domain/reconcile/apply-context.ts';
import { createTransfer } from '../../../src/domain/transfer/create.ts';
import { amountMatchOf, withReceipts } from '../../../src/domain/transfer/match.ts';
import { aPayment } from '../../support/builders.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { because, euro } from '../../support/fake-transfers.ts';

let world: DomainWorld;
let counter = 0;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

describe('what a provider tells of a transfer', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  /** Everything true of one transfer of 10 euro, each fact as it may be reported at any time and any number of times. */
  const trueFacts = (key: string, invoice: string): readonly Fact[] => {
    const ref = { kind: 'transfer', id: key } as const;
    const received = (id: string, cents: number, minute: number): Fact => ({
      kind: 'received',
      ref: { kind: 'receipt', id },
      invoice,
      amount: euro(cents),
      at: at(minute),
    });
    return [
      { kind: 'instructed', ref, at: at(0), providerStatus: '792', providerSubCode: 'C300' },
      received(`${key}-a`, 999, 1),
      received(`${key}-b`, 1, 2),
      { ...received(key, 1_000, 3), providerStatus: '190', providerSubCode: 'S001' } as Fact,
      received(`${key}-c`, 1_000, 4),
      { kind: 'cancelled', ref, at: at(5), why: because },
    ];
  };

  it('ends in the same transfer in any order and with any repeats', async () => {
    const { merchantId } = world.caller;
    const connected = await world.deps.accounts.of(merchantId, 'BUCKAROO');
    if (!connected) throw new Error('no account');
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], { minLength: 0 }), async (order) => {
        const invoice = `INV-${++counter}`;
        const { paymentId = '' } = await done(
          createTransfer(world.deps, world.caller, {
            idempotencyKey: `order-of-facts-${counter}`,
            invoice,
            amount: euro(1_000),
            payer: { firstName: 'A', lastName: 'B', email: 'a@b.example', gender: 'UNKNOWN' },
            sendMail: false,
          }),
        );
        const read = () =>
          world.db.reader(merchantId).oneOffPayment.findUniqueOrThrow({
            where: { merchantId_id: { merchantId, id: paymentId } },
            include: { receipts: { select: { providerReference: true }, orderBy: { receivedAt: 'asc' } } },
          });
        const key = (await read()).providerReference ?? '';
        const facts = trueFacts(key, invoice);
        // Whatever came first, in the end all of it has been reported.
        const apply = (indexes: readonly number[]) =>
          world.db.forMerchant(merchantId, (tx, now) =>
            applyFacts(
              applyContext(world.deps, {
                tx,
                now,
                connected,
                cause: { by: 'clock', rule: 'test' },
              }),
              indexes.flatMap((index) => facts[index] ?? []),
            ),
          );
        await apply(order);
        await apply([0, 1, 2, 3, 4, 5]);
        const { state, captured, reason, capturedAt, providerStatus, receipts, version } = await read();
        expect({ state, captured, reason, capturedAt, providerStatus }).toEqual({
          state: 'SETTLED',
          captured: 3_000n,
          reason: {
            code: 'AMOUNT_MISMATCH',
            message: '30.00 of 10.00 EUR came in.',
            origin: 'PAYER',
            retryable: false,
          },
          capturedAt: at(4),
          providerStatus: '190',
        });
        expect(receipts.map(({ providerReference }) => providerReference)).toEqual([
          `${key}-a`,
          `${key}-b`,
          key,
          `${key}-c`,
        ]);
        expect(await world.eventsOf(paymentId)).toHaveLength(version);
      }),
      { numRuns: 12 },
    );
  });
});

describe('the sum of what came in', () => {
  const transfer = aPayment({
    state: 'REQUIRES_PAYER_ACTION',
    kind: 'TRANSFER',
    agreementId: null,
    currency: 'EUR',
    requested: 1_000n,
  });
  it.each([
    [[], 'NOTHING_RECEIVED'],
    [[999], 'UNDERPAID'],
    [[999, 1], 'EXACT'],
    [[1_000], 'EXACT'],
    [[999, 1, 1], 'OVERPAID'],
    [[1_200], 'OVERPAID'],
  ] as const)('of %j is %s', (amounts, match) => {
    const captured = BigInt(amounts.reduce((sum, one) => sum + one, 0));
    expect(amountMatchOf({ ...transfer, captured, refunded: 0n })).toBe(match);
  });
  it.each([
    ['PARTIALLY_SETTLED', 600n, 600n, 'NOTHING_RECEIVED'],
    ['PARTIALLY_SETTLED', 1_000n, 600n, 'UNDERPAID'],
    ['SETTLED', 1_250n, 250n, 'EXACT'],
    ['SETTLED', 1_000n, 400n, 'EXACT'],
    ['SETTLED', 2_000n, 400n, 'OVERPAID'],
  ] as const)('goes by what is left: %s with %d less %d is %s', (state, captured, refunded, match) => {
    expect(amountMatchOf({ ...transfer, state, captured, refunded })).toBe(match);
  });
  it('never settles a transfer by less than was asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 2_000n }), { minLength: 1, maxLength: 5 }), (amounts) => {
        const { state, captured, reason } = withReceipts(
          transfer,
          amounts.map((amountMinor, minute) => ({ amountMinor, refunded: 0n, receivedAt: new Date(minute) })),
        );
        const sum = amounts.reduce((total, one) => total + one, 0n);
        expect([captured, state, reason === null]).toEqual([
          sum,
          sum >= 1_000n ? 'SETTLED' : 'PARTIALLY_SETTLED',
          sum === 1_000n,
        ]);
      }),
    );
  });
});
