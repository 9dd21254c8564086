import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What a follower of the event log has seen, and what was wrong with it. */
export interface Followed {
  readonly name: string;
  first: bigint | null;
  last: bigint;
  gaps: number;
  repeats: number;
  inversions: number;
  connections: number;
  /** What ended the stream for good, as no server may. */
  readonly ends: string[];
}

export interface Follower {
  readonly seen: Followed;
  stop(): Promise<void>;
}

export interface FollowerOptions {
  readonly name: string;
  readonly origin: string;
  readonly apiKey: string;
}

const document = `subscription($after: EventCursor) { eventStream(after: $after) { __typename
  ... on EventFrame { cursor event { sequence } } ... on CaughtUpFrame { cursor } ... on HeartbeatFrame { cursor } ... on ReauthenticateFrame { cursor } } }`;
const pauseMs = 100;

interface Frame {
  readonly cursor?: string;
  readonly event?: { readonly sequence: string };
}

/** Judges the numbers of events in the order in which they come. */
export function judgeOf(name: string): {
  readonly seen: Followed;
  take(sequence: bigint): void;
  ended(why: string): void;
} {
  const seen: Followed = {
    name,
    first: null,
    last: 0n,
    gaps: 0,
    repeats: 0,
    inversions: 0,
    connections: 0,
    ends: [],
  };
  return {
    seen,
    take(sequence) {
      if (seen.first === null) seen.first = sequence;
      else if (sequence === seen.last) seen.repeats += 1;
      else if (sequence < seen.last) seen.inversions += 1;
      else if (sequence > seen.last + 1n) seen.gaps += 1;
      if (sequence > seen.last) seen.last = sequence;
    },
    ended(why) {
      seen.ends.push(why);
    },
  };
}

/** Over WebSocket, from its last cursor after each cut. Resolves when the stream stands. */
export async function followBySocket({ name, origin, apiKey }: FollowerOptions): Promise<Follower> {
  const judge = judgeOf(name);
  const variables: { after: string | null } = { after: null };
  const client = createClient({
    url: `${origin.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${apiKey}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, pauseMs)),
    on: {
      connected() {
        judge.seen.connections += 1;
      },
    },
  });
  let stopped = false;
  let unsubscribe = (): void => undefined;
  const stands = new Promise<void>((resolve) => {
    const subscribe = (): void => {
      const again = (why: string): void => {
        if (stopped) return;
        judge.ended(why);
        setTimeout(subscribe, pauseMs);
      };
      unsubscribe = client.subscribe<{ eventStream: Frame }>(
        { query: document, variables },
        {
          next({ data, errors }) {
            if (!data) return judge.ended(JSON.stringify(errors));
            variables.after = data.eventStream.cursor ?? variables.after;
            if (data.eventStream.event) judge.take(BigInt(data.eventStream.event.sequence));
            resolve();
          },
          error: (error) => again(JSON.stringify(error)),
          complete: () => again('completed'),
        },
      );
    };
    subscribe();
  });
  await stands;
  return {
    seen: judge.seen,
    async stop() {
      stopped = true;
      unsubscribe();
      await client.dispose();
    },
  };
}

/** Over SSE, as an EventSource does it: the id of the last event goes back in a header. */
export async function followBySse({ name, origin, apiKey }: FollowerOptions): Promise<Follower> {
  const judge = judgeOf(name);
  const ending = new AbortController();
  const after = { cursor: '' };
  let stand = (): void => undefined;
  const stands = new Promise<void>((resolve) => {
    stand = resolve;
  });
  const read = async (): Promise<void> => {
    const reply = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${apiKey}`,
        ...(after.cursor && { 'last-event-id': after.cursor }),
      },
      body: JSON.stringify({ query: document }),
      signal: ending.signal,
    });
    if (!reply.ok || !reply.body) {
      await reply.body?.cancel();
      if (reply.status !== 503) judge.ended(`answered ${reply.status}`);
      return;
    }
    judge.seen.connections += 1;
    let text = '';
    for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  };
  const take = (message: string): void => {
    const field = (prefix: string): string | undefined =>
      message
        .split('\n')
        .find((line) => line.startsWith(prefix))
        ?.slice(prefix.length)
        .trim();
    const data = field('data:');
    const { data: content, errors } = (data ? JSON.parse(data) : {}) as {
      data?: { eventStream: Frame };
      errors?: unknown;
    };
    if (errors) judge.ended(JSON.stringify(errors));
    after.cursor = field('id:') ?? content?.eventStream.cursor ?? after.cursor;
    if (content?.eventStream.event) judge.take(BigInt(content.eventStream.event.sequence));
    if (after.cursor) stand();
  };
  const loop = (async () => {
    while (!ending.signal.aborted) {
      await read().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  await stands;
  return {
    seen: judge.seen,
    async stop() {
      ending.abort();
      await loop;
    },
  };
}
