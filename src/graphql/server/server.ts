import type { ExecutionResult } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { KnownKey } from '../../access/api-keys.ts';
import type { Log } from '../../platform/log.ts';
import type { Observer } from '../../platform/observing/observer.ts';
import { createDocuments } from '../execution/documents.ts';
import type { Capacity } from '../limits/capacity.ts';
import { extended } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import type { ExecutionContext } from '../schema/context.ts';
import { extensionsOf, finalAnswer } from './answering.ts';
import type { CloseWhy } from './connections.ts';
import { createDirectDoor, type DirectDeps, type DirectDoor, type SchemaFor } from './direct.ts';
import { keyLost } from './key-lost.ts';
import type { GraphqlServerOptions, RequestState, ServerState } from './options.ts';
import { createPersistedDocuments, resolvingDocuments, type TrustedDocuments } from './persisted.ts';
import { reading } from './reading.ts';
import { createExecutor, running } from './running.ts';
import { sseRefusal, sseResponse } from './sse.ts';

/** Both ways in: what neither way knows is answered the same. */
export interface GraphqlServer<Known extends KnownKey> {
  /** Every request that there may be, by way of the fetch API: streams, GET, pages for browsers, and whatever is odd. */
  readonly yoga: YogaServerInstance<ServerState<Known>, ExecutionContext>;
  /** The plain request that nearly all are. */
  readonly direct: DirectDoor<Known>;
  /** What both are made of, for sockets. */
  readonly parts: DirectDeps<Known>;
}

/** A schema, and with what its resolvers run. */
export interface Served<Known extends KnownKey> {
  readonly path: string;
  readonly log: Log;
  readonly observe?: Observer | undefined;
  readonly schemaFor: SchemaFor<Known>;
  /** The documents that it runs; any where this is left out. */
  readonly trusted?: TrustedDocuments | null;
  contextFor(state: RequestState<Known>): ExecutionContext;
  /** Takes a stream in, or refuses it: what answers has no streams where this is left out. */
  openStream?(known: Known, close: (why: CloseWhy) => void): (() => void) | null;
}

/** Serves one schema: by the same limits, in the same order and with the same answers, whichever it is. */
export function createGraphqlServer<Known extends KnownKey>(
  served: Served<Known>,
  capacity: Capacity,
  options: GraphqlServerOptions,
): GraphqlServer<Known> {
  const { path, log, schemaFor, contextFor } = served;
  const documents = createDocuments(options.limits);
  const persisted = createPersistedDocuments(served.trusted);
  const executor = createExecutor(served, capacity, options);
  const yoga = createYoga<ServerState<Known>, ExecutionContext>({
    graphqlEndpoint: path,
    context: ({ state }) => contextFor(state),
    batching: false,
    multipart: false,
    landingPage: false,
    logging: false,
    cors: false,
    maxRequestBodySize: options.bodyMax,
    // The page on which browsers try things is made by the door.
    graphiql: false,
    // Kept by our own documents, for every door.
    parserAndValidationCache: false,
    extraParamNames: ['documentId'],
    // Masked in our own plugin, which knows the request.
    maskedErrors: false,
    plugins: [
      jsonOnly,
      resolvingDocuments(persisted),
      schemaByContext(schemaFor),
      reading(documents),
      running(documents, executor),
      answering(served, options),
    ],
  });
  const parts = { log, documents, persisted, executor, schemaFor, contextFor };
  return { yoga, direct: createDirectDoor(parts), parts };
}

/** One content type in, so that no plain form of a browser is ever read as a request; and what a URL carries has to be JSON. */
const jsonOnly: Plugin<object, ServerState> = {
  onRequestParse({ request, url, endResponse, fetchAPI }) {
    const refuse = (status: number, code: string, message: string): void =>
      endResponse(fetchAPI.Response.json({ errors: [{ message, extensions: { code } }] }, { status }));
    const type = request.headers.get('content-type');
    // As the reader of bodies compares: what is spelled otherwise would get its answer, which has no body.
    if (request.method === 'POST' && !/^application\/json(;|$)/.test(type ?? '')) {
      refuse(
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        `expected content type application/json; got ${type?.slice(0, 80) ?? 'none'}`,
      );
    }
    if (request.method === 'GET' && !['variables', 'extensions'].every((name) => isJson(url.searchParams.get(name)))) {
      refuse(400, 'BAD_USER_INPUT', 'expected variables and extensions in JSON');
    }
  },
};

const schemaByContext = <Known extends KnownKey>(
  schemaFor: SchemaFor<Known>,
): Plugin<ServerState<Known>, ServerState<Known>> => ({
  onEnveloped({ context, setSchema }) {
    setSchema(schemaFor(context?.state?.credential));
  },
});

/** The id of the event that is sent next: the cursor, from which a browser resumes by itself. */
const eventId = ({ cursor, proof }: RequestState<KnownKey>): string | null =>
  proof === undefined ? cursor : `${cursor ?? ''}.${proof}`;

const tooManyStreams = () =>
  refusal('TOO_MANY_SUBSCRIPTIONS', 'Too many streams are open; close some, or come again later.');

function isJson(text: string | null): boolean {
  try {
    return text === null || text === '' || typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Whether one answer is given as a stream, too. Clients that take a stream beside JSON mean it for subscriptions. */
const prefersStream = (accept: string): boolean => {
  const at = accept.indexOf('text/event-stream');
  return at >= 0 && !/application\/(?:graphql-response\+)?json|\*\/\*/.test(accept.slice(0, at));
};

/** The last hand on every answer; and streams get ids and an end. */
function answering<Known extends KnownKey>(
  { log, openStream }: Served<Known>,
  { pingMs, unreadMs }: GraphqlServerOptions,
): Plugin<ExecutionContext, ServerState<Known>> {
  return {
    onResultProcess({ request, result, setResult, setResultProcessor, serverContext }) {
      const { state } = serverContext;
      if (!state || Array.isArray(result)) return;
      const extensions = extensionsOf(state);
      const asksForStream = prefersStream(request.headers.get('accept') ?? '');
      if (Symbol.asyncIterator in result) {
        let endedBy: ExecutionResult | 'restart' | null = null;
        const leave = openStream?.(state.credential, (why) => {
          if (why === 'stopping') endedBy = 'restart';
          else endedBy = extended({ errors: [why === 'tooMany' ? tooManyStreams() : keyLost(why)] }, extensions);
          state.abort();
        });
        if (!leave) {
          state.abort();
          setResultProcessor(
            () => sseRefusal(extended({ errors: [tooManyStreams()] }, extensions)),
            'text/event-stream',
          );
          return;
        }
        const onEnd = (): void => {
          leave();
          state.abort();
        };
        setResultProcessor(
          () => sseResponse(result, { cursor: () => eventId(state), onEnd, endedBy: () => endedBy, pingMs, unreadMs }),
          'text/event-stream',
        );
        return;
      }
      const answer = finalAnswer(log, state, result);
      setResult(answer);
      if (asksForStream) setResultProcessor(() => sseRefusal(answer), 'text/event-stream');
    },
  };
}
