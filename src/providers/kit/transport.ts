import { Agent, type Dispatcher } from 'undici';
import { type Breaker, createBreaker } from './breaker.ts';

/**
 * The one way out to a provider. It knows nothing of payments; what it decides is the question that money hangs on: has
 * the provider possibly acted on this request? Redirects are not followed and nothing is ever sent twice.
 */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** On the clock of `deadlineIn`. Covers connecting, sending and the last byte of the reply. */
  readonly deadlineAt: number;
  readonly replyBytesMax?: number;
  /** The account on whose behalf we call: the breaker is per account. */
  readonly account: object;
}

/** `notSent` is certain: no byte left us. `unknown`: at least the first byte may have, and no whole reply came back. */
export type HttpResult =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
      /** As they came, for a reply that is signed over them. */
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'notSent'; readonly cause: 'connect' | 'deadline' | 'breakerOpen'; readonly detail: string }
  | {
      readonly kind: 'unknown';
      readonly cause: 'timeout' | 'reset' | 'oversized' | 'malformed';
      readonly detail: string;
    };

export interface Transport {
  send(request: HttpRequest): Promise<HttpResult>;
  /** Lets calls in flight finish for a while, then cuts them. A later `send` opens new connections. */
  close(graceMs?: number): Promise<void>;
}

// A provider's answer is a few hundred bytes; what is larger is a mistake or an attack on our memory.
const replyBytesMaxDefault = 256 * 1024;
// A host that does not answer the handshake in 5 s is away; the rest of the deadline serves no purpose then.
const connectTimeoutMs = 5_000;
// Per host and port: enough for our workers, and few enough not to trip a provider's own limits.
const connectionsMax = 64;

/** The time by which a call that may last so long has to end, on a clock that no one can set. */
export function deadlineIn(durationMs: number): number {
  return performance.now() + durationMs;
}

/** What is left until a deadline; never negative. */
export function remainingMs(deadlineAt: number): number {
  return Math.max(0, deadlineAt - performance.now());
}

export function createTransport(options: { readonly breaker?: Breaker } = {}): Transport {
  const breaker = options.breaker ?? createBreaker({ now: () => performance.now() });
  let agent: Agent | null = null;
  const inFlight = new Map<Promise<HttpResult>, AbortController>();

  return {
    async send(request) {
      if (remainingMs(request.deadlineAt) === 0) {
        return { kind: 'notSent', cause: 'deadline', detail: 'no time was left to send' };
      }
      if (!breaker.mayPass(request.account)) {
        return { kind: 'notSent', cause: 'breakerOpen', detail: 'paused after repeated failures of this account' };
      }
      // HTTP/1.1 only: there `onRequestStart` is the moment just before the first byte, which the verdict rests on.
      agent ??= new Agent({ allowH2: false, connections: connectionsMax, connect: { timeout: connectTimeoutMs } });
      const cut = new AbortController();
      const exchanged = exchange(agent, request, cut.signal);
      inFlight.set(exchanged, cut);
      const result = await exchanged;
      inFlight.delete(exchanged);
      breaker.record(request.account, result.kind === 'reply' && result.status < 500);
      return result;
    },

    async close(graceMs = 3_000) {
      const closing = agent;
      agent = null;
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
      await Promise.race([Promise.allSettled(inFlight.keys()), grace]);
      clearTimeout(timer);
      for (const cut of inFlight.values()) cut.abort();
      // Not waited for: a handshake that is never answered would hold it up until its own time-out.
      void closing?.destroy();
    },
  };
}

function exchange(agent: Agent, request: HttpRequest, cut: AbortSignal): Promise<HttpResult> {
  const replyBytesMax = request.replyBytesMax ?? replyBytesMaxDefault;
  const url = new URL(request.url);
  return new Promise((resolve) => {
    let started: Dispatcher.DispatchController | null = null;
    let settled = false;
    let status = 0;
    let headers: Record<string, string> = {};
    let bytes = 0;
    const chunks: Buffer[] = [];

    const settle = (result: HttpResult) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve(result);
      started?.abort(new Error('ended'));
    };
    const timer = setTimeout(() => {
      settle(
        started
          ? { kind: 'unknown', cause: 'timeout', detail: 'no complete reply before the deadline' }
          : { kind: 'notSent', cause: 'deadline', detail: 'no connection before the deadline' },
      );
    }, remainingMs(request.deadlineAt));
    cut.addEventListener('abort', () => {
      settle(
        started
          ? { kind: 'unknown', cause: 'reset', detail: 'cut when the program stopped' }
          : { kind: 'notSent', cause: 'deadline', detail: 'the program stopped' },
      );
    });

    agent.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        // Our own timer is the only one: it also cuts a reply that drips in a byte at a time.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(controller) {
          // The deadline passed while the request waited for a connection: it was called not sent, so it must not be.
          if (settled) controller.abort(new Error('ended'));
          else started = controller;
        },
        onResponseStart(_controller, statusCode, received) {
          // Interim replies (1xx) come through here too; the final one overwrites them.
          status = statusCode;
          headers = flatten(received);
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (bytes > replyBytesMax) {
            settle({ kind: 'unknown', cause: 'oversized', detail: `reply of more than ${replyBytesMax} bytes` });
          } else chunks.push(chunk);
        },
        onResponseEnd() {
          const body = Buffer.concat(chunks);
          settle({ kind: 'reply', status, headers, text: body.toString('utf8'), bytes: body });
        },
        onResponseError(_controller, error) {
          settle(started ? brokenOff(error) : { kind: 'notSent', cause: 'connect', detail: codeOf(error) });
        },
      },
    );
  });
}

function brokenOff(error: unknown): HttpResult {
  const malformed = error instanceof Error && error.name === 'HTTPParserError';
  return { kind: 'unknown', cause: malformed ? 'malformed' : 'reset', detail: codeOf(error) };
}

/** Only the code of an error: its message or properties could carry a header with a secret. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'connection broken off';
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** The transport of the running program. Its connections are opened on first use and closed by the composition root. */
export const transport: Transport = createTransport();
