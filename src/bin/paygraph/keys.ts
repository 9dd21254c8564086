import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { scopes as known } from '../../access/api-keys.ts';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { ApiKeysQuery } from './operators/generated/graphql.ts';
import { asOperator, found, withOperators } from './operators/operators.ts';
import { asList, days, list } from './options.ts';
import { show, shownTime } from './output.ts';
import { showPages } from './pages.ts';

/** Keys of a merchant to the API, made and ended by the same commands that its own keys use. */
export function addKeys(program: Command): void {
  const noun = program
    .command('keys')
    .description("a merchant's keys to the API")
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph keys create --merchant mer_… --name backend --scopes events:read,payments:write
  $ paygraph keys rotate key_… --merchant mer_… --overlap-days 7
  $ paygraph keys revoke key_… --merchant mer_… --reason "leaked" --url https://pay.example`,
    );
  const ofMerchant = (name: string): Command =>
    asOperator(noun.command(name)).requiredOption('--merchant <merchant>', 'whose key: mer_…');

  ofMerchant('create')
    .description('make a key; its secret is shown once')
    .requiredOption('--name <name>', 'what it is called, for whoever looks at the list')
    .option('--scopes <scopes>', `what it may do: ${known.join(', ')} (all when left out)`, list)
    .option('--expires-in-days <days>', 'how long it is good, 365 at most; for ever when left out', days(365))
    .option('--reason <reason>', 'why, for the record')
    .action(async ({ merchant, name, scopes = known, expiresInDays, reason, json, ...where }) => {
      const input = {
        idempotencyKey: randomUUID(),
        merchantId: idOf('mer', merchant),
        name,
        scopes: [...scopes],
        expiresIn: expiresInDays === undefined ? null : `P${expiresInDays}D`,
        reason,
      };
      await withOperators(where, async ({ act }) => showSecret(await act(documents.createApiKey, { input }), json));
    });

  asList(ofMerchant('list'))
    .description('show them, the newest first')
    .action(async ({ merchant, limit, after, json, ...where }) => {
      const merchantId = idOf('mer', merchant);
      await withOperators(where, ({ ask }) =>
        showPages(
          { limit, after, json },
          async (page) => {
            const answer = await ask(documents.apiKeys, { merchantId, ...page });
            return found(answer.merchant, 'merchant', merchantId, 'paygraph merchants list').page;
          },
          { row, columns, empty: 'There is none yet.' },
        ),
      );
    });

  ofMerchant('rotate')
    .description('make a key that takes the place of another, which goes on for a while beside it')
    .argument('<key>', 'the one whose place is taken: key_…')
    .option('--overlap-days <days>', 'how long the one before goes on, 30 at most', days(30), 1)
    .option('--reason <reason>', 'why, for the record')
    .action(async (key: string, { merchant, overlapDays, reason, json, ...where }) => {
      const input = {
        idempotencyKey: randomUUID(),
        merchantId: idOf('mer', merchant),
        apiKeyId: idOf('key', key),
        overlap: `P${overlapDays}D`,
        reason,
      };
      await withOperators(where, async ({ act }) => showSecret(await act(documents.rotateApiKey, { input }), json));
    });

  ofMerchant('revoke')
    .description('end a key, in every process and on every open connection within a second')
    .argument('<key>', 'its id: key_…')
    .option('--reason <reason>', 'why, for the record')
    .action(async (key: string, { merchant, reason, json, ...where }) => {
      const input = {
        idempotencyKey: randomUUID(),
        merchantId: idOf('mer', merchant),
        apiKeyId: idOf('key', key),
        reason,
      };
      await withOperators(where, async ({ act }) => {
        await act(documents.revokeApiKey, { input });
        show({ data: { id: key, revoked: true }, words: `${key} is revoked.` }, json);
      });
    });
}

function showSecret(
  { apiKey: { id }, secret }: { readonly apiKey: { readonly id: string }; readonly secret: string | null },
  json: boolean,
): void {
  show({ data: { id, secret }, words: `${id}\n${secret}`, note: 'The secret is shown this once.' }, json);
}

type Key = NonNullable<ApiKeysQuery['merchant']>['page']['nodes'][number];
const columns = ['id', 'name', 'secret', 'scopes', 'created', 'expires', 'revoked', 'used'];
const row = (key: Key) => ({
  id: key.id,
  name: key.name,
  secret: key.lastFour && `…${key.lastFour}`,
  scopes: key.scopes.length === known.length ? 'all' : key.scopes.join(','),
  created: shownTime(key.createdAt),
  expires: shownTime(key.expiresAt),
  revoked: shownTime(key.revokedAt),
  used: shownTime(key.lastUsedAt),
});
