/** Where days are counted while nobody has said otherwise. */
export const timeZoneDefault = 'Europe/Copenhagen';

const shape = /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z0-9_+-]+){1,2})$/;

/** Whether a text names a time zone of the IANA's that this machine knows: `Europe/Copenhagen`, `UTC`. No abbreviations, and no offsets. */
export function isTimeZone(name: string): boolean {
  if (name.length > 50 || !shape.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What Sweden writes is ISO 8601. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  if (formats.size >= 1_000) formats.clear();
  formats.set(timeZone, format);
  return format;
}

/** An instant by the clocks of a zone: `2026-11-20 21:40:07`. */
export const timeIn = (timeZone: string, at: Date): string => formatOf(timeZone).format(at);

/** The day of an instant on the calendar of a zone: `2026-11-20`. */
export const dayIn = (timeZone: string, at: Date): string => timeIn(timeZone, at).slice(0, 10);
