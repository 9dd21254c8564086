import type pg from 'pg';
import { leaseMs, reconcileActiveEveryMs, reconcileEveryMs } from '../kernel/schedules.ts';

/**
 * Deferred work: the domain's rows are the jobs. A due row is claimed with a lease and a token; whoever holds the token may
 * write, and when the lease lapses another takes the row over under a new one. Skips what others are claiming.
 */
export interface Claim {
  readonly merchantId: string;
  readonly id: string;
  readonly leaseToken: string;
}

const leases = {
  operation: `select merchant_id, id from operation where next_at <= app_now() and (lease_until is null or lease_until <= app_now())
              order by next_at limit $1 for update skip locked`,
  // Items about one thing are taken in the order in which they came, so an item waits while an older one about the same is open.
  inbox: `select i.merchant_id, i.id from inbox i where i.next_at <= app_now() and i.about_known and (i.lease_until is null or i.lease_until <= app_now())
          and not exists (select from inbox older where older.account_id = i.account_id and older.about = i.about and older.id < i.id and older.state = 'WAITING')
          order by i.id limit $1 for update of i skip locked`,
  // What is about nothing of ours, for the first time: apart, so that it never stands before what is.
  foreign_inbox: `select merchant_id, id from inbox where next_at <= app_now() and not about_known and state = 'WAITING' and (lease_until is null or lease_until <= app_now())
                  order by next_at limit $1 for update skip locked`,
  // An endpoint at a time, not a delivery: whoever holds it sends its deliveries in order, and the others wait their turn.
  webhook_endpoint: `select merchant_id, id from webhook_endpoint where next_at <= app_now() and (lease_until is null or lease_until <= app_now())
                     order by next_at limit $1 for update skip locked`,
  mail: `select merchant_id, id from mail where next_at <= app_now() and (lease_until is null or lease_until <= app_now())
         order by next_at limit $1 for update skip locked`,
} as const;

export async function claimDue(worker: pg.Pool, table: keyof typeof leases, limit: number): Promise<readonly Claim[]> {
  const { rows } = await worker.query<{ merchant_id: string; id: string; lease_token: string }>(
    `update ${table === 'foreign_inbox' ? 'inbox' : table} t set lease_token = gen_random_uuid(), lease_until = app_now() + $2 * interval '1 millisecond'
     from (${leases[table]}) due where t.merchant_id = due.merchant_id and t.id = due.id
     returning t.merchant_id, t.id, t.lease_token`,
    [limit, leaseMs],
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id, leaseToken: row.lease_token }));
}

/** A thing whose status is to be checked with its provider. The claim itself puts the next check off, so a lost one only costs time. */
export interface StatusCheck {
  readonly merchantId: string;
  readonly id: string;
}

const pause = {
  agreement: `(case t.status when 'ACTIVE' then ${reconcileActiveEveryMs} else ${reconcileEveryMs} end)`,
  mandate: String(reconcileEveryMs),
  billing_request: String(reconcileEveryMs),
  one_off_payment: String(reconcileEveryMs),
} as const;

export async function claimStatusChecks(
  worker: pg.Pool,
  table: 'agreement' | 'mandate' | 'billing_request' | 'one_off_payment',
  limit: number,
): Promise<readonly StatusCheck[]> {
  const { rows } = await worker.query<{ merchant_id: string; id: string }>(
    `update ${table} t set poll_count = poll_count + 1, next_check_at = app_now() + ${pause[table]} * interval '1 millisecond'
     from (select merchant_id, id from ${table} where next_check_at <= app_now() order by next_check_at limit $1 for update skip locked) due
     where t.merchant_id = due.merchant_id and t.id = due.id
     returning t.merchant_id, t.id`,
    [limit],
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }));
}
