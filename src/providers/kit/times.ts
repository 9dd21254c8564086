/**
 * A provider's time, an ISO 8601 date with a time of day to the second, as an instant. One that names its offset is that instant. One
 * that does not is on the clocks of `zone`, an IANA name; where `zone` is null the provider promises an offset, and its absence makes
 * the time unreadable. Null for all that cannot be read: whoever asks then falls back to when it heard of it.
 *
 * On the clocks of a zone an hour comes twice in autumn and one never comes in spring. The first of the two is taken: at worst a
 * thing seems an hour older than it is, never newer. A time that no clock has shown is unreadable.
 */
export function readTime(text: string | null | undefined, zone: string | null): Date | null {
  const [, date, time, offset] = form.exec(text ?? '') ?? [];
  if (date === undefined) return null;
  if (offset !== undefined) return validDate(`${date}T${time}${offset}`);
  const asUtc = validDate(`${date}T${time}Z`);
  return asUtc && zone !== null ? onClocksOf(zone, asUtc) : null;
}

const form = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/;

function validDate(text: string): Date | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

const dayMs = 86_400_000;

/** The first instant at which the clocks of a zone show what UTC's show at `asUtc`. No zone changes its clocks twice in two days. */
export function onClocksOf(zone: string, asUtc: Date): Date | null {
  const offsets = [-dayMs, dayMs].map((away) => offsetMs(zone, new Date(asUtc.getTime() + away)));
  const candidates = offsets
    .map((offset) => new Date(asUtc.getTime() - offset))
    .filter((at) => at.getTime() + offsetMs(zone, at) === asUtc.getTime());
  return candidates.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a zone are ahead of UTC. Throws for a zone that there is not: the adapter wrote it down. */
function offsetMs(zone: string, at: Date): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', hour: '2-digit' });
  clocks.set(zone, clock);
  const shown = clock.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(shown) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Whether a text is a day of the calendar, YYYY-MM-DD. The round trip refuses 30 February, which would become 1 March. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? validDate(`${text}T00:00:00Z`) : null;
  return at?.toISOString().startsWith(text) ?? false;
}

/** What the clocks of a zone show: the day, YYYY-MM-DD, and the minutes since its midnight. */
export function clockIn(zone: string, at: Date): { readonly day: string; readonly minutes: number } {
  const shown = new Date(at.getTime() + offsetMs(zone, at));
  return { day: dayIn(shown), minutes: shown.getUTCHours() * 60 + shown.getUTCMinutes() };
}

/** So many days after a plain day, or before it. */
export function plusDays(day: string, days: number): string {
  return dayIn(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs));
}

/** The beginning of a plain day on the clocks of a zone. */
export function midnightIn(zone: string, day: string): Date {
  const asUtc = new Date(`${day}T00:00:00Z`);
  return onClocksOf(zone, asUtc) ?? asUtc;
}

const dayIn = (shown: Date): string => shown.toISOString().slice(0, 10);
