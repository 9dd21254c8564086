import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBreaker } from '../../../src/providers/kit/breaker.ts';
import { createTransport, deadlineIn, type HttpRequest, type Transport } from '../../../src/providers/kit/transport.ts';
import { type Stub, startStub } from './http-stub.ts';

const canary = 'canary-7f3a';
let transport: Transport;
let account: object;
const closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  transport = createTransport();
  account = {};
});
afterEach(async () => {
  await transport.close(0);
  for (const close of closers.splice(0)) await close();
});

async function stub(...args: Parameters<typeof startStub>): Promise<Stub> {
  const started = await startStub(...args);
  closers.push(started.close);
  return started;
}

/** A server below HTTP: it does with the connection what it is told once the request has come. */
async function rawServer(onData: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => onData(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function request(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    url,
    headers: { authorization: canary },
    body: canary,
    deadlineAt: deadlineIn(2_000),
    account,
    ...changes,
  };
}

describe('a reply', () => {
  test('comes back with status, headers and text', async () => {
    const { url, seen } = await stub((response) => response.writeHead(202, { 'x-a': '1' }).end('{"amount":10.00}'));
    expect(await transport.send(request(`${url}/path?x=1`))).toMatchObject({
      kind: 'reply',
      status: 202,
      headers: { 'x-a': '1' },
      text: '{"amount":10.00}',
    });
    expect(seen).toMatchObject([{ line: 'POST /path?x=1', body: canary }]);
  });
  test('without a body is a reply too', async () => {
    const { url } = await stub((response) => response.writeHead(204).end());
    expect(await transport.send(request(url))).toMatchObject({ kind: 'reply', status: 204, text: '' });
  });
  test('that redirects is given back and not followed', async () => {
    const { url, seen } = await stub((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await transport.send(request(url))).toMatchObject({ kind: 'reply', status: 307 });
    expect(seen).toHaveLength(1);
  });
});

describe('not sent, for certain, is what', () => {
  test('nobody listens to', async () => {
    const closed = await startStub(() => undefined);
    await closed.close();
    expect(await transport.send(request(closed.url))).toEqual({
      kind: 'notSent',
      cause: 'connect',
      detail: 'ECONNREFUSED',
    });
  });
  test('fails in the TLS handshake', async () => {
    const { url, seen } = await stub((response) => response.end());
    const result = await transport.send(request(url.replace('http:', 'https:')));
    expect(result).toMatchObject({ kind: 'notSent', cause: 'connect' });
    expect(seen).toEqual([]);
  });
  test('waited for a connection until its deadline', async () => {
    const held = await rawServer(() => undefined);
    // A handshake that is never answered: the server reads our hello and says nothing.
    const result = await transport.send(request(held.replace('http:', 'https:'), { deadlineAt: deadlineIn(100) }));
    expect(result).toMatchObject({ kind: 'notSent', cause: 'deadline' });
  });
  test('waited behind too many others until its deadline, and stays unsent when they are done', async () => {
    const held: (() => void)[] = [];
    const { url, seen } = await stub((response) => held.push(() => response.end()));
    const others = Array.from({ length: 64 }, () =>
      transport.send(request(url, { account: {}, deadlineAt: deadlineIn(10_000) })),
    );
    await expect.poll(() => held.length).toBe(64);
    expect(await transport.send(request(url, { deadlineAt: deadlineIn(100) }))).toMatchObject({
      kind: 'notSent',
      cause: 'deadline',
    });
    for (const answer of held) answer();
    await Promise.all(others);
    const next = transport.send(request(`${url}/next`));
    await expect.poll(() => held.length).toBeGreaterThan(64);
    held.at(-1)?.();
    expect((await next).kind).toBe('reply');
    expect(seen.map(({ line }) => line).filter((line) => line === 'POST /')).toHaveLength(64);
  });
  test('had no time left', async () => {
    const { url, seen } = await stub((response) => response.end());
    expect((await transport.send(request(url, { deadlineAt: deadlineIn(-1) }))).kind).toBe('notSent');
    expect((await transport.send(request(url))).kind).toBe('reply');
    expect(seen).toHaveLength(1);
  });
});

describe('unknown is what was sent and', () => {
  test('never answered', async () => {
    const { url, seen } = await stub(() => undefined);
    expect(await transport.send(request(url, { deadlineAt: deadlineIn(150) }))).toMatchObject({
      kind: 'unknown',
      cause: 'timeout',
    });
    expect(seen).toHaveLength(1);
  });
  test('answered a byte at a time: the deadline is for the whole', async () => {
    const { url } = await stub((response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      const drip = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(drip));
    });
    expect(await transport.send(request(url, { deadlineAt: deadlineIn(150) }))).toMatchObject({
      kind: 'unknown',
      cause: 'timeout',
    });
  });
  test('reset before an answer', async () => {
    const url = await rawServer((socket) => socket.resetAndDestroy());
    expect(await transport.send(request(url))).toMatchObject({ kind: 'unknown', cause: 'reset' });
  });
  test('cut in the middle of the answer', async () => {
    const url = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id":'));
    expect(await transport.send(request(url))).toMatchObject({ kind: 'unknown', cause: 'reset' });
  });
  test('answered with something that is not HTTP', async () => {
    const url = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await transport.send(request(url))).toMatchObject({ kind: 'unknown', cause: 'malformed' });
  });
  test('answered with more than it may', async () => {
    let cut = false;
    const { url } = await stub((response) => {
      response.once('close', () => (cut = !response.writableFinished));
      response.end('x'.repeat(8 * 1024 * 1024));
    });
    expect(await transport.send(request(url))).toMatchObject({ kind: 'unknown', cause: 'oversized' });
    await transport.close();
    await expect.poll(() => cut).toBe(true);
  });
  test('was under way when the program stopped', async () => {
    let arrived = () => {};
    const atServer = new Promise<void>((resolve) => (arrived = resolve));
    const { url } = await stub(() => arrived());
    const result = transport.send(request(url));
    await atServer;
    await transport.close(10);
    expect(await result).toMatchObject({ kind: 'unknown', cause: 'reset' });
  });
});

test('no result holds what was sent', async () => {
  const held = await rawServer((socket) => socket.resetAndDestroy());
  const { url } = await stub(() => undefined);
  const results = [
    await transport.send(request(held)),
    await transport.send(request(url, { deadlineAt: deadlineIn(50) })),
    await transport.send(request(url, { headers: { authorization: `${canary}\nx: y` } })),
  ];
  expect(results.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'notSent']);
  expect(JSON.stringify(results)).not.toContain(canary);
});

describe('the breaker', () => {
  let now = 0;
  const breaking = () => createTransport({ breaker: createBreaker({ now: () => now }) });
  beforeEach(() => {
    now = 0;
    transport = breaking();
  });

  test('opens after five failures in 30 s, for this account alone, and lets one through after 30 s', async () => {
    let healthy = false;
    const { url, seen } = await stub((response) => response.writeHead(healthy ? 200 : 503).end());
    for (let i = 0; i < 5; i++) expect(await transport.send(request(url))).toMatchObject({ status: 503 });
    expect(await transport.send(request(url))).toMatchObject({ kind: 'notSent', cause: 'breakerOpen' });
    expect(seen).toHaveLength(5);
    expect(await transport.send(request(url, { account: {} }))).toMatchObject({ status: 503 });
    now = 30_000;
    healthy = true;
    const both = await Promise.all([transport.send(request(url)), transport.send(request(url))]);
    expect(both.map(({ kind }) => kind)).toEqual(['reply', 'notSent']);
    expect(await transport.send(request(url))).toMatchObject({ status: 200 });
  });
  test('opens again at once when the one that was let through fails', async () => {
    const { url } = await stub((response) => response.writeHead(500).end());
    for (let i = 0; i < 5; i++) await transport.send(request(url));
    now = 30_000;
    expect(await transport.send(request(url))).toMatchObject({ status: 500 });
    now = 59_999;
    expect(await transport.send(request(url))).toMatchObject({ cause: 'breakerOpen' });
    now = 60_000;
    expect(await transport.send(request(url))).toMatchObject({ status: 500 });
  });
  test('stays closed for failures spread over a longer time, and for refusals', async () => {
    let status = 500;
    const { url } = await stub((response) => response.writeHead(status).end());
    for (let i = 0; i < 8; i++) {
      expect(await transport.send(request(url))).toMatchObject({ kind: 'reply' });
      now += 7_500;
    }
    status = 409;
    for (let i = 0; i < 8; i++) expect(await transport.send(request(url))).toMatchObject({ kind: 'reply' });
  });
});
