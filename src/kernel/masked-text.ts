const hidden = '[hidden]';

/** What may be a secret or name a person in a text that is not ours: long tokens, e-mail addresses, numbers of accounts and persons. */
const patterns: readonly RegExp[] = [
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
  /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
  /[A-Za-z0-9_+/=-]{24,}/g,
  /\d(?:[ -]?\d){5,}/g,
];

/** The text with such parts hidden, and without what PostgreSQL cannot hold. */
export function masked(text: string): string {
  const storable = text.replaceAll('\0', '').toWellFormed();
  return patterns.reduce((shown, pattern) => shown.replace(pattern, hidden), storable).slice(0, 4_096);
}
