import { randomUUID } from 'node:crypto';
import type { Caller } from '../domain/command/command.ts';
import type { Accounts, ConnectedAccount } from '../domain/port/accounts.ts';
import type { AnyProvider, CallContext, ProviderName } from '../domain/port/provider.ts';
import type { InputProblem } from '../kernel/refusal.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Db } from '../platform/db.ts';
import { recordDone } from './audit-record.ts';

export interface AccountDeps {
  readonly db: Db;
  readonly accounts: Accounts;
  readonly providerDeadlineMs: number;
}

/**
 * Connects a merchant to a provider, or gives the account that it has there other settings. They are read by the provider's schema, tried
 * against the provider by a question that changes nothing, and only then saved, sealed. Nothing is saved where one of these refuses.
 */
export async function connectAccount(
  { db, accounts, providerDeadlineMs }: AccountDeps,
  caller: Caller & { readonly reason?: string | undefined },
  provider: AnyProvider,
  settings: unknown,
): Promise<Result<ConnectedAccount, readonly InputProblem[]>> {
  const { merchantId } = caller;
  const name: ProviderName = provider.name;
  const read = accounts.read(name, settings);
  if (!read.ok) return read;
  const now = await db.forMerchant(merchantId, async (_tx, at) => at);
  const context: CallContext<unknown> = {
    account: { id: 'not yet saved', settings: read.value },
    now: () => now,
    callbackUrl: '',
    deadlineMs: providerDeadlineMs,
    traceId: randomUUID(),
  };
  const tried = await provider.checkCredentials(context as CallContext<never>);
  if (!tried.ok)
    return refuse([
      {
        path: ['settings'],
        rule: 'credentials',
        message: `expected settings that open ${name}; it was asked with these, and: ${tried.error}`,
      },
    ]);
  const id = await accounts.save(merchantId, name, settings, (tx, at, accountId) =>
    recordDone(tx, at, caller, {
      action: 'connectAccount',
      subjectType: 'acc',
      subjectId: accountId,
      // Which settings there are, and nothing of what they hold.
      details: { provider: name, settings: Object.keys(read.value as object).sort() },
    }),
  );
  const connected = await accounts.byId(id);
  if (!connected) throw new Error(`account ${id} is not there after it was saved`);
  return ok(connected);
}
