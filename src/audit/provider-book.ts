import { request } from 'undici';
import { z } from 'zod';
import { uuidOf } from '../providers/betalingsservice/translate.ts';
import { operationKeyName } from '../providers/buckaroo/wire.ts';
import { type AuditContext, type Breach, NotChecked, stream } from './check.ts';

/** What an operation does in a provider's book. */
interface Expected {
  /** The effect; where there are several, one of them. */
  readonly effects: readonly string[];
  /** What of ours names the operation, or the thing that it is had on. */
  readonly by: Name;
  /**
   * By what it is found out that it was done, where somebody else may have had the effect: an operation has succeeded, too, when what it asks for
   * is there already.
   */
  readonly doneBy?: Name;
}
type Name = 'provider_key' | 'provider_uuid' | 'reference' | 'external_id';

const created = (effect: string): Expected => ({ effects: [effect], by: 'provider_key' });
/** An act on a thing that is there: ours has had it once at most, and in the end it was had. */
const done = (...effects: readonly string[]): Expected => ({ effects, by: 'provider_key', doneBy: 'reference' });

/**
 * By the provider, as the sandbox's addresses name it, and the kind of operation. Not here is what may be done twice without harm (a hosted
 * page, a mail to the payer), and what leaves nothing at the provider (giving up a transfer).
 */
const books: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  mobilepay: {
    'agreement.create': { effects: ['agreementCreated'], by: 'external_id' },
    'agreement.cancel': { effects: ['agreementCancelled'], by: 'reference' },
    'payment.create': { effects: ['paymentRequested'], by: 'external_id' },
    'payment.capture': { effects: ['paymentCaptured'], by: 'reference' },
    'payment.cancel': { effects: ['paymentCancelled'], by: 'reference' },
    'payment.refund': created('refundRequested'),
  },
  betalingsservice: {
    'mandate.create': { effects: ['mandateReceived'], by: 'provider_uuid' },
    'request.create': { effects: ['requestCreated'], by: 'provider_uuid' },
  },
  gocardless: {
    'mandate.create': created('mandateCreated'),
    'mandate.cancel': done('mandateCancelled'),
    'payment.charge': created('paymentCreated'),
    'payment.cancel': done('paymentCancelled'),
    'payment.refund': created('refundCreated'),
    'request.create': created('billingRequestCreated'),
    'request.action': done('actionCompleted', 'actionAdvanced'),
    'request.fulfil': done('billingRequestFulfilling', 'billingRequestFulfilled'),
    'request.cancel': done('billingRequestCancelled'),
    'request.fallBack': done('fallbackOccurred'),
  },
  buckaroo: {
    'transfer.create': done('transferCreated'),
    // Asked for is not given back: only what was paid has left.
    'transfer.refund': done('refundPaid'),
  },
};

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
         case split_part(o.kind, '.', 1) when 'agreement' then a.provider_reference when 'mandate' then m.provider_reference
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
export async function* effects(cx: AuditContext): AsyncGenerator<Breach, void, void> {
  const { sandboxUrl } = cx;
  if (sandboxUrl === null) throw new NotChecked("no provider's book was compared: no address of a sandbox was given");
  const read = new Map<string, ReadonlyMap<string, number>>();
  for await (const row of stream<Sent>(cx, sent)) {
    const expected = books[row.provider]?.[row.kind];
    const name = expected && nameOf(row, expected.by);
    if (!expected || name === null || name === undefined) continue;
    const book = read.get(row.provider) ?? (await readBook(sandboxUrl, row.provider));
    read.set(row.provider, book);
    const timesOf = (by: string | null): number =>
      expected.effects.reduce((sum, effect) => sum + (book.get(`${effect} ${by}`) ?? 0), 0);
    const times = timesOf(name);
    const isThere = times > 0 || (expected.doneBy !== undefined && timesOf(nameOf(row, expected.doneBy)) > 0);
    if (times > 1 || (!isThere && row.status === 'SUCCEEDED'))
      yield {
        row: `operation ${row.id} of merchant ${row.merchant_id}`,
        problem: `${row.kind} is ${row.status}; ${row.provider}'s book has ${expected.effects.join(' or ')} ${times} times`,
      };
  }
}

function nameOf(row: Sent, by: Name): string | null {
  return by === 'provider_uuid' ? uuidOf(row.provider_key) : row[by];
}

const entry = z.object({
  effect: z.string(),
  subject: z.object({ id: z.string(), externalId: z.string().nullish() }),
  request: z.object({ idempotencyKey: z.string().nullish(), body: z.string().nullish() }).nullish(),
});
const answer = z.object({ entries: z.array(entry) });

/** How often each effect was had, by each name of what it was had on and of the call that had it. */
async function readBook(sandboxUrl: string, provider: string): Promise<ReadonlyMap<string, number>> {
  const reply = await request(`${sandboxUrl}/${provider}/book`, { headersTimeout: 10_000, bodyTimeout: 30_000 });
  if (reply.statusCode !== 200) throw new Error(`the sandbox answered ${reply.statusCode} when asked for its book`);
  const times = new Map<string, number>();
  // A key that was given with a thing goes on naming it, whatever befalls it later and by whatever cause.
  const keys = new Map<string, string>();
  for (const { effect, subject, request: call } of answer.parse(await reply.body.json()).entries) {
    const given = keyIn(call?.body ?? '');
    if (given !== null && !keys.has(subject.id)) keys.set(subject.id, given);
    for (const name of new Set([subject.id, subject.externalId, call?.idempotencyKey, keys.get(subject.id)]))
      if (name) times.set(`${effect} ${name}`, (times.get(`${effect} ${name}`) ?? 0) + 1);
  }
  return times;
}

/** Our key among the parameters that Buckaroo keeps with a transaction. */
const keyParameter = new RegExp(`"Name":\\s*"${operationKeyName}",\\s*"Value":\\s*"([^"]+)"`);
function keyIn(body: string): string | null {
  return keyParameter.exec(body)?.[1] ?? null;
}
