import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Mandate } from '../mandate/type.ts';
import { type AuthorityRow, PaymentAuthority, subjectFieldOf } from '../payment/authority.ts';
import { Payment, type PaymentRow } from '../payment/type.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { type Condition, toPrismaWhere } from './filter.ts';
import { PaymentFilter, paymentConditions } from './filters.ts';
import {
  type Keyset,
  keysetQuery,
  type OrderField,
  type Page,
  type PageArgs,
  pageScope,
  readPage,
  toPage,
} from './page.ts';

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way a list runs.',
  values: { ASC: { description: 'Oldest first.' }, DESC: { description: 'Newest first.' } },
});
const ResourceOrderField = builder.enumType('ResourceOrderField', {
  description: 'What a list is ordered by. May grow.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When it was created.' },
    UPDATED_AT: { value: 'updatedAt', description: 'When it last changed.' },
  },
} as const);
export const ResourceOrder = builder.inputType('ResourceOrder', {
  description: 'The order of a list. Newest created first when left out.',
  fields: (t) => ({
    field: t.field({ type: ResourceOrderField, required: true, description: 'What it is ordered by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way it runs.' }),
  }),
});

type OrderInput = typeof ResourceOrder.$inferInput;

/** The keyset of a list as it is asked for. */
export function keysetOf(
  { deps, caller }: Context,
  name: string,
  order: OrderInput | null | undefined,
  filter: unknown,
): Keyset {
  const field: OrderField = order?.field ?? 'createdAt';
  const ascending = order?.direction === 'ASC';
  return {
    cursors: deps.cursors,
    field,
    ascending,
    scope: pageScope(caller.merchantId, name, [field, ascending], filter),
  };
}

const connectionDescription = (what: string): string => `One page of ${what}.`;

export const AgreementConnection = builder.connectionObject(
  { name: 'AgreementConnection', type: Agreement, description: connectionDescription('agreements') },
  { name: 'AgreementEdge', description: 'An agreement with its place in the list.' },
);
export const MandateConnection = builder.connectionObject(
  { name: 'MandateConnection', type: Mandate, description: connectionDescription('mandates') },
  { name: 'MandateEdge', description: 'A mandate with its place in the list.' },
);
export const BillingRequestConnection = builder.connectionObject(
  { name: 'BillingRequestConnection', type: BillingRequest, description: connectionDescription('billing requests') },
  { name: 'BillingRequestEdge', description: 'A billing request with its place in the list.' },
);
export const PaymentConnection = builder.connectionObject(
  { name: 'PaymentConnection', type: Payment, description: connectionDescription('payments') },
  { name: 'PaymentEdge', description: 'A payment with its place in the list.' },
);

export const pageArguments = {
  first: 'How many from the start, or after `after`: 20 when left out, 100 at most.',
  after: 'Items after this cursor only.',
  last: 'How many from the end, or before `before`: 100 at most.',
  before: 'Items before this cursor only.',
} as const;

// What a page selects is found beneath either of these.
const rowPaths = [['nodes'], ['edges', 'node']];

/** A list at the root, as it is asked for. */
interface Listed {
  readonly name: string;
  readonly typeName: 'Agreement' | 'Mandate' | 'BillingRequest' | 'OneOffPayment';
  readonly conditions: readonly Condition[];
  readonly args: PageArgs & { readonly orderBy?: OrderInput | null | undefined; readonly filter?: unknown };
}

/** One page of a list at the root, with all that its selection needs besides the rows themselves. */
export async function listed<Row extends { readonly id: string; readonly createdAt: Date; readonly updatedAt: Date }>(
  context: Context,
  info: GraphQLResolveInfo,
  { name, typeName, conditions, args }: Listed,
  findMany: (query: object) => Promise<Row[]>,
): Promise<Page<Row>> {
  const keyset = keysetOf(context, name, args.orderBy, args.filter);
  const read = readPage(args, keyset);
  const { where, ...page } = keysetQuery(keyset, read);
  const relations: object = queryFromInfo({ context, info, typeName, paths: rowPaths });
  const rows = await findMany({
    ...relations,
    ...page,
    where: { merchantId: context.caller.merchantId, AND: [toPrismaWhere(conditions), where] },
  });
  return toPage(rows, read, keyset);
}

builder.interfaceFields(PaymentAuthority, (t) => ({
  payments: t.field({
    type: PaymentConnection,
    description: 'Payments on it, newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
      filter: t.arg({ type: PaymentFilter, description: 'Which of them.' }),
    },
    resolve: async (authority: AuthorityRow, args, context): Promise<Page<PaymentRow>> => {
      const { id } = authority;
      const keyset = keysetOf(context, `payments of ${id}`, null, args.filter);
      const read = readPage(args, keyset);
      const rows = await context.loaders.payments.load({
        on: subjectFieldOf(authority),
        id,
        conditions: paymentConditions(args.filter),
        keyset,
        read,
      });
      return toPage(rows, read, keyset);
    },
  }),
}));
