import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { findByDebtorReference } from '../../domain/payer/person.ts';
import { decodeId, uuidOf } from '../../kernel/ids.ts';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Mandate } from '../mandate/type.ts';
import { Payment } from '../payment/type.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Provider } from './enums.ts';
import {
  AuthorityFilter,
  authorityConditions,
  BillingRequestFilter,
  billingRequestConditions,
  MandateFilter,
  mandateConditions,
  PaymentFilter,
  paymentConditions,
} from './filters.ts';
import {
  AgreementConnection,
  BillingRequestConnection,
  listed,
  MandateConnection,
  PaymentConnection,
  pageArguments,
  ResourceOrder,
} from './lists.ts';
import { Node } from './node.ts';
import { asPayment, paymentUuid } from './node-types.ts';
import { badInput, pageSizeMax } from './page.ts';
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

/** What the selection needs besides the rows themselves, for the plugin to load in the same query. */
function relations(context: Context, info: GraphQLResolveInfo, typeName: 'OneOffPayment'): object {
  return queryFromInfo({ context, info, typeName });
}

const nodeOf = async (id: string, { loaders }: Context): Promise<object | null> => {
  const decoded = decodeId(id);
  const row = decoded && (await loaders.node.load(decoded));
  // An event that has no number yet is not in the log, and so cannot be told of.
  return row && 'logEntry' in row && row.logEntry === null ? null : row;
};

type QueryFields = Parameters<Parameters<typeof builder.queryFields>[0]>[0];

const byArg = (t: QueryFields) => ({
  by: t.arg({ type: ResourceRef, required: true, description: 'How it is named.' }),
});
const pageArgs = (t: QueryFields) => ({
  first: t.arg.int({ description: pageArguments.first }),
  after: t.arg.string({ description: pageArguments.after }),
  last: t.arg.int({ description: pageArguments.last }),
  before: t.arg.string({ description: pageArguments.before }),
  orderBy: t.arg({ type: ResourceOrder, description: 'In which order.' }),
});
const listCost = { cost: { weight: 2, multiplier: 'first' } };
const whichOfThem = 'Which of them.';

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
    args: byArg(t),
    resolve: (query, _root, { by }, { reader, caller }) => {
      const where = uniqueKey((id) => uuidOf('agr', id), by, caller.merchantId);
      return where && reader.agreement.findUnique({ ...query, where });
    },
  }),
  mandate: t.prismaField({
    type: Mandate,
    nullable: true,
    description: 'A mandate by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: (query, _root, { by }, { reader, caller }) => {
      const where = uniqueKey((id) => uuidOf('man', id), by, caller.merchantId);
      return where && reader.mandate.findUnique({ ...query, where });
    },
  }),
  billingRequest: t.prismaField({
    type: BillingRequest,
    nullable: true,
    description: 'A billing request by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: (query, _root, { by }, { reader, caller }) => {
      const where = uniqueKey((id) => uuidOf('brq', id), by, caller.merchantId);
      return where && reader.billingRequest.findUnique({ ...query, where });
    },
  }),
  payment: t.field({
    type: Payment,
    nullable: true,
    description: 'A payment of any kind by any of its names. Null when the name names none.',
    args: byArg(t),
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
  payments: t.field({
    type: PaymentConnection,
    description: 'Payments of every kind, newest first unless ordered otherwise.',
    directives: listCost,
    args: { ...pageArgs(t), filter: t.arg({ type: PaymentFilter, description: whichOfThem }) },
    resolve: (_root, args, context, info) => {
      const list = {
        name: 'payments',
        typeName: 'OneOffPayment',
        conditions: paymentConditions(args.filter),
        args,
      } as const;
      return listed(context, info, list, async (query) =>
        (await context.reader.oneOffPayment.findMany(query)).map(asPayment),
      );
    },
  }),
}));
