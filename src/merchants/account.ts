import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { type Rejected, rejectFreeingKey } from '../domain/command/decision.ts';
import type { Accounts } from '../domain/port/accounts.ts';
import type { ProviderName } from '../domain/port/provider.ts';
import type { ProviderAccount } from '../generated/prisma/client.ts';
import type { InputProblem, Refusal, RefusalOf } from '../kernel/refusal.ts';
import type { Result } from '../kernel/result.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db, Tx } from '../platform/db.ts';

export interface AccountDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly accounts: Accounts;
  readonly providerDeadlineMs: number;
  readonly addresses: Addresses;
}

/** What is wrong with an address, or null. */
export interface Addresses {
  /** One that whoever asks calls the provider's own: it is called with their credentials, from where we stand. */
  provider(url: string): Promise<string | null>;
  /** Our own, at which a provider that is not on this machine is to call. */
  callback(url: string): Promise<string | null>;
}

/** Who asks, and why where an operator says so. */
export interface AccountCaller extends Caller {
  readonly reason?: string | undefined;
}

/** What a mutation on an account led to. */
export type AccountDone = { readonly accountId: string } & Pick<CommandOutcome, 'idempotency'>;
export type Answer<Kind extends Refusal['kind']> = Promise<Result<AccountDone, RefusalOf<Kind> | KeyRefusal>>;

export const unknownAccount: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'accountId'],
  message: 'no provider account of yours has this id, or it was disconnected',
};

/** The account was another when its settings were tried, or was not there: these have not been, and are not saved. */
export const changedMeanwhile = (path: readonly string[]): RefusalOf<'invalidState'> => ({
  kind: 'invalidState',
  path,
  message: 'the account was changed by somebody else at the same time; send it again',
  current: 'CHANGED',
  allowedFrom: [],
});
/** The account was paused after its credentials would have been tried. */
export const pausedMeanwhile: InputProblem = {
  path: ['input', 'accountId'],
  rule: 'unchanged',
  message: 'expected an account that was paused when this was sent; it has been paused just now: send it again',
};

/** The account, locked against other mutations until the end of the transaction. */
export async function lockAccount(
  tx: Tx,
  {
    merchantId,
    ...by
  }: { readonly merchantId: string } & ({ readonly id: string | null } | { readonly provider: ProviderName }),
): Promise<ProviderAccount | null> {
  if ('id' in by && by.id === null) return null;
  const where = { merchantId, ...('id' in by ? { id: by.id ?? '' } : by) };
  const found = await tx.providerAccount.findFirst({ where, select: { id: true } });
  if (!found) return null;
  await tx.$queryRaw`select 1 from provider_account where merchant_id = ${merchantId}::uuid and id = ${found.id}::uuid for no key update`;
  return tx.providerAccount.findUnique({ where: { merchantId_id: { merchantId, id: found.id } } });
}

export const freeingKey = (problems: readonly InputProblem[]): Rejected<RefusalOf<'invalidInput'>> =>
  rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems });
