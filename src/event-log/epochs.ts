import { randomInt } from 'node:crypto';
import type { Db } from '../platform/db.ts';
import { sequencerLock } from './sequencer.ts';

/**
 * The event log from one restore of the database to the next. A database that is restored to an earlier state gives sequences a second time,
 * to other events. So every cursor says in which epoch it was made, and one that lies behind the place to which the log was restored is told
 * from one of the same sequence that is good.
 */
export interface Epochs {
  /** The epoch that cursors are made in. */
  current(): number;
  /**
   * The sequence up to which the log is still the one that a cursor of this epoch was made in. Null when nothing is known of it: it began
   * after the state that was restored. `first` stands for cursors from before there were epochs.
   */
  keptThrough(merchantId: string, epoch: number | 'first'): Promise<bigint | null>;
  /** The last restore, and up to where a merchant's log was kept. Null when there was none. */
  lastRestore(merchantId: string): Promise<Restore | null>;
  /** Looks again which database this is: a process may live while it is restored, or while a standby takes its place. */
  refresh(now: Date): Promise<void>;
}
export interface Restore {
  readonly at: Date;
  readonly keptThrough: bigint;
}

/** Of a log that was never restored. */
export const oneEpoch: Epochs = {
  current: () => 0,
  keptThrough: async () => endless,
  lastRestore: async () => null,
  refresh: async () => undefined,
};
const endless = 2n ** 63n - 1n;

// Which server (a dump is read into another), which history of it (restored to a time, or a standby that took its place), which of its databases.
const databaseNow = `(select system_identifier from pg_control_system()) || '/' || substring(pg_walfile_name(pg_current_wal_lsn()) for 8)
  || '/' || (select oid from pg_database where datname = current_database())`;

/**
 * Reads in which epoch the log is, and begins another where the database is not the one that it was: it was restored, or copied, or a
 * standby took its place, which lost nothing if it had everything. `began` is told of that, and not of the first.
 */
export async function openEpochs(
  db: Pick<Db, 'worker' | 'sequencer'>,
  now: Date,
  began: (before: Date) => void = () => undefined,
): Promise<Epochs> {
  let tag = 0;
  const enter = async (at: Date): Promise<void> => {
    const entered = await enterEpoch(db.sequencer, at);
    tag = entered.tag;
    if (entered.before) began(entered.before);
  };
  await enter(now);
  return {
    current: () => tag,
    async refresh(at) {
      const { rows } = await db.worker.query<{ tag: number; same: boolean }>(
        `select tag, database = ${databaseNow} as same from event_log_epoch order by id desc limit 1`,
      );
      if (!rows[0]?.same || rows[0].tag !== tag) await enter(at);
    },
    async keptThrough(merchantId, epoch) {
      if (epoch === tag) return endless;
      const { rows } = await db.worker.query<{ kept: string }>(
        `select coalesce((select min(coalesce(h.sequence, 0)) from event_log_epoch later
           left join event_log_epoch_head h on h.epoch_id = later.id and h.merchant_id = $1
           where later.id > made.id), $3) as kept
         from event_log_epoch made
         where case when $2::int is null then made.id = (select min(id) from event_log_epoch) else made.tag = $2 end`,
        [merchantId, epoch === 'first' ? null : epoch, endless.toString()],
      );
      return rows[0] ? BigInt(rows[0].kept) : null;
    },
    async lastRestore(merchantId) {
      const { rows } = await db.worker.query<{ at: Date; kept: string }>(
        `select e.began_at as at, coalesce(h.sequence, 0) as kept from event_log_epoch e
         left join event_log_epoch_head h on h.epoch_id = e.id and h.merchant_id = $1
         where e.id > (select min(id) from event_log_epoch) order by e.id desc limit 1`,
        [merchantId],
      );
      return rows[0] ? { at: rows[0].at, keptThrough: BigInt(rows[0].kept) } : null;
    },
  };
}

/** Under the sequencer's lock: no sequence is given while an epoch begins. `before` is when the one before began, where one began just now. */
async function enterEpoch(sequencer: Db['sequencer'], now: Date): Promise<{ tag: number; before: Date | null }> {
  const client = await sequencer.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [sequencerLock]);
    const { rows } = await client.query<{ tag: number; began_at: Date; same: boolean }>(
      `select tag, began_at, database = ${databaseNow} as same from event_log_epoch order by id desc limit 1`,
    );
    const last = rows[0];
    const entered = last?.same ? { tag: last.tag, before: null } : await beginEpoch(last?.began_at ?? null);
    await client.query('commit');
    client.release();
    return entered;
  } catch (error) {
    client.release(true);
    throw error;
  }

  async function beginEpoch(before: Date | null): Promise<{ tag: number; before: Date | null }> {
    const tag = randomInt(1, 2 ** 31);
    const { rows } = await client.query<{ id: number }>(
      `insert into event_log_epoch (tag, database, began_at) values ($1, ${databaseNow}, $2) returning id`,
      [tag, now],
    );
    if (before)
      await client.query(
        `insert into event_log_epoch_head (epoch_id, merchant_id, sequence) select $1, merchant_id, max(sequence) from event_log group by merchant_id`,
        [rows[0]?.id],
      );
    return { tag, before };
  }
}
