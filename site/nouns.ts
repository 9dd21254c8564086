/** A page of the reference: what the API has of one noun. */
export interface Noun {
  readonly slug: string;
  readonly title: string;
  /** The queries, mutations and subscriptions that it holds. Every one of the schema has to be on a page. */
  readonly fields: RegExp;
  /** Its own types: other pages lead here for them, and show nothing of what is beneath. */
  readonly types: RegExp;
  /** What to read first, in Markdown. */
  readonly about: string;
}

const noun = (slug: string, title: string, about: string, fields: RegExp, types: RegExp): Noun => ({
  slug,
  title,
  about,
  fields,
  types,
});

/** In this order in the sidebar; a name goes to the first that takes it. */
export const nouns: readonly Noun[] = [
  noun(
    'agreements',
    'Agreements',
    'A payer’s standing consent, given in an app. How it moves: [states](/docs/reference/states#agreement).',
    /agreement/i,
    /^Agreement$/,
  ),
  noun(
    'mandates',
    'Mandates',
    'A payer’s standing consent to be charged by a bank. How it moves: [states](/docs/reference/states#mandate).',
    /mandate|chargeFile|debtorCheck/i,
    /^Mandate$/,
  ),
  noun(
    'schedules',
    'Payment schedules',
    'A rule by which charges fall due: [payment schedules](/docs/schedules).',
    /schedule/i,
    /^PaymentSchedule$/,
  ),
  noun('charges', 'Charges', 'Money that a provider takes on a day: [charges](/docs/charges).', /charge/i, /^Charge$/),
  noun(
    'transfers',
    'Transfers',
    'A payment by the payer’s own bank transfer: [transfers](/docs/guides/transfers).',
    /transfer|receipt/i,
    /^(Transfer|TransferReceipt)$/,
  ),
  noun(
    'billing-requests',
    'Billing requests',
    'Steps that a payer completes, which lead to a payment, a mandate or both. How it moves: [states](/docs/reference/states#billing-request).',
    /billingRequest|institutions/i,
    /^BillingRequest$/,
  ),
  noun(
    'payouts',
    'Payouts',
    'What a provider sends to your bank, and what it is made of: [payouts](/docs/payouts).',
    /payout|settlementStatement/i,
    /^Payout$/,
  ),
  noun(
    'ledger',
    'The ledger',
    'Double entries under every payment: [the ledger and the audit](/docs/ledger).',
    /ledger/i,
    /^LedgerEntry$/,
  ),
  noun(
    'payments',
    'Payments',
    'Money that moves once: [money and refunds](/docs/guides/money). How it moves: [states](/docs/reference/states#one-off-payment-on-an-agreement).',
    /payment|payer$/i,
    /^(Payment|OneOffPayment|Capture|Refund)$/i,
  ),
  noun(
    'events',
    'Events',
    'The log of everything that happened: [never miss an event](/docs/guides/events).',
    /^(events|eventStream|eventLogHead)$/,
    /^Event$/,
  ),
  noun(
    'webhook-endpoints',
    'Webhook endpoints',
    'Events by signed POST: [webhooks to your systems](/docs/guides/webhooks).',
    /webhook/i,
    /^(WebhookEndpoint|WebhookDelivery)$/,
  ),
  noun(
    'sandbox',
    'Sandbox',
    'Payers, banks and misbehaving providers to play with: [testing with the sandbox](/docs/guides/sandbox).',
    /sandbox/i,
    /^$/,
  ),
  noun(
    'open-work',
    'Open work',
    'What waits for an answer or for a person, and what became of a key: [idempotency](/docs/guides/idempotency), [operations](/docs/operations).',
    /attention|unresolved|resolveOperation|unprocessed|reprocess|idempotencyRecord/i,
    /^(Operation|ProviderNotification|IdempotencyRecord)$/,
  ),
  noun(
    'accounts',
    'Accounts with providers',
    'Where a merchant is connected to a provider: [going live](/docs/guides/going-live).',
    /providerAccount|providers/i,
    /^ProviderAccount$/,
  ),
  noun(
    'keys',
    'Keys, tokens and the audit trail',
    'Who may do what: [keys and scopes](/docs/guides/keys), [browsers](/docs/browsers).',
    /apiKey|clientToken|origins|auditRecords|viewer|rateLimit/i,
    /^(ApiKey|AuditRecord|Viewer)$/,
  ),
  noun('nodes', 'Nodes', 'Any thing by its id, as Relay asks for it.', /^nodes?$/, /^Node$/),
];

/** The API of operators is small, and stands on one page. */
export const operatorNoun: Noun = noun(
  'operators',
  'The API of operators',
  'For those who look after all merchants, at `/operator/graphql`: [the API of operators](/docs/operator-api).',
  /./,
  /^$/,
);
/** What several nouns use. */
export const common: Noun = noun(
  'common',
  'Common types',
  'What more than one noun uses. Errors are explained in [their catalogue](/docs/reference/errors).',
  /(?!)/,
  /^$/,
);
