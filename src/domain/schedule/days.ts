import { type OfDays, targetOf } from '../payment/create-charge.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import { addDays, type Rests } from './calendar.ts';

/** What the provider's arithmetic of days says of one authority. */
export interface Days {
  readonly rests: Rests;
  /** The first day on which money can be taken if it is asked for now. Null where the provider does not say. */
  readonly earliest: string | null;
  /** The moment by which a charge for a day has to be asked for. */
  createBy(day: string): Date;
  /** When we ask for it. */
  makeAt(day: string): Date;
}

const dayMs = 86_400_000;
/** So long before the last moment a charge is asked for: a weekend on which nobody mends anything is no lead missed. */
const earlyMs = 3 * dayMs;

/** Days as the provider of an account has them; every day is a good one where it says nothing of them. */
export function daysOf(connected: ConnectedAccount | null, authority: OfDays, now: Date): Days {
  const charges = connected?.provider.charges;
  const settings = connected?.account.settings as never;
  const on = targetOf(authority);
  const createBy = (day: string) => charges?.createBy(day, on, settings) ?? new Date(`${addDays(day, -1)}T00:00:00Z`);
  return {
    createBy,
    rests: (day) => charges?.restsOn?.(day, on) ?? false,
    earliest: charges?.earliestDueOn(on, now, settings) ?? null,
    makeAt: (day) => new Date(createBy(day).getTime() - earlyMs),
  };
}
