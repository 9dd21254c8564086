import type { Tx } from '../platform/db.ts';

/** No more than this are counted. */
const countedMax = 1_000;

/** What is under way at an account, each kind with how many there are, for a person: `3 payments`. */
export async function openWork(tx: Tx, merchantId: string, accountId: string): Promise<readonly string[]> {
  const [row] = await tx.$queryRaw<readonly Readonly<Record<string, bigint>>[]>`
    select (select count(*) from (select from operation
              where merchant_id = ${merchantId}::uuid and account_id = ${accountId}::uuid and status not in ('SUCCEEDED', 'FAILED') limit ${countedMax}) o) as operation,
           (select count(*) from (select from one_off_payment
              where merchant_id = ${merchantId}::uuid and account_id = ${accountId}::uuid
                and status in ('CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'PROCESSING', 'UNRESOLVED') limit ${countedMax}) p) as payment,
           (select count(*) from (select from billing_request
              where merchant_id = ${merchantId}::uuid and account_id = ${accountId}::uuid and status in ('PENDING', 'READY_TO_FULFIL', 'FULFILLING') limit ${countedMax}) b) as "billing request"`;
  return Object.entries(row ?? {}).flatMap(([noun, count]) =>
    count === 0n ? [] : [`${count}${Number(count) === countedMax ? ' or more' : ''} ${noun}${count === 1n ? '' : 's'}`],
  );
}
