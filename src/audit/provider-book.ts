import { request } from 'undici';
import { z } from 'zod';
import { type AuditContext, type Breach, NotChecked, stream } from './check.ts';

/** What an operation does in a provider's book: the effect, and what of ours names the thing that it is had on. */
interface Expected {
  readonly effect: string;
  readonly by: 'provider_key' | 'reference' | 'external_id';
}

/** By the provider, as the sandbox's addresses name it, and the kind of operation. What is not here has no book that can be read. */
const books: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  mobilepay: {
    'agreement.create': { effect: 'agreementCreated', by: 'external_id' },
    'agreement.cancel': { effect: 'agreementCancelled', by: 'reference' },
    'payment.create': { effect: 'paymentRequested', by: 'external_id' },
    'payment.capture': { effect: 'paymentCaptured', by: 'reference' },
    'payment.cancel': { effect: 'paymentCancelled', by: 'reference' },
    'payment.refund': { effect: 'refundRequested', by: 'provider_key' },
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

const sent = `
  select o.merchant_id, o.id, o.kind, lower(coalesce(p.provider, a.provider)::text) as provider, o.status, o.provider_key,
         case when o.kind like 'agreement.%' then a.provider_reference else p.provider_reference end as reference,
         case when o.kind like 'agreement.%' then a.external_id else p.external_id end as external_id
    from operation o
    left join agreement a on a.merchant_id = o.merchant_id and a.id = o.agreement_id
    left join one_off_payment p on p.merchant_id = o.merchant_id and p.id = o.payment_id
   where coalesce(p.provider, a.provider) is not null`;

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
    const name = expected && row[expected.by];
    if (!expected || name === null || name === undefined) continue;
    const book = read.get(row.provider) ?? (await readBook(sandboxUrl, row.provider));
    read.set(row.provider, book);
    const times = book.get(`${expected.effect} ${name}`) ?? 0;
    if (times > 1 || (times === 0 && row.status === 'SUCCEEDED'))
      yield {
        row: `operation ${row.id} of merchant ${row.merchant_id}`,
        problem: `${row.kind} is ${row.status}; ${row.provider}'s book has ${expected.effect} ${times} times`,
      };
  }
}

const entry = z.object({
  effect: z.string(),
  subject: z.object({ id: z.string(), externalId: z.string().nullish() }),
});
const answer = z.object({ entries: z.array(entry) });

/** How often each effect was had, by either name of what it was had on. */
async function readBook(sandboxUrl: string, provider: string): Promise<ReadonlyMap<string, number>> {
  const reply = await request(`${sandboxUrl}/${provider}/book`, { headersTimeout: 10_000, bodyTimeout: 30_000 });
  if (reply.statusCode !== 200) throw new Error(`the sandbox answered ${reply.statusCode} when asked for its book`);
  const times = new Map<string, number>();
  for (const { effect, subject } of answer.parse(await reply.body.json()).entries)
    for (const name of new Set([subject.id, subject.externalId ?? subject.id]))
      times.set(`${effect} ${name}`, (times.get(`${effect} ${name}`) ?? 0) + 1);
  return times;
}
