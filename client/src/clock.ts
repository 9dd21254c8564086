/** Time as the library takes it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What of the global object only browsers have. */
interface Wakes {
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

/** The machine's own. In a browser a pause ends when the network is back, since it was the network that was waited for. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const page = globalThis as Wakes;
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', over);
        page.removeEventListener?.('online', over);
        resolve();
      };
      const timer = setTimeout(over, ms);
      signal.addEventListener('abort', over, { once: true });
      page.addEventListener?.('online', over);
    }),
};
