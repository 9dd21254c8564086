import type pg from 'pg';

/**
 * Posts by hand what a payment, a transfer or a receipt that was written by hand lacks in the journal: the difference between its amounts
 * and their entries, by its last event.
 */
export async function bookByHand(owner: pg.Client, id: string): Promise<void> {
  await owner.query(
    `with subject as (
       select 'oop' as type, merchant_id, id, currency, to_jsonb(p) as amounts from booked_payment p
        union all select 'trf', merchant_id, id, currency, to_jsonb(t) from booked_transfer t
        union all select 'rcp', merchant_id, id, currency, to_jsonb(r) from booked_receipt r)
     insert into journal (merchant_id, id, event_id, subject_type, subject_id, movement, account, direction, amount_minor, currency, posted_at)
     select s.merchant_id, gen_random_uuid(), e.id, s.type, s.id, c.movement,
            case when leg.debit = (d.moved > 0) then c.debit else c.credit end,
            (case when leg.debit then 'DEBIT' else 'CREDIT' end)::ledger_direction, abs(d.moved), s.currency, now()
       from subject s
      cross join lateral (select id from event where merchant_id = s.merchant_id and subject_id = s.id order by subject_version desc limit 1) e
      cross join ledger_chart c
      cross join lateral (
        select (s.amounts ->> lower(c.movement::text))::bigint - coalesce(sum(case direction when 'DEBIT' then amount_minor else -amount_minor end), 0) as moved
          from journal where subject_id = s.id and movement = c.movement and account = c.debit) d
      cross join (values (true), (false)) leg (debit)
      where s.id = $1 and d.moved <> 0`,
    [id],
  );
}
