import { type MovableClock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';

/**
 * Our time: the database's, by which leases end and rows are dated, whatever the machine says; moved on by what the sandbox has moved it.
 * A new sandbox begins when it was told to; production knows no other time.
 */
export async function startClock(
  { worker }: Pick<Db, 'worker'>,
  { mode, sandboxNow }: Pick<Config, 'mode' | 'sandboxNow'>,
  machineNow: () => number,
): Promise<MovableClock> {
  if (mode === 'sandbox')
    await worker.query(
      `update sandbox_clock set started = true,
         offset_ms = coalesce(round(extract(epoch from $1::timestamptz - clock_timestamp()) * 1000), 0) where not started`,
      [sandboxNow],
    );
  const { rows } = await worker.query<{ offset_ms: string }>('select offset_ms from sandbox_clock');
  const clock = systemClock(Number(rows[0]?.offset_ms ?? 0), machineNow);
  let real: Date | null = null;
  for (let times = 0; !real && times < timesAsked; times++) real = await databaseTime(worker);
  if (real) clock.follow(real);
  return clock;
}

/** A question that took long tells nothing: nobody knows when on the way the clock was looked at. */
const answerWithinMs = 500;
const timesAsked = 5;

/** The database's time, without the offset; null when it could not be had at once. */
async function databaseTime(worker: Db['worker']): Promise<Date | null> {
  const from = performance.now();
  const { rows } = await worker.query<{ real: Date }>('select clock_timestamp() as real');
  return performance.now() - from <= answerWithinMs ? (rows[0]?.real ?? null) : null;
}

/** Looks whether our clock still stands as the database's does. True when it did not, and was put right. */
export async function followDatabase({
  db,
  clock,
  log,
}: {
  readonly db: Pick<Db, 'worker'>;
  readonly clock: MovableClock;
  readonly log: Pick<Log, 'warn'>;
}): Promise<boolean> {
  const real = await databaseTime(db.worker);
  if (!real || !clock.follow(real)) return false;
  log.warn({ skewMs: clock.skewMs() }, "the machine's clock and the database's differ; the database's counts");
  return true;
}
