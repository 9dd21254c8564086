import { currency, fromDecimal, money, toDecimal } from '../../kernel/money.ts';

// MobilePay's two currencies have the same two decimals.
const likeBoth = currency('DKK');

/** Decimal text as whole minor units; only for amounts that were read before. */
export function toMinor(amount: string): bigint {
  const parsed = fromDecimal(amount, likeBoth);
  if (!parsed.ok) throw new Error(`the book holds an amount that is none: ${parsed.error}`);
  return parsed.value.amountMinor;
}

/** Whole minor units as decimal text with two digits. */
export function fromMinor(amountMinor: bigint): string {
  return toDecimal(money(amountMinor, likeBoth));
}

/** Decimal text or a JSON number as decimal text with two digits; null when it is no such amount. */
export function readAmount(value: string | number): string | null {
  const parsed = fromDecimal(String(value), likeBoth);
  // Twelve digits of whole units still go through a JSON number unharmed.
  return parsed.ok && parsed.value.amountMinor < 100_000_000_000_000n ? toDecimal(parsed.value) : null;
}
