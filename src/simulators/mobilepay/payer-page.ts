import { html, type Markup } from '../../kernel/markup.ts';
import { hiddenFields } from '../kit/page-parts.ts';
import { type Mood, outcome, type PhoneLook, phonePage, swipeForm } from '../kit/phone.ts';
import { merchantName } from './provider.ts';
import type { AgreementRecord, PaymentRecord } from './records.ts';

/** What the payer looks at: an agreement, or one payment on it. */
export interface Shown {
  readonly agreement: AgreementRecord;
  readonly payment: PaymentRecord | null;
}

// Long enough to read what came of it.
const backAfterSeconds = 5;

/** Why the last swipe did nothing. */
export type Notice = 'balance' | 'reserved' | 'kept' | 'token';

const notices: Readonly<Record<Notice, string>> = {
  balance: 'There is not enough money on your account.',
  reserved: 'An amount is reserved on this agreement, so you cannot end it now.',
  kept: 'This agreement cannot be ended yet.',
  token: 'This page was too old. Please swipe again.',
};

const outcomes: Readonly<Record<string, readonly [headline: string, mood: Mood]>> = {
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
  /** Whether an amount is reserved on the agreement, so that its payer cannot end it. */
  readonly reserved: boolean;
  /** The payer has just decided, and is sent back to the shop by and by. */
  readonly decided: boolean;
  readonly token: string;
  readonly notice?: Notice;
}

/** The payer's phone: what is asked, two buttons, and afterwards what came of it. Works without scripts. */
export function payerPage(input: PageInput): string {
  const { agreement, payment, first, notice } = input;
  const open = payment ? payment.status === 'Requested' : agreement.status === 'Pending';
  const back = payment?.userRedirect ?? agreement.links['user-redirect'];
  return phonePage(look, {
    brand: 'MobilePay',
    merchant: merchantName,
    title: `${merchantName}: ${agreement.plan}`,
    asks: payment ? 'asks for a one-off payment' : open ? 'asks for an agreement' : 'Agreement',
    cards: [payment ? paymentCard(payment, agreement.plan) : agreementCard(input, first)],
    notice: notice ? notices[notice] : null,
    below: open ? swipeForm('pay', hidden(input), { value: 'accept', label: 'Swipe to accept' }) : result(input, back),
    id: payment?.id ?? agreement.id,
  });
}

function agreementCard({ agreement }: PageInput, first: PaymentRecord | null): Markup {
  const amount = agreement.amount === null ? 'Varies' : `${agreement.amount} ${agreement.currency}`;
  return html`<section class="card"><h2>${agreement.plan}</h2>${agreement.description ? html`<p>${agreement.description}</p>` : ''}
<dl><dt>Amount</dt><dd>${amount}</dd><dt>How often</dt><dd>${frequencies[agreement.frequency] ?? 'As agreed'}</dd></dl></section>
${first ? html`<section class="card now"><h2>${first.status === 'Requested' ? 'To pay now' : 'Paid with it'}</h2><p class="amount">${first.amount} <small>${first.currency}</small></p><p>${first.description}</p></section>` : ''}`;
}

function paymentCard(payment: PaymentRecord, plan: string): Markup {
  return html`<section class="card now"><h2>One-off payment</h2><p class="amount">${payment.amount} <small>${payment.currency}</small></p>
<p>${payment.description}</p><dl><dt>On agreement</dt><dd>${plan}</dd></dl></section>`;
}

function result(input: PageInput, back: string): Markup {
  const { agreement, payment } = input;
  const [headline, mood] = outcomes[payment?.status ?? agreement.status] ?? ['Done', 'still'];
  const leave = agreement.links['cancel-redirect'];
  const ends = !payment && agreement.status === 'Accepted';
  return html`${outcome(headline, mood)}
${input.decided ? html`<meta http-equiv="refresh" content="${String(backAfterSeconds)};url=${back}">` : ''}<a class="back" href="${back}">Back to the shop</a>
${
  !ends
    ? ''
    : leave
      ? html`<a class="leave" href="${leave}">End the agreement at the shop</a>`
      : input.reserved
        ? html`<p class="foot">${notices.reserved}</p>`
        : html`<form method="post" action="pay">${hidden(input)}<button class="leave" name="decision" value="cancel">End this agreement</button></form>`
}`;
}

function hidden({ agreement, payment, token }: PageInput): Markup {
  return hiddenFields({ token, id: agreement.id, oneOffPaymentId: payment?.id });
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

const look: PhoneLook = {
  accent: '#5a78ff',
  accentHover: '#4462ea',
  ink: '#131c3a',
  dim: '#66708c',
  line: '#e3e7f2',
  ground: '#e9edf7',
  shadow: '#1b2a5a26',
  soft: '#f4f6ff',
  focus: '#aebcff',
  good: '#16a36a',
  bad: '#d64545',
  markRadius: '50%',
};
