import { ok, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { after, dayMs } from '../../kit/time.ts';
import type { Handler } from '../handler.ts';
import { newId, newSessionToken } from '../ids.ts';
import { readInput } from '../input.ts';
import { type BillingRequestRecord, type FlowRecord, find, given, keep } from '../records.ts';
import { type Flaw, flawed, linkNotFound, notFound, wrongState } from '../replies.ts';
import { announceRequest } from './actions.ts';
import { actionsOf } from './graph.ts';
import { newFlow } from './input.ts';

const flowDays = 7;

/** A link for the payer. The same key twice gives two of them: GoCardless does not compare here. */
export const createFlow: Handler = (step, wire) => {
  const input = readInput(wire, 'billing_request_flows', newFlow);
  if (!input.ok) return input;
  const asked = input.value;
  const request = find(step, 'billing_requests', asked.links.billing_request);
  if (!request) return refuse(linkNotFound);
  if (request.status !== 'pending' && request.status !== 'ready_to_fulfil')
    return refuse(wrongState('billing_request_not_pending', `The billing request is ${request.status}`));
  const flaws = lockFlaws(step, request, asked);
  if (asked.skip_success_screen && !asked.redirect_uri) flaws.push(flaw('skip_success_screen', 'needs a redirect_uri'));
  if (flaws.length > 0) return refuse(flawed(...flaws));
  const id = newId(step, 'flow');
  const flow = keepFlow(step, {
    id,
    createdAt: step.now.toISOString(),
    expiresAt: after(step, flowDays * dayMs).toISOString(),
    billingRequestId: request.id,
    redirectUri: asked.redirect_uri ?? null,
    exitUri: asked.exit_uri ?? null,
    lockCustomerDetails: asked.lock_customer_details ?? false,
    lockBankAccount: asked.lock_bank_account ?? false,
    lockCurrency: asked.lock_currency ?? false,
    prefilledCustomer: (asked.prefilled_customer as FlowRecord['prefilledCustomer']) ?? null,
    prefilledBankAccount: (asked.prefilled_bank_account as FlowRecord['prefilledBankAccount']) ?? null,
    language: asked.language ?? null,
    showRedirectButtons: asked.show_redirect_buttons ?? false,
    showSuccessRedirectButton: asked.show_success_redirect_button ?? false,
    skipSuccessScreen: asked.skip_success_screen ?? false,
    customerDetailsCaptured: asked.customer_details_captured ?? false,
    sessionToken: null,
    visited: false,
    exited: false,
  });
  if (asked.language)
    keep(step, 'customers', { ...given(step, 'customers', request.customerId), language: asked.language });
  step.record({ effect: 'flowCreated', subject: { kind: 'flow', id, within: request.id } });
  announceRequest(step, request, 'flow_created', { origin: 'api' }, { billing_request_flow: id });
  return ok({ id, body: { billing_request_flows: toWire(step, flow) } });
};

export const initialiseFlow: Handler = (step, _wire, id) => {
  const flow = find(step, 'billing_request_flows', id);
  if (!flow) return refuse(notFound);
  if (flowState(step, flow) !== 'open') return refuse(wrongState('flow_expired', 'The flow has expired'));
  const initialised = keepFlow(step, { ...flow, sessionToken: newSessionToken(step) });
  step.record({ effect: 'flowInitialised', subject: { kind: 'flow', id, within: flow.billingRequestId } });
  return ok({ body: { billing_request_flows: toWire(step, initialised) } });
};

/** Whether its page can still be used: its time is not up, and its request was not cancelled. */
export function flowState(step: Pick<Step, 'now' | 'documents'>, flow: FlowRecord): 'open' | 'expired' | 'done' {
  const { status } = given(step, 'billing_requests', flow.billingRequestId);
  if (status === 'fulfilling' || status === 'fulfilled') return 'done';
  return status === 'cancelled' || Date.parse(flow.expiresAt) <= step.now.getTime() ? 'expired' : 'open';
}

/** The address of a flow's page, under GoCardless' own path. */
export function flowUrl({ origin }: Pick<Step, 'origin'>, flowId: string): string {
  return `${origin}/gocardless/billing/static/flow?id=${flowId}`;
}

export function keepFlow(step: Step, flow: FlowRecord): FlowRecord {
  return keep(step, 'billing_request_flows', flow, flow.billingRequestId);
}

type Locks = Partial<
  Record<'lock_customer_details' | 'lock_bank_account' | 'lock_currency', boolean | null | undefined>
>;

function lockFlaws(step: Step, request: BillingRequestRecord, asked: Locks): Flaw[] {
  const actions = actionsOf(request, given(step, 'customers', request.customerId));
  const done = (wanted: string) => actions.some(({ type, status }) => type === wanted && status === 'completed');
  const flaws: Flaw[] = [];
  if (asked.lock_customer_details && !done('collect_customer_details'))
    flaws.push(flaw('lock_customer_details', 'needs customer details that are complete'));
  if (asked.lock_bank_account && !done('collect_bank_account'))
    flaws.push(flaw('lock_bank_account', 'needs a bank account'));
  if (asked.lock_currency && request.payment) flaws.push(flaw('lock_currency', 'is for requests without a payment'));
  return flaws;
}

function flaw(field: string, message: string): Flaw {
  return { field, message, pointer: `/billing_request_flows/${field}` };
}

function toWire(step: Step, flow: FlowRecord): object {
  return {
    id: flow.id,
    created_at: flow.createdAt,
    expires_at: flow.expiresAt,
    authorisation_url: flowUrl(step, flow.id),
    auto_fulfil: true,
    redirect_uri: flow.redirectUri,
    exit_uri: flow.exitUri,
    lock_customer_details: flow.lockCustomerDetails,
    lock_bank_account: flow.lockBankAccount,
    lock_currency: flow.lockCurrency,
    prefilled_customer: flow.prefilledCustomer,
    prefilled_bank_account: flow.prefilledBankAccount,
    language: flow.language,
    show_redirect_buttons: flow.showRedirectButtons,
    show_success_redirect_button: flow.showSuccessRedirectButton,
    skip_success_screen: flow.skipSuccessScreen,
    customer_details_captured: flow.customerDetailsCaptured,
    session_token: flow.sessionToken,
    config: {},
    links: { billing_request: flow.billingRequestId },
  };
}
