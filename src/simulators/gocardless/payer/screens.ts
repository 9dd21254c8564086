import { ok, type Result, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { bankDetails } from '../bank-details.ts';
import type { By } from '../events.ts';
import { toRefusal } from '../input.ts';
import { institutionOf } from '../institutions.ts';
import { type BankAuthorisationRecord, type BillingRequestRecord, type FlowRecord, find, given } from '../records.ts';
import { type Refusal, wrongState } from '../replies.ts';
import { customerInput } from '../requests/action-input.ts';
import {
  chooseCurrency,
  collectBankAccount,
  collectCustomerDetails,
  confirmPayerDetails,
  selectInstitution,
} from '../requests/actions.ts';
import { beginAuthorisation, decideAuthorisation, openAuthorisation } from '../requests/bank-authorisations.ts';
import { flowState } from '../requests/flows.ts';
import { fulfil } from '../requests/fulfilment.ts';
import { type ActionType, actionsOf, authorisationOf, currencyOf } from '../requests/graph.ts';
import { exitFlow } from './flow-visits.ts';

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
export function screenOf(step: Step, { request, flow, authorisation }: Visit): Screen {
  if (!flow) {
    if (authorisation?.status === 'open') return 'bank';
    return authorisation?.status === 'authorised' ? 'done' : 'expired';
  }
  const state = flowState(step, flow);
  if (state !== 'open') return state;
  const actions = actionsOf(request, given(step, 'customers', request.customerId));
  const pending = (type: ActionType) =>
    actions.some((action) => action.type === type && action.required && action.status === 'pending');
  const bank = pending('bank_authorisation');
  const accountComesFromBank = bank && (authorisationOf(request)?.completesBankAccount ?? false);
  if (pending('choose_currency')) return 'currency';
  if (pending('collect_customer_details')) return 'details';
  if (bank && request.institutionId === null) return 'institution';
  if (pending('collect_bank_account') && !accountComesFromBank) return 'account';
  if (pending('confirm_payer_details') && !pending('collect_bank_account')) return 'confirm';
  if (bank) return openAuthorisation(step, request) ? 'bank' : 'institution';
  return 'finish';
}

/** Whether the payer may choose another currency than the one there is: for a mandate alone, unless the page is locked. */
export function mayChooseCurrency(step: Step, { request, flow }: Visit): boolean {
  if (!flow || flow.lockCurrency || flowState(step, flow) !== 'open') return false;
  return request.payment === null && request.bankAccountId === null && currencyOf(request) !== null;
}

type Form = Readonly<Record<string, string>>;

/** Does what the payer has sent from one screen's form, and whatever follows by itself. */
export function submitScreen(step: Step, visit: Visit, screen: string, form: Form): Result<unknown, Refusal> {
  const { request, flow } = visit;
  if (screen === 'leave' && flow) return ok(exitFlow(step, flow));
  if (screen === 'currency' && mayChooseCurrency(step, visit))
    return chooseCurrency(step, request, form.currency ?? '', payer);
  // A page that was left open while something else happened: it is shown as it is now.
  if (screen !== screenOf(step, visit)) return refuse(wrongState('stale', 'The page was out of date'));
  const taken = submissions[screen]?.(step, visit, form) ?? ok(undefined);
  if (taken.ok && flow && form.decision !== 'denied' && form.decision !== 'failed' && form.decision !== 'expired')
    carryOn(step, { ...visit, request: given(step, 'billing_requests', request.id) });
  return taken;
}

const submissions: Readonly<Record<string, (step: Step, visit: Visit, form: Form) => Result<unknown, Refusal>>> = {
  currency: (step, { request }, { currency = '' }) => chooseCurrency(step, request, currency, payer),
  details(step, { request }, form) {
    const { email, given_name, family_name, company_name, ...address } = filled(form);
    const read = customerInput.safeParse({
      customer: { email, given_name, family_name, company_name },
      customer_billing_detail: address,
    });
    return read.success
      ? collectCustomerDetails(step, request, read.data, payer)
      : refuse(toRefusal(read.error, 'data'));
  },
  institution(step, { request }, { institution = '' }) {
    const country_code = institutionOf(institution)?.countryCode ?? '';
    return selectInstitution(step, request, { institution, country_code }, payer);
  },
  account(step, { request }, form) {
    const read = bankDetails.safeParse(filled(form));
    return read.success ? collectBankAccount(step, request, read.data, payer) : refuse(toRefusal(read.error, 'data'));
  },
  confirm: (step, { request }, form) =>
    confirmPayerDetails(step, request, { dualSignature: form.dual_signature === 'yes' }, payer),
  bank(step, { request, authorisation }, { decision }) {
    const open = authorisation ?? openAuthorisation(step, request);
    const known = (['authorised', 'denied', 'failed', 'expired'] as const).find((status) => status === decision);
    return open && known ? decideAuthorisation(step, open, known, payer) : ok(undefined);
  },
};

// The page fulfils by itself, and takes the payer to the bank as soon as everything else is there.
function carryOn(step: Step, visit: Visit): void {
  const screen = screenOf(step, visit);
  const { request } = visit;
  if (screen === 'finish') fulfil(step, request, payer);
  if (screen === 'institution' && request.institutionId !== null) beginAuthorisation(step, request, null);
}

function filled(form: Form): Record<string, string> {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value.trim() !== ''));
}

/** The visit behind an address of the page; null where there is none. */
export function visitOf(step: Step, flowId: string | null, authorisationId: string | null): Visit | null {
  const flow = find(step, 'billing_request_flows', flowId);
  const authorisation = find(step, 'bank_authorisations', authorisationId);
  const requestId = flow?.billingRequestId ?? authorisation?.billingRequestId;
  if (requestId === undefined) return null;
  return { request: given(step, 'billing_requests', requestId), flow, authorisation };
}
