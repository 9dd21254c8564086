import { html, type Markup } from '../../kernel/markup.ts';

/** Fields that a form sends along without showing them; what is null is left out. */
export function hiddenFields(fields: Readonly<Record<string, string | null | undefined>>): Markup {
  return html`${Object.entries(fields).map(([name, value]) =>
    value == null ? '' : html`<input type="hidden" name="${name}" value="${value}">`,
  )}`;
}

/** An instant for people, to the minute; it is in UTC, and says so where asked to. */
export function shownTime(at: string, zone: '' | ' UTC' = ''): Markup {
  return html`<time>${at.slice(0, 16).replace('T', ' ')}${zone}</time>`;
}
