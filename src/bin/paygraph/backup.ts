import type { Command } from 'commander';
import { withOpenDatabase } from './only-database.ts';
import { asJson } from './options.ts';
import { exitCodes, show, table } from './output.ts';

/** Backups: whether what was restored is one to go on with. */
export function addBackup(program: Command): void {
  const noun = program
    .command('backup')
    .description('whether a database that was restored from a backup can be gone on with')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph backup check                 with DATABASE_URL of what was restored, and the keys of its time`,
    );
  asJson(noun.command('check'))
    .description(
      'look at the database of DATABASE_URL with the keys of the environment: migrations, keys, credentials, age, audit; writes nothing',
    )
    .action(async ({ json }) => {
      const { checkBackup } = await import('../../app/backup-check.ts');
      const { readMasterKeys } = await import('../../platform/master-keys.ts');
      const findings = await withOpenDatabase(({ config, db, databaseUrl }) =>
        checkBackup({ db, databaseUrl, masters: readMasterKeys(config), publicUrl: config.publicUrl }),
      );
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
