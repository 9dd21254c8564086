import type { LedgerAccount, LedgerDirection, LedgerMovement } from '../../generated/prisma/client.ts';

/**
 * The chart of accounts of the ledger. Money that a payment speaks of always stands somewhere, and every change of a payment's amounts moves
 * it from one account to another: a debit here, a credit there, of the same amount.
 *
 * PROVIDER_RECEIVABLE (a debit balance) is what the provider holds for us or owes us: what the payer has reserved or the bank has
 * collected, less what was let go, given back or taken back. All the others say whose that money is, and have a credit balance.
 * PAYER_RESERVED: the payer's still, but set aside; it is what a capture could take. CAPTURES_IN_FLIGHT: being taken; nobody knows yet.
 * MERCHANT_PAYABLE: the merchant's; it is what a refund could give back, and falls below zero where a bank takes back what had been
 * refunded. REFUNDS_IN_FLIGHT: being given back. UNMATCHED_RECEIPTS: arrived, and nobody knows for what. FOREIGN_PAYMENTS: the
 * merchant's, collected on the same account of the provider by another system, and known only since it was paid out.
 *
 * What providers pay out leaves PROVIDER_RECEIVABLE for accounts with debit balances again. FEES is what they have kept for themselves,
 * PARTNER_FEES what they have passed to a partner, PAYOUTS_IN_TRANSIT what is on its way to the bank, MERCHANT_BANK what has arrived
 * there, FX_CLEARING what was given in one currency and got in another, and PAYOUT_DIFFERENCE what a payout fell short without a word.
 * Nothing of that touches MERCHANT_PAYABLE. So in each currency, whatever has happened, with the sides on which they grow:
 * PROVIDER_RECEIVABLE + PAYOUTS_IN_TRANSIT + MERCHANT_BANK + FEES + PARTNER_FEES + FX_CLEARING + PAYOUT_DIFFERENCE =
 * PAYER_RESERVED + CAPTURES_IN_FLIGHT + MERCHANT_PAYABLE + REFUNDS_IN_FLIGHT + UNMATCHED_RECEIPTS + FOREIGN_PAYMENTS.
 *
 * Each entry also names its movement, which is the amount of the payment that it changes. So every amount of a payment is a balance:
 * the debits less the credits of one movement on its debit account. What was asked for (`requested`) moves nothing and is not posted.
 * A change that goes back (a capture that failed, a reversal that was withdrawn) is the same movement the other way round.
 *
 * The table is in the database too (`ledger_chart`), whose triggers refuse a commit in which a transaction does not sum to zero, or
 * in which an amount on a row is not the sum of its entries.
 */
export const chart = {
  AUTHORIZED: { amount: 'authorized', debit: 'PROVIDER_RECEIVABLE', credit: 'PAYER_RESERVED' },
  CAPTURE_IN_FLIGHT: { amount: 'captureInFlight', debit: 'PAYER_RESERVED', credit: 'CAPTURES_IN_FLIGHT' },
  CAPTURED: { amount: 'captured', debit: 'PAYER_RESERVED', credit: 'MERCHANT_PAYABLE' },
  RELEASED: { amount: 'released', debit: 'PAYER_RESERVED', credit: 'PROVIDER_RECEIVABLE' },
  REFUND_IN_FLIGHT: { amount: 'refundInFlight', debit: 'MERCHANT_PAYABLE', credit: 'REFUNDS_IN_FLIGHT' },
  REFUNDED: { amount: 'refunded', debit: 'MERCHANT_PAYABLE', credit: 'PROVIDER_RECEIVABLE' },
  REVERSED: { amount: 'reversed', debit: 'MERCHANT_PAYABLE', credit: 'PROVIDER_RECEIVABLE' },
  UNMATCHED: { amount: 'unmatched', debit: 'PROVIDER_RECEIVABLE', credit: 'UNMATCHED_RECEIPTS' },
  FEES: { amount: 'fees', debit: 'FEES', credit: 'PROVIDER_RECEIVABLE' },
  PARTNER_FEES: { amount: 'partnerFees', debit: 'PARTNER_FEES', credit: 'PROVIDER_RECEIVABLE' },
  PAID_OUT: { amount: 'paidOut', debit: 'PAYOUTS_IN_TRANSIT', credit: 'PROVIDER_RECEIVABLE' },
  EXCHANGED: { amount: 'exchanged', debit: 'FX_CLEARING', credit: 'PAYOUTS_IN_TRANSIT' },
  EXCHANGED_INTO: { amount: 'exchangedInto', debit: 'PAYOUTS_IN_TRANSIT', credit: 'FX_CLEARING' },
  ARRIVED: { amount: 'arrived', debit: 'MERCHANT_BANK', credit: 'PAYOUTS_IN_TRANSIT' },
  FOREIGN_PAYMENTS: { amount: 'foreignPayments', debit: 'PROVIDER_RECEIVABLE', credit: 'FOREIGN_PAYMENTS' },
  DIFFERENCE: { amount: 'difference', debit: 'PAYOUT_DIFFERENCE', credit: 'PROVIDER_RECEIVABLE' },
} as const satisfies Record<
  LedgerMovement,
  { readonly amount: string; readonly debit: LedgerAccount; readonly credit: LedgerAccount }
>;

/** What stands in the currency of the bank account rather than in that which was collected. */
const inBankCurrency: ReadonlySet<LedgerMovement> = new Set(['EXCHANGED_INTO', 'ARRIVED']);

/** The currency of a movement of a row. */
export function currencyOf(
  movement: LedgerMovement,
  { currency, bankCurrency }: { readonly currency: string; readonly bankCurrency?: string | null },
): string {
  return inBankCurrency.has(movement) ? (bankCurrency ?? currency) : currency;
}

/** The side on which an account grows. */
export const normalSide: Readonly<Record<LedgerAccount, LedgerDirection>> = {
  PROVIDER_RECEIVABLE: 'DEBIT',
  FEES: 'DEBIT',
  PAYER_RESERVED: 'CREDIT',
  CAPTURES_IN_FLIGHT: 'CREDIT',
  MERCHANT_PAYABLE: 'CREDIT',
  REFUNDS_IN_FLIGHT: 'CREDIT',
  UNMATCHED_RECEIPTS: 'CREDIT',
  FOREIGN_PAYMENTS: 'CREDIT',
  PARTNER_FEES: 'DEBIT',
  PAYOUTS_IN_TRANSIT: 'DEBIT',
  MERCHANT_BANK: 'DEBIT',
  FX_CLEARING: 'DEBIT',
  PAYOUT_DIFFERENCE: 'DEBIT',
};

/** The amounts of a noun that the ledger follows. A noun that has no such amount leaves it out. */
export type LedgerAmounts = { readonly [M in LedgerMovement as (typeof chart)[M]['amount']]?: bigint };

export interface Posting {
  readonly movement: LedgerMovement;
  readonly account: LedgerAccount;
  readonly direction: LedgerDirection;
  /** Always more than zero. */
  readonly amountMinor: bigint;
}

/** Pure: what is posted when the amounts of a row change; for a new row, before is null. Sums to zero whatever changed. */
export function postings(before: LedgerAmounts | null, after: LedgerAmounts): readonly Posting[] {
  return (Object.keys(chart) as LedgerMovement[]).flatMap((movement) => {
    const { amount, debit, credit } = chart[movement];
    const moved = (after[amount] ?? 0n) - (before?.[amount] ?? 0n);
    if (moved === 0n) return [];
    const [from, to, amountMinor] = moved > 0n ? [debit, credit, moved] : [credit, debit, -moved];
    return [
      { movement, account: from, direction: 'DEBIT', amountMinor },
      { movement, account: to, direction: 'CREDIT', amountMinor },
    ];
  });
}
