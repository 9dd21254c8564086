/**
 * One thread serves everybody, so whoever has much to do does it in turns. The frames of all streams of the process wait in one queue: a few
 * are rendered at once, and between two rounds the event loop gets to everybody else.
 */
export interface Turns {
  /**
   * Resolves when a frame may be rendered. What is live goes before what is history: it is little, and waited for. Resolves at once when the
   * signal aborts.
   */
  take(live: boolean, signal: AbortSignal): Promise<Turn>;
}

export interface Turn {
  /** To be called when the frame has been rendered. */
  rendered(): void;
  /**
   * True when the next frame may be rendered in this turn too: it is there already, and there have not been many. Frames of one stream
   * that come together leave in one write, which is half of what a frame costs.
   */
  goesOn(): boolean;
}

export interface TurnLimits {
  /** Frames that are rendered at once. Each may hold a connection to the database, of which requests keep half. */
  readonly atOnce: number;
  /** A round that took longer is followed by one of a single turn; no turn goes on for longer. */
  readonly roundMs: number;
  /** The most frames of a turn. */
  readonly framesPerTurn: number;
}

const usual: TurnLimits = { atOnce: 6, roundMs: 5, framesPerTurn: 16 };

/** Who waits first is served first, and a stream has one frame in the queue at most: all go on at the same pace. */
export function createTurns({ atOnce, roundMs, framesPerTurn }: TurnLimits = usual): Turns {
  const queues: { readonly live: Set<() => void>; readonly history: Set<() => void> } = {
    live: new Set(),
    history: new Set(),
  };
  let rendering = 0;
  let scheduled = false;
  let roundAt = 0;

  const schedule = (): void => {
    if (scheduled || rendering >= atOnce || queues.live.size + queues.history.size === 0) return;
    scheduled = true;
    // Never in the same turn of the loop: what has come in meanwhile is served first.
    setImmediate(round);
  };
  const round = (): void => {
    scheduled = false;
    const now = performance.now();
    let room = now - roundAt > roundMs ? Math.min(1, atOnce - rendering) : atOnce - rendering;
    roundAt = now;
    for (const queue of [queues.live, queues.history])
      for (const begin of queue) {
        if (room <= 0) break;
        room -= 1;
        queue.delete(begin);
        begin();
      }
    schedule();
  };

  const newTurn = (): Turn => {
    const endsAt = performance.now() + roundMs;
    let frames = 1;
    let held = true;
    rendering += 1;
    return {
      rendered() {
        if (!held) return;
        held = false;
        rendering -= 1;
        schedule();
      },
      goesOn() {
        if (held || frames >= framesPerTurn || rendering >= atOnce || performance.now() >= endsAt) return false;
        frames += 1;
        held = true;
        rendering += 1;
        return true;
      },
    };
  };

  return {
    take(live, signal) {
      if (signal.aborted) return Promise.resolve(none);
      return new Promise((resolve) => {
        const queue = live ? queues.live : queues.history;
        const begin = (): void => {
          signal.removeEventListener('abort', leaveQueue);
          resolve(newTurn());
        };
        const leaveQueue = (): void => {
          queue.delete(begin);
          resolve(none);
        };
        signal.addEventListener('abort', leaveQueue, { once: true });
        queue.add(begin);
        schedule();
      });
    },
  };
}

const none: Turn = { rendered: () => undefined, goesOn: () => false };

/** The queue of this process: it has one event loop. */
export const turns: Turns = createTurns();
