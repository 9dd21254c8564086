import type { IncomingMessage } from 'node:http';
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
        send: (data) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(data, (error) => (error ? reject(error) : resolve()));
          }),
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
