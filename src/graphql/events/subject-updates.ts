import type { OutputRef } from '@pothos/core';
import type { SequencedEvent } from '../../event-log/event.ts';
import { logHead } from '../../event-log/read.ts';
import { endable, eventFrames, untilRead } from '../../event-log/stream.ts';
import type { EventRow } from '../read/beneath.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { badInput } from '../schema/page.ts';
import { afterNumber } from './event-log.ts';
import { paced } from './paced.ts';
import { Event } from './type.ts';

/** A place in the log. */
export interface AtPlace {
  readonly at: bigint;
}
/** What the cursor of a frame says. */
export const cursorText = 'Resume from here: pass it as `after`.';
/** The cursor of a frame. */
export const cursorOf = ({ at }: AtPlace, _args: object, { deps, caller }: Context): string =>
  deps.cursors.forEvent(caller.merchantId, at);
/** An event of the log as the API shows it. */
export const toRow = ({ event, ...logEntry }: SequencedEvent): EventRow => ({
  ...event,
  logEntry: logEntry as unknown as NonNullable<EventRow['logEntry']>,
});
/** The frame, whose cursor the transport is told of: SSE writes it beside the data whether or not it was selected. */
export function toFrame<Frame extends AtPlace>(frame: Frame, args: object, context: Context): Frame {
  context.state.cursor = cursorOf(frame, args, context);
  return frame;
}

/** Where a stream is to go on. A browser that has seen no event yet sends an empty Last-Event-ID; an empty argument is no place. */
export function resumeAfter({ state }: Context, after: string | null | undefined): string | null {
  return state.resumeAfter || (after ?? null);
}

/** Ends with the request, and can be ended by the consumer. */
export function endWith(outer: AbortSignal): { controller: AbortController; signal: AbortSignal } {
  const controller = new AbortController();
  return { controller, signal: AbortSignal.any([outer, controller.signal]) };
}

interface FollowedRow {
  readonly id: string;
  readonly version: number;
}

/** A noun whose things can be followed one by one. */
export interface Followed<Row extends FollowedRow> {
  /** The field that shows it: `payment`. The subscription is `paymentUpdates`, and takes its `paymentId`. */
  readonly noun: string;
  /** The same in words, with its article: `a payment`. */
  readonly named: string;
  readonly type: OutputRef<Row>;
  /** The prefixes of its own events, whose version is the thing's. */
  readonly prefixes: readonly string[];
  /** What happens to it, in a sentence. */
  readonly changes: string;
  /** When its stream ends, in a sentence. */
  readonly ends: string;
  /** What the subscription is, in a sentence. */
  readonly description: string;
  uuidOf(id: string): string | null;
  read(context: Context, id: string): Promise<Row | null>;
  /** Whether an event is about the thing. */
  concerns(event: SequencedEvent['event'], id: string): boolean;
  /** Whether it is over, with nothing on its way. */
  isOver(row: Row): boolean;
}

interface Frame<Row> extends AtPlace {
  readonly kind: 'snapshot' | 'changed' | 'final';
  readonly row: Row;
  readonly event?: SequencedEvent;
}

/** Adds the subscription of one thing: how it stands, a frame for each change, and a last one when it is over. */
export function subjectUpdates<Row extends FollowedRow>(followed: Followed<Row>): void {
  const { noun, named, description } = followed;
  const name = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  const thing = named.replace(/^an? /, 'the ');
  const sentence = thing.charAt(0).toUpperCase() + thing.slice(1);
  const frame = (kind: string, text: string, shown: string, told = false) =>
    builder.objectRef<Frame<Row>>(`${name}${kind}Frame`).implement({
      description: text,
      fields: (t) => ({
        cursor: t.field({ type: 'EventCursor', description: cursorText, resolve: cursorOf }),
        [noun]: t.field({ type: followed.type as never, description: shown, resolve: ({ row }) => row as never }),
        ...(told ? { event: t.field({ type: Event, description: 'What happened.', resolve: whatHappened }) } : {}),
      }),
    });
  const types = {
    snapshot: frame('Snapshot', `${sentence} as it stands at the start.`, `${sentence} now.`),
    changed: frame('Changed', followed.changes, `${sentence} now, which may be later than the event.`, true),
    final: frame('Final', followed.ends, `${sentence} at its end.`),
  };
  const UpdateFrame = builder.unionType(`${name}UpdateFrame`, {
    description: `What the stream of one ${named.replace(/^an? /, '')} sends. May grow: pass over an unknown one, but keep its cursor.`,
    types: Object.values(types),
    resolveType: ({ kind }) => types[kind].name,
  });
  builder.subscriptionField(`${noun}Updates`, (t) =>
    t.field({
      type: UpdateFrame,
      description,
      directives: { cost: { weight: 10 }, requiresScope: { scope: 'events:read' } },
      args: {
        [`${noun}Id`]: t.arg.id({ required: true, description: `${sentence}.` }),
        after: t.arg({ type: 'EventCursor', description: 'Changes after this place only: for a resume.' }),
      },
      subscribe: async (_root, args: Readonly<Record<string, unknown>>, context) => {
        const after = resumeAfter(context, args.after as string | null | undefined);
        const uuid = followed.uuidOf(String(args[`${noun}Id`]));
        const start =
          after === null
            ? (await logHead(context.deps.db, context.caller.merchantId)).sequence
            : await afterNumber(context, after);
        const row = uuid && (await followed.read(context, uuid));
        if (!row) throw badInput(`expected the id of ${named}`);
        const { controller, signal } = endWith(context.signal);
        return endable(controller, paced(frames(context, followed, row, start, signal), context, signal));
      },
      resolve: toFrame as never,
    }),
  );
}

function whatHappened({ event }: { readonly event?: SequencedEvent }): EventRow {
  if (!event) throw new Error('a frame tells of no event');
  return toRow(event);
}

async function* frames<Row extends FollowedRow>(
  context: Context,
  { read, concerns, isOver, prefixes }: Followed<Row>,
  first: Row,
  start: bigint,
  signal: AbortSignal,
): AsyncGenerator<Frame<Row>, void, void> {
  yield { kind: 'snapshot', at: start, row: first };
  if (isOver(first)) return yield { kind: 'final', at: start, row: first };
  const { merchantId, expiresAt } = context.credential;
  const matches = (event: SequencedEvent['event']): boolean => concerns(event, first.id);
  for await (const step of eventFrames(context.deps, { merchantId, after: start, matches, expiresAt, signal })) {
    if (step.kind !== 'event') continue;
    const row = await untilRead(context.deps.notifier, merchantId, signal, () => read(context, first.id));
    if (!row) return;
    yield { kind: 'changed', at: step.at, row, event: step.event };
    // The row may be ahead of the event; the end is told with the last event that led to it.
    const { subjectType, subjectVersion } = step.event.event;
    if (isOver(row) && prefixes.includes(subjectType) && subjectVersion >= row.version)
      return yield { kind: 'final', at: step.at, row };
  }
}
