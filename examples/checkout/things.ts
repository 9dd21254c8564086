/** What the page shows, and asks for: no more than a client token may read. */
export const paymentFields = `id status statusReason { message }
  amounts { requested { decimal currency } }
  nextAction { __typename
    ... on RedirectPayer { url }
    ... on ShowBankDetails { accountHolder iban bic paymentReference }
  }`;
export const billingRequestFields = `id status statusReason { message }
  nextActions { type waitsBecause }
  flow { authorisationUrl }`;

export interface PaymentShown {
  readonly id: string;
  readonly status: string;
  readonly statusReason: { readonly message: string } | null;
  readonly amounts: { readonly requested: { readonly decimal: string; readonly currency: string } };
  readonly nextAction:
    | { readonly __typename: 'RedirectPayer'; readonly url: string }
    | {
        readonly __typename: 'ShowBankDetails';
        readonly accountHolder: string;
        readonly iban: string;
        readonly bic: string;
        readonly paymentReference: string;
      }
    | { readonly __typename: 'AwaitPayerApp' | 'CompleteBillingActions' }
    | null;
}
export interface BillingRequestShown {
  readonly id: string;
  readonly status: string;
  readonly statusReason: { readonly message: string } | null;
  readonly nextActions: readonly { readonly type: string; readonly waitsBecause: string | null }[];
  readonly flow: { readonly authorisationUrl: string } | null;
}

/** Sentences for a payer; a status that is not here is shown as it is. */
const sentences: Readonly<Record<string, string>> = {
  CREATED: 'One moment …',
  PENDING: 'Waiting for you.',
  REQUIRES_PAYER_ACTION: 'Waiting for you.',
  AUTHORIZED: 'Approved. Thank you!',
  PROCESSING: 'On its way.',
  // It may have happened: nobody is told that it failed.
  UNRESOLVED: 'On its way.',
  PARTIALLY_SETTLED: 'A part has come in. Please send the rest.',
  SETTLED: 'Paid. Thank you!',
  FULFILLED: 'Done. Thank you!',
  REJECTED: 'You said no.',
  CANCELLED: 'Cancelled.',
  EXPIRED: 'The time is over.',
  FAILED: 'It did not work.',
};
export const sentenceOf = ({ status, statusReason }: Pick<PaymentShown, 'status' | 'statusReason'>): string =>
  [sentences[status] ?? status, statusReason?.message].filter(Boolean).join(' ');

/** A fresh token of the shop's own server, for this thing and this page. */
export async function tokenOf(id: string): Promise<string> {
  const response = await fetch(`/token?id=${encodeURIComponent(id)}`);
  if (!response.ok) throw new Error(`the shop answered ${response.status}`);
  return response.text();
}

/** What the shop's server has written into the page. */
export const apiUrl = (): string => document.documentElement.dataset.api ?? '';
/** The thing stands in the address, so that a page that is loaded again goes on. */
export const idInAddress = (): string => new URLSearchParams(location.search).get('id') ?? '';
