import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../platform/db.ts';

export interface AttemptLimits {
  /** Failures in one window; the next attempt is refused until the window ends. */
  readonly attempts: number;
  readonly windowSeconds: number;
}
export interface FailedAttempts {
  /** For how long this one is refused, in milliseconds; 0 when it is not. Asks nobody. */
  blockedMs(who: string): number;
  /** Counts a failure, for all processes. */
  failed(who: string): Promise<void>;
}

/** Statements that may be under way at once; what fails beside them is counted in this process alone. */
const statementsMax = 2;
const blockedMax = 10_000;

/**
 * Failures are counted in the database, so that it does not help to try another process; who is blocked is known in memory, so that a
 * flood costs no statement. While the database is away, or busy with other failures, each process counts by itself.
 */
export function createFailedAttempts(
  { db }: { readonly db: Db },
  kind: 'key' | 'webhook',
  { attempts, windowSeconds }: AttemptLimits,
): FailedAttempts {
  const options = { keyPrefix: kind, points: attempts, duration: windowSeconds };
  const own = new RateLimiterMemory(options);
  const shared = new RateLimiterPostgres({
    ...options,
    storeClient: db.worker,
    storeType: 'pool',
    tableName: 'failed_attempt',
    // By a migration; and retention removes what is over.
    tableCreated: true,
    clearExpiredByTimeout: false,
    insuranceLimiter: own,
  });
  const blocked = new Map<string, number>();
  let statements = 0;

  const block = (who: string, { consumedPoints, msBeforeNext }: RateLimiterRes): void => {
    if (consumedPoints < attempts) return;
    const oldest = blocked.size >= blockedMax ? blocked.keys().next().value : undefined;
    if (oldest !== undefined) blocked.delete(oldest);
    blocked.set(who, performance.now() + msBeforeNext);
  };
  return {
    blockedMs(who) {
      const until = blocked.get(who);
      if (until === undefined) return 0;
      const left = until - performance.now();
      if (left > 0) return Math.ceil(left);
      blocked.delete(who);
      return 0;
    },
    async failed(who) {
      const asksDatabase = statements < statementsMax;
      if (asksDatabase) statements += 1;
      try {
        block(who, await (asksDatabase ? shared : own).penalty(who));
      } finally {
        if (asksDatabase) statements -= 1;
      }
    },
  };
}
