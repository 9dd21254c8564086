import { atLocal, dayMs, localTimeIn } from '../kit/time.ts';
import type { Settings } from './settings.ts';

/** When charges that are due are tried, in the local time of the market (notes §3.5). */
const hours: Readonly<Record<Settings['market'], readonly number[]>> = {
  NO: [9, 17],
  DK: [3, 13, 18, 20, 22, 23],
  FI: [3, 13, 18, 20, 22, 23],
};
export const zones = { NO: 'Europe/Oslo', DK: 'Europe/Copenhagen', FI: 'Europe/Helsinki' } as const;

/** The attempts on a day, in the order of time. */
export function attemptsOn(day: string, market: Settings['market']): readonly Date[] {
  return hours[market].map((hour) => atLocal(day, hour * 60, zones[market]));
}

/** Today on local clocks. */
export function today(now: Date, market: Settings['market']): string {
  return localTimeIn(zones[market])(now).slice(0, 10);
}

/** The day after a plain day. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}
