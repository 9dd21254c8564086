import type { z } from 'zod';
import { ok, type Result, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { type BankDetails, readBankDetails } from '../bank-details.ts';
import { announce, type By } from '../events.ts';
import { newId } from '../ids.ts';
import { guessInstitution, institutionOf } from '../institutions.ts';
import { type BillingRequestRecord, type CustomerRecord, given, keep, type MandateRequest } from '../records.ts';
import { flawed, type Refusal, wrongState } from '../replies.ts';
import { mandateCurrencies } from '../schemes.ts';
import { settingsOf } from '../settings.ts';
import type { customerInput } from './action-input.ts';
import { type ActionType, actionsOf, currenciesFor, currencyOf, isReady } from './graph.ts';

/**
 * What is done to a billing request before it is fulfilled, whoever does it: the merchant by API or the payer on the page. Each
 * action is entered in the records and published as an event, and a request with nothing left to do becomes ready.
 */
export type ActionResult = Result<BillingRequestRecord, Refusal>;

type CustomerInput = z.infer<typeof customerInput>;

export function collectCustomerDetails(
  step: Step,
  request: BillingRequestRecord,
  input: CustomerInput,
  by: By,
): ActionResult {
  const refusal = notNow(step, request, 'collect_customer_details');
  if (refusal) return refuse(refusal);
  const customer = given(step, 'customers', request.customerId);
  const told = { ...input.customer, ...input.customer_billing_detail };
  const changes = Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<CustomerRecord>;
  keep(step, 'customers', { ...customer, ...changes });
  return ok(completed(step, request, 'collect_customer_details', by));
}

export function collectBankAccount(
  step: Step,
  request: BillingRequestRecord,
  details: BankDetails,
  by: By,
): ActionResult {
  const refusal = notNow(step, request, 'collect_bank_account');
  if (refusal) return refuse(refusal);
  const read = readBankDetails(details, currencyOf(request));
  if (!('countryCode' in read)) return refuse(flawed(...read));
  const { payerNameVerification } = settingsOf(step);
  const nameIsChecked = read.currency === 'GBP' || read.currency === 'EUR';
  if (nameIsChecked && payerNameVerification === 'mismatch') {
    const message = "does not match the account's name";
    return refuse(flawed({ field: 'account_holder_name', message, pointer: '/data/account_holder_name' }));
  }
  const account = keep(
    step,
    'customer_bank_accounts',
    {
      id: newId(step, 'bankAccount'),
      createdAt: step.now.toISOString(),
      customerId: request.customerId,
      accountHolderName: (details.account_holder_name ?? '').slice(0, 18).toUpperCase(),
      accountNumberEnding: read.ending,
      accountType: details.account_type ?? null,
      bankName: guessInstitution(read.branchCode)?.name.toUpperCase() ?? 'SANDBOX BANK',
      countryCode: read.countryCode,
      currency: read.currency,
      nameVerification: nameIsChecked ? payerNameVerification : 'cannot_perform_verification',
      metadata: details.metadata ?? {},
    },
    request.customerId,
  );
  const guess = guessInstitution(read.branchCode);
  const stillToChoose = request.institutionId === null;
  const collected: BillingRequestRecord = {
    ...request,
    bankAccountId: account.id,
    institutionId: stillToChoose ? (guess?.id ?? null) : request.institutionId,
    institutionGuess: stillToChoose ? (guess ? 'success' : 'failed') : request.institutionGuess,
    // Where no currency was chosen, the account says it.
    mandate: request.mandate && inCurrency(request.mandate, request.mandate.currency ?? read.currency),
  };
  return ok(completed(step, collected, 'collect_bank_account', by, { customer_bank_account: account.id }));
}

export function confirmPayerDetails(
  step: Step,
  request: BillingRequestRecord,
  { dualSignature }: { readonly dualSignature: boolean },
  by: By,
): ActionResult {
  const refusal = notNow(step, request, 'confirm_payer_details');
  if (refusal) return refuse(refusal);
  return ok(completed(step, { ...request, payerConfirmed: true, dualSignature }, 'confirm_payer_details', by));
}

/** The currency can be chosen again until there is an account in it. */
export function chooseCurrency(step: Step, request: BillingRequestRecord, currency: string, by: By): ActionResult {
  const { mandate, payment } = request;
  const over = ended(request);
  if (over) return refuse(over);
  if (payment || !mandate)
    return refuse(wrongState('currency_fixed', 'The currency of a request with a payment cannot be changed'));
  if (request.bankAccountId !== null)
    return refuse(wrongState('action_already_completed', 'There is a bank account in the currency that was chosen'));
  if (!currenciesFor(request).includes(currency))
    return refuse(flawed({ field: 'currency', message: 'is not available', pointer: '/data/currency' }));
  const chosen = { ...request, mandate: inCurrency(mandate, currency) };
  return ok(completed(step, chosen, 'choose_currency', by));
}

/** Another institution can be chosen until the payer has authorised at one. */
export function selectInstitution(
  step: Step,
  request: BillingRequestRecord,
  asked: { readonly institution: string; readonly country_code: string },
  by: By,
): ActionResult {
  const over = ended(request);
  if (over) return refuse(over);
  const actions = actionsOf(request, given(step, 'customers', request.customerId));
  if (!actions.some(({ type }) => type === 'bank_authorisation') || request.bankAuthorised)
    return refuse(wrongState('action_not_available', 'No institution can be selected for this billing request'));
  const institution = institutionOf(asked.institution);
  if (!institution?.enabled || institution.countryCode !== asked.country_code)
    return refuse(flawed({ field: 'institution', message: 'is not available', pointer: '/data/institution' }));
  const selected: BillingRequestRecord = {
    ...request,
    institutionId: institution.id,
    institutionGuess: 'not_needed',
  };
  return ok(completed(step, selected, 'select_institution', by, { institution_id: institution.id }));
}

/** From a payment at once to a direct debit, where the merchant has allowed it. */
export function fallBack(step: Step, request: BillingRequestRecord): ActionResult {
  const over = ended(request);
  if (over) return refuse(over);
  if (!request.fallbackEnabled || !request.payment)
    return refuse(wrongState('fallback_not_enabled', 'The fallback is not enabled for this billing request'));
  if (request.fallbackOccurred)
    return refuse(wrongState('fallback_already_occurred', 'The fallback has occurred already'));
  if (request.bankAuthorised)
    return refuse(wrongState('action_already_completed', 'The payer has authorised the payment'));
  recordRequest(step, 'fallbackOccurred', request);
  // Status and actions are worked out anew; there is no event of its own.
  return ok(settle(step, { ...request, fallbackOccurred: true }));
}

export function cancelRequest(step: Step, request: BillingRequestRecord, by: By): ActionResult {
  const over = ended(request);
  if (over) return refuse(over);
  const cancelled = keep(step, 'billing_requests', { ...request, status: 'cancelled' });
  recordRequest(step, 'billingRequestCancelled', cancelled);
  announceRequest(step, cancelled, 'cancelled', by);
  return ok(cancelled);
}

/** Writes a request with the status that follows from what is left to do. */
export function settle(step: Step, request: BillingRequestRecord): BillingRequestRecord {
  const ready = isReady(request, given(step, 'customers', request.customerId));
  return keep(step, 'billing_requests', { ...request, status: ready ? 'ready_to_fulfil' : 'pending' });
}

/** Why an action cannot be done now: it is not there, it is done, or another comes first. */
export function notNow(step: Step, request: BillingRequestRecord, type: ActionType): Refusal | null {
  const over = ended(request);
  if (over) return over;
  const actions = actionsOf(request, given(step, 'customers', request.customerId));
  const action = actions.find((candidate) => candidate.type === type);
  if (!action) return wrongState('action_not_available', `The action ${type} is not part of this billing request`);
  if (action.status === 'completed')
    return wrongState('action_already_completed', `The action ${type} is completed already`);
  const first = action.requires_actions.find((needed) =>
    actions.some((candidate) => candidate.type === needed && candidate.status === 'pending'),
  );
  return first
    ? wrongState('action_requirements_not_met', `The action ${first} must be completed before ${type}`)
    : null;
}

/** Tells of a billing request, with what the news is about beside it. */
export function announceRequest(
  step: Step,
  request: BillingRequestRecord,
  action: string,
  by: By,
  links: Readonly<Record<string, string>> = {},
  cause = `billing_request_${action}`,
): void {
  announce(step, {
    resource: 'billing_requests',
    action,
    links: { billing_request: request.id, ...links },
    by,
    cause,
    resourceMetadata: request.metadata,
  });
}

export function recordRequest(step: Step, effect: string, request: BillingRequestRecord, code?: string): void {
  const { id, payment } = request;
  step.record({
    effect,
    subject: { kind: 'billingRequest', id },
    ...(payment && { amount: String(payment.amount), currency: payment.currency }),
    ...(code !== undefined && { code }),
  });
}

const eventNames: Readonly<Partial<Record<ActionType, string>>> = { confirm_payer_details: 'payer_details_confirmed' };

function completed(
  step: Step,
  request: BillingRequestRecord,
  type: ActionType,
  by: By,
  links: Readonly<Record<string, string>> = {},
): BillingRequestRecord {
  const settled = settle(step, request);
  const actions = actionsOf(settled, given(step, 'customers', settled.customerId));
  const done = actions.some((action) => action.type === type && action.status === 'completed');
  recordRequest(step, done || type === 'select_institution' ? 'actionCompleted' : 'actionAdvanced', settled, type);
  announceRequest(step, settled, eventNames[type] ?? type, by, {
    ...(type === 'collect_customer_details' && { customer: settled.customerId }),
    ...links,
  });
  return settled;
}

function ended({ status }: BillingRequestRecord): Refusal | null {
  return status === 'pending' || status === 'ready_to_fulfil'
    ? null
    : wrongState('billing_request_not_pending', `The billing request is ${status}`);
}

function inCurrency(mandate: MandateRequest, currency: string): MandateRequest {
  return mandate.currency === currency
    ? mandate
    : { ...mandate, currency, scheme: mandateCurrencies[currency] ?? mandate.scheme };
}
