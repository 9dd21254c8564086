/** Text that is HTML already. */
export interface Markup {
  readonly markup: string;
}

/** Builds HTML: every value is escaped, save what is markup itself; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  return { markup: parts.reduce((text, part, index) => text + show(values[index - 1]) + part) };
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(show).join('');
  if (typeof value === 'object' && 'markup' in value) return String(value.markup);
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Headers of every page: nothing from elsewhere, no scripts, no frames. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** A whole page. */
export function page(title: string, style: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${{ markup: style }}</style></head>
<body>${body}</body></html>
`.markup;
}
