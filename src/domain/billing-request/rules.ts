import type { BillingRequest } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { RequestAction, RequestActionInput, RequestActionType } from '../port/provider.ts';
import { actionsOf, termsOf } from './store.ts';

/** What may be asked of a billing request. The mutations decide by these functions under the row's lock. */
export type RequestStep =
  | 'request.action'
  | 'request.flow'
  | 'request.fulfil'
  | 'request.cancel'
  | 'request.fallBack'
  | 'request.notify';

const open = ['PENDING', 'READY_TO_FULFIL'];
const allowedFrom: Readonly<Record<RequestStep, readonly string[]>> = {
  'request.action': open,
  'request.flow': open,
  'request.fulfil': ['READY_TO_FULFIL'],
  'request.cancel': open,
  'request.fallBack': ['PENDING'],
  'request.notify': open,
};

/** Why a step cannot be taken now, or null. Pure. */
export function cannotStep(request: BillingRequest, step: RequestStep): RefusalOf<'invalidState'> | null {
  const from = allowedFrom[step];
  if (!from.includes(request.status))
    return refused(
      request,
      `The billing request is ${request.status}; this is possible from ${from.join(' or ')} only.`,
      from,
    );
  if (request.cancelling) return refused(request, 'The billing request is being cancelled.', from);
  if (request.providerReference === null || request.unresolvedCount > 0)
    return refused(request, 'The outcome of an earlier step is not known yet; the provider is being asked.', from);
  if (step !== 'request.fallBack') return null;
  if (!request.fallbackEnabled)
    return refused(request, 'No fallback was enabled when the billing request was made.', from);
  return request.fallbackOccurred ? refused(request, 'The billing request has fallen back already.', from) : null;
}

const typeOf: Readonly<Record<KeysOf<RequestActionInput>, RequestActionType>> = {
  chooseCurrency: 'CHOOSE_CURRENCY',
  collectAmount: 'COLLECT_AMOUNT',
  bankAuthorisation: 'BANK_AUTHORISATION',
  collectCustomerDetails: 'COLLECT_CUSTOMER_DETAILS',
  selectInstitution: 'SELECT_INSTITUTION',
  collectBankAccount: 'COLLECT_BANK_ACCOUNT',
  confirmPayerDetails: 'CONFIRM_PAYER_DETAILS',
};
type KeysOf<T> = T extends unknown ? keyof T : never;

/** Which action an input is for. */
export function actionTypeOf(action: RequestActionInput): RequestActionType {
  return typeOf[Object.keys(action)[0] as KeysOf<RequestActionInput>];
}

/** Why an action of the graph cannot be completed now, or null: it is not there, or one that it requires is not done. Pure. */
export function cannotComplete(request: BillingRequest, type: RequestActionType): RefusalOf<'invalidState'> | null {
  const actions = actionsOf(request);
  const action = actions.find((one) => one.type === type);
  if (!action) return refused(request, `The billing request has no action ${type}.`, open);
  const waits = action.requires.filter((required) => isPending(actions, required));
  return waits.length > 0 ? refused(request, `${type} comes after ${waits.join(' and ')}.`, open) : null;
}

/** Required, still pending, and with every prerequisite done. */
export function nextActions(request: Pick<BillingRequest, 'actions'>): readonly ShownAction[] {
  return shownActions(request).filter(
    ({ required, status, waitsFor }) => required && status === 'PENDING' && waitsFor.length === 0,
  );
}

/** An action with what keeps it from being done. */
export interface ShownAction extends RequestAction {
  readonly waitsFor: readonly RequestActionType[];
  readonly waitsBecause: string | null;
}

/** The actions as they are shown: each that is pending says why. Pure. */
export function shownActions(request: Pick<BillingRequest, 'actions'>): readonly ShownAction[] {
  const actions = actionsOf(request);
  return actions.map((action) => {
    const waitsFor = action.status === 'PENDING' ? action.requires.filter((type) => isPending(actions, type)) : [];
    return { ...action, waitsFor, waitsBecause: whyWaiting(action, waitsFor) };
  });
}

function whyWaiting(
  { type, status, missingFields, institutionGuess }: RequestAction,
  waitsFor: readonly RequestActionType[],
): string | null {
  if (status !== 'PENDING') return null;
  if (waitsFor.length > 0) return `It comes after ${waitsFor.join(' and ')}.`;
  if (missingFields.length > 0) return `Details are missing: ${missingFields.join(', ')}.`;
  if (type === 'SELECT_INSTITUTION' && institutionGuess === 'failed')
    return 'The bank could not be told from the account: it has to be chosen, see `institutions`.';
  return awaited[type];
}

const awaited: Readonly<Record<RequestActionType, string>> = {
  APPROVE_IN_APP: 'The payer has to approve in the app.',
  CHOOSE_CURRENCY: 'A currency has to be chosen, by you or by the payer.',
  COLLECT_AMOUNT: "The payer has to name the amount on the provider's page.",
  COLLECT_CUSTOMER_DETAILS: "The payer's details have to be given, by you or by the payer.",
  SELECT_INSTITUTION: 'A bank has to be chosen, by you or by the payer: see `institutions`.',
  COLLECT_BANK_ACCOUNT: 'An account has to be named, by you or by the payer.',
  CONFIRM_PAYER_DETAILS: 'The payer has to confirm the details.',
  BANK_AUTHORISATION:
    'The payer has to approve at the bank: `bankAuthorisation` or `createBillingRequestFlow` makes the page for it.',
};

function isPending(actions: readonly RequestAction[], type: RequestActionType): boolean {
  return actions.some((action) => action.type === type && action.status === 'PENDING');
}

/**
 * Whether a page keeps the payer from choosing another currency, and by that another scheme: where the merchant says so, else where the
 * merchant asked for one. Pure.
 */
export function locksCurrency(request: Pick<BillingRequest, 'purpose' | 'terms'>, asked: boolean | undefined): boolean {
  // With a payment the currency cannot be changed at all.
  if (request.purpose !== 'MANDATE') return false;
  const terms = termsOf(request);
  return asked ?? (terms === null || terms.mandate?.currency !== undefined);
}

/** A refusal by the state of the billing request. */
export function refused(
  { status }: BillingRequest,
  message: string,
  from: readonly string[],
): RefusalOf<'invalidState'> {
  return { kind: 'invalidState', path: ['input', 'billingRequestId'], message, current: status, allowedFrom: from };
}
