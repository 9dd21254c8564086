import type { Sealer } from '../../platform/crypto.ts';
import type { Db } from '../../platform/db.ts';
import { sealSettings } from './account-settings.ts';
import type { Account, Connection } from './provider.ts';

/**
 * Keeps where a provider was told to call us, and beside the settings what it has given us for that. `sealed` is what the settings were opened
 * from: where they have been changed since, nothing is kept, since what was given belongs to those before.
 */
export async function markConnected(
  { db, sealer }: { readonly db: Db; readonly sealer: Sealer },
  {
    id,
    callbackUrl,
    account,
  }: { readonly id: string; readonly callbackUrl: string; readonly account: Account<unknown> },
  sealed: Buffer | null,
  connection: Connection<unknown>,
): Promise<boolean> {
  const given = connection?.settings;
  const anew = given ? Buffer.from(sealSettings(sealer, id, { ...(account.settings as object), ...given })) : null;
  const { rowCount } = await db.worker.query(
    `update provider_account set callback_url = $2, connect_problem = null, settings_sealed = coalesce($3, settings_sealed)
      where id = $1 and ($3::bytea is null or settings_sealed = $4)`,
    [id, callbackUrl, anew, sealed],
  );
  return rowCount === 1;
}

/** Keeps that a provider does not know any more where to call us, so that it is told again. */
export async function markForgotten(db: Db, accountId: string): Promise<void> {
  await db.worker.query('update provider_account set callback_url = null where id = $1', [accountId]);
}

const problemLengthMax = 500;

/** Keeps why a provider could not be told where to call us, to be shown. */
export async function noteConnectProblem(db: Db, accountId: string, problem: string): Promise<void> {
  await db.worker.query('update provider_account set connect_problem = $2 where id = $1', [
    accountId,
    problem.slice(0, problemLengthMax),
  ]);
}
