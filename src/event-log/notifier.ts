import type { Db } from '../platform/db.ts';

/**
 * Says that there is news of a merchant, never what it is: whoever hears it reads the feed after the number it holds. A lost
 * ring costs a poll, so nothing depends on it but speed.
 */
export interface Bell {
  /** Resolves when the merchant may have news, after `pollMs` at the latest, or when the signal aborts. */
  wait(merchantId: string, pollMs: number, signal: AbortSignal): Promise<void>;
  /** Rings in this process alone; other processes hear it through the database. */
  ring(merchantIds: readonly string[]): void;
  stop(): Promise<void>;
}

export const bellChannel = 'paygraph_feed';
const reconnectMs = 1_000;

export async function startBell(db: Db, onError: (error: Error) => void): Promise<Bell> {
  const waiting = new Map<string, Set<() => void>>();
  let stopped = false;
  let client: Awaited<ReturnType<Db['connect']>> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const ring = (merchantIds: readonly string[]): void => {
    for (const id of merchantIds.includes('*') ? waiting.keys() : merchantIds) {
      const wakes = waiting.get(id);
      waiting.delete(id);
      for (const wake of wakes ?? []) wake();
    }
  };
  const listen = async (): Promise<void> => {
    try {
      client = await db.connect();
      client.on('notification', ({ payload }) => ring((payload ?? '*').split(',')));
      client.on('end', () => {
        if (!stopped) timer = setTimeout(listen, reconnectMs);
      });
      await client.query(`LISTEN ${bellChannel}`);
    } catch (error) {
      onError(error as Error);
      if (!stopped) timer = setTimeout(listen, reconnectMs);
    }
  };
  await listen();

  return {
    ring,
    wait(merchantId, pollMs, signal) {
      if (signal.aborted || stopped) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(poll);
          signal.removeEventListener('abort', done);
          waiting.get(merchantId)?.delete(done);
          resolve();
        };
        const poll = setTimeout(done, pollMs);
        signal.addEventListener('abort', done, { once: true });
        const wakes = waiting.get(merchantId);
        if (wakes) wakes.add(done);
        else waiting.set(merchantId, new Set([done]));
      });
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      ring(['*']);
      await client?.end().catch(() => undefined);
    },
  };
}
