import type { ExecutionResult } from 'graphql';

export interface SseOptions {
  /** The cursor of the frame that was executed last, if it had one. */
  readonly cursor: () => string | null;
  readonly onEnd: () => void;
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
  { cursor, onEnd, pingMs, unreadMs }: SseOptions,
): Response {
  const iterator = results[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let ping: NodeJS.Timeout | undefined;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(ping);
    onEnd();
    void iterator.return?.().catch(() => undefined);
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const retryMs = 1_000 + Math.floor(Math.random() * 4_000);
      controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`));
      let unreadFor = 0;
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
      try {
        const { value, done } = await iterator.next();
        if (ended) return;
        if (done) {
          controller.enqueue(encoder.encode('event: complete\ndata:\n\n'));
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
  return new Response(body, {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    },
  });
}

/** A refused subscription: by protocol, HTTP 200 with one event that tells the errors. */
export function sseRefusal(result: ExecutionResult): Response {
  const text = `event: next\ndata: ${JSON.stringify(result)}\n\nevent: complete\ndata:\n\n`;
  return new Response(text, {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
