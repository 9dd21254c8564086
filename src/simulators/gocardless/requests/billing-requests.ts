import { ok, type Result, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { newCustomer } from '../customers.ts';
import type { By } from '../events.ts';
import { creditorId } from '../guard.ts';
import type { Handler } from '../handler.ts';
import { newId } from '../ids.ts';
import { readInput } from '../input.ts';
import { pageOf } from '../lists.ts';
import { all, type BillingRequestRecord, find, type MandateRequest, type PaymentRequest } from '../records.ts';
import { flawed, linkNotFound, notFound, type Refusal } from '../replies.ts';
import { settingsOf } from '../settings.ts';
import { announceRequest, recordRequest, settle } from './actions.ts';
import { type NewBillingRequest, type NewMandateRequest, type NewPaymentRequest, newBillingRequest } from './input.ts';
import { flawsOf, mandateCurrencyOf, mandateSchemeOf, paymentSchemeOf } from './rules.ts';
import { billingRequestToWire } from './wire.ts';

export const createBillingRequest: Handler = (step, request) => {
  const input = readInput(request, 'billing_requests', newBillingRequest);
  if (!input.ok) return input;
  const flaws = flawsOf(input.value, settingsOf(step));
  if (flaws.length > 0) return refuse(flawed(...flaws));
  const made = enter(step, input.value);
  if (!made.ok) return made;
  return ok({ id: made.value.id, body: { billing_requests: billingRequestToWire(step, made.value) } });
};

export const getBillingRequest: Handler = (step, _request, id) => {
  const request = find(step, 'billing_requests', id);
  return request ? ok({ body: { billing_requests: billingRequestToWire(step, request) } }) : refuse(notFound);
};

export const listBillingRequests: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'billing_requests'), {
    equal: { customer: ({ customerId }) => customerId, status: ({ status }) => status },
  });
  if (!page.ok) return page;
  const { rows, meta } = page.value;
  return ok({ body: { billing_requests: rows.map((row) => billingRequestToWire(step, row)), meta } });
};

function enter(step: Step, asked: NewBillingRequest): Result<BillingRequestRecord, Refusal> {
  const { links, payment_request: payment, mandate_request: mandate } = asked;
  const account = find(step, 'customer_bank_accounts', links?.customer_bank_account ?? null);
  const linked = find(step, 'customers', links?.customer ?? account?.customerId ?? null);
  if (links?.creditor && links.creditor !== creditorId) return refuse(linkNotFound);
  if ((links?.customer && !linked) || (links?.customer_bank_account && !account)) return refuse(linkNotFound);
  if (account && account.customerId !== linked?.id) return refuse(linkNotFound);
  const customer = linked ?? newCustomer(step);
  const by: By = { origin: 'api', metadata: asked.metadata };
  const made = settle(step, {
    id: newId(step, 'billingRequest'),
    createdAt: step.now.toISOString(),
    status: 'pending',
    customerId: customer.id,
    bankAccountId: account?.id ?? null,
    payment: payment ? paymentRequestOf(step, payment) : null,
    mandate: mandate ? mandateRequestOf(step, mandate, payment ?? null) : null,
    metadata: asked.metadata ?? null,
    fallbackEnabled: asked.fallback_enabled ?? false,
    fallbackOccurred: false,
    purposeCode: asked.purpose_code ?? null,
    paymentContextCode: asked.payment_context_code ?? null,
    paymentPurposeCode: asked.payment_purpose_code ?? null,
    institutionId: null,
    institutionGuess: 'pending',
    payerConfirmed: false,
    dualSignature: false,
    bankAuthorised: false,
    bankAuthorisationId: null,
    paymentId: null,
    mandateId: null,
    plan: null,
  });
  recordRequest(step, 'billingRequestCreated', made);
  announceRequest(step, made, 'created', by, { customer: customer.id });
  return ok(made);
}

function paymentRequestOf(step: Step, asked: NewPaymentRequest): PaymentRequest {
  return {
    id: newId(step, 'paymentRequest'),
    amount: asked.amount,
    currency: asked.currency,
    description: asked.description,
    scheme: paymentSchemeOf(asked) ?? 'faster_payments',
    appFee: asked.app_fee ?? null,
    reference: asked.reference ?? null,
    fundsSettlement: asked.funds_settlement ?? 'managed',
    retryIfPossible: asked.retry_if_possible ?? false,
    metadata: asked.metadata ?? {},
  };
}

function mandateRequestOf(step: Step, asked: NewMandateRequest, payment: NewPaymentRequest | null): MandateRequest {
  const currency = mandateCurrencyOf(asked, payment);
  return {
    id: newId(step, 'mandateRequest'),
    currency,
    scheme: mandateSchemeOf({ ...asked, currency }),
    description: asked.description ?? null,
    reference: asked.reference ?? null,
    metadata: asked.metadata ?? {},
    verify: asked.verify ?? 'recommended',
    sweeping: asked.sweeping ?? false,
    constraints: asked.constraints ?? null,
    consentType: asked.consent_type ?? null,
    authorisationSource: asked.authorisation_source ?? null,
    fundsSettlement: asked.funds_settlement ?? 'managed',
  };
}
