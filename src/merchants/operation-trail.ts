import type { Operation, Provider } from '../generated/prisma/client.ts';
import type { Place } from '../kernel/place.ts';
import type { Db } from '../platform/db.ts';

/** An operation of whichever merchant, with nothing of what was sent: that may name a payer. */
export interface OperationOfAny
  extends Pick<
    Operation,
    | 'merchantId'
    | 'id'
    | 'kind'
    | 'status'
    | 'paymentId'
    | 'agreementId'
    | 'mandateId'
    | 'billingRequestId'
    | 'receiptId'
    | 'reason'
    | 'actor'
    | 'sends'
    | 'pollCount'
    | 'nextAt'
    | 'requestedAt'
    | 'sentAt'
    | 'completedAt'
  > {
  readonly merchantName: string;
  readonly provider: Provider;
  /** What is captured or given back by it, in minor units; null where it is neither. */
  readonly amountMinor: string | null;
  readonly currency: string | null;
}

const columns = `
  o.merchant_id as "merchantId", o.id, o.kind, o.status, o.payment_id as "paymentId", o.agreement_id as "agreementId", o.mandate_id as "mandateId",
  o.billing_request_id as "billingRequestId", o.receipt_id as "receiptId", o.reason, o.actor, o.sends, o.poll_count as "pollCount", o.next_at as "nextAt",
  o.requested_at as "requestedAt", o.sent_at as "sentAt", o.completed_at as "completedAt", m.name as "merchantName", a.provider,
  coalesce(c.amount_minor, r.amount_minor)::text as "amountMinor", coalesce(c.currency, r.currency) as currency`;
const from = `
  from operation o
  join merchant m on m.id = o.merchant_id
  join provider_account a on a.merchant_id = o.merchant_id and a.id = o.account_id
  left join capture c on c.merchant_id = o.merchant_id and c.operation_id = o.id
  left join refund r on r.merchant_id = o.merchant_id and r.operation_id = o.id`;
/** Since when its outcome is not known, as the index has it. */
const since = 'coalesce(o.sent_at, o.requested_at)';

interface Asked {
  /** Of one merchant, or of all. */
  readonly merchantId: string | null;
  readonly after: Place | null;
  readonly limit: number;
}

/** Operations whose outcome is not known, across merchants, the longest waiting first. For operators alone. */
export async function listUnresolved(
  { worker }: Pick<Db, 'worker'>,
  { merchantId, after, limit }: Asked,
): Promise<readonly OperationOfAny[]> {
  const { rows } = await worker.query<OperationOfAny>(
    `select ${columns} ${from}
      where o.status = 'UNRESOLVED' and ($1::uuid is null or o.merchant_id = $1)
        and ($2::timestamptz is null or (${since}, o.id) > ($2, $3::uuid))
      order by ${since}, o.id limit $4`,
    [merchantId, after && new Date(after.atMs), after?.id ?? null, limit],
  );
  return rows;
}

/** An operation of a merchant, however it stands; null where there is none. For operators alone. */
export async function findOperation(
  { worker }: Pick<Db, 'worker'>,
  { merchantId, id }: { readonly merchantId: string | null; readonly id: string | null },
): Promise<OperationOfAny | null> {
  const { rows } = await worker.query<OperationOfAny>(
    `select ${columns} ${from} where o.merchant_id = $1 and o.id = $2`,
    [merchantId, id],
  );
  return rows[0] ?? null;
}
