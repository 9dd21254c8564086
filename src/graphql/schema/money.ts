import type { InputProblem } from '../../domain/port/provider.ts';
import {
  type Currency,
  currency,
  type Money as DomainMoney,
  exponentOf,
  isCurrency,
  toDecimal,
} from '../../kernel/money.ts';
import { builder } from './builder.ts';
import type { Condition } from './filter.ts';
import { badInput } from './page.ts';

export const Money = builder.objectRef<DomainMoney>('Money').implement({
  description: 'An amount of money: whole minor units and their currency.',
  fields: (t) => ({
    amountMinor: t.expose('amountMinor', {
      type: 'MinorUnits',
      description: 'The amount in minor units, for example "8000" for 80.00.',
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'ISO 4217 code of the currency.' }),
    exponent: t.int({
      description: 'Digits after the decimal point for this currency (ISO 4217 exponent).',
      resolve: ({ currency: code }) => exponentOf(code),
    }),
    decimal: t.string({
      description: 'Plain decimal text such as 80.00: derived, and for display only.',
      resolve: toDecimal,
    }),
  }),
});

export const MoneyInput = builder.inputType('MoneyInput', {
  description: 'An amount of money that is asked for. It has to be above zero.',
  fields: (t) => ({
    amountMinor: t.field({
      type: 'MinorUnits',
      required: true,
      description: 'The amount in minor units, for example "8000" for 80.00.',
    }),
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'ISO 4217 code of the currency.' }),
  }),
});

export const MinorUnitsRange = builder.inputType('MinorUnitsRange', {
  description: 'Amounts in one currency, both ends included. An end that is left out is open.',
  fields: (t) => ({
    min: t.field({ type: 'MinorUnits', description: 'The least, in minor units.' }),
    max: t.field({ type: 'MinorUnits', description: 'The most, in minor units.' }),
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'ISO 4217 code of the currency.' }),
  }),
});

const wholeNumber = /^(?:0|-?[1-9]\d{0,18})$/;
const amountMinorMax = 9_223_372_036_854_775_807n;

/** An amount as it comes in. */
export interface AmountText {
  readonly amountMinor: string;
  readonly currency: string;
}

/** The amount of an input. What is wrong with it is added to `problems`, and then the value counts for nothing. */
export function readMoney(path: readonly string[], input: AmountText, problems: InputProblem[]): DomainMoney {
  return {
    amountMinor: readMinorUnits([...path, 'amountMinor'], input.amountMinor, problems),
    currency: readCurrency([...path, 'currency'], input.currency, problems),
  };
}

/** A count of minor units above zero, by the same rule. */
export function readMinorUnits(path: readonly string[], text: string, problems: InputProblem[]): bigint {
  const count = wholeNumber.test(text) ? BigInt(text) : null;
  const got = JSON.stringify(text);
  if (count === null || count > amountMinorMax) {
    const message = `expected a whole number of minor units, at most ${amountMinorMax}; got ${got}`;
    problems.push({ path, rule: 'minorUnits', message });
  } else if (count <= 0n) {
    problems.push({ path, rule: 'positive', message: `expected an amount above 0; got ${got}` });
  }
  return count ?? 0n;
}

/** A currency, by the same rule. */
export function readCurrency(path: readonly string[], code: string, problems: InputProblem[]): Currency {
  if (isCurrency(code)) return code;
  const message = `expected an ISO 4217 currency in use; got ${JSON.stringify(code)}`;
  problems.push({ path, rule: 'currency', message });
  return currency('DKK');
}

/** The conditions of a range of amounts on a column of minor units. */
export function withinAmounts(
  field: string,
  column: string,
  range:
    | { readonly min?: string | null | undefined; readonly max?: string | null | undefined; readonly currency: string }
    | null
    | undefined,
): Condition[] {
  if (!range) return [];
  const bound = (is: 'gte' | 'lte', text: string | null | undefined): Condition[] => {
    if (text === null || text === undefined) return [];
    if (!wholeNumber.test(text) || BigInt(text) > amountMinorMax || BigInt(text) < -amountMinorMax)
      throw badInput(`expected a whole number of minor units; got ${JSON.stringify(text)}`);
    return [{ field, column, cast: 'bigint', is, value: BigInt(text) }];
  };
  return [
    { field: 'currency', column: 'currency', is: 'equals', value: range.currency },
    ...bound('gte', range.min),
    ...bound('lte', range.max),
  ];
}
