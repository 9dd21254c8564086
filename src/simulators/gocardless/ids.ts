import type { Step } from '../kit/simulator.ts';

/** What each of GoCardless' ids begins with. */
const prefixes = {
  billingRequest: 'BRQ',
  bankAuthorisation: 'BAU',
  bankAccount: 'BA',
  customer: 'CU',
  customerBillingDetail: 'CBD',
  event: 'EV',
  flow: 'BRF',
  mandate: 'MD',
  mandateRequest: 'MRQ',
  payment: 'PM',
  paymentRequest: 'PRQ',
  payout: 'PO',
  refund: 'RF',
  webhook: 'WB',
} as const;

const usualLength = 12;
// A flow's id opens its page to whoever has it, so it is longer than the others.
const flowLength = 29;

/** A new id in GoCardless' form, such as BRQ0005YYBY80QS. */
export function newId(step: Pick<Step, 'newId'>, kind: keyof typeof prefixes): string {
  const length = kind === 'flow' ? flowLength : usualLength;
  let text = '';
  while (text.length < length) text += letters(step.newId());
  return prefixes[kind] + text.slice(0, length);
}

/** A token that a payer's browser holds, such as sesh_4f… */
export function newSessionToken(step: Pick<Step, 'newId'>): string {
  return `sesh_${letters(step.newId()).toLowerCase()}`;
}

function letters(uuid: string): string {
  // The first digit of a number in base 36 is not evenly spread: left out.
  return BigInt(`0x${uuid.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()
    .slice(1);
}
