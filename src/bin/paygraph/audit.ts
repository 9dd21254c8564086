import type { Command } from 'commander';
import type { CheckResult } from '../../audit/run.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { idOf } from './ids.ts';
import { withOpenDatabase } from './only-database.ts';
import { found } from './operators/operators.ts';
import { asJson } from './options.ts';
import { exitCodes, show } from './output.ts';

const each = (one: string, before: readonly string[]): readonly string[] => [...before, one];

/** Whether everything in the database is as it must be. */
export function addAudit(program: Command): void {
  asJson(program.command('audit'))
    .description(
      'check that everything in the database is as it must be, and keep when that was; ends with 1 where something is broken',
    )
    .option('--merchant <merchant>', 'what is wrong with this merchant alone: mer_…; it is not kept as an audit of all')
    .option('--sandbox <url>', "compare with the books of a sandbox's simulators")
    .option('--canary <text>', 'look for what must not be found; may be given again', each, [])
    .option('--file <path>', 'look for it in this file of logs, too; may be given again', each, [])
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph audit                      every night, beside the product: it holds nobody up
  $ paygraph audit --merchant mer_…     before a merchant is told that its book agrees
  $ paygraph audit --json | jq '.[] | select(.outcome == "broken")'`,
    )
    .action(async ({ merchant, sandbox, canary: canaries, file: files, json }) => {
      const merchantId = merchant === undefined ? null : uuidOf('mer', idOf('mer', merchant));
      const { auditAndKeep } = await import('../../audit/kept-run.ts');
      const { audit, broken, inWords } = await import('../../audit/run.ts');
      const results = await withOpenDatabase(async ({ config, db, databaseUrl }) => {
        const options = {
          databaseUrl,
          sandboxUrl: sandbox ?? config.sandboxUrl,
          canaries,
          files,
          onResult: ({ id, outcome }: CheckResult) => process.stderr.isTTY && console.error(`${id} ${outcome}`),
        };
        if (merchantId === null) return auditAndKeep(db, options);
        const { findMerchant } = await import('../../merchants/merchant-commands.ts');
        found(await findMerchant(db, merchantId), 'merchant', merchant, 'paygraph merchants list');
        return audit({ ...options, merchantId });
      });
      show({ data: results, words: inWords(results) }, json);
      if (broken(results).length > 0) process.exitCode = exitCodes.no;
    });
}
