import { html, type Markup, page } from '../../../kernel/markup.ts';
import { hiddenFields, shownTime } from '../../kit/page-parts.ts';
import { currencies } from '../amounts.ts';
import { detail } from '../instructions.ts';
import type { BankAccount, DepositRecord, TransactionRecord } from '../records.ts';

/** What came of the last order. */
export const notices = {
  sent: 'Transferred. The money has arrived.',
  ordered: 'Ordered. The money arrives on its day, by the sandbox’s clock.',
  unmatched: 'Transferred, but the reference fits nothing: the money waits for someone at Buckaroo.',
  amount: 'That is no amount. Write it as 10.00.',
  token: 'This page was too old. Please order again.',
} as const;
export type Notice = keyof typeof notices;

interface PageInput {
  readonly transfers: readonly TransactionRecord[];
  readonly received: readonly TransactionRecord[];
  readonly deposits: readonly DepositRecord[];
  /** The transfer whose details stand in the order. */
  readonly chosen: TransactionRecord | null;
  readonly payers: Readonly<Record<string, BankAccount>>;
  readonly token: string;
  readonly notice?: Notice;
}

/** The payer's bank: what is asked for, an order to fill in, and what has arrived. Works without scripts. */
export function bankPage(input: PageInput): string {
  const { transfers, received, deposits, notice } = input;
  const chosen = input.chosen ?? transfers.find(({ status }) => status === 792) ?? transfers[0] ?? null;
  return page(
    'The payer’s bank',
    style,
    html`<main><header><h1>The payer’s bank</h1><p>A simulator: no money moves. <a href="mail">Mail to the payer</a></p></header>
${notice ? html`<p class="notice${notice === 'sent' || notice === 'ordered' ? '' : ' bad'}" role="status">${notices[notice]}</p>` : ''}
<div class="columns"><section><h2>Asked for</h2>${
      transfers.length === 0
        ? html`<p class="empty">Nothing yet. Create a transfer, and it appears here.</p>`
        : html`<ul>${transfers.map((each) => row(each, each.key === chosen?.key))}</ul>`
    }</section>
<section><h2>New transfer</h2>${order(input, chosen)}</section></div>
<section><h2>Arrived</h2>${
      received.length + deposits.length === 0
        ? html`<p class="empty">No money has come in.</p>`
        : html`<table><thead><tr><th>Amount</th><th>From</th><th>For</th><th>When</th></tr></thead><tbody>
${deposits.map((each) => arrival(each.amount, each.currency, each.account, `unmatched: ${each.remittance}`, each.receivedAt))}
${received.map((each) => arrival(each.amount, each.currency, each.account, each.by === 'copy' ? `${each.invoice}, as a copy` : each.invoice, each.statusAt))}
</tbody></table>`
    }</section></main>`,
  );
}

function row(
  { key, invoice, amount, currency, status, paymentReference }: TransactionRecord,
  isChosen: boolean,
): Markup {
  return html`<li><a href="bank?key=${key}"${isChosen ? { markup: ' aria-current="true"' } : ''}><span><strong>${invoice}</strong><small>Reference ${paymentReference}</small></span>
<span class="amount">${amount} <small>${currency}</small></span><span class="state${status === 792 ? ' open' : ''}">${statusWords[status] ?? status}</span></a></li>`;
}
/** How a transfer stands, in the payer's words. */
export const statusWords: Readonly<Record<number, string>> = {
  190: 'Paid',
  490: 'Failed',
  792: 'Open',
  890: 'Cancelled',
  891: 'Cancelled',
};

function order({ payers, token }: PageInput, chosen: TransactionRecord | null): Markup {
  return html`<form method="post" action="bank">${hiddenFields({ token, key: chosen?.key ?? '' })}
<dl>${chosen && html`<dt>To</dt><dd>${detail(chosen, 'AccountHolderName')}</dd><dt>IBAN</dt><dd>${spaced(detail(chosen, 'IBAN'))}</dd><dt>BIC</dt><dd>${detail(chosen, 'BIC')}</dd>`}</dl>
<div class="pair"><label>Amount<input name="amount" value="${chosen?.amount ?? ''}" inputmode="decimal" required autocomplete="off"></label>
<label>Currency<select name="currency">${currencies.map((code) => html`<option>${code}</option>`)}</select></label></div>
<label>Reference<input name="reference" value="${chosen?.paymentReference ?? ''}" maxlength="140" autocomplete="off"></label>
<label>From the account<select name="payer">${Object.entries(payers).map(([id, { name, iban }]) => html`<option value="${id}">${name}, ${spaced(iban)}</option>`)}</select></label>
<label>In the name of<input name="name" maxlength="70" placeholder="as the account says" autocomplete="off"></label>
<div class="pair"><label>Arrives<select name="days"><option value="0">at once</option><option value="1">tomorrow</option><option value="30">in 30 days</option></select></label>
<label>How often<select name="times"><option value="1">once</option><option value="2">twice</option></select></label></div>
<button>Transfer</button></form>`;
}

function arrival(amount: string, currency: string, account: BankAccount | null, what: string, at: string): Markup {
  return html`<tr><td class="amount">${amount} <small>${currency}</small></td><td>${account?.name ?? 'by hand'}<small>${account ? spaced(account.iban) : ''}</small></td><td>${what}</td><td>${shownTime(at)}</td></tr>`;
}

function spaced(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f2a; --dim: #667085; --line: #e4e7ec; --card: #fff; --ground: #f5f6fa; --accent: #0b7a5b; --soft: #e3f4ee; --bad: #fdebe9 }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --dim: #98a2b3; --line: #2c3240; --card: #191d27; --ground: #10131a; --accent: #2aa27d; --soft: #14362c; --bad: #45201d } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.45 system-ui, sans-serif }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1rem } h1 { margin: 0; font-size: 1.6rem } h2 { font-size: 1.05rem; margin: 0 0 .6rem } header p { color: var(--dim); margin: .25rem 0 1.5rem } a { color: var(--accent) }
.columns { display: grid; grid-template-columns: 1fr 22rem; gap: 1.5rem; margin-bottom: 2rem; align-items: start } @media (max-width: 52rem) { .columns { grid-template-columns: 1fr } }
ul { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden } li + li { border-top: 1px solid var(--line) }
li a { display: flex; gap: 1rem; align-items: center; padding: .7rem 1rem; color: inherit; text-decoration: none } li a > span:first-child { flex: 1; min-width: 0 } li a:hover, li a:focus-visible { background: var(--ground) } li a[aria-current] { box-shadow: inset 4px 0 var(--accent) }
strong, li span small, td small { overflow: hidden; text-overflow: ellipsis } strong, li span:first-child small, td:nth-child(2) small { display: block } small, .empty, time { color: var(--dim) } .amount { font-variant-numeric: tabular-nums; white-space: nowrap }
.state { font-size: .8rem; padding: .1rem .6rem; border-radius: 99px; border: 1px solid var(--line); color: var(--dim) } .state.open { color: #fff; background: #0b7a5b; border-color: #0b7a5b }
form { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem 1.25rem } dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .75rem; margin: 0 0 .75rem } dl:empty { display: none } dt { color: var(--dim) } dd { margin: 0; text-align: right; overflow-wrap: anywhere }
label { display: block; font-size: .85rem; color: var(--dim); margin-bottom: .6rem } input, select { display: block; width: 100%; font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .6rem; margin-top: .15rem } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem }
button { width: 100%; border: 0; border-radius: 99px; padding: .75rem; margin-top: .35rem; font: inherit; font-weight: 600; color: #fff; background: #0b7a5b; cursor: pointer } button:hover { background: #09664c } :focus-visible { outline: 3px solid #7fd6bb; outline-offset: 1px }
.notice { background: var(--soft); border-radius: 10px; padding: .7rem 1rem } .notice.bad { background: var(--bad) }
@media (max-width: 40rem) { th:last-child, td:last-child { display: none } table th, table td { padding: .55rem .6rem } }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden } th, td { text-align: left; padding: .6rem 1rem; vertical-align: top; overflow-wrap: anywhere } th { font-size: .8rem; color: var(--dim); font-weight: 500 } tbody tr { border-top: 1px solid var(--line) }
`;
