import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Turn } from '../kit/simulator.ts';
import { customerInput } from './action-input.ts';
import {
  chooseCurrency,
  collectBankAccount,
  collectCustomerDetails,
  confirmPayerDetails,
  selectInstitution,
} from './actions.ts';
import { beginAuthorisation, decideAuthorisation, openAuthorisation } from './bank-authorisations.ts';
import { bankDetails } from './bank-details.ts';
import type { By } from './events.ts';
import { exitFlow } from './flow-visits.ts';
import { flowState } from './flows.ts';
import { fulfil } from './fulfilment.ts';
import { type ActionType, actionsOf, authorisationOf } from './graph.ts';
import { toRefusal } from './input.ts';
import { institutionOf } from './institutions.ts';
import { type BankAuthorisationRecord, type BillingRequestRecord, type FlowRecord, find, given } from './records.ts';
import { type Refusal, wrongState } from './replies.ts';

/** Where the payer is: on a flow's page, or on the page of a bank authorisation that was made without one. */
export interface Visit {
  readonly request: BillingRequestRecord;
  readonly flow: FlowRecord | null;
  readonly authorisation: BankAuthorisationRecord | null;
}

/** What the page shows next. */
export type Screen =
  | 'currency'
  | 'details'
  | 'institution'
  | 'account'
  | 'confirm'
  | 'bank'
  | 'finish'
  | 'done'
  | 'expired';

const payer: By = { origin: 'payer' };

/** The first thing that is left to do. An institution that hands over the account comes before the account. */
export function screenOf(turn: Turn, { request, flow, authorisation }: Visit): Screen {
  if (!flow) {
    if (authorisation?.status === 'open') return 'bank';
    return authorisation?.status === 'authorised' ? 'done' : 'expired';
  }
  const state = flowState(turn, flow);
  if (state !== 'open') return state;
  const actions = actionsOf(request, given(turn, 'customers', request.customerId));
  const pending = (type: ActionType) =>
    actions.some((action) => action.type === type && action.required && action.status === 'pending');
  const bank = pending('bank_authorisation');
  const accountComesFromBank = bank && (authorisationOf(request)?.completesBankAccount ?? false);
  if (pending('choose_currency')) return 'currency';
  if (pending('collect_customer_details')) return 'details';
  if (bank && request.institutionId === null) return 'institution';
  if (pending('collect_bank_account') && !accountComesFromBank) return 'account';
  if (pending('confirm_payer_details') && !pending('collect_bank_account')) return 'confirm';
  if (bank) return openAuthorisation(turn, request) ? 'bank' : 'institution';
  return 'finish';
}

type Form = Readonly<Record<string, string>>;

/** Does what the payer has sent from one screen's form, and whatever follows by itself. */
export function submitScreen(turn: Turn, visit: Visit, screen: string, form: Form): Result<unknown, Refusal> {
  const { request, flow } = visit;
  if (screen === 'leave' && flow) return ok(exitFlow(turn, flow));
  // A page that was left open while something else happened: it is shown as it is now.
  if (screen !== screenOf(turn, visit)) return refuse(wrongState('stale', 'The page was out of date'));
  const taken = submissions[screen]?.(turn, visit, form) ?? ok(undefined);
  if (taken.ok && flow && form.decision !== 'denied' && form.decision !== 'failed' && form.decision !== 'expired')
    carryOn(turn, { ...visit, request: given(turn, 'billing_requests', request.id) });
  return taken;
}

const submissions: Readonly<Record<string, (turn: Turn, visit: Visit, form: Form) => Result<unknown, Refusal>>> = {
  currency: (turn, { request }, { currency = '' }) => chooseCurrency(turn, request, currency, payer),
  details(turn, { request }, form) {
    const { email, given_name, family_name, company_name, ...address } = filled(form);
    const read = customerInput.safeParse({
      customer: { email, given_name, family_name, company_name },
      customer_billing_detail: address,
    });
    return read.success
      ? collectCustomerDetails(turn, request, read.data, payer)
      : refuse(toRefusal(read.error, 'data'));
  },
  institution(turn, { request }, { institution = '' }) {
    const country_code = institutionOf(institution)?.countryCode ?? '';
    return selectInstitution(turn, request, { institution, country_code }, payer);
  },
  account(turn, { request }, form) {
    const read = bankDetails.safeParse(filled(form));
    return read.success ? collectBankAccount(turn, request, read.data, payer) : refuse(toRefusal(read.error, 'data'));
  },
  confirm: (turn, { request }, form) =>
    confirmPayerDetails(turn, request, { dualSignature: form.dual_signature === 'yes' }, payer),
  bank(turn, { request, authorisation }, { decision }) {
    const open = authorisation ?? openAuthorisation(turn, request);
    const known = (['authorised', 'denied', 'failed', 'expired'] as const).find((status) => status === decision);
    return open && known ? decideAuthorisation(turn, open, known, payer) : ok(undefined);
  },
};

// The page fulfils by itself, and takes the payer to the bank as soon as everything else is there.
function carryOn(turn: Turn, visit: Visit): void {
  const screen = screenOf(turn, visit);
  const { request } = visit;
  if (screen === 'finish') fulfil(turn, request, payer);
  if (screen === 'institution' && request.institutionId !== null) beginAuthorisation(turn, request, null);
}

function filled(form: Form): Record<string, string> {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value.trim() !== ''));
}

/** The visit behind an address of the page; null where there is none. */
export function visitOf(turn: Turn, flowId: string | null, authorisationId: string | null): Visit | null {
  const flow = find(turn, 'billing_request_flows', flowId);
  const authorisation = find(turn, 'bank_authorisations', authorisationId);
  const requestId = flow?.billingRequestId ?? authorisation?.billingRequestId;
  if (requestId === undefined) return null;
  return { request: given(turn, 'billing_requests', requestId), flow, authorisation };
}
