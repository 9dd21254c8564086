export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** So many milliseconds from now. */
export function after({ now }: { readonly now: Date }, ms: number): Date {
  return new Date(now.getTime() + ms);
}

/** Local time in a zone without saying which, as in `2018-01-08 10:29:21`. */
export function localTimeIn(timeZone: string): (at: Date) => string {
  // Swedish dates are written as ISO has them.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(at);
}

/**
 * A time of a day on local clocks, none of which is further ahead than three hours: minutes since midnight. One that no clock has shown is an hour
 * later.
 */
export function atLocal(day: string, minutes: number, zone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`) + minutes * minuteMs;
  const wanted = new Date(utc).toISOString().slice(0, 19).replace('T', ' ');
  const local = localTimeIn(zone);
  return (
    [3, 2, 1, 0].map((ahead) => new Date(utc - ahead * hourMs)).find((at) => local(at) === wanted) ?? new Date(utc)
  );
}
