import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payoutsOf } from '../../../src/domain/payout/of-statements.ts';
import { sumsOf } from '../../../src/domain/payout/rules.ts';
import { readStatements } from '../../../src/providers/buckaroo/statements.ts';

/** The form that the page for Exact shows, with numbers where that has crosses. */
const shown = [
  ':940:',
  ':20:940A151221',
  ':25:103000029EUR',
  ':28:01237/00',
  ':60F:C151221EUR000000000016,81',
  ':61:151221C000000000017,96C021NL18RABO0300065264R.A. DE GROOF',
  ':86:Canaria bestelling',
  ':86:factuur/order: 610052',
  ':86:xid.: d69436318aaaaaab99270fa6f8e77761',
  ':61:151221C000000000013,49C090 kees hans',
  ':86:Canaria bestelling',
  ':86:factuur/order: 610083',
  ':86:xid.: 18C4038775AAAAAABEC473911C4407C7',
  ':61:151216D000000000029,11N404NL06INGB0600065213Beeldenwinkel',
  ':86:Uitbetaling 16-12-2015 - Beeldenwinkel',
  ':86:xid.: 0CC0E199E75E47DFB8F5EFA087207864',
  ':61:151221D000000000005,82N901 Buckaroo Stichting Derdengelden',
  ':86:Transactiekosten 21-12-2015',
  ':86:xid.: DF6823AA2AAAAAA8943CE67858D9F7B2',
  ':62F:C151221EUR000000000013,33',
  ':64:C151221EUR000000000013,33',
].join('\r\n');

describe('a statement', () => {
  it('as Buckaroo shows it is read, without the names and accounts in it', () => {
    const { statements, problems } = readStatements(shown);
    expect(problems).toEqual([]);
    expect(statements).toEqual([
      {
        accountNumber: '103000029EUR',
        number: '01237/00',
        day: '2015-12-21',
        currency: 'EUR',
        openingMinor: 1_681n,
        closingMinor: 1_333n,
        problems: [],
        lines: [
          {
            kind: 'PAYMENT',
            providerType: 'C021',
            amountMinor: 1_796n,
            day: '2015-12-21',
            reference: 'D69436318AAAAAAB99270FA6F8E77761',
          },
          {
            kind: 'PAYMENT',
            providerType: 'C090',
            amountMinor: 1_349n,
            day: '2015-12-21',
            reference: '18C4038775AAAAAABEC473911C4407C7',
          },
          {
            kind: 'PAYOUT',
            providerType: 'N404',
            amountMinor: -2_911n,
            day: '2015-12-16',
            reference: '0CC0E199E75E47DFB8F5EFA087207864',
            text: 'Uitbetaling 16-12-2015 - Beeldenwinkel',
            arrivesOn: '2015-12-17',
          },
          {
            kind: 'FEE',
            providerType: 'N901',
            amountMinor: -582n,
            day: '2015-12-21',
            reference: 'DF6823AA2AAAAAA8943CE67858D9F7B2',
          },
        ],
      },
    ]);
    expect(JSON.stringify(statements, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
      /GROOF|RABO|INGB/,
    );
  });

  it.each([
    ['C001', 'C', 'PAYMENT'],
    ['C101', 'D', 'REFUND'],
    ['C101', 'C', 'REFUND_RETURNED'],
    ['C101', 'RD', 'REFUND_RETURNED'],
    ['C501', 'D', 'REVERSAL'],
    ['C562', 'C', 'REVERSAL_WITHDRAWN'],
    ['N404', 'D', 'PAYOUT'],
    ['N404', 'C', 'ADJUSTMENT'],
    ['C057', 'D', 'PAYOUT'],
    ['N901', 'C', 'FEE'],
    ['C001', 'D', 'ADJUSTMENT'],
    ['X123', 'C', 'ADJUSTMENT'],
  ])('has %s on the side %s as %s', (type, side, kind) => {
    const [statement] = readStatements(
      shown.replace(':61:151221C000000000017,96C021', `:61:151221${side}17,96${type}`),
    ).statements;
    expect(statement?.lines[0]?.kind).toBe(kind);
  });

  it('with a line that nobody can read has all the others, and what the balances leave for that one', () => {
    const odd = shown.replace(':61:151221C000000000013,49C090 kees hans', ':61:151221C0000013.49C090 kees hans');
    const [statement] = readStatements(odd).statements;
    expect(statement?.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['PAYMENT', 1_796n],
      ['UNREAD', 1_349n],
      ['PAYOUT', -2_911n],
      ['FEE', -582n],
    ]);
    expect(statement?.problems).toEqual([{ line: 10, message: expect.stringContaining('expected :61:') }]);
    expect(JSON.stringify(statement?.problems)).not.toContain('hans');
  });

  it('with a day or a key that is none tells where', () => {
    const odd = shown.replace(':61:151221C000000000017', ':61:159921C000000000017').replace('xid.: d69', 'yid.: d69');
    expect(readStatements(odd).statements[0]?.problems.map(({ line }) => line)).toEqual([6, 6]);
  });

  it('without balances is told by its line, and spoils none beside it', () => {
    const file = `${shown.replace(':62F:', ':69F:')}\n${shown}`;
    const { statements, problems } = readStatements(file);
    expect(statements).toHaveLength(1);
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining(':62F:') }]);
  });

  it.each(['', 'hello', '<?xml version="1.0"?>', ':61:', ':20:\n:20:', '{"a":1}'])('is not %j', (content) => {
    const { statements, problems } = readStatements(content);
    expect(statements).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  it('of any text is read without an end that it cannot bear', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...shown.split('\r\n')), fc.string()), { maxLength: 40 }),
        (lines) => {
          const { statements } = readStatements(lines.join('\n'));
          for (const { lines: read, openingMinor, closingMinor } of statements) {
            const sum = read.reduce((all, { amountMinor }) => all + amountMinor, openingMinor);
            if (read.some(({ kind }) => kind === 'UNREAD')) expect(sum).toBe(closingMinor);
          }
        },
      ),
    );
  });
});

const aLine = fc.record({
  kind: fc.constantFrom('PAYMENT' as const, 'REFUND' as const, 'FEE' as const, 'PAYOUT' as const, 'UNREAD' as const),
  amountMinor: fc.bigInt({ min: -100_000n, max: 100_000n }),
});

describe('the payouts of statements', () => {
  it('are what has moved since the last, with what is carried on, however the days are cut', () => {
    fc.assert(
      fc.property(
        fc.array(aLine, { maxLength: 40 }),
        fc.nat(40),
        fc.bigInt({ min: 0n, max: 9_999n }),
        (some, cut, openingMinor) => {
          const lines = some.map((line, index) => ({
            ...line,
            providerType: 'T',
            day: '2026-11-30',
            reference: `K${index}`,
          }));
          const at = { accountNumber: '1', number: '1', currency: 'EUR' as never };
          const sum = (of: typeof lines) => of.reduce((all, { amountMinor }) => all + amountMinor, 0n);
          const whole = payoutsOf({ ...at, openingMinor, lines }, null);
          const first = payoutsOf({ ...at, openingMinor, lines: lines.slice(0, cut) }, null);
          const opened = openingMinor + sum(lines.slice(0, cut));
          const second = payoutsOf({ ...at, openingMinor: opened, lines: lines.slice(cut) }, first.since);
          expect([...first.payouts, ...second.payouts]).toEqual(whole.payouts);
          expect(second.since).toEqual(whole.since);
          const unread = lines.filter(({ kind }) => kind === 'UNREAD');
          const paid = whole.payouts.map(({ amount, items = [] }) => {
            const sums = sumsOf(
              amount.amountMinor,
              null,
              items.map((item) => ({ ...item, ours: true })),
            );
            return sums.difference;
          });
          const waiting = whole.since.lines.filter(({ kind }) => kind === 'UNREAD');
          expect(paid.reduce((all, difference) => all + difference, 0n)).toBe(
            sum(waiting as typeof lines) - sum(unread),
          );
        },
      ),
    );
  });
});
