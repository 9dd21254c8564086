import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReplyFault } from '../kit/fault-line.ts';
import type { Reply } from '../kit/simulator.ts';

// No client waits longer than this for a reply; then the connection is dropped, so that none is held for ever.
const heldMaxMs = 60_000;

/** Never answers: resolves when the client has gone, or at the bound. */
export function holdOpen(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const bound = setTimeout(() => response.destroy(), heldMaxMs);
    bound.unref();
    response.once('close', () => {
      clearTimeout(bound);
      resolve();
    });
  });
}

/** Cuts the connection with a TCP reset, so that the client cannot take it for an end. */
export async function resetConnection(response: ServerResponse): Promise<void> {
  response.socket?.resetAndDestroy();
}

/** The reply with half of its JSON, rightly framed: what is there cannot be read. */
export function truncatedReply(reply: Reply): Reply {
  const body = reply.body ?? '{"id":"00000000-0000-4000-8000-000000000000","status":"Capt';
  return { ...jsonHeaders(reply), body: body.slice(0, Math.max(1, Math.floor(body.length / 2))) };
}

/** Sends the reply one byte at a time. */
export async function dripReply(response: ServerResponse, reply: Reply, everyMs: number): Promise<void> {
  const { status, headers, body } = jsonHeaders(reply);
  const text = Buffer.from(body ?? ' '.repeat(120));
  response.writeHead(status, { ...headers, 'content-length': text.length });
  const bound = setTimeout(() => response.destroy(), heldMaxMs);
  bound.unref();
  for (const byte of text) {
    if (response.destroyed) break;
    response.write(Buffer.of(byte));
    await wait(response, everyMs);
  }
  clearTimeout(bound);
  response.end();
}

/** Sends the reply with a body far larger than any client should take in. */
export async function hugeReply(response: ServerResponse, reply: Reply, bytes: number): Promise<void> {
  const { status, headers } = jsonHeaders(reply);
  response.writeHead(status, { ...headers, 'content-length': bytes });
  try {
    await pipeline(Readable.from(spaces(bytes)), response);
  } catch {
    // The client has had enough, as it should.
  }
}

function* spaces(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  for (let left = bytes; left > 0; left -= chunk.length) yield left < chunk.length ? chunk.subarray(0, left) : chunk;
}

/** The reply with every amount one whole unit off, or in another currency. */
export function tamperedReply(reply: Reply, fault: Extract<ReplyFault, 'wrongAmount' | 'wrongCurrency'>): Reply {
  if (!reply.body) return reply;
  const body = JSON.stringify(JSON.parse(reply.body), (key, value: unknown) => {
    if (fault === 'wrongCurrency') return /^currency$/i.test(key) ? (value === 'EUR' ? 'DKK' : 'EUR') : value;
    if (!/^amount(debit|credit)?$/i.test(key) || value === null) return value;
    return isAmountObject(value) ? { ...value, value: oneOff(value.value) } : oneOff(value);
  });
  return { ...reply, body };
}

function oneOff(amount: unknown): unknown {
  return typeof amount === 'number' ? amount + 1 : typeof amount === 'string' ? `1${amount}` : amount;
}

// Some providers write an amount as `{currency, value}`.
function isAmountObject(amount: unknown): amount is { readonly value: unknown } {
  return typeof amount === 'object' && amount !== null && 'value' in amount;
}

// A reply without content has no room for a body: the misbehaving provider claims success with one.
function jsonHeaders(reply: Reply): Reply {
  return {
    ...reply,
    status: reply.body === undefined ? 200 : reply.status,
    headers: { 'content-type': 'application/json', ...reply.headers },
  };
}

function wait(response: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    response.once('close', done);
  });
}
