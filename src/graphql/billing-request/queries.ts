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
import { BillingRequestFilter, billingRequestConditions } from './filter.ts';
import { BillingRequest } from './type.ts';

const BillingRequestConnection = builder.connectionObject(
  { name: 'BillingRequestConnection', type: BillingRequest, description: connectionDescription('billing requests') },
  { name: 'BillingRequestEdge', description: 'A billing request with its place in the list.' },
);

builder.queryFields((t) => ({
  billingRequest: t.field({
    type: BillingRequest,
    nullable: true,
    description: 'A billing request by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: async (_root, { by }, context, info) => {
      const where = uniqueKey((id) => uuidOf('brq', id), by, context.caller.merchantId);
      return (
        where &&
        byKey(context, info, 'BillingRequest', where, (query) =>
          context.reader.billingRequest.findUnique({ ...query, where }),
        )
      );
    },
  }),
  billingRequests: t.field({
    type: BillingRequestConnection,
    description: 'Billing requests, newest first unless ordered otherwise.',
    directives: listCost,
    args: { ...pageArgs(t), filter: t.arg({ type: BillingRequestFilter, description: whichOfThem }) },
    resolve: (_root, args, context, info) => {
      const list = {
        name: 'billingRequests',
        typeName: 'BillingRequest',
        conditions: billingRequestConditions(args.filter),
        args,
      } as const;
      return listed(context, info, list, (query) => context.reader.billingRequest.findMany(query));
    },
  }),
}));
