import type {
  LedgerAccount,
  LedgerDirection as LedgerDirectionValue,
  LedgerMovement as LedgerMovementValue,
} from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

export const LedgerAccountKind = builder.enumType('LedgerAccountKind', {
  description: 'Where money stands in the ledger. May grow.',
  values: described<LedgerAccount>({
    PAYER_RESERVED: 'Set aside by payers, and not taken yet: what captures could take. Grows by credits.',
    CAPTURES_IN_FLIGHT: 'Being taken; the outcome is awaited. Grows by credits.',
    PROVIDER_RECEIVABLE:
      'What providers hold or owe: reserved or collected, less what was let go, given back or taken back. Grows by debits.',
    MERCHANT_PAYABLE:
      "The merchant's: what refunds could give back. Below zero where a bank took back what had been refunded. Grows by credits.",
    REFUNDS_IN_FLIGHT: 'Being given back; the outcome is awaited. Grows by credits.',
    UNMATCHED_RECEIPTS: 'Arrived, and not known for what. Grows by credits.',
    FEES: 'What providers have kept for themselves, by their payouts. Grows by debits.',
    PARTNER_FEES: 'What providers have kept for a partner of yours, by their payouts. Grows by debits.',
    PAYOUTS_IN_TRANSIT: 'Sent by providers, and not yet at your bank. Grows by debits.',
    MERCHANT_BANK: 'What has arrived at your bank. Grows by debits.',
    FX_CLEARING:
      'What was exchanged on its way: given in the one currency (a debit balance), got in the other (a credit balance).',
    FOREIGN_PAYMENTS: 'Yours, collected by another system on the same account of the provider. Grows by credits.',
    PAYOUT_DIFFERENCE: 'By what payouts fell short of their items and fees, unexplained so far. Grows by debits.',
  }),
});

export const LedgerDirection = builder.enumType('LedgerDirection', {
  description: 'The side of an account on which an entry stands.',
  values: described<LedgerDirectionValue>({ DEBIT: 'The left side.', CREDIT: 'The right side.' }),
});

export const LedgerMovement = builder.enumType('LedgerMovement', {
  description:
    'Which amount of a payment an entry changes. The amount is the sum of its movement on one account: debits less credits, or the other way round. May grow.',
  values: described<LedgerMovementValue>({
    AUTHORIZED: '`authorized`: from PROVIDER_RECEIVABLE to PAYER_RESERVED.',
    CAPTURE_IN_FLIGHT:
      '`pendingCapture`: from PAYER_RESERVED to CAPTURES_IN_FLIGHT, and back when its outcome is known.',
    CAPTURED: '`captured`: from PAYER_RESERVED to MERCHANT_PAYABLE.',
    RELEASED: '`released`: from PAYER_RESERVED to PROVIDER_RECEIVABLE.',
    REFUND_IN_FLIGHT:
      '`pendingRefund`: from MERCHANT_PAYABLE to REFUNDS_IN_FLIGHT, and back when its outcome is known.',
    REFUNDED: '`refunded`: from MERCHANT_PAYABLE to PROVIDER_RECEIVABLE.',
    REVERSED: '`reversed`: from MERCHANT_PAYABLE to PROVIDER_RECEIVABLE, and back when it is restored.',
    UNMATCHED: 'Money that arrived, and is not known for what: from PROVIDER_RECEIVABLE to UNMATCHED_RECEIPTS.',
    FEES: 'What a provider kept: from FEES to PROVIDER_RECEIVABLE.',
    PARTNER_FEES: 'What a provider kept for a partner: from PARTNER_FEES to PROVIDER_RECEIVABLE.',
    PAID_OUT: 'A payout that was sent: from PAYOUTS_IN_TRANSIT to PROVIDER_RECEIVABLE, and back when it bounces.',
    EXCHANGED: 'What of a payout was exchanged: from FX_CLEARING to PAYOUTS_IN_TRANSIT.',
    EXCHANGED_INTO: 'What it was exchanged into: from PAYOUTS_IN_TRANSIT to FX_CLEARING, in the currency of the bank.',
    ARRIVED: 'A payout that has arrived: from MERCHANT_BANK to PAYOUTS_IN_TRANSIT.',
    FOREIGN_PAYMENTS: 'What of a payout other systems have collected: from PROVIDER_RECEIVABLE to FOREIGN_PAYMENTS.',
    DIFFERENCE: 'By what a payout fell short: from PAYOUT_DIFFERENCE to PROVIDER_RECEIVABLE.',
  }),
});
