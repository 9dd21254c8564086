import type { z } from 'zod';
import { ok, type Result, refuse } from '../../../kernel/result.ts';
import type { Step, WireRequest } from '../../kit/simulator.ts';
import { bankDetails } from '../bank-details.ts';
import type { By } from '../events.ts';
import type { Handler } from '../handler.ts';
import { actionInput, readInput } from '../input.ts';
import { type BillingRequestRecord, find } from '../records.ts';
import { misused, notFound, type Refusal, wrongState } from '../replies.ts';
import { settingsOf } from '../settings.ts';
import { confirmInput, currencyInput, customerInput, institutionInput, notifyInput } from './action-input.ts';
import {
  type ActionResult,
  cancelRequest,
  chooseCurrency,
  collectBankAccount,
  collectCustomerDetails,
  confirmPayerDetails,
  fallBack,
  recordRequest,
  selectInstitution,
} from './actions.ts';
import { fulfil } from './fulfilment.ts';
import { billingRequestToWire } from './wire.ts';

/** The actions that the merchant can take on a billing request by API, by their names in the path. */
export const requestActions: Readonly<Record<string, Handler>> = {
  collect_customer_details: payerAction(customerInput, collectCustomerDetails),
  collect_bank_account: payerAction(bankDetails, collectBankAccount),
  confirm_payer_details: payerAction(confirmInput, (step, request, input, by) =>
    confirmPayerDetails(step, request, { dualSignature: input.payer_requested_dual_signature ?? false }, by),
  ),
  choose_currency: payerAction(currencyInput, (step, request, { currency }, by) =>
    chooseCurrency(step, request, currency, by),
  ),
  select_institution: payerAction(institutionInput, selectInstitution),
  fulfil: action(actionInput, (step, request, _input, by) => fulfil(step, request, by)),
  cancel: action(actionInput, (step, request, _input, by) => cancelRequest(step, request, by)),
  notify: action(notifyInput, notify),
  fallback: action(actionInput, (step, request) => fallBack(step, request)),
};

type Do<T> = (step: Step, request: BillingRequestRecord, input: T, by: By) => ActionResult;

/** An action that is the payer's to take: by API it needs GoCardless' upgrade to custom payment pages. */
function payerAction<T>(schema: z.ZodType<T>, take: Do<T>): Handler {
  const handler = action(schema, take);
  return (step, wire, id) =>
    settingsOf(step).customPaymentPages
      ? handler(step, wire, id)
      : refuse(misused(403, 'feature_disabled', 'Custom payment pages are not enabled for this account'));
}

function action<T>(schema: z.ZodType<T>, take: Do<T>): Handler {
  return (step: Step, wire: WireRequest, id: string) => {
    const request = find(step, 'billing_requests', id);
    if (!request) return refuse(notFound);
    const input: Result<T, Refusal> = readInput(wire, 'data', schema);
    if (!input.ok) return input;
    const by: By = { origin: 'api', metadata: metadataOf(input.value) };
    const taken = take(step, request, input.value, by);
    return taken.ok ? ok({ body: { billing_requests: billingRequestToWire(step, taken.value) } }) : taken;
  };
}

function notify(step: Step, request: BillingRequestRecord): ActionResult {
  if (request.status !== 'pending')
    return refuse(wrongState('billing_request_not_pending', `The billing request is ${request.status}`));
  if (!request.payment)
    return refuse(wrongState('notification_not_available', 'Only requests with a payment can be notified of'));
  recordRequest(step, 'payerNotified', request, 'email');
  return ok(request);
}

// What an action's call carries stands on the event that it causes; a bank account keeps its own.
function metadataOf(input: unknown): By['metadata'] {
  return (input as { metadata?: By['metadata'] }).metadata;
}
