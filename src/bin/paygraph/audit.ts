import type { Command } from 'commander';
import { auditAndKeep } from '../../audit/kept-run.ts';
import { broken, inWords } from '../../audit/run.ts';
import { readConfig } from '../../platform/config.ts';
import { openDb } from '../../platform/db.ts';
import { createLogger } from '../../platform/log.ts';
import { withDatabase } from '../open-database.ts';
import { asJson } from './options.ts';
import { exitCodes, show } from './output.ts';

const each = (one: string, before: readonly string[]): readonly string[] => [...before, one];

/** Whether everything in the database is as it must be. */
export function addAudit(program: Command): void {
  asJson(program.command('audit'))
    .description(
      'check that everything in the database is as it must be, and keep when that was; ends with 1 where something is broken',
    )
    .option('--sandbox <url>', "compare with the books of a sandbox's simulators")
    .option('--canary <text>', 'look for what must not be found; may be given again', each, [])
    .option('--file <path>', 'look for it in this file of logs, too; may be given again', each, [])
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph audit                      every night, beside the product: it holds nobody up
  $ paygraph audit --json | jq '.[] | select(.outcome == "broken")'`,
    )
    .action(async ({ sandbox, canary: canaries, file: files, json }) => {
      const config = readConfig();
      const results = await withDatabase(config, createLogger('fatal'), async (databaseUrl) => {
        const db = openDb({ url: databaseUrl, onError: () => undefined });
        try {
          return await auditAndKeep(db, {
            databaseUrl,
            sandboxUrl: sandbox ?? config.sandboxUrl,
            canaries,
            files,
            onResult: ({ id, outcome }) => process.stderr.isTTY && console.error(`${id} ${outcome}`),
          });
        } finally {
          await db.close();
        }
      });
      show({ data: results, words: inWords(results) }, json);
      if (broken(results).length > 0) process.exitCode = exitCodes.no;
    });
}
