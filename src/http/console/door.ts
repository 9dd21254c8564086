import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createEndedSessions } from '../../access/ended-sessions.ts';
import type { OperatorCredential, OperatorKeyRefusal } from '../../access/operator-keys.ts';
import { newRequestId } from '../../graphql/server/request-id.ts';
import { encodeId } from '../../kernel/ids.ts';
import { root } from '../../kernel/root.ts';
import { timeZoneDefault } from '../../kernel/time-zone.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { type ErrorAnswer, send, sendError } from '../../platform/http-io.ts';
import { type AdmissionDeps, admit } from '../admission.ts';
import { type Bodies, leaveUnread } from '../bodies.ts';
import { serveBuilt } from '../built-files.ts';
import { isOwnPage } from '../cross-origin.ts';
import type { HttpLimits } from '../limits.ts';
import type { ObservedRequest } from '../observed-request.ts';
import { answerTo } from '../turned.ts';
import { createExports, type ExportDeps } from './exports.ts';
import { createSessions, type Session } from './sessions.ts';

type Door = (request: IncomingMessage, response: ServerResponse, observed: ObservedRequest) => Promise<void>;

export interface ConsoleDeps extends ExportDeps {
  readonly sealer: Sealer;
  readonly bodies: Bodies;
  readonly operators: AdmissionDeps<OperatorCredential, OperatorKeyRefusal>;
  /** The doors that a request goes on to, once its key stands in its header. */
  readonly onGraphql: Door;
  readonly onOperator: Door;
  /** Where simulators are looked at; undefined where money is real. */
  readonly sandboxUrl: string | undefined;
  /** Sessions go by the machine's time: whoever moves the clock of a sandbox stays signed in. */
  readonly clock?: Clock;
}

export interface ConsoleDoor {
  /** Whether a path is the console's; `/` leads people to it, and tells programs where to go. */
  owns(path: string): boolean;
  serve: Door;
  /** What a socket of the console's comes with, in place of the key that it does not know; null when it is to be refused. */
  authorizationOf(request: IncomingMessage, socket: Duplex): Promise<string | null>;
}

const whereToGo = {
  graphql: '/graphql',
  operators: '/operator/graphql',
  console: '/console',
  docs: '/docs',
  ready: '/readyz',
};
export const consoleSocketPath = '/console/graphql';
const signInMax = 1_024;

/** The console: its files, who is signed in, and GraphQL for its own pages by their session. */
export function createConsoleDoor(
  {
    sealer,
    bodies,
    merchants,
    operators,
    db,
    log,
    onGraphql,
    onOperator,
    sandboxUrl,
    productClock,
    clock = systemClock(),
  }: ConsoleDeps,
  limits: Pick<HttpLimits, 'bodyArrivalMs' | 'sessionMs' | 'exportMs' | 'keyKeptMs'>,
): ConsoleDoor {
  const sendFile = createExports({ db, log, merchants, productClock }, limits);
  const endedEarly = createEndedSessions({ db, clock }, limits);
  const secure = sandboxUrl === undefined;
  const sessions = createSessions({ sealer, endedEarly, clock, secure, lastsMs: limits.sessionMs });
  const files = serveBuilt({ name: 'console', folder: join(root, 'dist/console'), pageAt: () => 'index.html' });

  /** Who a key stands for, in the form in which the console shows it. */
  const whoIs = async (request: IncomingMessage, { authorization, endsAt }: Session) => {
    const shown = { now: productClock.now().toISOString(), endsAt: endsAt.toISOString() };
    if (authorization.startsWith('Bearer ok_')) {
      const known = await admit(operators, request, authorization);
      if (!known.ok) return known;
      const { name, scopes } = known.value;
      const environment = authorization.startsWith('Bearer ok_live_') ? 'LIVE' : 'SANDBOX';
      return {
        ok: true,
        value: { ...shown, timeZone: timeZoneDefault, kind: 'OPERATOR', name, scopes, environment },
      } as const;
    }
    const known = await admit(merchants, request, authorization);
    if (!known.ok) return known;
    const { merchantId, merchantName: name, environment, scopes, timeZone } = known.value;
    const who = { kind: 'MERCHANT', name, environment, scopes, timeZone, merchantId: encodeId('mer', merchantId) };
    return { ok: true, value: { ...shown, ...who, sandboxUrl: sandboxUrl ?? null } } as const;
  };

  const signIn = async (request: IncomingMessage, response: ServerResponse, refuse: Refuse): Promise<void> => {
    if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? '')) return refuse(jsonNeeded);
    const body = await bodies.read(request, response, { max: signInMax, arrivalMs: limits.bodyArrivalMs });
    if (!body.ok) return refuse({ ...body, code: body.status === 503 ? 'UNAVAILABLE' : 'BAD_USER_INPUT' });
    const key = keyIn(body.bytes);
    if (key === null) return refuse(keyNeeded);
    const session = sessions.begin(key);
    const who = await whoIs(request, session);
    if (!who.ok) return refuse(answerTo(who.error));
    send(response, 200, who.value, { 'set-cookie': sessions.cookie(session), ...neverKept });
  };

  const onSession = async (request: IncomingMessage, response: ServerResponse, refuse: Refuse): Promise<void> => {
    if (request.method === 'GET') {
      const session = await sessions.of(request);
      if (!session) return refuse(signedOut);
      const who = await whoIs(request, session);
      return who.ok ? send(response, 200, who.value, neverKept) : refuse(answerTo(who.error));
    }
    if (!isOwnPage(request)) return refuse(notOwnPage);
    if (request.method === 'POST') return signIn(request, response, refuse);
    if (request.method === 'DELETE') {
      leaveUnread(request);
      // The browser forgets it whatever happens; and whoever has a copy of it is out, too.
      response.setHeader('set-cookie', sessions.ended);
      const session = await sessions.of(request);
      if (session) await endedEarly.end(session.hash, session.endsAt);
      return send(response, 200, { signedOut: true });
    }
    return refuse(otherMethod);
  };

  /** By the doors that there are, as if the key had come in the header: they judge it, its points and its limits. */
  const forward = (to: Door, url: string): Door => {
    return async (request, response, observed) => {
      const refuse = refusing(request, response, observed);
      if (request.method !== 'POST') return refuse(otherMethod);
      if (!isOwnPage(request)) return refuse(notOwnPage);
      const session = await sessions.of(request);
      if (!session) return refuse(signedOut);
      delete request.headers.cookie;
      request.headers.authorization = session.authorization;
      request.url = url;
      response.setHeader('cache-control', 'no-store');
      return to(request, response, observed);
    };
  };
  /** A link leads to it, so there is no Origin: who is let in is said by the cookie, which no page of others sends along. */
  const onExport: Door = async (request, response, observed) => {
    const refuse = refusing(request, response, observed);
    if (request.method !== 'GET') return refuse(otherMethod);
    if (!['same-origin', undefined].includes(request.headers['sec-fetch-site'] as string | undefined))
      return refuse(notOwnPage);
    const session = await sessions.of(request);
    if (!session) return refuse(signedOut);
    return sendFile(request, response, session.authorization, refuse);
  };
  const doors: Readonly<Record<string, Door>> = {
    '/console/graphql': forward(onGraphql, '/graphql'),
    '/console/operator/graphql': forward(onOperator, '/operator/graphql'),
    '/console/export/payments.csv': onExport,
    '/console/session': (request, response, observed) =>
      onSession(request, response, refusing(request, response, observed)),
  };

  return {
    owns: (path) => path === '/' || path === '/console' || path.startsWith('/console/'),
    async serve(request, response, observed) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const door = doors[path];
      if (door) return door(request, response, observed);
      leaveUnread(request);
      if (path === '/') {
        const isBrowser = request.headers.accept?.includes('text/html');
        return send(response, isBrowser ? 302 : 200, whereToGo, isBrowser ? { location: whereToGo.console } : {});
      }
      files(path.slice('/console/'.length), request, response);
    },
    async authorizationOf(request, socket) {
      const session = isOwnPage(request) ? await sessions.of(request).catch(() => null) : null;
      if (session) endedEarly.follow(session, socket);
      return session?.authorization ?? null;
    },
  };
}

type Refuse = (error: ErrorAnswer) => void;
function refusing(request: IncomingMessage, response: ServerResponse, observed: ObservedRequest): Refuse {
  const requestId = newRequestId();
  observed.requestId = requestId;
  response.setHeader('x-request-id', requestId);
  return (error) => {
    observed.code = error.code;
    leaveUnread(request);
    sendError(response, requestId, error);
  };
}

function keyIn(bytes: Uint8Array): string | null {
  try {
    const { key } = JSON.parse(Buffer.from(bytes).toString()) as { readonly key?: unknown };
    return typeof key === 'string' && /^(?:sk|ok)_[\w-]{1,100}$/.test(key.trim()) ? key.trim() : null;
  } catch {
    return null;
  }
}

const neverKept = { 'cache-control': 'no-store' };
const jsonNeeded = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'expected content type application/json with {"key": "sk_…"}',
};
const keyNeeded = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: "key: expected a merchant's key, sk_test_… or sk_live_…, or an operator's, ok_test_… or ok_live_…",
};
const signedOut = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'Nobody is signed in here, or no longer: sign in with a key.',
  details: { reason: 'SIGNED_OUT' },
};
const notOwnPage = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'This is for pages of the console alone: the request has to come with their origin in the header Origin.',
  details: { reason: 'NOT_FROM_CONSOLE' },
};
const otherMethod = {
  status: 405,
  code: 'BAD_USER_INPUT',
  message: 'This address takes another method: GraphQL comes by POST; a session is begun by POST and ended by DELETE.',
};
