import type { Server, ServerResponse } from 'node:http';

/** How the door is closed, so that nobody who is on the way in or being answered is cut off. */
export interface Closing {
  /** Whether the end has begun: whoever asks whether we are ready is told no. */
  begun(): boolean;
  /** Serves on for a while, and tells each client with its answer that its connection ends: the next request goes elsewhere. */
  drain(ms: number): Promise<void>;
  /** Lets nobody in any more and waits for what is being answered. Whoever is still there when `cut` aborts is cut off. */
  close(cut: AbortSignal): Promise<void>;
}

export function createClosing(server: Server): Closing {
  const answering = new Set<ServerResponse>();
  let begun = false;
  server.on('request', (_request, response) => {
    if (begun) response.shouldKeepAlive = false;
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  const begin = (): void => {
    begun = true;
    for (const response of answering) if (!response.headersSent) response.shouldKeepAlive = false;
  };
  return {
    begun: () => begun,
    async drain(ms) {
      begin();
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    },
    async close(cut) {
      begin();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection whose headers had been sent before becomes idle, and then waits for a request that will not come.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      const cutOff = (): void => server.closeAllConnections();
      cut.addEventListener('abort', cutOff, { once: true });
      if (cut.aborted) cutOff();
      await closed;
      cut.removeEventListener('abort', cutOff);
      clearInterval(idle);
    },
  };
}
