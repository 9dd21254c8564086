import { parkedGaps } from '../kernel/schedules.ts';
import type { Db } from '../platform/db.ts';
import { namesKnown } from './names-known.ts';

/** The most that is looked at in one statement. */
const atOnce = 2_000;

/**
 * Looks again at parked news about what was not ours: what has become ours is taken up, the rest waits longer, or is given up. All of
 * it in one statement however much there is, so that another system on the same account costs us next to nothing. How many were looked at.
 */
export async function lookAgainAtForeign({ worker }: Pick<Db, 'worker'>): Promise<number> {
  const { rowCount } = await worker.query(
    `with due as (
       select merchant_id, id, ${namesKnown('inbox.merchant_id', 'inbox.provider', 'inbox.item')} as known from inbox
        where next_at <= app_now() and not about_known and state = 'PARKED' and lease_until is null
        order by next_at limit $2 for update skip locked)
     update inbox i set
            about_known = due.known,
            state = (case when due.known then 'WAITING' when i.failures < cardinality($1::bigint[]) then 'PARKED' else 'DEAD' end)::inbox_state,
            failures = case when due.known then 0 else i.failures + 1 end,
            next_at = case when due.known then app_now() else app_now() + ($1::bigint[])[i.failures + 1] * interval '1 millisecond' end
       from due where i.merchant_id = due.merchant_id and i.id = due.id`,
    [parkedGaps, atOnce],
  );
  return rowCount ?? 0;
}
