import type { AuditRecord as AuditRow } from '../../generated/prisma/client.ts';
import { encodeId, type IdPrefix } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { connectionDescription, keysetOf, pageArguments } from '../schema/lists.ts';
import { Node } from '../schema/node.ts';
import { branded } from '../schema/node-types.ts';
import { keysetQuery, readPage, toPage } from '../schema/page.ts';

/** Everything of a record but its id, as with all that only some keys may read. */
const readsAudit = { requiresScope: { scope: 'audit:read' } } as const;

const AuditRecord = builder.objectRef<AuditRow>('AuditRecord').implement({
  description:
    'Who did what to your keys, accounts and settings. Written with the change itself, never changed and never removed.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the record: aud_ and 26 characters.', resolve: ({ id }) => encodeId('aud', id) }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.', directives: readsAudit }),
    actor: t.exposeString('actor', {
      description: 'Who did it, for example key_… of an API key.',
      directives: readsAudit,
    }),
    action: t.exposeString('action', {
      description: 'What was done: the name of the mutation, or the command of an operator.',
      directives: readsAudit,
    }),
    subjectId: t.id({
      description: 'To what it was done: the id of a key, an account or yourself.',
      directives: readsAudit,
      resolve: ({ subjectType, subjectId }) => encodeId(subjectType as IdPrefix, subjectId),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, as whoever did it said. Null when nothing was said.',
      directives: readsAudit,
    }),
    requestId: t.exposeID('requestId', { description: 'Id of the request that did it.', directives: readsAudit }),
    details: t.string({
      description: 'What was changed, as JSON text, without anything secret.',
      directives: readsAudit,
      resolve: ({ details }) => JSON.stringify(details),
    }),
  }),
});

const AuditRecordConnection = builder.connectionObject(
  { name: 'AuditRecordConnection', type: AuditRecord, description: connectionDescription('audit records') },
  { name: 'AuditRecordEdge', description: 'An audit record with its place in the list.' },
);

builder.queryField('auditRecords', (t) =>
  t.field({
    type: AuditRecordConnection,
    description: 'Who did what to your keys, accounts and settings. Newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, ...readsAudit },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
    },
    resolve: async (_root, args, context) => {
      const keyset = keysetOf(context, 'audit records', null, null);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const rows = await context.reader.auditRecord.findMany({
        ...page,
        where: { merchantId: context.caller.merchantId, AND: [where] },
      });
      return toPage(
        rows.map((row) => branded('AuditRecord', { ...row, updatedAt: row.createdAt })),
        read,
        keyset,
      );
    },
  }),
);
