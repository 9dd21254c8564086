import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { operatorScopes } from '../../access/operator-keys.ts';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { OperatorKeysQuery } from './operators/generated/graphql.ts';
import { asOperator, withOperators } from './operators/operators.ts';
import { days, list } from './options.ts';
import { show, shownTime, table } from './output.ts';

/** Keys of operators: the first one comes from the database itself, since it takes the database's address to make it. */
export function addOperatorKeys(program: Command): void {
  const noun = program
    .command('operator-keys')
    .description('keys of those who look after all merchants')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph operator-keys create --name first              where the database is; the first is made so
  $ paygraph operator-keys create --name grafana --scopes merchants:read --url https://pay.example
  $ paygraph operator-keys revoke opk_… --reason "left the company"`,
    );

  asOperator(noun.command('create'))
    .description('make a key; its secret is shown once')
    .requiredOption('--name <name>', 'whose key it is, for whoever looks at the list')
    .option(
      '--scopes <scopes>',
      `what it may do: ${operatorScopes.join(', ')} (all when left out, or what your own key may)`,
      list,
    )
    .option(
      '--expires-in-days <days>',
      'how long it is good, 365 at most (90 when left out, or as long as your own key)',
      days(365),
    )
    .action(async ({ name, scopes: asked, expiresInDays, json, ...where }) => {
      await withOperators(where, async ({ ask, act }) => {
        const scopes = asked ?? (await ask(documents.viewer, {})).viewer.scopes;
        const expiresIn = expiresInDays === undefined ? null : `P${expiresInDays}D`;
        const { id, secret, expiresAt } = await act(documents.createOperatorKey, {
          input: { idempotencyKey: randomUUID(), name, scopes: [...scopes], expiresIn },
        });
        show(
          {
            data: { id, secret, expiresAt },
            words: `${id}\n${secret}`,
            note: 'The secret is shown this once. Keep it where programs find it as PAYGRAPH_OPERATOR_KEY, or in a file that only you can read.',
          },
          json,
        );
      });
    });

  asOperator(noun.command('list'))
    .description('show them, the newest first')
    .action(async ({ json, ...where }) => {
      await withOperators(where, async ({ ask }) => {
        const { operatorKeys } = await ask(documents.operatorKeys, {});
        show({ data: operatorKeys, words: table(operatorKeys.map(row), columns, 'There is none yet.') }, json);
      });
    });

  asOperator(noun.command('revoke'))
    .description('end a key within a second')
    .argument('<key>', 'its id: opk_…')
    .requiredOption('--reason <reason>', 'why, for the record')
    .action(async (id: string, { reason, json, ...where }) => {
      const input = { operatorKeyId: idOf('opk', id), reason };
      await withOperators(where, async ({ act }) => {
        await act(documents.revokeOperatorKey, { input });
        show({ data: { id, revoked: true }, words: `${id} is revoked.` }, json);
      });
    });
}

const columns = ['id', 'name', 'secret', 'scopes', 'expires', 'revoked', 'used'];
const row = ({
  id,
  name,
  lastFour,
  scopes,
  expiresAt,
  revokedAt,
  lastUsedAt,
}: OperatorKeysQuery['operatorKeys'][number]) => ({
  id,
  name,
  secret: `…${lastFour}`,
  scopes: scopes.length === operatorScopes.length ? 'all' : scopes.join(','),
  expires: shownTime(expiresAt),
  revoked: shownTime(revokedAt),
  used: shownTime(lastUsedAt),
});
