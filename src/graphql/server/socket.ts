import type { IncomingMessage } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql';
import { handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { type Credential, type KeyRefusal, keyLosses, keyRefusals } from '../../access/api-keys.ts';
import type { Result } from '../../kernel/result.ts';
import { databaseIsAway } from '../../platform/database-away.ts';
import type { Log } from '../../platform/log.ts';
import type { Observer, Problem } from '../../platform/observing/observer.ts';
import { extended, payForReading } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import { extensionsOf, problemsOf } from './answering.ts';
import type { Connections } from './connections.ts';
import { ofRequest } from './direct.ts';
import { isUnavailable, masked } from './masking.ts';
import type { RequestState } from './options.ts';
import { paidFor } from './persisted.ts';
import { newRequestId } from './request-id.ts';
import { beginOperation, recordOfSocket, type SocketOperation } from './request-records.ts';
import { askingOf } from './running.ts';
import type { GraphqlServer } from './server.ts';
import { carryOverWs, type WsExtra } from './ws-transport.ts';

export interface SocketDeps {
  readonly log: Log;
  readonly observe: Observer | undefined;
  readonly graphql: GraphqlServer<Credential>;
  readonly connections: Connections;
  /** Judges the key that a socket begins with. Who is refused for a time is told so, and may come back. */
  admit(
    request: IncomingMessage,
    header: string | null,
  ): Promise<
    Result<Credential, { readonly message: string; readonly retryAfterMs: number | null; readonly forbidden?: boolean }>
  >;
  /** Looks at a key that was let in before. */
  authenticate(header: string | null): Promise<Result<Credential, KeyRefusal>>;
  /** The key that came with the request itself, where pages know none: the console's. */
  broughtBy(request: IncomingMessage): string | null;
  /** The socket of this request has shown a key. */
  admitted(request: IncomingMessage): void;
  onBrokenFrame(request: IncomingMessage): void;
  /** The state of one operation on a socket. */
  newState(credential: Credential, outer: AbortSignal): RequestState<Credential>;
}
export interface SocketLimits {
  readonly subscriptionsPerSocket: number;
  readonly initTimeoutMs: number;
  readonly messageMax: number;
  /** How often a socket is asked whether it is still there. */
  readonly pingMs: number;
}

// What the library's client makes of a code decides which we use: it gives up for good on 4401, and comes back after the others.
const codes = { unauthenticated: 4401, revoked: 4403, overload: 1013, restart: 1012 } as const;
/** How a socket is told that the server stops. Clients of graphql-ws come back after it, to another process or to the next one. */
export const restartCode = codes.restart;
/** At most 123 bytes. The wait keeps thousands from coming back in the same moment. */
export const restartReason = 'the server restarts: reconnect after a random wait of 1 to 5 s, with your last cursor';
// A socket that is not read holds at most so much before it is closed; its client resumes by its cursor.
const unreadBytesMax = 4 * 1024 * 1024;

const comeBackReason = 'try again shortly';
const tooMany = 'too many connections';

/** How long the other end may take to agree to a close. */
const closeWithinMs = 2_000;

interface Extra extends WsExtra {
  /** Authenticates anew: a key is looked at before each operation, not only at the first. */
  again?: () => Promise<Result<Credential, KeyRefusal>>;
  closed?: AbortController;
  leave?: () => void;
  /** Operations that run, by their ids. */
  operations?: Map<string, SocketOperation>;
}
type Options = ServerOptions<Readonly<Record<string, unknown>>, Extra>;

/** WebSockets on the path of the API, with the same context, limits and answers as over HTTP. */
export function createSocketServer(
  { log, observe, graphql, connections, admit, authenticate, broughtBy, admitted, onBrokenFrame, newState }: SocketDeps,
  limits: SocketLimits,
): WebSocketServer {
  const { documents, persisted, executor, schemaFor, contextFor } = graphql.parts;
  // The types of `ws` do not know the newer option yet.
  const serverOptions = { noServer: true, maxPayload: limits.messageMax, handleProtocols, closeTimeout: closeWithinMs };
  const sockets = new WebSocketServer(serverOptions);

  const onConnect: NonNullable<Options['onConnect']> = async ({ extra, connectionParams }) => {
    const { socket, request } = extra;
    const given = connectionParams?.authorization;
    const header = typeof given === 'string' ? given : broughtBy(request);
    let known: Awaited<ReturnType<SocketDeps['admit']>>;
    try {
      known = await admit(request, header);
    } catch (error) {
      // An error thrown here would become 4500, after which a client stays away for good.
      log.warn(
        { err: error, channel: 'socket' },
        databaseIsAway(error) ? 'a socket found the database away' : 'a socket could not be let in',
      );
      socket.close(codes.overload, comeBackReason);
      return false;
    }
    if (!known.ok) {
      const { message, retryAfterMs, forbidden } = known.error;
      const lasting = forbidden ? codes.revoked : codes.unauthenticated;
      socket.close(retryAfterMs === null ? lasting : codes.overload, message);
      return false;
    }
    // It may have gone while its key was looked up; nothing would ever take it out again.
    if (socket.readyState !== socket.OPEN) return false;
    admitted(request);
    const closed = new AbortController();
    const leave = connections.open({
      ...known.value,
      close: (why) => {
        closed.abort();
        if (why === 'stopping') socket.close(restartCode, restartReason);
        else if (why === 'tooMany') socket.close(codes.overload, tooMany);
        else socket.close(codes.revoked, keyLosses[why]);
      },
    });
    if (!leave) {
      socket.close(codes.overload, tooMany);
      return false;
    }
    Object.assign(extra, { again: () => authenticate(header), closed, leave, operations: new Map() });
    socket.once('close', () => {
      leave();
      closed.abort();
    });
    return true;
  };

  const onSubscribe: NonNullable<Options['onSubscribe']> = async ({ extra, subscriptions }, id, payload) => {
    const { again, closed, socket } = extra;
    const operation = beginOperation();
    extra.operations?.set(id, operation);
    if (!again || !closed) throw new Error('a subscription before the connection was let in');
    const refused = (errors: readonly GraphQLError[]): readonly GraphQLError[] => {
      if (isUnavailable({ errors })) socket.close(codes.overload, comeBackReason);
      return errors;
    };
    let known: Result<Credential, KeyRefusal>;
    try {
      known = await again();
    } catch (error) {
      return refused([masked(log, newRequestId(), error)]);
    }
    if (!known.ok) {
      const message = keyRefusals[known.error];
      // The operation is told first.
      setImmediate(() => {
        closed.abort();
        socket.close(codes.revoked, message);
      });
      return [refusal('UNAUTHENTICATED', message)];
    }
    const state = newState(known.value, closed.signal);
    operation.state = state;
    try {
      if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) {
        throw refusal(
          'TOO_MANY_SUBSCRIPTIONS',
          `A socket carries ${limits.subscriptionsPerSocket} subscriptions at most.`,
          { limit: limits.subscriptionsPerSocket },
        );
      }
      const schema = schemaFor(state.credential);
      const text = paidFor(state, () => persisted.textOf(payload)) ?? '';
      payForReading({ bucket: state.bucket, state }, text);
      const document = documents.parse(text);
      const invalid = documents.problems(schema, document);
      if (invalid.length > 0)
        return invalid.map((one) => masked(log, state.requestId, ofRequest(one, 'GRAPHQL_VALIDATION_FAILED')));
      return {
        schema,
        document,
        contextValue: contextFor(state),
        variableValues: payload.variables ?? null,
        operationName: payload.operationName ?? null,
      };
    } catch (error) {
      return refused([masked(log, state.requestId, error)]);
    }
  };

  const ended = ({ operations }: Extra, id: string, problems?: readonly Problem[]): void => {
    const operation = operations?.get(id);
    if (!operation) return;
    operations?.delete(id);
    observe?.request(recordOfSocket(operation, problems));
  };

  const options: Options = {
    connectionInitWaitTimeout: limits.initTimeoutMs,
    onConnect,
    onSubscribe,
    execute: (args) => executor.execute(askingOf(documents, args)),
    subscribe: (args) => executor.subscribe(askingOf(documents, args)) as never,
    onComplete: ({ extra }, id) => ended(extra, id),
    onError: ({ extra }, id, _payload, errors) => ended(extra, id, problemsOf(errors)),
    onNext: ({ extra }, _id, _payload, args, result) => {
      if (extra.socket.bufferedAmount > unreadBytesMax) extra.socket.close(codes.overload, 'the reader takes nothing');
      // An error would end the subscription for good, as clients see it; after a close they begin it anew, from their cursor.
      if (isSubscription(args) && isUnavailable(result as ExecutionResult))
        extra.socket.close(codes.overload, comeBackReason);
      const { state } = args.contextValue as { state: RequestState };
      if (result.errors) state.problems = problemsOf(result.errors as readonly GraphQLError[]);
      return extended(result as ExecutionResult, extensionsOf(state)) as never;
    },
  };
  carryOverWs(makeServer(options as never), sockets, {
    pingMs: limits.pingMs,
    onBrokenFrame,
    onError: (error) => log.error({ err: error, channel: 'socket' }, 'a message on a socket failed'),
  });
  return sockets;
}

const isSubscription = ({ document, operationName }: ExecutionArgs): boolean =>
  getOperationAST(document, operationName)?.operation === 'subscription';
