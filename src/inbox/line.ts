import type pg from 'pg';
import type { Db } from '../platform/db.ts';

/** The most that one look goes through. */
const atOnce = 1_000;
const start = '00000000-0000-0000-0000-000000000000';
/** The item that the last look came to. */
const cameTo = new WeakMap<pg.Pool, string>();

/**
 * Releases items that are marked as behind an older one where there is none. Each item that is done with releases the next, so there should
 * be none; but a message that repeats an item in the very moment in which that is done with can leave one. Each look goes on where the
 * last one ended, and begins anew when it has come to the end. How many were released.
 */
export async function releaseLeftBehind({ worker }: Pick<Db, 'worker'>): Promise<number> {
  const { rows } = await worker.query<{ looked_to: string | null; released: number }>(
    `with looked as materialized (
       select merchant_id, id, account_id, about, state from inbox where behind and id > $1 order by id limit $2
     ), released as (
       update inbox i set behind = false from looked
        where i.merchant_id = looked.merchant_id and i.id = looked.id and i.behind
          and not exists (select from inbox older where older.account_id = looked.account_id and older.about = looked.about
                                                    and older.id < looked.id and older.state = 'WAITING')
       returning 1
     )
     select (select id from looked order by id offset $2 - 1 limit 1) as looked_to, (select count(*)::int from released) as released`,
    [cameTo.get(worker) ?? start, atOnce],
  );
  cameTo.set(worker, rows[0]?.looked_to ?? start);
  return rows[0]?.released ?? 0;
}
