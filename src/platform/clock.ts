/** Where the program takes its time from. Passed in, so that a test or the sandbox can move it. */
export interface Clock {
  now(): Date;
}

/** The machine's time, shifted: the sandbox plays a later day by moving the offset forward. */
export interface MovableClock extends Clock {
  offsetMs(): number;
  /** Throws on a move into the past: an expiry that has been seen would come undone. */
  setOffset(ms: number): void;
}

export function systemClock(offsetMs = 0): MovableClock {
  let offset = offsetMs;
  return {
    now: () => new Date(Date.now() + offset),
    offsetMs: () => offset,
    setOffset(ms) {
      if (!Number.isSafeInteger(ms) || ms < offset)
        throw new Error(`expected an offset of at least ${offset} ms; got ${ms}`);
      offset = ms;
    },
  };
}
