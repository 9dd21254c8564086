import type { Log } from './log.ts';
import type { Observer } from './observing/observer.ts';
import { detached } from './observing/tracing.ts';

/** A worker that takes work while there is some, then sleeps until it is woken or a poll finds more. */
export interface WorkerLoop {
  wake(): void;
  /**
   * Waits for what is due or under way at this moment, however much more comes in meanwhile: until a look that began after the call has
   * found fewer things than there were free slots, and those that were then under way have ended. True when there was anything to do.
   */
  drain(): Promise<boolean>;
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

export interface WorkerLoopOptions<T> {
  readonly name: string;
  /** How many things are worked on at once. */
  readonly slots: number;
  readonly pollMs: number;
  readonly log: Log;
  readonly observe?: Observer | undefined;
  /** Takes up to `free` due things; none means that nothing is due. */
  claim(free: number): Promise<readonly T[]>;
  work(thing: T): Promise<void>;
}

/** One who waits for what was due. */
interface Fence {
  worked: boolean;
  pass(): void;
}

export function startWorkerLoop<T>({
  name,
  slots,
  pollMs,
  log,
  observe,
  claim,
  work,
}: WorkerLoopOptions<T>): WorkerLoop {
  const running = new Set<Promise<void>>();
  const fences = new Set<Fence>();
  let stopped = false;
  let pumping: Promise<void> | null = null;
  let again = false;
  let interrupt: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;

  const start = (thing: T): void => {
    const startedAt = performance.now();
    let ok = true;
    const task = detached(() => work(thing))
      .catch((error: unknown) => {
        ok = false;
        log.error({ worker: name, error }, 'a worker failed at one thing; its lease will bring it back');
      })
      .finally(() => {
        running.delete(task);
        observe?.worked({ loop: name, ok, durationMs: performance.now() - startedAt });
      });
    running.add(task);
  };
  /** New work, or a poll's time: one slow thing must not keep the free slots idle. */
  const interrupted = (): Promise<void> =>
    new Promise((resolve) => {
      const poll = setTimeout(resolve, pollMs);
      interrupt = () => {
        clearTimeout(poll);
        resolve();
      };
      for (const task of running) void task.finally(() => clearTimeout(poll));
    });
  const noteWork = (): void => {
    for (const fence of fences) fence.worked = true;
  };
  /** All that was due when they were set has been taken up; they pass when it has ended. */
  const letPass = (those: readonly Fence[]): void => {
    for (const fence of those) fences.delete(fence);
    if (those.length > 0)
      void Promise.all(running).then(() => {
        for (const fence of those) fence.pass();
      });
  };
  const pump = async (): Promise<void> => {
    while (!stopped) {
      again = false;
      const free = slots - running.size;
      const before = [...fences];
      const things = free > 0 ? await claim(free) : [];
      for (const thing of things) start(thing);
      observe?.turn({ name, pollMs, slots, busy: running.size });
      if (things.length > 0) noteWork();
      if (things.length < free) letPass(before);
      // Woken while it looked: what it was woken for may not have been there yet.
      if (again) continue;
      if (running.size > 0) await Promise.race([...running, interrupted()]);
      else if (things.length === 0) break;
    }
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    pumping ??= pump()
      .catch((error: unknown) => {
        log.error({ worker: name, error }, 'a worker could not look for work; it tries again');
        letPass([...fences]);
      })
      .finally(() => {
        pumping = null;
        clearTimeout(timer);
        if (!stopped) timer = setTimeout(run, fences.size > 0 ? 0 : pollMs);
      });
    return pumping;
  };
  const wake = (): void => {
    again = true;
    interrupt();
    if (!stopped && !pumping) void run();
  };
  timer = setTimeout(run, 0);

  return {
    wake,
    drain: () =>
      new Promise((resolve) => {
        const fence: Fence = { worked: running.size > 0, pass: () => resolve(fence.worked) };
        fences.add(fence);
        if (stopped) letPass([fence]);
        else wake();
      }),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      interrupt();
      await pumping;
      letPass([...fences]);
      await Promise.all(running);
    },
  };
}
