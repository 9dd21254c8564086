/** Buckaroo writes Dutch local time without a zone. */
const zone = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Amsterdam', timeZoneName: 'longOffset' });
const hourMs = 3_600_000;

/** A local time such as `2023-11-14T23:00:00`, or with a space, as a moment; null for anything else. In the hour that comes twice, the first. */
export function fromDutchTime(text: string | null | undefined): Date | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?$/.exec(text ?? '');
  const asUtc = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return null;
  const inSummer = new Date(asUtc - 2 * hourMs);
  return isSummer(inSummer) ? inSummer : new Date(asUtc - hourMs);
}

function isSummer(at: Date): boolean {
  return zone.formatToParts(at).some(({ type, value }) => type === 'timeZoneName' && value === 'GMT+02:00');
}
