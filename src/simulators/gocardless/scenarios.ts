import { done, noSuchSubject, notSupported, wrongState } from '../kit/outcomes.ts';
import type { ScenarioOutcome, Turn } from '../kit/simulator.ts';
import {
  type ActionResult,
  chooseCurrency,
  collectBankAccount,
  collectCustomerDetails,
  confirmPayerDetails,
  selectInstitution,
} from './actions.ts';
import {
  beginAuthorisation,
  decideAuthorisation,
  openAuthorisation,
  visitAuthorisation,
} from './bank-authorisations.ts';
import { withdrawChargeback } from './days.ts';
import type { By } from './events.ts';
import { exitFlow, openFlowOf } from './flow-visits.ts';
import { fulfil } from './fulfilment.ts';
import { type ActionType, actionsOf, currencyOf, missingFields } from './graph.ts';
import { institutionsIn } from './institutions.ts';
import { activateMandate, canMoveMandate, failMandate, moveMandate, submitMandate } from './mandate-life.ts';
import { canMovePayment, chargeBack, failPayment } from './payment-life.ts';
import { advance, officialNames, playScenario, readyToPay, suspend } from './played.ts';
import { type BillingRequestRecord, find, given, type MandateRecord, type PaymentRecord } from './records.ts';
import { countriesOf } from './schemes.ts';
import { testAccountIn, testPayerIn } from './test-data.ts';

/** Plays on a resource; false where it does not stand where the scenario begins. */
interface Played {
  readonly billingRequest?: (turn: Turn, request: BillingRequestRecord) => boolean;
  readonly mandate?: (turn: Turn, mandate: MandateRecord) => boolean;
  readonly payment?: (turn: Turn, payment: PaymentRecord) => boolean;
}

const payer: By = { origin: 'payer' };

const scenarios: Readonly<Record<string, Played>> = {
  PAYER_ACCEPTS: {
    billingRequest(turn, request) {
      if (!isOpen(request)) return false;
      return fulfil(turn, completeActions(turn, request, []), payer, { atOnce: true }).ok;
    },
  },
  PAYER_REJECTS: { billingRequest: (turn, request) => isOpen(request) && reject(turn, request) },
  PAYER_IGNORES: { billingRequest: (_turn, request) => isOpen(request) },
  BANK_APPROVES_MANDATE: {
    mandate(turn, mandate) {
      const submitted = canMoveMandate(mandate, 'submitted') ? submitMandate(turn, mandate) : mandate;
      return canMoveMandate(submitted, 'active') && !!activateMandate(turn, submitted);
    },
  },
  BANK_REJECTS_MANDATE: {
    mandate: (turn, mandate) => canMoveMandate(mandate, 'failed') && !!failMandate(turn, mandate),
  },
  MANDATE_SUSPENDED: {
    mandate: (turn, mandate) =>
      mandate.scheme === 'pay_to' && canMoveMandate(mandate, 'suspended_by_payer') && !!suspend(turn, mandate),
  },
  MANDATE_BLOCKED: {
    mandate: (turn, mandate) =>
      canMoveMandate(mandate, 'blocked') &&
      !!moveMandate(turn, mandate, 'blocked', { origin: 'gocardless', cause: 'mandate_blocked' }),
  },
  PAYMENT_FAILS: {
    payment: (turn, payment) =>
      (payment.status === 'submitted' || readyToPay(turn, payment)) &&
      !!failPayment(turn, advance(turn, payment, 'submitted')),
  },
  LATE_FAILURE: {
    payment: (turn, payment) => canBePaidOut(turn, payment) && !!failPayment(turn, paidOut(turn, payment)),
  },
  CHARGEBACK: {
    payment: (turn, payment) => canBePaidOut(turn, payment) && !!chargeBack(turn, paidOut(turn, payment)),
  },
  CHARGEBACK_WITHDRAWN: {
    payment: (turn, payment) => canMovePayment(payment, 'chargeback_cancelled') && !!withdrawChargeback(turn, payment),
  },
};

const collections = {
  billingRequest: 'billing_requests',
  mandate: 'mandates',
  payment: 'payments',
  refund: 'refunds',
} as const;

// GoCardless' own scenarios bear its name beside ours, as in GOCARDLESS_PAYMENT_PAID_OUT. Each is about one kind of resource.
const subjectOf = (name: string) => Object.values(collections).find((plural) => name.startsWith(plural.slice(0, -1)));
const official = new Map(officialNames.filter(subjectOf).map((name) => [`GOCARDLESS_${name.toUpperCase()}`, name]));

/** The names of all of them. */
export const scenarioNames = [...Object.keys(scenarios), ...official.keys()];

/** Plays the payer, the payer's bank or GoCardless on one of the simulator's things. */
export function runScenario(
  turn: Turn,
  name: string,
  { kind, id }: { readonly kind: string; readonly id: string },
): ScenarioOutcome {
  const officialName = official.get(name);
  const outcome = officialName ? playOfficial(turn, officialName, kind, id) : on(turn, scenarios[name] ?? {}, kind, id);
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

function playOfficial(turn: Turn, name: string, kind: string, id: string): boolean | 'unknown' | 'notForThis' {
  const collection = Object.hasOwn(collections, kind) ? collections[kind as keyof typeof collections] : undefined;
  if (!collection || subjectOf(name) !== collection) return 'notForThis';
  return find(turn, collection, id) ? playScenario(turn, name, id).ok : 'unknown';
}

// A billing request stands for what has come of it, where the scenario is about that.
function on(turn: Turn, scenario: Played, kind: string, id: string): boolean | 'unknown' | 'notForThis' {
  if (kind === 'billingRequest') {
    const request = find(turn, 'billing_requests', id);
    if (!request) return 'unknown';
    if (scenario.billingRequest) return scenario.billingRequest(turn, request);
    if (scenario.mandate && request.mandateId !== null) return on(turn, scenario, 'mandate', request.mandateId);
    if (scenario.payment && request.paymentId !== null) return on(turn, scenario, 'payment', request.paymentId);
    return request.mandate || request.payment ? false : 'notForThis';
  }
  if (kind === 'mandate') {
    const mandate = find(turn, 'mandates', id);
    return mandate ? (scenario.mandate?.(turn, mandate) ?? 'notForThis') : 'unknown';
  }
  if (kind === 'payment') {
    const payment = find(turn, 'payments', id);
    return payment ? (scenario.payment?.(turn, payment) ?? 'notForThis') : 'unknown';
  }
  return 'notForThis';
}

/** Takes every action that is still to be taken, as a payer with a test account would. */
function completeActions(
  turn: Turn,
  request: BillingRequestRecord,
  except: readonly ActionType[],
): BillingRequestRecord {
  let at = request;
  // Each round takes one action, and there are seven.
  for (let round = 0; round < 7; round++) {
    const actions = actionsOf(at, given(turn, 'customers', at.customerId));
    const pending = (type: ActionType) => actions.some((action) => action.type === type && action.status === 'pending');
    const next = actions.find(
      ({ type, required, status, requires_actions }) =>
        required && status === 'pending' && !except.includes(type) && !requires_actions.some(pending),
    );
    const taken = next && take[next.type]?.(turn, at);
    if (!taken?.ok) return at;
    at = taken.value;
  }
  return at;
}

const take: Readonly<Partial<Record<ActionType, (turn: Turn, request: BillingRequestRecord) => ActionResult>>> = {
  choose_currency: (turn, request) => chooseCurrency(turn, request, 'GBP', payer),
  collect_customer_details(turn, request) {
    const { customer, customer_billing_detail } = testPayerIn(countriesOf(currencyOf(request))[0] ?? 'GB');
    const missing = missingFields(request, given(turn, 'customers', request.customerId));
    // What is known of the payer already stays.
    const only = (values: object | null | undefined, fields: readonly string[]) =>
      Object.fromEntries(Object.entries(values ?? {}).filter(([field]) => fields.includes(field)));
    const input = {
      customer: only(customer, missing.customer),
      customer_billing_detail: only(customer_billing_detail, missing.customer_billing_detail),
    };
    return collectCustomerDetails(turn, request, input, payer);
  },
  collect_bank_account: (turn, request) =>
    collectBankAccount(turn, request, testAccountIn(currencyOf(request) ?? 'GBP'), payer),
  confirm_payer_details: (turn, request) => confirmPayerDetails(turn, request, { dualSignature: false }, payer),
  select_institution(turn, request) {
    const [bank] = institutionsIn(countriesOf(currencyOf(request))).filter((one) => !one.autocompletesBankAccount);
    const asked = { institution: bank?.id ?? '', country_code: bank?.countryCode ?? '' };
    return selectInstitution(turn, request, asked, payer);
  },
  bank_authorisation(turn, request) {
    const decided = atTheBank(turn, request, 'authorised');
    return decided ? { ok: true, value: given(turn, 'billing_requests', request.id) } : { ok: true, value: request };
  },
};

function reject(turn: Turn, request: BillingRequestRecord): boolean {
  const asked = completeActions(turn, request, ['bank_authorisation', 'confirm_payer_details']);
  if (atTheBank(turn, asked, 'denied')) return true;
  // Without a bank to say no to, the payer leaves the page.
  const flow = openFlowOf(turn, request);
  if (flow) exitFlow(turn, flow);
  return true;
}

function atTheBank(turn: Turn, request: BillingRequestRecord, decision: 'authorised' | 'denied'): boolean {
  const open = openAuthorisation(turn, request);
  const begun = open ? ({ ok: true, value: open } as const) : beginAuthorisation(turn, request, null);
  if (!begun.ok) return false;
  return decideAuthorisation(turn, visitAuthorisation(turn, begun.value), decision, payer).ok;
}

function isOpen({ status }: BillingRequestRecord): boolean {
  return status === 'pending' || status === 'ready_to_fulfil';
}

function canBePaidOut(turn: Turn, payment: PaymentRecord): boolean {
  return ['submitted', 'confirmed', 'paid_out'].includes(payment.status) || readyToPay(turn, payment);
}

function paidOut(turn: Turn, payment: PaymentRecord): PaymentRecord {
  return payment.status === 'paid_out' ? payment : advance(turn, payment, 'paid_out');
}
