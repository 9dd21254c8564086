import type { Db } from '../../platform/db.ts';

/** The most changes that one statement adds to the totals. */
export const foldedAtOnce = 5_000;
/** Names the advisory lock of whoever adds: two that pick the same changes would wait for each other. */
const foldLock = 7_291_560;

const fold = `
  with turn as materialized (select pg_try_advisory_xact_lock($1) as ours),
  due as materialized (select c.id from payment_total_change c where (select ours from turn) order by c.id limit $2),
  taken as (delete from payment_total_change where id in (select id from due) returning *),
  added as (
    insert into payment_total as t (merchant_id, day, provider, currency, status, payments, requested, captured, refunded, reversed)
    select merchant_id, day, provider, currency, status, sum(payments), sum(requested), sum(captured), sum(refunded), sum(reversed)
      from taken group by merchant_id, day, provider, currency, status
        on conflict (merchant_id, day, provider, currency, status) do update
       set payments = t.payments + excluded.payments, requested = t.requested + excluded.requested, captured = t.captured + excluded.captured,
           refunded = t.refunded + excluded.refunded, reversed = t.reversed + excluded.reversed)
  select count(*)::int as folded from taken`;

/** Adds to the totals what changes of payments have left to be added, the oldest first. How many there were. */
export async function foldTotals({ worker }: Pick<Db, 'worker'>): Promise<number> {
  let all = 0;
  for (let folded = foldedAtOnce; folded === foldedAtOnce; ) {
    const { rows } = await worker.query<{ folded: number }>(fold, [foldLock, foldedAtOnce]);
    folded = rows[0]?.folded ?? 0;
    all += folded;
  }
  return all;
}
