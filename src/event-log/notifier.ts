import type { Db } from '../platform/db.ts';
import { orTimeout } from '../platform/timeout.ts';
import { createFollowers, type Following } from './followers.ts';

/**
 * Says that a merchant's event log has grown, never by what: whoever is notified reads on from where it stands. A lost
 * notification costs a poll, so nothing depends on it but speed.
 */
export interface Notifier {
  /** Follows a merchant's log until the signal aborts. It is told of what comes from now on. */
  follow(merchantId: string, signal: AbortSignal): Following;
  /** Resolves when the merchant may have new events, after `pollMs` at the latest, or when the signal aborts. */
  wait(merchantId: string, pollMs: number, signal: AbortSignal): Promise<void>;
  /** Wakes those who wait in this process; other processes are notified through the database. */
  notify(merchantIds: readonly string[]): void;
  /** Hears the id of each API key that has changed, and `*` when any may have: the database was not listened to for a while. */
  onKeyChange(heard: (keyId: string) => void): () => void;
  /** Tells other processes that there is work of a kind which this one does not do. Many in a row are told once. */
  notifyWork(kind: string): void;
  /** Hears of work from other processes. */
  onWork(heard: (kind: string) => void): void;
  stop(): Promise<void>;
}

export const notifyChannel = 'paygraph_event_log';
/** A trigger of the database notifies on it. */
const keyChannel = 'paygraph_api_key';
const workChannel = 'paygraph_work';
/** Work comes in bursts, as many as there are callers; they who do it look for all of it. */
const workBatchedMs = 5;
const reconnectMs = 1_000;
/** How often the line is tried: one that has gone without a word would be listened to for ever. */
const probeEveryMs = 10_000;
const endWithinMs = 1_000;

/** Tells the processes of a database that there is work of a kind. */
export async function tellOfWork({ worker }: Pick<Db, 'worker'>, kind: string): Promise<void> {
  await worker.query('select pg_notify($1, $2)', [workChannel, kind]);
}

export async function startNotifier(db: Db, onError: (error: Error) => void): Promise<Notifier> {
  const waiting = new Map<string, Set<() => void>>();
  const followers = createFollowers(db);
  const keyListeners = new Set<(keyId: string) => void>();
  const workListeners = new Set<(kind: string) => void>();
  const notYetSent = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  let client: Awaited<ReturnType<Db['connect']>> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const notify = (merchantIds: readonly string[]): void => {
    followers.tell(merchantIds);
    for (const id of merchantIds.includes('*') ? waiting.keys() : merchantIds) {
      const wakes = waiting.get(id);
      waiting.delete(id);
      for (const wake of wakes ?? []) wake();
    }
  };
  const keyChanged = (keyId: string): void => {
    for (const heard of keyListeners) heard(keyId);
  };
  const heardOn: Readonly<Record<string, (payload: string) => void>> = {
    [notifyChannel]: (payload) => notify(payload.split(',')),
    [keyChannel]: keyChanged,
    [workChannel]: (kind) => {
      for (const heard of workListeners) heard(kind);
    },
  };
  // A connection can fail and end at once: both come here, and one new one is enough.
  const listenAgain = (): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(listen, reconnectMs);
  };
  const listen = async (): Promise<void> => {
    try {
      client = await db.connect();
      client.on('notification', ({ channel, payload = '*' }) => heardOn[channel]?.(payload));
      client.on('end', listenAgain);
      await client.query(`LISTEN ${notifyChannel}; LISTEN ${keyChannel}; LISTEN ${workChannel}`);
      keyChanged('*');
    } catch (error) {
      onError(error as Error);
      listenAgain();
    }
  };
  await listen();
  // A probe that is not answered ends its connection, and that brings the next one.
  const probe = setInterval(() => void client?.query('select 1').catch(() => undefined), probeEveryMs).unref();

  return {
    notify,
    follow: followers.follow,
    onKeyChange(heard) {
      keyListeners.add(heard);
      return () => keyListeners.delete(heard);
    },
    notifyWork(kind) {
      if (notYetSent.has(kind) || stopped) return;
      const tell = (): void => {
        notYetSent.delete(kind);
        // They poll: one that is lost costs them a second.
        tellOfWork(db, kind).catch(onError);
      };
      notYetSent.set(kind, setTimeout(tell, workBatchedMs));
    },
    onWork(heard) {
      workListeners.add(heard);
    },
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
      clearInterval(probe);
      for (const timer of notYetSent.values()) clearTimeout(timer);
      followers.stop();
      notify(['*']);
      // A line that has gone without a word is not ended in order.
      if (client) await orTimeout(endWithinMs, client.end()).catch(() => undefined);
    },
  };
}
