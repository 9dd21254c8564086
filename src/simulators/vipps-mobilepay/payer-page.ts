import { html, type Markup } from '../../kernel/markup.ts';
import { fromMinor } from '../kit/amounts.ts';
import { hiddenFields } from '../kit/page-parts.ts';
import { type Mood, outcome, type PhoneLook, phonePage, swipeForm } from '../kit/phone.ts';
import type { AgreementRecord, ChargeRecord } from './records.ts';

export const merchantName = 'Sandbox Shop';

/** Why the last answer did nothing, or came to nothing. */
export type Notice = 'card' | 'token';
const notices: Readonly<Record<Notice, string>> = {
  card: 'Your card could not be charged, so there is no agreement.',
  token: 'This page was too old. Please answer again.',
};

const outcomes: Readonly<Record<string, readonly [headline: string, mood: Mood]>> = {
  ACTIVE: ['You have accepted', 'good'],
  EXPIRED: ['This has expired', 'still'],
  STOPPED: ['This was stopped', 'still'],
};

interface PageInput {
  readonly agreement: AgreementRecord;
  /** The charge that is accepted with it. */
  readonly first: ChargeRecord | null;
  readonly charges: readonly ChargeRecord[];
  /** The payer has just decided, and is sent back to the shop by and by. */
  readonly decided: boolean;
  readonly token: string;
  readonly notice?: Notice;
}

// Long enough to read what came of it.
const backAfterSeconds = 5;

/** The payer's phone: what is asked, two buttons, and afterwards what came of it. Works without scripts. */
export function payerPage(input: PageInput): string {
  const { agreement, notice } = input;
  const open = agreement.status === 'PENDING';
  const hidden = hiddenFields({ token: input.token, agreement: agreement.id });
  return phonePage(look, {
    brand: 'Vipps MobilePay',
    merchant: merchantName,
    title: `${merchantName}: ${agreement.productName}`,
    asks: open ? 'asks for an agreement' : 'Agreement',
    cards: [card(input)],
    notice: notice ? notices[notice] : null,
    below: open ? swipeForm('pay', hidden, { value: 'accept', label: 'Swipe to accept' }) : result(input, hidden),
    id: agreement.id,
  });
}

function card({ agreement, first }: PageInput): Markup {
  const { pricing, interval } = agreement;
  const shown = (amount: number | undefined) => `${fromMinor(BigInt(amount ?? 0))} ${pricing.currency}`;
  const price =
    pricing.type === 'LEGACY'
      ? shown(pricing.amount)
      : pricing.type === 'VARIABLE'
        ? `Up to ${shown(pricing.maxAmount ?? pricing.suggestedMaxAmount)}`
        : 'Varies';
  const rhythm = interval ? `Every ${interval.count} ${interval.unit.toLowerCase()}` : 'As agreed';
  return html`<section class="card"><h2>${agreement.productName}</h2>${agreement.productDescription ? html`<p>${agreement.productDescription}</p>` : ''}
<dl><dt>Amount</dt><dd>${price}</dd><dt>How often</dt><dd>${rhythm}</dd></dl></section>
${first ? html`<section class="card now"><h2>${first.status === 'PENDING' ? 'To pay now' : 'Paid with it'}</h2><p class="amount">${fromMinor(BigInt(first.amount))} <small>${first.currency}</small></p><p>${first.description}</p></section>` : ''}`;
}

function result({ agreement, decided }: PageInput, hidden: Markup): Markup {
  const [headline, mood] = outcomes[agreement.status] ?? ['Done', 'still'];
  const back = agreement.merchantRedirectUrl;
  return html`${outcome(headline, mood)}
${decided ? html`<meta http-equiv="refresh" content="${String(backAfterSeconds)};url=${back}">` : ''}<a class="back" href="${back}">Back to the shop</a>
${agreement.status === 'ACTIVE' ? html`<form method="post" action="pay">${hidden}<button class="leave" name="decision" value="stop">Stop this agreement</button></form>` : ''}`;
}

const look: PhoneLook = {
  accent: '#ff5b24',
  accentHover: '#e0481a',
  ink: '#161225',
  dim: '#6a6678',
  line: '#ebe7ef',
  ground: '#f4f0f7',
  shadow: '#2a1b5a26',
  soft: '#fff6f2',
  focus: '#ffbca6',
  good: '#16a36a',
  bad: '#d64545',
  markRadius: '1rem',
};
