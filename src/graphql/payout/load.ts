import type { Payout, PayoutItem } from '../../generated/prisma/client.ts';
import type { Db } from '../../platform/db.ts';

/** A line with the payout that it stands in. */
export type PayoutItemRow = PayoutItem & { readonly payout: Payout };

/** Which lines of a payout: those after a number, or those that do not fit. */
export interface ItemsAsked {
  readonly payout: Payout;
  readonly after: number;
  readonly first: number;
}

/** Lines of many payouts at once: they are numbered 1, 2, 3 … in each. */
export async function loadItems(
  db: Db,
  merchantId: string,
  asked: readonly ItemsAsked[],
): Promise<readonly (readonly PayoutItemRow[])[]> {
  const rows = await db.reader(merchantId).payoutItem.findMany({
    where: {
      merchantId,
      OR: asked.map(({ payout: { id }, after, first }) => ({
        payoutId: id,
        number: { gt: after, lte: after + first },
      })),
    },
    orderBy: { number: 'asc' },
  });
  const byPayout = Map.groupBy(rows, ({ payoutId }) => payoutId);
  return asked.map(({ payout, after, first }) =>
    (byPayout.get(payout.id) ?? [])
      .filter(({ number }) => number > after && number <= after + first)
      .map((row) => ({ ...row, payout })),
  );
}

/** The most lines with a problem that are shown of a payout. */
export const problemsShown = 100;

/** The lines that do not fit, of many payouts at once. */
export async function loadProblems(
  db: Db,
  merchantId: string,
  payouts: readonly Payout[],
): Promise<readonly (readonly PayoutItemRow[])[]> {
  const rows = await db.reader(merchantId).payoutItem.findMany({
    where: { merchantId, payoutId: { in: payouts.map(({ id }) => id) }, problem: { not: null } },
    orderBy: [{ payoutId: 'asc' }, { number: 'asc' }],
    take: problemsShown * payouts.length,
  });
  const byPayout = Map.groupBy(rows, ({ payoutId }) => payoutId);
  return payouts.map((payout) =>
    (byPayout.get(payout.id) ?? []).slice(0, problemsShown).map((row) => ({ ...row, payout })),
  );
}

/** All lines about each payment, or each refund, the oldest payout first. */
export async function loadItemsAbout(
  db: Db,
  merchantId: string,
  by: 'paymentId' | 'refundId',
  ids: readonly string[],
): Promise<readonly (readonly PayoutItemRow[])[]> {
  const rows = await db.reader(merchantId).payoutItem.findMany({
    where: { merchantId, [by]: { in: [...new Set(ids)] } },
    include: { payout: true },
    orderBy: [{ payout: { madeAt: 'asc' } }, { payoutId: 'asc' }, { number: 'asc' }],
  });
  const byId = Map.groupBy(rows, (row) => row[by] ?? '');
  return ids.map((id) => byId.get(id) ?? []);
}
