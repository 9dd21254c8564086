import { html, page, pageHeaders } from '../../kernel/markup.ts';
import { shownTime } from '../kit/page-parts.ts';
import { doorCall } from '../kit/payer-door.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Call, Reply, Step, WireRequest } from '../kit/simulator.ts';
import type { MailRecord } from './instructions.ts';

const shownMax = 200;

/** The mails that would have been sent, newest first: as a page for a browser, as JSON for a test. */
export function mailCall(request: WireRequest): Call | null {
  return doorCall(request, { operation: 'mail', look: show });
}

function show(step: Step, { headers }: WireRequest): Reply {
  const mails = step.documents.list<MailRecord>('mail', { newestFirst: true, limit: shownMax });
  if (!(headers.accept ?? '').includes('text/html')) return jsonReply(200, { mails });
  return {
    status: 200,
    headers: pageHeaders,
    body: page(
      'Buckaroo: mail',
      style,
      html`<main><header><h1>Mail</h1><p>What Buckaroo would have mailed. Nothing was sent. <a href="bank">The payer’s bank</a></p></header>
${mails.length === 0 ? html`<p class="empty">No mail yet. A transfer with <code>SendMail</code> writes one.</p>` : mails.map(letter)}</main>`,
    ),
  };
}

function letter({ at, to, subject, text }: MailRecord) {
  return html`<article><h2>${subject}</h2><p class="to"><span>To ${to}</span> ${shownTime(at)}</p><pre>${text.replaceAll('\r', '')}</pre></article>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f2a; --dim: #667085; --line: #e4e7ec; --card: #fff; --ground: #f5f6fa; --accent: #0b7a5b }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --dim: #98a2b3; --line: #2c3240; --card: #191d27; --ground: #10131a; --accent: #57d0ab } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1rem } h1 { margin: 0; font-size: 1.6rem } header p, .to, .empty { color: var(--dim) } header p { margin: .25rem 0 2rem } a { color: var(--accent) }
article { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem; margin-bottom: 1rem; overflow-wrap: anywhere } h2 { font-size: 1.05rem; margin: 0 } .to { margin: 0 0 .75rem; font-size: .9rem }
.to { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem } pre { margin: 0; font: inherit; white-space: pre-wrap }
`;
