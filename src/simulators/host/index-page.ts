import { html, page } from '../../kernel/markup.ts';
import { shownTime } from '../kit/page-parts.ts';
import type { PayerPage } from '../kit/simulator.ts';

/** What one simulator shows on the front page. */
export interface ShownProvider {
  readonly name: string;
  readonly baseUrl: string;
  /** When its banks next work, where they keep hours. */
  readonly banksWorkAt: Date | null;
  readonly pages: readonly PayerPage[];
}

/** How each provider writes its name, and what makes its first page for a payer. */
const shown: Readonly<Record<string, { readonly title: string; readonly first: string }>> = {
  mobilepay: { title: 'MobilePay', first: 'Create an agreement' },
  betalingsservice: { title: 'Betalingsservice', first: 'Create a collection request' },
  gocardless: { title: 'GoCardless', first: 'Make a flow for a billing request' },
  buckaroo: { title: 'Buckaroo', first: 'Create a transfer' },
  vipps_mobilepay: { title: 'Vipps MobilePay', first: 'Create an agreement with it' },
};

/** The sandbox for people: what waits for a payer, by provider. */
export function indexPage(now: Date, providers: readonly ShownProvider[]): string {
  return page(
    'Paygraph sandbox',
    style,
    html`<main><header><h1>Paygraph sandbox</h1><p>Payment providers on your own machine. No money moves here.
<br>Sandbox time: <time>${now.toISOString()}</time></p></header>
${providers.map(
  ({ name, baseUrl, banksWorkAt, pages }) => html`<section><div class="head"><h2>${shown[name]?.title ?? name}</h2>
<p class="links"><a href="${baseUrl}/book">Book</a> <a href="${baseUrl}/deliveries">Callbacks</a></p></div>
${banksWorkAt ? html`<p class="hours">Its banks next work at <time>${banksWorkAt.toISOString()}</time></p>` : ''}
${pages.length === 0 ? html`<p class="empty">Nothing here yet. ${shown[name]?.first ?? 'Ask for something'}, and its payer’s page appears.</p>` : html`<ul>${pages.map(row)}</ul>`}</section>`,
)}</main>`,
  );
}

function row({ title, detail, status, open, url, at }: PayerPage) {
  return html`<li><a href="${url}"><span><strong>${title}</strong><small>${detail}</small></span>
<span class="state${open ? ' open' : ''}">${status}</span>${shownTime(at)}</a></li>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f2a; --dim: #667085; --line: #e4e7ec; --card: #fff; --ground: #f5f6fa; --accent: #5a5af0; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --dim: #98a2b3; --line: #2c3240; --card: #191d27; --ground: #10131a; --accent: #9a9aff; } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1rem } h1 { margin: 0; font-size: 1.6rem } header p { color: var(--dim); margin: .25rem 0 2rem }
section + section { margin-top: 2rem } .head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem }
h2 { font-size: 1.1rem; margin: 0 } .links { margin: 0 } .links a { color: var(--accent); margin-left: .75rem }
ul { list-style: none; margin: .75rem 0 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden }
li + li { border-top: 1px solid var(--line) } li a { display: flex; gap: 1rem; align-items: center; padding: .75rem 1rem; color: inherit; text-decoration: none }
li a:hover, li a:focus { background: var(--ground) } li a > span:first-child { flex: 1; min-width: 0 } strong, small { display: block; overflow: hidden; text-overflow: ellipsis }
small, li time, .empty, .hours { color: var(--dim) } li time { font-size: .8rem; white-space: nowrap }
.hours { margin: 0; font-size: .8rem }
.state { font-size: .8rem; padding: .1rem .6rem; border-radius: 99px; border: 1px solid var(--line); color: var(--dim) } .state.open { color: #fff; background: #5a5af0; border-color: #5a5af0 }
@media (max-width: 32rem) { li time { display: none } }
`;
