import type { InputProblem } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { isLocal, isSafeUrl, type Settings } from './settings.ts';
import { currencies, isDay } from './translate.ts';

/** What the limits are made of. A problem says what was expected; what came is repeated only where it names nobody. */
export type Check<T> = (value: T, path: readonly string[]) => readonly InputProblem[];

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

export function text(lengthMax: number): Check<string> {
  return (value, path) => {
    const length = [...value].length;
    return [
      ...when(
        value.trim() === '' || length > lengthMax,
        path,
        'length',
        `expected 1 to ${lengthMax} characters; got ${length}`,
      ),
      ...when(/\p{Cc}/u.test(value) || !value.isWellFormed(), path, 'characters', 'expected no control characters'),
    ];
  };
}

/** A form that a value must have; the value is not repeated, since it may name a person or an account. */
export function form(pattern: RegExp, rule: string, expected: string): Check<string> {
  return (value, path) => when(!pattern.test(value), path, rule, `expected ${expected}`);
}

export function oneOf(words: readonly string[], rule: string): Check<string> {
  return (value, path) =>
    when(
      !words.includes(value),
      path,
      rule,
      `expected ${words.length > 12 ? 'one of the documented words' : words.join(', ')}; got ${JSON.stringify(value.slice(0, 40))}`,
    );
}

export const day: Check<string> = (value, path) =>
  when(!isDay(value), path, 'date', `expected a day as YYYY-MM-DD; got ${JSON.stringify(value.slice(0, 40))}`);

/** https, as GoCardless demands; a loopback address passes where the account itself is on one, which is the sandbox. */
export function address(settings: Settings): Check<string> {
  return (value, path) => {
    const https = URL.parse(value)?.protocol === 'https:';
    const good = value.length <= 2_000 && (https || (isLocal(settings) && isSafeUrl(value)));
    return when(!good, path, 'https', 'expected an absolute https URL of at most 2000 characters');
  };
}

export function optional<T>(value: T | undefined, check: Check<T>, path: readonly string[]): readonly InputProblem[] {
  return value === undefined ? [] : check(value, path);
}

export function when(broken: boolean, path: readonly string[], rule: string, message: string): readonly InputProblem[] {
  return broken ? [{ path, rule, message }] : [];
}
