import type { ProviderName } from '../../domain/port/provider.ts';
import { builder } from './builder.ts';
import { type Condition, within } from './filter.ts';
import { badInput } from './page.ts';
import { unstorable } from './text.ts';

/** A stretch of time, as filters take it. */
export const TimeRange = builder.inputType('TimeRange', {
  description: 'A stretch of time. An end that is left out is open.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'From this instant on.' }),
    to: t.field({ type: 'DateTime', description: 'Up to, but not including, this instant.' }),
  }),
});

// More values than an enum has, or than anybody has things, is no filter.
const valuesMax = 100;

/** The condition that a column has one of the values, where any are given. */
export const list = (
  field: string,
  column: string,
  cast: NonNullable<Condition['cast']> | undefined,
  values: readonly string[] | null | undefined,
): Condition[] => {
  if (!values) return [];
  if (values.length > valuesMax)
    throw badInput(`expected at most ${valuesMax} values of ${field}; got ${values.length}`);
  return [{ field, column, ...(cast ? { cast } : {}), is: 'in', value: [...values] }];
};

const text = (field: string, column: string, value: string | null | undefined): Condition[] => {
  if (value === null || value === undefined) return [];
  if (unstorable(value)) throw badText(field);
  return [{ field, column, is: 'equals', value }];
};

interface CommonFilter {
  readonly providers?: readonly ProviderName[] | null | undefined;
  readonly createdAt?: Range;
  readonly updatedAt?: Range;
  readonly externalId?: string | null | undefined;
}
type Range = typeof TimeRange.$inferInput | null | undefined;

/** What every list can be narrowed by. */
export function commonConditions({ providers, createdAt, updatedAt, externalId }: CommonFilter): Condition[] {
  return [
    ...list('provider', 'provider', 'provider', providers),
    ...within('createdAt', 'created_at', createdAt),
    ...within('updatedAt', 'updated_at', updatedAt),
    ...text('externalId', 'external_id', externalId),
  ];
}

/** The error of a text that nothing can be found by. */
export function badText(field: string) {
  return badInput(`expected ${field} without U+0000 and lone surrogates`);
}
