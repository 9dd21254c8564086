import type { Place } from '../kernel/place.ts';
import type { Db } from '../platform/db.ts';

/** A record of who did what, of whichever merchant. */
export interface AuditRecordRow {
  readonly id: string;
  readonly merchantId: string;
  readonly createdAt: Date;
  readonly actor: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly reason: string | null;
  readonly requestId: string;
  readonly details: unknown;
}

interface Asked {
  /** Of one merchant, or of all. */
  readonly merchantId: string | null;
  readonly before: Place | null;
  readonly limit: number;
}

/** Who did what and why, across merchants, the newest first. For operators alone: it reads as what serves all merchants. */
export async function listAuditRecords(
  { worker }: Pick<Db, 'worker'>,
  { merchantId, before, limit }: Asked,
): Promise<readonly AuditRecordRow[]> {
  const { rows } = await worker.query<AuditRecordRow>(
    `select id, merchant_id as "merchantId", created_at as "createdAt", actor, action, subject_type as "subjectType", subject_id as "subjectId",
            reason, request_id as "requestId", details
       from audit_record
      where ($1::uuid is null or merchant_id = $1) and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
      order by created_at desc, id desc limit $4`,
    [merchantId, before && new Date(before.atMs), before?.id ?? null, limit],
  );
  return rows;
}
