import type { Credential, KnownKey } from '../../access/api-keys.ts';
import type { FindInstitutions } from '../../domain/billing-request/institutions.ts';
import type { Caller } from '../../domain/command/command.ts';
import type { DomainDeps } from '../../domain/command/deps.ts';
import type { CheckDebtor } from '../../domain/payer/debtor-check.ts';
import type { SandboxDeps } from '../../domain/sandbox/commands.ts';
import type { Cursors } from '../../event-log/cursor.ts';
import type { Notifier } from '../../event-log/notifier.ts';
import type { Reach } from '../../partner-webhooks/address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reader } from '../../platform/db.ts';
import type { AskedOperation, Problem } from '../../platform/observing/observer.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { CostReport } from '../limits/cost.ts';
import { batchedClient } from './batched-client.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the API needs of the world: what the commands of the domain and of webhook endpoints run with, and what it reads by itself. */
export interface GraphqlDeps extends DomainDeps {
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly cursors: Cursors;
  readonly reach: Reach;
  readonly checkDebtor: CheckDebtor;
  readonly findInstitutions: FindInstitutions;
  /** The documents that may be run, by their ids; any where this is left out. */
  readonly trustedDocuments?: ReadonlyMap<string, string> | null;
  /** What moves the world of a sandbox. Absent in production. */
  readonly sandbox?: SandboxDeps;
}

/** What an execution rests on, whichever schema it is of. */
export interface ExecutionContext {
  readonly credential: KnownKey;
  readonly requestId: string;
  readonly bucket: Bucket;
  /** Points that this request asked for; set before it runs. */
  cost: number;
  /** Aborts when the client has gone or the server stops. */
  readonly signal: AbortSignal;
  /** What the transport shares with the resolvers. */
  readonly state: TransportState;
}

/** What a resolver gets. It can reach one merchant's rows and no others. */
export interface Context extends ExecutionContext {
  readonly deps: GraphqlDeps;
  readonly caller: Caller;
  readonly credential: Credential;
  readonly reader: Reader;
  /** The reader as the Prisma plugin uses it: rows asked for one by one in the same tick come in one statement. */
  readonly client: Reader;
  readonly loaders: Loaders;
}

export interface TransportState {
  /** Where a reconnecting browser wants its stream resumed; it goes before the argument, which is older. */
  readonly resumeAfter: string | null;
  /** What stands beside the cursor in the id of an event, for whoever comes again by the address of a stream. */
  proof?: string;
  /** The cursor of the frame that was executed last. */
  cursor: string | null;
  /** The frame that is being rendered: its turn ends with `rendered`, and it is given `again` when it could not be. */
  frame?: { readonly rendered: () => void; again: boolean };
  cost?: CostReport;
  /** Ends what is being executed: nobody waits for the answer. */
  stop?: () => void;
  /** The trace that it is a part of, where there is one. */
  traceId?: string | null;
  /** What it asks for, once that is known: for whoever tells of it. */
  asked?: AskedOperation;
  /** The errors of its answer. */
  problems?: readonly Problem[];
  /** Mutations that were refused by a member of their union, and its kind. */
  refused?: Record<string, string>;
  /** Frames of a stream that were rendered. */
  frames?: number;
  /** Points taken for reading the document, until it turns out to be one that runs. */
  reading?: number;
}

export interface ContextInput {
  readonly deps: GraphqlDeps;
  readonly state: TransportState & Pick<Context, 'credential' | 'requestId' | 'bucket' | 'signal'>;
}

/** One context per document, the same for every transport. What many documents never ask for is made when it is first asked for. */
export function createContext({ deps, state }: ContextInput): Context {
  const { credential, requestId, bucket } = state;
  const { merchantId } = credential;
  let client: Reader | undefined;
  let loaders: Loaders | undefined;
  return {
    deps,
    credential,
    requestId,
    bucket,
    state,
    caller: { merchantId, actor: credential.actor, requestId },
    cost: 0,
    get signal() {
      return state.signal;
    },
    get reader() {
      return deps.db.reader(merchantId);
    },
    get client() {
      client ??= batchedClient(deps.db.reader(merchantId), merchantId);
      return client;
    },
    get loaders() {
      loaders ??= createLoaders(deps, merchantId);
      return loaders;
    },
  };
}
