import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly status: 413 | 408 | 503; readonly message: string };

export interface BodyLimits {
  readonly max: number;
  readonly arrivalMs: number;
}

/** Reads bodies of those who may send one. What is in memory at once, of all requests together, is bounded. */
export interface Bodies {
  /** The whole body, within a size and a time, whatever its announced length. It is held until the response has ended. */
  read(request: IncomingMessage, response: ServerResponse, limits: BodyLimits): Promise<Body>;
  /** The request waits to be told that its body is wanted (`Expect: 100-continue`). */
  announced(request: IncomingMessage): void;
}

/** What a client may still send after it has been refused, so that it gets to read why before its connection ends. */
const unreadMax = 64 * 1_024;
const unreadMs = 1_000;

export function createBodies({ bodiesMax }: { readonly bodiesMax: number }): Bodies {
  const waiting = new WeakSet<IncomingMessage>();
  let held = 0;
  return {
    announced: (request) => waiting.add(request),
    read(request, response, { max, arrivalMs }) {
      return new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.once('close', () => {
          held -= size;
        });
        const done = (body: Body): void => {
          clearTimeout(timer);
          request.off('data', take);
          resolve(body);
        };
        const refuse = (status: 413 | 408 | 503, message: string): void => done({ ok: false, status, message });
        const tooLarge = (): void => refuse(413, `The body is larger than ${max} bytes.`);
        const take = (chunk: Buffer): void => {
          if (size + chunk.length > max) tooLarge();
          else if (held + chunk.length > bodiesMax)
            refuse(503, 'Too much is being received just now; send it again shortly.');
          else {
            size += chunk.length;
            held += chunk.length;
            chunks.push(chunk);
          }
        };
        const timer = setTimeout(
          () => refuse(408, `The body took longer than ${arrivalMs / 1_000} seconds to arrive.`),
          arrivalMs,
        );
        if (Number(request.headers['content-length'] ?? 0) > max) {
          tooLarge();
          return;
        }
        if (waiting.has(request)) response.writeContinue();
        request.on('data', take);
        request.once('end', () => done({ ok: true, bytes: Buffer.concat(chunks) }));
        for (const end of ['error', 'close']) request.once(end, () => refuse(408, 'The body did not arrive.'));
      });
    },
  };
}

/**
 * Lets the rest of a body pass unread, for a moment and up to a size; then the connection is cut. To cut it at once would take the answer
 * away from whoever is still sending.
 */
export function leaveUnread(request: IncomingMessage): void {
  if (request.complete) return;
  let passed = 0;
  const cut = (): void => void request.socket.destroy();
  const timer = setTimeout(cut, unreadMs).unref();
  request.on('data', (chunk: Buffer) => {
    passed += chunk.length;
    if (passed > unreadMax) cut();
  });
  request.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
}
