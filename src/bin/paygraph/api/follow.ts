import { setTimeout as wait } from 'node:timers/promises';
import { CommandError, exitCodes, refused } from '../output.ts';
import { type Api, call, type GraphqlError, refusalOf, Unreachable } from './client.ts';
import { documents } from './documents.ts';

/** An event, as partner webhooks tell it. */
export interface LogEvent {
  readonly id: string;
  readonly sequence: string;
  readonly cursor: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly change: { readonly from: string | null; readonly to: string } | null;
}

interface Frame {
  readonly __typename: string;
  readonly cursor?: string;
  readonly event?: LogEvent;
}

export interface Following {
  /** Where it goes on; null for what happens from now on. */
  readonly after: string | null;
  /** The number of the event before that, where it is known: what follows has to be the next one. */
  readonly lastSequence: string | null;
  readonly signal: AbortSignal;
  /** How long it is tried to come back. */
  readonly giveUpAfterMs: number;
  /** An event that has not been given before, in order. It counts as given once this resolves. */
  onEvent(event: LogEvent): Promise<void>;
  /** History has been given; what follows is live. */
  onCaughtUp(place: { readonly cursor: string; readonly sequence: string | null }): Promise<void> | void;
  /** The connection broke, or is back. */
  onConnection?(state: 'lost' | 'back', why: string): void;
}

/** A server says something every 12 seconds; twice that and a little is silence. */
const silentMs = 30_000;
const backOffMs = { first: 250, most: 5_000 } as const;

/**
 * Follows the log of events, over broken connections, from the cursor of what was given last. A repeat is passed over; a number that is
 * missing ends it with a code, since nobody would see it otherwise. Ends when the signal aborts.
 */
export async function follow(api: Api, following: Following): Promise<void> {
  const { signal, giveUpAfterMs } = following;
  const place = { after: following.after, sequence: following.lastSequence, caughtUp: false };
  let lostSince: number | null = null;
  let backOff: number = backOffMs.first;
  while (!signal.aborted) {
    try {
      await readOnce(api, following, place, () => {
        if (lostSince !== null) following.onConnection?.('back', 'goes on where it was');
        lostSince = null;
        backOff = backOffMs.first;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Unreachable)) throw error;
      const now = performance.now();
      if (lostSince === null) following.onConnection?.('lost', error.message);
      lostSince ??= now;
      if (now - lostSince >= giveUpAfterMs)
        throw new CommandError(`given up after ${Math.round((now - lostSince) / 1_000)} s: ${error.message}`);
      await wait(Math.min(backOff, giveUpAfterMs), undefined, { signal }).catch(() => undefined);
      backOff = Math.min(backOff * 2, backOffMs.most);
    }
  }
}

interface Place {
  after: string | null;
  sequence: string | null;
  caughtUp: boolean;
}

/** One connection, to its end. Throws `Unreachable` where it breaks. */
async function readOnce(api: Api, following: Following, place: Place, onOpen: () => void): Promise<void> {
  const silence = new AbortController();
  const signal = AbortSignal.any([following.signal, silence.signal]);
  let timer: NodeJS.Timeout | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), silentMs);
  };
  heard();
  try {
    const reply = await call(api, documents.follow, { after: place.after }, { signal, accept: 'text/event-stream' });
    if (reply.status !== 200 || !reply.body)
      throw refusalOf(api, reply.status, ((await reply.json().catch(() => ({}))) as Answer).errors ?? []);
    let open = false;
    for await (const data of sseData(reply.body, heard)) {
      const { data: given, errors } = JSON.parse(data) as Answer;
      if (errors || !given) throw streamRefusal(api, errors ?? []);
      if (!open) onOpen();
      open = true;
      await take(given.frame, following, place);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new Unreachable(`the connection to ${api.url} broke`);
  } finally {
    clearTimeout(timer);
  }
  throw new Unreachable(`${api.url} ended the stream`);
}

interface Answer {
  readonly data?: { readonly frame: Frame } | null;
  readonly errors?: readonly GraphqlError[];
}

function streamRefusal(api: Api, errors: readonly GraphqlError[]): CommandError {
  if (errors[0]?.extensions?.code === 'EVENT_LOG_RESTORED')
    return refused(
      `${errors[0].message}; start again with --since start, or without --since for what happens from now on`,
    );
  return errors[0]?.extensions?.retryable === true ? new Unreachable(errors[0].message) : refusalOf(api, 200, errors);
}

async function take({ __typename: kind, cursor, event }: Frame, following: Following, place: Place): Promise<void> {
  if (event) {
    const number = BigInt(event.sequence);
    const last = place.sequence === null ? null : BigInt(place.sequence);
    if (last !== null && number <= last) return;
    if (last !== null && number !== last + 1n)
      throw refused(
        `a gap: event ${number} came after ${last}. Nothing is told as complete that is not; go on with --since ${event.cursor}, and ask the operator to run "paygraph audit"`,
      );
    await following.onEvent(event);
    place.sequence = event.sequence;
  }
  if (cursor) place.after = cursor;
  if (kind === 'CaughtUpFrame' && cursor && !place.caughtUp) {
    place.caughtUp = true;
    await following.onCaughtUp({ cursor, sequence: place.sequence });
  }
}

/** A frame is bounded by the server; more than this is no stream of ours. */
const frameBytesMax = 10_000_000;

/** The data of each server-sent event. Each sign of life counts, a comment among them. */
async function* sseData(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    heard();
    rest += decoder.decode(bytes, { stream: true });
    if (rest.length > frameBytesMax) throw new CommandError('the stream is not one of Paygraph', exitCodes.couldNot);
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block
        .split('\n')
        .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []))
        .join('\n');
      if (data !== '') yield data;
    }
  }
}
