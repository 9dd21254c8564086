import { jsonReply } from '../kit/replies.ts';
import { callFinder, operationsOf, type Route, route } from '../kit/routes.ts';
import type { Call, Reply, Step, WireRequest } from '../kit/simulator.ts';
import { getBankAccount, getCustomer, listBankAccounts, listCustomers } from './customers.ts';
import { getEvent, listEvents } from './event-list.ts';
import { authorise, withLimit } from './guard.ts';
import type { Handler } from './handler.ts';
import { listInstitutions } from './institutions.ts';
import { creatingOnce } from './keys.ts';
import { cancelMandate, createMandate, getMandate, listMandates, reinstateMandate, updateMandate } from './mandates.ts';
import { payerCall } from './payer/payer.ts';
import {
  cancelPayment,
  createPayment,
  getPayment,
  listPayments,
  retryPayment,
  updatePayment,
} from './payments/payments.ts';
import { getPayout, listBalances, listPayoutItems, listPayouts } from './payments/payout-pages.ts';
import { createRefund, getRefund, listRefunds, updateRefund } from './payments/refunds.ts';
import { runScenarioSimulator } from './played.ts';
import { misused, pathNotFound, refusalReply } from './replies.ts';
import { requestActions } from './requests/action-handlers.ts';
import { createAuthorisation, getAuthorisation } from './requests/bank-authorisations.ts';
import { createBillingRequest, getBillingRequest, listBillingRequests } from './requests/billing-requests.ts';
import { createFlow, initialiseFlow } from './requests/flows.ts';
import { sendEvents } from './webhooks.ts';

const requestOperations: Readonly<Record<string, string>> = {
  collect_customer_details: 'collectCustomerDetails',
  collect_bank_account: 'collectBankAccount',
  confirm_payer_details: 'confirmPayerDetails',
  choose_currency: 'chooseCurrency',
  select_institution: 'selectInstitution',
  fulfil: 'fulfilBillingRequest',
  cancel: 'cancelBillingRequest',
  notify: 'notifyBillingRequest',
  fallback: 'fallBackBillingRequest',
};

const routes: readonly ResourceRoute[] = [
  create('/billing_requests', 'createBillingRequest', creatingOnce('billing_requests', createBillingRequest)),
  route('GET', '/billing_requests', 'listBillingRequests', listBillingRequests),
  route('GET', '/billing_requests/:id', 'getBillingRequest', getBillingRequest),
  route('GET', '/billing_requests/:id/institutions', 'listInstitutions', listInstitutions),
  ...Object.entries(requestActions).map(([name, handler]) =>
    route('POST', `/billing_requests/:id/actions/${name}`, requestOperations[name] ?? name, handler),
  ),
  create('/billing_request_flows', 'createFlow', createFlow),
  route('POST', '/billing_request_flows/:id/actions/initialise', 'initialiseFlow', initialiseFlow),
  create('/bank_authorisations', 'createBankAuthorisation', creatingOnce('bank_authorisations', createAuthorisation)),
  route('GET', '/bank_authorisations/:id', 'getBankAuthorisation', getAuthorisation),
  route('GET', '/institutions', 'listInstitutions', listInstitutions),
  route('GET', '/customers', 'listCustomers', listCustomers),
  route('GET', '/customers/:id', 'getCustomer', getCustomer),
  route('GET', '/customer_bank_accounts', 'listBankAccounts', listBankAccounts),
  route('GET', '/customer_bank_accounts/:id', 'getBankAccount', getBankAccount),
  create('/mandates', 'createMandate', creatingOnce('mandates', createMandate)),
  route('GET', '/mandates', 'listMandates', listMandates),
  route('GET', '/mandates/:id', 'getMandate', getMandate),
  route('PUT', '/mandates/:id', 'updateMandate', updateMandate),
  route('POST', '/mandates/:id/actions/cancel', 'cancelMandate', cancelMandate),
  route('POST', '/mandates/:id/actions/reinstate', 'reinstateMandate', reinstateMandate),
  create('/payments', 'createPayment', creatingOnce('payments', createPayment)),
  route('GET', '/payments', 'listPayments', listPayments),
  route('GET', '/payments/:id', 'getPayment', getPayment),
  route('PUT', '/payments/:id', 'updatePayment', updatePayment),
  route('POST', '/payments/:id/actions/cancel', 'cancelPayment', cancelPayment),
  route('POST', '/payments/:id/actions/retry', 'retryPayment', retryPayment),
  create('/refunds', 'createRefund', creatingOnce('refunds', createRefund)),
  route('GET', '/refunds', 'listRefunds', listRefunds),
  route('GET', '/refunds/:id', 'getRefund', getRefund),
  route('PUT', '/refunds/:id', 'updateRefund', updateRefund),
  route('GET', '/payouts', 'listPayouts', listPayouts),
  route('GET', '/payouts/:id', 'getPayout', getPayout),
  route('GET', '/payout_items', 'listPayoutItems', listPayoutItems),
  route('GET', '/balances', 'listBalances', listBalances),
  route(
    'GET',
    '/events',
    'listEvents',
    listEvents({ payment: getPayment, mandate: getMandate, refund: getRefund, payout: getPayout }),
  ),
  route('GET', '/events/:id', 'getEvent', getEvent),
  route('POST', '/scenario_simulators/:id/actions/run', 'runScenarioSimulator', runScenarioSimulator),
];

/** What a fault script may name. */
export const callNames = operationsOf(routes);

/** Finds the call behind a request. What is nowhere is a call too: GoCardless answers that in its own form. */
export function findCall(request: WireRequest): Call | null {
  return payerCall(request) ?? findApiCall(request);
}

interface ResourceRoute extends Route<Handler> {
  /** Where it creates things: what stands before their ids. */
  readonly location?: string;
}

const findApiCall = callFinder({
  routes,
  idForm: '\\w{1,128}',
  authorise,
  answer(step, request, found, { id = '' }) {
    const reply = answer(step, request, found, id);
    sendEvents(step);
    return withLimit(step, reply);
  },
  notAllowed: (step) =>
    withLimit(step, refusalReply(step, misused(405, 'method_not_allowed', 'The method is not allowed here'))),
  notFound: (step) => withLimit(step, refusalReply(step, pathNotFound)),
});

function answer(step: Step, request: WireRequest, { handler, location }: ResourceRoute, id: string): Reply {
  const done = handler(step, request, id);
  if (!done.ok) return refusalReply(step, done.error);
  return location === undefined
    ? jsonReply(200, done.value.body)
    : jsonReply(201, done.value.body, { location: `${location}/${done.value.id}` });
}

function create(path: string, operation: string, handler: Handler): ResourceRoute {
  return { ...route('POST', path, operation, handler), location: path };
}
