import { leaseMs, overdueMs, statusChecksEndMs } from '../kernel/schedules.ts';
import { bySql } from './check.ts';

const overdue = (due: string): string => `${due} < app_now() - ${2 * leaseMs} * interval '1 millisecond'`;

/** I5: what was answered with 2xx is there, and goes on. */
export const inbox = bySql(
  `select format('inbox %s of merchant %s', id, merchant_id) as row, 'it was given up, and nobody was told' as problem
     from inbox where state = 'DEAD' and version = 0 and problem <> 'NOT_FOUND'`,
  // News of what is not ours is forgotten after 30 days. A receipt has no item of its own only where all it told had come before, and that was counted.
  `select format('webhook_receipt of account %s', r.account_id) as row,
          format('%s receipts have no item; only %s items came again', count(*), coalesce(max(again.times), 0)) as problem
     from webhook_receipt r
     left join (select account_id, sum(duplicate_count) as times from inbox group by account_id) again on again.account_id = r.account_id
    where r.received_at > app_now() - interval '30 days'
      and not exists (select from inbox i where i.merchant_id = r.merchant_id and i.receipt_id = r.id)
    group by r.account_id having count(*) > coalesce(max(again.times), 0)`,
  `select format('inbox %s of merchant %s', id, merchant_id) as row, 'it waits, and nothing will take it up' as problem
     from inbox where state in ('WAITING', 'PARKED') and next_at is null and lease_until is null`,
  // An item waits while an older one about the same thing is open.
  `select format('inbox %s of merchant %s', i.id, i.merchant_id) as row, format('it has been due since %s', greatest(i.next_at, i.lease_until)) as problem
     from inbox i where i.state in ('WAITING', 'PARKED') and i.about_known and ${overdue('greatest(i.next_at, i.lease_until)')}
      and not exists (select from inbox older where older.account_id = i.account_id and older.about = i.about and older.id < i.id and older.state = 'WAITING')`,
);

/** I7: what each key led to. */
export const keys = bySql(
  // A refund of a transfer has an operation for each receipt that it takes money of, and its outcome names them all.
  `select format('idempotency %s of merchant %s', i.key, i.merchant_id) as row, format('it led to %s operations', count(*)) as problem
     from idempotency i join operation o on o.merchant_id = i.merchant_id and o.request_key = i.key and o.requested_at >= i.first_seen_at
    group by i.merchant_id, i.key, i.outcome having count(*) > greatest(1, jsonb_array_length(coalesce(i.outcome -> 'refundIds', '[]')))`,
  `select format('idempotency %s of merchant %s', i.key, i.merchant_id) as row, 'it led to an operation and to a refusal' as problem
     from idempotency i where i.operation_id is not null and i.outcome ? 'refusal' and i.mutation <> 'resolveOperation'`,
  // What only plays the world may be cut off between its key and its answer.
  `select format('idempotency %s of merchant %s', i.key, i.merchant_id) as row, 'it led to nothing' as problem
     from idempotency i where i.operation_id is null and i.outcome = '{}' and i.mutation not in ('advanceSandboxClock', 'runSandboxScenario')`,
  `select format('idempotency %s of merchant %s', i.key, i.merchant_id) as row, 'it led to an operation that is not there' as problem
     from idempotency i where i.operation_id is not null
      and not exists (select from operation o where o.merchant_id = i.merchant_id and o.id = i.operation_id)`,
);

/** The things on which it shows that an outcome is unknown, and the operations that are about each as a whole. */
const showing = [
  { table: 'one_off_payment', link: 'payment_id', kinds: '%' },
  { table: 'agreement', link: 'agreement_id', kinds: 'agreement.%' },
  { table: 'mandate', link: 'mandate_id', kinds: 'mandate.%' },
  { table: 'billing_request', link: 'billing_request_id', kinds: 'request.%' },
] as const;

/** I11: nothing is unknown in silence. It shows on what it is about, it is told after a quarter of an hour, it is asked about, and it is left to a person only when its schedule ends. */
export const unknowns = bySql(
  `select format('operation %s of merchant %s', id, merchant_id) as row, 'nobody asks any more what became of it, and its schedule has not ended' as problem
     from operation where status = 'UNRESOLVED' and next_at is null
      and coalesce(sent_at, requested_at) > app_now() - ${statusChecksEndMs} * interval '1 millisecond'`,
  `select format('operation %s of merchant %s', id, merchant_id) as row, 'its outcome has not been known for long, and nobody was told' as problem
     from operation where status = 'UNRESOLVED' and overdue_at is null and ${overdue(`coalesce(sent_at, requested_at) + ${overdueMs} * interval '1 millisecond'`)}`,
  `select format('operation %s of merchant %s', id, merchant_id) as row, format('it has been due since %s', greatest(next_at, lease_until)) as problem
     from operation where status not in ('SUCCEEDED', 'FAILED') and ${overdue('greatest(next_at, lease_until)')}`,
  ...showing.map(
    ({ table, link, kinds }) => `
     select format('${table} %s of merchant %s', n.id, n.merchant_id) as row,
            format('it shows %s operations whose outcome is unknown; there are %s', n.unresolved_count, open.operations) as problem
       from ${table} n
      cross join lateral (select count(*) as operations from operation o
                           where o.merchant_id = n.merchant_id and o.${link} = n.id and o.kind like '${kinds}' and o.status = 'UNRESOLVED') open
      where n.unresolved_count <> open.operations`,
  ),
);
