/** Lets a few at a time to one thing. The others wait without holding anything, a bounded while and in bounded number. */
export interface Turns {
  /** Does the work when it is its turn for `subject`; throws `Busy` when that does not come in time. */
  take<T>(subject: string, work: () => Promise<T>): Promise<T>;
}

export interface TurnsOptions {
  /** How many may be at one thing at once. */
  readonly atOnce: number;
  /** How many may wait for one thing. */
  readonly waitingMax: number;
  readonly withinMs: number;
}

/** The thing is in use by others; nothing was begun. It has the code of a lock that was not to be had in time. */
export class Busy extends Error {
  override readonly name = 'Busy';
  readonly code = '55P03';
  constructor() {
    super('others are at work on the same thing');
  }
}

interface Queue {
  busy: number;
  readonly waiting: (() => void)[];
}

/** Turns by subject, first come, first served. A subject that nobody is at costs nothing. */
export function createTurns({ atOnce, waitingMax, withinMs }: TurnsOptions): Turns {
  const queues = new Map<string, Queue>();
  const leave = (subject: string, queue: Queue): void => {
    const next = queue.waiting.shift();
    // The place is handed on, so that nobody who comes now gets before who has waited.
    if (next) next();
    else if (--queue.busy === 0) queues.delete(subject);
  };
  const enter = (queue: Queue): Promise<void> | undefined => {
    if (queue.busy < atOnce) {
      queue.busy += 1;
      return undefined;
    }
    if (queue.waiting.length >= waitingMax) throw new Busy();
    return new Promise((resolve, reject) => {
      const mine = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.waiting.splice(queue.waiting.indexOf(mine), 1);
        reject(new Busy());
      }, withinMs);
      queue.waiting.push(mine);
    });
  };
  return {
    async take(subject, work) {
      const queue = queues.get(subject) ?? { busy: 0, waiting: [] };
      queues.set(subject, queue);
      await enter(queue);
      try {
        return await work();
      } finally {
        leave(subject, queue);
      }
    },
  };
}
