import { isFinal, type PaymentState } from '../../domain/payment/states.ts';
import type { SequencedEvent } from '../../event-log/event.ts';
import { logHead } from '../../event-log/read.ts';
import { endable, eventFrames, type StreamFrame as LogFrame, untilRead } from '../../event-log/stream.ts';
import { Payment, type PaymentRow } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import type { EventRow } from '../schema/loaders.ts';
import { asPayment, paymentUuid } from '../schema/node-types.ts';
import { badInput } from '../schema/page.ts';
import { afterNumber, EventFilter, eventMatcher } from './event-log.ts';
import { paced } from './paced.ts';
import { Event } from './type.ts';

type FrameOf<Kind extends LogFrame['kind']> = Extract<LogFrame, { readonly kind: Kind }>;
interface AtPlace {
  readonly at: bigint;
}
const cursorText = 'Resume from here: pass it as `after`.';
const cursorOf = ({ at }: AtPlace, _args: object, { deps, caller }: Context): string =>
  deps.cursors.forEvent(caller.merchantId, at);
const toRow = ({ event, ...logEntry }: SequencedEvent): EventRow => ({
  ...event,
  logEntry: logEntry as unknown as NonNullable<EventRow['logEntry']>,
});

const EventFrame = builder.objectRef<FrameOf<'event'>>('EventFrame').implement({
  description: 'An event, in the order of the log.',
  fields: (t) => ({
    cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
    event: t.field({ type: Event, description: 'The event.', resolve: ({ event }) => toRow(event) }),
    replayed: t.exposeBoolean('replayed', { description: 'True while history is being sent.' }),
  }),
});
const CaughtUpFrame = builder.objectRef<FrameOf<'caughtUp'>>('CaughtUpFrame').implement({
  description: 'History has been sent; what follows is live. The first frame of a stream without `after`.',
  fields: (t) => ({ cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }) }),
});
const HeartbeatFrame = builder.objectRef<FrameOf<'heartbeat'>>('HeartbeatFrame').implement({
  description:
    'Moves the cursor past events that the filter dropped, so that a resume is cheap: one in ten seconds at most.',
  fields: (t) => ({
    cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
    at: t.expose('time', { type: 'DateTime', description: 'When it was sent.' }),
  }),
});
const ReauthenticateFrame = builder.objectRef<FrameOf<'reauthenticate'>>('ReauthenticateFrame').implement({
  description: 'The credential ends soon: reconnect with a fresh one and this cursor.',
  fields: (t) => ({
    cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
    before: t.expose('before', { type: 'DateTime', description: 'When the credential ends.' }),
  }),
});

const frameTypes = {
  event: 'EventFrame',
  caughtUp: 'CaughtUpFrame',
  heartbeat: 'HeartbeatFrame',
  reauthenticate: 'ReauthenticateFrame',
} as const satisfies Record<LogFrame['kind'], string>;
const StreamFrame = builder.unionType('StreamFrame', {
  description: 'What a stream of events sends. May grow: pass over an unknown one, but keep its cursor.',
  types: [EventFrame, CaughtUpFrame, HeartbeatFrame, ReauthenticateFrame],
  resolveType: ({ kind }) => frameTypes[kind],
});

interface PaymentFrame extends AtPlace {
  readonly kind: 'snapshot' | 'changed' | 'final';
  readonly payment: PaymentRow;
}
interface PaymentChanged extends PaymentFrame {
  readonly event: SequencedEvent;
}
const PaymentSnapshotFrame = builder.objectRef<PaymentFrame>('PaymentSnapshotFrame').implement({
  description: 'The payment as it stands at the start.',
  fields: (t) => ({
    cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
    payment: t.expose('payment', { type: Payment, description: 'The payment now.' }),
  }),
});
const PaymentChangedFrame = builder.objectRef<PaymentChanged>('PaymentChangedFrame').implement({
  description: 'Something happened to the payment, its captures or its refunds.',
  fields: (t) => ({
    cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
    payment: t.expose('payment', { type: Payment, description: 'The payment now, which may be later than the event.' }),
    event: t.field({ type: Event, description: 'What happened.', resolve: ({ event }) => toRow(event) }),
  }),
});
const PaymentFinalFrame = builder.objectRef<PaymentFrame>('PaymentFinalFrame').implement({
  description:
    'The payment is final and nothing is on its way: the stream ends here. A later refund, and money that is taken back, is told by `eventStream`.',
  fields: (t) => ({
    cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
    payment: t.expose('payment', { type: Payment, description: 'The payment at its end.' }),
  }),
});
const paymentFrameTypes = {
  snapshot: 'PaymentSnapshotFrame',
  changed: 'PaymentChangedFrame',
  final: 'PaymentFinalFrame',
} as const;
const PaymentUpdateFrame = builder.unionType('PaymentUpdateFrame', {
  description: 'What the stream of one payment sends. May grow: pass over an unknown one, but keep its cursor.',
  types: [PaymentSnapshotFrame, PaymentChangedFrame, PaymentFinalFrame],
  resolveType: ({ kind }) => paymentFrameTypes[kind],
});

/** The frame, whose cursor the transport is told of: SSE writes it beside the data whether or not it was selected. */
function toFrame<Frame extends AtPlace>(frame: Frame, args: object, context: Context): Frame {
  context.state.cursor = cursorOf(frame, args, context);
  return frame;
}

builder.subscriptionFields((t) => ({
  eventStream: t.field({
    type: StreamFrame,
    description:
      "The merchant's events, none lost: in order, at least once, and with numbers that show a repeat. Leave out `after` for what happens from now on; pass the last cursor you stored to resume.",
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'events:read' } },
    args: {
      after: t.arg({ type: 'EventCursor', description: 'Events after this place only.' }),
      filter: t.arg({ type: EventFilter, description: 'Which of them.' }),
    },
    subscribe: async (_root, { filter, ...args }, context) => {
      // A browser that has seen no event yet sends an empty Last-Event-ID; an empty argument is no place.
      const after = context.state.resumeAfter || (args.after ?? null);
      const asked = { after: after === null ? null : await afterNumber(context, after), matches: eventMatcher(filter) };
      const { controller, signal } = endWith(context.signal);
      const { merchantId, expiresAt } = context.credential;
      const frames = eventFrames(context.deps, { ...asked, merchantId, expiresAt, signal });
      return endable(controller, paced(frames, context, signal));
    },
    resolve: toFrame,
  }),
  paymentUpdates: t.field({
    type: PaymentUpdateFrame,
    description: 'One payment, live: first how it stands, then a frame for each change, until it is final.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'events:read' } },
    args: {
      paymentId: t.arg.id({ required: true, description: 'The payment.' }),
      after: t.arg({ type: 'EventCursor', description: 'Changes after this place only: for a resume.' }),
    },
    subscribe: async (_root, { paymentId, ...args }, context) => {
      // A browser that has seen no event yet sends an empty Last-Event-ID; an empty argument is no place.
      const after = context.state.resumeAfter || (args.after ?? null);
      const uuid = paymentUuid(paymentId);
      const start =
        after === null
          ? (await logHead(context.deps.db, context.caller.merchantId)).sequence
          : await afterNumber(context, after);
      const payment = uuid && (await readPayment(context, uuid));
      if (!payment) throw badInput('expected the id of a payment');
      const { controller, signal } = endWith(context.signal);
      return endable(controller, paced(paymentFrames(context, payment, start, signal), context, signal));
    },
    resolve: toFrame,
  }),
}));

async function* paymentFrames(
  context: Context,
  first: PaymentRow,
  start: bigint,
  signal: AbortSignal,
): AsyncGenerator<PaymentFrame | PaymentChanged, void, void> {
  yield { kind: 'snapshot', at: start, payment: first };
  if (isAtEnd(first)) return yield { kind: 'final', at: start, payment: first };
  const { merchantId, expiresAt } = context.credential;
  const matches = (event: SequencedEvent['event']): boolean => event.paymentId === first.id;
  for await (const frame of eventFrames(context.deps, { merchantId, after: start, matches, expiresAt, signal })) {
    if (frame.kind !== 'event') continue;
    const payment = await untilRead(context.deps.notifier, merchantId, signal, () => readPayment(context, first.id));
    if (!payment) return;
    yield { kind: 'changed', at: frame.at, payment, event: frame.event };
    // The row may be ahead of the event; the end is told with the last event that led to it.
    if (
      isAtEnd(payment) &&
      ['oop', 'trf'].includes(frame.event.event.subjectType) &&
      frame.event.event.subjectVersion >= payment.version
    ) {
      return yield { kind: 'final', at: frame.at, payment };
    }
  }
}

async function readPayment({ reader, caller: { merchantId } }: Context, id: string): Promise<PaymentRow | null> {
  const row = await reader.oneOffPayment.findUnique({ where: { merchantId_id: { merchantId, id } } });
  return row && asPayment(row);
}

const isAtEnd = ({ state, captureInFlight, refundInFlight, cancelling, unresolvedCount }: PaymentRow): boolean =>
  isFinal(state as PaymentState) &&
  captureInFlight === 0n &&
  refundInFlight === 0n &&
  !cancelling &&
  unresolvedCount === 0;

/** Ends with the request, and can be ended by the consumer. */
function endWith(outer: AbortSignal): { controller: AbortController; signal: AbortSignal } {
  const controller = new AbortController();
  return { controller, signal: AbortSignal.any([outer, controller.signal]) };
}
