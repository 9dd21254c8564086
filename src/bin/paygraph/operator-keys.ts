import type { Command } from 'commander';
import {
  issueOperatorKey,
  listOperatorKeys,
  type OperatorKey,
  operatorScopes,
  revokeOperatorKey,
} from '../../access/operator-keys.ts';
import { asJson, days, list } from './options.ts';
import { refused, show, shownTime, table } from './output.ts';
import { inWorld, uuidIn } from './world.ts';

const oneDayMs = 86_400_000;

/** Keys of operators: the first one comes from here, since it takes the database's address to make it. */
export function addOperatorKeys(program: Command): void {
  const noun = program.command('operator-keys').description('keys of those who look after all merchants');

  asJson(noun.command('create'))
    .description('make a key; its secret is shown once')
    .requiredOption('--name <name>', 'whose key it is, for whoever looks at the list')
    .option('--scopes <scopes>', `what it may do: ${operatorScopes.join(', ')} (all when left out)`, list)
    .option('--expires-in-days <days>', 'how long it is good, 365 at most', days(365), 90)
    .action(async ({ name, scopes, expiresInDays, json }) => {
      const unknown = ((scopes as readonly string[] | undefined) ?? []).filter(
        (scope) => !operatorScopes.some((one) => one === scope),
      );
      if (unknown.length > 0)
        throw refused(`expected scopes out of ${operatorScopes.join(', ')}; got ${unknown.join(', ')}`);
      await inWorld(async ({ db, config }) => {
        const made = await issueOperatorKey(db, {
          name,
          scopes: scopes ?? operatorScopes,
          expiresInMs: expiresInDays * oneDayMs,
          createdBy: 'command-line',
          environment: config.mode === 'production' ? 'LIVE' : 'SANDBOX',
        });
        show(
          {
            data: made,
            words: `${made.id}\n${made.secret}`,
            note: 'The secret is shown this once. Keep it where programs find it as PAYGRAPH_OPERATOR_KEY, or in a file that only you can read.',
          },
          json,
        );
      });
    });

  asJson(noun.command('list'))
    .description('show them, the newest first')
    .action(async ({ json }) => {
      await inWorld(async ({ db }) => {
        const keys = await listOperatorKeys(db);
        show({ data: keys, words: table(keys.map(row), columns, 'There is none yet.') }, json);
      });
    });

  asJson(noun.command('revoke'))
    .description('end a key')
    .argument('<key>', 'its id: opk_…')
    .action(async (id: string, { json }) => {
      await inWorld(async ({ db }) => {
        if (!(await revokeOperatorKey(db, uuidIn('opk', id), { by: 'command-line' })))
          throw refused(`no key that is good has the id ${id}; "paygraph operator-keys list" shows them`);
        show({ data: { id, revoked: true }, words: `${id} is revoked.` }, json);
      });
    });
}

const columns = ['id', 'name', 'secret', 'scopes', 'expires', 'revoked', 'used'];
const row = ({ id, name, lastFour, scopes, expiresAt, revokedAt, lastUsedAt }: OperatorKey) => ({
  id,
  name,
  secret: `…${lastFour}`,
  scopes: scopes.length === operatorScopes.length ? 'all' : scopes.join(','),
  expires: shownTime(expiresAt),
  revoked: shownTime(revokedAt),
  used: shownTime(lastUsedAt),
});
