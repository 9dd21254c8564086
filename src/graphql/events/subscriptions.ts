import { endable, eventFrames, type StreamFrame as LogFrame } from '../../event-log/stream.ts';
import { builder } from '../schema/builder.ts';
import { afterNumber, EventFilter, eventMatcher } from './event-log.ts';
import { paced } from './paced.ts';
import { cursorOf, cursorText, endWith, resumeAfter, toFrame, toRow } from './subject-updates.ts';
import { Event } from './type.ts';

type FrameOf<Kind extends LogFrame['kind']> = Extract<LogFrame, { readonly kind: Kind }>;

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
      const after = resumeAfter(context, args.after);
      const asked = { after: after === null ? null : await afterNumber(context, after), matches: eventMatcher(filter) };
      const { controller, signal } = endWith(context.signal);
      const { merchantId, expiresAt } = context.credential;
      const frames = eventFrames(context.deps, { ...asked, merchantId, expiresAt, signal });
      return endable(controller, paced(frames, context, signal));
    },
    resolve: toFrame,
  }),
}));
