import { createHash, sign } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Restore } from '../../event-log/epochs.ts';
import { logHead } from '../../event-log/read.ts';
import type { Event as EventOfLog } from '../../generated/prisma/client.ts';
import { decodeId, encodeId } from '../../kernel/ids.ts';
import { ed25519KeyOf, ed25519PublicKey } from '../../platform/crypto.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { type AuthorityRow, PaymentAuthority, subjectFieldOf } from '../payment/authority.ts';
import { Payment, type PaymentRow } from '../payment/type.ts';
import type { EventRow, EventsAsked } from '../read/beneath.ts';
import { readRows, unplanned } from '../read/read.ts';
import type { PageAsked } from '../read/statement.ts';
import { PaymentSchedule } from '../schedule/type.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { PaymentStatus, Provider } from '../schema/enums.ts';
import type { Condition } from '../schema/filter.ts';
import { badInput, pageSize } from '../schema/page.ts';
import { EventType } from './event-type.ts';
import { Event, hex } from './type.ts';

export const EventFilter = builder.inputType('EventFilter', {
  description: 'Which events: all that is given must hold.',
  fields: (t) => ({
    types: t.field({ type: [EventType], description: 'Of one of these types.' }),
    subjectIds: t.idList({
      description:
        'About one of these things: 100 ids at most. For a payment, an agreement, a mandate or a billing request, also about what belongs to it.',
    }),
    providers: t.field({ type: [Provider], description: 'Of one of these providers.' }),
    statuses: t.field({
      type: [PaymentStatus],
      description: 'After which the payment stood in one of these statuses.',
    }),
  }),
});
type EventFilterInput = typeof EventFilter.$inferInput;

const EventEdge = builder.objectRef<{ readonly cursor: string; readonly node: EventRow }>('EventEdge').implement({
  description: 'An event with its place in the log.',
  fields: (t) => ({
    cursor: t.expose('cursor', {
      type: 'EventCursor',
      description: 'Place in the log just after this event: good in `events(after:)` and in every stream.',
    }),
    node: t.expose('node', { type: Event, description: 'The event itself.' }),
  }),
});
const EventConnection = builder.connectionObject(
  { name: 'EventConnection', type: Event, description: 'One page of the event log, oldest first.' },
  EventEdge as never,
);

interface EventPageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** The events of a page (one more was read than is shown), each with its cursor. */
function eventPage(rows: readonly EventRow[], size: number, after: bigint, { deps, caller }: Context) {
  const edges = rows.slice(0, size).map((node) => ({
    node,
    get cursor() {
      return deps.cursors.forEvent(caller.merchantId, node.logEntry?.sequence ?? 0n);
    },
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: after > 0n,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

/**
 * The sequence that a cursor stands for, 0 without one. Mangled ones and other merchants' get the same answer, so that nobody learns from it
 * how much another merchant does. One of a log that is no more is told so, since the numbers after it are other events now.
 */
export async function afterNumber({ deps, caller }: Context, cursor: string | null | undefined): Promise<bigint> {
  if (cursor === null || cursor === undefined) return 0n;
  const { sequence: head } = await logHead(deps.db, caller.merchantId);
  const place = await deps.cursors.eventPlace(caller.merchantId, cursor, head);
  if (place === null) throw badInput("expected a cursor of this merchant's event log");
  if (place.kind === 'lost') throw restored(place.keptThrough);
  return place.sequence;
}

/** The database was restored to an earlier state, and this cursor lies after it. */
function restored(keptThrough: string | null): GraphQLError {
  const next = keptThrough
    ? 'Go on from `keptThrough`, and undo what you did for events after it'
    : 'Go on from an older cursor, or from `eventLogHead.oldestRetained`, and tell events that you know by their ids';
  return new GraphQLError(
    `expected a cursor of the event log as it is; got one of a log that is no more, since the database was restored to an earlier state: sequences after that are given anew, to other events. ${next}`,
    { extensions: { code: 'EVENT_LOG_RESTORED', keptThrough } },
  );
}

const subjectsMax = 100;
// What an event is about, and what that belongs to.
const subjectFields = ['subjectId', 'paymentId', 'agreementId', 'mandateId', 'billingRequestId'] as const;

/** The filter with its ids decoded; an id that names nothing matches nothing. */
function eventConditions(filter: EventFilterInput | null | undefined): PageAsked['conditions'] {
  const { types, subjectIds, providers, statuses } = filter ?? {};
  if (subjectIds && subjectIds.length > subjectsMax)
    throw badInput(`expected at most ${subjectsMax} subject ids; got ${subjectIds.length}`);
  const uuids = subjectIds?.flatMap((id) => decodeId(id)?.uuid ?? []);
  const one = (field: string, cast: NonNullable<Condition['cast']>, value: readonly string[] | null | undefined) =>
    value ? [{ field, column: field, cast, is: 'in', value } as const] : [];
  return [
    ...one('type', 'event_type', types),
    ...one('provider', 'provider', providers),
    ...one('paymentStatus', 'payment_status', statuses),
    ...(uuids ? [{ anyOf: subjectFields, value: uuids }] : []),
  ];
}

/** The same filter on an event that has been read already. */
export function eventMatcher(filter: EventFilterInput | null | undefined): (event: EventOfLog) => boolean {
  const { types, subjectIds, providers, statuses } = filter ?? {};
  if (subjectIds && subjectIds.length > subjectsMax)
    throw badInput(`expected at most ${subjectsMax} subject ids; got ${subjectIds.length}`);
  const uuids = subjectIds && new Set(subjectIds.flatMap((id) => decodeId(id)?.uuid ?? []));
  return (event) =>
    (!types || types.includes(event.type)) &&
    (!providers || (event.provider !== null && providers.includes(event.provider))) &&
    (!statuses || (event.paymentStatus !== null && statuses.includes(event.paymentStatus))) &&
    (!uuids || subjectFields.some((field) => uuids.has(event[field] ?? '')));
}

interface Head {
  readonly merchantId: string;
  readonly sequence: bigint;
  readonly hash: Uint8Array;
}

const EventLogRestore = builder.objectRef<Restore & { readonly merchantId: string }>('EventLogRestore').implement({
  description:
    'The database was restored from a backup, or a standby took its place. Sequences after `keptThrough` may have been given before, to other events: undo what you did for those, and go on from there.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the restored log was taken up.' }),
    keptThrough: t.field({
      type: 'EventCursor',
      description:
        'Place up to which the log is what it was: a cursor after it that was given out before is refused with `EVENT_LOG_RESTORED`.',
      resolve: ({ merchantId, keptThrough }, _args, { deps }) => deps.cursors.forEvent(merchantId, keptThrough),
    }),
    sequence: t.field({
      type: 'Int64',
      description: 'The last sequence that was kept.',
      resolve: ({ keptThrough }) => keptThrough,
    }),
  }),
});

const EventLogHead = builder.objectRef<Head>('EventLogHead').implement({
  description: "The end of the merchant's event log, signed, so that an exported log can be checked without us.",
  fields: (t) => ({
    cursor: t.field({
      type: 'EventCursor',
      description: 'Place just after the last event.',
      resolve: ({ merchantId, sequence }, _args, { deps }) => deps.cursors.forEvent(merchantId, sequence),
    }),
    sequence: t.field({
      type: 'Int64',
      description: 'Number of the last event; 0 when there is none.',
      resolve: ({ sequence }) => sequence,
    }),
    hash: t.field({
      type: 'Sha256',
      description: 'Hash of the last event; 64 zeros when there is none.',
      resolve: ({ hash }) => hex(hash),
    }),
    signature: t.string({
      description: 'Ed25519 signature, in base64, over the ASCII text `<merchant id>:<sequence>:<hash>`.',
      resolve: ({ merchantId, sequence, hash }, _args, { deps }) =>
        sign(
          null,
          Buffer.from(`${encodeId('mer', merchantId)}:${sequence}:${hex(hash)}`),
          ed25519KeyOf(deps.sealer.derive('event-log-head')),
        ).toString('base64'),
    }),
    keyId: t.id({
      description: 'Names the signing key: the first 16 digits of the SHA-256 of `publicKey`.',
      resolve: (_head, _args, { deps }) =>
        createHash('sha256')
          .update(ed25519PublicKey(deps.sealer.derive('event-log-head')))
          .digest('hex')
          .slice(0, 16),
    }),
    publicKey: t.string({
      description: 'The key to check the signature with: SPKI DER in base64.',
      resolve: (_head, _args, { deps }) => ed25519PublicKey(deps.sealer.derive('event-log-head')).toString('base64'),
    }),
    oldestRetained: t.field({
      type: 'EventCursor',
      description: 'Place before the oldest event that is kept.',
      resolve: ({ merchantId }, _args, { deps }) => deps.cursors.forEvent(merchantId, 0n),
    }),
    lastRestore: t.field({
      type: EventLogRestore,
      nullable: true,
      description:
        'When the database was last restored to an earlier state, and up to where the log was kept. Null when it never was.',
      directives: { cost: { weight: 1 } },
      resolve: async ({ merchantId }, _args, { deps }) => {
        const restore = await deps.cursors.lastRestore(merchantId);
        return restore && { ...restore, merchantId };
      },
    }),
  }),
});

builder.queryFields((t) => ({
  events: t.field({
    type: EventConnection,
    description:
      'The event log, oldest first. The pull side of the stream: the same cursor works here and in the subscription.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'events:read' } },
    args: {
      first: t.arg.int({ description: 'How many after `after`: 20 when left out, 100 at most.' }),
      after: t.arg({ type: 'EventCursor', description: 'Events after this place only.' }),
      filter: t.arg({ type: EventFilter, description: 'Which of them.' }),
    },
    resolve: async (_root, args, context, info) => {
      const size = pageSize(args.first);
      const after = await afterNumber(context, args.after);
      const conditions = eventConditions(args.filter);
      const rows = await readRows(context, info, {
        conditions,
        orderBy: ['sequence'],
        ascending: true,
        take: size + 1,
        beyond: [after],
      });
      if (rows === unplanned) throw new Error('expected to know the columns of every field of an event');
      return eventPage(rows as readonly EventRow[], size, after, context) as never;
    },
  }),
  eventLogHead: t.field({
    type: EventLogHead,
    description: 'The end of the event log.',
    resolve: async (_root, _args, { deps, caller }) => ({
      merchantId: caller.merchantId,
      ...(await logHead(deps.db, caller.merchantId)),
    }),
  }),
}));

const ofOne = async (of: EventsAsked['of'], id: string, args: EventPageArgs, context: Context) => {
  const size = pageSize(args.first);
  const after = await afterNumber(context, args.after);
  const rows = await context.loaders.events.load({ of, id, after, take: size + 1 });
  return eventPage(rows, size, after, context) as never;
};

const eventsOf = {
  type: EventConnection,
  directives: { cost: { weight: 2, multiplier: 'first' } },
} as const;
const eventsArgs = {
  first: 'How many after `after`: 20 when left out, 100 at most.',
  after: 'Events after this place in the log only.',
} as const;

builder.interfaceFields(PaymentAuthority, (t) => ({
  events: t.field({
    ...eventsOf,
    description: 'What happened to it and to the payments on it, oldest first.',
    args: {
      first: t.arg.int({ description: eventsArgs.first }),
      after: t.arg({ type: 'EventCursor', description: eventsArgs.after }),
    },
    resolve: (authority: AuthorityRow, args, context) => ofOne(subjectFieldOf(authority), authority.id, args, context),
  }),
}));
builder.interfaceFields(Payment, (t) => ({
  events: t.field({
    ...eventsOf,
    description: 'What happened to it, its captures and its refunds, oldest first.',
    args: {
      first: t.arg.int({ description: eventsArgs.first }),
      after: t.arg({ type: 'EventCursor', description: eventsArgs.after }),
    },
    resolve: ({ id }: PaymentRow, args, context) => ofOne('paymentId', id, args, context),
  }),
}));
builder.prismaObjectFields(PaymentSchedule, (t) => ({
  events: t.field({
    ...eventsOf,
    description: 'What happened to the schedule itself, oldest first. What became of its charges is told about those.',
    args: {
      first: t.arg.int({ description: eventsArgs.first }),
      after: t.arg({ type: 'EventCursor', description: eventsArgs.after }),
    },
    resolve: ({ id }, args, context) => ofOne('subjectId', id, args, context),
  }),
}));
builder.prismaObjectFields(BillingRequest, (t) => ({
  events: t.field({
    ...eventsOf,
    description: 'What happened to it, and to the payment and the mandate that it led to, oldest first.',
    args: {
      first: t.arg.int({ description: eventsArgs.first }),
      after: t.arg({ type: 'EventCursor', description: eventsArgs.after }),
    },
    resolve: ({ id }, args, context) => ofOne('billingRequestId', id, args, context),
  }),
}));
