import { type AuditContext, type Breach, bySql, stream } from './check.ts';
import { totals } from './totals.ts';

/** I2: what each payment may have taken and given back. A reversal stands alone: it may come after a refund. */
export const limits = bySql(
  `select format('one_off_payment %s of merchant %s', id, merchant_id) as row,
          format('authorised %s of %s; captured %s, in flight %s, released %s; refunded %s, in flight %s', authorized, requested, captured, capture_in_flight, released, refunded, refund_in_flight) as problem
     from one_off_payment
    where least(authorized, captured, capture_in_flight, released, refunded, refund_in_flight, reversed) < 0
       or (authorized > requested and kind <> 'TRANSFER') or captured + capture_in_flight + released > authorized or refunded + refund_in_flight > captured`,
  // What is in flight is what open captures and refunds have set aside, no more and no less.
  ...[
    { part: 'capture', column: 'capture_in_flight' },
    { part: 'refund', column: 'refund_in_flight' },
  ].map(
    ({ part, column }) => `
     select format('one_off_payment %s of merchant %s', p.id, p.merchant_id) as row,
            format('${column} is %s; its open ${part}s come to %s', p.${column}, open.minor) as problem
       from one_off_payment p
      cross join lateral (select coalesce(sum(c.amount_minor), 0) as minor from ${part} c join operation o on o.merchant_id = c.merchant_id and o.id = c.operation_id
                           where c.merchant_id = p.merchant_id and c.payment_id = p.id and o.status not in ('SUCCEEDED', 'FAILED')) open
      where p.${column} <> open.minor`,
  ),
  // A payer may send more than was asked for; whatever came, it is on receipts, and so is what went back.
  `select format('one_off_payment %s of merchant %s', p.id, p.merchant_id) as row,
          format('received %s, refunded %s, in flight %s; its receipts sum to %s, %s, %s', p.captured, p.refunded, p.refund_in_flight, sums.received, sums.refunded, sums.in_flight) as problem
     from one_off_payment p
    cross join lateral (select coalesce(sum(amount_minor), 0) as received, coalesce(sum(refunded), 0) as refunded, coalesce(sum(refund_in_flight), 0) as in_flight
                          from transfer_receipt r where r.merchant_id = p.merchant_id and r.payment_id = p.id) sums
    where (p.kind = 'TRANSFER' and (p.captured, p.refunded, p.refund_in_flight) is distinct from (sums.received, sums.refunded, sums.in_flight))
       or (p.kind <> 'TRANSFER' and sums.received <> 0)`,
  `select format('transfer_receipt %s of merchant %s', r.id, r.merchant_id) as row,
          format('of %s refunded %s, in flight %s; its refunds come to %s, the open ones to %s', r.amount_minor, r.refunded, r.refund_in_flight, refunds.done, refunds.open) as problem
     from transfer_receipt r
    cross join lateral (select coalesce(sum(f.amount_minor) filter (where o.status = 'SUCCEEDED'), 0) as done,
                               coalesce(sum(f.amount_minor) filter (where o.status not in ('SUCCEEDED', 'FAILED')), 0) as open
                          from refund f join operation o on o.merchant_id = f.merchant_id and o.id = f.operation_id
                         where f.merchant_id = r.merchant_id and f.receipt_id = r.id) refunds
    where least(r.refunded, r.refund_in_flight) < 0 or r.refunded + r.refund_in_flight > r.amount_minor
       or (r.refunded, r.refund_in_flight) is distinct from (refunds.done, refunds.open)
       or (r.closed_at is not null and r.refund_in_flight > 0)`,
  `select format('refund %s of merchant %s', f.id, f.merchant_id) as row, format('it is on the payment %s, its receipt on %s', f.payment_id, r.payment_id) as problem
     from refund f join transfer_receipt r on r.merchant_id = f.merchant_id and r.id = f.receipt_id where f.payment_id is distinct from r.payment_id`,
  `select format('transfer_receipt %s of merchant %s', r.id, r.merchant_id) as row, format('it is in %s on a transfer in %s', r.currency, p.currency) as problem
     from transfer_receipt r join one_off_payment p on p.merchant_id = r.merchant_id and p.id = r.payment_id where p.currency <> r.currency`,
);

/** What stands on the debit side of the books, less the other side, and each payout beside its items. */
const closed = bySql(
  `select format('the ledger of merchant %s in %s', merchant_id, currency) as row,
          format('what grows by debits comes to %s more than what grows by credits', sum(case direction when 'DEBIT' then amount_minor else -amount_minor end)) as problem
     from journal
    where account in ('PROVIDER_RECEIVABLE', 'PAYOUTS_IN_TRANSIT', 'MERCHANT_BANK', 'FEES', 'PARTNER_FEES', 'FX_CLEARING', 'PAYOUT_DIFFERENCE',
                      'PAYER_RESERVED', 'CAPTURES_IN_FLIGHT', 'MERCHANT_PAYABLE', 'REFUNDS_IN_FLIGHT', 'UNMATCHED_RECEIPTS', 'FOREIGN_PAYMENTS')
    group by merchant_id, currency
   having sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) <> 0`,
  `select format('payout %s of merchant %s', p.id, p.merchant_id) as row,
          format('it sends %s with fees of %s and a difference of %s; its %s items come to %s tenths of principal', p.amount_minor, p.fees + p.partner_fees, p.difference, items.number, items.principal) as problem
     from payout p
    cross join lateral (select count(*) as number, coalesce(sum(amount_tenths) filter (where kind not in ('FEE', 'PARTNER_FEE')), 0) as principal
                          from payout_item i where i.merchant_id = p.merchant_id and i.payout_id = p.id) items
    where coalesce(p.item_count, 0) <> items.number
       or (p.item_count is not null and abs(items.principal - 10 * (p.amount_minor + p.fees + p.partner_fees + p.difference)) >= 10)`,
);

const balanced = bySql(
  `select format('journal entries of event %s of merchant %s', event_id, merchant_id) as row,
          format('%s in %s sums to %s, not to zero', movement, currency, sum(case direction when 'DEBIT' then amount_minor else -amount_minor end)) as problem
     from journal group by merchant_id, event_id, currency, movement
   having sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) <> 0`,
  `select format('journal entry %s of merchant %s', j.id, j.merchant_id) as row, format('%s is not booked on %s', j.movement, j.account) as problem
     from journal j join ledger_chart c on c.movement = j.movement where j.account not in (c.debit, c.credit)`,
  `select format('journal entry %s of merchant %s', j.id, j.merchant_id) as row, format('the event that it names is about %s', coalesce(e.subject_id::text, 'nothing')) as problem
     from journal j left join event e on e.merchant_id = j.merchant_id and e.id = j.event_id
    where (e.subject_type, e.subject_id) is distinct from (j.subject_type, j.subject_id)`,
);

/** I10: the ledger is balanced, and is what the rows say. */
export async function* ledger(context: AuditContext): AsyncGenerator<Breach, void, void> {
  yield* balanced(context);
  yield* closed(context);
  yield* totals(context);
  const { rows } = await context.client.query<{ subject_type: string; table_name: string }>(
    'select * from ledger_subject',
  );
  for (const { subject_type: type, table_name: table } of rows)
    yield* stream<Breach>(context, amountsOf(table), [type]);
  yield* stream<Breach>(
    context,
    `select format('journal entry %s of merchant %s', id, merchant_id) as row, format('%s is no kind of thing that is booked', subject_type) as problem
       from journal where subject_type not in (select subject_type from ledger_subject)`,
  );
}

// Summed by subject first, so that each of the two tables is read once.
const amountsOf = (table: string): string => `
  with booked as (
    select j.merchant_id, j.subject_id, j.currency, j.movement, sum(case j.direction when 'DEBIT' then j.amount_minor else -j.amount_minor end) as minor
      from journal j join ledger_chart c on c.movement = j.movement and c.debit = j.account
     where j.subject_type = $1 group by j.merchant_id, j.subject_id, j.currency, j.movement),
  amounts as (
    select t.merchant_id, t.id, coalesce(to_jsonb(t) ->> (lower(c.movement::text) || '_currency'), t.currency) as currency, c.movement, (to_jsonb(t) ->> lower(c.movement::text))::bigint as minor
      from "${table}" t cross join ledger_chart c where to_jsonb(t) ? lower(c.movement::text))
  select format('${table} %s of merchant %s', coalesce(a.id, b.subject_id), coalesce(a.merchant_id, b.merchant_id)) as row,
         case when a.id is null then format('%s of %s is booked, which it has not', b.movement, b.minor)
              else format('%s is %s; its entries sum to %s', lower(a.movement::text), a.minor, coalesce(b.minor, 0)) end as problem
    from amounts a
    full join booked b on b.merchant_id = a.merchant_id and b.subject_id = a.id and b.currency = a.currency and b.movement = a.movement
   where coalesce(a.minor, 0) <> coalesce(b.minor, 0)`;
