import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Credential, KeyRefusal } from '../access/api-keys.ts';
import type { OpenedAddresses } from '../access/opened-addresses.ts';
import { newRequestId } from '../graphql/server/request-id.ts';
import type { Clock } from '../platform/clock.ts';
import { constantTimeEqual, type Sealer } from '../platform/crypto.ts';
import { type ErrorAnswer, send, sendError } from '../platform/http-io.ts';
import type { Log } from '../platform/log.ts';
import { type AdmissionDeps, admit } from './admission.ts';
import { type Bodies, leaveUnread } from './bodies.ts';
import { answerPreflight, isPreflight, shareWithOrigin } from './cross-origin.ts';
import type { HttpLimits } from './limits.ts';
import type { ObservedRequest } from './observed-request.ts';
import { answerTo } from './turned.ts';

type Door = (request: IncomingMessage, response: ServerResponse, observed: ObservedRequest) => Promise<void>;
export interface StreamAddressDeps extends AdmissionDeps<Credential, KeyRefusal> {
  readonly sealer: Sealer;
  readonly bodies: Bodies;
  readonly clock: Clock;
  readonly opened: OpenedAddresses;
  readonly log: Pick<Log, 'warn'>;
  /** Where the request goes that an address stands for. */
  readonly onGraphql: Door;
}

/** How long after it was made an address may be opened. */
const startWithinMs = 30_000;
/** How long after that it is remembered that it was: the clocks of processes and database may be apart. */
const rememberedMs = 10 * 60_000;
/** An address is as long as what it stands for; servers in between take eight thousand characters. */
const bodyMax = 3 * 1_024;
const path = '/graphql/stream';
const context = 'stream address';

/** What stands in the address, sealed. */
interface Ticket {
  readonly authorization: string;
  readonly body: string;
  readonly startBy: number;
}

/** What whoever comes again by an address has to know of its events; undefined for a request that came by none. */
export const proofOf = (request: IncomingMessage): string | undefined => proofs.get(request);
const proofs = new WeakMap<IncomingMessage, string>();

/**
 * A way for EventSource, which sends no header: a POST with a client token gives an address, in which document and token are sealed. It may be
 * opened once, within half a minute. EventSource comes back to the same address by itself: that takes the id of an event that was sent by it, so
 * an address that is read in a log opens nothing.
 */
export function createStreamDoor(deps: StreamAddressDeps, limits: Pick<HttpLimits, 'bodyArrivalMs'>): Door {
  const { sealer, bodies, onGraphql, clock, opened } = deps;
  const key = sealer.derive(context);
  const proofFor = (ticket: string): string =>
    createHmac('sha256', key).update(ticket).digest('base64url').slice(0, 22);

  const make = async (request: IncomingMessage, response: ServerResponse, refuse: (error: ErrorAnswer) => void) => {
    const { authorization = null } = request.headers;
    const known = await admit(deps, request, authorization);
    if (!known.ok) return refuse(answerTo(known.error));
    if (!known.value.client || !authorization) return refuse(tokenNeeded);
    const body = await bodies.read(request, response, { max: bodyMax, arrivalMs: limits.bodyArrivalMs });
    if (!body.ok) return refuse({ ...body, code: body.status === 503 ? 'UNAVAILABLE' : 'BAD_USER_INPUT' });
    const ticket: Ticket = {
      authorization,
      body: Buffer.from(body.bytes).toString(),
      startBy: clock.now().getTime() + startWithinMs,
    };
    const sealed = sealer.seal(JSON.stringify(ticket), context).toString('base64url');
    send(response, 201, { url: `${path}?ticket=${sealed}`, openBy: new Date(ticket.startBy).toISOString() });
  };

  const openFirst = async ({ startBy }: Ticket, sealed: Buffer): Promise<boolean> => {
    if (clock.now().getTime() > startBy) return false;
    return opened.open(createHash('sha256').update(sealed).digest(), new Date(startBy + rememberedMs));
  };

  const open = async (request: IncomingMessage): Promise<IncomingMessage | null> => {
    const given = /[?&]ticket=([\w-]{1,8000})$/.exec(request.url ?? '')?.[1];
    if (!given) return null;
    // The same bytes may be spelled in more than one way.
    const sealed = Buffer.from(given, 'base64url');
    const ticket = unsealed(sealer, sealed);
    if (!ticket) return null;
    const proof = proofFor(sealed.toString('base64url'));
    const [cursor = '', shown = ''] = String(request.headers['last-event-id'] ?? '').split('.');
    const again = constantTimeEqual(shown, proof);
    if (!again && !(await openFirst(ticket, sealed))) return null;
    const { 'last-event-id': _, ...others } = request.headers;
    const headers = {
      ...others,
      authorization: ticket.authorization,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(again && cursor ? { 'last-event-id': cursor } : {}),
    };
    const meant = Object.assign(Readable.from([Buffer.from(ticket.body)]), {
      method: 'POST',
      url: '/graphql',
      headers,
      socket: request.socket,
    }) as unknown as IncomingMessage;
    proofs.set(meant, proof);
    return meant;
  };

  return async (request, response, observed) => {
    const requestId = newRequestId();
    observed.requestId = requestId;
    response.setHeader('x-request-id', requestId);
    if (isPreflight(request)) {
      leaveUnread(request);
      return answerPreflight(request, response);
    }
    shareWithOrigin(request, response);
    const refuse = (error: ErrorAnswer): void => {
      observed.code = error.code;
      leaveUnread(request);
      sendError(response, requestId, error);
    };
    if (request.method === 'POST') return make(request, response, refuse);
    const meant = await open(request).catch((err: unknown) => {
      deps.log.warn({ err, requestId }, 'whether the address of a stream has been opened could not be told');
      return undefined;
    });
    if (meant) return onGraphql(meant, response, observed);
    const error = meant === null ? notOpen : unavailable;
    observed.code = error.code;
    leaveUnread(request);
    sendAsEvent(response, requestId, error);
  };
}

/** A refusal where EventSource can read it: it tells a page nothing of an answer with another status. */
export function sendAsEvent(
  response: ServerResponse,
  requestId: string,
  { code, message, details }: ErrorAnswer,
): void {
  const errors = [{ message, extensions: { code, ...details, requestId } }];
  response
    .writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
    .end(`event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`);
}

function unsealed(sealer: Sealer, sealed: Buffer): Ticket | null {
  try {
    return JSON.parse(sealer.open(sealed, context).toString()) as Ticket;
  } catch {
    return null;
  }
}

const tokenNeeded = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'An address of a stream is made with a client token of createClientToken.',
  details: { reason: 'CLIENT_TOKEN_NEEDED' },
};
const notOpen = {
  status: 403,
  code: 'FORBIDDEN',
  message:
    'This address of a stream has been opened already, is not open any more, or was not made here: ask for another by POST.',
  details: { reason: 'STREAM_ADDRESS_OVER' },
};
/** Whether it has been opened cannot be told: the database is away. */
const unavailable = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'The address could not be opened just now; try it again.',
  details: { retryAfterMs: 1_000 },
};
