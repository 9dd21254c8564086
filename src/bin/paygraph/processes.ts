import type { Command } from 'commander';
import { readProcesses } from '../../platform/processes.ts';
import { roleNames } from '../../platform/settings/lists.ts';
import { asJson } from './options.ts';
import { exitCodes, show, shownTime, table } from './output.ts';
import { inWorld } from './world.ts';

/** Which processes work on the database, and as what. */
export function addProcesses(program: Command): void {
  asJson(program.command('processes'))
    .description('list the processes that work on the database; ends with 1 when a role is nobody’s')
    .action(async ({ json }) => {
      await inWorld(async ({ db }) => {
        const all = await readProcesses(db);
        const missing = roleNames.filter((role) => !all.some(({ roles, lives }) => lives && roles.includes(role)));
        const words = [
          table(all.map(row), columns, 'There is none.'),
          ...missing.map((role) => `\nNobody does the work of ${role}: start a process with it (PAYGRAPH_ROLES).`),
        ].join('\n');
        show({ data: all, words }, json);
        if (missing.length > 0) process.exitCode = exitCodes.no;
      });
    });
}

const columns = ['host', 'pid', 'roles', 'version', 'address', 'started', 'alive'];
const row = (one: Awaited<ReturnType<typeof readProcesses>>[number]) => ({
  host: one.host,
  pid: String(one.pid),
  roles: one.roles.join(','),
  version: one.version,
  address: one.publicUrl,
  started: shownTime(one.startedAt),
  alive: one.lives ? 'yes' : `until ${shownTime(one.beatAt)}`,
});
