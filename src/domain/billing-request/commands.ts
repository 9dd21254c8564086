import type { Cause } from '../../event-log/event.ts';
import type { BillingRequest } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey, versionConflict } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported } from '../command/supported.ts';
import type { WriteContext } from '../noun/description.ts';
import { intend } from '../operation/intend.ts';
import { openOperations } from '../operation/store.ts';
import { findPerson } from '../payer/person.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { CustomerDetails, InputProblem, OperationInput, RequestActionInput } from '../port/provider.ts';
import { billingRequestRef } from '../reconcile/refs.ts';
import { actionTypeOf, cannotComplete, cannotStep, locksCurrency, type RequestStep, refused } from './rules.ts';
import { billingRequests } from './store.ts';

/** How every command on a billing request may be refused. */
type StepRefusal = 'invalidInput' | 'notFound' | 'invalidState' | 'versionConflict' | 'provider';

/** What every command on a billing request names. */
export interface OnBillingRequest {
  readonly idempotencyKey: string;
  readonly billingRequestId: string | null;
  readonly expectedVersion?: number;
  readonly problems?: readonly InputProblem[];
}

/** Which action, with what it needs. */
export interface CompleteBillingRequestActionInput extends OnBillingRequest {
  readonly action: RequestActionInput;
}

/** How the page is to be. */
export interface CreateBillingRequestFlowInput extends OnBillingRequest {
  readonly redirectUrl?: string;
  readonly exitUrl?: string;
  readonly lockCustomerDetails: boolean;
  readonly lockBankAccount: boolean;
  /** Left out: locked where a currency or a scheme was asked for, open where the choice was left to the payer. */
  readonly lockCurrency?: boolean;
  readonly skipSuccessScreen?: boolean;
  readonly showRedirectButtons?: boolean;
  readonly language?: string;
  readonly prefill?: CustomerDetails;
}

/** How the payer is written to. */
export interface NotifyBillingRequestInput extends OnBillingRequest {
  readonly channel: 'EMAIL';
  readonly redirectUrl?: string;
}
/** No more than the request. */
export type FulfilBillingRequestInput = OnBillingRequest;
export type CancelBillingRequestInput = OnBillingRequest;
export type FallBackBillingRequestInput = OnBillingRequest;

/** Completes one action of the graph in the payer's place. What it names of the payer is sealed under the payer's key. */
export function completeBillingRequestAction(
  deps: DomainDeps,
  caller: Caller,
  input: CompleteBillingRequestActionInput,
): Promise<CommandResult<StepRefusal>> {
  const { action } = input;
  return onRequest(deps, caller, 'completeBillingRequestAction', 'request.action', input, {
    input: (request) => ({ request, action }),
    cannot: (request) => cannotComplete(request, actionTypeOf(action)),
    personal: true,
  });
}

/** Makes a hosted page on which the payer completes the request. Each call makes a new one. */
export function createBillingRequestFlow(
  deps: DomainDeps,
  caller: Caller,
  input: CreateBillingRequestFlowInput,
): Promise<CommandResult<StepRefusal>> {
  const { idempotencyKey: _, billingRequestId: __, expectedVersion: ___, problems: ____, ...options } = input;
  return onRequest(deps, caller, 'createBillingRequestFlow', 'request.flow', input, {
    input: (request, row) => ({ ...options, request, lockCurrency: locksCurrency(row, options.lockCurrency) }),
    personal: options.prefill !== undefined,
  });
}

/** Makes what was asked for, once nothing is left to do. */
export function fulfilBillingRequest(
  deps: DomainDeps,
  caller: Caller,
  input: FulfilBillingRequestInput,
): Promise<CommandResult<StepRefusal>> {
  return onRequest(deps, caller, 'fulfilBillingRequest', 'request.fulfil', input, {
    input: (request) => ({ request }),
  });
}

/** Withdraws the request before it is fulfilled. */
export function cancelBillingRequest(
  deps: DomainDeps,
  caller: Caller,
  input: CancelBillingRequestInput,
): Promise<CommandResult<StepRefusal>> {
  return onRequest(deps, caller, 'cancelBillingRequest', 'request.cancel', input, {
    input: (request) => ({ request }),
    before: (context, request) => billingRequests.save(context, request, { cancelling: true }),
  });
}

/** Takes the slower way: a direct debit instead of an instant payment. */
export function fallBackBillingRequest(
  deps: DomainDeps,
  caller: Caller,
  input: FallBackBillingRequestInput,
): Promise<CommandResult<StepRefusal>> {
  return onRequest(deps, caller, 'fallBackBillingRequest', 'request.fallBack', input, {
    input: (request) => ({ request }),
  });
}

/** Has the provider write to the payer. */
export function notifyBillingRequest(
  deps: DomainDeps,
  caller: Caller,
  input: NotifyBillingRequestInput,
): Promise<CommandResult<StepRefusal>> {
  const { channel, redirectUrl } = input;
  return onRequest(deps, caller, 'notifyBillingRequest', 'request.notify', input, {
    input: (request) => ({ request, channel, ...(redirectUrl === undefined ? {} : { redirectUrl }) }),
  });
}

interface Step<K extends RequestStep> {
  input(request: ReturnType<typeof billingRequestRef>, row: BillingRequest): OperationInput<K>;
  cannot?(request: BillingRequest): RefusalOf<'invalidState'> | null;
  before?(context: WriteContext, request: BillingRequest): Promise<unknown>;
  /** Whether the input may name the payer. */
  readonly personal?: boolean;
}

/** What all commands on a billing request share: find and lock it, compare the version, decide by the rules, intend. */
function onRequest<K extends RequestStep>(
  deps: DomainDeps,
  caller: Caller,
  name: string,
  kind: K,
  { idempotencyKey: key, problems, ...input }: OnBillingRequest,
  step: Step<K>,
): Promise<CommandResult<StepRefusal>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name, key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<StepRefusal>>> {
    const request = input.billingRequestId ? await billingRequests.lock(tx, merchantId, input.billingRequestId) : null;
    if (!request) return rejectFreeingKey(notFound('billingRequestId', 'billing request'));
    const conflict = versionConflict(input.expectedVersion, request.version);
    if (conflict) return rejectKeepingKey(conflict);
    const connected = await deps.accounts.byId(request.accountId);
    const operationInput = step.input(billingRequestRef(request), request);
    const refusal = checkSupported(connected, request.provider, kind, operationInput, problems);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('billingRequestId', 'billing request'));
    const cannot = cannotStep(request, kind) ?? step.cannot?.(request) ?? (await busy(tx, request, kind));
    if (cannot) return rejectKeepingKey(cannot);
    return start(tx, now, request, connected, operationInput);
  }

  async function start(
    tx: Tx,
    now: Date,
    request: BillingRequest,
    connected: ConnectedAccount,
    operationInput: OperationInput<K>,
  ): Promise<Decision<RefusalOf<StepRefusal>>> {
    const person = step.personal ? await findPerson(tx, deps.sealer, merchantId, request.personId) : null;
    if (step.personal && !person)
      return rejectKeepingKey(refused(request, 'The payer of this billing request has been erased.', []));
    await step.before?.({ tx, now, cause }, request);
    const operation = intend(tx, now, deps.sealer, caller, key, {
      kind,
      connected,
      input: operationInput,
      billingRequestId: request.id,
      ...(person ? { person } : {}),
    });
    return { kind: 'accepted', operation, connected, ids: { billingRequestId: request.id } };
  }
}

/** The same step twice at once would be sent twice; the second waits for what became of the first. */
async function busy(tx: Tx, request: BillingRequest, kind: RequestStep): Promise<RefusalOf<'invalidState'> | null> {
  const { merchantId, id: billingRequestId } = request;
  const open = await openOperations(tx, { merchantId, billingRequestId });
  return open.some((operation) => operation.kind === kind || operation.kind === 'request.fulfil')
    ? refused(request, 'A step of this billing request is on its way; its outcome is awaited.', [request.status])
    : null;
}
