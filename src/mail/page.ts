import { html, page } from '../kernel/markup.ts';
import type { KeptMail } from './outbox.ts';

/** The outbox of a sandbox, for a browser. */
export function mailPage(mails: readonly KeptMail[]): string {
  return page(
    'Paygraph: mail',
    style,
    html`<main><header><h1>Mail</h1><p>What Paygraph mails to the demo shop. Unless <code>SMTP_URL</code> is set it is kept here, and not sent.</p></header>
${mails.length === 0 ? html`<p class="empty">No mail yet. A webhook endpoint with a <code>contactEmail</code> that is switched off writes one.</p>` : mails.map(letter)}</main>`,
  );
}

function letter({ to, subject, text, createdAt, sentAt, lastError }: KeptMail) {
  const state = sentAt ? 'sent' : (lastError ?? 'kept');
  return html`<article><h2>${subject}</h2><p class="to">To ${to} · ${state} <time>${createdAt.toISOString().slice(0, 16).replace('T', ' ')}</time></p><pre>${text}</pre></article>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f2a; --dim: #667085; --line: #e4e7ec; --card: #fff; --ground: #f5f6fa }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --dim: #98a2b3; --line: #2c3240; --card: #191d27; --ground: #10131a } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1rem } h1 { margin: 0; font-size: 1.6rem } header p, .to, .empty { color: var(--dim) } header p { margin: .25rem 0 2rem }
article { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem; margin-bottom: 1rem; overflow-wrap: anywhere } h2 { font-size: 1.05rem; margin: 0 } .to { margin: 0 0 .75rem; font-size: .9rem }
.to time { float: right } pre { margin: 0; font: inherit; white-space: pre-wrap }
`;
