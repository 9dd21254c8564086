import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface CapacityLimits {
  /** Points of what runs at once in this process. */
  readonly underWayPoints: number;
  /** Points of what waits for room. What does not fit is refused at once, so the costly are refused first. */
  readonly waitingPoints: number;
  readonly waitMs: number;
  /** How late the event loop may run, on average over each of two half seconds, before nothing more is let in. */
  readonly delayMs: number;
}

/** Lets in what this process can keep up with, and refuses the rest while refusing is still quick. */
export interface Capacity {
  /** Room for so many points, at once where there is any. What is given back makes it free again; null means to come again later. */
  enter(points: number): Entered | Promise<Entered>;
  /** Whether the process runs behind, so that a request is better refused before it is read. */
  behind(): boolean;
  stop(): void;
}

type Entered = (() => void) | null;

interface Waiting {
  readonly points: number;
  readonly enter: (leave: (() => void) | null) => void;
}

export function createCapacity(limits: CapacityLimits, delay: LoopDelay = watchLoopDelay()): Capacity {
  let underWay = 0;
  let waitingPoints = 0;
  const waiting = new Set<Waiting>();
  const behind = (): boolean => delay.ms() > limits.delayMs;
  // What is larger than all the room goes when nothing else does.
  const fits = (points: number): boolean => underWay === 0 || underWay + points <= limits.underWayPoints;

  const start = (points: number): (() => void) => {
    underWay += points;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      underWay -= points;
      letIn();
    };
  };
  const drop = (one: Waiting): void => {
    if (waiting.delete(one)) waitingPoints -= one.points;
  };
  // In the order of arrival: a large one is not passed by small ones for ever.
  const letIn = (): void => {
    for (const one of waiting) {
      if (!fits(one.points)) return;
      drop(one);
      one.enter(start(one.points));
    }
  };

  return {
    behind,
    enter(points) {
      if (behind()) return null;
      if (waiting.size === 0 && fits(points)) return start(points);
      if (waitingPoints + points > limits.waitingPoints) return null;
      return new Promise((resolve) => {
        const one: Waiting = {
          points,
          enter(leave) {
            clearTimeout(timer);
            resolve(leave);
          },
        };
        const timer = setTimeout(() => {
          drop(one);
          one.enter(null);
          letIn();
        }, limits.waitMs);
        waiting.add(one);
        waitingPoints += points;
      });
    },
    stop() {
      delay.stop();
      for (const one of [...waiting]) {
        drop(one);
        one.enter(null);
      }
    },
  };
}

export interface LoopDelay {
  ms(): number;
  stop(): void;
}

/**
 * The lesser of the means over the last two half seconds. One long turn is no overload, and fills a half second alone; turns that go on
 * being long are.
 */
function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: 20 });
  histogram.enable();
  let [before, last] = [0, 0];
  const timer = setInterval(() => {
    before = last;
    last = Number.isNaN(histogram.mean) ? 0 : histogram.mean / 1e6;
    histogram.reset();
  }, 500);
  timer.unref();
  return {
    ms: () => Math.min(before, last),
    stop() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

/** What is said of a request that was not let in. Nothing of it was done. */
export const overload = {
  message: 'The server has more to do than it keeps up with, and nothing was done: send it again shortly.',
  retryAfterMs: 1_000,
} as const;
