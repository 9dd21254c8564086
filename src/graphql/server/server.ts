import { type ExecutionResult, GraphQLError } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { createDocuments } from '../execution/documents.ts';
import type { Capacity } from '../limits/capacity.ts';
import { extended } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import { type Context, createContext, type GraphqlDeps } from '../schema/context.ts';
import { liveSchema, sandboxSchema } from '../schema/schema.ts';
import type { Connections } from './connections.ts';
import { keyLost } from './key-lost.ts';
import { masked } from './masking.ts';
import type { GraphqlServerOptions, ServerState } from './options.ts';
import { reading } from './reading.ts';
import { createExecutor, running } from './running.ts';
import { sseRefusal, sseResponse } from './sse.ts';

export type GraphqlServer = YogaServerInstance<ServerState, Context>;

export function createGraphqlServer(
  deps: GraphqlDeps,
  connections: Connections,
  capacity: Capacity,
  options: GraphqlServerOptions,
): GraphqlServer {
  const documents = createDocuments(options.limits);
  return createYoga<ServerState, Context>({
    graphqlEndpoint: '/graphql',
    context: ({ state }) => createContext({ deps, ...state, state }),
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
      schemaByKey(deps),
      reading(documents),
      running(documents, createExecutor(deps, capacity, options)),
      answering(deps, connections, options),
    ],
  });
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
const schemaByKey = ({ sandbox }: GraphqlDeps): Plugin<ServerState, ServerState> => ({
  onEnveloped({ context, setSchema }) {
    setSchema(sandbox && context?.state?.credential.environment === 'SANDBOX' ? sandboxSchema : liveSchema);
  },
});

function isJson(text: string | null): boolean {
  try {
    return text === null || text === '' || typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The last hand on every answer: request id, cost, codes; and streams get ids and an end. */
function answering(
  { log }: GraphqlDeps,
  connections: Connections,
  { pingMs, unreadMs }: GraphqlServerOptions,
): Plugin<Context, ServerState> {
  return {
    onResultProcess({ request, result, setResult, setResultProcessor, serverContext }) {
      const { state } = serverContext;
      if (!state || Array.isArray(result)) return;
      const extensions = { requestId: state.requestId, ...(state.cost ? { cost: state.cost } : {}) };
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
      const errors = result.errors?.map((error) => coded(masked(log, state.requestId, error)));
      const answer = extended(errors ? { ...result, errors } : result, extensions);
      setResult(answer);
      if (asksForStream) setResultProcessor(() => sseRefusal(answer), 'text/event-stream');
    },
  };
}

/**
 * An error that came without a code of ours is about the request: a variable that does not fit, or a body that is no JSON. What the
 * server attaches to the latter repeats the body, which may hold what nobody should see in a log.
 */
function coded(error: GraphQLError): GraphQLError {
  const { originalError, code, ...extensions } = error.extensions;
  if (originalError === undefined && code) return error;
  if (originalError !== undefined) Object.assign(extensions, { http: { status: 400 } });
  const { message, nodes, path } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path ?? null,
    extensions: { ...extensions, code: 'BAD_USER_INPUT' },
  });
}
