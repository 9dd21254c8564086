import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountMinorMax,
  currency,
  exponentOf,
  fromDecimal,
  isCurrency,
  money,
  sameMoney,
  toDecimal,
} from '../../src/kernel/money.ts';

const DKK = currency('DKK');

describe('money', () => {
  it.each([
    ['80', 8000n],
    ['80.0', 8000n],
    ['80.00', 8000n],
    ['0.01', 1n],
    ['10.990', 1099n],
    ['-3.50', -350n],
    ['92233720368547758.07', amountMinorMax],
  ])('reads %s DKK as %s øre', (text, amountMinor) => {
    expect(fromDecimal(text, DKK)).toEqual({ ok: true, value: { amountMinor, currency: 'DKK' } });
  });

  it.each(['10.005', '1e1', '', ' 1', '1,00', '+1', '.5', '5.', 'NaN', '0x10', '92233720368547758.08', '9'.repeat(40)])(
    'refuses %j rather than round or guess',
    (text) => {
      expect(fromDecimal(text, DKK).ok).toBe(false);
    },
  );

  it.each([
    ['JPY', 0, '8000'],
    ['DKK', 2, '80.00'],
    ['KWD', 3, '8.000'],
  ])('writes 8000 minor units of %s with its %i decimals', (code, digits, text) => {
    expect(exponentOf(currency(code))).toBe(digits);
    expect(toDecimal(money(8000n, currency(code)))).toBe(text);
  });

  it.each([
    [0n, '0.00'],
    [-1n, '-0.01'],
    [-350n, '-3.50'],
    [99n, '0.99'],
  ])('writes %i øre as %s', (amountMinor, text) => {
    expect(toDecimal(money(amountMinor, DKK))).toBe(text);
  });

  it.each([
    ['eighty', DKK, 'expected a plain decimal number; got "eighty"'],
    [`1${' '.repeat(100)}`, DKK, `expected a plain decimal number; got "1${' '.repeat(39)}"`],
    ['10.005', DKK, 'expected at most 2 decimals for DKK; got 10.005'],
    ['1.5', currency('JPY'), 'expected at most 0 decimals for JPY; got 1.5'],
    ['92233720368547758.08', DKK, 'expected at most 64 bits; got 92233720368547758.08'],
  ])('says what is wrong with %j, at no greater length than it takes', (text, code, error) => {
    expect(fromDecimal(text, code)).toEqual({ ok: false, error });
  });

  it('is the same only when amount and currency are', () => {
    const eighty = money(8000n, DKK);
    expect(sameMoney(eighty, money(8000n, currency('DKK')))).toBe(true);
    expect(sameMoney(eighty, money(8001n, DKK))).toBe(false);
    expect(sameMoney(eighty, money(8000n, currency('SEK')))).toBe(false);
  });

  it('reads back exactly what it writes, for any amount and exponent', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -amountMinorMax, max: amountMinorMax }),
        fc.constantFrom('DKK', 'JPY', 'KWD'),
        (amountMinor, code) => {
          const amount = money(amountMinor, currency(code));
          expect(fromDecimal(toDecimal(amount), amount.currency)).toEqual({ ok: true, value: amount });
        },
      ),
    );
  });

  it('knows a currency in use from a code that is none', () => {
    expect(['DKK', 'EUR', 'GBP', 'JPY'].every(isCurrency)).toBe(true);
    expect(['dkk', 'DKR', 'XXX', ''].some(isCurrency)).toBe(false);
    expect(() => currency('DKR')).toThrow('unknown currency DKR');
  });
});
