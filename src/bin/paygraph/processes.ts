import type { Command } from 'commander';
import { valueThere } from '../../app/shared-settings.ts';
import { differences } from '../../platform/processes.ts';
import { roleNames } from '../../platform/settings/lists.ts';
import * as documents from './operators/documents.ts';
import type { ProcessesQuery } from './operators/generated/graphql.ts';
import { asOperator, withOperators } from './operators/operators.ts';
import { exitCodes, show, shownTime, table } from './output.ts';

/** Which processes work on the database, and as what. */
export function addProcesses(program: Command): void {
  asOperator(program.command('processes'))
    .description(
      'list the processes that work on the database; ends with 1 when a role is nobody’s, or their settings differ',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph processes
  $ paygraph processes --json --url https://pay.example | jq -r '.[] | select(.lives) | .version' | sort -u`,
    )
    .action(async ({ json, ...where }) => {
      await withOperators(where, async ({ ask }) => {
        const { processes } = await ask(documents.processes, {});
        const all = processes.map((one) => ({
          ...one,
          settings: Object.fromEntries(one.settings.map(({ name, value }) => [name, value])),
        }));
        const missing = roleNames.filter((role) => !all.some(({ roles, lives }) => lives && roles.includes(role)));
        const differing = differences(all.filter(({ lives }) => lives));
        const words = [
          table(all.map(row), columns, 'There is none.'),
          ...missing.map((role) => `\nNobody does the work of ${role}: start a process with it (PAYGRAPH_ROLES).`),
          ...differing.map(
            ({ name, values }) => `\n${name} must be the same everywhere, and is ${values.map(valueThere).join('; ')}.`,
          ),
        ].join('\n');
        show({ data: all, words }, json);
        if (missing.length + differing.length > 0) process.exitCode = exitCodes.no;
      });
    });
}

const columns = ['host', 'pid', 'roles', 'version', 'address', 'started', 'alive'];
const row = (one: Omit<ProcessesQuery['processes'][number], 'settings'>) => ({
  host: one.host,
  pid: String(one.pid),
  roles: one.roles.join(','),
  version: one.version,
  address: one.publicUrl,
  started: shownTime(one.startedAt),
  alive: one.lives ? 'yes' : `until ${shownTime(one.beatAt)}`,
});
