import type { Credential } from '../../access/api-keys.ts';
import type {
  AssignReceiptInput,
  Caller,
  CancelAgreementInput,
  CancelPaymentInput,
  CapturePaymentInput,
  CommandOutcome,
  CommandResult,
  CreateAgreementInput,
  CreateOneOffPaymentInput,
  CreateTransferInput,
  MandateCommands,
  RefundPaymentInput,
  ResolveOperationInput,
} from '../../domain/command/command.ts';
import type { Resolved } from '../../domain/operation/resolve.ts';
import type { Accounts } from '../../domain/port/accounts.ts';
import type { Cursors } from '../../event-log/cursor.ts';
import type { Notifier } from '../../event-log/notifier.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import type {
  CreateEndpointInput,
  EndpointDone,
  OnEndpoint,
  RotateSecretInput,
  UpdateEndpointInput,
} from '../../partner-webhooks/endpoint-commands.ts';
import type { Replayed, ReplayInput, ResendInput, Resent } from '../../partner-webhooks/replay-commands.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Db, Reader } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { CostReport } from '../limits/cost.ts';
import { batchedClient } from './batched-client.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the API may ask the domain to do. */
export interface Commands extends MandateCommands {
  createAgreement(caller: Caller, input: CreateAgreementInput): Promise<CommandResult>;
  cancelAgreement(caller: Caller, input: CancelAgreementInput): Promise<CommandResult>;
  createOneOffPayment(caller: Caller, input: CreateOneOffPaymentInput): Promise<CommandResult>;
  capturePayment(caller: Caller, input: CapturePaymentInput): Promise<CommandResult>;
  cancelPayment(caller: Caller, input: CancelPaymentInput): Promise<CommandResult>;
  refundPayment(caller: Caller, input: RefundPaymentInput): Promise<CommandResult>;
  createTransfer(caller: Caller, input: CreateTransferInput): Promise<CommandResult>;
  assignReceipt(caller: Caller, input: AssignReceiptInput): Promise<CommandResult>;
  resolveOperation(caller: Caller, input: ResolveOperationInput): Promise<Result<Resolved, Refusal>>;
  createWebhookEndpoint(caller: Scoped, input: CreateEndpointInput): Promise<Result<EndpointDone, Refusal>>;
  updateWebhookEndpoint(caller: Scoped, input: UpdateEndpointInput): Promise<Result<EndpointDone, Refusal>>;
  deleteWebhookEndpoint(caller: Caller, input: OnEndpoint): Promise<Result<EndpointDone, Refusal>>;
  rotateWebhookSecret(caller: Caller, input: RotateSecretInput): Promise<Result<EndpointDone, Refusal>>;
  replayWebhooks(caller: Caller, input: ReplayInput): Promise<Result<Replayed, Refusal>>;
  resendWebhookDelivery(caller: Caller, input: ResendInput): Promise<Result<Resent, Refusal>>;
}
/** Who asks, and what they may: an endpoint's document may read no more than its maker. */
type Scoped = Caller & { readonly scopes: readonly string[] };

type Idempotency = CommandOutcome['idempotency'];
export interface ClockAdvanced {
  readonly now: Date;
  readonly firedRules: readonly string[];
  readonly eventIds: readonly string[];
  readonly idempotency: Idempotency;
}
export interface ScenarioRun {
  /** As the caller named it. */
  readonly subjectId: string;
  readonly providerCalls: number;
  readonly webhooksQueued: number;
  readonly idempotency: Idempotency;
}
export interface RunScenarioInput {
  readonly idempotencyKey: string;
  /** The public id of an agreement, mandate, billing request, payment or refund. */
  readonly subjectId: string;
  readonly scenario: string;
  readonly webhookDelivery: string;
  readonly seed: number;
}

/** What plays the world in a sandbox. Absent in production. */
export interface SandboxCommands {
  advanceSandboxClock(
    caller: Caller,
    input: { readonly idempotencyKey: string; readonly byMs: number },
  ): Promise<Result<ClockAdvanced, Refusal>>;
  runSandboxScenario(caller: Caller, input: RunScenarioInput): Promise<Result<ScenarioRun, Refusal>>;
}

export interface GraphqlDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly notifier: Notifier;
  readonly cursors: Cursors;
  readonly commands: Commands;
  readonly sandbox?: SandboxCommands;
}

/** What a resolver gets. It can reach one merchant's rows and no others. */
export interface Context {
  readonly deps: GraphqlDeps;
  readonly caller: Caller;
  readonly credential: Credential;
  readonly requestId: string;
  readonly bucket: Bucket;
  readonly reader: Reader;
  /** The reader as the Prisma plugin uses it: rows asked for one by one in the same tick come in one statement. */
  readonly client: Reader;
  readonly loaders: Loaders;
  /** Points that this request asked for; set before it runs. */
  cost: number;
  /** Aborts when the client has gone or the server stops. */
  readonly signal: AbortSignal;
  /** What the transport shares with the resolvers. */
  readonly state: TransportState;
}

export interface TransportState {
  /** Where a reconnecting browser wants its stream resumed; it goes before the argument, which is older. */
  readonly resumeAfter: string | null;
  /** The cursor of the frame that was executed last. */
  cursor: string | null;
  cost?: CostReport;
}

export interface ContextInput {
  readonly deps: GraphqlDeps;
  readonly credential: Credential;
  readonly requestId: string;
  readonly bucket: Bucket;
  readonly signal: AbortSignal;
  readonly state: TransportState;
}

/** One context per document, the same for every transport. */
export function createContext({ deps, credential, requestId, bucket, signal, state }: ContextInput): Context {
  const { merchantId } = credential;
  const reader = deps.db.reader(merchantId);
  return {
    deps,
    credential,
    requestId,
    bucket,
    signal,
    state,
    reader,
    caller: { merchantId, actor: credential.actor, requestId },
    client: batchedClient(reader, merchantId),
    loaders: createLoaders(deps, merchantId),
    cost: 0,
  };
}
