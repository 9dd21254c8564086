import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { countedAs, createApiKeys } from '../access/api-keys.ts';
import { createFailedAttempts } from '../access/failed-attempts.ts';
import { createOpenedAddresses } from '../access/opened-addresses.ts';
import { createOperatorKeys } from '../access/operator-keys.ts';
import { createBuckets } from '../graphql/limits/bucket.ts';
import { createCapacity } from '../graphql/limits/capacity.ts';
import { sharedBuckets } from '../graphql/limits/shared-buckets.ts';
import { type OperatorsWorld, servedToOperators } from '../graphql/operator/served.ts';
import type { GraphqlDeps } from '../graphql/schema/context.ts';
import { createConnections } from '../graphql/server/connections.ts';
import { servedToMerchants } from '../graphql/server/merchants-door.ts';
import { newRequestId } from '../graphql/server/request-id.ts';
import { createGraphqlServer } from '../graphql/server/server.ts';
import { sharedConnections } from '../graphql/server/shared-connections.ts';
import { createSocketServer, restartCode, restartReason } from '../graphql/server/socket.ts';
import { brokenStream, sseHeaders } from '../graphql/server/sse.ts';
import { newState } from '../graphql/server/state.ts';
import { urlAt } from '../kernel/host.ts';
import type { KeptMail } from '../mail/outbox.ts';
import type { Config } from '../platform/config.ts';
import { databaseIsAway } from '../platform/database-away.ts';
import { send, sendError } from '../platform/http-io.ts';
import { alone, type Peers } from '../platform/processes.ts';
import { orTimeout } from '../platform/timeout.ts';
import { admit } from './admission.ts';
import { createBodies, leaveUnread } from './bodies.ts';
import { clientAddress } from './client-address.ts';
import { createClosing } from './closing.ts';
import { consoleSocketPath, createConsoleDoor } from './console/door.ts';
import { createDocsDoor, isOfDocs } from './docs-door.ts';
import { createGraphiqlPages } from './graphiql-page.ts';
import { createGraphqlDoor } from './graphql-door.ts';
import { createKeylessSockets } from './keyless-sockets.ts';
import { type HttpLimits, httpLimits } from './limits.ts';
import { sendMails } from './mails.ts';
import { type ObservedRequest, observeRequest } from './observed-request.ts';
import { createRefusalLog } from './refusal-log.ts';
import { createStreamDoor } from './stream-addresses.ts';
import { createWebhookDoor, type WebhookIntake } from './webhook-door.ts';

export interface HttpDeps {
  readonly config: Pick<Config, 'host' | 'port' | 'trustedProxies'>;
  readonly graphql: GraphqlDeps;
  readonly webhooks: WebhookIntake;
  /** What operators see beside what merchants do. */
  readonly operators?: OperatorsWorld;
  /** What was mailed, for anybody to read: a sandbox has nobody's mail but its demo merchant's. */
  mails?(): Promise<readonly KeptMail[]>;
  /** A key of the demo merchant, for whoever tries things on the machine that this runs on. */
  demoKey?(): string | null;
  /** Whether what runs behind the door has started, too; taken for so where this is left out. */
  started?(): boolean;
  /** Whether it is more than a place to ask for health; taken for so where this is left out. */
  readonly serves?: boolean;
  /** The processes that take requests; itself alone where this is left out. */
  readonly peers?: Peers;
  /** Bounds other than the usual ones. */
  readonly limits?: Partial<HttpLimits>;
}

/** Who asks whether we are ready decides by the answer where requests go: no answer is a no, and must not take long. */
const readyWithinMs = 2_000;

const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const notServed =
  'This process does not serve the API: PAYGRAPH_ROLES does not name api. Ask one that does; here are /healthz and /readyz only.';

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** What is open: sockets, and streams over SSE. */
  open(): { readonly sockets: number; readonly streams: number };
  /** Says that we are not ready, and serves on for so long, until those who send us requests have heard it. */
  drain(ms: number): Promise<void>;
  /** Takes nothing more in, ends streams so that their clients come back, and waits for what is being answered until `cut` aborts. */
  close(cut?: AbortSignal): Promise<void>;
}

/** The one door: GraphQL over HTTP, SSE and WebSocket, providers' webhooks, and health. */
export async function startHttp({
  config,
  graphql: deps,
  webhooks,
  operators = {},
  mails,
  demoKey,
  started = () => true,
  serves = true,
  peers = alone(),
  limits: others,
}: HttpDeps): Promise<HttpServer> {
  const limits: HttpLimits = { ...httpLimits, ...others };
  const { log } = deps;
  const keys = createApiKeys(deps, limits);
  const connections = createConnections(deps, limits, sharedConnections(deps.db, peers));
  const stopHearing = deps.notifier.onKeyChange((keyId) => {
    keys.forget(keyId);
    void connections.check(keyId === '*' ? undefined : keyId);
  });
  const capacity = createCapacity(limits.capacity);
  const graphql = createGraphqlServer(servedToMerchants(deps, connections), capacity, limits);
  const buckets = createBuckets(limits.bucket, sharedBuckets(deps.db, peers));
  const bodies = createBodies(limits);
  const refusals = createRefusalLog(log, limits.refusalsLoggedEveryMs);
  const addressOf = (request: IncomingMessage): string => clientAddress(request, config.trustedProxies);
  const failures = createFailedAttempts(deps, 'key', limits.failedKeys);
  const admission = { keys, failures, refusals, addressOf };

  const pages = deps.sandbox ? createGraphiqlPages(demoKey) : {};
  const onGraphql = createGraphqlDoor(
    {
      ...admission,
      graphql,
      capacity,
      bodies,
      page: pages.merchants,
      newState: (credential, requestId, resumeAfter, traceId) =>
        newState({ credential, requestId, resumeAfter, traceId, bucket: buckets.of(countedAs(credential)) }),
    },
    limits,
  );
  const onStream = createStreamDoor(
    {
      ...admission,
      sealer: deps.sealer,
      clock: deps.clock,
      bodies,
      opened: createOpenedAddresses(deps),
      log,
      onGraphql,
    },
    limits,
  );
  const operatorAdmission = { ...admission, keys: createOperatorKeys(deps, limits) };
  const onOperator = createGraphqlDoor(
    {
      ...operatorAdmission,
      graphql: createGraphqlServer(servedToOperators(deps, operators), capacity, { ...limits, planned: false }),
      capacity,
      bodies,
      page: pages.operators,
      newState: (credential, requestId, _resumeAfter, traceId) =>
        newState({ credential, requestId, traceId, bucket: buckets.of(credential.keyId) }),
    },
    limits,
  );
  const consoleDoor = createConsoleDoor(
    {
      ...{ sealer: deps.sealer, db: deps.db, log, bodies },
      merchants: admission,
      operators: operatorAdmission,
      onGraphql,
      onOperator,
      sandboxUrl: deps.sandbox?.sandboxUrl,
      productClock: deps.clock,
    },
    limits,
  );
  const onDocs = createDocsDoor();
  const onWebhook = createWebhookDoor(
    { webhooks, bodies, forgeries: createFailedAttempts(deps, 'webhook', limits.forgedWebhooks), refusals, addressOf },
    limits,
  );

  const onReady: Handler = async (_request, response) => {
    if (closing.begun()) return send(response, 503, { ready: false, stopping: true });
    if (!started()) return send(response, 503, { ready: false, starting: true }, { 'retry-after': '1' });
    try {
      await orTimeout(readyWithinMs, deps.db.ping());
      send(response, 200, { ready: true });
    } catch {
      send(response, 503, { ready: false }, { 'retry-after': '1' });
    }
  };

  const route = async (
    request: IncomingMessage,
    response: ServerResponse,
    observed: ObservedRequest,
  ): Promise<void> => {
    const path = pathOf(request);
    observed.route = routes.get(path) ?? null;
    if (!serves && !healthPaths.has(path)) {
      leaveUnread(request);
      return send(response, 404, { error: notServed });
    }
    if (path === '/graphql') return onGraphql(request, response, observed);
    if (path === '/graphql/stream') return onStream(request, response, observed);
    if (path === '/operator/graphql') return onOperator(request, response, observed);
    const webhook = /^\/webhooks\/([a-z_]{1,30})\/([A-Za-z0-9_-]{1,100})$/.exec(path);
    if (webhook && request.method === 'POST') {
      observed.route = '/webhooks/{provider}/{address}';
      return onWebhook(request, response, observed, webhook[1] ?? '', webhook[2] ?? '');
    }
    if (consoleDoor.owns(path)) {
      observed.route = '/console';
      return consoleDoor.serve(request, response, observed);
    }
    if (isOfDocs(path)) return onDocs(request, response, observed);
    leaveUnread(request);
    if (path === '/healthz') return send(response, 200, { alive: true });
    if (path === '/readyz') return onReady(request, response);
    if (path === '/mail' && mails) return sendMails(request, response, await mails());
    return send(response, 404, { error: 'There is nothing at this address.' });
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const observed = observeRequest(deps.observe, request, response);
    const answered = observed.span
      ? observed.span.within(() => route(request, response, observed))
      : route(request, response, observed);
    answered.catch((err: unknown) => {
      const requestId = String(response.getHeader('x-request-id') ?? newRequestId());
      observed.code = databaseIsAway(err) ? 'UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
      const away = databaseIsAway(err);
      log[away ? 'warn' : 'error']({ err, requestId }, away ? 'a request found the database away' : 'a request failed');
      if (response.headersSent) response.destroy();
      else if (away && request.headers.accept?.includes('text/event-stream'))
        response.writeHead(200, sseHeaders).end(brokenStream());
      else sendError(response, requestId, away ? unavailable : internal);
    });
  };
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.headersMs + Math.max(limits.bodyArrivalMs, limits.webhookArrivalMs),
      connectionsCheckingInterval: limits.headersMs / 5,
    },
    onRequest,
  );
  // Whoever asks first is told to go on when the body is wanted, and otherwise gets the answer in place of that.
  server.on('checkContinue', (request, response) => {
    bodies.announced(request);
    server.emit('request', request, response);
  });
  const closing = createClosing(server);

  const keyless = createKeylessSockets(limits, (address) => refusals.count('cutSockets', address));
  const showsKey = new WeakMap<IncomingMessage, () => void>();
  const fromConsole = new WeakMap<IncomingMessage, string>();
  const sockets = createSocketServer(
    {
      log,
      observe: deps.observe,
      graphql,
      connections,
      admit: (request, header) => admit(admission, request, header),
      authenticate: keys.authenticate,
      broughtBy: (request) => fromConsole.get(request) ?? null,
      admitted: (request) => showsKey.get(request)?.(),
      onBrokenFrame: (request) => refusals.count('brokenFrames', addressOf(request)),
      newState: (credential, outer) =>
        newState({ credential, outer, requestId: newRequestId(), bucket: buckets.of(countedAs(credential)) }),
    },
    limits,
  );
  server.on('upgrade', async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const path = pathOf(request);
    if (!serves || (path !== '/graphql' && path !== consoleSocketPath)) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    if (path === consoleSocketPath) {
      const authorization = await consoleDoor.authorizationOf(request, socket);
      if (authorization === null || socket.destroyed) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      fromConsole.set(request, authorization);
    }
    const address = addressOf(request);
    const admitted = keyless.admit(socket, address);
    if (!admitted) {
      refusals.count('refusedSockets', address);
      socket.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\r\n');
      return;
    }
    showsKey.set(request, admitted);
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, config.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (err) => log.error({ err }, 'the HTTP server failed'));
  const { port } = server.address() as AddressInfo;

  return {
    server,
    port,
    url: urlAt(config.host, port),
    open: () => ({
      sockets: sockets.clients.size,
      streams: Math.max(0, connections.count() - sockets.clients.size),
    }),
    drain: closing.drain,
    async close(cut = AbortSignal.timeout(stopGraceMs)) {
      const closed = closing.close(cut);
      stopHearing();
      refusals.stop();
      capacity.stop();
      connections.closeAll();
      for (const client of sockets.clients) client.close(restartCode, restartReason);
      // Who reads nothing does not hear of it either.
      const unheard = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, stopGraceMs);
      await closed;
      clearTimeout(unheard);
      sockets.close();
      await buckets.stop();
    },
  };
}

/** How long a socket may take to close by itself. */
const stopGraceMs = 3_000;

const unavailable = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'The service is not available just now; try again shortly.',
  headers: { 'retry-after': '1' },
};
const internal = {
  status: 500,
  code: 'INTERNAL_SERVER_ERROR',
  message: 'Something went wrong on our side; it has been logged under the request id.',
};

const routes: ReadonlyMap<string, ObservedRequest['route']> = new Map(
  (['/graphql', '/graphql/stream', '/operator/graphql', '/healthz', '/readyz', '/mail'] as const).map((path) => [
    path,
    path,
  ]),
);

// Not by way of URL, which throws on some of what a stranger may send.
const pathOf = ({ url }: IncomingMessage): string => (url ?? '/').split('?', 1)[0] ?? '/';

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
