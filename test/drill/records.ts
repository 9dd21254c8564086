import { request } from 'undici';
import { z } from 'zod';
import type { Stage } from './stage.ts';

/**
 * The amounts of every payment as the product has them, beside what the providers' own records come to. The audit counts effects; this
 * finds money that came or went at a provider and that nobody here knows of.
 */
export async function compareAmounts(stage: Stage): Promise<readonly string[]> {
  const ours = await stage.query<Row>(`
    select lower(provider::text) as provider, provider_reference as reference, kind::text as kind,
           captured::text, refunded::text, reversed::text
      from one_off_payment where provider_reference is not null and kind <> 'TRANSFER'
    union all
    select lower(provider::text), provider_reference, 'RECEIPT', amount_minor::text, refunded::text, '0' from transfer_receipt`);
  const wrong: string[] = [];
  for (const [provider, amountsOf] of Object.entries(tellers)) {
    const theirs = new Map<string, Amounts>();
    for (const entry of await readBook(stage.sandboxUrl, provider)) amountsOf(entry, theirs);
    const known = new Set<string>();
    for (const row of ours.filter((one) => one.provider === provider)) {
      known.add(row.reference);
      const book = theirs.get(row.reference) ?? none;
      const here = { captured: BigInt(row.captured), refunded: BigInt(row.refunded), reversed: BigInt(row.reversed) };
      if (here.captured !== book.captured || here.refunded !== book.refunded || here.reversed !== book.reversed)
        wrong.push(`${provider} ${row.kind} ${row.reference}: here ${inWords(here)}; in its records ${inWords(book)}`);
    }
    for (const [reference, book] of theirs)
      if (!known.has(reference) && book.captured > 0n)
        wrong.push(`${provider} ${reference}: in its records ${inWords(book)}; here it is unknown`);
  }
  return wrong;
}

interface Row {
  readonly provider: string;
  readonly reference: string;
  readonly kind: string;
  readonly captured: string;
  readonly refunded: string;
  readonly reversed: string;
}
interface Amounts {
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly reversed: bigint;
}
const none: Amounts = { captured: 0n, refunded: 0n, reversed: 0n };
const inWords = ({ captured, refunded, reversed }: Amounts): string =>
  `captured ${captured}, refunded ${refunded}, reversed ${reversed}`;

const entry = z.object({
  effect: z.string(),
  subject: z.object({ id: z.string(), within: z.string().optional() }),
  amount: z.string().optional(),
});
type Entry = z.output<typeof entry>;

/** What an entry adds to the amounts of the payment that it is about. */
type Teller = (entry: Entry, amounts: Map<string, Amounts>) => void;

const add = (amounts: Map<string, Amounts>, id: string | undefined, more: Partial<Amounts>): void => {
  const before = amounts.get(id ?? '') ?? none;
  amounts.set(id ?? '', {
    captured: before.captured + (more.captured ?? 0n),
    refunded: before.refunded + (more.refunded ?? 0n),
    reversed: before.reversed + (more.reversed ?? 0n),
  });
};
const fromDecimal = (text = '0'): bigint => {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
};

const tellers: Readonly<Record<string, Teller>> = {
  mobilepay({ effect, subject: { id, within }, amount }, amounts) {
    if (effect === 'paymentCaptured') add(amounts, id, { captured: fromDecimal(amount) });
    if (effect === 'refundIssued') add(amounts, within, { refunded: fromDecimal(amount) });
  },
  betalingsservice({ effect, subject: { id }, amount }, amounts) {
    if (effect === 'paymentCollected') add(amounts, id, { captured: fromDecimal(amount) });
  },
  // What was collected stays collected when it is taken back; a charge-back that is withdrawn takes nothing back after all.
  gocardless({ effect, subject: { id, within }, amount = '0' }, amounts) {
    const minor = BigInt(amount);
    const before = amounts.get(id) ?? none;
    if (effect === 'paymentConfirmed' && before.captured === 0n) add(amounts, id, { captured: minor });
    if (effect === 'paymentLateFailed' || effect === 'paymentChargedBack') add(amounts, id, { reversed: minor });
    if (effect === 'paymentChargebackCancelled') add(amounts, id, { reversed: -minor });
    if (effect === 'refundPaid') add(amounts, within, { refunded: minor });
    if (effect === 'refundBounced' || effect === 'refundFundsReturned') add(amounts, within, { refunded: -minor });
  },
  buckaroo({ effect, subject: { id, within }, amount }, amounts) {
    if (effect === 'moneyReceived' || effect === 'paidByHand') add(amounts, id, { captured: fromDecimal(amount) });
    if (effect === 'refundPaid') add(amounts, within, { refunded: fromDecimal(amount) });
  },
};

async function readBook(sandboxUrl: string, provider: string): Promise<readonly Entry[]> {
  const reply = await request(`${sandboxUrl}/${provider}/book`);
  return z.object({ entries: z.array(entry) }).parse(await reply.body.json()).entries;
}
