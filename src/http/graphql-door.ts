import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { KnownKey } from '../access/api-keys.ts';
import { type Capacity, overload } from '../graphql/limits/capacity.ts';
import type { DirectAnswer } from '../graphql/server/direct.ts';
import type { RequestState } from '../graphql/server/options.ts';
import { newRequestId } from '../graphql/server/request-id.ts';
import type { GraphqlServer } from '../graphql/server/server.ts';
import { type ErrorAnswer, sendError } from '../platform/http-io.ts';
import { type AdmissionDeps, admit } from './admission.ts';
import { type Bodies, leaveUnread } from './bodies.ts';
import { answerPreflight, isPreflight, shareWithOrigin } from './cross-origin.ts';
import type { GraphiqlPage } from './graphiql-page.ts';
import type { HttpLimits } from './limits.ts';
import type { ObservedRequest } from './observed-request.ts';
import { proofOf, sendAsEvent } from './stream-addresses.ts';
import { answerTo, rateLimited } from './turned.ts';

export interface GraphqlDoorDeps<Known extends KnownKey, Refusal extends string> extends AdmissionDeps<Known, Refusal> {
  readonly graphql: GraphqlServer<Known>;
  readonly capacity: Capacity;
  readonly bodies: Bodies;
  /** A page to try things on, for browsers; there is none where it is left out. */
  readonly page?: GraphiqlPage | undefined;
  newState(
    credential: Known,
    requestId: string,
    resumeAfter: string | null,
    traceId: string | null,
  ): RequestState<Known>;
}

/** Takes in GraphQL over HTTP: the key is judged first, then its points, and only then is the body read. */
export function createGraphqlDoor<Known extends KnownKey, Refusal extends string>(
  deps: GraphqlDoorDeps<Known, Refusal>,
  limits: Pick<HttpLimits, 'direct' | 'bodyMax' | 'bodyArrivalMs'>,
): (request: IncomingMessage, response: ServerResponse, observed: ObservedRequest) => Promise<void> {
  return async (request, response, observed) => {
    const requestId = newRequestId();
    observed.requestId = requestId;
    response.setHeader('x-request-id', requestId);
    const proof = proofOf(request);
    const refuse = (error: ErrorAnswer): void => {
      observed.code = error.code;
      leaveUnread(request);
      if (proof === undefined) sendError(response, requestId, error);
      else sendAsEvent(response, requestId, error);
    };
    if (!isHost(request.headers.host))
      return refuse({ status: 400, code: 'BAD_USER_INPUT', message: 'expected the name of a host in the header Host' });
    if (isPreflight(request)) {
      leaveUnread(request);
      return answerPreflight(request, response);
    }
    shareWithOrigin(request, response);
    if (deps.page && asksForPage(request)) return deps.page(request, response);

    if (deps.capacity.behind()) {
      deps.refusals.count('shedRequests', deps.addressOf(request));
      return refuse(overloaded);
    }
    const known = await admit(deps, request, request.headers.authorization ?? null);
    if (!known.ok) {
      return refuse(answerTo(known.error));
    }
    const resumeAfter = request.headers['last-event-id'];
    const state = deps.newState(
      known.value,
      requestId,
      typeof resumeAfter === 'string' ? resumeAfter || null : null,
      observed.traceId,
    );
    if (proof !== undefined) state.proof = proof;
    observed.state = state;
    response.once('close', state.abort);
    if (state.bucket.state().available < 1) {
      const waits = state.bucket.take(1);
      if (!waits.ok) return refuse(rateLimited('Rate limited; no points are left.', waits.retryAfterMs));
      state.bucket.giveBack(1);
    }
    if (!hasBody(request)) return deps.graphql.yoga(request, response, { state });

    const body = await deps.bodies.read(request, response, { max: limits.bodyMax, arrivalMs: limits.bodyArrivalMs });
    if (!body.ok) {
      if (body.status === 503) deps.refusals.count('shedRequests', deps.addressOf(request));
      const code = body.status === 503 ? 'UNAVAILABLE' : 'BAD_USER_INPUT';
      return refuse({ ...body, code, headers: body.status === 503 ? { 'retry-after': '1' } : {} });
    }
    const plain = limits.direct && request.method === 'POST';
    const answer = await (plain ? deps.graphql.direct(request.headers, body.bytes, state) : null);
    if (answer) return reply(response, answer);
    const { method, url, headers, socket } = request;
    const read = Object.assign(Readable.from([body.bytes]), { method, url, headers, socket });
    await deps.graphql.yoga(read as unknown as IncomingMessage, response, { state });
  };
}

function reply(response: ServerResponse, { status, headers, body }: DirectAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

const overloaded = {
  status: 503,
  code: 'UNAVAILABLE',
  message: overload.message,
  details: { retryAfterMs: overload.retryAfterMs },
  headers: { 'retry-after': String(overload.retryAfterMs / 1_000) },
};

/** The address of a request is made of this header, by code that throws on what is none, and takes a path in it for one. */
const isHost = (host = ''): boolean => host === '' || (!/[/?#@\\\s]/.test(host) && URL.canParse(`http://${host}`));

const hasBody = ({ method }: IncomingMessage): boolean => method !== 'GET' && method !== 'HEAD';

/** A browser that opens the address, rather than a program that asks: what has a document in its address needs a key, however it is spelled. */
export function asksForPage({ method, headers, url }: IncomingMessage): boolean {
  if (method !== 'GET' || !(headers.accept ?? '').includes('text/html')) return false;
  return !new URLSearchParams((url ?? '').split('?').slice(1).join('?')).has('query');
}
