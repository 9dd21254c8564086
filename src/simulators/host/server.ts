import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { urlAt } from '../../kernel/host.ts';
import { pageHeaders } from '../../kernel/markup.ts';
import { simulators as allSimulators } from '../index.ts';
import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { Reply } from '../kit/simulator.ts';
import { openBook } from './book.ts';
import { openClock } from './clock.ts';
import { control, refusal } from './control.ts';
import { startDeliverer } from './deliverer.ts';
import { openDeliveryQueue } from './delivery-queue.ts';
import { startEngine } from './engine.ts';
import { openFaults } from './faults.ts';
import { readBody, send, toWireRequest } from './http-io.ts';
import { indexPage } from './index-page.ts';
import { bookPage, deliveriesPage } from './records-page.ts';
import { stepRunner } from './step.ts';
import { openStore, type Storage } from './store.ts';
import type { StoredState } from './stored-state.ts';
import { openTimers } from './timers.ts';
import { serveCalls } from './wire.ts';

export interface SandboxOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly host?: string;
  /** A directory for its database, or ':memory:'. */
  readonly storage: Storage;
  /** Hosts that it plays beside its own address, each by the name of its simulator: a client that knows its provider's host only is served at it. */
  readonly hosts?: ReadonlyMap<string, string>;
  /** When it begins, if it is new; null means now. */
  readonly beginAt?: Date | null;
  /** The real time in milliseconds; a test may stop it. */
  readonly now?: () => number;
  readonly log?: (message: string) => void;
}
export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** Ends every connection at once; what was answered is kept. */
  close(): Promise<void>;
}

const bodyBytesMax = 256 * 1024;
const pagesShown = 100;
const deliveriesShown = 1_000;
/** Records of the book on its page; a program gets all. */
const entriesShown = 500;

/** Starts the sandbox: every simulator, their clock, their callbacks and the control surface, on one port. */
export async function startSandbox({
  port,
  host = '127.0.0.1',
  storage,
  hosts = new Map(),
  beginAt = null,
  now = Date.now,
  log = () => {},
}: SandboxOptions): Promise<Sandbox> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 15_000, headersTimeout: 10_000 });
  // The port comes first: a sandbox that cannot be reached must not touch the book of the one that can.
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const url = urlAt(host, address.port);

  const store = openStore(storage);
  const stored: StoredState = {
    store,
    clock: openClock(store, now, beginAt?.getTime()),
    book: openBook(store),
    timers: openTimers(store),
    faults: openFaults(store),
    queue: openDeliveryQueue(store),
  };
  const simulators = new Map(allSimulators.map((simulator) => [simulator.name, simulator]));
  const { runStep, documentsOf } = stepRunner(stored, () => url);
  const deliverer = startDeliverer(stored, simulators, documentsOf, () => engine.wake());
  const engine = startEngine({
    stored,
    simulators,
    deliverer,
    runStep,
    doLater: (timer) => {
      const simulator = simulators.get(timer.provider);
      if (simulator) calls.doLater(simulator, timer);
    },
    log,
  });
  const tick = () => {
    deliverer.pump();
    engine.wake();
  };
  const calls = serveCalls({ stored, deliverer, runStep, tick });

  const frontPage = (incoming: IncomingMessage): Reply => {
    const at = new Date(stored.clock.now());
    const shown = [...simulators.values()].map((simulator) => ({
      simulator,
      name: simulator.name,
      baseUrl: `${url}/${simulator.name}`,
      banksWorkAt: simulator.banksWorkAt?.(at) ?? null,
    }));
    if (!forBrowser(incoming)) {
      return jsonReply(200, {
        now: at,
        providers: shown.map(({ simulator, name, baseUrl, banksWorkAt }) => ({
          name,
          baseUrl,
          ...(banksWorkAt && { banksWorkAt }),
          credentials: runStep({ simulator, cause: { kind: 'scenario', name: 'look' } }, (step) =>
            simulator.credentials(url, step),
          ).value,
        })),
      });
    }
    const providers = shown.map(({ simulator, name, baseUrl, banksWorkAt }) => ({
      name,
      baseUrl,
      banksWorkAt,
      pages: runStep({ simulator, cause: { kind: 'scenario', name: 'look' } }, (step) =>
        simulator.payerPages(step, pagesShown),
      ).value,
    }));
    return pageReply(indexPage(at, providers));
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = URL.parse(incoming.url ?? '/', url);
    if (!target) return send(response, emptyReply(400));
    const played = hosts.get(hostNameOf(incoming));
    if (played === undefined && !hostAllowed(incoming, host))
      return send(response, refusal(421, 'MISDIRECTED', 'this sandbox is not served under that name'));
    const text = await readBody(incoming, bodyBytesMax);
    if (text === null) return send(response, { ...emptyReply(413), headers: { connection: 'close' } });
    const method = incoming.method ?? 'GET';
    if (played !== undefined) {
      const simulator = simulators.get(played);
      const request = toWireRequest(incoming, target, { scheme: 'https', path: target.pathname }, text);
      const call = simulator?.route(request);
      return simulator && call ? calls.serve(simulator, call, request, response) : send(response, emptyReply(404));
    }
    if (target.pathname === '/' && method === 'GET') return send(response, frontPage(incoming));
    if (target.pathname.startsWith('/control/'))
      return send(response, await controlled(incoming, method, target.pathname.slice('/control'.length), text));

    const [, name = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(target.pathname) ?? [];
    const simulator = simulators.get(name);
    if (!simulator) return send(response, emptyReply(404));
    if (method === 'GET' && rest === '/book') {
      if (forBrowser(incoming))
        return send(response, pageReply(bookPage(name, stored.book.latest(name, entriesShown))));
      const after = Number(target.searchParams.get('after') ?? 0);
      return send(
        response,
        jsonReply(200, { entries: stored.book.entries(name, Number.isSafeInteger(after) ? after : 0) }),
      );
    }
    if (method === 'GET' && rest === '/deliveries') {
      const deliveries = shownDeliveries(stored, name);
      return send(
        response,
        forBrowser(incoming) ? pageReply(deliveriesPage(name, deliveries)) : jsonReply(200, { deliveries }),
      );
    }
    const request = toWireRequest(incoming, target, { scheme: 'http', path: rest }, text);
    const call = simulator.route(request);
    if (!call) return send(response, emptyReply(404));
    await calls.serve(simulator, call, request, response);
  };

  const controlled = async (incoming: IncomingMessage, method: string, path: string, text: string): Promise<Reply> => {
    let body: unknown;
    if (method === 'POST') {
      // A page on another site can post plain text here, but not JSON.
      if (!/^application\/json\b/.test(incoming.headers['content-type'] ?? ''))
        return refusal(415, 'NOT_JSON', 'the body must be application/json');
      try {
        body = text === '' ? {} : JSON.parse(text);
      } catch {
        return refusal(400, 'NOT_JSON', 'the body is not JSON');
      }
    }
    return control(
      {
        stored,
        engine,
        deliverer,
        simulators,
        runStep,
        tick,
      },
      method,
      path,
      body,
    );
  };

  server.on('request', (incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (incoming.destroyed || response.destroyed) return;
      log(`sandbox: ${incoming.method} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`);
      if (!response.headersSent) void send(response, emptyReply(500));
    });
  });
  tick();

  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    // The engine may be waiting for deliveries: both are told before either is waited for.
    await Promise.all([engine.close(), deliverer.close()]);
    await closed;
    store.close();
  };
  let closing: Promise<void> | undefined;
  return { url, port: address.port, close: () => (closing ??= close()) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`the sandbox cannot start: port ${port} on ${host} is taken; set SANDBOX_PORT to another`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}

// While bound to this machine only, it answers to this machine's names only: a site that points its own name here gets nothing.
const loopback = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/;
function hostAllowed(incoming: IncomingMessage, host: string): boolean {
  return !/^(127\.|localhost$|::1$)/.test(host) || loopback.test(incoming.headers.host ?? '');
}

/** The host that a request names, without its port. */
function hostNameOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

const pageReply = (body: string): Reply => ({ status: 200, headers: pageHeaders, body });
const forBrowser = ({ headers }: IncomingMessage): boolean => String(headers.accept ?? '').includes('text/html');

function shownDeliveries({ queue }: StoredState, provider: string): unknown[] {
  return queue
    .latest(provider, deliveriesShown)
    .map(({ id, status, nextMs, webhook: { name, url, subjects, body, queuedAt, attempts } }) => ({
      id,
      name,
      url,
      subjects,
      status,
      queuedAt,
      nextAttemptAt: status === 'pending' ? new Date(nextMs).toISOString() : null,
      attempts,
      body: JSON.parse(body) as unknown,
    }));
}
