import { currency, fromDecimal, money, toDecimal } from '../../kernel/money.ts';

/** What a bank may send: euro, which is what transfers are in, and others by mistake. All have two decimals. */
export const currencies = ['EUR', 'GBP', 'USD', 'DKK', 'SEK', 'NOK', 'PLN', 'CHF'] as const;
const likeAll = currency('EUR');

/** Decimal text as whole minor units; only for amounts that were read before. */
export function toMinor(amount: string): bigint {
  const parsed = fromDecimal(amount, likeAll);
  if (!parsed.ok) throw new Error(`the book holds an amount that is none: ${parsed.error}`);
  return parsed.value.amountMinor;
}

/** Whole minor units as decimal text with two digits. */
export function fromMinor(amountMinor: bigint): string {
  return toDecimal(money(amountMinor, likeAll));
}

/** The sum of amounts. */
export function total(amounts: readonly string[]): bigint {
  return amounts.reduce((sum, amount) => sum + toMinor(amount), 0n);
}

/** The text of a positive amount with two digits after the point; null when it is no such amount. */
export function readAmount(text: string): string | null {
  const parsed = fromDecimal(text, likeAll);
  // Twelve digits of whole units still go through a JSON number unharmed.
  return parsed.ok && parsed.value.amountMinor > 0n && parsed.value.amountMinor < 100_000_000_000_000n
    ? toDecimal(parsed.value)
    : null;
}
