import type { DomainDeps } from '../domain/command/deps.ts';

/** Few enough for one statement, however many there are: what it locks is free again soon, and no time-out ends it half-way for good. */
export const purgedAtOnce = 5_000;

/** What is kept for a while, and which rows of it are over. Each is found along an index. */
const over: readonly { readonly table: string; readonly where: string }[] = [
  // What has not come to its end is taken up again by its key, however far the sandbox's clock was moved meanwhile.
  { table: 'idempotency', where: `expires_at < app_now() and not outcome ? 'intent'` },
  { table: 'operator_idempotency', where: 'expires_at < app_now()' },
  { table: 'opened_address', where: 'expires_at < app_now()' },
  // Sessions go by the machine's time, and clocks of machines differ a little.
  { table: 'ended_session', where: `expires_at < now() - interval '1 hour'` },
  { table: 'mail', where: `created_at < app_now() - interval '30 days'` },
  { table: 'webhook_receipt', where: `received_at < app_now() - interval '90 days'` },
  // Its windows are of the machine's time, whatever day the sandbox plays.
  { table: 'failed_attempt', where: 'expire < extract(epoch from now()) * 1000' },
  // Of callers that have been quiet for long, and of processes that are gone.
  { table: 'rate_limit', where: `full_at < now() - interval '1 hour'` },
  { table: 'open_connection', where: 'process_id not in (select id from process)' },
  // News of what is not ours, but for money that was given back: the money itself may still be assigned.
  {
    table: 'inbox',
    where: `state = 'DEAD' and problem = 'NOT_FOUND' and version = 0 and about not like 'refund:%' and received_at < app_now() - interval '30 days'`,
  },
  // What waits for an endpoint that is stopped is kept as long as a raw receipt; both can be replayed from the log.
  {
    table: 'webhook_delivery d',
    where: `created_at < app_now() - interval '30 days' and (status <> 'PENDING' or (created_at < app_now() - interval '90 days' and exists (
              select from webhook_endpoint e where e.merchant_id = d.merchant_id and e.id = d.endpoint_id and e.status <> 'ACTIVE')))`,
  },
];

/** Keys, deliveries, mails and news of what is not ours are kept 30 days and raw receipts 90; events and money rows for as long as the merchant. */
export async function purgeExpired({ db: { worker } }: Pick<DomainDeps, 'db'>): Promise<void> {
  for (const { table, where } of over) {
    const [name] = table.split(' ');
    for (let gone: number | null = purgedAtOnce; gone === purgedAtOnce; ) {
      ({ rowCount: gone } = await worker.query(
        `delete from ${name} where ctid = any(array(select ctid from ${table} where ${where} limit ${purgedAtOnce}))`,
      ));
    }
  }
}
