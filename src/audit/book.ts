import { request } from 'undici';
import { z } from 'zod';
import { currency, fromDecimal } from '../kernel/money.ts';
import { providerRecords } from '../providers/records.ts';
import { type AuditContext, type Breach, stream } from './check.ts';

const entry = z.object({
  at: z.string(),
  effect: z.string(),
  subject: z.object({ id: z.string(), externalId: z.string().nullish(), within: z.string().nullish() }),
  amount: z.string().nullish(),
  currency: z.string().nullish(),
  request: z.object({ idempotencyKey: z.string().nullish(), body: z.string().nullish() }).nullish(),
});
const answer = z.object({ entries: z.array(entry) });
export type BookEntry = z.infer<typeof entry>;

/** Everything that a provider has done, in its own records. */
export async function bookOf(sandboxUrl: string, provider: string): Promise<readonly BookEntry[]> {
  const reply = await request(`${sandboxUrl}/${provider}/book`, { headersTimeout: 10_000, bodyTimeout: 30_000 });
  if (reply.statusCode !== 200) throw new Error(`the sandbox answered ${reply.statusCode} when asked for its book`);
  return answer.parse(await reply.body.json()).entries;
}

interface Receipt {
  readonly merchant_id: string;
  readonly id: string;
  readonly reference: string;
  readonly amount_minor: string;
  readonly currency: string;
}
interface Transfer {
  readonly merchant_id: string;
  readonly id: string;
  readonly reference: string;
  readonly asked_at: Date | null;
  readonly ended: boolean;
}

// What a provider pushes of how a transfer stands comes again for days, and says nothing of later money.
export const pushesEndMs = 4 * 86_400_000;

/** Money that came in, compared both ways. What came lately for a transfer need not be here yet: it will be asked about. */
export async function* receipts(context: AuditContext, sandboxUrl: string): AsyncGenerator<Breach, void, void> {
  for (const [provider, { receipts: effects }] of Object.entries(providerRecords)) {
    if (!effects) continue;
    const known = new Map<string, Receipt>();
    for await (const row of stream<Receipt>(
      context,
      `select merchant_id, id, upper(provider_reference) as reference, amount_minor, currency from transfer_receipt where lower(provider::text) = $1`,
      [provider],
    ))
      known.set(row.reference, row);
    const transfers = new Map<string, Transfer>();
    for await (const row of stream<Transfer>(
      context,
      `select merchant_id, id, upper(provider_reference) as reference, last_provider_sync_at as asked_at, next_check_at is null as ended
         from one_off_payment where kind = 'TRANSFER' and provider_reference is not null and lower(provider::text) = $1`,
      [provider],
    ))
      transfers.set(row.reference, row);
    if (known.size === 0 && transfers.size === 0) continue;
    const came = (await bookOf(sandboxUrl, provider)).filter(({ effect }) => effects.includes(effect));
    yield* unfounded(known, new Map(came.map((one) => [one.subject.id.toUpperCase(), one])), provider);
    yield* unheard(known, transfers, came, provider);
  }
}

function* unfounded(known: ReadonlyMap<string, Receipt>, came: ReadonlyMap<string, BookEntry>, provider: string) {
  for (const { merchant_id, id, reference, amount_minor, currency: code } of known.values()) {
    const entered = came.get(reference);
    const row = `transfer_receipt ${id} of merchant ${merchant_id}`;
    if (!entered) yield { row, problem: `${provider}'s book has no such money` };
    else if (entered.currency !== code || minorOf(entered) !== BigInt(amount_minor))
      yield {
        row,
        problem: `it is ${amount_minor} ${code} in minor units; ${provider}'s book says ${entered.amount} ${entered.currency}`,
      };
  }
}

function* unheard(
  known: ReadonlyMap<string, Receipt>,
  transfers: ReadonlyMap<string, Transfer>,
  came: readonly BookEntry[],
  provider: string,
) {
  for (const { at, subject } of came) {
    const transfer = transfers.get((subject.within ?? subject.id).toUpperCase());
    if (!transfer || known.has(subject.id.toUpperCase())) continue;
    const asked = (transfer.asked_at?.getTime() ?? 0) - pushesEndMs > Date.parse(at);
    if (transfer.ended || asked)
      yield {
        row: `one_off_payment ${transfer.id} of merchant ${transfer.merchant_id}`,
        problem: `${provider}'s book has money for it, ${subject.id}, that is not here`,
      };
  }
}

interface Source extends Omit<Transfer, 'reference'> {
  readonly table: string;
  readonly source: string;
}

/** Whether no refund of it waits for the provider's name: that may be this very one. */
const namesAll = (of: string): string =>
  `not exists (select from refund f join operation o on o.merchant_id = f.merchant_id and o.id = f.operation_id
                where f.merchant_id = ${of} and f.provider_reference is null and o.status not in ('SUCCEEDED', 'FAILED'))`;

/** What money can be given back of, and when its provider was asked last: payments, the money of a transfer, and money that is on none. */
const refundable = `
  select p.merchant_id, 'one_off_payment' as table, p.id, upper(s.source) as source, s.asked_at, s.ended
    from one_off_payment p
   cross join lateral (
           select p.provider_reference, p.last_provider_sync_at, p.next_check_at is null where p.kind <> 'TRANSFER'
           union all
           -- Asking about a transfer finds what bears its invoice; other money that was put on it is asked about by itself.
           select r.provider_reference, asked.at, asked.next is null
             from transfer_receipt r
            cross join lateral (select p.last_provider_sync_at, p.next_check_at where r.invoice = p.external_id
                                union all select r.last_provider_sync_at, r.next_check_at where r.invoice <> p.external_id) asked (at, next)
            where r.merchant_id = p.merchant_id and r.payment_id = p.id) s (source, asked_at, ended)
   where s.source is not null and lower(p.provider::text) = $1 and ${namesAll('p.merchant_id and f.payment_id = p.id')}
   union all
  select r.merchant_id, 'transfer_receipt', r.id, upper(r.provider_reference), r.last_provider_sync_at, r.next_check_at is null
    from transfer_receipt r
   where r.payment_id is null and lower(r.provider::text) = $1 and ${namesAll('r.merchant_id and f.receipt_id = r.id')}`;

/** Money that went back, from the provider's records to ours: also what others have asked for. What went back lately will be asked about. */
export async function* refunds(context: AuditContext, sandboxUrl: string): AsyncGenerator<Breach, void, void> {
  for (const [provider, { refunds: effects }] of Object.entries(providerRecords)) {
    if (!effects) continue;
    const sources = new Map<string, Source>();
    for await (const row of stream<Source>(context, refundable, [provider])) sources.set(row.source, row);
    if (sources.size === 0) continue;
    const known = new Set<string>();
    for await (const { reference } of stream<{ readonly reference: string }>(
      context,
      `select upper(f.provider_reference) as reference from refund f join operation o on o.merchant_id = f.merchant_id and o.id = f.operation_id
         join provider_account c on c.merchant_id = o.merchant_id and c.id = o.account_id
        where f.provider_reference is not null and lower(c.provider::text) = $1`,
      [provider],
    ))
      known.add(reference);
    for (const { at, effect, subject } of await bookOf(sandboxUrl, provider)) {
      const source = sources.get((subject.within ?? '').toUpperCase());
      if (!source || !effects.includes(effect) || known.has(subject.id.toUpperCase())) continue;
      if (source.ended || (source.asked_at?.getTime() ?? 0) - pushesEndMs > Date.parse(at))
        yield {
          row: `${source.table} ${source.id} of merchant ${source.merchant_id}`,
          problem: `${provider}'s book has money given back of it, ${subject.id}, that is not here`,
        };
    }
  }
}

function minorOf({ amount, currency: code }: BookEntry): bigint | null {
  const read = amount && code ? fromDecimal(amount, currency(code)) : null;
  return read?.ok ? read.value.amountMinor : null;
}
