import type { Db } from '../../platform/db.ts';
import type { Peers } from '../../platform/processes.ts';
import type { SharedBuckets } from './bucket.ts';

/**
 * What keys have spent in all processes: of each key, when its bucket is full again, by the database's own time. The keys are written in
 * order, so that two processes never wait for each other.
 */
export function sharedBuckets({ intake }: Pick<Db, 'intake'>, peers: Peers): SharedBuckets {
  return {
    processes: () => peers.doors(),
    async spend(spending, perSecond) {
      const { rows } = await intake.query<{ key: string; seconds: number }>(
        `insert into rate_limit (key, full_at)
           select key, statement_timestamp() + make_interval(secs => points / $3)
             from unnest($1::text[], $2::float8[]) as spent (key, points) order by key
           on conflict (key) do update
             set full_at = greatest(rate_limit.full_at, statement_timestamp()) + (excluded.full_at - statement_timestamp())
           returning key, extract(epoch from full_at - statement_timestamp())::float8 as seconds`,
        [spending.map(({ key }) => key), spending.map(({ points }) => points), perSecond],
      );
      return new Map(rows.map(({ key, seconds }) => [key, seconds * perSecond]));
    },
  };
}
