import type { InputRule } from '../../kernel/input-rules.ts';
import type { Money } from '../../kernel/money.ts';
import { type Check, when } from '../kit/checks.ts';
import { quote } from '../kit/quote.ts';
import { currencies } from './translate.ts';

/** What GoCardless' limits are made of, beside what every provider's are. */
// What JavaScript's own client and ours can both write as a whole number.
const amountMinorMax = 9_007_199_254_740_991n;

export const amount: Check<Money> = ({ amountMinor, currency }, path) => [
  ...when(
    amountMinor < 1n || amountMinor > amountMinorMax,
    path,
    'amount',
    `expected 1 to ${amountMinorMax} in minor units; got ${amountMinor}`,
  ),
  ...oneOf(currencies, 'currency')(currency, path),
];

export function oneOf(words: readonly string[], rule: InputRule): Check<string> {
  return (value, path) =>
    when(
      !words.includes(value),
      path,
      rule,
      `expected ${words.length > 12 ? 'one of the documented words' : words.join(', ')}; got ${quote(value)}`,
    );
}
