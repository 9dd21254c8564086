import { randomUUID } from 'node:crypto';
import type { Callback, Cause, Documents, Simulator, Step } from '../kit/simulator.ts';
import { openDocuments } from './documents.ts';
import { type DeliveryMode, queueCallbacks } from './outbox.ts';
import type { StoredState } from './stored-state.ts';

export interface StepOptions {
  readonly simulator: Simulator;
  readonly cause: Cause;
  /** How the callbacks of this step are to arrive, whatever the fault script says. */
  readonly delivery?: DeliveryMode;
  /** Taken once: what came of it is kept under this key, and given again to whoever repeats it. */
  readonly key?: string;
}

export interface StepResult<T> {
  readonly value: T;
  /** How many callbacks the step has queued. */
  readonly queued: number;
  /** Deliveries that must have been tried before the reply goes out. */
  readonly beforeReply: readonly number[];
}

/** No simulator has a collection of this name. */
const keptSteps = 'host.step';

/** Runs steps: each is one transaction in which a simulator answers a call, a payer, a timer or a scenario. */
export function stepRunner(stored: StoredState, origin: () => string) {
  const documents = new Map<string, Documents>();
  const documentsOf = (provider: string): Documents => {
    const open = documents.get(provider) ?? openDocuments(stored.store, provider);
    documents.set(provider, open);
    return open;
  };
  return {
    documentsOf,
    runStep<T>({ simulator, cause, delivery, key }: StepOptions, work: (step: Step) => T): StepResult<T> {
      return stored.store.transaction(() => {
        const provider = simulator.name;
        const documents = documentsOf(provider);
        const known = key === undefined ? null : documents.get<StepResult<T>>(keptSteps, key);
        if (known) return known;
        const now = new Date(stored.clock.now());
        const callbacks: Callback[] = [];
        const value = work({
          now,
          machineNow: new Date(stored.clock.machineNow()),
          origin: origin(),
          documents,
          newId: () => randomUUID(),
          record: (effect) => stored.book.append(provider, now, effect, redacted(simulator, cause)),
          setTimer: (name, key, due) => stored.timers.set({ provider, name, key, dueMs: due.getTime(), json: null }),
          cancelTimer: (name, key) => stored.timers.cancel(provider, name, key),
          push: (callback) => callbacks.push(callback),
          arm: (fault) => stored.faults.add(provider, [fault], 1),
        });
        const behind = cause.kind === 'request' ? cause.operation : cause.name;
        const queued = queueCallbacks(stored, { simulator, now, behind, callbacks, ...(delivery && { delivery }) });
        const result = { value, ...queued };
        if (key !== undefined) documents.put(keptSteps, key, result);
        return result;
      });
    },
  };
}

function redacted({ redact }: Simulator, cause: Cause): Cause {
  if (!redact || cause.kind !== 'request') return cause;
  return { ...cause, request: { ...cause.request, body: redact(cause.request.body) } };
}
