import type { Command } from 'commander';
import { readConfig, readVariable } from '../../platform/config.ts';
import * as documents from './operators/documents.ts';
import { asOperator, withOperators } from './operators/operators.ts';
import { show, shownTime } from './output.ts';

/** On what it works, as whom, and what has decided that. */
export function addWhoami(program: Command): void {
  asOperator(program.command('whoami'))
    .description('show where commands work and as whom, and which option or variable has decided it')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph whoami
  $ paygraph whoami --url https://pay.example --api-key-file ~/.config/paygraph/key`,
    )
    .action(async ({ json, ...where }) => {
      await withOperators(where, async ({ ask, api }) => {
        const { viewer } = await ask(documents.viewer, {});
        const place = api
          ? { works: 'api', on: api.url, by: where.url === undefined ? 'PAYGRAPH_URL' : '--url' }
          : databaseNamed();
        const key = api
          ? where.apiKeyStdin
            ? '--api-key-stdin'
            : where.apiKeyFile === undefined
              ? 'PAYGRAPH_OPERATOR_KEY'
              : '--api-key-file'
          : null;
        const data = { ...place, key, ...viewer };
        const words = [
          `works on    ${place.on} (${place.by})`,
          `as          ${viewer.name}, ${viewer.id}${key ? ` (${key})` : ''}`,
          `may do      ${viewer.scopes.join(', ')}`,
          ...(api ? [`until       ${shownTime(viewer.expiresAt)}`] : []),
        ].join('\n');
        show({ data, words }, json);
      });
    });
}

/** The database, without what opens it. */
function databaseNamed() {
  const { databaseUrl, dataDir } = readConfig();
  if (databaseUrl === null)
    return {
      works: 'database',
      on: dataDir,
      by: readVariable('DATA_DIR') ? 'DATA_DIR' : 'neither PAYGRAPH_URL nor DATABASE_URL is set',
    };
  const { host, pathname } = new URL(databaseUrl);
  return { works: 'database', on: `${host}${pathname}`, by: 'DATABASE_URL' };
}
