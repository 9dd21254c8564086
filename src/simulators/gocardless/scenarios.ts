import { done, noSuchSubject, notSupported, wrongState } from '../kit/outcomes.ts';
import type { ScenarioOutcome, Step } from '../kit/simulator.ts';
import { replaceMandate, withdrawChargeback } from './days.ts';
import type { By } from './events.ts';
import { institutionsIn } from './institutions.ts';
import { activateMandate, canMoveMandate, failMandate, moveMandate, submitMandate } from './mandate-life.ts';
import { exitFlow, openFlowOf } from './payer/flow-visits.ts';
import { canMovePayment, chargeBack, failPayment, fromBank, movePayment } from './payments/payment-life.ts';
import { enterRefund } from './payments/refund-life.ts';
import { advance, officialNames, playScenario, readyToPay, suspend } from './played.ts';
import {
  type BillingRequestRecord,
  find,
  given,
  type MandateRecord,
  type PaymentRecord,
  type PayoutRecord,
} from './records.ts';
import {
  type ActionResult,
  chooseCurrency,
  collectBankAccount,
  collectCustomerDetails,
  confirmPayerDetails,
  selectInstitution,
} from './requests/actions.ts';
import {
  beginAuthorisation,
  decideAuthorisation,
  openAuthorisation,
  visitAuthorisation,
} from './requests/bank-authorisations.ts';
import { fulfil } from './requests/fulfilment.ts';
import { type ActionType, actionsOf, currencyOf, missingFields } from './requests/graph.ts';
import { countriesOf, schemes } from './schemes.ts';
import { testAccountIn, testPayerIn } from './test-data.ts';

/** Plays on a resource; false where it does not stand where the scenario begins. */
interface Played {
  readonly billingRequest?: (step: Step, request: BillingRequestRecord) => boolean;
  readonly mandate?: (step: Step, mandate: MandateRecord) => boolean;
  readonly payment?: (step: Step, payment: PaymentRecord) => boolean;
  readonly payout?: (step: Step, payout: PayoutRecord) => boolean;
}

const payer: By = { origin: 'payer' };

const scenarios: Readonly<Record<string, Played>> = {
  PAYER_ACCEPTS: {
    billingRequest(step, request) {
      if (!isOpen(request)) return false;
      return fulfil(step, completeActions(step, request, []), payer, { atOnce: true }).ok;
    },
  },
  PAYER_REJECTS: { billingRequest: (step, request) => isOpen(request) && reject(step, request) },
  /** Only where the payer may: for a mandate alone. */
  PAYER_CHOOSES_OTHER_CURRENCY: {
    billingRequest(step, request) {
      if (!isOpen(request) || request.payment) return false;
      const other = currencyOf(request) === 'EUR' ? 'GBP' : 'EUR';
      const chosen = chooseCurrency(step, request, other, payer);
      return chosen.ok && fulfil(step, completeActions(step, chosen.value, []), payer, { atOnce: true }).ok;
    },
  },
  /** The payer says yes, and the bank no: for another account than was named, or for too little money on it. */
  BANK_DECLINES_AUTHORISATION: { billingRequest: (step, request) => isOpen(request) && decline(step, request) },
  BANK_AUTHORISATION_WITHOUT_FUNDS: {
    billingRequest: (step, request) => isOpen(request) && decline(step, request, 'insufficient_funds'),
  },
  PAYER_IGNORES: { billingRequest: (_turn, request) => isOpen(request) },
  BANK_APPROVES_MANDATE: {
    mandate(step, mandate) {
      const submitted = canMoveMandate(mandate, 'submitted') ? submitMandate(step, mandate) : mandate;
      return canMoveMandate(submitted, 'active') && !!activateMandate(step, submitted);
    },
  },
  BANK_REJECTS_MANDATE: {
    mandate: (step, mandate) => canMoveMandate(mandate, 'failed') && !!failMandate(step, mandate),
  },
  MANDATE_SUSPENDED: {
    mandate: (step, mandate) =>
      mandate.scheme === 'pay_to' && canMoveMandate(mandate, 'suspended_by_payer') && !!suspend(step, mandate),
  },
  MANDATE_BLOCKED: {
    mandate: (step, mandate) =>
      canMoveMandate(mandate, 'blocked') &&
      !!moveMandate(step, mandate, 'blocked', { origin: 'gocardless', cause: 'mandate_blocked' }),
  },
  MANDATE_ENDED_BY_PAYER: {
    mandate: (step, mandate) =>
      canMoveMandate(mandate, 'cancelled') &&
      !!moveMandate(step, mandate, 'cancelled', fromBank(mandate, schemes[mandate.scheme].mandateCancelled)),
  },
  /** By somebody who has the account's token, or its dashboard. */
  CANCEL_ON_DASHBOARD: {
    mandate: (step, mandate) =>
      canMoveMandate(mandate, 'cancelled') &&
      !!moveMandate(step, mandate, 'cancelled', { origin: 'api', cause: 'mandate_cancelled' }),
    payment: (step, payment) =>
      canMovePayment(payment, 'cancelled') &&
      !!movePayment(step, payment, 'cancelled', { origin: 'api', cause: 'payment_cancelled' }),
  },
  MANDATE_REPLACED: {
    mandate: (step, mandate) => canMoveMandate(mandate, 'replaced') && !!replaceMandate(step, mandate),
  },
  PAYMENT_FAILS: {
    payment: (step, payment) =>
      (payment.status === 'submitted' || readyToPay(step, payment)) &&
      !!failPayment(step, advance(step, payment, 'submitted')),
  },
  LATE_FAILURE: {
    payment: (step, payment) => canBePaidOut(step, payment) && !!failPayment(step, paidOut(step, payment)),
  },
  CHARGEBACK: {
    payment: (step, payment) => canBePaidOut(step, payment) && !!chargeBack(step, paidOut(step, payment)),
  },
  /** Two fifths of what is left, by somebody at the dashboard: no other program has asked for it. */
  REFUND_ON_DASHBOARD: {
    payment(step, payment) {
      const left = payment.amount - payment.amountRefunded;
      if (!canBePaidOut(step, payment) || left === 0) return false;
      const { id, currency, mandateId } = paidOut(step, payment);
      const amount = Math.ceil((left * 2) / 5);
      enterRefund(
        step,
        { amount, currency, paymentId: id, mandateId, reference: null, metadata: {} },
        { origin: 'api', metadata: {} },
      );
      return true;
    },
  },
  PAYOUT_BOUNCED: {
    payout: (step, { id }) => playScenario(step, 'payout_bounced', id).ok,
    payment: (step, { payoutId }) => payoutId !== null && playScenario(step, 'payout_bounced', payoutId).ok,
  },
  CHARGEBACK_WITHDRAWN: {
    payment: (step, payment) => canMovePayment(payment, 'chargeback_cancelled') && !!withdrawChargeback(step, payment),
  },
};

const collections = {
  billingRequest: 'billing_requests',
  mandate: 'mandates',
  payment: 'payments',
  refund: 'refunds',
  payout: 'payouts',
} as const;

// GoCardless' own scenarios bear its name beside ours, as in GOCARDLESS_PAYMENT_PAID_OUT. Each is about one kind of resource.
const subjectOf = (name: string) => Object.values(collections).find((plural) => name.startsWith(plural.slice(0, -1)));
const official = new Map(officialNames.filter(subjectOf).map((name) => [`GOCARDLESS_${name.toUpperCase()}`, name]));

/** The names of all of them. */
export const scenarioNames = [...Object.keys(scenarios), ...official.keys()];

/** Plays the payer, the payer's bank or GoCardless on one of the simulator's things. */
export function runScenario(
  step: Step,
  name: string,
  { kind: told, id }: { readonly kind: string; readonly id: string },
): ScenarioOutcome {
  // GoCardless knows payments only, whatever they are to the merchant.
  const kind = told === 'charge' ? 'payment' : told;
  const officialName = official.get(name);
  const outcome = officialName ? playOfficial(step, officialName, kind, id) : on(step, scenarios[name] ?? {}, kind, id);
  switch (outcome) {
    case 'unknown':
      return noSuchSubject(`gocardless knows no such ${kind}`);
    case 'notForThis':
      return notSupported(`${name} is not for a ${kind}`);
    case false:
      return wrongState(`${name} does not begin where this ${kind} stands`);
    case true:
      return done;
  }
}

function playOfficial(step: Step, name: string, kind: string, id: string): boolean | 'unknown' | 'notForThis' {
  const collection = Object.hasOwn(collections, kind) ? collections[kind as keyof typeof collections] : undefined;
  if (!collection || subjectOf(name) !== collection) return 'notForThis';
  return find(step, collection, id) ? playScenario(step, name, id).ok : 'unknown';
}

// A billing request stands for what has come of it, where the scenario is about that.
function on(step: Step, scenario: Played, kind: string, id: string): boolean | 'unknown' | 'notForThis' {
  if (kind === 'billingRequest') {
    const request = find(step, 'billing_requests', id);
    if (!request) return 'unknown';
    if (scenario.billingRequest) return scenario.billingRequest(step, request);
    if (scenario.mandate && request.mandateId !== null) return on(step, scenario, 'mandate', request.mandateId);
    if (scenario.payment && request.paymentId !== null) return on(step, scenario, 'payment', request.paymentId);
    return request.mandate || request.payment ? false : 'notForThis';
  }
  if (kind === 'mandate') {
    const mandate = find(step, 'mandates', id);
    return mandate ? (scenario.mandate?.(step, mandate) ?? 'notForThis') : 'unknown';
  }
  if (kind === 'payment') {
    const payment = find(step, 'payments', id);
    return payment ? (scenario.payment?.(step, payment) ?? 'notForThis') : 'unknown';
  }
  if (kind === 'payout') {
    const payout = find(step, 'payouts', id);
    return payout ? (scenario.payout?.(step, payout) ?? 'notForThis') : 'unknown';
  }
  return 'notForThis';
}

/** Takes every action that is still to be taken, as a payer with a test account would. */
function completeActions(
  step: Step,
  request: BillingRequestRecord,
  except: readonly ActionType[],
): BillingRequestRecord {
  let at = request;
  // Each round takes one action, and there are seven.
  for (let round = 0; round < 7; round++) {
    const actions = actionsOf(at, given(step, 'customers', at.customerId));
    const pending = (type: ActionType) => actions.some((action) => action.type === type && action.status === 'pending');
    const next = actions.find(
      ({ type, required, status, requires_actions }) =>
        required && status === 'pending' && !except.includes(type) && !requires_actions.some(pending),
    );
    const taken = next && take[next.type]?.(step, at);
    if (!taken?.ok) return at;
    at = taken.value;
  }
  return at;
}

const take: Readonly<Partial<Record<ActionType, (step: Step, request: BillingRequestRecord) => ActionResult>>> = {
  choose_currency: (step, request) => chooseCurrency(step, request, 'GBP', payer),
  collect_customer_details(step, request) {
    const { customer, customer_billing_detail } = testPayerIn(countriesOf(currencyOf(request))[0] ?? 'GB');
    const missing = missingFields(request, given(step, 'customers', request.customerId));
    // What is known of the payer already stays.
    const only = (values: object | null | undefined, fields: readonly string[]) =>
      Object.fromEntries(Object.entries(values ?? {}).filter(([field]) => fields.includes(field)));
    const input = {
      customer: only(customer, missing.customer),
      customer_billing_detail: only(customer_billing_detail, missing.customer_billing_detail),
    };
    return collectCustomerDetails(step, request, input, payer);
  },
  collect_bank_account: (step, request) =>
    collectBankAccount(step, request, testAccountIn(currencyOf(request) ?? 'GBP'), payer),
  confirm_payer_details: (step, request) => confirmPayerDetails(step, request, { dualSignature: false }, payer),
  select_institution(step, request) {
    const [bank] = institutionsIn(countriesOf(currencyOf(request))).filter((one) => !one.autocompletesBankAccount);
    const asked = { institution: bank?.id ?? '', country_code: bank?.countryCode ?? '' };
    return selectInstitution(step, request, asked, payer);
  },
  bank_authorisation(step, request) {
    const decided = atTheBank(step, request, 'authorised');
    return decided ? { ok: true, value: given(step, 'billing_requests', request.id) } : { ok: true, value: request };
  },
};

function reject(step: Step, request: BillingRequestRecord): boolean {
  const asked = completeActions(step, request, ['bank_authorisation', 'confirm_payer_details']);
  if (atTheBank(step, asked, 'denied')) return true;
  // Without a bank to say no to, the payer leaves the page.
  const flow = openFlowOf(step, request);
  if (flow) exitFlow(step, flow);
  return true;
}

function decline(step: Step, request: BillingRequestRecord, cause?: string): boolean {
  const asked = completeActions(step, request, ['bank_authorisation', 'confirm_payer_details']);
  return atTheBank(step, asked, 'failed', cause);
}

function atTheBank(
  step: Step,
  request: BillingRequestRecord,
  decision: 'authorised' | 'denied' | 'failed',
  cause?: string,
): boolean {
  const open = openAuthorisation(step, request);
  const begun = open ? ({ ok: true, value: open } as const) : beginAuthorisation(step, request, null);
  if (!begun.ok) return false;
  return decideAuthorisation(step, visitAuthorisation(step, begun.value), decision, payer, cause).ok;
}

function isOpen({ status }: BillingRequestRecord): boolean {
  return status === 'pending' || status === 'ready_to_fulfil';
}

function canBePaidOut(step: Step, payment: PaymentRecord): boolean {
  return ['submitted', 'confirmed', 'paid_out'].includes(payment.status) || readyToPay(step, payment);
}

function paidOut(step: Step, payment: PaymentRecord): PaymentRecord {
  return payment.status === 'paid_out' ? payment : advance(step, payment, 'paid_out');
}
