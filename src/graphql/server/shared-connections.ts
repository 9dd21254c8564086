import type { Db } from '../../platform/db.ts';
import { livesForSeconds, type Peers } from '../../platform/processes.ts';
import { orTimeout } from '../../platform/timeout.ts';
import type { SharedConnections } from './connections.ts';

const answersWithinMs = 1_000;

/**
 * How many connections of each key are open, by process: those of a process that has not said for a while that it lives are not counted.
 * Written before it is read, each by itself: of two processes at once, one at least sees the other.
 */
export function sharedConnections({ intake }: Pick<Db, 'intake'>, { id }: Peers): SharedConnections {
  return {
    async exchange(open) {
      const keys = [...open.keys()].sort();
      const counts = keys.map((key) => open.get(key) ?? 0);
      const counted = intake.query(
        `insert into open_connection (key, process_id, open)
         select key, $1, open from unnest($2::text[], $3::int[]) as mine (key, open) where true
         on conflict (key, process_id) do update set open = excluded.open where open_connection.open <> excluded.open`,
        [id, keys, counts],
      );
      await orTimeout(answersWithinMs, counted);
      const asked = intake.query<{ key: string; open: number }>(
        `select key, sum(open)::int as open from open_connection o join process p on p.id = o.process_id
          where o.key = any($1::text[]) and o.process_id <> $2 and p.beat_at > clock_timestamp() - make_interval(secs => $3)
          group by key`,
        [keys, id, livesForSeconds],
      );
      const { rows } = await orTimeout(answersWithinMs, asked);
      return new Map(rows.map(({ key, open: count }) => [key, count]));
    },
  };
}
