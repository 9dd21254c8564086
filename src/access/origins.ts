/** Origins of one merchant. */
export const originsMax = 20;
const lengthMax = 260;

/**
 * The origin in the form in which browsers send it, or null for what no page can come from or may be allowed: https, or http://localhost for
 * whoever builds a page; without path, user or query.
 */
export function normaliseOrigin(text: string): string | null {
  if (text.length > lengthMax || !/^https?:\/\/[^/?#@\\\s*]+\/?$/i.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, origin } = new URL(text);
  return protocol === 'https:' || hostname === 'localhost' ? origin : null;
}
