import type { ExecutionResult } from 'graphql';
import { isUnavailable } from './masking.ts';

export interface SseOptions {
  /** The cursor of the frame that was executed last, if it had one. */
  readonly cursor: () => string | null;
  readonly onEnd: () => void;
  /** Why the server ends the stream, told as its last event; null when it has come to its own end. */
  readonly endedBy: () => ExecutionResult | 'restart' | null;
  readonly pingMs: number;
  /** A reader that takes nothing for so long is closed; it resumes by its cursor. */
  readonly unreadMs: number;
}

/**
 * The answer to a subscription as server-sent events, in distinct connections mode, with what Yoga's own lacks: `id:`, from which a
 * browser resumes by itself, and `retry:` with jitter, so that all do not come back at once.
 */
export function sseResponse(
  results: AsyncIterable<ExecutionResult>,
  { cursor, onEnd, endedBy, pingMs, unreadMs }: SseOptions,
): Response {
  const iterator = results[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let ping: NodeJS.Timeout | undefined;
  let ended = false;
  let unreadFor = 0;
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(ping);
    onEnd();
    void iterator.return?.().catch(() => undefined);
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${retryMs()}\n\n`));
      ping = setInterval(() => {
        const room = controller.desiredSize ?? 0;
        unreadFor = room > 0 ? 0 : unreadFor + pingMs;
        if (room > 0) controller.enqueue(encoder.encode(':\n\n'));
        else if (unreadFor >= unreadMs) {
          end();
          controller.error(new Error('the reader takes nothing'));
        }
      }, pingMs);
    },
    async pull(controller) {
      // Asked for more, so something has been taken: a slow reader is no deaf one.
      unreadFor = 0;
      try {
        const { value, done } = await iterator.next();
        if (ended) return;
        const why = endedBy() ?? (!done && isUnavailable(value) ? value : null);
        if (done || why) {
          controller.enqueue(encoder.encode(lastEvents(why)));
          end();
          controller.close();
          return;
        }
        const id = cursor();
        controller.enqueue(encoder.encode(`${id ? `id: ${id}\n` : ''}event: next\ndata: ${JSON.stringify(value)}\n\n`));
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel: end,
  });
  return new Response(body, { status: 200, headers: { ...sseHeaders, 'x-accel-buffering': 'no' } });
}

/** How long a client waits before it comes back: another time for each, so that thousands do not come in the same moment. */
const retryMs = (): number => 1_000 + Math.floor(Math.random() * 4_000);

/** A refused subscription: by protocol, HTTP 200 with one event that tells the errors; a refusal for now is a stream that breaks. */
export function sseRefusal(result: ExecutionResult): Response {
  return new Response(lastEvents(result), { status: 200, headers: sseHeaders });
}

export const sseHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
/** A stream that breaks before it has begun: after any other status than 200 an EventSource stays away for good. */
export const brokenStream = (): string => `: not available just now\nretry: ${retryMs()}\n\n`;

/** How a stream ends. Without `complete` it is a connection that broke: EventSource and graphql-sse come back after that alone. */
function lastEvents(result: ExecutionResult | 'restart' | null): string {
  if (result === 'restart') return `: the server restarts\nretry: ${retryMs()}\n\n`;
  if (result && isUnavailable(result)) return brokenStream();
  const told = result ? `event: next\ndata: ${JSON.stringify(result)}\n\n` : '';
  return `${told}event: complete\ndata:\n\n`;
}
