import { bySql } from './check.ts';

// Each of the three tables is read once. The day of a payment is that on which it was made, by its merchant's time zone then.
const amounts = ['payments', 'requested', 'captured', 'refunded', 'reversed'];
const sumsOf = (sign: '' | '-'): string => amounts.map((amount) => `${sign}${amount}`).join(', ');

/** I10, for what is kept beside the payments: the totals and what waits to be added to them are what the payments and the ledger come to. */
export const totals = bySql(
  `select format('payment_total %s %s %s %s of merchant %s', day, provider, currency, status, merchant_id) as row,
          format('it is off by %s payments, and by %s requested, %s captured, %s refunded, %s reversed', ${amounts.map((amount) => `sum(${amount})`).join(', ')}) as problem
     from (select merchant_id, day, provider, currency, status, ${sumsOf('')} from payment_total
           union all
           select merchant_id, day, provider, currency, status, ${sumsOf('')} from payment_total_change
           union all
           select merchant_id, coalesce(counted_on, (created_at at time zone 'Europe/Copenhagen')::date), provider, currency, status,
                  -1, -requested, -captured, -refunded, -reversed from one_off_payment) each
    group by merchant_id, day, provider, currency, status
   having (${amounts.map((amount) => `sum(${amount})`).join(', ')}) <> (0, 0, 0, 0, 0)`,
  `select format('payment_total of merchant %s', coalesce(t.merchant_id, b.merchant_id)) as row,
          format('%s of %s is %s; the ledger says %s', lower(coalesce(t.movement, b.movement)), coalesce(t.currency, b.currency), coalesce(t.minor, 0), coalesce(b.minor, 0)) as problem
     from (select merchant_id, currency, movement, sum(minor) as minor
             from (select merchant_id, currency, captured, refunded, reversed from payment_total
                   union all
                   select merchant_id, currency, captured, refunded, reversed from payment_total_change) kept
            cross join lateral (values ('CAPTURED', captured), ('REFUNDED', refunded), ('REVERSED', reversed)) each (movement, minor)
            group by merchant_id, currency, movement) t
     full join (select j.merchant_id, j.currency, j.movement::text as movement, sum(case j.direction when 'DEBIT' then j.amount_minor else -j.amount_minor end) as minor
                  from journal j join ledger_chart c on c.movement = j.movement and c.debit = j.account
                 where j.movement in ('CAPTURED', 'REFUNDED', 'REVERSED') and j.subject_type in ('oop', 'chg', 'trf')
                 group by j.merchant_id, j.currency, j.movement) b
       on b.merchant_id = t.merchant_id and b.currency = t.currency and b.movement = t.movement
    where coalesce(t.minor, 0) <> coalesce(b.minor, 0)`,
);
