import type { Tx } from '../db.ts';
import type { Cause } from '../events/event.ts';
import type { Operation } from '../generated/prisma/client.ts';
import type { Log } from '../log.ts';
import type { ConnectedAccount } from './accounts.ts';
import type { ProviderRef } from './provider.ts';

/** Where facts are applied: one transaction that sees one merchant. */
export interface ApplyContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly connected: ConnectedAccount;
  readonly cause: Cause;
  /** The operation that the provider is answering: it says whom a reference that we see for the first time belongs to. */
  readonly operation?: Operation;
  readonly log: Log;
  /** Operations that have ended in this transaction. */
  readonly ended: Set<string>;
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

/** News of this thing that came before we knew it can be taken now. */
export async function unpark(
  { tx, now, connected }: ApplyContext,
  { kind, id }: Pick<ProviderRef, 'kind' | 'id'>,
): Promise<void> {
  await tx.inboxItem.updateMany({
    where: { accountId: connected.id, about: `${kind}:${id}`, state: 'PARKED' },
    data: { state: 'WAITING', nextAt: now, failures: 0 },
  });
}
