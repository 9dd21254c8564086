import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Credential, createApiKeys, keyRefusals } from '../access/api-keys.ts';
import { type BucketLimits, createBuckets } from '../graphql/limits/bucket.ts';
import { documentLimits } from '../graphql/limits/limits.ts';
import type { GraphqlDeps } from '../graphql/schema/context.ts';
import { type ConnectionLimits, createConnections } from '../graphql/server/connections.ts';
import type { GraphqlServerOptions, RequestState } from '../graphql/server/options.ts';
import { newRequestId } from '../graphql/server/request-id.ts';
import { createGraphqlServer } from '../graphql/server/server.ts';
import { createSocketServer, restartCode, restartReason, type SocketLimits } from '../graphql/server/socket.ts';
import type { WebhookAnswer, WebhookRequest } from '../inbox/receive.ts';
import { pageHeaders } from '../kernel/markup.ts';
import type { KeptMail } from '../mail/outbox.ts';
import { mailPage } from '../mail/page.ts';
import type { Config } from '../platform/config.ts';
import { databaseIsAway } from '../platform/database-away.ts';
import { joined, readBody, send, sendError } from '../platform/http-io.ts';
import { orTimeout } from '../platform/timeout.ts';
import { createClosing } from './closing.ts';

export interface HttpDeps {
  readonly config: Pick<Config, 'host' | 'port'>;
  readonly graphql: GraphqlDeps;
  receive(request: WebhookRequest): Promise<WebhookAnswer>;
  /** What was mailed, for anybody to read: a sandbox has nobody's mail but its demo merchant's. */
  mails?(): Promise<readonly KeptMail[]>;
  /** Bounds other than the usual ones. */
  readonly limits?: Partial<HttpLimits>;
}

/** Every bound of the doors. The benchmark and tests that run side by side widen some. */
export interface HttpLimits extends GraphqlServerOptions, ConnectionLimits, SocketLimits {
  readonly bucket: BucketLimits;
  /** How long a key is believed without a look at the database; revocations are told sooner. */
  readonly keyKeptMs: number;
  readonly webhookBodyMax: number;
  /** How long a provider's message may take to arrive. */
  readonly webhookArrivalMs: number;
}

/** Who asks whether we are ready decides by the answer where requests go: no answer is a no, and must not take long. */
const readyWithinMs = 2_000;
const kib = 1_024;
export const httpLimits: HttpLimits = {
  limits: documentLimits,
  answerBytesMax: 8 * 1_024 * kib,
  bodyMax: 100 * kib,
  queryTimeoutMs: 10_000,
  pingMs: 12_000,
  unreadMs: 60_000,
  graphiql: false,
  perKey: 200,
  perProcess: 5_000,
  // With the time of a statement on top, both are within the second that a revocation may take.
  recheckMs: 750,
  keyKeptMs: 750,
  subscriptionsPerSocket: 20,
  initTimeoutMs: 3_000,
  messageMax: 100 * kib,
  bucket: { size: 1_000, perSecond: 50 },
  webhookBodyMax: 2_048 * kib,
  webhookArrivalMs: 5_000,
};

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Says that we are not ready, and serves on for so long, until those who send us requests have heard it. */
  drain(ms: number): Promise<void>;
  /** Takes nothing more in, ends streams so that their clients come back, and waits for what is being answered until `cut` aborts. */
  close(cut?: AbortSignal): Promise<void>;
}

/** The one door: GraphQL over HTTP, SSE and WebSocket, providers' webhooks, and health. */
export async function startHttp({
  config,
  graphql: deps,
  receive,
  mails,
  limits: others,
}: HttpDeps): Promise<HttpServer> {
  const limits: HttpLimits = { ...httpLimits, graphiql: deps.sandbox !== undefined, ...others };
  const { log } = deps;
  const keys = createApiKeys(deps, limits);
  const connections = createConnections(deps, limits);
  const stopHearing = deps.notifier.onKeyChange((keyId) => {
    keys.forget(keyId);
    void connections.check(keyId === '*' ? undefined : keyId);
  });
  const graphql = createGraphqlServer(deps, connections, limits);
  const bucketOf = createBuckets(limits.bucket);

  const newState = (
    credential: Credential,
    outer: AbortSignal | null,
    requestId = newRequestId(),
    resumeAfter: string | null = null,
  ): RequestState => {
    const controller = new AbortController();
    return {
      credential,
      requestId,
      resumeAfter,
      bucket: bucketOf(credential.keyId),
      signal: outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
      abort: () => controller.abort(),
      cursor: null,
    };
  };

  const onGraphql: Handler = async (request, response) => {
    const requestId = newRequestId();
    response.setHeader('x-request-id', requestId);
    if (limits.graphiql && asksForPage(request)) return answerPage(request, response);
    const known = await keys.authenticate(request.headers.authorization);
    if (!known.ok) return sendError(response, requestId, refused(keyRefusals[known.error]));
    const state = newState(known.value, null, requestId, header(request.headers['last-event-id']));
    response.once('close', state.abort);
    await graphql(request, response, { state });
  };
  const answerPage: Handler = (request, response) => graphql(request, response, {} as never);

  const onWebhook = async (
    request: IncomingMessage,
    response: ServerResponse,
    provider: string,
    segment: string,
  ): Promise<void> => {
    const body = await readBody(request, limits.webhookBodyMax, limits.webhookArrivalMs);
    if (!body.ok) {
      // What is still on its way is not read.
      return send(response, body.status, { error: body.message }, { connection: 'close' });
    }
    const { status, body: text } = await receive({
      provider,
      segment,
      headers: joined(request.headers),
      body: body.bytes,
    });
    response.writeHead(status, text === undefined ? {} : { 'content-type': 'application/json' }).end(text);
  };

  const onMail = (request: IncomingMessage, response: ServerResponse, shown: readonly KeptMail[]): void => {
    if (asksForPage(request)) response.writeHead(200, pageHeaders).end(mailPage(shown));
    else send(response, 200, { mails: shown });
  };

  const onReady: Handler = async (_request, response) => {
    if (closing.begun()) return send(response, 503, { ready: false, stopping: true });
    try {
      await orTimeout(readyWithinMs, deps.db.ping());
      send(response, 200, { ready: true });
    } catch {
      send(response, 503, { ready: false }, { 'retry-after': '1' });
    }
  };

  const route: Handler = async (request, response) => {
    const path = pathOf(request);
    if (path === '/graphql') return onGraphql(request, response);
    const webhook = /^\/webhooks\/([a-z]{1,30})\/([A-Za-z0-9_-]{1,100})$/.exec(path);
    if (webhook && request.method === 'POST') return onWebhook(request, response, webhook[1] ?? '', webhook[2] ?? '');
    if (path === '/healthz') return send(response, 200, { alive: true });
    if (path === '/readyz') return onReady(request, response);
    if (path === '/mail' && mails) return onMail(request, response, await mails());
    return send(response, 404, { error: 'There is nothing at this address.' });
  };

  const server = createServer((request, response) => {
    Promise.resolve(route(request, response)).catch((err: unknown) => {
      const requestId = String(response.getHeader('x-request-id') ?? newRequestId());
      const away = databaseIsAway(err);
      log[away ? 'warn' : 'error']({ err, requestId }, away ? 'a request found the database away' : 'a request failed');
      if (response.headersSent) response.destroy();
      else sendError(response, requestId, away ? unavailable : internal);
    });
  });
  const closing = createClosing(server);
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;

  const sockets = createSocketServer(
    {
      log,
      graphql,
      connections,
      authenticate: keys.authenticate,
      newState: (credential, outer) => newState(credential, outer),
    },
    limits,
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (pathOf(request) !== '/graphql') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
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
    url: `http://127.0.0.1:${port}`,
    drain: closing.drain,
    async close(cut = AbortSignal.timeout(stopGraceMs)) {
      const closed = closing.close(cut);
      stopHearing();
      connections.closeAll();
      for (const client of sockets.clients) client.close(restartCode, restartReason);
      // Who reads nothing does not hear of it either.
      const unheard = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, stopGraceMs);
      await closed;
      clearTimeout(unheard);
      sockets.close();
    },
  };
}

/** How long a socket may take to close by itself. */
const stopGraceMs = 3_000;

const refused = (message: string) => ({
  status: 401,
  code: 'UNAUTHENTICATED',
  message,
  headers: { 'www-authenticate': 'Bearer' },
});
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

// Not by way of URL, which throws on some of what a stranger may send.
const pathOf = ({ url }: IncomingMessage): string => (url ?? '/').split('?', 1)[0] ?? '/';

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const header = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** A browser that opens the address, rather than a program that asks: what has a document in its address needs a key, however it is spelled. */
function asksForPage({ method, headers, url }: IncomingMessage): boolean {
  if (method !== 'GET' || !(headers.accept ?? '').includes('text/html')) return false;
  return !new URLSearchParams((url ?? '').split('?').slice(1).join('?')).has('query');
}
