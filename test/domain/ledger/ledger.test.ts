import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chart, normalSide, type Posting, postings } from '../../../src/domain/ledger/chart.ts';
import { capturable, refundable } from '../../../src/domain/payment/rules.ts';
import type { LedgerAccount, LedgerMovement, OneOffPayment } from '../../../src/generated/prisma/client.ts';
import { aPayment } from '../../support/builders.ts';

type Step = (payment: OneOffPayment, part: bigint) => Partial<OneOffPayment>;

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const reservedRest = ({ authorized, captured, captureInFlight, released }: OneOffPayment): bigint =>
  authorized - captured - captureInFlight - released;
const takenRest = ({ captured, refunded, refundInFlight }: OneOffPayment): bigint =>
  captured - refunded - refundInFlight;

/** What may befall the amounts of a payment, each as much as is there. A part of 0 is a step in which no money moves. */
const steps: Readonly<Record<string, Step>> = {
  reserve: ({ requested, authorized }, part) => ({ authorized: authorized + smaller(part, requested - authorized) }),
  askToCapture: (p, part) => ({ captureInFlight: p.captureInFlight + smaller(part, reservedRest(p)) }),
  capture: (p, part) => {
    const amount = smaller(part, p.captureInFlight);
    return { captureInFlight: p.captureInFlight - amount, captured: p.captured + amount };
  },
  failToCapture: (p, part) => ({ captureInFlight: p.captureInFlight - smaller(part, p.captureInFlight) }),
  letGo: (p, part) => ({ released: p.released + smaller(part, reservedRest(p)) }),
  askToRefund: (p, part) => ({ refundInFlight: p.refundInFlight + smaller(part, takenRest(p)) }),
  refund: (p, part) => {
    const amount = smaller(part, p.refundInFlight);
    return { refundInFlight: p.refundInFlight - amount, refunded: p.refunded + amount };
  },
  failToRefund: (p, part) => ({ refundInFlight: p.refundInFlight - smaller(part, p.refundInFlight) }),
  reverse: (p, part) => ({ reversed: smaller(part, p.captured) }),
  restore: () => ({ reversed: 0n }),
};

const signed = ({ direction, amountMinor }: Posting): bigint => (direction === 'DEBIT' ? amountMinor : -amountMinor);
const sum = (entries: readonly Posting[]): bigint => entries.reduce((total, entry) => total + signed(entry), 0n);
const amountIn = (entries: readonly Posting[], movement: LedgerMovement): bigint =>
  sum(entries.filter((entry) => entry.movement === movement && entry.account === chart[movement].debit));
const balance = (entries: readonly Posting[], account: LedgerAccount): bigint =>
  entries
    .filter((entry) => entry.account === account)
    .reduce(
      (total, { direction, amountMinor }) => total + (direction === normalSide[account] ? amountMinor : -amountMinor),
      0n,
    );
const columns = ['authorized', 'captured', 'captureInFlight', 'refunded', 'refundInFlight', 'released', 'reversed'];

const aWalk = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.bigInt({ min: 0n, max: 9_000n })), {
  maxLength: 40,
});

/** A payment as it comes out of a walk, and everything that was posted on the way. */
function walk(taken: readonly (readonly [string, bigint])[]): { payment: OneOffPayment; entries: readonly Posting[] } {
  let payment = aPayment({ state: 'AUTHORIZED', authorized: 0n });
  const entries: Posting[] = [...postings(null, payment)];
  for (const [name, part] of taken) {
    const after = { ...payment, ...steps[name]?.(payment, part) };
    const posted = postings(payment, after);
    expect(sum(posted)).toBe(0n);
    entries.push(...posted);
    payment = after;
  }
  return { payment, entries };
}

describe('whatever befalls a payment', () => {
  it('is posted so that every transaction sums to zero and every amount is the sum of its movement', () => {
    fc.assert(
      fc.property(aWalk, (taken) => {
        const { payment, entries } = walk(taken);
        for (const movement of Object.keys(chart) as LedgerMovement[]) {
          const name = chart[movement].amount;
          const amount = columns.includes(name) ? payment[name as 'captured'] : 0n;
          expect([movement, amountIn(entries, movement)]).toEqual([movement, amount]);
        }
        expect(entries.every(({ amountMinor }) => amountMinor > 0n)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves on the accounts what the rules say can be captured, can be refunded, and is in flight', () => {
    fc.assert(
      fc.property(aWalk, (taken) => {
        const { payment, entries } = walk(taken);
        const payable = balance(entries, 'MERCHANT_PAYABLE');
        expect({
          capturable: balance(entries, 'PAYER_RESERVED'),
          refundable: payable > 0n ? payable : 0n,
          pendingCapture: balance(entries, 'CAPTURES_IN_FLIGHT'),
          pendingRefund: balance(entries, 'REFUNDS_IN_FLIGHT'),
        }).toEqual({
          capturable: capturable(payment).amountMinor,
          refundable: refundable(payment).amountMinor,
          pendingCapture: payment.captureInFlight,
          pendingRefund: payment.refundInFlight,
        });
      }),
      { numRuns: 500 },
    );
  });
});

it('an account grows on its normal side, for what comes in and for what is kept', () => {
  const captures = { authorized: 80n, captureInFlight: 10n, captured: 50n };
  const refunds = { refundInFlight: 5n, refunded: 20n };
  const entries = postings(null, { ...captures, ...refunds, unmatched: 7n, fees: 3n });
  const accounts = Object.keys(normalSide) as LedgerAccount[];
  expect(Object.fromEntries(accounts.map((account) => [account, balance(entries, account)]))).toEqual({
    PROVIDER_RECEIVABLE: 64n,
    FEES: 3n,
    PAYER_RESERVED: 20n,
    CAPTURES_IN_FLIGHT: 10n,
    MERCHANT_PAYABLE: 25n,
    REFUNDS_IN_FLIGHT: 5n,
    UNMATCHED_RECEIPTS: 7n,
    FOREIGN_PAYMENTS: 0n,
    PARTNER_FEES: 0n,
    PAYOUTS_IN_TRANSIT: 0n,
    MERCHANT_BANK: 0n,
    FX_CLEARING: 0n,
    PAYOUT_DIFFERENCE: 0n,
  });
  expect(postings(null, { authorized: 80n })).toEqual([
    { movement: 'AUTHORIZED', account: 'PROVIDER_RECEIVABLE', direction: 'DEBIT', amountMinor: 80n },
    { movement: 'AUTHORIZED', account: 'PAYER_RESERVED', direction: 'CREDIT', amountMinor: 80n },
  ]);
});

it('a change in which no money moves posts nothing', () => {
  const payment = aPayment({ state: 'SETTLED' });
  expect(postings(payment, { ...payment, state: 'CANCELLED' } as OneOffPayment)).toEqual([]);
});

it('every amount of the chart is a movement of its own, between two accounts', () => {
  const lines = Object.values(chart);
  expect(new Set(lines.map(({ amount }) => amount)).size).toBe(lines.length);
  expect(lines.filter(({ debit, credit }) => (debit as string) === credit)).toEqual([]);
  expect(new Set(lines.flatMap(({ debit, credit }) => [debit, credit]))).toEqual(new Set(Object.keys(normalSide)));
});
