import type {
  BillingRequestTerms,
  CallContext,
  MandateConstraints,
  OperationMap,
  Outcome,
  ProviderRef,
  StatusCheck,
  StatusReason,
} from '../../domain/port/provider.ts';
import { expectBody, startCall } from '../kit/client.ts';
import { mismatch, unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { describeRequest } from './check-status.ts';
import { type Call, send } from './client.ts';
import { createOnce } from './create.ts';
import { withOurs } from './limits/metadata.ts';
import { getOne, pathOf, readError, readOne } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { stepOf, toCustomer } from './steps.ts';
import { mandateCurrency } from './terms.ts';
import { schemeWords, toFlow, toMoney } from './translate.ts';
import { bankAuthorisation, flow, inside, type WireBillingRequest } from './wire.ts';

/** Billing requests: making them, completing their actions, and what is done with them as a whole. */

type Terms = Extract<BillingRequestTerms, { readonly goCardless: unknown }>['goCardless'];
type Create = OperationMap['request.create'];

export async function createRequest(
  context: CallContext<Settings>,
  { terms, externalId, metadata }: Create,
  key: string,
): Promise<Outcome> {
  if (!('goCardless' in terms)) return { kind: 'refused', why: otherCarrier };
  const call = startCall(context);
  const made = await createOnce(call, {
    resource: 'billing_requests',
    what: 'billing request',
    key,
    body: toNewRequest(terms.goCardless, {
      externalId,
      metadata,
      key,
      creditorId: context.account.settings.creditorId,
    }),
  });
  if (made.kind !== 'made') return made;
  return differs(made.value, terms.goCardless, made.before) ?? describeRequest(call, made.value);
}

interface About {
  readonly externalId?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly key: string;
  readonly creditorId?: string | undefined;
}

/** Each part has metadata of its own, since GoCardless copies a part's to the thing that comes of it. */
export function toNewRequest(terms: Terms, about: About): object {
  const { payment, mandate, fallbackEnabled, purpose, paymentContext } = terms;
  const links = {
    ...(about.creditorId !== undefined && { creditor: about.creditorId }),
    ...(terms.customerReference !== undefined && { customer: terms.customerReference }),
    ...(terms.customerBankAccountReference !== undefined && {
      customer_bank_account: terms.customerBankAccountReference,
    }),
  };
  const currency = mandateCurrency(terms);
  return {
    ...(payment && {
      payment_request: {
        amount: payment.amount.amountMinor,
        currency: payment.amount.currency,
        description: payment.description,
        ...(payment.scheme !== undefined && { scheme: payment.scheme }),
        ...(payment.reference !== undefined && { reference: payment.reference }),
        ...(payment.appFee !== undefined && { app_fee: payment.appFee }),
        metadata: withOurs(about, payment.metadata),
      },
    }),
    ...(mandate && {
      mandate_request: {
        ...(currency !== undefined && { currency }),
        ...(mandate.scheme !== undefined && { scheme: schemeWords[mandate.scheme] }),
        ...(mandate.verify !== undefined && { verify: mandate.verify }),
        ...(mandate.description !== undefined && { description: mandate.description }),
        ...(mandate.constraints && { constraints: toConstraints(mandate.constraints) }),
        // Faster Payments wants to hear either way: between the payer's own accounts, or to a merchant.
        ...((mandate.sweeping || mandate.scheme === 'FASTER_PAYMENTS') && { sweeping: mandate.sweeping }),
        metadata: withOurs(about, mandate.metadata),
      },
    }),
    metadata: withOurs(about, about.metadata),
    fallback_enabled: fallbackEnabled,
    ...(purpose !== undefined && { purpose_code: purpose }),
    ...(paymentContext !== undefined && { payment_context_code: paymentContext }),
    ...(Object.keys(links).length > 0 && { links }),
  };
}

function toConstraints({ startDate, endDate, maxAmountPerPayment, periodicLimits }: MandateConstraints): object {
  return {
    ...(startDate !== undefined && { start_date: startDate }),
    ...(endDate !== undefined && { end_date: endDate }),
    ...(maxAmountPerPayment !== undefined && { max_amount_per_payment: maxAmountPerPayment }),
    ...(periodicLimits && {
      periodic_limits: periodicLimits.map(({ period, alignment, maxPayments, maxTotalAmount }) => ({
        period: period.toLowerCase(),
        ...(alignment !== undefined && { alignment: alignment.toLowerCase() }),
        ...(maxPayments !== undefined && { max_payments: maxPayments }),
        ...(maxTotalAmount !== undefined && { max_total_amount: maxTotalAmount }),
      })),
    }),
  };
}

/** The echo check. On one that was made before, the payer may have chosen another currency for a mandate since. */
function differs(wire: WireBillingRequest, terms: Terms, before: boolean): Outcome | null {
  const { payment, mandate } = terms;
  const { payment_request: asked, mandate_request: authority } = wire;
  if (Boolean(asked) !== Boolean(payment) || Boolean(authority) !== Boolean(mandate))
    return unknown('unreadable', 'GoCardless answered with another billing request than was asked for');
  const shown = asked && payment ? toMoney(asked.amount, asked.currency) : null;
  if (shown && !shown.ok) return shown.error;
  const wrong = shown && payment ? mismatch('GoCardless', shown.value, payment.amount) : null;
  if (wrong) return wrong;
  const currency = mandateCurrency(terms);
  if (mandate && !before && currency !== undefined && authority?.currency !== currency)
    return unknown('amountMismatch', `asked for a mandate in ${currency}; GoCardless says otherwise`);
  return null;
}

/** What is done to a billing request by one call: the name in the path, and how one sees that it was done, or cannot be any more. */
interface Act {
  readonly action: string;
  readonly what: string;
  readonly data?: object;
  stands(request: WireBillingRequest): boolean;
  /** Whether it can no longer come about; then an absence is certain. */
  isOver?(request: WireBillingRequest): boolean;
}

const ended = ['fulfilled', 'cancelled'];
const fulfil: Act = {
  action: 'fulfil',
  what: 'fulfilment',
  // One that was cancelled tells as well that it was not fulfilled.
  stands: ({ status }) => status === 'fulfilling' || ended.includes(status),
};
const cancel: Act = {
  action: 'cancel',
  what: 'cancellation',
  stands: ({ status }) => status === 'cancelled',
  isOver: ({ status }) => status === 'fulfilled',
};
const fallBack: Act = {
  action: 'fallback',
  what: 'fallback',
  stands: ({ fallback_occurred }) => fallback_occurred === true,
  isOver: ({ status }) => ended.includes(status),
};

type OnRequest = { readonly request: ProviderRef };
type Context = CallContext<Settings>;

export const fulfilRequest = (context: Context, { request }: OnRequest, key: string): Promise<Outcome> =>
  perform(context, request, fulfil, key);
export const cancelRequest = (context: Context, { request }: OnRequest, key: string): Promise<Outcome> =>
  perform(context, request, cancel, key);
export const fallBackRequest = (context: Context, { request }: OnRequest, key: string): Promise<Outcome> =>
  perform(context, request, fallBack, key);
export const probeFulfilled = (context: Context, { request }: OnRequest): Promise<StatusCheck> =>
  probe(context, request, fulfil);
export const probeCancelled = (context: Context, { request }: OnRequest): Promise<StatusCheck> =>
  probe(context, request, cancel);
export const probeFallenBack = (context: Context, { request }: OnRequest): Promise<StatusCheck> =>
  probe(context, request, fallBack);

type Action = OperationMap['request.action'];

export async function completeAction(context: Context, { request, action }: Action, key: string): Promise<Outcome> {
  if ('bankAuthorisation' in action) return authoriseAtBank(context, request, action.bankAuthorisation.redirectUrl);
  const step = stepOf(action);
  if (!step) return { kind: 'refused', why: notByApi };
  return perform(context, request, { ...step, what: 'action' }, key);
}

/** What can be seen of an action is whether its outcome stands. Once the request has ended without it, it never will. */
export async function probeAction(context: Context, { request, action }: Action): Promise<StatusCheck> {
  // The page of a bank that nobody has heard of is none: another one does no harm.
  if ('bankAuthorisation' in action)
    return probe(context, request, { action: '', what: 'page', stands: () => false, isOver: isPast });
  const step = stepOf(action);
  if (!step) return { kind: 'absent', certain: true, why: notByApi };
  return probe(context, request, {
    ...step,
    what: 'action',
    isOver: isPast,
  });
}

function isPast({ status }: WireBillingRequest): boolean {
  return status === 'fulfilling' || ended.includes(status);
}

/** Makes the page of the payer's bank, for a merchant whose own page asks for all the rest. It is gone after a quarter of an hour. */
async function authoriseAtBank(context: Context, request: ProviderRef, redirectUrl: string): Promise<Outcome> {
  const call = startCall(context);
  const body = { redirect_uri: redirectUrl, links: { billing_request: request.id } };
  const reply = await send(call, { method: 'POST', path: '/bank_authorisations', body: { bank_authorisations: body } });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('page of the bank', readError(reply)) };
  const answer = expectBody(reply, inside('bank_authorisations', bankAuthorisation), "the page of the payer's bank");
  if (!answer.ok) return answer.error;
  const page = toFlow({ ...answer.value, authorisation_url: answer.value.url }, request, context.now());
  if (!page.ok) return page.error;
  const found = await getOne(call, 'billing_requests', request.id);
  const described = found.kind === 'found' ? await describeRequest(call, found.value) : null;
  if (described?.kind !== 'facts') return unknown('unreadable', 'the request of a page of the bank could not be read');
  return { kind: 'facts', facts: [...described.facts, page.value] };
}

/** Writes to the payer. A second mail does no harm. */
export function notifyPayer(
  context: Context,
  { request, redirectUrl }: OperationMap['request.notify'],
  key: string,
): Promise<Outcome> {
  const data = { notification_type: 'email', ...(redirectUrl === undefined ? {} : { redirect_uri: redirectUrl }) };
  return perform(context, request, { action: 'notify', what: 'notification', data, stands: () => false }, key);
}

/** Makes a hosted page. A second one does no harm: both lead to the same request. */
export async function createFlow(context: Context, input: OperationMap['request.flow']): Promise<Outcome> {
  const { request, redirectUrl, exitUrl, lockCustomerDetails, lockBankAccount, lockCurrency, language, prefill } =
    input;
  const body = {
    ...(redirectUrl === undefined ? {} : { redirect_uri: redirectUrl }),
    ...(exitUrl === undefined ? {} : { exit_uri: exitUrl }),
    ...(lockCustomerDetails ? { lock_customer_details: true } : {}),
    ...(lockBankAccount ? { lock_bank_account: true } : {}),
    ...(lockCurrency ? { lock_currency: true } : {}),
    ...(input.skipSuccessScreen ? { skip_success_screen: true } : {}),
    ...(input.showRedirectButtons ? { show_redirect_buttons: true } : {}),
    ...(language === undefined ? {} : { language }),
    ...(prefill === undefined ? {} : { prefilled_customer: toCustomer(prefill) }),
    links: { billing_request: request.id },
  };
  const call = startCall(context);
  const path = '/billing_request_flows';
  const reply = await send(call, { method: 'POST', path, body: { billing_request_flows: body } });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('hosted page', readError(reply)) };
  const answer = expectBody(reply, inside('billing_request_flows', flow), 'the answer to a new hosted page');
  if (!answer.ok) return answer.error;
  const wire = answer.value;
  const fact = toFlow(wire, request, context.now());
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

/** Calls an action. Where GoCardless says that the request is in no state for it, the book tells whether it had been done before. */
async function perform(context: Context, request: ProviderRef, act: Act, key: string): Promise<Outcome> {
  const call = startCall(context);
  const path = `${pathOf('billing_requests', request.id)}/actions/${act.action}`;
  const reply = await send(call, { method: 'POST', path, body: { data: act.data ?? {} }, key });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400) {
    const wire = readOne(reply, 'billing_requests');
    return wire?.id === request.id
      ? describeRequest(call, wire)
      : unknown('unreadable', `the answer to the ${act.what} could not be read`);
  }
  const error = readError(reply);
  const found = error.type === 'invalid_state' ? await getOne(call, 'billing_requests', request.id) : null;
  if (found?.kind === 'unknown') return found;
  if (found?.kind === 'found' && act.stands(found.value)) return describeRequest(call, found.value);
  return { kind: 'refused', why: whyRefused(act.what, error) };
}

async function probe(context: Context, request: ProviderRef, act: Act): Promise<StatusCheck> {
  const call: Call = startCall(context);
  const found = await getOne(call, 'billing_requests', request.id);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (act.stands(found.value)) return describeRequest(call, found.value);
  return act.isOver?.(found.value)
    ? { kind: 'absent', certain: true, why: tooLate }
    : { kind: 'absent', certain: false };
}

const tooLate: StatusReason = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'The billing request had ended before this was done.',
});
const notByApi: StatusReason = reason({
  code: 'OTHER',
  origin: 'SYSTEM',
  message: "GoCardless asks for an amount on the payer's page only.",
});
const otherCarrier: StatusReason = reason({
  code: 'OTHER',
  origin: 'SYSTEM',
  message: 'GoCardless carries billing requests of its own only.',
});
