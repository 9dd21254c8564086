import { decodeId } from '../../kernel/ids.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Node } from './node.ts';
import { badInput, pageSizeMax } from './page.ts';

const nodeOf = async (id: string, { loaders }: Context): Promise<object | null> => {
  const decoded = decodeId(id);
  const row = decoded && (await loaders.node.load(decoded));
  // An event that has no number yet is not in the log, and so cannot be told of.
  return row && 'logEntry' in row && row.logEntry === null ? null : row;
};

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    description: "Anything by its id. Null for an id that is malformed, unknown or another merchant's, all alike.",
    args: { id: t.arg.id({ required: true, description: 'The id.' }) },
    resolve: (_root, { id }, context) => nodeOf(id, context),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: `Up to ${pageSizeMax} things by their ids, in the order of the ids; null where an id names nothing.`,
    directives: { cost: { weight: 1, multiplier: 'ids' } },
    args: { ids: t.arg.idList({ required: true, description: `The ids: ${pageSizeMax} at most.` }) },
    resolve: (_root, { ids }, context) => {
      if (ids.length > pageSizeMax) throw badInput(`expected at most ${pageSizeMax} ids; got ${ids.length}`);
      return Promise.all(ids.map((id) => nodeOf(id, context)));
    },
  }),
}));
