import type { TransferReceipt } from '../../generated/prisma/client.ts';

/** How much is given back out of which receipt. */
export interface RefundPart<R> {
  readonly receipt: R;
  readonly amountMinor: bigint;
}

/** One refund asks for no more receipts than this; a larger one is asked for in steps. */
export const refundPartsMax = 20;

type Refundable = Pick<TransferReceipt, 'amountMinor' | 'refunded' | 'refundInFlight'>;

/**
 * Pure: splits a refund over receipts, which come newest first: what came last goes back first. So an overpayment is given back out of the
 * receipts that made it one, and the money that settled the transfer is touched last. What is left over beyond all receipts, or beyond
 * the greatest number of parts, is in no part.
 */
export function refundParts<R extends Refundable>(newestFirst: readonly R[], amountMinor: bigint): RefundPart<R>[] {
  let open = amountMinor;
  const parts: RefundPart<R>[] = [];
  for (const receipt of newestFirst) {
    const left = receipt.amountMinor - receipt.refunded - receipt.refundInFlight;
    const part = left < open ? left : open;
    if (part <= 0n) continue;
    if (parts.length === refundPartsMax) break;
    parts.push({ receipt, amountMinor: part });
    open -= part;
  }
  return parts;
}
