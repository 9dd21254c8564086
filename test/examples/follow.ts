import { createClient } from 'graphql-ws';
import { type ApiOptions, Unexpected } from './api.ts';
import { followEvents } from './documents.ts';
import type { FollowEventsSubscription } from './generated/graphql.ts';

type Frame = FollowEventsSubscription['eventStream'];
export type StreamedEvent = Extract<Frame, { __typename: 'EventFrame' }>['event'];

export interface EventStream {
  /** The event that is waited for, whether it has come already or is yet to come. One of the others ends the wait in vain. */
  until(subjectId: string, type: StreamedEvent['type'], ...orNever: StreamedEvent['type'][]): Promise<StreamedEvent>;
  /** Whether this event has come already. */
  has(subjectId: string, type: StreamedEvent['type']): boolean;
  /** Cuts the connection, as a bad network would. Nothing is lost: the stream goes on from its cursor. */
  cut(): void;
  close(): Promise<void>;
}

interface Waiter {
  look(): boolean;
  fail(error: Unexpected): void;
}

/**
 * Follows the merchant's event log over WebSocket, from now on. The protocol has no resume of its own, so the cursor of the last
 * frame is kept and sent with each new subscription; the numbers have no gap, so that nothing was missed can be checked.
 */
export async function follow({
  url,
  apiKey,
  signal,
  onEvent,
}: ApiOptions & { onEvent(event: StreamedEvent): void }): Promise<EventStream> {
  const variables: { after: string | null } = { after: null };
  const seen: StreamedEvent[] = [];
  const waiting = new Set<Waiter>();
  let failure: Unexpected | null = null;
  const fail = (error: Unexpected): void => {
    failure ??= error;
    for (const waiter of waiting) waiter.fail(failure);
  };
  signal.addEventListener('abort', () => fail(new Unexpected('the event did not come in time')), { once: true });

  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: { authorization: `Bearer ${apiKey}` },
    // The defaults give up after five tries, and at once on errors that pass.
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 50 * 2 ** tries))),
  });

  const take = (frame: Frame): void => {
    // The same object is sent again after a cut.
    if ('cursor' in frame) variables.after = frame.cursor;
    if (frame.__typename === 'EventFrame') {
      const last = seen.at(-1);
      const step = last ? Number(frame.event.sequence) - Number(last.sequence) : 1;
      if (step < 1) return;
      if (step > 1) fail(new Unexpected(`events are missing before #${frame.event.sequence}`));
      seen.push(frame.event);
      onEvent(frame.event);
    }
    for (const waiter of waiting) if (waiter.look()) waiting.delete(waiter);
  };
  const wait = <T>(look: () => T | undefined | Unexpected): Promise<T> =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = {
        look() {
          const found = look();
          if (found instanceof Unexpected) reject(found);
          else if (found !== undefined) resolve(found);
          return found !== undefined;
        },
        fail: reject,
      };
      if (failure) reject(failure);
      else if (!waiter.look()) waiting.add(waiter);
    });

  const unsubscribe = client.subscribe<FollowEventsSubscription>(
    { query: followEvents.toString(), variables },
    {
      next: ({ data, errors }) =>
        data ? take(data.eventStream) : fail(new Unexpected(`the stream failed: ${errors?.[0]?.message}`)),
      error: (error) => fail(new Unexpected(`the stream was refused: ${reasonOf(error)}`)),
      complete: () => fail(new Unexpected('the stream was ended by the server')),
    },
  );
  // The first frame tells where the log ends now: what happens after this is not missed.
  await wait(() => variables.after ?? undefined);

  return {
    until: (subjectId, type, ...orNever) =>
      wait(() => {
        const about = seen.filter((event) => event.subjectId === subjectId);
        const ended = about.find((event) => orNever.includes(event.type));
        if (ended) return new Unexpected(`expected ${type} of ${subjectId}; got ${ended.type}`);
        return about.find((event) => event.type === type);
      }),
    has: (subjectId, type) => seen.some((event) => event.subjectId === subjectId && event.type === type),
    cut: () => client.terminate(),
    async close() {
      unsubscribe();
      await client.dispose();
    },
  };
}

function reasonOf(error: unknown): string {
  if (Array.isArray(error)) return String((error[0] as { message?: unknown })?.message);
  if (error instanceof Error) return error.message;
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  return `${code} ${reason}`;
}
