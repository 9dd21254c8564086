import type { InputProblem } from '../../domain/port/provider.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import { quote } from './quote.ts';
import { isDay } from './times.ts';
import { isLocal, isSafeUrl } from './urls.ts';

/** What an adapter's limits are made of. A problem says what was expected; what came is repeated only where it names nobody. */
export type Check<T> = (value: T, path: readonly string[]) => readonly InputProblem[];

/** A problem where a rule is broken. */
export function when(
  broken: boolean,
  path: readonly string[],
  rule: InputRule,
  message: string,
): readonly InputProblem[] {
  return broken ? [{ path, rule, message }] : [];
}

/** A check of what may be left out. */
export function optional<T>(value: T | undefined, check: Check<T>, path: readonly string[]): readonly InputProblem[] {
  return value === undefined ? [] : check(value, path);
}

/** Text for people: not blank, of so many characters at most, and on one line. */
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
      ...printable(value, path),
    ];
  };
}

export const printable: Check<string> = (value, path) =>
  when(/\p{Cc}/u.test(value) || !value.isWellFormed(), path, 'characters', 'expected no control characters');

/** A form that a value must have; the value is not repeated, since it may name a person or an account. */
export function form(pattern: RegExp, rule: InputRule, expected: string): Check<string> {
  return (value, path) => when(!pattern.test(value), path, rule, `expected ${expected}`);
}

export const country: Check<string> = form(/^[A-Z]{2}$/, 'country', 'a country as two capital letters');

export const day: Check<string> = (value, path) =>
  when(!isDay(value), path, 'date', `expected a day as YYYY-MM-DD; got ${quote(value)}`);

/** Where a payer comes back to: https, or this very machine where the account's own API is on it too. */
export function returnAddress(apiUrl: string): Check<string> {
  return (value, path) => {
    const good = isSafeUrl(value) && (URL.parse(value)?.protocol === 'https:' || isLocal(apiUrl));
    return when(!good, path, 'https', 'expected an absolute https URL of at most 2000 characters, without a user');
  };
}
