import { html, type Markup, page } from '../../kernel/markup.ts';
import { shownTime } from '../kit/page-parts.ts';

interface Subject {
  readonly kind?: string;
  readonly id?: string;
  readonly within?: string;
  readonly externalId?: string;
}
/** What of a record of the book has a column; the rest is shown folded, as it is. */
interface BookEntry {
  readonly seq: number;
  readonly at: string;
  readonly effect: string;
  readonly subject?: Subject;
  readonly amount?: string;
}
/** What of a callback has a column. */
interface ShownDelivery {
  readonly id: unknown;
  readonly name: string;
  readonly subjects: readonly unknown[];
  readonly status: string;
  readonly queuedAt: string;
  readonly attempts: readonly { readonly status?: number | null }[];
}

/** What the provider has done, newest first, for a browser. */
export function bookPage(provider: string, entries: readonly unknown[]): string {
  const rows = (entries as readonly BookEntry[]).map((entry) => {
    const { seq, at, effect, subject = {}, amount, ...rest } = entry;
    const names = [subject.kind, subject.id, subject.externalId].filter(Boolean).join(' ');
    return [String(seq), shownTime(at), effect, names, amount ?? '', folded({ ...rest, subject })];
  });
  return recordsPage(`Book of ${provider}`, 'What the provider has done. Nothing is ever changed or taken out.', [
    ['No.', 'Time', 'Effect', 'About', 'Amount', 'All of it'],
    ...rows,
  ]);
}

/** What the provider has told us or is about to, newest first, for a browser. */
export function deliveriesPage(provider: string, deliveries: readonly unknown[]): string {
  const rows = (deliveries as readonly ShownDelivery[]).map((delivery) => {
    const { id, name, subjects, status, queuedAt, attempts } = delivery;
    const about = subjects.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(', ');
    return [String(id), shownTime(queuedAt), name, about, status, String(attempts.length), folded(delivery)];
  });
  return recordsPage(`Callbacks of ${provider}`, 'What the provider has told, or is about to.', [
    ['Id', 'Queued', 'Callback', 'About', 'Status', 'Attempts', 'All of it'],
    ...rows,
  ]);
}

type Cell = string | Markup;

function recordsPage(title: string, what: string, [head = [], ...rows]: readonly (readonly Cell[])[]): string {
  return page(
    title,
    style,
    html`<main><header><p><a href="/">Paygraph sandbox</a></p><h1>${title}</h1><p>${what} The newest are first; a program gets all as JSON.</p></header>
${
  rows.length === 0
    ? html`<p>Nothing here yet.</p>`
    : html`<div class="wide" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}</main>`,
  );
}

function folded(value: object): Markup {
  return html`<details><summary>Show</summary><pre>${JSON.stringify(value, null, 2)}</pre></details>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f2a; --dim: #596275; --line: #e4e7ec; --card: #fff; --ground: #f5f6fa; --accent: #4a4ae0; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --dim: #a3adbd; --line: #2c3240; --card: #191d27; --ground: #10131a; --accent: #9a9aff; } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 72rem; margin: 0 auto; padding: 2.5rem 1rem } h1 { margin: 0; font-size: 1.6rem } header p { color: var(--dim); margin: .25rem 0 } a { color: var(--accent) }
.wide { margin-top: 1.5rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line) } thead th { border-top: 0; color: var(--dim); font-weight: 600 }
td:nth-child(4) { overflow-wrap: anywhere } td time { white-space: nowrap } summary { cursor: pointer; color: var(--accent) } pre { max-width: 32rem; overflow-x: auto; font-size: .8rem }
`;
