import { serverNow } from '../api/server-clock.ts';

const dayMs = 86_400_000;

/** The day that it is in a zone, by the server's clock: `2026-11-20`. */
export const today = (timeZone: string): string =>
  // What Sweden writes is ISO 8601.
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(serverNow());

/** A day of the calendar so many days on, or back. */
export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Every day of a period, both ends included. */
export function daysOf(from: string, to: string): readonly string[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
  return Array.from({ length: Math.max(0, Math.min(count, 400)) }, (_, index) => plusDays(from, index));
}

/** 20 Nov 2026: a day of the calendar, of no zone. */
export const dayText = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
