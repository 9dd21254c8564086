import { readAmount, toMinor } from '../kit/amounts.ts';

/** What a bank may send: euro, which is what transfers are in, and others by mistake. All have two decimals. */
export const currencies = ['EUR', 'GBP', 'USD', 'DKK', 'SEK', 'NOK', 'PLN', 'CHF'] as const;

/** The text of a positive amount with two digits after the point; null when it is no such amount. */
export function readPositive(text: string): string | null {
  const amount = readAmount(text);
  return amount !== null && toMinor(amount) > 0n ? amount : null;
}
