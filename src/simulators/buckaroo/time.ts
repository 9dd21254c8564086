const dutch = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Dutch local time without a zone, as in `2018-01-08 10:29:21`. That it is Dutch is unconfirmed. */
export function dutchTime(instant: string): string {
  return dutch.format(new Date(instant));
}
