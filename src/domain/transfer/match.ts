import type { OneOffPayment, TransferReceipt } from '../../generated/prisma/client.ts';
import { currency, money, toDecimal } from '../../kernel/money.ts';
import { held } from '../payment/rules.ts';
import type { PaymentPatch } from '../payment/store.ts';
import type { StatusReason } from '../port/provider.ts';

/** How what came in compares with what was asked for. */
export const amountMatches = ['NOTHING_RECEIVED', 'UNDERPAID', 'EXACT', 'OVERPAID'] as const;
export type AmountMatch = (typeof amountMatches)[number];

type Amounts = Pick<OneOffPayment, 'state' | 'requested' | 'captured' | 'refunded'>;

/** By what came in less what was given back. What was settled once was paid in full: giving it back leaves nothing to be paid. Pure. */
export function amountMatchOf({ state, requested, captured, refunded }: Amounts): AmountMatch {
  const left = captured - refunded;
  if (left > requested) return 'OVERPAID';
  if (state === 'SETTLED' || left === requested) return 'EXACT';
  return left === 0n ? 'NOTHING_RECEIVED' : 'UNDERPAID';
}

/** What a transfer is with these receipts: a sum over distinct keys, so that neither order nor repeats matter. Pure. */
export function withReceipts(
  payment: OneOffPayment,
  receipts: readonly Pick<TransferReceipt, 'amountMinor' | 'refunded' | 'receivedAt'>[],
): PaymentPatch {
  const captured = receipts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  // What was given back of money before it was put on the transfer counts with the rest.
  const refunded = receipts.reduce((sum, receipt) => sum + receipt.refunded, 0n);
  const lastAt = Math.max(...receipts.map(({ receivedAt }) => receivedAt.getTime()));
  return {
    authorized: captured,
    captured,
    refunded,
    capturedAt: new Date(lastAt),
    ...standingOf({ ...payment, captured, refunded }),
  };
}

/**
 * What a transfer is by what the merchant holds: what is given back, or is on its way back, settles nothing. Once settled it stays so, whatever
 * is given back later. Pure.
 */
export function standingOf(payment: OneOffPayment): Pick<PaymentPatch, 'state' | 'reason'> {
  const settled = payment.state === 'SETTLED' || held(payment) >= payment.requested;
  const standing = { ...payment, state: settled ? 'SETTLED' : 'PARTIALLY_SETTLED' } as const;
  return { state: standing.state, reason: mismatchOf(standing) };
}

function mismatchOf(payment: OneOffPayment): StatusReason | null {
  if (amountMatchOf(payment) === 'EXACT') return null;
  const show = (amountMinor: bigint): string => toDecimal(money(amountMinor, currency(payment.currency)));
  const back = payment.refunded > 0n ? `; ${show(payment.refunded)} was given back` : '';
  const message = `${show(payment.captured)} of ${show(payment.requested)} ${payment.currency} came in${back}.`;
  return { code: 'AMOUNT_MISMATCH', message, origin: 'PAYER', retryable: false };
}
