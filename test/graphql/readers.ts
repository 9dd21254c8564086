import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** One server-sent event. */
export interface Sent {
  readonly id: string | null;
  readonly event: string;
  readonly data: {
    readonly data?: Record<string, Frame> | null;
    readonly errors?: readonly { readonly extensions: Record<string, unknown> }[];
  };
}
export interface Frame {
  readonly __typename: string;
  readonly cursor: string;
  readonly event?: { readonly sequence: string; readonly type: string };
}

export interface SseReader extends AsyncIterable<Sent> {
  readonly response: Response;
  cut(): void;
}

/** Follows a subscription over SSE, as an EventSource would: `lastEventId` is what it sends when it comes again. */
export async function openSse(
  url: string,
  key: string,
  query: string,
  { variables = {}, lastEventId }: { readonly variables?: object; readonly lastEventId?: string | null } = {},
): Promise<SseReader> {
  const controller = new AbortController();
  const address = new URL(url);
  address.searchParams.set('query', query);
  address.searchParams.set('variables', JSON.stringify(variables));
  const response = await fetch(address, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${key}`,
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    },
    signal: controller.signal,
  });
  return { response, cut: () => controller.abort(), [Symbol.asyncIterator]: () => parsed(response) };
}

async function* parsed(response: Response): AsyncGenerator<Sent, void, void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const data = fields.get('data');
      // Comments keep the connection alive; `retry` stands alone.
      if (fields.has('event'))
        yield { id: fields.get('id') ?? null, event: fields.get('event') ?? '', data: data ? JSON.parse(data) : {} };
    }
  }
}

/** A client on a socket that does not come again by itself. */
export function openSocket(url: string, key: string | null, on: Record<string, (event: unknown) => void> = {}): Client {
  return createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    connectionParams: key ? { authorization: `Bearer ${key}` } : {},
    on,
  });
}

/** How a client's socket was closed; `on` is for the client. */
export function closing(): {
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly on: Record<string, (event: unknown) => void>;
} {
  const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
  return { closed: promise, on: { closed: (event) => resolve(event as { code: number; reason: string }) } };
}

/** The document of most streams. */
export const follow = /* GraphQL */ `
  subscription ($after: EventCursor, $filter: EventFilter) {
    eventStream(after: $after, filter: $filter) {
      __typename
      ... on EventFrame { cursor replayed event { sequence type subjectId } }
      ... on CaughtUpFrame { cursor }
      ... on HeartbeatFrame { cursor }
    }
  }
`;

export const frameOf = ({ data }: Sent): Frame => data.data?.eventStream as Frame;

/** Frames until `enough` says so; then the connection is cut. */
export async function take(
  reader: AsyncIterable<Sent> & { cut(): void },
  enough: (frames: readonly Sent[]) => boolean,
): Promise<Sent[]> {
  const frames: Sent[] = [];
  for await (const sent of reader) {
    frames.push(sent);
    if (enough(frames) || sent.event === 'complete') break;
  }
  reader.cut();
  return frames;
}

/** So many results; then the subscription ends. */
export async function first<T>(results: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const result of results) if (taken.push(result) === count) break;
  return taken;
}
