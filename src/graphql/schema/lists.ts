import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { readRow, readRows, unplanned } from '../read/read.ts';
import { pageAsked } from '../read/statement.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Provider } from './enums.ts';
import { type Condition, toPrismaWhere } from './filter.ts';
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
import { unstorable } from './text.ts';

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

const ResourceOrder = builder.inputType('ResourceOrder', {
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

/** What a connection says of itself. */
export const connectionDescription = (what: string): string => `One page of ${what}.`;

/** What the arguments of a page say. */
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
  readonly typeName: 'Agreement' | 'Mandate' | 'BillingRequest' | 'OneOffPayment' | 'PaymentSchedule';
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
  const found = await readRows(context, info, pageAsked(conditions, keyset, read));
  if (found !== unplanned) return toPage(found as readonly Row[], read, keyset);
  const { where, ...page } = keysetQuery(keyset, read);
  const relations: object = queryFromInfo({ context, info, typeName, paths: rowPaths });
  const rows = await findMany({
    ...relations,
    ...page,
    where: { merchantId: context.caller.merchantId, AND: [toPrismaWhere(conditions), where] },
  });
  return toPage(rows, read, keyset);
}

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
export function uniqueKey(
  uuidIn: (id: string) => string | null,
  ref: typeof ResourceRef.$inferInput,
  merchantId: string,
) {
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

/** The row of a unique key with what is selected of it, read in one statement where it can be, and else by `findUnique`. */
export async function byKey<Row extends object>(
  context: Context,
  info: GraphQLResolveInfo,
  typeName: Listed['typeName'],
  where: NonNullable<ReturnType<typeof uniqueKey>>,
  findUnique: (query: object) => Promise<Row | null>,
): Promise<Row | null> {
  const [{ merchantId: _, ...key }] = Object.values(where) as [Readonly<Record<string, string>>];
  const found = await readRow(context, info, key);
  return found === unplanned ? findUnique(queryFromInfo({ context, info, typeName })) : (found as Row | null);
}

type QueryFields = Parameters<Parameters<typeof builder.queryFields>[0]>[0];

/** The argument that names one thing. */
export const byArg = (t: QueryFields) => ({
  by: t.arg({ type: ResourceRef, required: true, description: 'How it is named.' }),
});

/** The arguments of a list at the root. */
export const pageArgs = (t: QueryFields) => ({
  first: t.arg.int({ description: pageArguments.first }),
  after: t.arg.string({ description: pageArguments.after }),
  last: t.arg.int({ description: pageArguments.last }),
  before: t.arg.string({ description: pageArguments.before }),
  orderBy: t.arg({ type: ResourceOrder, description: 'In which order.' }),
});

/** What a list costs: by its rows. */
export const listCost = { cost: { weight: 2, multiplier: 'first' } };

/** What the filter of a list says. */
export const whichOfThem = 'Which of them.';
