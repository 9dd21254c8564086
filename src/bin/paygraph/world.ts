import { type Accounts, createAccounts } from '../../domain/port/accounts.ts';
import { urlAt } from '../../kernel/host.ts';
import { type Config, readConfig } from '../../platform/config.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { type Db, openDb } from '../../platform/db.ts';
import { openKeyring } from '../../platform/keyring.ts';
import { createLogger, type Log } from '../../platform/log.ts';
import { readMasterKeys } from '../../platform/master-keys.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import { providers } from '../../providers/index.ts';
import { withDatabase } from '../open-database.ts';

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
