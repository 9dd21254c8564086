import { currency, fromDecimal, money, toDecimal } from '../../kernel/money.ts';

// Every currency that is simulated as text has two decimals, as this one.
const likeAll = currency('EUR');

/** Decimal text as whole minor units; only for amounts that were read before. */
export function toMinor(amount: string): bigint {
  const parsed = fromDecimal(amount, likeAll);
  if (!parsed.ok) throw new Error(`a record holds an amount that is none: ${parsed.error}`);
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

/** Decimal text or a JSON number as decimal text with two digits; null when it is no such amount. */
export function readAmount(value: string | number): string | null {
  const parsed = fromDecimal(String(value), likeAll);
  // Twelve digits of whole units still go through a JSON number unharmed.
  return parsed.ok && parsed.value.amountMinor < 100_000_000_000_000n ? toDecimal(parsed.value) : null;
}

/** Whether a balance covers an amount; one without end, which is null, always does. */
export function covers(balance: string | null, amount: string): boolean {
  return balance === null || toMinor(balance) >= toMinor(amount);
}

/** A balance with an amount moved in (+1) or out (−1). One without end stays so. */
export function moved(balance: string | null, sign: 1n | -1n, amount: string): string | null {
  return balance === null ? null : fromMinor(toMinor(balance) + sign * toMinor(amount));
}
