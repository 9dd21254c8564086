import { bySql } from './check.ts';

/**
 * I6: what partners are sent. An endpoint's types may be changed, and hold from then on; what it wanted before is not known any more. A
 * replay may add what it did not want when it was numbered. Deliveries are forgotten after 30 days at the earliest, so older events are
 * not asked for.
 */
export const deliveries = bySql(
  `select format('webhook_endpoint %s of merchant %s', e.id, e.merchant_id) as row,
          format('it has no delivery of event %s with sequence %s, which it wants', f.event_id, f.sequence) as problem
     from webhook_endpoint e
     join event_log f on f.merchant_id = e.merchant_id and f.sequence > greatest(e.start_after, e.types_after)
     join event v on v.merchant_id = f.merchant_id and v.id = f.event_id
    where (cardinality(e.event_types) = 0 or v.type = any(e.event_types)) and v.recorded_at > app_now() - interval '30 days'
      and not exists (select from webhook_delivery d where d.merchant_id = e.merchant_id and d.endpoint_id = e.id and d.event_id = f.event_id)`,
  `select format('webhook_endpoint %s of merchant %s', endpoint_id, merchant_id) as row, format('it has %s deliveries of event %s', count(*), event_id) as problem
     from webhook_delivery group by merchant_id, endpoint_id, event_id having count(*) > 1`,
  `select format('webhook_delivery %s of merchant %s', d.id, d.merchant_id) as row, format('its sequence is %s; that of its event is %s', d.sequence, coalesce(f.sequence::text, 'not given')) as problem
     from webhook_delivery d left join event_log f on f.merchant_id = d.merchant_id and f.event_id = d.event_id
    where d.sequence is distinct from f.sequence`,
  `select format('webhook_delivery %s of merchant %s', d.id, d.merchant_id) as row, format('it has been tried %s times; there are %s attempts', d.tries, attempts.made) as problem
     from webhook_delivery d
    cross join lateral (select count(*) as made from webhook_attempt a where a.merchant_id = d.merchant_id and a.delivery_id = d.id) attempts
    where d.tries > attempts.made`,
  `select format('webhook_delivery %s of merchant %s', d.id, d.merchant_id) as row, 'it has arrived, and no attempt was answered with 2xx' as problem
     from webhook_delivery d
    where d.status = 'SUCCEEDED' and not exists (
      select from webhook_attempt a where a.merchant_id = d.merchant_id and a.delivery_id = d.id and a.response_status between 200 and 299 and a.error is null)`,
  `select format('webhook_endpoint %s of merchant %s', e.id, e.merchant_id) as row, 'deliveries wait for it, and nothing will take them up' as problem
     from webhook_endpoint e
    where e.status = 'ACTIVE' and e.next_at is null and e.lease_until is null
      and exists (select from webhook_delivery d where d.merchant_id = e.merchant_id and d.endpoint_id = e.id and d.status = 'PENDING')`,
);
