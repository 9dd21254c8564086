import type { ChargeTarget, RetryPlan } from '../../domain/port/provider.ts';
import { clockIn, midnightIn, plusDays } from '../kit/times.ts';

/** The days of a payment of a subscription (docs §6). */

const copenhagen = 'Europe/Copenhagen';
// The rule is one day; MobilePay's own example sends on 1 June for 3 June, and a day more is asked for so that none is declined later.
const leadDays = 2;
// The payer is shown it from then on.
const shownDays = 8;
const aheadMax = 126;
/** Days of attempts, the due day among them. */
export const graceDaysMax = 3;
// The first attempt of a day.
const firstAttemptMinutes = 120;

export function earliestDueOn({ kind }: ChargeTarget, now: Date): string | null {
  return kind === 'agreement' ? plusDays(clockIn(copenhagen, now).day, leadDays) : null;
}

export function latestDueOn(now: Date): string {
  return plusDays(clockIn(copenhagen, now).day, aheadMax);
}

/** Early enough for the payer to see it in the app for as long as MobilePay shows it. */
export function createBy(dueOn: string): Date {
  return midnightIn(copenhagen, plusDays(dueOn, -shownDays));
}

export function graceUntil(dueOn: string, plan: RetryPlan): string {
  return lastDay(dueOn, graceDaysOf(plan));
}

/** `grace_period_days` of a plan: one is the least, the due day alone. */
export function graceDaysOf(plan: RetryPlan): number {
  return plan.kind === 'PROVIDER_DAYS' ? plan.days + 1 : 1;
}

/** The last of so many days of attempts. */
export function lastDay(dueOn: string, graceDays: number): string {
  return plusDays(dueOn, graceDays - 1);
}

/** The last day up to now on which it was tried, by the hours of the attempts; null where the first has not come. */
export function lastTriedOn(dueOn: string, until: string, currency: string, now: Date): string | null {
  const { day, minutes } = clockIn(currency === 'EUR' ? 'Europe/Helsinki' : copenhagen, now);
  const tried = minutes >= firstAttemptMinutes ? day : plusDays(day, -1);
  if (tried < dueOn) return null;
  return tried < until ? tried : until;
}
