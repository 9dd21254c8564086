import { encodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { connectionDescription, keysetOf, pageArguments } from '../schema/lists.ts';
import type { ApiKeyRow } from '../schema/loaders.ts';
import { Node } from '../schema/node.ts';
import { branded } from '../schema/node-types.ts';
import { keysetQuery, readPage, toPage } from '../schema/page.ts';

/** Everything of a key but its id, which names it as an actor in what any key may read. */
const readsKeys = { requiresScope: { scope: 'keys:read' } } as const;

type Status = 'ACTIVE' | 'EXPIRED' | 'REVOKED';
const ApiKeyStatus = builder.enumType('ApiKeyStatus', {
  description: 'Whether a key is good. May grow.',
  values: {
    ACTIVE: { description: 'It is good.' },
    EXPIRED: { description: 'Its time has come to an end.' },
    REVOKED: { description: 'It was revoked.' },
  } as const satisfies Record<Status, { description: string }>,
});

function statusAt({ revokedAt, expiresAt }: ApiKeyRow, now: Date): Status {
  if (revokedAt) return 'REVOKED';
  return expiresAt && expiresAt <= now ? 'EXPIRED' : 'ACTIVE';
}

export const ApiKey = builder.objectRef<ApiKeyRow>('ApiKey');
ApiKey.implement({
  description: 'A key to this API. Its secret was shown once, when it was made, and is kept nowhere.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the key: key_ and 26 characters.', resolve: ({ id }) => encodeId('key', id) }),
    name: t.exposeString('name', { description: 'What it is called.', directives: readsKeys }),
    status: t.field({
      type: ApiKeyStatus,
      description: 'Whether it is good.',
      directives: readsKeys,
      resolve: (key, _args, { deps }) => statusAt(key, deps.clock.now()),
    }),
    scopes: t.stringList({
      description: 'What it may do: two dozen at most.',
      directives: readsKeys,
      resolve: ({ scopes }) => [...scopes],
    }),
    lastFour: t.exposeString('lastFour', {
      nullable: true,
      description: 'The last four characters of its secret. Null for a key from before they were kept.',
      directives: readsKeys,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.', directives: readsKeys }),
    createdBy: t.exposeString('createdBy', {
      nullable: true,
      description: 'Who made it, for example key_… of another key. Null for a key from before it was kept.',
      directives: readsKeys,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends. Null when it has no end.',
      directives: readsKeys,
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null when it was not.',
      directives: readsKeys,
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute. Null when it never was.',
      directives: readsKeys,
    }),
    replacedBy: t.field({
      type: ApiKey,
      nullable: true,
      description: 'The key that takes its place. Null when it was not rotated.',
      directives: { ...readsKeys, cost: { weight: 1 } },
      resolve: async ({ replacedBy }, _args, { loaders }) =>
        replacedBy ? ((await loaders.node.load({ prefix: 'key', uuid: replacedBy })) as ApiKeyRow | null) : null,
    }),
  }),
});

const ApiKeyConnection = builder.connectionObject(
  { name: 'ApiKeyConnection', type: ApiKey, description: connectionDescription('API keys') },
  { name: 'ApiKeyEdge', description: 'An API key with its place in the list.' },
);

builder.queryField('apiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    description: 'Your keys to this API, also those that have ended. Newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, ...readsKeys },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
    },
    resolve: async (_root, args, context) => {
      const keyset = keysetOf(context, 'API keys', null, null);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const rows = await context.reader.apiKey.findMany({
        ...page,
        where: { merchantId: context.caller.merchantId, AND: [where] },
        omit: { secretHash: true },
      });
      return toPage(
        rows.map((row) => branded('ApiKey', { ...row, updatedAt: row.createdAt })),
        read,
        keyset,
      );
    },
  }),
);
