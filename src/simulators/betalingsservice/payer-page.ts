import { html, type Markup } from '../../kernel/markup.ts';
import { hiddenFields, shownTime } from '../kit/page-parts.ts';
import { type Mood, outcome, type PhoneLook, phonePage, swipeForm } from '../kit/phone.ts';
import { maskText } from './mask.ts';
import type { MandateRecord, MandateState, PaymentState, RequestRecord } from './records.ts';

const merchantName = 'Sandbox Shop';

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
  return phonePage(look, {
    brand: 'Betalingsservice',
    merchant: merchantName,
    title: `${merchantName}: ${request.amount} DKK`,
    asks: `asks for a payment${mandate ? ' and an agreement' : ''}`,
    cards: [paymentCard(request), mandate && mandateCard(mandate)],
    notice: stale ? 'This page was too old. Please swipe again.' : null,
    below: open
      ? swipeForm('app', hiddenFields({ token, id: request.uuid }), { value: 'approve', label: 'Swipe to approve' })
      : outcome(...outcomes[request.state]),
    id: request.uuid,
  });
}

function paymentCard({ amount, textLines, reference, payment, expiresAt }: RequestRecord): Markup {
  return html`<section class="card now"><h2>Payment</h2><p class="amount">${amount} <small>DKK</small></p>
${textLines.map((line) => html`<p>${maskText(line)}</p>`)}
<dl>${reference === null ? '' : html`<dt>Reference</dt><dd>${maskText(reference)}</dd>`}
<dt>Status</dt><dd>${payments[payment.state]}</dd>
${payment.state === 'PENDING' ? html`<dt>Answer before</dt><dd>${shownTime(expiresAt, ' UTC')}</dd>` : ''}</dl></section>`;
}

function mandateCard({ customerNumber, state, mandateId }: MandateRecord): Markup {
  return html`<section class="card"><h2>Agreement</h2><p>Later bills are paid by Betalingsservice.</p>
<dl><dt>Customer number</dt><dd>${maskText(customerNumber)}</dd><dt>Status</dt><dd>${mandates[state]}</dd>
${mandateId === null ? '' : html`<dt>Number</dt><dd>${mandateId}</dd>`}</dl></section>`;
}

const look: PhoneLook = {
  accent: '#0b6e4f',
  accentHover: '#095a41',
  ink: '#14231d',
  dim: '#5d6f67',
  line: '#dde7e2',
  ground: '#e6efea',
  shadow: '#0b3a2a26',
  soft: '#f1f8f4',
  focus: '#8fcdb6',
  good: '#0b8a60',
  bad: '#c94040',
  markRadius: '1rem',
};
