import { Agent, request } from 'undici';
import type { Documents, Post, Simulator } from '../kit/simulator.ts';
import type { Delivery } from './delivery-queue.ts';
import { lineMark } from './outbox.ts';
import type { StoredState } from './stored-state.ts';

// A merchant who has not answered by then has failed; the provider comes again.
const attemptTimeoutMs = 10_000;
const attemptsAtOnce = 16;
const replyKept = 64 * 1024;

/** Brings the queued callbacks to the merchant, by the provider's retry plan. */
export interface Deliverer {
  /** Starts what is due. Harmless at any time. */
  pump(): void;
  /** Resolves when nothing is due and nothing is on its way. */
  idle(): Promise<void>;
  /** Resolves when these have been tried once. */
  tried(ids: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** `onTried` is told after each attempt: there may be another to come. */
export function startDeliverer(
  stored: StoredState,
  simulators: ReadonlyMap<string, Simulator>,
  documentsOf: (provider: string) => Documents,
  onTried: () => void,
): Deliverer {
  const { queue, clock, store } = stored;
  const agent = new Agent({ keepAliveTimeout: 1_000, connections: attemptsAtOnce });
  const closing = new AbortController();
  const onTheWay = new Map<number, Promise<void>>();
  const chains = new Set<string>();

  const post: Post = async (url, body, headers) => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(attemptTimeoutMs)]);
    const reply = await request(url, { method: 'POST', body, headers, dispatcher: agent, signal });
    let text = '';
    for await (const chunk of reply.body) {
      text += (chunk as Buffer).toString('latin1');
      if (text.length > replyKept) break;
    }
    return { status: reply.statusCode, body: text.slice(0, replyKept) };
  };

  const attempt = async ({ id, provider, webhook: { url, body, bad, key } }: Delivery): Promise<void> => {
    const simulator = simulators.get(provider);
    if (!simulator) return;
    const at = new Date(clock.now());
    let outcome: { status: number } | { error: string };
    try {
      const reader = { documents: documentsOf(provider), now: at };
      const written = simulator.writeCallback?.(reader, { body, bad }) ?? body;
      const proof = await simulator.signCallback(reader, { url, body: written, bad, ...(key && { key }) }, post);
      const { status } = await post(url, written, { 'content-type': 'application/json', ...proof });
      outcome = { status };
    } catch (error) {
      // Cut off by ourselves: it stays due, and the next start tries it.
      if (closing.signal.aborted) return;
      outcome = { error: reasonOf(error) };
    }
    store.transaction(() => record(id, simulator, at, outcome));
  };

  const record = (
    id: number,
    simulator: Simulator,
    at: Date,
    outcome: { status: number } | { error: string },
  ): void => {
    const delivery = queue.get(id);
    if (delivery?.status !== 'pending') return;
    const attempts = [...delivery.webhook.attempts, { at: at.toISOString(), ...outcome }];
    const waitMs = simulator.retryPlanMs[attempts.length - 1];
    const isTaken = simulator.isTaken ?? ((status) => status >= 200 && status < 300);
    const delivered = 'status' in outcome && isTaken(outcome.status);
    queue.update({
      ...delivery,
      status: delivered ? 'delivered' : waitMs === undefined ? 'givenUp' : 'pending',
      nextMs: clock.now() + (waitMs ?? 0),
      webhook: { ...delivery.webhook, attempts },
    });
  };

  const start = (delivery: Delivery): void => {
    chains.add(delivery.chain);
    const run = attempt(delivery).finally(() => {
      onTheWay.delete(delivery.id);
      chains.delete(delivery.chain);
      pump();
      onTried();
    });
    onTheWay.set(delivery.id, run);
  };

  const pump = (): void => {
    if (closing.signal.aborted) return;
    const now = clock.now();
    for (const delivery of queue.pending(10 * attemptsAtOnce)) {
      if (delivery.nextMs > now || onTheWay.size >= attemptsAtOnce) return;
      const held = chains.has(delivery.chain) || (delivery.chain.startsWith(lineMark) && queue.isBehind(delivery));
      if (!onTheWay.has(delivery.id) && !held) start(delivery);
    }
  };

  return {
    pump,
    async idle() {
      for (pump(); onTheWay.size > 0; pump()) await Promise.all(onTheWay.values());
    },
    async tried(ids) {
      const waiting = new Set(ids);
      pump();
      while (waiting.size > 0 && !closing.signal.aborted) {
        for (const id of waiting)
          if (!onTheWay.has(id) && (queue.get(id)?.webhook.attempts.length ?? 1) > 0) waiting.delete(id);
        if (waiting.size === 0 || onTheWay.size === 0) return;
        await Promise.race(onTheWay.values());
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(onTheWay.values());
      await agent.destroy();
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
