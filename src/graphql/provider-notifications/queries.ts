import type { Prisma } from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
import { keysetOf, pageArguments } from '../schema/lists.ts';
import { branded } from '../schema/node-types.ts';
import { keysetQuery, readPage, toPage } from '../schema/page.ts';
import { ProviderNotification, ProviderNotificationProblem } from './type.ts';

const ProviderNotificationConnection = builder.connectionObject(
  {
    name: 'ProviderNotificationConnection',
    type: ProviderNotification,
    description: 'One page of provider notifications.',
  },
  { name: 'ProviderNotificationEdge', description: 'A provider notification with its place in the list.' },
);

const ProviderNotificationFilter = builder.inputType('ProviderNotificationFilter', {
  description: 'Which notifications: all that is given must hold.',
  fields: (t) => ({
    providers: t.field({ type: [Provider], description: 'Of one of these providers.' }),
    problems: t.field({ type: [ProviderNotificationProblem], description: 'Not processed for one of these reasons.' }),
  }),
});

builder.queryField('unprocessedProviderNotifications', (t) =>
  t.field({
    type: ProviderNotificationConnection,
    description:
      'What providers have told and could not be processed: what is tried again, what waits for the thing that it is about, and what was given up. The longest waiting first. `reprocessProviderNotification` takes one up again.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'operations:resolve' } },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
      filter: t.arg({ type: ProviderNotificationFilter, description: 'Which of them.' }),
    },
    resolve: async (_root, args, context) => {
      const { merchantId } = context.caller;
      const name = 'unprocessed provider notifications';
      const keyset = keysetOf(context, name, { field: 'createdAt', direction: 'ASC' }, args.filter);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery({ ...keyset, field: 'receivedAt' }, read);
      const { providers, problems } = args.filter ?? {};
      const wanted: Prisma.InboxItemWhereInput = {
        ...(providers ? { provider: { in: providers } } : {}),
        problem: problems ? { in: problems } : { not: null },
      };
      const rows = await context.reader.inboxItem.findMany({
        ...page,
        where: { merchantId, state: { not: 'DONE' }, ...wanted, AND: [where] },
      });
      return toPage(
        rows.map((row) =>
          branded('ProviderNotification', { ...row, createdAt: row.receivedAt, updatedAt: row.receivedAt }),
        ),
        read,
        keyset,
      );
    },
  }),
);
