import type { ChargeTarget, RetryPlan } from '../../domain/port/provider.ts';
import { clockIn, isDay, midnightIn, plusDays } from '../kit/times.ts';
import type { Market, Settings } from './settings.ts';

/** The days of a charge that falls due, by the clocks of the market (notes §3.2, §3.5). */

const markets: Readonly<Record<Market, { readonly zone: string; readonly firstHour: number }>> = {
  NO: { zone: 'Europe/Oslo', firstHour: 9 },
  DK: { zone: 'Europe/Copenhagen', firstHour: 3 },
  FI: { zone: 'Europe/Helsinki', firstHour: 3 },
};

/** Tomorrow: a charge has to be there before midnight. */
export function earliestDueOn({ kind }: ChargeTarget, now: Date, { market }: Settings): string | null {
  return kind === 'agreement' ? plusDays(clockIn(markets[market].zone, now).day, 1) : null;
}

/** The day before the last possible one: specifications of Vipps MobilePay still speak of two days. */
export function createBy(dueOn: string, _on: ChargeTarget, { market }: Settings): Date {
  return midnightIn(markets[market].zone, plusDays(dueOn, -1));
}

export function graceUntil(dueOn: string, plan: RetryPlan): string {
  return plusDays(dueOn, daysOf(plan));
}

/** `retryDays` of a plan. */
export function daysOf(plan: RetryPlan): number {
  return plan.kind === 'PROVIDER_DAYS' ? plan.days : 0;
}

/** The last one that may be asked for. */
export function latestDueOn(now: Date, { market }: Settings): string {
  const { day } = clockIn(markets[market].zone, now);
  const then = `${Number(day.slice(0, 4)) + 2}${day.slice(4)}`;
  // Two years after 29 February it is the 28th.
  return isDay(then) ? then : `${then.slice(0, 8)}28`;
}

/** The last day up to now on which there was an attempt at what is due, or has been by its hours; null where its first day has not come. */
export function lastTriedOn(
  { due, until }: { readonly due: string; readonly until: string },
  now: Date,
  { market }: Settings,
): string | null {
  const { zone, firstHour } = markets[market];
  const { day, minutes } = clockIn(zone, now);
  const tried = minutes >= firstHour * 60 ? day : plusDays(day, -1);
  if (tried < due) return null;
  return tried < until ? tried : until;
}

/** The day of a moment in the market. */
export function dayOf(at: Date, { market }: Settings): string {
  return clockIn(markets[market].zone, at).day;
}
