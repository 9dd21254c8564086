import type { ChargeTarget, MandateScheme } from '../../../domain/port/provider.ts';
import { type BankArea, banksRest } from '../../kit/bank-days.ts';

/**
 * The days of a charge by scheme. The first possible one is GoCardless' own word, the mandate's `next_possible_charge_date`. A day on which banks
 * rest is moved on by GoCardless, which says what it became; a schedule that wants the day before has to know it by itself (`restsOn`).
 */

/** Working days from asking to the day of collection, with an active mandate (help article 360001018705, as in the notes A1). */
const leadDays: Readonly<Record<MandateScheme, number>> = {
  ACH: 2,
  AUTOGIRO: 8,
  BACS: 3,
  BECS: 1,
  BECS_NZ: 2,
  // A monthly batch: eight working days before the month.
  BETALINGSSERVICE: 8,
  PAD: 3,
  SEPA_CORE: 3,
  PAY_TO: 0,
  FASTER_PAYMENTS: 0,
};
// The clocks of the countries' cut-offs differ, and banks have holidays that we do not know: two days more than a scheme needs.
const margin = 2;
const dayMs = 86_400_000;

/** Whose banks collect; null where money moves on every day. */
const areas: Readonly<Record<MandateScheme, BankArea | null>> = {
  ACH: 'US',
  AUTOGIRO: 'SE',
  BACS: 'GB',
  BECS: 'AU',
  BECS_NZ: 'NZ',
  BETALINGSSERVICE: 'DK',
  PAD: 'CA',
  SEPA_CORE: 'TARGET',
  PAY_TO: null,
  FASTER_PAYMENTS: null,
};

/** Whether nothing is collected on a day. */
export function restsOn(day: string, { scheme = 'BACS' }: ChargeTarget): boolean {
  const area = areas[scheme];
  return area !== null && banksRest(area, day);
}

/** The day that GoCardless last said; it moves on day by day, so one that has passed stands for today at the earliest. */
export function earliestDueOn({ nextChargeDate }: ChargeTarget, now: Date): string | null {
  if (!nextChargeDate) return null;
  return nextChargeDate >= iso(now) ? nextChargeDate : iso(workingDays(now, 0));
}

/** The end of the last working day on which GoCardless is sure to be in time. */
export function createBy(dueOn: string, { scheme = 'BACS' }: ChargeTarget): Date {
  const due = new Date(`${dueOn}T00:00:00Z`);
  const from = scheme === 'BETALINGSSERVICE' ? new Date(`${dueOn.slice(0, 7)}-01T00:00:00Z`) : due;
  return workingDays(from, -(leadDays[scheme] + margin));
}

/** So many days, Saturdays and Sundays not counted, before or after a day; the day itself where it is none of those. */
function workingDays(from: Date, days: number): Date {
  const step = days < 0 ? -dayMs : dayMs;
  let at = new Date(`${iso(from)}T00:00:00Z`).getTime();
  for (let left = Math.abs(days); left > 0; ) {
    at += step;
    if (isWeekday(at)) left -= 1;
  }
  while (!isWeekday(at)) at += step;
  return new Date(at);
}

const isWeekday = (at: number): boolean => ![0, 6].includes(new Date(at).getUTCDay());
const iso = (at: Date): string => at.toISOString().slice(0, 10);
