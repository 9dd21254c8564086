import { ok, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { after } from '../../kit/time.ts';
import { dateOf } from '../calendar.ts';
import type { By } from '../events.ts';
import { enterMandate, nextChargeDate } from '../mandate-life.ts';
import { enterPayment, planFor } from '../payments/payment-life.ts';
import {
  type BillingRequestRecord,
  find,
  given,
  keep,
  type MandateRecord,
  type MandateRequest,
  type PaymentRecord,
  type PaymentRequest,
} from '../records.ts';
import { wrongState } from '../replies.ts';
import { mandateCurrencies, type SchemeName, schemes } from '../schemes.ts';
import { settingsOf } from '../settings.ts';
import { type ActionResult, announceRequest, recordRequest } from './actions.ts';
import { currencyOf } from './graph.ts';

/** The timer that ends the time in which a request is being fulfilled. */
export const fulfilTimer = 'billingRequestFulfils';

/** Begins to make what was requested: a mandate at once, a payment a moment later. */
export function fulfil(
  step: Step,
  request: BillingRequestRecord,
  by: By,
  { atOnce = false }: { readonly atOnce?: boolean } = {},
): ActionResult {
  if (request.status !== 'ready_to_fulfil')
    return refuse(wrongState('billing_request_not_ready', `The billing request is ${request.status}`));
  const { fulfillingMs } = settingsOf(step);
  if (!request.payment || atOnce || fulfillingMs === 0) return ok(complete(step, request, by));
  const fulfilling = keep(step, 'billing_requests', { ...request, status: 'fulfilling' });
  recordRequest(step, 'billingRequestFulfilling', fulfilling);
  step.setTimer(fulfilTimer, request.id, after(step, fulfillingMs));
  return ok(fulfilling);
}

/** The moment is over: what was requested is there. */
export function finishFulfilling(step: Step, id: string): void {
  const request = find(step, 'billing_requests', id);
  if (request?.status === 'fulfilling') complete(step, request, { origin: 'gocardless' });
}

function complete(step: Step, request: BillingRequestRecord, told: By): BillingRequestRecord {
  // The payer only finishes the page: fulfilling is GoCardless' own doing then.
  const by: By = told.origin === 'api' ? told : { origin: 'gocardless' };
  const mandate = request.mandate || request.fallbackOccurred ? makeMandate(step, request, by) : null;
  const payment = request.payment ? makePayment(step, request, request.payment, mandate, by) : null;
  const fulfilled = keep(step, 'billing_requests', {
    ...request,
    status: 'fulfilled',
    mandateId: request.mandate ? (mandate?.id ?? null) : null,
    paymentId: payment?.id ?? null,
  });
  recordRequest(step, 'billingRequestFulfilled', fulfilled);
  announceRequest(step, fulfilled, 'fulfilled', by, {
    customer: request.customerId,
    ...(request.bankAccountId !== null && { customer_bank_account: request.bankAccountId }),
    ...(fulfilled.paymentId !== null && { payment_request_payment: fulfilled.paymentId }),
    ...(fulfilled.mandateId !== null && { mandate_request_mandate: fulfilled.mandateId }),
  });
  return fulfilled;
}

function makeMandate(step: Step, request: BillingRequestRecord, by: By): MandateRecord {
  const asked = request.mandate;
  const scheme = asked?.scheme ?? mandateCurrencies[currencyOf(request) ?? 'GBP'] ?? 'bacs';
  return enterMandate(
    step,
    {
      ...mandateOf(step, request, scheme),
      status: schemes[scheme].instant
        ? 'active'
        : request.dualSignature
          ? 'pending_customer_approval'
          : 'pending_submission',
      mandateType: schemes[scheme].instant ? (asked?.sweeping ? 'vrp_sweeping' : 'recurring') : 'bank_debit',
      reference: asked?.reference ?? referenceOf(step),
      metadata: asked?.metadata ?? {},
      consentType: asked?.consentType ?? null,
      consentParameters: asked?.constraints ? toConsent(asked.constraints) : null,
      authorisationSource: asked?.authorisationSource ?? null,
      fundsSettlement: asked?.fundsSettlement ?? 'managed',
      verifiedAt: request.bankAuthorised ? step.now.toISOString() : null,
    },
    by,
  );
}

function makePayment(
  step: Step,
  request: BillingRequestRecord,
  asked: PaymentRequest,
  mandate: MandateRecord | null,
  by: By,
): PaymentRecord {
  const debit = request.fallbackOccurred ? mandate : null;
  const on = debit ?? authorisationOnce(step, request, asked, by);
  const waits = on.status === 'pending_customer_approval';
  return enterPayment(
    step,
    {
      status: waits ? 'pending_customer_approval' : 'pending_submission',
      amount: asked.amount,
      currency: asked.currency,
      scheme: on.scheme,
      chargeDate: nextChargeDate(step, on) ?? dateOf(step.now),
      description: asked.description,
      reference: asked.reference,
      metadata: asked.metadata,
      // A payment at once is there or it is not: nothing is tried again.
      retryIfPossible: debit !== null && asked.retryIfPossible,
      mandateId: on.id,
      plan: request.plan ?? planFor(given(step, 'customers', request.customerId)),
      ...(asked.appFee && { appFee: asked.appFee }),
    },
    by,
  );
}

/** Behind each payment at once stands a mandate for it alone, which nothing is told of. */
function authorisationOnce(step: Step, request: BillingRequestRecord, asked: PaymentRequest, by: By): MandateRecord {
  return enterMandate(
    step,
    {
      ...mandateOf(step, request, asked.scheme),
      status: 'active',
      mandateType: 'instant',
      reference: referenceOf(step),
      metadata: {},
      consentType: null,
      consentParameters: null,
      authorisationSource: null,
      fundsSettlement: asked.fundsSettlement,
      verifiedAt: null,
    },
    by,
    { quietly: true },
  );
}

/** What the payer agreed to at the bank is told flat, unlike what was asked for. */
function toConsent(constraints: NonNullable<MandateRequest['constraints']>): object {
  const { start_date, end_date, max_amount_per_payment, periodic_limits } = constraints;
  const [limit] = periodic_limits ?? [];
  return {
    start_date: start_date ?? null,
    end_date: end_date ?? null,
    max_amount_per_payment: max_amount_per_payment ?? null,
    max_amount_per_period: limit?.max_total_amount ?? null,
    max_payments_per_period: limit?.max_payments ?? null,
    period: limit?.period ?? null,
  };
}

function mandateOf(step: Step, request: BillingRequestRecord, scheme: SchemeName) {
  const customer = given(step, 'customers', request.customerId);
  return { scheme, customerId: customer.id, bankAccountId: request.bankAccountId };
}

function referenceOf(step: Step): string {
  return `SBX-${step.newId().slice(0, 6).toUpperCase()}`;
}
