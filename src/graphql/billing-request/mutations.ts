import {
  cancelBillingRequest,
  completeBillingRequestAction,
  createBillingRequestFlow,
  fallBackBillingRequest,
  fulfilBillingRequest,
  notifyBillingRequest,
} from '../../domain/billing-request/commands.ts';
import { createBillingRequest } from '../../domain/billing-request/create.ts';
import type { InputProblem, RequestActionInput } from '../../domain/port/provider.ts';
import type { BillingRequest as BillingRequestRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { billingRequestPaths, readBillingRequestTerms } from '../provider-terms/inputs.ts';
import type { WithoutNulls } from '../schema/input.ts';
import { readCurrency, readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { named, outcomePayload } from '../schema/payload.ts';
import {
  CancelBillingRequestInput,
  CompleteBillingRequestActionInput,
  CreateBillingRequestFlowInput,
  CreateBillingRequestInput,
  FallBackBillingRequestInput,
  FulfilBillingRequestInput,
  NotifyBillingRequestInput,
} from './inputs.ts';
import { BillingRequest } from './type.ts';

export const BillingRequestPayload = outcomePayload('BillingRequestPayload', {
  description: 'A billing request was made, or went a step further. The outcome may not be known yet: see its status.',
  fields: (t) => ({
    billingRequest: t.field({
      type: BillingRequest,
      description: 'The billing request as it is after the step.',
      resolve: named<BillingRequestRow>('brq', 'billingRequestId'),
    }),
  }),
});

mutation('createBillingRequest', {
  description:
    'Asks a payer for a payment, a mandate, or both. What is left to do is in `nextActions`; what it leads to is told when the provider names it.',
  scope: 'payments:write',
  input: CreateBillingRequestInput,
  payload: BillingRequestPayload,
  result: 'The billing request, or why there is none.',
  refusals: ['invalidInput', 'provider'],
  leadsTo: 'billingRequestId',
  inputPaths: billingRequestPaths,
  run: ({ with: asked, ...rest }, { deps, caller }, { problems }) =>
    createBillingRequest(deps, caller, { ...rest, with: readBillingRequestTerms(asked, problems), problems }),
});

/** What all steps of a billing request share. */
const step = {
  scope: 'payments:write',
  payload: BillingRequestPayload,
  result: 'The billing request, or why the step was not taken.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'billingRequestId',
} as const;

/** The input of a step as its command takes it. */
function onRequest<Input extends { readonly billingRequestId: string }>(input: Input, problems: InputProblem[]) {
  return { ...input, billingRequestId: uuidOf('brq', input.billingRequestId), problems };
}

mutation('completeBillingRequestAction', {
  ...step,
  description:
    "Completes one step of the billing request in the payer's place: details, account, bank, confirmation, currency, amount.",
  input: CompleteBillingRequestActionInput,
  run: ({ action, ...input }, { deps, caller }, { problems }) =>
    completeBillingRequestAction(deps, caller, { ...onRequest(input, problems), action: readAction(action, problems) }),
});

mutation('createBillingRequestFlow', {
  ...step,
  description:
    "Makes a page of the provider's on which the payer completes the billing request: see `flow`. Each call makes a new one.",
  input: CreateBillingRequestFlowInput,
  run: (input, { deps, caller }, { problems }) => createBillingRequestFlow(deps, caller, onRequest(input, problems)),
});

mutation('fulfilBillingRequest', {
  ...step,
  description: 'Makes what was asked for, once nothing is left to do.',
  input: FulfilBillingRequestInput,
  run: (input, { deps, caller }, { problems }) => fulfilBillingRequest(deps, caller, onRequest(input, problems)),
});

mutation('cancelBillingRequest', {
  ...step,
  description:
    'Withdraws a billing request before it is fulfilled. Betalingsservice has no such call: there a request ends by the answer of the payer, or by `expiresIn`.',
  input: CancelBillingRequestInput,
  run: (input, { deps, caller }, { problems }) => cancelBillingRequest(deps, caller, onRequest(input, problems)),
});

mutation('notifyBillingRequest', {
  ...step,
  description: 'Has the provider write to the payer about the billing request.',
  input: NotifyBillingRequestInput,
  run: (input, { deps, caller }, { problems }) => notifyBillingRequest(deps, caller, onRequest(input, problems)),
});

mutation('fallBackBillingRequest', {
  ...step,
  description:
    'Takes the slower way: direct debit in place of an instant payment. Only where the fallback was enabled.',
  input: FallBackBillingRequestInput,
  run: (input, { deps, caller }, { problems }) => fallBackBillingRequest(deps, caller, onRequest(input, problems)),
});

type AskedAction = WithoutNulls<typeof CompleteBillingRequestActionInput.$inferInput>['action'];

function readAction(action: AskedAction, problems: InputProblem[]): RequestActionInput {
  const path = ['input', 'action'];
  const { chooseCurrency, collectAmount } = action;
  if (chooseCurrency) {
    const currency = readCurrency([...path, 'chooseCurrency', 'currency'], chooseCurrency.currency, problems);
    return { chooseCurrency: { currency } };
  }
  if (collectAmount) return { collectAmount: readMoney([...path, 'collectAmount'], collectAmount, problems) };
  return action as RequestActionInput;
}
