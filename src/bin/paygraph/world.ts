import { randomUUID } from 'node:crypto';
import { type Accounts, createAccounts } from '../../domain/port/accounts.ts';
import { urlAt } from '../../kernel/host.ts';
import { decodeId, type IdPrefix } from '../../kernel/ids.ts';
import { findMerchant, type Merchant, type Operator } from '../../merchants/merchant-commands.ts';
import { type Config, readConfig } from '../../platform/config.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { type Db, openDb } from '../../platform/db.ts';
import { openKeyring } from '../../platform/keyring.ts';
import { createLogger, type Log } from '../../platform/log.ts';
import { readMasterKeys } from '../../platform/master-keys.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import { providers } from '../../providers/index.ts';
import { withDatabase } from '../open-database.ts';
import { CommandError, refused } from './output.ts';

/** What a command works on: the database itself, by the settings of the environment. */
export interface World {
  readonly config: Config;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly accounts: Accounts;
  readonly log: Log;
}

/** Opens the database that the settings name, brought up to date, for one command. */
export async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const config = readConfig();
  const log = createLogger('fatal');
  return withDatabase(config, log, async (url) => {
    await migrate({ databaseUrl: url, log });
    const db = openDb({ url, onError: () => undefined });
    try {
      const { sealer } = await openKeyring(db.worker, readMasterKeys(config));
      const publicUrl = config.publicUrl ?? urlAt(config.host, config.port);
      const accounts = createAccounts({ db, sealer, providers, publicUrl: () => publicUrl });
      return await work({ config, db, sealer, accounts, log });
    } finally {
      await db.close();
    }
  });
}

/** Whoever has the database's address and the master key is an operator without a key. */
export const commandLine = (reason?: string): Operator => ({
  actor: 'command-line',
  requestId: randomUUID(),
  ...(reason === undefined ? {} : { reason }),
});

/** The uuid in an id that was given on the command line. */
export function uuidIn(prefix: IdPrefix, id: string): string {
  const decoded = decodeId(id);
  if (decoded?.prefix !== prefix)
    throw new CommandError(`expected an id that begins with ${prefix}_; got ${JSON.stringify(id.slice(0, 60))}`);
  return decoded.uuid;
}

/** The merchant that an id names. */
export async function merchantOf({ db }: World, id: string): Promise<Merchant> {
  const merchant = await findMerchant(db, uuidIn('mer', id));
  if (!merchant) throw refused(`no merchant has the id ${id}; "paygraph merchants list" shows them`);
  return merchant;
}
