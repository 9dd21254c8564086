/** Points that a key may spend: a bucket that fills again with time, one for all processes. */
export interface Bucket {
  /** Takes points, or says how long to wait for them. Asks nobody. */
  take(points: number): Taken;
  /**
   * Whether what was taken is there in all processes together: null where this one may answer for it alone, and otherwise what the
   * database says, which many requests are told at once. Points that are not there have been given back.
   */
  confirm(points: number): Promise<Taken> | null;
  /** Gives back what was taken and not used. */
  giveBack(points: number): void;
  state(): BucketState;
}
export type Taken =
  | { readonly ok: true }
  | { readonly ok: false; readonly available: number; readonly retryAfterMs: number };
export interface BucketState {
  readonly limit: number;
  readonly available: number;
  readonly restoreRate: number;
  /** When it is full again. */
  readonly fullInMs: number;
}
export interface BucketLimits {
  readonly size: number;
  readonly perSecond: number;
}

/** What a key has spent in this process since it reported to the others. */
export interface Spending {
  readonly key: string;
  /** Below zero where more was given back than taken. */
  readonly points: number;
}
export interface SharedBuckets {
  /** Adds what was spent here, and says how many points each key lacks of a full bucket since, in all processes together. */
  spend(spending: readonly Spending[], perSecond: number): Promise<ReadonlyMap<string, number>>;
  /** How many processes take requests. */
  processes(): number;
}
export interface Buckets {
  of(key: string): Bucket;
  /** Tells the others what has not been reported, and nothing more. */
  stop(): Promise<void>;
}

/** What a process may spend ahead of the others, of a full bucket: so much may be too much, for each process but one. */
export const sliceOf = (size: number): number => size / 10;
/** What was spent is told this long afterwards at the latest. */
const tellWithinMs = 1_000;
const keysPerStatement = 1_000;
/** A database that takes longer is taken for one that is away: whoever waits to be confirmed waits so long at most. */
const answersWithinMs = 250;
const keysMax = 10_000;

interface Account {
  readonly key: string;
  /** Points that a full bucket has more, as far as is known here, at `atMs`. */
  debt: number;
  atMs: number;
  /** Of them, what was spent here and has not been reported. */
  unreported: number;
  waiting: { readonly points: number; readonly tell: (taken: Taken) => void }[];
}
interface Report extends Pick<Account, 'waiting'> {
  readonly account: Account;
  readonly points: number;
}

/**
 * Buckets by key. Each process spends by what it knows, and tells the others once a second, or as soon as it has spent half a slice: all keys
 * in one statement, so that a request costs none. What goes beyond a slice waits to be confirmed. Nothing is held, so a process that dies
 * takes nothing along. While the database does not answer each process spends its share by itself.
 */
export function createBuckets(
  { size, perSecond }: BucketLimits,
  shared: SharedBuckets,
  withinMs = answersWithinMs,
  monotonicMs: () => number = () => performance.now(),
): Buckets {
  const accounts = new Map<string, Account>();
  const slice = sliceOf(size);
  const unreported = new Set<Account>();
  let blind = false;
  let telling: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const share = (): number => (blind ? Math.max(1, shared.processes()) : 1);
  const limitNow = (): number => size / share();
  const settled = (account: Account): Account => {
    const now = monotonicMs();
    const filled = ((now - account.atMs) / 1_000) * (perSecond / share());
    account.debt = Math.max(0, account.debt - filled);
    account.atMs = now;
    return account;
  };
  // Idle ones are full, so they need not be remembered. The one that was used longest ago has had the longest time to fill.
  const accountOf = (key: string): Account => {
    const known = accounts.get(key);
    if (known) accounts.delete(key);
    else if (accounts.size >= keysMax) {
      const oldest = accounts.keys().next().value;
      if (oldest !== undefined) accounts.delete(oldest);
    }
    const account = known ?? { key, debt: 0, atMs: monotonicMs(), unreported: 0, waiting: [] };
    accounts.set(key, account);
    return settled(account);
  };

  const spend = (account: Account, points: number): void => {
    account.debt += points;
    account.unreported += points;
    unreported.add(account);
    reportSoon(!blind && isUrgent(account));
  };
  const lacking = (account: Account, points: number): Taken => {
    const limit = limitNow();
    return {
      ok: false,
      available: Math.max(0, Math.floor(limit - account.debt)),
      retryAfterMs: Math.ceil(((Math.min(points, limit) - (limit - account.debt)) / (perSecond / share())) * 1_000),
    };
  };

  const isUrgent = ({ unreported: points, waiting }: Account): boolean =>
    waiting.length > 0 || Math.abs(points) >= slice / 2;
  let soon = false;
  const reportSoon = (atOnce: boolean): void => {
    if (telling || stopped || (timer && (soon || !atOnce))) return;
    if (timer) clearTimeout(timer);
    soon = atOnce;
    timer = setTimeout(tell, atOnce ? 0 : tellWithinMs);
    timer.unref();
  };
  const tell = (): void => {
    timer = null;
    telling = reportOnce().finally(() => {
      telling = null;
      const rest = [...unreported];
      if (rest.length > 0) reportSoon(!blind && (rest.some(isUrgent) || rest.length >= keysPerStatement));
    });
  };
  const reportOnce = async (): Promise<void> => {
    const reports = [...unreported].slice(0, keysPerStatement).flatMap((account): Report[] => {
      unreported.delete(account);
      const { unreported: points, waiting } = account;
      account.unreported = 0;
      account.waiting = [];
      return points === 0 && waiting.length === 0 ? [] : [{ account, points, waiting }];
    });
    if (reports.length === 0) return;
    // Nobody waits for long. What was spent is told all the same, as soon as the database is there again.
    const late = setTimeout(() => {
      blind = true;
      for (const { account, waiting } of reports)
        answer(account, waiting.splice(0), settled(account).debt - limitNow());
    }, withinMs);
    try {
      const spending = reports.map(({ account: { key }, points }) => ({ key, points }));
      const debts = await shared.spend(spending, perSecond);
      blind = false;
      for (const { account, waiting } of reports) {
        account.debt = Math.max(0, (debts.get(account.key) ?? 0) + settled(account).unreported);
        answer(account, waiting, account.debt - size);
      }
    } catch {
      blind = true;
      for (const { account, points, waiting } of reports) {
        account.unreported += points;
        unreported.add(account);
        answer(account, waiting, settled(account).debt - limitNow());
      }
    } finally {
      clearTimeout(late);
    }
  };
  /** Tells those who wait whether they may go on. So many points are lacking: who came last is refused first. */
  const answer = (account: Account, waiting: Account['waiting'], lacks: number): void => {
    let over = lacks;
    for (const { points, tell: say } of [...waiting].reverse()) {
      if (over <= 0) {
        say({ ok: true });
        continue;
      }
      over -= points;
      spend(account, -points);
      say(lacking(account, points));
    }
  };

  return {
    of: (key) => ({
      take(points) {
        const account = accountOf(key);
        if (points > limitNow() - account.debt) return lacking(account, points);
        spend(account, points);
        return { ok: true };
      },
      confirm(points) {
        const account = accountOf(key);
        if (blind || account.unreported <= slice) return null;
        return new Promise((resolve) => {
          account.waiting.push({ points, tell: resolve });
          reportSoon(true);
        });
      },
      giveBack(points) {
        if (points > 0) spend(accountOf(key), -Math.min(points, accountOf(key).debt));
      },
      state() {
        const { debt } = accountOf(key);
        const limit = limitNow();
        return {
          limit: size,
          available: Math.max(0, Math.floor(limit - debt)),
          restoreRate: perSecond,
          fullInMs: Math.ceil((debt / (perSecond / share())) * 1_000),
        };
      },
    }),
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await telling;
      if (unreported.size > 0) await reportOnce();
    },
  };
}
