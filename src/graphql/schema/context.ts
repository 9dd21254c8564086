import type { Credential } from '../../access/api-keys.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../../domain/command/command.ts';
import type { DomainDeps } from '../../domain/command/deps.ts';
import type { CheckDebtor } from '../../domain/payer/debtor-check.ts';
import type { Cursors } from '../../event-log/cursor.ts';
import type { Notifier } from '../../event-log/notifier.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import type { Reach } from '../../partner-webhooks/address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reader } from '../../platform/db.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { CostReport } from '../limits/cost.ts';
import { batchedClient } from './batched-client.ts';
import { createLoaders, type Loaders } from './loaders.ts';

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
  ): Promise<Result<ClockAdvanced, RefusalOf<'invalidInput'> | KeyRefusal>>;
  runSandboxScenario(
    caller: Caller,
    input: RunScenarioInput,
  ): Promise<Result<ScenarioRun, RefusalOf<'invalidInput' | 'notFound' | 'invalidState'> | KeyRefusal>>;
}

/** What the API needs of the world: what the commands of the domain and of webhook endpoints run with, and what it reads by itself. */
export interface GraphqlDeps extends DomainDeps {
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly cursors: Cursors;
  readonly reach: Reach;
  readonly checkDebtor: CheckDebtor;
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
