import { findByDebtorReference } from '../../domain/payer/person.ts';
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
import { MandateFilter, mandateConditions } from './filter.ts';
import { Mandate } from './type.ts';

const MandateConnection = builder.connectionObject(
  { name: 'MandateConnection', type: Mandate, description: connectionDescription('mandates') },
  { name: 'MandateEdge', description: 'A mandate with its place in the list.' },
);

builder.queryFields((t) => ({
  mandate: t.field({
    type: Mandate,
    nullable: true,
    description: 'A mandate by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: async (_root, { by }, context, info) => {
      const where = uniqueKey((id) => uuidOf('man', id), by, context.caller.merchantId);
      return (
        where &&
        byKey(context, info, 'Mandate', where, (query) => context.reader.mandate.findUnique({ ...query, where }))
      );
    },
  }),
  mandates: t.field({
    type: MandateConnection,
    description: 'Mandates, newest first unless ordered otherwise.',
    directives: listCost,
    args: { ...pageArgs(t), filter: t.arg({ type: MandateFilter, description: whichOfThem }) },
    resolve: async (_root, args, context, info) => {
      const { deps, caller, reader } = context;
      const conditions = await mandateConditions(args.filter, (reference) =>
        findByDebtorReference(reader, deps.sealer, caller.merchantId, reference),
      );
      const list = { name: 'mandates', typeName: 'Mandate', conditions, args } as const;
      return listed(context, info, list, (query) => context.reader.mandate.findMany(query));
    },
  }),
}));
