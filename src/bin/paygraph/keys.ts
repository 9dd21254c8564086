import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { scopes as known } from '../../access/api-keys.ts';
import type { ApiKey } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { createApiKey, type KeyHolder, revokeApiKey, rotateApiKey } from '../../merchants/api-key-commands.ts';
import type { Merchant } from '../../merchants/merchant-commands.ts';
import { asJson, days, list } from './options.ts';
import { refusedFor, show, shownTime, table } from './output.ts';
import { commandLine, inWorld, merchantOf, uuidIn } from './world.ts';

const oneDayMs = 86_400_000;
const shownMax = 1_000;

/** Keys of a merchant to this API, made and ended by the same commands that its own keys use. */
export function addKeys(program: Command): void {
  const noun = program.command('keys').description("a merchant's keys to the API");
  const ofMerchant = (name: string): Command =>
    asJson(noun.command(name)).requiredOption('--merchant <merchant>', 'whose key: mer_…');

  ofMerchant('create')
    .description('make a key; its secret is shown once')
    .requiredOption('--name <name>', 'what it is called, for whoever looks at the list')
    .option('--scopes <scopes>', `what it may do: ${known.join(', ')} (all when left out)`, list, known)
    .option('--expires-in-days <days>', 'how long it is good, 365 at most; for ever when left out', days(365))
    .action(async ({ merchant: id, name, scopes, expiresInDays, json }) => {
      await inWorld(async (world) => {
        const made = await createApiKey(world, holder(await merchantOf(world, id)), {
          idempotencyKey: randomUUID(),
          name,
          scopes,
          ...(expiresInDays === undefined ? {} : { expiresInMs: expiresInDays * oneDayMs }),
        });
        if (!made.ok) throw refusedFor(made.error);
        showSecret(made.value, json);
      });
    });

  ofMerchant('list')
    .description('show them, the newest first')
    .action(async ({ merchant: id, json }) => {
      await inWorld(async (world) => {
        const { id: merchantId } = await merchantOf(world, id);
        const keys = await world.db.reader(merchantId).apiKey.findMany({
          where: { merchantId },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: shownMax,
          omit: { secretHash: true, merchantId: true },
        });
        const data = keys.map((key) => ({
          ...key,
          id: encodeId('key', key.id),
          replacedBy: key.replacedBy && encodeId('key', key.replacedBy),
        }));
        show({ data, words: table(data.map(row), columns, 'There is none yet.') }, json);
      });
    });

  ofMerchant('rotate')
    .description('make a key that takes the place of another, which goes on for a while beside it')
    .argument('<key>', 'the one whose place is taken: key_…')
    .option('--overlap-days <days>', 'how long the one before goes on, 30 at most', days(30), 1)
    .action(async (key: string, { merchant: id, overlapDays, json }) => {
      await inWorld(async (world) => {
        const made = await rotateApiKey(world, holder(await merchantOf(world, id)), {
          idempotencyKey: randomUUID(),
          apiKeyId: uuidIn('key', key),
          overlapMs: overlapDays * oneDayMs,
        });
        if (!made.ok) throw refusedFor(made.error);
        showSecret(made.value, json);
      });
    });

  ofMerchant('revoke')
    .description('end a key, in every process and on every open connection within a second')
    .argument('<key>', 'its id: key_…')
    .option('--reason <reason>', 'why, for the record')
    .action(async (key: string, { merchant: id, reason, json }) => {
      await inWorld(async (world) => {
        const ended = await revokeApiKey(world, holder(await merchantOf(world, id), reason), {
          idempotencyKey: randomUUID(),
          apiKeyId: uuidIn('key', key),
        });
        if (!ended.ok) throw refusedFor(ended.error);
        show({ data: { id: key, revoked: true }, words: `${key} is revoked.` }, json);
      });
    });
}

/** The command line holds all that a key can hold. */
const holder = ({ id, environment }: Merchant, reason?: string): KeyHolder => ({
  ...commandLine(reason),
  merchantId: id,
  environment,
  scopes: known,
  expiresAt: null,
});

function showSecret(
  { apiKeyId, secret }: { readonly apiKeyId: string; readonly secret?: string },
  json: boolean,
): void {
  const id = encodeId('key', apiKeyId);
  show({ data: { id, secret }, words: `${id}\n${secret}`, note: 'The secret is shown this once.' }, json);
}

const columns = ['id', 'name', 'secret', 'scopes', 'created', 'expires', 'revoked', 'used'];
const row = (key: Omit<ApiKey, 'secretHash' | 'merchantId'>) => ({
  id: key.id,
  name: key.name,
  secret: key.lastFour && `…${key.lastFour}`,
  scopes: key.scopes.length === known.length ? 'all' : key.scopes.join(','),
  created: shownTime(key.createdAt),
  expires: shownTime(key.expiresAt),
  revoked: shownTime(key.revokedAt),
  used: shownTime(key.lastUsedAt),
});
