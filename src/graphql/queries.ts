import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { decodeId, uuidOf } from '../domain/ids.ts';
import { Agreement } from './agreement.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Provider } from './enums.ts';
import { toPrismaWhere } from './filter.ts';
import {
  AgreementConnection,
  AuthorityFilter,
  authorityConditions,
  keysetOf,
  PaymentConnection,
  PaymentFilter,
  paymentConditions,
  ResourceOrder,
} from './lists.ts';
import { asPayment, Node, paymentUuid } from './node.ts';
import { badInput, keysetQuery, pageSizeMax, readPage, toPage } from './page.ts';
import { Payment } from './payment.ts';
import { unstorable } from './text.ts';

const ProviderReferenceInput = builder.inputType('ProviderReferenceInput', {
  description: "A thing by its provider's id.",
  fields: (t) => ({
    provider: t.field({ type: Provider, required: true, description: 'The provider.' }),
    reference: t.string({ required: true, description: "The provider's own id of it." }),
  }),
});

const ResourceRef = builder.inputType('ResourceRef', {
  description: 'Exactly one way to name a thing.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Our id of it.' }),
    externalId: t.string({ description: "The caller's own reference." }),
    providerReference: t.field({ type: ProviderReferenceInput, description: "The provider's id of it." }),
  }),
});

/** The unique key that a reference names, or null for one that cannot name anything. */
function uniqueKey(uuidIn: (id: string) => string | null, ref: typeof ResourceRef.$inferInput, merchantId: string) {
  const { id, externalId, providerReference } = ref;
  if (id) {
    const uuid = uuidIn(id);
    return uuid ? { merchantId_id: { merchantId, id: uuid } } : null;
  }
  if (externalId) return unstorable(externalId) ? null : { merchantId_externalId: { merchantId, externalId } };
  if (!providerReference || unstorable(providerReference.reference)) return null;
  return {
    merchantId_provider_providerReference: {
      merchantId,
      provider: providerReference.provider,
      providerReference: providerReference.reference,
    },
  };
}

const pageArgs = {
  first: 'How many from the start, or after `after`: 20 when left out, 100 at most.',
  after: 'Items after this cursor only.',
  last: 'How many from the end, or before `before`: 100 at most.',
  before: 'Items before this cursor only.',
} as const;
// What a page selects is found beneath either of these.
const rowPaths = [['nodes'], ['edges', 'node']];

/** What the selection needs besides the rows themselves, for the plugin to load in the same query. */
function relations(
  context: Context,
  info: GraphQLResolveInfo,
  typeName: 'Agreement' | 'OneOffPayment',
  paths?: string[][],
): object {
  return queryFromInfo({ context, info, typeName, ...(paths ? { paths } : {}) });
}

const nodeOf = async (id: string, { loaders }: Context): Promise<object | null> => {
  const decoded = decodeId(id);
  const row = decoded && (await loaders.node.load(decoded));
  // An event that has no number yet is not in the log, and so cannot be told of.
  return row && 'feed' in row && row.feed === null ? null : row;
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
  agreement: t.prismaField({
    type: Agreement,
    nullable: true,
    description: 'An agreement by any of its names. Null when the name names none.',
    args: { by: t.arg({ type: ResourceRef, required: true, description: 'How it is named.' }) },
    resolve: (query, _root, { by }, { reader, caller }) => {
      const where = uniqueKey((id) => uuidOf('agr', id), by, caller.merchantId);
      return where && reader.agreement.findUnique({ ...query, where });
    },
  }),
  payment: t.field({
    type: Payment,
    nullable: true,
    description: 'A payment of any kind by any of its names. Null when the name names none.',
    args: { by: t.arg({ type: ResourceRef, required: true, description: 'How it is named.' }) },
    resolve: async (_root, { by }, context, info) => {
      const where = uniqueKey(paymentUuid, by, context.caller.merchantId);
      const query = relations(context, info, 'OneOffPayment');
      const row = where && (await context.reader.oneOffPayment.findUnique({ ...query, where }));
      // An id whose prefix is that of the other kind names nothing.
      const misnamed = by.id && row && decodeId(by.id)?.prefix !== (row.kind === 'TRANSFER' ? 'trf' : 'oop');
      return row && !misnamed ? asPayment(row) : null;
    },
  }),
  agreements: t.field({
    type: AgreementConnection,
    description: 'Agreements, newest first unless ordered otherwise.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageArgs.first }),
      after: t.arg.string({ description: pageArgs.after }),
      last: t.arg.int({ description: pageArgs.last }),
      before: t.arg.string({ description: pageArgs.before }),
      filter: t.arg({ type: AuthorityFilter, description: 'Which of them.' }),
      orderBy: t.arg({ type: ResourceOrder, description: 'In which order.' }),
    },
    resolve: async (_root, args, context, info) => {
      const keyset = keysetOf(context, 'agreements', args.orderBy, args.filter);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const query = relations(context, info, 'Agreement', rowPaths);
      const filter = toPrismaWhere(authorityConditions(args.filter));
      const rows = await context.reader.agreement.findMany({
        ...query,
        ...page,
        where: { merchantId: context.caller.merchantId, AND: [filter, where] },
      });
      return toPage(rows, read, keyset);
    },
  }),
  payments: t.field({
    type: PaymentConnection,
    description: 'Payments of every kind, newest first unless ordered otherwise.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageArgs.first }),
      after: t.arg.string({ description: pageArgs.after }),
      last: t.arg.int({ description: pageArgs.last }),
      before: t.arg.string({ description: pageArgs.before }),
      filter: t.arg({ type: PaymentFilter, description: 'Which of them.' }),
      orderBy: t.arg({ type: ResourceOrder, description: 'In which order.' }),
    },
    resolve: async (_root, args, context, info) => {
      const keyset = keysetOf(context, 'payments', args.orderBy, args.filter);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const query = relations(context, info, 'OneOffPayment', rowPaths);
      const filter = toPrismaWhere(paymentConditions(args.filter));
      const rows = await context.reader.oneOffPayment.findMany({
        ...query,
        ...page,
        where: { merchantId: context.caller.merchantId, AND: [filter, where] },
      });
      return toPage(rows.map(asPayment), read, keyset);
    },
  }),
}));
