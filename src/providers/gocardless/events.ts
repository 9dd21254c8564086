import type { ProviderRef } from '../../domain/port/provider.ts';
import { payoutRef } from './payouts/payouts.ts';
import { mandateRef, paymentRef, requestRef } from './translate.ts';
import type { WireEvent } from './wire.ts';

/**
 * Every kind of event that GoCardless documents (notes §5.2–5.6), reviewed: those that change something that we show make us ask,
 * the others are of no concern to us. A kind that is in neither list is kept for a person.
 */
type Bearing = 'checkStatus' | 'irrelevant';

interface Subject {
  /** The link that names it. */
  readonly link: string;
  readonly ref: (id: string) => ProviderRef;
  readonly actions: Readonly<Record<string, Bearing>>;
}

const subjects: Readonly<Record<string, Subject>> = {
  billing_requests: {
    link: 'billing_request',
    ref: requestRef,
    actions: {
      created: 'checkStatus',
      choose_currency: 'checkStatus',
      collect_amount: 'checkStatus',
      collect_customer_details: 'checkStatus',
      select_institution: 'checkStatus',
      collect_bank_account: 'checkStatus',
      payer_details_confirmed: 'checkStatus',
      bank_authorisation_authorised: 'checkStatus',
      bank_authorisation_denied: 'checkStatus',
      bank_authorisation_expired: 'checkStatus',
      bank_authorisation_failed: 'checkStatus',
      fulfilled: 'checkStatus',
      cancelled: 'checkStatus',
      failed: 'checkStatus',
      // The payer looks at a page: nothing about the request changes.
      bank_authorisation_visited: 'irrelevant',
      flow_created: 'irrelevant',
      flow_visited: 'irrelevant',
      flow_exited: 'irrelevant',
      payer_geo_blocked: 'checkStatus',
    },
  },
  mandates: {
    link: 'mandate',
    ref: mandateRef,
    actions: {
      created: 'checkStatus',
      customer_approval_granted: 'checkStatus',
      customer_approval_skipped: 'checkStatus',
      submitted: 'checkStatus',
      active: 'checkStatus',
      failed: 'checkStatus',
      cancelled: 'checkStatus',
      expired: 'checkStatus',
      transferred: 'checkStatus',
      resubmission_requested: 'checkStatus',
      reinstated: 'checkStatus',
      replaced: 'checkStatus',
      consumed: 'checkStatus',
      blocked: 'checkStatus',
      suspended_by_payer: 'checkStatus',
    },
  },
  payments: {
    link: 'payment',
    ref: paymentRef,
    actions: {
      created: 'checkStatus',
      customer_approval_granted: 'checkStatus',
      customer_approval_denied: 'checkStatus',
      submitted: 'checkStatus',
      confirmed: 'checkStatus',
      paid_out: 'checkStatus',
      failed: 'checkStatus',
      charged_back: 'checkStatus',
      chargeback_cancelled: 'checkStatus',
      cancelled: 'checkStatus',
      resubmission_requested: 'checkStatus',
      // These settle accounts between GoCardless and the merchant; the payment has moved before.
      late_failure_settled: 'irrelevant',
      chargeback_settled: 'irrelevant',
      surcharge_fee_debited: 'irrelevant',
      sds_settlement_delayed: 'irrelevant',
    },
  },
  refunds: {
    link: 'refund',
    // An event of a refund names no payment: it is in our rows, and in the answer about one that is not.
    ref: (id) => ({ kind: 'refund', id }),
    actions: {
      created: 'checkStatus',
      paid: 'checkStatus',
      failed: 'checkStatus',
      funds_returned: 'checkStatus',
      // Taken off a payout, which is independent of whether the payer gets it.
      refund_settled: 'irrelevant',
    },
  },
  payouts: {
    link: 'payout',
    ref: payoutRef,
    actions: { paid: 'checkStatus', fx_rate_confirmed: 'checkStatus', tax_exchange_rates_confirmed: 'checkStatus' },
  },
  // That a payout bounced is told as an event of its creditor.
  creditors: { link: 'payout', ref: payoutRef, actions: { bounced_payout: 'checkStatus' } },
};

/** What else an account is told of. We show none of it. */
const others: ReadonlySet<string> = new Set([
  'customers',
  'exports',
  'instalment_schedules',
  'organisations',
  'outbound_payments',
  'payer_authorisations',
  'payment_account_transactions',
  'scheme_identifiers',
  'subscriptions',
]);

/**
 * What the event is about, in our words; null for what we have no word for. A kind of resource that is new may still name a thing of ours, the
 * nearest first: a refund, its payment, the mandate of that.
 */
export function refOf({ resource_type, links }: WireEvent): ProviderRef | null {
  const own = subjectOf(resource_type);
  const nearest = own
    ? [own]
    : ['refunds', 'payments', 'mandates', 'billing_requests'].flatMap((one) => subjectOf(one) ?? []);
  const found = nearest.flatMap(({ link, ref }) => (links?.[link] ? [ref(links[link])] : []));
  return found[0] ?? null;
}

export function bearingOf({ resource_type, action }: Pick<WireEvent, 'resource_type' | 'action'>): Bearing | null {
  if (others.has(resource_type)) return 'irrelevant';
  const actions = subjectOf(resource_type)?.actions ?? {};
  // What else befalls a creditor is between GoCardless and the merchant.
  if (resource_type === 'creditors' && !Object.hasOwn(actions, action)) return 'irrelevant';
  return Object.hasOwn(actions, action) ? (actions[action] ?? null) : null;
}

// `hasOwn`, since a type comes from outside and may spell `constructor`.
function subjectOf(type: string): Subject | undefined {
  return Object.hasOwn(subjects, type) ? subjects[type] : undefined;
}
