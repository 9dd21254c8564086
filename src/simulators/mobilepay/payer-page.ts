import { html, type Markup, page } from '../../kernel/markup.ts';
import type { Shown } from './payer.ts';
import { merchantName } from './provider.ts';
import type { PaymentRecord } from './records.ts';

/** Why the last swipe did nothing. */
export type Notice = 'balance' | 'reserved' | 'kept' | 'token';

const notices: Readonly<Record<Notice, string>> = {
  balance: 'There is not enough money on your account.',
  reserved: 'An amount is reserved on this agreement, so you cannot end it now.',
  kept: 'This agreement cannot be ended yet.',
  token: 'This page was too old. Please swipe again.',
};

const outcomes: Readonly<Record<string, readonly [headline: string, mood: 'good' | 'bad' | 'still']>> = {
  Accepted: ['You have accepted', 'good'],
  Reserved: ['You have accepted', 'good'],
  Captured: ['Paid', 'good'],
  Rejected: ['You have rejected', 'bad'],
  Expired: ['This has expired', 'still'],
  Canceled: ['This was cancelled', 'still'],
};

interface PageInput extends Shown {
  /** The payment that is accepted with the agreement. */
  readonly first: PaymentRecord | null;
  readonly token: string;
  readonly notice?: Notice;
}

/** The payer's phone: what is asked, two buttons, and afterwards what came of it. Works without scripts. */
export function payerPage(input: PageInput): string {
  const { agreement, payment, first, notice } = input;
  const open = payment ? payment.status === 'Requested' : agreement.status === 'Pending';
  const back = payment?.userRedirect ?? agreement.links['user-redirect'];
  return page(
    `${merchantName}: ${agreement.plan}`,
    style,
    html`<main class="phone"><p class="brand">MobilePay <span>sandbox</span></p>
<div class="merchant"><span class="logo" aria-hidden="true">${merchantName.slice(0, 1)}</span><h1>${merchantName}</h1>
<p>${payment ? 'asks for a one-off payment' : open ? 'asks for an agreement' : 'Agreement'}</p></div>
${payment ? paymentCard(payment, agreement.plan) : agreementCard(input, open ? first : null)}
${notice ? html`<p class="notice" role="alert">${notices[notice]}</p>` : ''}
${open ? decision(input) : result(input, back)}
<p class="foot">A simulator: no money moves. ${payment?.id ?? agreement.id}</p></main>`,
  );
}

function agreementCard({ agreement }: PageInput, first: PaymentRecord | null): Markup {
  const amount = agreement.amount === null ? 'Varies' : `${agreement.amount} ${agreement.currency}`;
  return html`<section class="card"><h2>${agreement.plan}</h2>${agreement.description ? html`<p>${agreement.description}</p>` : ''}
<dl><dt>Amount</dt><dd>${amount}</dd><dt>How often</dt><dd>${frequencies[agreement.frequency] ?? 'As agreed'}</dd></dl></section>
${first ? html`<section class="card now"><h2>To pay now</h2><p class="amount">${first.amount} <small>${first.currency}</small></p><p>${first.description}</p></section>` : ''}`;
}

function paymentCard(payment: PaymentRecord, plan: string): Markup {
  return html`<section class="card now"><h2>One-off payment</h2><p class="amount">${payment.amount} <small>${payment.currency}</small></p>
<p>${payment.description}</p><dl><dt>On agreement</dt><dd>${plan}</dd></dl></section>`;
}

function decision(input: PageInput): Markup {
  return html`<form method="post" action="pay">${hidden(input)}
<button class="accept" name="decision" value="accept"><span aria-hidden="true">›››</span> Swipe to accept</button>
<button class="reject" name="decision" value="reject">Reject</button></form>`;
}

function result(input: PageInput, back: string): Markup {
  const { agreement, payment } = input;
  const [headline, mood] = outcomes[payment?.status ?? agreement.status] ?? ['Done', 'still'];
  const leave = agreement.links['cancel-redirect'];
  return html`<p class="result ${mood}" role="status"><span aria-hidden="true">${mood === 'good' ? '✓' : mood === 'bad' ? '✕' : '•'}</span> ${headline}</p>
<a class="back" href="${back}">Back to the shop</a>
${
  payment || agreement.status !== 'Accepted'
    ? ''
    : leave
      ? html`<a class="leave" href="${leave}">End the agreement at the shop</a>`
      : html`<form method="post" action="pay">${hidden(input)}<button class="leave" name="decision" value="cancel">End this agreement</button></form>`
}`;
}

function hidden({ agreement, payment, token }: PageInput): Markup {
  return html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="id" value="${agreement.id}">
${payment ? html`<input type="hidden" name="oneOffPaymentId" value="${payment.id}">` : ''}`;
}

const frequencies: Readonly<Record<number, string>> = {
  0: 'Flexible',
  1: 'Once a year',
  2: 'Every six months',
  4: 'Every quarter',
  12: 'Every month',
  26: 'Every two weeks',
  52: 'Every week',
  365: 'Every day',
};

const style = `
:root { --blue: #5a78ff; --ink: #131c3a; --dim: #66708c; --line: #e3e7f2 }
* { box-sizing: border-box } body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #e9edf7; color: var(--ink); font: 16px/1.45 system-ui, sans-serif }
.phone { width: min(24rem, 100vw); background: #fff; border-radius: 2rem; padding: 1.25rem 1.5rem 1.5rem; box-shadow: 0 20px 60px #1b2a5a26; margin: 1rem 0 }
@media (max-width: 26rem) { .phone { border-radius: 0; margin: 0; min-height: 100vh; box-shadow: none } }
.brand { margin: 0 0 1.25rem; font-weight: 700; color: var(--blue); text-align: center } .brand span { font-weight: 400; color: var(--dim) }
.merchant { text-align: center; margin-bottom: 1.25rem } .merchant h1 { font-size: 1.25rem; margin: .5rem 0 0 } .merchant p { margin: 0; color: var(--dim) }
.logo { display: inline-grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: 50%; background: var(--blue); color: #fff; font-size: 1.5rem; font-weight: 700 }
.card { border: 1px solid var(--line); border-radius: 1rem; padding: 1rem; margin-bottom: .75rem; overflow-wrap: anywhere } .card h2 { font-size: 1rem; margin: 0 } .card p { margin: .25rem 0 0; color: var(--dim) }
.card.now { background: #f4f6ff } .card .amount { font-size: 2.1rem; line-height: 1.2; color: var(--ink); font-weight: 700 } .amount small { font-size: 1rem; font-weight: 400 }
dl { display: grid; grid-template-columns: 1fr auto; margin: .75rem 0 0; gap: .25rem } dt { color: var(--dim) } dd { margin: 0; text-align: right }
button, .back { display: block; width: 100%; border: 0; border-radius: 99px; padding: .9rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; margin-top: .75rem }
.accept, .back { background: var(--blue); color: #fff } .accept:hover, .back:hover { background: #4462ea } .accept span { letter-spacing: -.2em; margin-right: .5em; opacity: .8 }
.reject { background: #fff; color: var(--ink); border: 1px solid var(--line) } .leave { display: block; background: none; color: var(--dim); font-weight: 400; font-size: .9rem; text-align: center; margin-top: .75rem }
button:focus-visible, a:focus-visible { outline: 3px solid #aebcff; outline-offset: 2px }
.notice { background: #fff4e0; border-radius: .75rem; padding: .75rem 1rem; margin: .75rem 0 } .result { text-align: center; font-size: 1.15rem; font-weight: 600; margin: 1rem 0 .25rem }
.result span { display: inline-grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 50%; color: #fff; background: var(--dim); margin-right: .35rem; font-size: 1rem } .good span { background: #16a36a } .bad span { background: #d64545 }
.foot { margin: 1.25rem 0 0; text-align: center; font-size: .7rem; color: var(--dim) }
`;
