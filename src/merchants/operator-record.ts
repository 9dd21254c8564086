import type { OperatorCredential } from '../access/operator-keys.ts';
import type { OperatorRecord } from '../generated/prisma/client.ts';
import { newUuid } from '../kernel/ids.ts';
import type { Place } from '../kernel/place.ts';
import type { Db } from '../platform/db.ts';

/** What an operator is about to do. */
export interface Act {
  readonly action: string;
  readonly requestId: string;
  readonly reason: string | null;
  /** In whose name; null where that is nobody, or one that is yet to be. */
  readonly merchantId: string | null;
}

/** What came of it. */
export interface Outcome {
  /** `done`, the kind of a refusal, or `failed`. */
  readonly outcome: string;
  /** The public id of what it was done to or led to. */
  readonly subject: string | null;
  /** The merchant that it made. */
  readonly merchantId?: string | null;
}

/**
 * Does what an operator asks for, on record: who, what, in whose name and why is committed before anything is done, and what came of it after.
 * An act that was cut off has no outcome, and stands there all the same.
 */
export async function onRecord<T>(
  { worker }: Pick<Db, 'worker'>,
  { actor }: Pick<OperatorCredential, 'actor'>,
  { action, requestId, reason, merchantId }: Act,
  work: () => Promise<T>,
  outcomeOf: (done: T) => Outcome,
): Promise<T> {
  const { rows } = await worker.query<{ now: Date }>('select app_now() as now');
  const now = rows[0]?.now ?? new Date(0);
  const id = newUuid(now.getTime());
  await worker.query(
    `insert into operator_record (id, created_at, actor, action, in_name_of, reason, request_id) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, now, actor, action, merchantId, reason, requestId],
  );
  const keep = ({ outcome, subject, merchantId: made = null }: Outcome) =>
    worker.query(
      'update operator_record set outcome = $2, subject = $3, in_name_of = coalesce(in_name_of, $4) where id = $1',
      [id, outcome, subject, made],
    );
  let done: T;
  try {
    done = await work();
  } catch (error) {
    await keep({ outcome: 'failed', subject: null }).catch(() => undefined);
    throw error;
  }
  await keep(outcomeOf(done));
  return done;
}

/** What operators did or were refused, in anybody's name or in one merchant's, the newest first. */
export async function listOperatorRecords(
  { worker }: Pick<Db, 'worker'>,
  {
    merchantId,
    before,
    limit,
  }: { readonly merchantId: string | null; readonly before: Place | null; readonly limit: number },
): Promise<readonly OperatorRecord[]> {
  const { rows } = await worker.query<OperatorRecord>(
    `select id, created_at as "createdAt", actor, action, in_name_of as "inNameOf", reason, request_id as "requestId", outcome, subject
       from operator_record
      where ($1::uuid is null or in_name_of = $1) and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
      order by created_at desc, id desc limit $4`,
    [merchantId, before && new Date(before.atMs), before?.id ?? null, limit],
  );
  return rows;
}
