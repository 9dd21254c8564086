import type { ProviderRef } from '../../domain/port/provider.ts';
import { mandateRef, paymentRef, requestRef } from './translate.ts';
import type { WireEvent } from './wire.ts';

/**
 * Every kind of event that GoCardless documents (notes §5.2–5.6), reviewed: those that change something that we show make us ask,
 * the others are of no concern to us. A kind that is in neither list is kept for a person.
 */
type Bearing = 'ask' | 'irrelevant';

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
      created: 'ask',
      choose_currency: 'ask',
      collect_amount: 'ask',
      collect_customer_details: 'ask',
      select_institution: 'ask',
      collect_bank_account: 'ask',
      payer_details_confirmed: 'ask',
      bank_authorisation_authorised: 'ask',
      bank_authorisation_denied: 'ask',
      bank_authorisation_expired: 'ask',
      bank_authorisation_failed: 'ask',
      fulfilled: 'ask',
      cancelled: 'ask',
      failed: 'ask',
      // The payer looks at a page: nothing about the request changes.
      bank_authorisation_visited: 'irrelevant',
      flow_created: 'irrelevant',
      flow_visited: 'irrelevant',
      flow_exited: 'irrelevant',
      // The payer is kept out for a day; the request stays as it is.
      payer_geo_blocked: 'irrelevant',
    },
  },
  mandates: {
    link: 'mandate',
    ref: mandateRef,
    actions: {
      created: 'ask',
      customer_approval_granted: 'ask',
      customer_approval_skipped: 'ask',
      submitted: 'ask',
      active: 'ask',
      failed: 'ask',
      cancelled: 'ask',
      expired: 'ask',
      transferred: 'ask',
      resubmission_requested: 'ask',
      reinstated: 'ask',
      replaced: 'ask',
      consumed: 'ask',
      blocked: 'ask',
      suspended_by_payer: 'ask',
    },
  },
  payments: {
    link: 'payment',
    ref: paymentRef,
    actions: {
      created: 'ask',
      customer_approval_granted: 'ask',
      customer_approval_denied: 'ask',
      submitted: 'ask',
      confirmed: 'ask',
      paid_out: 'ask',
      failed: 'ask',
      charged_back: 'ask',
      chargeback_cancelled: 'ask',
      cancelled: 'ask',
      resubmission_requested: 'ask',
      // These settle accounts between GoCardless and the merchant; the payment has moved before.
      late_failure_settled: 'irrelevant',
      chargeback_settled: 'irrelevant',
      surcharge_fee_debited: 'irrelevant',
      sds_settlement_delayed: 'irrelevant',
    },
  },
  refunds: {
    link: 'refund',
    // A refund is found by its own id: in which payment it lies is in our rows.
    ref: (id) => ({ kind: 'refund', id }),
    actions: {
      created: 'ask',
      paid: 'ask',
      failed: 'ask',
      funds_returned: 'ask',
      // Taken off a payout, which is independent of whether the payer gets it.
      refund_settled: 'irrelevant',
    },
  },
};

/** What else an account is told of. We show none of it. */
const others: ReadonlySet<string> = new Set([
  'creditors',
  'customers',
  'exports',
  'instalment_schedules',
  'organisations',
  'outbound_payments',
  'payer_authorisations',
  'payment_account_transactions',
  'payouts',
  'scheme_identifiers',
  'subscriptions',
]);

/** What the event is about, in our words; null for what we have no word for. */
export function refOf({ resource_type, links }: WireEvent): ProviderRef | null {
  const subject = subjectOf(resource_type);
  const id = subject && links?.[subject.link];
  return id ? subject.ref(id) : null;
}

export function bearingOf({ resource_type, action }: Pick<WireEvent, 'resource_type' | 'action'>): Bearing | null {
  if (others.has(resource_type)) return 'irrelevant';
  const actions = subjectOf(resource_type)?.actions ?? {};
  return Object.hasOwn(actions, action) ? (actions[action] ?? null) : null;
}

// `hasOwn`, since a type comes from outside and may spell `constructor`.
function subjectOf(type: string): Subject | undefined {
  return Object.hasOwn(subjects, type) ? subjects[type] : undefined;
}
