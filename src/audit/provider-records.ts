import type { ProviderRecords, RecordName } from '../domain/port/records.ts';
import { providerRecords } from '../providers/records.ts';
import { bookOf, receipts, refunds } from './book.ts';
import { type AuditContext, type Breach, NotChecked, stream } from './check.ts';
import { cancellations, captures } from './done-elsewhere.ts';

interface Sent {
  readonly merchant_id: string;
  readonly id: string;
  readonly kind: string;
  readonly provider: string;
  readonly status: string;
  readonly provider_key: string;
  readonly reference: string | null;
  readonly external_id: string | null;
}

// What a person did at the provider's was never sent, and bears no key of ours: there the provider's own id names it.
const sent = `
  select o.merchant_id, o.id, o.kind, lower(c.provider::text) as provider, o.status,
         case when o.request_key = '' then coalesce(r.provider_reference, o.provider_key) else o.provider_key end as provider_key,
         case when o.kind = 'transfer.refund' then r.provider_reference else
         case split_part(o.kind, '.', 1) when 'agreement' then case when a.account_id = o.account_id then a.provider_reference else a.former_reference end when 'mandate' then m.provider_reference
                                         when 'request' then b.provider_reference else p.provider_reference end end as reference,
         case split_part(o.kind, '.', 1) when 'agreement' then a.external_id else p.external_id end as external_id
    from operation o
    join provider_account c on c.merchant_id = o.merchant_id and c.id = o.account_id
    left join agreement a on a.merchant_id = o.merchant_id and a.id = o.agreement_id
    left join mandate m on m.merchant_id = o.merchant_id and m.id = o.mandate_id
    left join billing_request b on b.merchant_id = o.merchant_id and b.id = o.billing_request_id
    left join one_off_payment p on p.merchant_id = o.merchant_id and p.id = o.payment_id
    left join refund r on r.merchant_id = o.merchant_id and r.operation_id = o.id`;

/**
 * I1: no operation has had its effect twice, and one that succeeded has had it. Operations are read as they stood at one moment and
 * the book after it, so that what has succeeded by then is in it.
 */
export async function* effects(context: AuditContext): AsyncGenerator<Breach, void, void> {
  const { sandboxUrl } = context;
  if (sandboxUrl === null) throw new NotChecked("no provider's book was compared: no address of a sandbox was given");
  const read = new Map<string, ReadonlyMap<string, number>>();
  for await (const row of stream<Sent>(context, sent)) {
    const records = providerRecords[row.provider];
    const expected = records?.effects[row.kind];
    const name = expected && nameOf(row, records, expected.by);
    if (!expected || name === null || name === undefined) continue;
    const book = read.get(row.provider) ?? (await readBook(sandboxUrl, row.provider, records));
    read.set(row.provider, book);
    const timesOf = (by: string | null): number =>
      expected.effects.reduce((sum, effect) => sum + (book.get(`${effect} ${by}`) ?? 0), 0);
    const times = timesOf(name);
    const isThere = times > 0 || (expected.doneBy !== undefined && timesOf(nameOf(row, records, expected.doneBy)) > 0);
    if (times > 1 || (!isThere && row.status === 'SUCCEEDED'))
      yield {
        row: `operation ${row.id} of merchant ${row.merchant_id}`,
        problem: `${row.kind} is ${row.status}; ${row.provider}'s book has ${expected.effects.join(' or ')} ${times} times`,
      };
  }
  yield* receipts(context, sandboxUrl);
  yield* refunds(context, sandboxUrl);
  yield* captures(context, sandboxUrl);
  yield* cancellations(context, sandboxUrl);
}

function nameOf(row: Sent, records: ProviderRecords, by: RecordName): string | null {
  if (by !== 'providerKey') return row[by === 'reference' ? 'reference' : 'external_id'];
  return records.nameOfKey?.(row.provider_key) ?? row.provider_key;
}

/** How often each effect was had, by each name of what it was had on and of the call that had it. */
async function readBook(
  sandboxUrl: string,
  provider: string,
  records: ProviderRecords,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  // A key that was given with a thing goes on naming it, whatever befalls it later and by whatever cause.
  const keys = new Map<string, string>();
  for (const { effect, subject, request: call } of await bookOf(sandboxUrl, provider)) {
    const given = records.keyInCall?.(call?.body ?? '') ?? null;
    if (given !== null && !keys.has(subject.id)) keys.set(subject.id, given);
    for (const name of new Set([subject.id, subject.externalId, call?.idempotencyKey, keys.get(subject.id)]))
      if (name) times.set(`${effect} ${name}`, (times.get(`${effect} ${name}`) ?? 0) + 1);
  }
  return times;
}
