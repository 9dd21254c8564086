import type { Payout, PayoutItem, Prisma } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import type { PayoutItemFact } from '../port/provider.ts';
import { FactMismatch } from '../reconcile/apply-context.ts';
import { type KnownPayment, problemOf } from './rules.ts';

/**
 * Stores the lines of a payout that are not here yet; null where none are told. Providers give them no ids, so they are compared by all that they say, as often as they
 * say it: a reading that lacks a line which was there before contradicts it, and nothing of it is applied.
 */
export async function keepItems(
  tx: Tx,
  { merchantId, id: payoutId, providerReference }: Payout,
  told: readonly PayoutItemFact[] | null,
): Promise<readonly PayoutItem[]> {
  const known = await itemsOf(tx, merchantId, payoutId);
  if (told === null) return known;
  const left = countBy(known.map(signature));
  const fresh = told.filter((item) => !takeOne(left, signature(item)));
  if ([...left.values()].some((count) => count > 0))
    throw new FactMismatch(`payout ${providerReference}: the provider no longer tells an item that it told before`);
  if (fresh.length === 0) return known;
  const data = fresh.map((item, place) => ({
    merchantId,
    payoutId,
    number: known.length + place + 1,
    kind: item.kind,
    providerType: item.providerType,
    amountTenths: item.amountTenths,
    paymentReference: item.paymentReference ?? null,
    refundReference: item.refundReference ?? null,
    ...(item.taxes ? { taxes: item.taxes as unknown as Prisma.InputJsonArray } : {}),
  }));
  await tx.payoutItem.createMany({ data });
  return itemsOf(tx, merchantId, payoutId);
}

function itemsOf(tx: Tx, merchantId: string, payoutId: string): Promise<readonly PayoutItem[]> {
  return tx.payoutItem.findMany({ where: { merchantId, payoutId }, orderBy: { number: 'asc' } });
}

type ReportedItem = Pick<PayoutItem, 'kind' | 'providerType' | 'amountTenths'> & {
  readonly paymentReference?: string | null;
  readonly refundReference?: string | null;
};
const signature = ({ kind, providerType, amountTenths, paymentReference, refundReference }: ReportedItem): string =>
  JSON.stringify([kind, providerType, amountTenths.toString(), paymentReference ?? null, refundReference ?? null]);

function countBy(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function takeOne(counts: Map<string, number>, one: string): boolean {
  const count = counts.get(one) ?? 0;
  if (count > 0) counts.set(one, count - 1);
  return count > 0;
}

/** Finds whose each line is, says what is wrong with it, and writes what has changed. */
export async function judgeItems(tx: Tx, payout: Payout, items: readonly PayoutItem[]): Promise<readonly PayoutItem[]> {
  const { merchantId, id: payoutId, currency } = payout;
  const found = (await findOwners(tx, payout)) + (await findRefunds(tx, payout));
  const owned = found > 0 ? await itemsOf(tx, merchantId, payoutId) : items;
  const known = await paymentsOf(tx, merchantId, payoutId);
  const refunds = await refundsOf(tx, merchantId, owned);
  const receipts = await receiptsOf(tx, merchantId, owned);
  const judged = owned.map((item) => {
    const payment = known.get(item.paymentId ?? '') ?? null;
    const refund = refunds.get(item.refundId ?? '') ?? null;
    const receipt = receipts.get(item.receiptId ?? '') ?? null;
    return { ...item, problem: problemOf({ ...item, payment, refund, receipt }, currency) };
  });
  for (const [place, { number, problem }] of judged.entries())
    if (owned[place]?.problem !== problem)
      await tx.payoutItem.update({
        where: { merchantId_payoutId_number: { merchantId, payoutId, number } },
        data: { problem },
      });
  return judged;
}

/**
 * Lines that are about something of ours, and not known to be: also what has become ours since, and money on no payment that was closed as
 * somebody else's. How many there were. A payment goes by the provider's id before the merchant's own reference, which some providers name it by.
 */
function findOwners(tx: Tx, { merchantId, id, provider }: Payout): Promise<number> {
  return tx.$executeRaw`
    update payout_item i set payment_id = owner.payment_id, refund_id = owner.refund_id, receipt_id = owner.receipt_id
      from (select n.number, coalesce(n.payment_id, p.id, e.id, c.payment_id, f.payment_id) as payment_id, coalesce(n.refund_id, f.id) as refund_id,
                   case when coalesce(c.payment_id, f.payment_id) is not null or coalesce(c.closed_at, f.closed_at) is null then coalesce(c.id, f.receipt_id) end as receipt_id
              from payout_item n
              left join one_off_payment p
                     on p.merchant_id = n.merchant_id and p.provider = ${provider}::provider and p.provider_reference = n.payment_reference
              left join one_off_payment e
                     on e.merchant_id = n.merchant_id and e.provider = ${provider}::provider and e.external_id = n.payment_reference
              left join transfer_receipt c
                     on c.merchant_id = n.merchant_id and c.provider = ${provider}::provider and c.provider_reference = n.payment_reference
              left join lateral (
                     select r.id, r.payment_id, r.receipt_id, m.closed_at from refund r
                       left join one_off_payment o on o.merchant_id = r.merchant_id and o.id = r.payment_id
                       left join transfer_receipt m on m.merchant_id = r.merchant_id and m.id = r.receipt_id
                      where r.merchant_id = n.merchant_id and coalesce(o.provider, m.provider) = ${provider}::provider and r.provider_reference = n.refund_reference
                      order by r.created_at limit 1) f on true
             where n.merchant_id = ${merchantId}::uuid and n.payout_id = ${id}::uuid
               and (n.payment_id is null or (n.refund_id is null and n.refund_reference is not null))) owner
     where i.merchant_id = ${merchantId}::uuid and i.payout_id = ${id}::uuid and i.number = owner.number
       and (i.payment_id, i.refund_id, i.receipt_id) is distinct from (owner.payment_id, owner.refund_id, owner.receipt_id)`;
}

/**
 * The refunds behind lines that name a payment and no refund: by their amounts, the oldest that is in no payout yet first. Two of one amount are one
 * as good as the other. How many were found.
 */
function findRefunds(tx: Tx, { merchantId, id }: Payout): Promise<number> {
  return tx.$executeRaw`
    update payout_item i set refund_id = found.refund_id
      from (select line.number, given.id as refund_id
              from (select number, payment_id, amount_tenths, row_number() over (partition by payment_id, amount_tenths order by number) as place
                      from payout_item
                     where merchant_id = ${merchantId}::uuid and payout_id = ${id}::uuid and kind = 'REFUND'
                       and payment_id is not null and refund_id is null and refund_reference is null) line
              join lateral (
                     select r.id from refund r join operation done on done.merchant_id = r.merchant_id and done.id = r.operation_id
                      where r.merchant_id = ${merchantId}::uuid and r.payment_id = line.payment_id
                        and r.amount_minor * 10 = -line.amount_tenths and done.status = 'SUCCEEDED'
                        and not exists (select from payout_item o where o.merchant_id = r.merchant_id and o.refund_id = r.id and o.kind = 'REFUND')
                      order by r.created_at, r.id offset line.place - 1 limit 1) given on true) found
     where i.merchant_id = ${merchantId}::uuid and i.payout_id = ${id}::uuid and i.number = found.number`;
}

interface PaymentOfPayout {
  readonly id: string;
  readonly currency: string;
  readonly captured: bigint;
  readonly captures: readonly bigint[];
  readonly was_reversed: boolean;
  readonly paid_out_tenths: bigint;
}

/** What is known of the payments that a payout has lines about. */
async function paymentsOf(tx: Tx, merchantId: string, payoutId: string): Promise<ReadonlyMap<string, KnownPayment>> {
  const rows = await tx.$queryRaw<PaymentOfPayout[]>`
    select p.id, p.currency, p.captured,
           array(select c.amount_minor from capture c join operation o on o.merchant_id = c.merchant_id and o.id = c.operation_id
                  where c.merchant_id = p.merchant_id and c.payment_id = p.id and o.status = 'SUCCEEDED'
                 union all select r.amount_minor from transfer_receipt r where r.merchant_id = p.merchant_id and r.payment_id = p.id) as captures,
           p.reversed > 0 or exists (select from event e where e.merchant_id = p.merchant_id and e.payment_id = p.id and e.type = 'PAYMENT_REVERSED') as was_reversed,
           (select coalesce(sum(i.amount_tenths), 0)::bigint from payout_item i
             where i.merchant_id = p.merchant_id and i.payment_id = p.id and i.kind in ('PAYMENT', 'REVERSAL', 'REVERSAL_WITHDRAWN')) as paid_out_tenths
      from one_off_payment p
     where p.merchant_id = ${merchantId}::uuid
       and p.id in (select payment_id from payout_item where merchant_id = ${merchantId}::uuid and payout_id = ${payoutId}::uuid)`;
  return new Map(
    rows.map(({ id, currency, captured, captures, was_reversed: wasReversed, paid_out_tenths: paidOutTenths }) => [
      id,
      { currency, captured, captures, wasReversed, paidOutTenths },
    ]),
  );
}

async function refundsOf(tx: Tx, merchantId: string, items: readonly PayoutItem[]) {
  const ids = items.flatMap(({ refundId }) => refundId ?? []);
  if (ids.length === 0) return new Map<string, { readonly amountMinor: bigint }>();
  const rows = await tx.refund.findMany({
    where: { merchantId, id: { in: ids } },
    select: { id: true, amountMinor: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

async function receiptsOf(tx: Tx, merchantId: string, items: readonly PayoutItem[]) {
  const ids = items.flatMap(({ receiptId }) => receiptId ?? []);
  if (ids.length === 0) return new Map<string, { readonly amountMinor: bigint; readonly currency: string }>();
  const rows = await tx.transferReceipt.findMany({
    where: { merchantId, id: { in: ids } },
    select: { id: true, amountMinor: true, currency: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}
