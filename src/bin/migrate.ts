import { parseArgs } from 'node:util';
import { readConfig } from '../platform/config.ts';
import { createLogger } from '../platform/log.ts';
import { markRolledBack, migrate } from '../platform/postgres/migrate.ts';
import { startPostgres } from '../platform/postgres/postgres.ts';

/** `npm run migrate`: brings the database up to date and ends. `-- --rolled-back <name>` releases a migration that failed. */
try {
  const { values } = parseArgs({ options: { 'rolled-back': { type: 'string' } } });
  const { databaseUrl, databaseDirectUrl, dataDir, logLevel } = readConfig();
  const log = createLogger(logLevel);
  const embedded = databaseUrl === null ? await startPostgres({ dataDir, log }) : null;
  try {
    const url = embedded?.url ?? databaseDirectUrl ?? databaseUrl ?? '';
    if (values['rolled-back']) await markRolledBack(url, values['rolled-back']);
    const applied = await migrate({ databaseUrl: url, log });
    console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'the database is up to date');
  } finally {
    await embedded?.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
