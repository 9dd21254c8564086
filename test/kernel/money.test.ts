import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountMinorMax,
  currency,
  exponentOf,
  fromDecimal,
  isCurrency,
  money,
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
  });
});
