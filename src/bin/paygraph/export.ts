import { type Command, InvalidArgumentError, Option } from 'commander';
import { statementCsv, statementOf } from '../../domain/ledger/statement.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { idOf } from './ids.ts';
import { withOpenDatabase } from './only-database.ts';

/** What accountants take away. On the database itself only: a merchant's key asks the API for the same. */
export function addExport(program: Command): void {
  const noun = program
    .command('export')
    .description('write what an accountant needs')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph export ledger --merchant mer_… --from 2026-12-01 --to 2026-12-31 > december.csv`,
    );
  noun
    .command('ledger')
    .description("write a merchant's ledger over a period: opening, movements and closing of each account and currency")
    .requiredOption('--merchant <merchant>', 'whose: mer_…')
    .requiredOption('--from <day>', 'the first day of the period, in UTC: YYYY-MM-DD', day)
    .requiredOption('--to <day>', 'the last day of the period, in UTC: YYYY-MM-DD', day)
    .addOption(new Option('--format <format>', 'as what').choices(['csv', 'json']).default('csv'))
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph export ledger --merchant mer_… --from 2026-12-01 --to 2026-12-31 > december.csv
  $ paygraph export ledger --merchant mer_… --from 2026-01-01 --to 2026-12-31 --format json`,
    )
    .action(async ({ merchant, from, to, format }) => {
      const merchantId = uuidOf('mer', idOf('mer', merchant)) ?? '';
      const end = new Date((to as Date).getTime() + 86_400_000);
      await withOpenDatabase(async ({ db }) => {
        const accounts = await db.forMerchant(merchantId, (tx) => statementOf(tx, merchantId, { from, to: end }));
        const asText = (_name: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
        process.stdout.write(
          format === 'csv'
            ? statementCsv(accounts)
            : `${JSON.stringify({ merchant, from: from.toISOString(), to: end.toISOString(), accounts }, asText)}\n`,
        );
      });
    });
}

function day(text: string): Date {
  const at = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text))
    throw new InvalidArgumentError('Expected a day such as 2026-12-31.');
  return at;
}
