import type { PayoutItemProblem } from '../../generated/prisma/client.ts';
import type { PayoutItemKind } from '../port/provider.ts';

/** A line of a payout, and whether what it is about is ours: a payment, or money that is on none yet. */
export interface ReckonedItem {
  readonly kind: PayoutItemKind;
  readonly amountTenths: bigint;
  readonly ours: boolean;
}

/** What the lines of a payout come to, in minor units. */
export interface PayoutSums {
  readonly fees: bigint;
  readonly partnerFees: bigint;
  /** What other systems have collected, less what went back of it. */
  readonly foreignPayments: bigint;
  /** By how much less was sent than the lines explain. */
  readonly difference: bigint;
  /** Whether what the provider says to have kept is what its lines say. */
  readonly feesAgree: boolean;
}

/** Ten of them are a minor unit. */
const tenths = 10n;
const isFee = (kind: PayoutItemKind): boolean => kind === 'FEE' || kind === 'PARTNER_FEE';

/**
 * Pure: how a payout is explained by its lines. Fees are reckoned in fractions of a minor unit, and only their sum is rounded; so where
 * all lines together come within less than one minor unit of what is sent, the fees are what is missing of the principal, to the minor unit.
 * Where they do not, the fees are what their own lines say, and the rest is a difference that nobody has explained.
 *
 * A provider that invoices its fees deducts nothing: then the principal is what is sent, whatever lines of fees there may be.
 */
export function sumsOf(amountMinor: bigint, deductedFees: bigint | null, items: readonly ReckonedItem[]): PayoutSums {
  const sum = (counts: (item: ReckonedItem) => boolean): bigint =>
    items.reduce((total, item) => (counts(item) ? total + item.amountTenths : total), 0n);
  const isForeign = ({ kind, ours }: ReckonedItem): boolean => !isFee(kind) && kind !== 'BALANCE' && !ours;
  const foreignPayments = toMinor(sum(isForeign));
  const principal = toMinor(sum((item) => !isFee(item.kind) && !isForeign(item))) + foreignPayments;
  const missing = principal - amountMinor;
  if (deductedFees === 0n && missing === 0n)
    return { fees: 0n, partnerFees: 0n, foreignPayments, difference: 0n, feesAgree: true };
  const partnerFees = -toMinor(sum(({ kind }) => kind === 'PARTNER_FEE'));
  const off = sum(() => true) - amountMinor * tenths;
  const explained = off < tenths && off > -tenths;
  const kept = explained ? missing : -toMinor(sum(({ kind }) => isFee(kind)));
  return {
    fees: kept - partnerFees,
    partnerFees,
    foreignPayments,
    difference: missing - kept,
    feesAgree: deductedFees === null || deductedFees === kept,
  };
}

/** To the nearest minor unit; a half goes away from zero. */
export function toMinor(amountTenths: bigint): bigint {
  const half = amountTenths < 0n ? -5n : 5n;
  return (amountTenths + half) / tenths;
}

/** What is known here of the payment that a line is about. */
export interface KnownPayment {
  readonly currency: string;
  readonly captured: bigint;
  /** What was taken of it at a time, where it was taken, or came in, in parts. */
  readonly captures: readonly bigint[];
  /** Whether a bank has ever taken it back. */
  readonly wasReversed: boolean;
  /** All lines about its collection in all payouts, those that take it back included. */
  readonly paidOutTenths: bigint;
}
export interface KnownItem {
  readonly kind: PayoutItemKind;
  readonly amountTenths: bigint;
  readonly payment: KnownPayment | null;
  readonly refund: { readonly amountMinor: bigint } | null;
  /** The money that came in, on a payment or on none yet. */
  readonly receipt: { readonly amountMinor: bigint; readonly currency: string } | null;
}

const speakOfNothing: ReadonlySet<PayoutItemKind> = new Set(['FEE', 'PARTNER_FEE', 'ADJUSTMENT', 'BALANCE']);

/** Pure: what is wrong with a line about what is ours; null where all is well. Money that is late to be paid out is no fault of a line. */
export function problemOf(
  { kind, amountTenths, payment, refund, receipt }: KnownItem,
  currency: string,
): PayoutItemProblem | null {
  const known = payment ?? receipt;
  if (!known || speakOfNothing.has(kind)) return null;
  if (known.currency !== currency) return 'OTHER_CURRENCY';
  if (kind === 'REFUND' || kind === 'REFUND_RETURNED') {
    if (!refund) return 'NOT_REFUNDED';
    return amountTenths === refund.amountMinor * (kind === 'REFUND' ? -tenths : tenths) ? null : 'OTHER_AMOUNT';
  }
  if (kind === 'REVERSAL') {
    if (!payment?.wasReversed) return 'NOT_REVERSED';
    return wasTaken(payment, -amountTenths) ? null : 'OTHER_AMOUNT';
  }
  if (!receipt && payment?.captured === 0n) return 'NOT_COLLECTED';
  const fits = receipt ? receipt.amountMinor * tenths === amountTenths : payment && wasTaken(payment, amountTenths);
  if (!fits) return 'OTHER_AMOUNT';
  return payment && payment.paidOutTenths > payment.captured * tenths ? 'PAID_OUT_TWICE' : null;
}

/** All of it, or a part that was taken at a time: by us, or what others have taken beside us. */
function wasTaken({ captured, captures }: KnownPayment, amountTenths: bigint): boolean {
  const elsewhere = captures.reduce((rest, amount) => rest - amount, captured);
  return [captured, ...captures, elsewhere].some((amount) => amount > 0n && amount * tenths === amountTenths);
}
