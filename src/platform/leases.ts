import type pg from 'pg';
import { leaseMs, reconcileActiveEveryMs, reconcileEveryMs } from '../kernel/schedules.ts';
import { createFairClaim, type FairClaim, leaseIsFree } from './fair-claim.ts';

/**
 * Deferred work: the domain's rows are the jobs. A due row is claimed with a lease and a token; whoever holds the token may
 * write, and when the lease lapses another takes the row over under a new one. Skips what others are claiming.
 */
export interface Claim {
  readonly merchantId: string;
  readonly id: string;
  readonly leaseToken: string;
}

const lease = (over: Pick<FairClaim, 'table'> & Partial<FairClaim>) =>
  createFairClaim({
    ready: 'next_at is not null',
    due: 'next_at',
    free: leaseIsFree,
    write: {
      lease_token: 'gen_random_uuid()',
      lease_until: `app_now() + ${leaseMs} * interval '1 millisecond'`,
    },
    result: 'lease_token',
    ...over,
  });

const leases = {
  operation: lease({ table: 'operation' }),
  inbox: lease({
    table: 'inbox',
    ready: 'next_at is not null and about_known and not behind',
    inLine: { by: ['account_id', 'about'], open: `older.state = 'WAITING'`, mark: 'behind' },
  }),
  // What is about nothing of ours, for the first time: apart, so that it never stands before what is.
  foreign_inbox: lease({ table: 'inbox', ready: `next_at is not null and not about_known and state = 'WAITING'` }),
  // An endpoint at a time, not a delivery: whoever holds it sends its deliveries in order, and the others wait their turn.
  webhook_endpoint: lease({ table: 'webhook_endpoint' }),
  mail: lease({ table: 'mail' }),
  payment_schedule: lease({ table: 'payment_schedule' }),
} as const;

/** Up to `limit` due rows, a turn for each merchant before any has its second. */
export async function claimDue(claims: pg.Pool, table: keyof typeof leases, limit: number): Promise<readonly Claim[]> {
  const rows = await leases[table](claims, limit);
  return rows.map(({ merchantId, id, result }) => ({ merchantId, id, leaseToken: result }));
}

/** A thing whose status is to be checked with its provider. The claim itself puts the next check off, so a lost one only costs time. */
export interface StatusCheck {
  readonly merchantId: string;
  readonly id: string;
}

const check = (table: string, pause = String(reconcileEveryMs)) =>
  createFairClaim({
    table,
    ready: 'next_check_at is not null',
    due: 'next_check_at',
    write: { poll_count: 't.poll_count + 1', next_check_at: `app_now() + ${pause} * interval '1 millisecond'` },
    result: 'id',
  });

const checks = {
  agreement: check(
    'agreement',
    `(case t.status when 'ACTIVE' then ${reconcileActiveEveryMs} else ${reconcileEveryMs} end)`,
  ),
  mandate: check('mandate'),
  billing_request: check('billing_request'),
  one_off_payment: check('one_off_payment'),
  transfer_receipt: check('transfer_receipt'),
  payout: check('payout'),
} as const;

/** Up to `limit` things that are to be asked about now, the same way. */
export async function claimStatusChecks(
  claims: pg.Pool,
  table: keyof typeof checks,
  limit: number,
): Promise<readonly StatusCheck[]> {
  const rows = await checks[table](claims, limit);
  return rows.map(({ merchantId, id }) => ({ merchantId, id }));
}
