import type { OneOffPayment, TransferReceipt } from '../../generated/prisma/client.ts';
import { currency, money, toDecimal } from '../../kernel/money.ts';
import type { PaymentPatch } from '../payment/store.ts';
import type { StatusReason } from '../port/provider.ts';

/** How what came in compares with what was asked for. */
export const amountMatches = ['NOTHING_RECEIVED', 'UNDERPAID', 'EXACT', 'OVERPAID'] as const;
export type AmountMatch = (typeof amountMatches)[number];

/** By all that came in, whatever was given back since. Pure. */
export function amountMatchOf({ requested, captured }: Pick<OneOffPayment, 'requested' | 'captured'>): AmountMatch {
  if (captured === 0n) return 'NOTHING_RECEIVED';
  if (captured === requested) return 'EXACT';
  return captured < requested ? 'UNDERPAID' : 'OVERPAID';
}

/** What a transfer is with these receipts: a sum over distinct keys, so that neither order nor repeats matter. Pure. */
export function withReceipts(
  payment: OneOffPayment,
  receipts: readonly Pick<TransferReceipt, 'amountMinor' | 'receivedAt'>[],
): PaymentPatch {
  const captured = receipts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const lastAt = Math.max(...receipts.map(({ receivedAt }) => receivedAt.getTime()));
  return {
    state: captured < payment.requested ? 'PARTIALLY_SETTLED' : 'SETTLED',
    authorized: captured,
    captured,
    capturedAt: new Date(lastAt),
    reason: mismatchOf({ ...payment, captured }),
  };
}

function mismatchOf(payment: OneOffPayment): StatusReason | null {
  if (amountMatchOf(payment) === 'EXACT') return null;
  const show = (amountMinor: bigint): string => toDecimal(money(amountMinor, currency(payment.currency)));
  const message = `${show(payment.captured)} of ${show(payment.requested)} ${payment.currency} came in.`;
  return { code: 'AMOUNT_MISMATCH', message, origin: 'PAYER', retryable: false };
}
