/** Where the program takes its time from. Passed in, so that a test or the sandbox can move it. */
export interface Clock {
  now(): Date;
}

/** The machine's time, shifted: the sandbox plays a later day by moving the offset forward. */
export interface MovableClock extends Clock {
  offsetMs(): number;
  /** Throws on a move into the past: an expiry that has been seen would come undone. */
  setOffset(ms: number): void;
  /** Goes by another clock from now on, which stands at `real` without the offset. True when ours was more than a moment off. */
  follow(real: Date): boolean;
  /** How far the clock that is followed is ahead of the machine's, in milliseconds. */
  skewMs(): number;
}

/** What asking another clock takes is no difference; and a time that is put right by moments would go backward by moments. */
const momentMs = 1_000;

export function systemClock(offsetMs = 0, machineNow: () => number = Date.now): MovableClock {
  let offset = offsetMs;
  let skew = 0;
  return {
    now: () => new Date(machineNow() + skew + offset),
    offsetMs: () => offset,
    setOffset(ms) {
      if (!Number.isSafeInteger(ms) || ms < offset)
        throw new Error(`expected an offset of at least ${offset} ms; got ${ms}`);
      offset = ms;
    },
    follow(real) {
      const found = real.getTime() - machineNow();
      if (Math.abs(found - skew) <= momentMs) return false;
      skew = found;
      return true;
    },
    skewMs: () => skew,
  };
}
