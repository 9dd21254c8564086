import type { DomainDeps } from '../domain/command/deps.ts';

/** Few enough for one statement, however many there are. */
const purgedAtOnce = 5_000;

/** Keys, deliveries, mails and news of what is not ours are kept 30 days and raw receipts 90; events and money rows for as long as the merchant. */
export async function purgeExpired({ db: { worker } }: DomainDeps): Promise<void> {
  // What has not come to its end is taken up again by its key, however far the sandbox's clock was moved meanwhile.
  await worker.query(`delete from idempotency where expires_at < app_now() and not outcome ? 'intent'`);
  await worker.query(`delete from mail where created_at < app_now() - interval '30 days'`);
  await worker.query(`delete from webhook_receipt where received_at < app_now() - interval '90 days'`);
  // Its windows are of the machine's time, whatever day the sandbox plays.
  await worker.query('delete from failed_attempt where expire < extract(epoch from now()) * 1000');
  // News of what is not ours, but for money that was given back: the money itself may still be assigned.
  for (let gone: number | null = purgedAtOnce; gone === purgedAtOnce; ) {
    ({ rowCount: gone } = await worker.query(
      `delete from inbox where (merchant_id, id) in (
         select merchant_id, id from inbox where state = 'DEAD' and problem = 'NOT_FOUND' and version = 0 and about not like 'refund:%'
            and received_at < app_now() - interval '30 days' limit $1)`,
      [purgedAtOnce],
    ));
  }
  // What waits for an endpoint that is stopped is kept as long as a raw receipt; both can be replayed from the log.
  for (let gone: number | null = purgedAtOnce; gone === purgedAtOnce; ) {
    ({ rowCount: gone } = await worker.query(
      `delete from webhook_delivery where (merchant_id, id) in (
         select d.merchant_id, d.id from webhook_delivery d
           join webhook_endpoint e on e.merchant_id = d.merchant_id and e.id = d.endpoint_id
          where d.created_at < app_now() - interval '30 days'
            and (d.status <> 'PENDING' or (e.status <> 'ACTIVE' and d.created_at < app_now() - interval '90 days')) limit $1)`,
      [purgedAtOnce],
    ));
  }
}
