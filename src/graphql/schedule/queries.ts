import type { PaymentSchedule as ScheduleRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { Charge } from '../charge/type.ts';
import { type AuthorityRow, PaymentAuthority, subjectFieldOf } from '../payment/authority.ts';
import { PaymentConnection } from '../payment/queries.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
import type { Condition } from '../schema/filter.ts';
import { commonConditions, list, TimeRange } from '../schema/filters.ts';
import {
  byArg,
  byKey,
  connectionDescription,
  keysetOf,
  listCost,
  listed,
  pageArgs,
  pageArguments,
  uniqueKey,
  whichOfThem,
} from '../schema/lists.ts';
import { readPage, toPage } from '../schema/page.ts';
import { PaymentScheduleStatus } from './enums.ts';
import { PaymentSchedule } from './type.ts';

const PaymentScheduleFilter = builder.inputType('PaymentScheduleFilter', {
  description: 'Which payment schedules: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [PaymentScheduleStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    authorityId: t.id({ description: 'On this agreement or mandate.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
  }),
});

const PaymentScheduleConnection = builder.connectionObject(
  { name: 'PaymentScheduleConnection', type: PaymentSchedule, description: connectionDescription('payment schedules') },
  { name: 'PaymentScheduleEdge', description: 'A payment schedule with its place in the list.' },
);

const nowhere = '00000000-0000-0000-0000-000000000000';
function onAuthority(id: string): Condition {
  const mandateId = uuidOf('man', id);
  return mandateId
    ? { field: 'mandateId', column: 'mandate_id', cast: 'uuid', is: 'equals', value: mandateId }
    : { field: 'agreementId', column: 'agreement_id', cast: 'uuid', is: 'equals', value: uuidOf('agr', id) ?? nowhere };
}

function conditionsOf(filter: typeof PaymentScheduleFilter.$inferInput | null | undefined): Condition[] {
  if (!filter) return [];
  return [
    ...list('status', 'status', 'schedule_status', filter.statuses),
    ...commonConditions(filter),
    ...(filter.authorityId ? [onAuthority(filter.authorityId)] : []),
  ];
}

builder.queryFields((t) => ({
  paymentSchedule: t.field({
    type: PaymentSchedule,
    nullable: true,
    description: 'A payment schedule by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: async (_root, { by }, context, info) => {
      const where = uniqueKey((id) => uuidOf('sch', id), by, context.caller.merchantId);
      return (
        where &&
        byKey(context, info, 'PaymentSchedule', where, (query) =>
          context.reader.paymentSchedule.findUnique({ ...query, where }),
        )
      );
    },
  }),
  paymentSchedules: t.field({
    type: PaymentScheduleConnection,
    description: 'Payment schedules, newest first unless ordered otherwise.',
    directives: listCost,
    args: { ...pageArgs(t), filter: t.arg({ type: PaymentScheduleFilter, description: whichOfThem }) },
    resolve: (_root, args, context, info) => {
      const conditions = conditionsOf(args.filter);
      const asked = { name: 'paymentSchedules', typeName: 'PaymentSchedule', conditions, args } as const;
      return listed(context, info, asked, (query) => context.reader.paymentSchedule.findMany(query));
    },
  }),
}));

builder.interfaceFields(PaymentAuthority, (t) => ({
  paymentSchedules: t.field({
    type: PaymentScheduleConnection,
    description: 'Payment schedules on it, newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
    },
    resolve: async (authority: AuthorityRow, args, context) => {
      const keyset = keysetOf(context, `payment schedules of ${authority.id}`, null, null);
      const read = readPage(args, keyset);
      const asked = { on: subjectFieldOf(authority), id: authority.id, keyset, read };
      return toPage(await context.loaders.schedules.load(asked), read, keyset);
    },
  }),
}));

builder.prismaObjectFields(PaymentSchedule, (t) => ({
  charges: t.field({
    type: PaymentConnection,
    description: 'The charges that it has made, newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
    },
    resolve: async ({ id }: ScheduleRow, args, context) => {
      const keyset = keysetOf(context, `charges of ${id}`, null, null);
      const read = readPage(args, keyset);
      const rows = await context.loaders.payments.load({ on: 'scheduleId', id, conditions: [], keyset, read });
      return toPage(rows, read, keyset);
    },
  }),
}));

builder.prismaObjectFields(Charge, (t) => ({
  paymentSchedule: t.field({
    type: PaymentSchedule,
    nullable: true,
    description: 'The payment schedule that has made it. Null where it was asked for by itself.',
    directives: { cost: { weight: 1 } },
    select: { schedulePeriod: { select: { schedule: true } } },
    resolve: ({ schedulePeriod }) => schedulePeriod?.schedule ?? null,
  }),
}));
