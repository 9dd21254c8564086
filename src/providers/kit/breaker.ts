/**
 * A circuit breaker per provider account: after a row of failures nothing is sent for a while, so that an outage of a
 * provider neither ties up our calls nor buries it while it recovers. A refusal by the breaker is certain: not sent.
 */
export interface Breaker {
  /** Whether a request may leave. Once the pause is over exactly one may, and its result decides for the rest. */
  mayPass(account: object): boolean;
  /** To be called once for each request that was let through. */
  record(account: object, healthy: boolean): void;
}

export interface BreakerOptions {
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  readonly failuresMax?: number;
  readonly windowMs?: number;
  readonly pauseMs?: number;
}

interface Circuit {
  /** Times of the failures in the window, at most `failuresMax`. */
  failures: number[];
  openedAt: number | null;
  trialInFlight: boolean;
}

/** Five failures in 30 s open it for 30 s (docs: reliability, retry plans). Circuits vanish with their account object. */
export function createBreaker(options: BreakerOptions): Breaker {
  const { now, failuresMax = 5, windowMs = 30_000, pauseMs = 30_000 } = options;
  const circuits = new WeakMap<object, Circuit>();

  return {
    mayPass(account) {
      const circuit = circuits.get(account);
      if (circuit === undefined || circuit.openedAt === null) return true;
      if (circuit.trialInFlight || now() - circuit.openedAt < pauseMs) return false;
      circuit.trialInFlight = true;
      return true;
    },

    record(account, healthy) {
      if (healthy) {
        circuits.delete(account);
        return;
      }
      const circuit = circuits.get(account) ?? { failures: [], openedAt: null, trialInFlight: false };
      circuits.set(account, circuit);
      const at = now();
      circuit.failures = [...circuit.failures, at].filter((time) => at - time < windowMs).slice(-failuresMax);
      // A failed trial re-opens at once; requests already under way when it opened do not prolong the pause.
      if (circuit.trialInFlight || (circuit.openedAt === null && circuit.failures.length >= failuresMax)) {
        circuit.openedAt = at;
        circuit.trialInFlight = false;
      }
    },
  };
}
