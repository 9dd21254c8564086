import type { OperatorCredential } from '../../access/operator-keys.ts';
import type { Caller } from '../../domain/command/command.ts';
import type { DomainDeps } from '../../domain/command/deps.ts';
import type { Addresses } from '../../merchants/account.ts';
import type { Merchant, Operator } from '../../merchants/merchant-commands.ts';
import type { ExecutionContext, GraphqlDeps } from '../schema/context.ts';
import type { RequestState } from '../server/options.ts';

/** How far the sealing of everything under the present key has come. */
export interface Sealed {
  readonly active: string;
  /** Whether that key was made for an earlier `ENCRYPTION_KEY`. */
  readonly outlived: boolean;
  /** Values under another key. */
  readonly left: number;
}

/** The last audit of everything. */
export interface LastAudit {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly broken: boolean;
  readonly checks: readonly {
    readonly id: string;
    readonly sentence: string;
    readonly outcome: string;
    readonly breachCount: number;
  }[];
}

/** What operators see beside what merchants do. */
export interface OperatorsWorld {
  sealed?(): Promise<Sealed>;
  lastAudit?(): Promise<LastAudit | null>;
  /** Which addresses of providers are taken; those that merchants' are, where it is left out. */
  readonly addresses?: Addresses;
}

/** What the operators' API needs of the world: a part of what the merchants' does. */
export interface OperatorDeps extends DomainDeps, Pick<GraphqlDeps, 'clock' | 'cursors' | 'reach'> {
  /** Whether no money is real here. */
  readonly sandbox?: object;
}

/** What a resolver of the operators' schema gets. It is never given to one of the merchants' schema, nor the other way about. */
export interface OperatorContext extends ExecutionContext {
  readonly deps: OperatorDeps;
  readonly world: OperatorsWorld;
  readonly credential: OperatorCredential;
  /** The merchant that something has been asked for in this request, by its public id: no other is acted for beside it. */
  named?: string;
  /** Who does it, for the record. */
  operator(reason?: string): Operator;
  /** The same in the name of one merchant, whose rows are all that is seen and changed. */
  inNameOf(merchant: Pick<Merchant, 'id'>, reason?: string): Caller & Operator;
}

export function createOperatorContext(
  deps: OperatorDeps,
  world: OperatorsWorld,
  state: RequestState<OperatorCredential>,
): OperatorContext {
  const { credential, requestId, bucket } = state;
  const operator = (reason?: string): Operator => ({
    actor: credential.actor,
    requestId,
    ...(reason === undefined ? {} : { reason }),
  });
  return {
    deps,
    world,
    credential,
    requestId,
    bucket,
    state,
    cost: 0,
    get signal() {
      return state.signal;
    },
    operator,
    inNameOf: ({ id }, reason) => ({ ...operator(reason), merchantId: id }),
  };
}
