import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSide, postings } from '../../../src/domain/ledger/chart.ts';
import { type StatementAccount, statementCsv } from '../../../src/domain/ledger/statement.ts';
import { type KnownItem, problemOf, type ReckonedItem, sumsOf, toMinor } from '../../../src/domain/payout/rules.ts';
import { arrivesAt, nextPayoutCheckAt } from '../../../src/domain/payout/states.ts';
import type { LedgerAccount } from '../../../src/generated/prisma/client.ts';
import { currency, money } from '../../../src/kernel/money.ts';

/** A payment with what befell it before the payout, each with its fee in tenths of a minor unit. */
const aLine = fc.record({
  amount: fc.bigInt({ min: 1n, max: 1_000_000n }),
  kind: fc.constantFrom('PAYMENT' as const, 'REVERSAL' as const, 'REFUND' as const, 'REFUND_RETURNED' as const),
  fee: fc.bigInt({ min: 0n, max: 4_000n }),
  partnerFee: fc.bigInt({ min: 0n, max: 50n }),
  ours: fc.boolean(),
});
const gives = { PAYMENT: 1n, REVERSAL: -1n, REFUND: -1n, REFUND_RETURNED: 1n } as const;

describe('whatever a payout is made of', () => {
  it('closes to the minor unit: its items are what is sent, its fees and what is missing, and the ledger balances', () => {
    fc.assert(
      fc.property(
        fc.array(aLine, { maxLength: 30 }),
        fc.bigInt({ min: -50n, max: 50n }),
        fc.boolean(),
        (lines, off, bounces) => {
          const items: ReckonedItem[] = lines.flatMap(({ amount, kind, fee, partnerFee, ours }) => {
            const sign = gives[kind];
            const withFees = kind === 'PAYMENT' || kind === 'REVERSAL';
            return [
              { kind, amountTenths: sign * amount * 10n, ours },
              ...(withFees ? [{ kind: 'FEE' as const, amountTenths: -sign * fee, ours }] : []),
              ...(withFees ? [{ kind: 'PARTNER_FEE' as const, amountTenths: -sign * partnerFee * 10n, ours }] : []),
            ];
          });
          const tenths = items.reduce((sum, { amountTenths }) => sum + amountTenths, 0n);
          const sent = toMinor(tenths) + off;
          const sums = sumsOf(sent, null, items);
          const principal = lines.reduce((sum, { kind, amount }) => sum + gives[kind] * amount, 0n);
          expect(sent + sums.fees + sums.partnerFees + sums.difference).toBe(principal);
          expect(sums.difference === 0n).toBe(off === 0n || (tenths - sent * 10n < 10n && tenths - sent * 10n > -10n));
          const { feesAgree: _, ...amounts } = sums;
          const after = { ...amounts, paidOut: bounces ? 0n : sent, arrived: bounces ? 0n : sent };
          const entries = [
            ...postings(null, { ...amounts, paidOut: sent }),
            ...postings({ ...amounts, paidOut: sent }, after),
          ];
          const balance = (account: LedgerAccount) =>
            entries
              .filter((entry) => entry.account === account)
              .reduce(
                (sum, { direction, amountMinor }) =>
                  sum + (direction === normalSide[account] ? amountMinor : -amountMinor),
                0n,
              );
          const debits = (Object.keys(normalSide) as LedgerAccount[]).filter(
            (account) => normalSide[account] === 'DEBIT',
          );
          const credits = (Object.keys(normalSide) as LedgerAccount[]).filter(
            (account) => normalSide[account] === 'CREDIT',
          );
          const total = (accounts: LedgerAccount[]) => accounts.reduce((sum, account) => sum + balance(account), 0n);
          expect(total(debits)).toBe(total(credits));
          // What the provider has left of this payout: what it collected for others is posted as it is paid out.
          const own = principal - sums.foreignPayments;
          expect(balance('PROVIDER_RECEIVABLE')).toBe(-own + (bounces ? sent : 0n));
          expect(balance('MERCHANT_BANK')).toBe(bounces ? 0n : sent);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it.each([
  ['fees are deducted', 9_900n, 100n, [10_000n, -1_000n], { fees: 100n, difference: 0n, feesAgree: true }],
  ['half pennies are in the fees', 7_424n, 76n, [7_500n, -755n], { fees: 76n, difference: 0n, feesAgree: true }],
  ['fees are invoiced', 10_000n, 0n, [10_000n, -1_000n], { fees: 0n, difference: 0n, feesAgree: true }],
  ['less is sent', 9_800n, 100n, [10_000n, -1_000n], { fees: 100n, difference: 100n, feesAgree: true }],
  ['the provider says another fee', 9_900n, 90n, [10_000n, -1_000n], { fees: 100n, difference: 0n, feesAgree: false }],
])('a payout of which %s is explained so', (_, sent, deducted, [paid, fee], sums) => {
  const items: ReckonedItem[] = [
    { kind: 'PAYMENT', amountTenths: (paid ?? 0n) * 10n, ours: true },
    { kind: 'FEE', amountTenths: fee ?? 0n, ours: true },
  ];
  expect(sumsOf(sent, deducted, items)).toEqual({ partnerFees: 0n, foreignPayments: 0n, ...sums });
});

it("what was held from before explains a payout, and is nobody else's money", () => {
  const sums = sumsOf(7_860n, 0n, [{ kind: 'BALANCE', amountTenths: 78_600n, ours: false }]);
  expect(sums).toEqual({ fees: 0n, partnerFees: 0n, foreignPayments: 0n, difference: 0n, feesAgree: true });
});

const payment = { currency: 'GBP', captured: 100n, captures: [], wasReversed: false, paidOutTenths: 1_000n };
it.each<[string, Partial<KnownItem>, string | null]>([
  ['that fits', {}, null],
  ['of a part that was captured', { amountTenths: 400n, payment: { ...payment, captures: [40n, 60n] } }, null],
  ['of what others have captured beside us', { amountTenths: 600n, payment: { ...payment, captures: [40n] } }, null],
  ['of another amount', { amountTenths: 900n }, 'OTHER_AMOUNT'],
  ['in another currency', { payment: { ...payment, currency: 'EUR' } }, 'OTHER_CURRENCY'],
  ['that was not collected', { payment: { ...payment, captured: 0n } }, 'NOT_COLLECTED'],
  ['that was paid out before', { payment: { ...payment, paidOutTenths: 2_000n } }, 'PAID_OUT_TWICE'],
  ['taken back without news of it', { kind: 'REVERSAL', amountTenths: -1_000n }, 'NOT_REVERSED'],
  ['taken back', { kind: 'REVERSAL', amountTenths: -1_000n, payment: { ...payment, wasReversed: true } }, null],
  [
    'of which a part was taken back',
    { kind: 'REVERSAL', amountTenths: -600n, payment: { ...payment, captures: [40n, 60n], wasReversed: true } },
    null,
  ],
  ['refunded by nobody', { kind: 'REFUND', amountTenths: -500n }, 'NOT_REFUNDED'],
  ['refunded', { kind: 'REFUND', amountTenths: -500n, refund: { amountMinor: 50n } }, null],
  ['whose refund came back', { kind: 'REFUND_RETURNED', amountTenths: 500n, refund: { amountMinor: 50n } }, null],
  ['refunded by another amount', { kind: 'REFUND', amountTenths: -500n, refund: { amountMinor: 60n } }, 'OTHER_AMOUNT'],
  ['that is a fee', { kind: 'FEE', amountTenths: -605n }, null],
  ['of money that came in', { receipt: { amountMinor: 100n, currency: 'GBP' } }, null],
  ['of other money than came in', { receipt: { amountMinor: 90n, currency: 'GBP' } }, 'OTHER_AMOUNT'],
  ['that is on none yet', { payment: null, receipt: { amountMinor: 100n, currency: 'GBP' } }, null],
  [
    'that is on none yet, in another currency',
    { payment: null, receipt: { amountMinor: 100n, currency: 'EUR' } },
    'OTHER_CURRENCY',
  ],
  ['of another system', { payment: null, amountTenths: 1n }, null],
  ['that is carried on', { kind: 'BALANCE', amountTenths: -5_000n }, null],
])('a line about a payment %s: %#', (_, over, problem) => {
  expect(
    problemOf({ kind: 'PAYMENT', amountTenths: 1_000n, payment, refund: null, receipt: null, ...over }, 'GBP'),
  ).toBe(problem);
});

it('what is carried from one payout to the next is in the sum, and is nobody else’s', () => {
  const items: ReckonedItem[] = [
    { kind: 'BALANCE', amountTenths: 5_000n, ours: false },
    { kind: 'PAYMENT', amountTenths: 10_000n, ours: true },
    { kind: 'FEE', amountTenths: -350n, ours: false },
    { kind: 'BALANCE', amountTenths: -2_000n, ours: false },
  ];
  const sums = { fees: 35n, partnerFees: 0n, foreignPayments: 0n, difference: 0n, feesAgree: true };
  expect(sumsOf(1_265n, null, items)).toEqual(sums);
});

it('a payout arrives when its day is over, and is asked about then, each day while it is not explained, and ever more seldom after', () => {
  const at = (text: string) => new Date(text);
  const arrivesOn = at('2026-12-02T00:00:00Z');
  const common = { id: 'x', arrivesOn, madeAt: at('2026-12-01T09:00:00Z'), updatedAt: at('2026-12-02T10:00:00Z') };
  const next = (
    status: 'PENDING' | 'IN_TRANSIT' | 'PAID',
    now: string,
    reconciliation: 'EXACT' | 'DIFFERENCE' = 'EXACT',
  ) => nextPayoutCheckAt({ ...common, status, reconciliation }, at(now))?.toISOString();
  expect(arrivesAt(arrivesOn)).toEqual(at('2026-12-03T00:00:00Z'));
  expect(next('PENDING', '2026-12-01T10:00:00Z')).toBe('2026-12-01T11:00:00.000Z');
  expect(next('IN_TRANSIT', '2026-12-01T10:00:00Z')).toBe('2026-12-02T10:00:00.000Z');
  expect(next('IN_TRANSIT', '2026-12-02T10:00:00Z')).toBe('2026-12-03T00:00:00.000Z');
  expect(next('PAID', '2026-12-03T10:00:00Z', 'DIFFERENCE')).toBe('2026-12-04T10:00:00.000Z');
  expect(Date.parse(next('PAID', '2026-12-04T10:00:00Z') ?? '')).toBeGreaterThan(Date.parse('2026-12-04T10:00:00Z'));
});

it('a statement as CSV has a line for the opening, each movement and the closing, in plain decimals', () => {
  const gbp = (minor: bigint) => money(minor, currency('GBP'));
  const account: StatementAccount = {
    account: 'FEES',
    currency: 'GBP',
    opening: gbp(5n),
    movements: [{ movement: 'FEES', debits: gbp(400n), credits: gbp(30n) }],
    closing: gbp(375n),
  };
  expect(statementCsv([account]).split('\r\n')).toEqual([
    'account,currency,line,movement,debit,credit,balance',
    'FEES,GBP,OPENING,,,,0.05',
    'FEES,GBP,MOVEMENT,FEES,4.00,0.30,',
    'FEES,GBP,CLOSING,,,,3.75',
    '',
  ]);
});
