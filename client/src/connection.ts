import { createClient as createSse, NetworkError } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws/client';
import { fromClose, fromErrors, fromHttp, fromThrown, lasting, type Problem, type WireError } from './problem.ts';

/** A key or a token, or what gives a fresh one: asked at each connection. Left out where the browser sends a cookie. */
export type Credential = string | (() => string | Promise<string>);

export interface Wire {
  /** `https://…/graphql` */
  readonly url: string;
  /** Default: `websocket`. */
  readonly transport?: 'websocket' | 'sse' | undefined;
  /** Another `WebSocket` than the global one. */
  readonly webSocket?: unknown;
  /** Another `fetch` than the global one. */
  readonly fetch?: typeof fetch | undefined;
}

/** One subscription on one connection, from its begin to its end. */
export interface Connection<Data> {
  next(): Promise<Step<Data>>;
  close(): void;
}
export type Step<Data> =
  | { readonly kind: 'data'; readonly data: Data }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The server has said all that there is to say. */
  | { readonly kind: 'complete' }
  /** More came than is kept; it is to be asked for again when what is here has been taken. */
  | { readonly kind: 'full' };

interface Payload {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}
interface Result {
  readonly data?: unknown;
  readonly errors?: readonly WireError[] | undefined;
}
interface Sink {
  next(result: Result): void;
  end(step: Step<never>): void;
}
type Opened = () => void;

/** So many frames wait for whoever takes them; what comes beyond ends the connection, which goes on from its cursor. */
const waitingMax = 1_000;
/** Twice the time between two signs of life of the server. */
const silentMs = 25_000;
const pingMs = 12_000;
const pongMs = 10_000;
const acceptedWithinMs = 10_000;

export function connect<Data>(wire: Wire, authorization: string | null, payload: Payload): Connection<Data> {
  const waiting: Step<Data>[] = [];
  let wake: (() => void) | null = null;
  let ended = false;
  let close: Opened | null = null;
  const give = (step: Step<Data>): void => {
    waiting.push(step);
    wake?.();
  };
  const end = (step: Step<never>): void => {
    if (ended) return;
    ended = true;
    give(step);
    close?.();
  };
  const sink: Sink = {
    end,
    next({ data, errors }) {
      if (ended) return;
      if (errors?.length) return end({ kind: 'problem', problem: fromErrors(errors) });
      if (waiting.length >= waitingMax) return end({ kind: 'full' });
      give({ kind: 'data', data: data as Data });
    },
  };
  close = (wire.transport === 'sse' ? openSse : openSocket)(wire, authorization, payload, sink);
  if (ended) close();
  return {
    async next() {
      for (;;) {
        const step = waiting.shift();
        if (step) return step;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => end({ kind: 'complete' }),
  };
}

const openSocket = (wire: Wire, authorization: string | null, payload: Payload, sink: Sink): Opened => {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client = createSocket({
    url: wire.url.replace(/^http/, 'ws'),
    ...(authorization === null ? {} : { connectionParams: { authorization } }),
    webSocketImpl: wire.webSocket,
    // When and whether to come again is decided by whoever follows.
    retryAttempts: 0,
    shouldRetry: () => false,
    connectionAckWaitTimeout: acceptedWithinMs,
    keepAlive: pingMs,
    on: {
      closed: (event) => sink.end(closed(event)),
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), pongMs);
      },
      pong: () => clearTimeout(silence),
    },
  });
  client.subscribe(payload, {
    next: (result) => sink.next(result as Result),
    error: (error) => sink.end(Array.isArray(error) ? refused(error) : closed(error)),
    complete: () => sink.end({ kind: 'complete' }),
  });
  return () => {
    clearTimeout(silence);
    // Of a connection that never came about this tells once more why.
    void Promise.resolve(client.dispose()).catch(() => undefined);
  };
};

const openSse = (wire: Wire, authorization: string | null, payload: Payload, sink: Sink): Opened => {
  const client = createSse({
    url: wire.url,
    headers: authorization === null ? {} : { authorization },
    retryAttempts: 0,
    fetchFn: watched(wire.fetch ?? fetch),
  });
  client.subscribe(payload, {
    next: (result) => sink.next(result as Result),
    error: (error) => {
      const { response } = error as { readonly response?: Response };
      if (!response) {
        // Words of the library's own about what it cannot read: no event stream at all.
        const foreign = !(error instanceof NetworkError) && /^Unexpected/.test((error as Error)?.message ?? '');
        const problem = foreign ? lasting('NO_STREAM', (error as Error).message) : fromThrown(error);
        return sink.end({ kind: 'problem', problem });
      }
      void bodyOf(response).then((body) => {
        const problem = fromHttp(response.status, response.headers.get('retry-after'), body, Date.now());
        sink.end({ kind: 'problem', problem });
      });
    },
    complete: () => sink.end({ kind: 'complete' }),
  });
  return () => client.dispose();
};

function closed(event: unknown): Step<never> {
  const { code, reason } = (event ?? {}) as { readonly code?: unknown; readonly reason?: unknown };
  const problem = typeof code === 'number' ? fromClose({ code, reason: String(reason ?? '') }) : fromThrown(event);
  return { kind: 'problem', problem };
}

const refused = (errors: readonly WireError[]): Step<never> => ({ kind: 'problem', problem: fromErrors(errors) });

/** What could be read of an answer. */
export async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** A server that is gone without a word is seen by its silence: a living one sends an empty comment twice as often. */
function watched(ask: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await ask(input, init);
    if (!response.ok || !response.body) return response;
    const reader = response.body.getReader();
    let over = false;
    const heard = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const fail = (error: unknown): void => {
          if (over) return;
          over = true;
          controller.error(error);
        };
        const timer = setTimeout(() => {
          fail(new Error('the server is silent'));
          void reader.cancel();
        }, silentMs);
        try {
          const { value, done } = await reader.read();
          if (over) return;
          over = done;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          fail(error);
        } finally {
          clearTimeout(timer);
        }
      },
      cancel(reason) {
        over = true;
        return reader.cancel(reason);
      },
    });
    return new Response(heard, response);
  };
}
