import type { ExecutionResult } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { createDocuments } from '../execution/documents.ts';
import type { Capacity } from '../limits/capacity.ts';
import { extended } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import { type Context, createContext, type GraphqlDeps } from '../schema/context.ts';
import { liveSchema, sandboxSchema } from '../schema/schema.ts';
import { extensionsOf, finalAnswer } from './answering.ts';
import type { Connections } from './connections.ts';
import { createDirectDoor, type DirectDeps, type DirectDoor, type SchemaFor } from './direct.ts';
import { keyLost } from './key-lost.ts';
import type { GraphqlServerOptions, ServerState } from './options.ts';
import { reading } from './reading.ts';
import { createExecutor, running } from './running.ts';
import { sseRefusal, sseResponse } from './sse.ts';

/** Both ways in: what neither way knows is answered the same. */
export interface GraphqlServer {
  /** Every request that there may be, by way of the fetch API: streams, GET, pages for browsers, and whatever is odd. */
  readonly yoga: YogaServerInstance<ServerState, Context>;
  /** The plain request that nearly all are. */
  readonly direct: DirectDoor;
  /** What both are made of, for sockets. */
  readonly parts: DirectDeps;
}

export function createGraphqlServer(
  deps: GraphqlDeps,
  connections: Connections,
  capacity: Capacity,
  options: GraphqlServerOptions,
): GraphqlServer {
  const documents = createDocuments(options.limits);
  const executor = createExecutor(deps, capacity, options);
  const schemaFor = schemaByKey(deps);
  const yoga = createYoga<ServerState, Context>({
    graphqlEndpoint: '/graphql',
    context: ({ state }) => createContext({ deps, state }),
    batching: false,
    multipart: false,
    landingPage: false,
    logging: false,
    cors: false,
    maxRequestBodySize: options.bodyMax,
    graphiql: options.graphiql ? graphiqlOptions : false,
    // Megabytes of script that most processes never show: loaded when the first browser asks. Yoga's own page needs the internet.
    renderGraphiQL: async (page) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(page),
    // Kept by our own documents, for every door.
    parserAndValidationCache: false,
    // Masked in our own plugin, which knows the request.
    maskedErrors: false,
    plugins: [
      jsonOnly,
      schemaByContext(schemaFor),
      reading(documents),
      running(documents, executor),
      answering(deps, connections, options),
    ],
  });
  const parts = { deps, documents, executor, schemaFor };
  return { yoga, direct: createDirectDoor(parts), parts };
}

const graphiqlOptions = {
  title: 'Paygraph',
  headers: JSON.stringify({ authorization: 'Bearer sk_test_' }, null, 2),
  defaultQuery:
    '# Put your API key into the headers below, then ask.\n{\n  viewer { merchantName environment scopes }\n}\n',
};

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

/**
 * Live keys, and all keys where there is no sandbox, are served a schema without what only a sandbox can do; chosen here, since a
 * socket has no request to choose by.
 */
const schemaByKey =
  ({ sandbox }: GraphqlDeps): SchemaFor =>
  (credential) =>
    sandbox && credential?.environment === 'SANDBOX' ? sandboxSchema : liveSchema;

const schemaByContext = (schemaFor: SchemaFor): Plugin<ServerState, ServerState> => ({
  onEnveloped({ context, setSchema }) {
    setSchema(schemaFor(context?.state?.credential));
  },
});

function isJson(text: string | null): boolean {
  try {
    return text === null || text === '' || typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The last hand on every answer; and streams get ids and an end. */
function answering(
  { log }: GraphqlDeps,
  connections: Connections,
  { pingMs, unreadMs }: GraphqlServerOptions,
): Plugin<Context, ServerState> {
  return {
    onResultProcess({ request, result, setResult, setResultProcessor, serverContext }) {
      const { state } = serverContext;
      if (!state || Array.isArray(result)) return;
      const extensions = extensionsOf(state);
      const asksForStream = request.headers.get('accept')?.includes('text/event-stream') ?? false;
      if (Symbol.asyncIterator in result) {
        let endedBy: ExecutionResult | 'restart' | null = null;
        const leave = connections.open({
          ...state.credential,
          close: (why) => {
            endedBy = why === 'stopping' ? 'restart' : extended({ errors: [keyLost(why)] }, extensions);
            state.abort();
          },
        });
        if (!leave) {
          state.abort();
          const errors = [
            refusal('TOO_MANY_SUBSCRIPTIONS', 'Too many streams are open; close some, or come again later.'),
          ];
          setResultProcessor(() => sseRefusal(extended({ errors }, extensions)), 'text/event-stream');
          return;
        }
        const onEnd = (): void => {
          leave();
          state.abort();
        };
        setResultProcessor(
          () => sseResponse(result, { cursor: () => state.cursor, onEnd, endedBy: () => endedBy, pingMs, unreadMs }),
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
