import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply, WireRequest } from '../kit/simulator.ts';

/** Reads a body up to a limit; null when there is more, with the rest left unread. */
export function readBody(incoming: IncomingMessage, bytesMax: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      incoming.pause();
      resolve(null);
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    incoming.once('error', reject);
    incoming.once('close', () => reject(new Error('the client left before its request was whole')));
  });
}

/** What of a request's address is the client's, and what of it is ours: a host that is played is asked over TLS, and has no segment in front. */
export interface Addressed {
  readonly scheme: 'http' | 'https';
  /** The path below the segment of the simulator. */
  readonly path: string;
}

/** The request as simulators see it. */
export function toWireRequest(
  incoming: IncomingMessage,
  url: URL,
  { scheme, path }: Addressed,
  body: string,
): WireRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers[name] = [value].flat().join(', ');
  return {
    id: randomUUID(),
    method: incoming.method ?? 'GET',
    path: path || '/',
    query: url.search,
    url: `${scheme}://${headers.host ?? ''}${url.pathname}${url.search}`,
    headers,
    body,
  };
}

/** Sends a reply whole; resolves when it is out, or when nobody is there any more. */
export function send(response: ServerResponse, { status, headers = {}, body }: Reply): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.once('finish', resolve);
    response.writeHead(status, {
      ...headers,
      'cache-control': 'no-store',
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    });
    response.end(body);
  });
}
