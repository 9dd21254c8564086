import { type DocumentNode, type ExecutionResult, GraphQLError, parse } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Credential } from '../../access/api-keys.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { CostReport, Limits } from '../limits/cost.ts';
import { extended, preflight } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import { type Context, createContext, type GraphqlDeps, type TransportState } from '../schema/context.ts';
import { liveSchema, sandboxSchema } from '../schema/schema.ts';
import type { Connections } from './connections.ts';
import { keyLost } from './key-lost.ts';
import { masked } from './masking.ts';
import { sseRefusal, sseResponse } from './sse.ts';

/** What the door that took the request in tells of it. */
export interface RequestState extends TransportState {
  readonly credential: Credential;
  readonly requestId: string;
  readonly bucket: Bucket;
  readonly signal: AbortSignal;
  /** Ends what the request left open. */
  readonly abort: () => void;
}
export interface ServerState {
  readonly state: RequestState;
}

export interface GraphqlServerOptions {
  readonly limits: Limits;
  readonly tokensMax: number;
  readonly bodyMax: number;
  readonly queryTimeoutMs: number;
  readonly pingMs: number;
  readonly unreadMs: number;
  /** A page to try things on, for browsers. */
  readonly graphiql: boolean;
}

export type GraphqlServer = YogaServerInstance<ServerState, Context>;

export function createGraphqlServer(
  deps: GraphqlDeps,
  connections: Connections,
  options: GraphqlServerOptions,
): GraphqlServer {
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
    parserAndValidationCache: { documentCache: boundedCache(), errorCache: boundedCache() },
    // Masked in our own plugin, which knows the request.
    maskedErrors: false,
    plugins: [jsonOnly, schemaByKey, parsing(options), running(deps, options), answering(deps, connections, options)],
  });
}

const documentsKept = 256;
const documentLengthKept = 8_192;

/** Parsed documents that come again and again. Huge ones are not kept: their trees would fill the memory. */
function boundedCache<T>(): { get(text: string): T | undefined; set(text: string, value: T): void } {
  const kept = new Map<string, T>();
  return {
    get: (text) => kept.get(text),
    set(text, value) {
      if (text.length > documentLengthKept) return;
      const oldest = kept.size >= documentsKept ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(text, value);
    },
  };
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
    const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (request.method === 'POST' && type !== 'application/json') {
      refuse(415, 'UNSUPPORTED_MEDIA_TYPE', `expected content type application/json; got ${type ?? 'none'}`);
    }
    if (request.method === 'GET' && !['variables', 'extensions'].every((name) => isJson(url.searchParams.get(name)))) {
      refuse(400, 'BAD_USER_INPUT', 'expected variables and extensions in JSON');
    }
  },
};

/** Live keys are served a schema without what only a sandbox can do; chosen here, since a socket has no request to choose by. */
const schemaByKey: Plugin<ServerState, ServerState> = {
  onEnveloped({ context, setSchema }) {
    setSchema(context?.state?.credential.environment === 'LIVE' ? liveSchema : sandboxSchema);
  },
};

function isJson(text: string | null): boolean {
  try {
    return text === null || text === '' || typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const tooManyTokens = /contains more that (\d+) tokens/;

function parsing({ tokensMax }: GraphqlServerOptions): Plugin<Context, ServerState> {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string, parseOptions: object) => {
        try {
          return parse(source, { ...parseOptions, maxTokens: tokensMax });
        } catch (error) {
          if (error instanceof Error && tooManyTokens.test(error.message))
            throw refusal('TOKEN_LIMIT', `The document has more than ${tokensMax} tokens.`, { limit: tokensMax });
          throw error;
        }
      });
    },
  };
}

function running({ log }: GraphqlDeps, { limits, queryTimeoutMs }: GraphqlServerOptions): Plugin<Context, ServerState> {
  return {
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const context = args.contextValue as unknown as Context;
      let settle: (data: unknown) => CostReport;
      try {
        settle = preflight({ ...args, contextValue: context }, limits);
      } catch (error) {
        setResultAndStopExecution({ errors: [masked(log, context.requestId, error)] });
        return undefined;
      }
      // A mutation is never given up between two of its steps; a query that takes too long is.
      const { definitions } = args.document as DocumentNode;
      if (definitions.some((one) => one.kind === 'OperationDefinition' && one.operation === 'query')) {
        setExecuteFn((input) => inTime(executeFn(input), queryTimeoutMs));
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) return;
          context.state.cost = settle(result.data ?? null);
          if (result.errors)
            setResult({ ...result, errors: result.errors.map((error) => masked(log, context.requestId, error)) });
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const context = args.contextValue as unknown as Context;
      try {
        context.state.cost = preflight({ ...args, contextValue: context }, limits)(undefined);
      } catch (error) {
        setResultAndStopExecution({ errors: [masked(log, context.requestId, error)] });
        return undefined;
      }
      return {
        onSubscribeResult: ({ result, setResult }) => {
          if (!(Symbol.asyncIterator in result)) {
            if (result.errors)
              setResult({ ...result, errors: result.errors.map((error) => masked(log, context.requestId, error)) });
            return undefined;
          }
          return {
            onNext: ({ result: next, setResult: setNext }) => {
              if (next.errors)
                setNext({ ...next, errors: next.errors.map((error) => masked(log, context.requestId, error)) });
            },
          };
        },
      };
    },
  };
}

async function inTime<T>(work: T | Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(refusal('UNAVAILABLE', `The query took longer than ${ms / 1_000} seconds.`, {}, { 'retry-after': '1' })),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
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
