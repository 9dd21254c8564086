import type pg from 'pg';

/**
 * Posts by hand what a payment that was written by hand lacks in the journal: the difference between its amounts and their entries, by the
 * event of its version.
 */
export async function bookByHand(owner: pg.Client, paymentId: string): Promise<void> {
  await owner.query(
    `insert into journal (merchant_id, id, event_id, subject_type, subject_id, movement, account, direction, amount_minor, currency, posted_at)
     select p.merchant_id, gen_random_uuid(), e.id, 'oop', p.id, c.movement,
            case when leg.debit = (d.moved > 0) then c.debit else c.credit end,
            (case when leg.debit then 'DEBIT' else 'CREDIT' end)::ledger_direction, abs(d.moved), p.currency, now()
       from one_off_payment p
       join event e on e.merchant_id = p.merchant_id and e.subject_id = p.id and e.subject_version = p.version
      cross join ledger_chart c
      cross join lateral (
        select (to_jsonb(p) ->> lower(c.movement::text))::bigint - coalesce(sum(case direction when 'DEBIT' then amount_minor else -amount_minor end), 0) as moved
          from journal where subject_id = p.id and movement = c.movement and account = c.debit) d
      cross join (values (true), (false)) leg (debit)
      where p.id = $1 and d.moved <> 0`,
    [paymentId],
  );
}
