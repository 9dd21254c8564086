/** A page of the documentation: the file that it is made of, by its path from the root of the project, and how the sidebar calls it. */
export interface Entry {
  readonly source: string;
  readonly title: string;
  /** Its address beneath `/docs/`, where that is not its path within `docs/`. */
  readonly at?: string;
}
export interface Chapter {
  readonly title: string;
  readonly entries: readonly Entry[];
}

const provider = (folder: string, title: string): Entry => ({
  source: `src/providers/${folder}/README.md`,
  title,
  at: `providers/${folder}`,
});

/** The sidebar. A file in `docs/` that does not stand here fails the check; decisions are listed by their folder. */
export const chapters: readonly Chapter[] = [
  {
    title: 'Start',
    entries: [
      { source: 'docs/README.md', title: 'Paygraph', at: '' },
      { source: 'docs/quick-start.md', title: 'Quick start' },
      { source: 'docs/concepts.md', title: 'Concepts' },
      { source: 'docs/providers.md', title: 'What each provider can do' },
    ],
  },
  {
    title: 'Guides',
    entries: [
      { source: 'docs/guides/events.md', title: 'Never miss an event' },
      { source: 'docs/guides/idempotency.md', title: 'Idempotency' },
      { source: 'docs/guides/money.md', title: 'Money and refunds' },
      { source: 'docs/charges.md', title: 'Charges: money on a day' },
      { source: 'docs/schedules.md', title: 'Payment schedules' },
      { source: 'docs/guides/transfers.md', title: 'Transfers' },
      { source: 'docs/payouts.md', title: 'Payouts' },
      { source: 'docs/ledger.md', title: 'The ledger and the audit' },
      { source: 'docs/guides/webhooks.md', title: 'Webhooks to your systems' },
      { source: 'docs/guides/keys.md', title: 'Keys and scopes' },
      { source: 'docs/guides/rate-limits.md', title: 'Limits' },
      { source: 'docs/guides/pagination.md', title: 'Pagination' },
      { source: 'docs/browsers.md', title: 'Browsers and client tokens' },
      { source: 'docs/clients.md', title: 'Clients' },
      { source: 'client/README.md', title: 'The client library', at: 'client-library' },
      { source: 'examples/checkout/README.md', title: 'A checkout page', at: 'checkout' },
      { source: 'docs/guides/sandbox.md', title: 'Testing with the sandbox' },
      { source: 'docs/guides/examples.md', title: 'The example' },
      { source: 'docs/guides/going-live.md', title: 'Going live' },
      { source: 'docs/moving-from-mobilepay.md', title: 'Moving from MobilePay' },
    ],
  },
  {
    title: 'Operations',
    entries: [
      { source: 'docs/production.md', title: 'Production' },
      { source: 'docs/settings.md', title: 'Settings' },
      { source: 'docs/operations.md', title: 'Operations' },
      { source: 'docs/console.md', title: 'The console' },
      { source: 'docs/command-line.md', title: 'The command line' },
      { source: 'docs/operator-api.md', title: 'The API of operators' },
      { source: 'docs/backup.md', title: 'Backup and restore' },
      { source: 'docs/upgrade.md', title: 'Upgrade' },
      { source: 'docs/scale.md', title: 'Scale' },
      { source: 'docs/reliability.md', title: 'Reliability' },
      { source: 'docs/benchmarks.md', title: 'Benchmarks' },
    ],
  },
  {
    title: 'Reference',
    entries: [
      { source: 'docs/reference/errors.md', title: 'Errors' },
      { source: 'docs/reference/states.md', title: 'States' },
      { source: 'docs/bad-input.md', title: 'What bad input gets' },
      { source: 'docs/versioning.md', title: 'Versioning' },
      { source: 'CHANGELOG.md', title: 'Changelog', at: 'changelog' },
      provider('mobilepay', 'MobilePay Subscriptions'),
      provider('vipps-mobilepay', 'Vipps MobilePay'),
      provider('betalingsservice', 'Betalingsservice'),
      provider('gocardless', 'GoCardless'),
      provider('buckaroo', 'Buckaroo'),
      { source: 'src/simulators/README.md', title: 'The simulators', at: 'simulators' },
    ],
  },
  {
    title: 'How it is built',
    entries: [
      { source: 'docs/promises.md', title: 'What we promise' },
      { source: 'docs/architecture.md', title: 'Architecture' },
      { source: 'docs/glossary.md', title: 'Glossary' },
      { source: 'CONTRIBUTING.md', title: 'Working on it', at: 'contributing' },
    ],
  },
];
