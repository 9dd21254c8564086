import type { Simulator, Step } from '../kit/simulator.ts';
import type { Deliverer } from './deliverer.ts';
import { batchTimer, queueBatch } from './outbox.ts';
import type { StepOptions, StepResult } from './step.ts';
import type { StoredState } from './stored-state.ts';
import type { Timer } from './timers.ts';

/** The timer behind an effect that comes later than its reply. */
export const laterTimer = '#effectLater';

const wakeMaxMs = 60_000;
const restAfterFailureMs = 1_000;

/** Lets the sandbox's time pass: by itself in step with the real one, or at once up to an instant. */
export interface Engine {
  /** Looks again at what is due next; to be called after anything that may have set a timer. */
  wake(): void;
  /** Fires everything due until then, each at its own time, with the callbacks it causes; answers with the names. */
  advanceTo(ms: number): Promise<readonly string[]>;
  nextTimerAt(): Date | null;
  close(): Promise<void>;
}

interface EngineDeps {
  readonly stored: StoredState;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly deliverer: Deliverer;
  readonly runStep: <T>(options: StepOptions, work: (step: Step) => T) => StepResult<T>;
  /** Does what a call was told to do later. */
  readonly doLater: (timer: Timer) => void;
  readonly log: (message: string) => void;
}

export function startEngine({ stored, simulators, deliverer, runStep, doLater, log }: EngineDeps): Engine {
  const { clock, timers, queue, store } = stored;
  let closed = false;
  let alarm: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };

  const fire = (timer: Timer): string => {
    const simulator = simulators.get(timer.provider);
    if (!simulator) {
      timers.remove(timer.id);
    } else if (timer.name === batchTimer) {
      store.transaction(() => {
        timers.remove(timer.id);
        queueBatch(stored, simulator, new Date(clock.now()));
      });
    } else if (timer.name === laterTimer) {
      doLater(timer);
    } else {
      runStep({ simulator, cause: { kind: 'timer', name: timer.name } }, (step) => {
        timers.remove(timer.id);
        simulator.onTimer(step, timer.name, timer.key);
      });
    }
    return `${timer.provider}.${timer.name.replace('#batch', 'callbackBatch').replace('#', '')}`;
  };

  const dueTimer = (ms: number): Timer | null => {
    const timer = timers.next();
    return timer && timer.dueMs <= ms ? timer : null;
  };

  const fireDue = async (): Promise<void> => {
    for (let timer = dueTimer(clock.now()); timer && !closed; timer = dueTimer(clock.now())) fire(timer);
    deliverer.pump();
  };

  const wake = (): void => {
    if (closed) return;
    const now = clock.now();
    const next = Math.min(timers.next()?.dueMs ?? Infinity, queue.nextAfter(now) ?? Infinity);
    clearTimeout(alarm);
    if (next !== Infinity) sleep(Math.min(Math.max(next - now, 0), wakeMaxMs));
  };

  const sleep = (ms: number): void => {
    alarm = setTimeout(() => {
      exclusively(fireDue).then(wake, (error: unknown) => {
        log(`sandbox: a timer failed: ${error instanceof Error ? error.message : 'unknown'}`);
        if (!closed) sleep(restAfterFailureMs);
      });
    }, ms);
    // The server keeps the process alive; a timer alone is no reason to.
    alarm.unref();
  };

  return {
    wake,
    nextTimerAt: () => {
      const next = Math.min(timers.next()?.dueMs ?? Infinity, queue.nextAfter(clock.now()) ?? Infinity);
      return next === Infinity ? null : new Date(next);
    },
    advanceTo: (to) =>
      exclusively(async () => {
        const fired: string[] = [];
        try {
          await deliverer.idle();
          while (!closed) {
            const delivery = queue.nextAfter(clock.now()) ?? Infinity;
            const due = Math.min(timers.next()?.dueMs ?? Infinity, delivery);
            if (due > to) break;
            clock.holdAt(due);
            const timer = dueTimer(clock.now());
            if (timer) fired.push(fire(timer));
            else fired.push('callbackDue');
            await deliverer.idle();
          }
          if (!closed) clock.holdAt(to);
        } finally {
          clock.release();
          wake();
        }
        return fired;
      }),
    async close() {
      closed = true;
      clearTimeout(alarm);
      await last;
    },
  };
}
