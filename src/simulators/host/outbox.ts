import { randomUUID } from 'node:crypto';
import type { PushFault } from '../kit/fault-line.ts';
import type { Callback, Simulator } from '../kit/simulator.ts';
import type { OutgoingWebhook } from './delivery-queue.ts';
import type { DealtFault } from './faults.ts';
import { seededRandom } from './random.ts';
import type { StoredState } from './stored-state.ts';

/** How the callbacks of a scenario are to arrive. */
export const deliveryNames = ['NORMAL', 'DUPLICATED', 'REORDERED', 'DELAYED', 'DROPPED', 'BAD_SIGNATURE'] as const;
export interface DeliveryMode {
  readonly name: (typeof deliveryNames)[number];
  readonly seed: number;
}

/** The timer that empties a provider's batch. */
export const batchTimer = '#batch';

/** What the chain of a line begins with: nothing of it overtakes what is still to be taken. */
export const lineMark = 'line:';

// A lone callback that is to arrive out of order is held back this long, so that whatever comes next overtakes it.
const heldBackMs = 5_000;

interface Outgoing {
  readonly simulator: Simulator;
  readonly now: Date;
  /** What made these callbacks: a fault line may name that instead of the callback. */
  readonly behind: string;
  readonly callbacks: readonly Callback[];
  readonly delivery?: DeliveryMode;
}

/** Puts the callbacks of a step in the queue, in the order and number that the fault script or the scenario asks for. */
export function queueCallbacks(
  stored: StoredState,
  { simulator, now, behind, callbacks, delivery }: Outgoing,
): { queued: number; beforeReply: number[] } {
  const chain = randomUUID();
  const beforeReply: number[] = [];
  let queued = 0;
  const immediate: { callback: Callback; fault: DealtFault<PushFault> | null }[] = [];
  for (const callback of callbacks) {
    if (callback.batched) {
      stored.queue.addBatched(simulator.name, {
        name: callback.name,
        url: callback.url,
        subjects: callback.subjects,
        item: callback.body,
      });
      stored.timers.setOnce({
        provider: simulator.name,
        name: batchTimer,
        key: '',
        dueMs: nextBatch(now, simulator.batch.everyMs),
        json: null,
      });
      queued++;
    } else {
      const forced = delivery && pushFaultOf(delivery);
      immediate.push({
        callback,
        fault: forced ?? stored.faults.takeForPush(simulator.name, [callback.name, behind], callback.subjects),
      });
    }
  }
  const reordered = immediate.some(({ fault }) => fault?.fault === 'pushReordered');
  if (reordered) immediate.reverse();
  for (const { callback, fault } of immediate) {
    const copies = fault?.fault === 'duplicatePush' ? (fault.args.n ?? 2) : 1;
    const heldBack = fault?.fault === 'pushReordered' && immediate.length === 1;
    const lateMs = fault?.fault === 'pushLate' ? (fault.args.ms ?? 60_000) : heldBack ? heldBackMs : 0;
    for (let copy = 0; copy < copies; copy++) {
      const id = stored.queue.add({
        provider: simulator.name,
        chain: callback.line && !fault ? `${lineMark}${callback.line}` : copy === 0 ? chain : randomUUID(),
        status: fault?.fault === 'neverPush' ? 'dropped' : 'pending',
        nextMs: now.getTime() + lateMs,
        webhook: webhookOf(callback, now, fault?.fault === 'badSignature'),
      });
      if (fault?.fault === 'pushBeforeReply') beforeReply.push(id);
    }
    if (fault?.fault !== 'neverPush') queued += copies;
  }
  return { queued, beforeReply };
}

/** Turns what waits into as few deliveries as the provider allows, one address at a time. */
export function queueBatch(stored: StoredState, simulator: Simulator, now: Date): void {
  const items = stored.queue.batched(simulator.name);
  const callbacks = [...Map.groupBy(items, ({ name, url }) => `${name} ${url}`).values()]
    .flatMap((group) => chunks(group, simulator.batch.itemsMax))
    .map((chunk) => ({
      name: chunk[0]?.name ?? '',
      url: chunk[0]?.url ?? '',
      subjects: [...new Set(chunk.flatMap(({ subjects }) => subjects))],
      body: chunk.map(({ item }) => item),
    }));
  queueCallbacks(stored, { simulator, now, behind: 'batch', callbacks });
  for (const { id } of items) stored.queue.removeBatched(id);
}

/** The fault that stands for a delivery mode; none for the normal one. Delays come from the seed. */
export function pushFaultOf({ name, seed }: DeliveryMode): DealtFault<PushFault> | undefined {
  const random = seededRandom(seed);
  switch (name) {
    case 'NORMAL':
      return undefined;
    case 'DUPLICATED':
      return { fault: 'duplicatePush', args: { n: 2 } };
    case 'REORDERED':
      return { fault: 'pushReordered', args: {} };
    case 'DELAYED':
      return { fault: 'pushLate', args: { ms: 30_000 + Math.floor(random() * 270_000) } };
    case 'DROPPED':
      return { fault: 'neverPush', args: {} };
    case 'BAD_SIGNATURE':
      return { fault: 'badSignature', args: {} };
  }
}

function webhookOf({ name, url, subjects, body, key }: Callback, now: Date, bad: boolean): OutgoingWebhook {
  const text = JSON.stringify(body);
  return { name, url, subjects, body: text, bad, ...(key && { key }), queuedAt: now.toISOString(), attempts: [] };
}

function nextBatch(now: Date, everyMs: number): number {
  return (Math.floor(now.getTime() / everyMs) + 1) * everyMs;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
