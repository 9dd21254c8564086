import type { Command } from 'commander';
import { checkBackup } from '../../app/backup-check.ts';
import { readConfig } from '../../platform/config.ts';
import { openDb } from '../../platform/db.ts';
import { createLogger } from '../../platform/log.ts';
import { readMasterKeys } from '../../platform/master-keys.ts';
import { withDatabase } from '../open-database.ts';
import { asJson } from './options.ts';
import { exitCodes, show, table } from './output.ts';

/** Backups: whether what was restored is one to go on with. */
export function addBackup(program: Command): void {
  const noun = program
    .command('backup')
    .description('whether a database that was restored from a backup can be gone on with');
  asJson(noun.command('check'))
    .description(
      'look at the database of DATABASE_URL with the keys of the environment: migrations, keys, credentials, age, audit; writes nothing',
    )
    .action(async ({ json }) => {
      const config = readConfig();
      const findings = await withDatabase(config, createLogger('fatal'), async (databaseUrl) => {
        const db = openDb({ url: databaseUrl, onError: () => undefined });
        try {
          return await checkBackup({ db, databaseUrl, masters: readMasterKeys(config), publicUrl: config.publicUrl });
        } finally {
          await db.close();
        }
      });
      const bad = findings.filter(({ outcome }) => outcome === 'bad');
      const rows = findings.map(({ about, outcome, says, mend }) => ({
        about,
        outcome,
        says: mend ? `${says}. ${mend}` : says,
      }));
      show({ data: findings, words: table(rows, ['about', 'outcome', 'says'], '') }, json);
      if (bad.length > 0) process.exitCode = exitCodes.no;
    });
}
