import { ok, refuse } from '../../kernel/result.ts';
import type { Turn } from '../kit/simulator.ts';
import { after } from '../kit/time.ts';
import { type ActionResult, announceRequest, recordRequest } from './actions.ts';
import { dateOf } from './calendar.ts';
import type { By } from './events.ts';
import { currencyOf } from './graph.ts';
import { enterMandate, nextChargeDate } from './mandate-life.ts';
import { enterPayment, planFor } from './payment-life.ts';
import {
  type BillingRequestRecord,
  find,
  given,
  keep,
  type MandateRecord,
  type PaymentRecord,
  type PaymentRequest,
} from './records.ts';
import { wrongState } from './replies.ts';
import { mandateCurrencies, type SchemeName, schemes } from './schemes.ts';
import { settingsOf } from './settings.ts';

/** The timer that ends the time in which a request is being fulfilled. */
export const fulfilTimer = 'billingRequestFulfils';

/** Begins to make what was requested: a mandate at once, a payment a moment later. */
export function fulfil(
  turn: Turn,
  request: BillingRequestRecord,
  by: By,
  { atOnce = false }: { readonly atOnce?: boolean } = {},
): ActionResult {
  if (request.status !== 'ready_to_fulfil')
    return refuse(wrongState('billing_request_not_ready', `The billing request is ${request.status}`));
  const { fulfillingMs } = settingsOf(turn);
  if (!request.payment || atOnce || fulfillingMs === 0) return ok(complete(turn, request, by));
  const fulfilling = keep(turn, 'billing_requests', { ...request, status: 'fulfilling' });
  recordRequest(turn, 'billingRequestFulfilling', fulfilling);
  turn.setTimer(fulfilTimer, request.id, after(turn, fulfillingMs));
  return ok(fulfilling);
}

/** The moment is over: what was requested is there. */
export function finishFulfilling(turn: Turn, id: string): void {
  const request = find(turn, 'billing_requests', id);
  if (request?.status === 'fulfilling') complete(turn, request, { origin: 'gocardless' });
}

function complete(turn: Turn, request: BillingRequestRecord, told: By): BillingRequestRecord {
  // The payer only finishes the page: fulfilling is GoCardless' own doing then.
  const by: By = told.origin === 'api' ? told : { origin: 'gocardless' };
  const mandate = request.mandate || request.fallbackOccurred ? makeMandate(turn, request, by) : null;
  const payment = request.payment ? makePayment(turn, request, request.payment, mandate, by) : null;
  const fulfilled = keep(turn, 'billing_requests', {
    ...request,
    status: 'fulfilled',
    mandateId: request.mandate ? (mandate?.id ?? null) : null,
    paymentId: payment?.id ?? null,
  });
  recordRequest(turn, 'billingRequestFulfilled', fulfilled);
  announceRequest(turn, fulfilled, 'fulfilled', by, {
    customer: request.customerId,
    ...(request.bankAccountId !== null && { customer_bank_account: request.bankAccountId }),
    ...(fulfilled.paymentId !== null && { payment_request_payment: fulfilled.paymentId }),
    ...(fulfilled.mandateId !== null && { mandate_request_mandate: fulfilled.mandateId }),
  });
  return fulfilled;
}

function makeMandate(turn: Turn, request: BillingRequestRecord, by: By): MandateRecord {
  const asked = request.mandate;
  const scheme = asked?.scheme ?? mandateCurrencies[currencyOf(request) ?? 'GBP'] ?? 'bacs';
  return enterMandate(
    turn,
    {
      ...mandateOf(turn, request, scheme),
      status: schemes[scheme].instant
        ? 'active'
        : request.dualSignature
          ? 'pending_customer_approval'
          : 'pending_submission',
      mandateType: schemes[scheme].instant ? (asked?.sweeping ? 'vrp_sweeping' : 'recurring') : 'bank_debit',
      reference: asked?.reference ?? referenceOf(turn),
      metadata: asked?.metadata ?? {},
      consentType: asked?.consentType ?? null,
      consentParameters: asked?.constraints ?? null,
      authorisationSource: asked?.authorisationSource ?? null,
      fundsSettlement: asked?.fundsSettlement ?? 'managed',
      verifiedAt: request.bankAuthorised ? turn.now.toISOString() : null,
    },
    by,
  );
}

function makePayment(
  turn: Turn,
  request: BillingRequestRecord,
  asked: PaymentRequest,
  mandate: MandateRecord | null,
  by: By,
): PaymentRecord {
  const debit = request.fallbackOccurred ? mandate : null;
  const on = debit ?? authorisationOnce(turn, request, asked, by);
  const waits = on.status === 'pending_customer_approval';
  return enterPayment(
    turn,
    {
      status: waits ? 'pending_customer_approval' : 'pending_submission',
      amount: asked.amount,
      currency: asked.currency,
      scheme: on.scheme,
      chargeDate: nextChargeDate(turn, on) ?? dateOf(turn.now),
      description: asked.description,
      reference: asked.reference,
      metadata: asked.metadata,
      // A payment at once is there or it is not: nothing is tried again.
      retryIfPossible: debit !== null && asked.retryIfPossible,
      mandateId: on.id,
      plan: request.plan ?? planFor(given(turn, 'customers', request.customerId)),
    },
    by,
  );
}

/** Behind each payment at once stands a mandate for it alone, which nothing is told of. */
function authorisationOnce(turn: Turn, request: BillingRequestRecord, asked: PaymentRequest, by: By): MandateRecord {
  return enterMandate(
    turn,
    {
      ...mandateOf(turn, request, asked.scheme),
      status: 'active',
      mandateType: 'instant',
      reference: referenceOf(turn),
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

function mandateOf(turn: Turn, request: BillingRequestRecord, scheme: SchemeName) {
  const customer = given(turn, 'customers', request.customerId);
  return { scheme, customerId: customer.id, bankAccountId: request.bankAccountId };
}

function referenceOf(turn: Turn): string {
  return `SBX-${turn.newId().slice(0, 6).toUpperCase()}`;
}
