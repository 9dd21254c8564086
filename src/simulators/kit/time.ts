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
