import type { Log } from './log.ts';

/** A worker that takes work while there is some, then sleeps until it is woken or a poll finds more. */
export interface WorkerLoop {
  wake(): void;
  /** Works until nothing is due. True when there was anything to do. */
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
  /** Takes up to `free` due things; none means that nothing is due. */
  claim(free: number): Promise<readonly T[]>;
  work(thing: T): Promise<void>;
}

export function startWorkerLoop<T>({ name, slots, pollMs, log, claim, work }: WorkerLoopOptions<T>): WorkerLoop {
  const running = new Set<Promise<void>>();
  let stopped = false;
  let pumping: Promise<boolean> | null = null;
  let again = false;
  let interrupt: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;

  const start = (thing: T): void => {
    const task = work(thing)
      .catch((error: unknown) =>
        log.error({ worker: name, error }, 'a worker failed at one thing; its lease will bring it back'),
      )
      .finally(() => running.delete(task));
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
  const pump = async (): Promise<boolean> => {
    let worked = false;
    while (!stopped) {
      again = false;
      const things = running.size < slots ? await claim(slots - running.size) : [];
      for (const thing of things) start(thing);
      worked ||= things.length > 0;
      if (running.size > 0) await Promise.race([...running, interrupted()]);
      else if (things.length === 0 && !again) break;
    }
    return worked;
  };
  const run = (): Promise<boolean> => {
    clearTimeout(timer);
    pumping ??= pump()
      .catch((error: unknown) => {
        log.error({ worker: name, error }, 'a worker could not look for work; it tries again');
        return false;
      })
      .finally(() => {
        pumping = null;
        clearTimeout(timer);
        if (!stopped) timer = setTimeout(run, pollMs);
      });
    return pumping;
  };
  timer = setTimeout(run, 0);

  return {
    wake() {
      again = true;
      interrupt();
      if (!stopped && !pumping) void run();
    },
    drain() {
      again = true;
      return run();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      interrupt();
      await pumping;
      await Promise.all(running);
    },
  };
}
