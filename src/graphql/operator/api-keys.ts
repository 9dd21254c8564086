import { scopes as known } from '../../access/api-keys.ts';
import type { ApiKey } from '../../generated/prisma/client.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import {
  type ApiKeyDone,
  createApiKey,
  type KeyHolder,
  revokeApiKey,
  rotateApiKey,
} from '../../merchants/api-key-commands.ts';
import type { Merchant } from '../../merchants/merchant-commands.ts';
import { keysetQuery } from '../schema/page.ts';
import { act, forMerchant, reasonWords, repeatWords } from './act.ts';
import { operatorBuilder } from './builder.ts';
import type { OperatorContext } from './context.ts';
import { MerchantType } from './merchants.ts';
import { pageType, pageWords, placeByCreation, readPageOf } from './page.ts';

type KeyRow = Omit<ApiKey, 'secretHash'>;
const ApiKeyType = operatorBuilder.objectRef<KeyRow>('ApiKey').implement({
  description: "A merchant's key. Its secret was shown once, when it was made, and is kept nowhere.",
  fields: (t) => ({
    id: t.id({ description: 'Id of the key: key_ and 26 characters.', resolve: ({ id }) => encodeId('key', id) }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    scopes: t.stringList({
      description: 'What it may do: two dozen at most.',
      resolve: ({ scopes }) => [...scopes],
    }),
    lastFour: t.exposeString('lastFour', {
      nullable: true,
      description: 'The last four characters of its secret. Null for a key from before they were kept.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.exposeString('createdBy', {
      nullable: true,
      description: 'Who made it. Null for a key from before it was kept.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends. Null when it has no end.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null when it was not.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute. Null when it never was.',
    }),
    replacedBy: t.id({
      nullable: true,
      description: 'Id of the key that takes its place. Null when it was not rotated.',
      resolve: ({ replacedBy }) => replacedBy && encodeId('key', replacedBy),
    }),
  }),
});
const ApiKeyPage = pageType('ApiKeyPage', ApiKeyType, "a merchant's keys");

operatorBuilder.objectField(MerchantType, 'apiKeys', (t) =>
  t.field({
    type: ApiKeyPage,
    description: 'Its keys, also those that have ended. Newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageWords.first }),
      after: t.arg.string({ description: pageWords.after }),
    },
    resolve: ({ id: merchantId }, args, context) =>
      readPageOf<KeyRow>(context, args, {
        list: 'API keys',
        filter: merchantId,
        placeOf: placeByCreation,
        read: (beyond, take) => {
          const page = { ascending: false, backward: false, beyond, take, size: take };
          const { where, ...how } = keysetQuery({ field: 'createdAt' }, page);
          return context.deps.db
            .reader(merchantId)
            .apiKey.findMany({ ...how, where: { merchantId, AND: [where] }, omit: { secretHash: true } });
        },
      }),
  }),
);

interface KeyMade {
  readonly apiKey: KeyRow;
  readonly secret: string | null;
}
const ApiKeyPayload = operatorBuilder.objectRef<KeyMade>('ApiKeyPayload').implement({
  description: 'A key was made or ended.',
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKeyType,
      description: 'The key as it is after the step.',
      resolve: ({ apiKey }) => apiKey,
    }),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The secret, shown once. Null when the idempotency key is replayed, or no secret was made.',
    }),
  }),
});

const scope = 'keys:write';
const merchantWords = 'Whose key: mer_…';
const keyWords = 'The key: key_…';

/** An operator holds all that a merchant's key can hold. */
const holder = (context: OperatorContext, merchant: Merchant, reason?: string): KeyHolder => ({
  ...context.inNameOf(merchant, reason),
  environment: merchant.environment,
  scopes: known,
  expiresAt: null,
});

async function withKey(
  { deps: { db } }: OperatorContext,
  { id: merchantId }: Merchant,
  { apiKeyId, secret }: ApiKeyDone,
): Promise<KeyMade> {
  const apiKey = await db.reader(merchantId).apiKey.findUnique({
    where: { merchantId_id: { merchantId, id: apiKeyId } },
    omit: { secretHash: true },
  });
  if (!apiKey) throw new Error(`a command named key ${apiKeyId}, which is not there`);
  return { apiKey, secret: secret ?? null };
}

act('createApiKey', {
  description: "Makes a merchant's key, and shows its secret once.",
  scope,
  input: operatorBuilder.inputType('CreateApiKeyInput', {
    description: "Makes a merchant's key.",
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      name: t.string({ required: true, description: 'What it is called: 1 to 100 characters.' }),
      scopes: t.stringList({ required: true, description: `What it may do: one or more of ${known.join(', ')}.` }),
      expiresIn: t.field({ type: 'Duration', description: 'For how long it is good. Leave out for no end.' }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: ApiKeyPayload,
  run: ({ merchantId, idempotencyKey, name, scopes, expiresIn, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const made = await createApiKey(context.deps, holder(context, merchant, reason), {
        idempotencyKey,
        name,
        scopes,
        ...(expiresIn === undefined ? {} : { expiresInMs: expiresIn }),
      });
      return made.ok ? { ok: true, value: await withKey(context, merchant, made.value) } : made;
    }),
});

act('rotateApiKey', {
  description: 'Makes a key with the name and scopes of another, which goes on for a while beside it.',
  scope,
  input: operatorBuilder.inputType('RotateApiKeyInput', {
    description: "Makes a key that takes the place of another of the same merchant's.",
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      apiKeyId: t.id({ required: true, description: keyWords }),
      overlap: t.field({
        type: 'Duration',
        required: true,
        defaultValue: 86_400_000,
        description: 'How long the key before goes on beside the new one: 30 days at most.',
      }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: ApiKeyPayload,
  run: ({ merchantId, idempotencyKey, apiKeyId, overlap, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const made = await rotateApiKey(context.deps, holder(context, merchant, reason), {
        idempotencyKey,
        apiKeyId: uuidOf('key', apiKeyId),
        overlapMs: overlap,
      });
      return made.ok ? { ok: true, value: await withKey(context, merchant, made.value) } : made;
    }),
});

act('revokeApiKey', {
  description: "Ends a merchant's key within a second, in every process and on every open connection.",
  scope,
  input: operatorBuilder.inputType('RevokeApiKeyInput', {
    description: "Ends a merchant's key.",
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      apiKeyId: t.id({ required: true, description: keyWords }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: ApiKeyPayload,
  run: ({ merchantId, idempotencyKey, apiKeyId, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const ended = await revokeApiKey(context.deps, context.inNameOf(merchant, reason), {
        idempotencyKey,
        apiKeyId: uuidOf('key', apiKeyId),
      });
      return ended.ok ? { ok: true, value: await withKey(context, merchant, ended.value) } : ended;
    }),
});
