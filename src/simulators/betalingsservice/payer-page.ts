import { html, type Markup, page } from '../../kernel/markup.ts';
import { maskText } from './mask.ts';
import type { MandateRecord, MandateState, PaymentState, RequestRecord } from './records.ts';

const merchantName = 'Sandbox Shop';

type Mood = 'good' | 'bad' | 'still';
const outcomes: Readonly<Record<RequestRecord['state'], readonly [headline: string, mood: Mood]>> = {
  RECEIVED: ['On its way to your app', 'still'],
  PENDING_APPROVAL: ['Waiting for you', 'still'],
  APPROVED: ['You have approved', 'good'],
  REJECTED: ['You have rejected', 'bad'],
  EXPIRED: ['This has expired', 'still'],
  FAILED: ['This could not be shown to you', 'bad'],
};
const payments: Readonly<Record<PaymentState, string>> = {
  PENDING: 'Waits for you',
  PROCESSING: 'Under way',
  COMPLETED: 'Paid',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};
const mandates: Readonly<Record<MandateState, string>> = {
  PENDING: 'Waits for you',
  RECEIVED: 'Being checked',
  AT_BANK: 'With your bank',
  ACTIVE: 'Active',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

interface PageInput {
  readonly request: RequestRecord;
  readonly mandate: MandateRecord | null;
  readonly open: boolean;
  readonly token: string;
  /** The form that was sent did not come from this page. */
  readonly stale: boolean;
}

/** The debtor's app: what is asked, two buttons, and afterwards how payment and mandate stand. Works without scripts. */
export function payerPage({ request, mandate, open, token, stale }: PageInput): string {
  return page(
    `${merchantName}: ${request.amount} DKK`,
    style,
    html`<main class="phone"><p class="brand">Betalingsservice <span>sandbox</span></p>
<div class="creditor"><span class="logo" aria-hidden="true">${merchantName.slice(0, 1)}</span><h1>${merchantName}</h1>
<p>asks for a payment${mandate ? ' and an agreement' : ''}</p></div>
${paymentCard(request)}
${mandate ? mandateCard(mandate) : ''}
${stale ? html`<p class="notice" role="alert">This page was too old. Please swipe again.</p>` : ''}
${open ? decision(request, token) : result(request)}
<p class="foot">A simulator: no money moves. ${request.uuid}</p></main>`,
  );
}

function paymentCard({ amount, textLines, reference, payment, expiresAt }: RequestRecord): Markup {
  return html`<section class="card now"><h2>Payment</h2><p class="amount">${amount} <small>DKK</small></p>
${textLines.map((line) => html`<p>${maskText(line)}</p>`)}
<dl>${reference === null ? '' : html`<dt>Reference</dt><dd>${maskText(reference)}</dd>`}
<dt>Status</dt><dd>${payments[payment.state]}</dd>
${payment.state === 'PENDING' ? html`<dt>Answer before</dt><dd><time>${expiresAt.slice(0, 16).replace('T', ' ')} UTC</time></dd>` : ''}</dl></section>`;
}

function mandateCard({ customerNumber, state, mandateId }: MandateRecord): Markup {
  return html`<section class="card"><h2>Agreement</h2><p>Later bills are paid by Betalingsservice.</p>
<dl><dt>Customer number</dt><dd>${maskText(customerNumber)}</dd><dt>Status</dt><dd>${mandates[state]}</dd>
${mandateId === null ? '' : html`<dt>Number</dt><dd>${mandateId}</dd>`}</dl></section>`;
}

function decision({ uuid }: RequestRecord, token: string): Markup {
  return html`<form method="post" action="app"><input type="hidden" name="token" value="${token}"><input type="hidden" name="id" value="${uuid}">
<button class="approve" name="decision" value="approve"><span aria-hidden="true">›››</span> Swipe to approve</button>
<button class="reject" name="decision" value="reject">Reject</button></form>`;
}

function result({ state }: RequestRecord): Markup {
  const [headline, mood] = outcomes[state];
  return html`<p class="result ${mood}" role="status"><span aria-hidden="true">${mood === 'good' ? '✓' : mood === 'bad' ? '✕' : '•'}</span> ${headline}</p>`;
}

const style = `
:root { --green: #0b6e4f; --ink: #14231d; --dim: #5d6f67; --line: #dde7e2 }
* { box-sizing: border-box } body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #e6efea; color: var(--ink); font: 16px/1.45 system-ui, sans-serif }
.phone { width: min(24rem, 100vw); background: #fff; border-radius: 2rem; padding: 1.25rem 1.5rem 1.5rem; box-shadow: 0 20px 60px #0b3a2a26; margin: 1rem 0 }
@media (max-width: 26rem) { .phone { border-radius: 0; margin: 0; min-height: 100vh; box-shadow: none } }
.brand { margin: 0 0 1.25rem; font-weight: 700; color: var(--green); text-align: center } .brand span { font-weight: 400; color: var(--dim) }
.creditor { text-align: center; margin-bottom: 1.25rem } .creditor h1 { font-size: 1.25rem; margin: .5rem 0 0 } .creditor p { margin: 0; color: var(--dim) }
.logo { display: inline-grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: 1rem; background: var(--green); color: #fff; font-size: 1.5rem; font-weight: 700 }
.card { border: 1px solid var(--line); border-radius: 1rem; padding: 1rem; margin-bottom: .75rem; overflow-wrap: anywhere } .card h2 { font-size: 1rem; margin: 0 } .card p { margin: .25rem 0 0; color: var(--dim) }
.card.now { background: #f1f8f4 } .card .amount { font-size: 2.1rem; line-height: 1.2; color: var(--ink); font-weight: 700 } .amount small { font-size: 1rem; font-weight: 400 }
dl { display: grid; grid-template-columns: 1fr auto; margin: .75rem 0 0; gap: .25rem } dt { color: var(--dim) } dd { margin: 0; text-align: right }
button { display: block; width: 100%; border: 0; border-radius: 99px; padding: .9rem 1rem; font: inherit; font-weight: 600; text-align: center; cursor: pointer; margin-top: .75rem }
.approve { background: var(--green); color: #fff } .approve:hover { background: #095a41 } .approve span { letter-spacing: -.2em; margin-right: .5em; opacity: .8 }
.reject { background: #fff; color: var(--ink); border: 1px solid var(--line) } button:focus-visible { outline: 3px solid #8fcdb6; outline-offset: 2px }
.notice { background: #fff4e0; border-radius: .75rem; padding: .75rem 1rem; margin: .75rem 0 } .result { text-align: center; font-size: 1.15rem; font-weight: 600; margin: 1rem 0 .25rem }
.result span { display: inline-grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 50%; color: #fff; background: var(--dim); margin-right: .35rem; font-size: 1rem } .good span { background: #0b8a60 } .bad span { background: #c94040 }
.foot { margin: 1.25rem 0 0; text-align: center; font-size: .7rem; color: var(--dim) }
`;
