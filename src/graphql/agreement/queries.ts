import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import {
  byArg,
  byKey,
  connectionDescription,
  listCost,
  listed,
  pageArgs,
  uniqueKey,
  whichOfThem,
} from '../schema/lists.ts';
import { AuthorityFilter, authorityConditions } from './filter.ts';
import { Agreement } from './type.ts';

const AgreementConnection = builder.connectionObject(
  { name: 'AgreementConnection', type: Agreement, description: connectionDescription('agreements') },
  { name: 'AgreementEdge', description: 'An agreement with its place in the list.' },
);

builder.queryFields((t) => ({
  agreement: t.field({
    type: Agreement,
    nullable: true,
    description: 'An agreement by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: async (_root, { by }, context, info) => {
      const { merchantId } = context.caller;
      const read = (where: NonNullable<ReturnType<typeof uniqueKey>>) =>
        byKey(context, info, 'Agreement', where, (query) => context.reader.agreement.findUnique({ ...query, where }));
      const where = uniqueKey((id) => uuidOf('agr', id), by, merchantId);
      const found = where && (await read(where));
      if (found || !where || !by.providerReference) return found;
      // It may have moved from the provider by whose id it is asked for.
      const { provider, reference: formerReference } = by.providerReference;
      const moved = await context.reader.agreement.findFirst({
        where: { merchantId, formerReference, provider: { not: provider } },
        select: { id: true },
      });
      return moved && read({ merchantId_id: { merchantId, id: moved.id } });
    },
  }),
  agreements: t.field({
    type: AgreementConnection,
    description: 'Agreements, newest first unless ordered otherwise.',
    directives: listCost,
    args: { ...pageArgs(t), filter: t.arg({ type: AuthorityFilter, description: whichOfThem }) },
    resolve: (_root, args, context, info) => {
      const list = {
        name: 'agreements',
        typeName: 'Agreement',
        conditions: authorityConditions(args.filter),
        args,
      } as const;
      return listed(context, info, list, (query) => context.reader.agreement.findMany(query));
    },
  }),
}));
