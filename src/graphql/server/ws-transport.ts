import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Server } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';

/** A socket as the protocol of graphql-ws sees it. */
export interface WsExtra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}
export interface WsTransportOptions {
  readonly pingMs: number;
  /** The other end has broken the protocol of WebSockets; `ws` has closed it, with the code for what was wrong. */
  onBrokenFrame(request: IncomingMessage): void;
  /** Our own code has failed at a message. */
  onError(error: unknown): void;
}

const closedByError = 4500;

/** Who sends waits until it was written while more than this has not been. */
const waitAboveBytes = 64 * 1024;

const together = gatherer();

/**
 * What is sent over a connection in one turn of the event loop leaves in one write. Measured with 200 subscribers who hear of 150 events:
 * writing was half of the CPU of a frame.
 */
function gatherer(): (socket: Socket) => void {
  const corked = new Set<Socket>();
  const write = (): void => {
    for (const socket of corked) socket.uncork();
    corked.clear();
  };
  return (socket) => {
    if (corked.has(socket)) return;
    if (corked.size === 0) setImmediate(write);
    corked.add(socket);
    socket.cork();
  };
}

/** Carries the protocol over `ws`. The library's own way of doing so writes to the console whatever a stranger does wrong. */
export function carryOverWs<Extra extends WsExtra>(
  protocol: Server<Extra>,
  sockets: WebSocketServer,
  { pingMs, onBrokenFrame, onError }: WsTransportOptions,
): void {
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    socket.on('error', () => onBrokenFrame(request));
    let answered = true;
    socket.on('pong', () => {
      answered = true;
    });
    const ping = setInterval(() => {
      if (socket.readyState !== socket.OPEN) return;
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping();
    }, pingMs);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, request.socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data) => {
            Promise.resolve(take(String(data))).catch((error: unknown) => {
              onError(error);
              socket.close(closedByError, 'Internal server error');
            });
          }),
      },
      { socket, request } as Extra,
    );
    socket.once('close', (code, reason) => {
      clearInterval(ping);
      void closed(code, String(reason));
    });
  });
}

/** Resolves when it may be followed by more. */
function send(socket: WebSocket, connection: Socket, data: string): Promise<void> | undefined {
  if (socket.readyState !== socket.OPEN) return undefined;
  together(connection);
  if (socket.bufferedAmount >= waitAboveBytes)
    return new Promise((resolve, reject) => {
      socket.send(data, (error) => (error ? reject(error) : resolve()));
    });
  socket.send(data);
  return undefined;
}
