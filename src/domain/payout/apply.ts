import type { Payout, PayoutItem } from '../../generated/prisma/client.ts';
import type { PayoutFact } from '../port/provider.ts';
import { type ApplyContext, FactMismatch, isStale, unpark } from '../reconcile/apply-context.ts';
import { judgeItems, keepItems } from './items.ts';
import { sumsOf } from './rules.ts';
import { arrivesAt, payoutStates } from './states.ts';
import { type PayoutPatch, payouts } from './store.ts';

/**
 * Applies how a payout stands. It is stored when its provider first names it; its lines are compared with what is known here each time that it
 * is asked about, since what explains them may come later.
 */
export async function applyPayout(context: ApplyContext, fact: PayoutFact): Promise<void> {
  const known = await find(context, fact);
  if (known && isStale(context, known)) return;
  let payout = known ?? (await insert(context, fact));
  payout = await keepTerms(context, payout, fact);
  payout = await move(context, payout, fact);
  payout = await arrive(context, payout, fact);
  await reconcile(context, payout, fact);
  if (!known) await unpark(context, fact.ref);
}

/** Looks again at one that its provider is never asked about: whether its day is over, and whose its lines are by now. */
export async function reviewPayout(context: ApplyContext, id: string): Promise<void> {
  const payout = await payouts.lock(context.tx, context.connected.merchantId, id);
  if (payout) await reconcile(context, await arrive(context, payout, { now: 'IN_TRANSIT' }), {});
}

async function find(context: ApplyContext, { ref }: PayoutFact): Promise<Payout | null> {
  const id = await payouts.idOf(context, ref);
  return id === null ? null : payouts.lock(context.tx, context.connected.merchantId, id);
}

async function insert(context: ApplyContext, { ref, amount, providerStatus, madeAt }: PayoutFact): Promise<Payout> {
  const { connected, now } = context;
  const { merchantId, id: accountId, provider } = connected;
  const { amountMinor, currency } = amount;
  return payouts.insert(
    context,
    {
      merchantId,
      provider: provider.name,
      accountId,
      providerReference: ref.id,
      providerStatus,
      amountMinor,
      currency,
      madeAt,
      nextCheckAt: now,
    },
    { amountMinor },
  );
}

/** What is said of a payout beside where it stands. What it sends may change until it is sent, and never afterwards. */
function keepTerms(context: ApplyContext, payout: Payout, fact: PayoutFact): Promise<Payout> {
  const { ref, amount, bank, deductedFees, bankReference, arrivesOn } = fact;
  const sent = payout.status === 'IN_TRANSIT' || payout.status === 'PAID';
  if (amount.currency !== payout.currency || (sent && amount.amountMinor !== payout.amountMinor))
    throw new FactMismatch(
      `payout ${ref.id}: expected ${payout.amountMinor} ${payout.currency}; the provider says ${amount.amountMinor} ${amount.currency}`,
    );
  const exchanged = bank && bank.amount.currency !== payout.currency ? bank : null;
  if (sent && exchanged && exchanged.amount.amountMinor !== payout.bankAmountMinor)
    throw new FactMismatch(
      `payout ${ref.id}: expected ${payout.bankAmountMinor} ${payout.bankCurrency} at the bank; the provider says ${exchanged.amount.amountMinor} ${exchanged.amount.currency}`,
    );
  const patch: PayoutPatch = {
    providerStatus: fact.providerStatus,
    amountMinor: amount.amountMinor,
    ...(deductedFees === undefined ? {} : { deductedFees }),
    ...(bankReference === undefined ? {} : { bankReference }),
    ...(arrivesOn === undefined ? {} : { arrivesOn: new Date(`${arrivesOn}T00:00:00Z`) }),
    ...(exchanged
      ? {
          bankAmountMinor: exchanged.amount.amountMinor,
          bankCurrency: exchanged.amount.currency,
          ...(exchanged.rate === undefined ? {} : { exchangeRate: exchanged.rate }),
        }
      : {}),
  };
  return payouts.save(context, payout, patch, { at: fact.at, syncedAt: context.checkedAt ?? context.now });
}

/** Sent, or come back. What came back before it was heard to be sent was sent all the same. */
async function move(context: ApplyContext, payout: Payout, fact: PayoutFact): Promise<Payout> {
  if (fact.now === 'PENDING' || fact.now === payout.status) return payout;
  const details = { amountMinor: payout.amountMinor, at: fact.at };
  const mayMove = (from: Payout, to: Payout['status']) => (payoutStates[from.status] as readonly string[]).includes(to);
  const sent = mayMove(payout, 'IN_TRANSIT') && !(payout.status === 'BOUNCED' && fact.now === 'BOUNCED');
  const underWay = sent ? await payouts.save(context, payout, onItsWay(payout), details) : payout;
  return fact.now === 'BOUNCED' && mayMove(underWay, 'BOUNCED')
    ? payouts.save(context, underWay, comeBack, details)
    : underWay;
}

function onItsWay({ amountMinor, bankAmountMinor }: Payout): PayoutPatch {
  const exchanged = bankAmountMinor === null ? {} : { exchanged: amountMinor, exchangedInto: bankAmountMinor };
  return { status: 'IN_TRANSIT', paidOut: amountMinor, ...exchanged };
}

const comeBack: PayoutPatch = {
  status: 'BOUNCED',
  paidOut: 0n,
  exchanged: 0n,
  exchangedInto: 0n,
  arrived: 0n,
  arrivedAt: null,
};

/** No provider tells that a payout has arrived, only that it has not: so it has when its day is over. */
async function arrive(
  context: ApplyContext,
  payout: Payout,
  { now: stands }: Pick<PayoutFact, 'now'>,
): Promise<Payout> {
  const arrival = arrivesAt(payout.arrivesOn);
  if (payout.status !== 'IN_TRANSIT' || stands !== 'IN_TRANSIT' || arrival === null || arrival > context.now)
    return payout;
  return arrived(context, payout);
}

/** It is at the bank: its day is over, or the merchant says so. */
export function arrived(context: Pick<ApplyContext, 'tx' | 'now' | 'cause'>, payout: Payout): Promise<Payout> {
  const { amountMinor, bankAmountMinor } = payout;
  const patch: PayoutPatch = { status: 'PAID', arrived: bankAmountMinor ?? amountMinor, arrivedAt: context.now };
  return payouts.save(context, payout, patch, { amountMinor });
}

/** Compares it with its lines, once they are told; with those that are kept, where the provider tells them no longer. */
async function reconcile(context: ApplyContext, payout: Payout, { items }: Pick<PayoutFact, 'items'>): Promise<void> {
  const { tx } = context;
  if (items === undefined && payout.itemCount === null) return;
  const kept = await keepItems(tx, payout, items ?? null);
  const judged = await judgeItems(tx, payout, kept);
  const reckoned = judged.map(({ kind, amountTenths, paymentId, receiptId }) => ({
    kind,
    amountTenths,
    ours: paymentId !== null || receiptId !== null,
  }));
  const { feesAgree, ...sums } = sumsOf(payout.amountMinor, payout.deductedFees, reckoned);
  const exact = sums.difference === 0n && feesAgree && judged.every(({ problem }) => problem === null);
  const reconciliation = exact ? 'EXACT' : 'DIFFERENCE';
  const type = exact ? 'PAYOUT_RECONCILED' : 'PAYOUT_DIFFERENCE';
  await payouts.save(
    context,
    payout,
    { ...sums, reconciliation, itemCount: judged.length },
    {
      ...(payout.reconciliation === reconciliation ? {} : { type }),
      ...(sums.difference === 0n ? {} : { amountMinor: sums.difference }),
    },
  );
  if (!exact) await askAboutPayments(context, judged);
}

/** What does not fit may be news of a payment that was lost: its provider is asked about it now. */
async function askAboutPayments({ tx, now, connected }: ApplyContext, items: readonly PayoutItem[]): Promise<void> {
  const ids = items.flatMap(({ problem, paymentId }) => (problem && paymentId ? [paymentId] : []));
  if (ids.length === 0) return;
  await tx.oneOffPayment.updateMany({
    where: { merchantId: connected.merchantId, id: { in: ids }, providerReference: { not: null } },
    data: { nextCheckAt: now },
  });
}
