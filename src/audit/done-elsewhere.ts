import type { CancelledTable } from '../domain/port/records.ts';
import { providerRecords } from '../providers/records.ts';
import { bookOf, pushesEndMs } from './book.ts';
import { type AuditContext, type Breach, stream } from './check.ts';

/** What stands in a provider's records of a thing and not here, by whomever it was done there. */
interface Unaware {
  readonly merchant_id: string;
  readonly id: string;
  readonly reference: string;
  /** When its provider was asked last, and whether it is asked about no more. */
  readonly asked_at: Date | null;
  readonly ended: boolean;
}

/** Which rows of a table know nothing of an end: what is open may have been called off. */
const open: Readonly<Record<CancelledTable, string>> = {
  agreement: `status in ('PENDING', 'ACTIVE')`,
  mandate: `status in ('PENDING', 'ACTIVE', 'SUSPENDED')`,
  billing_request: `status in ('PENDING', 'READY_TO_FULFIL')`,
  one_off_payment: `state in ('CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED')`,
};

/** Captures, from the provider's records to ours: also those that others have made. What was taken lately will be asked about. */
export async function* captures(context: AuditContext, sandboxUrl: string): AsyncGenerator<Breach, void, void> {
  for (const [provider, { captures: effects }] of Object.entries(providerRecords)) {
    if (!effects) continue;
    const unaware = await rowsOf(context, provider, 'one_off_payment', 'captured = 0');
    if (unaware.size === 0) continue;
    for (const { at, effect, subject } of await bookOf(sandboxUrl, provider)) {
      const payment = effects.includes(effect) ? unaware.get(subject.id) : undefined;
      if (payment && shouldBeHere(payment, at))
        yield {
          row: `one_off_payment ${payment.id} of merchant ${payment.merchant_id}`,
          problem: `${provider}'s book has its money taken (${effect}), which is not here`,
        };
    }
  }
}

/** Cancellations, from the provider's records to ours. What was called off and goes on again is not over. */
export async function* cancellations(context: AuditContext, sandboxUrl: string): AsyncGenerator<Breach, void, void> {
  for (const [provider, { cancellations: effects, resumptions = [] }] of Object.entries(providerRecords)) {
    if (!effects) continue;
    const cancelled = new Map<string, { readonly at: string; readonly effect: string }>();
    for (const { at, effect, subject } of await bookOf(sandboxUrl, provider)) {
      if (Object.hasOwn(effects, effect)) cancelled.set(subject.id, { at, effect });
      else if (resumptions.includes(effect)) cancelled.delete(subject.id);
    }
    for (const table of new Set(Object.values(effects))) {
      const unaware =
        cancelled.size === 0 ? new Map<string, Unaware>() : await rowsOf(context, provider, table, open[table]);
      for (const [reference, { merchant_id, id, ...row }] of unaware) {
        const end = cancelled.get(reference);
        if (end && effects[end.effect] === table && shouldBeHere(row, end.at))
          yield {
            row: `${table} ${id} of merchant ${merchant_id}`,
            problem: `${provider}'s book has it called off (${end.effect}), and it is open here`,
          };
      }
    }
  }
}

/** Whether we had every occasion to hear of it, by callback and by asking. */
function shouldBeHere({ ended, asked_at }: Pick<Unaware, 'ended' | 'asked_at'>, at: string): boolean {
  return ended || (asked_at?.getTime() ?? 0) - pushesEndMs > Date.parse(at);
}

async function rowsOf(
  context: AuditContext,
  provider: string,
  table: CancelledTable,
  where: string,
): Promise<ReadonlyMap<string, Unaware>> {
  const rows = new Map<string, Unaware>();
  for await (const row of stream<Unaware>(
    context,
    `select merchant_id, id, provider_reference as reference, last_provider_sync_at as asked_at, next_check_at is null as ended
       from "${table}" where provider_reference is not null and lower(provider::text) = $1 and ${where}`,
    [provider],
  ))
    rows.set(row.reference, row);
  return rows;
}
