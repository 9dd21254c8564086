import type { Cause } from '../../event-log/event.ts';
import { type Operation, Prisma } from '../../generated/prisma/client.ts';
import { refKey } from '../../kernel/provider-ref.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';
import type { End } from '../operation/states.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderRef } from '../port/provider.ts';

/** Where facts are applied: one transaction that sees one merchant. */
export interface ApplyContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly connected: ConnectedAccount;
  readonly cause: Cause;
  /** The operation that the provider is answering: it says whom a reference that we see for the first time belongs to. */
  readonly operation?: Operation;
  readonly log: Log;
  /** For what facts tell of a person. */
  readonly sealer: Sealer;
  /** When the provider was asked for these facts. What is older than the last reading of a thing whose life may turn back is left out. */
  readonly checkedAt?: Date | undefined;
  /** Operations that have ended in this transaction, each with its end. */
  readonly ended: Map<string, End>;
}

/** A context in which nothing has ended yet. */
export function applyContext(
  { log, sealer }: Pick<ApplyContext, 'log' | 'sealer'>,
  given: Omit<ApplyContext, 'log' | 'sealer' | 'ended'>,
): ApplyContext {
  return { ...given, log, sealer, ended: new Map() };
}

/** The provider speaks of a thing that we do not have (yet). */
export class UnknownReference extends Error {
  override readonly name = 'UnknownReference';
  constructor({ kind, id }: ProviderRef) {
    super(`no ${kind} with the provider's reference ${id}`);
  }
}

/** The provider says the same thing as before with another amount or for another subject. Nothing is applied. */
export class FactMismatch extends Error {
  override readonly name = 'FactMismatch';
}

/** Another question, asked later, has been answered before this one: these facts may be true no longer. */
export function isStale(
  { checkedAt }: ApplyContext,
  { lastProviderSyncAt }: { readonly lastProviderSyncAt: Date | null },
): boolean {
  return checkedAt !== undefined && lastProviderSyncAt !== null && checkedAt < lastProviderSyncAt;
}

/** News of this thing that came before we knew it can be taken now, also what waited so long that it was given up. */
export async function unpark(
  { tx, now, connected }: ApplyContext,
  ref: Pick<ProviderRef, 'kind' | 'id'>,
): Promise<void> {
  await takeUp(tx, connected, now, Prisma.sql`about = ${refKey(ref)} and problem = 'NOT_FOUND'`);
}

/**
 * Takes up what was set aside on an account. By hand: Prisma sends a state as a parameter that is cast, in which PostgreSQL does not recognise the
 * states of its index (`inbox_set_aside`), and so each new payment read all news that the account ever had.
 */
export async function takeUp(
  tx: Tx,
  { id: accountId }: Pick<ConnectedAccount, 'id'>,
  now: Date,
  which: Prisma.Sql,
): Promise<void> {
  await tx.$executeRaw`update inbox set state = 'WAITING', about_known = true, next_at = ${now}, failures = 0
    where account_id = ${accountId}::uuid and state in ('PARKED', 'DEAD') and ${which}`;
}
