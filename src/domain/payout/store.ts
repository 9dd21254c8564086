import type { Payout, PayoutStatus, Prisma } from '../../generated/prisma/client.ts';
import { post } from '../ledger/post.ts';
import type { NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import { nextPayoutCheckAt } from './states.ts';

/** What a step may change of a payout. */
export type PayoutPatch = PatchOf<
  Payout,
  | 'providerStatus'
  | 'amountMinor'
  | 'bankAmountMinor'
  | 'bankCurrency'
  | 'exchangeRate'
  | 'deductedFees'
  | 'bankReference'
  | 'arrivesOn'
  | 'arrivedAt'
  | 'itemCount'
  | 'reconciliation'
  | 'fees'
  | 'partnerFees'
  | 'paidOut'
  | 'exchanged'
  | 'exchangedInto'
  | 'arrived'
  | 'foreignPayments'
  | 'difference',
  { status: PayoutStatus }
>;
type NewPayout = NewRow<Prisma.PayoutUncheckedCreateInput>;

/** Payouts, each since its provider has first named it: how they are locked, found and written, with their entries in the ledger. */
export const payouts = defineNoun<Payout, PayoutStatus, PayoutPatch, NewPayout>({
  name: 'payout',
  table: 'payout',
  rows: (tx) => tx.payout,
  subjectType: () => 'pyo',
  links: () => ({}),
  initial: { status: 'PENDING' },
  createdBy: () => null,
  statusOf: ({ status }) => status,
  created: 'PAYOUT_CREATED',
  moved: { PENDING: 'PAYOUT_CHANGED', IN_TRANSIT: 'PAYOUT_SENT', PAID: 'PAYOUT_PAID', BOUNCED: 'PAYOUT_BOUNCED' },
  unmoved: 'PAYOUT_CHANGED',
  nextCheckAt: (payout, _planned, now) => nextPayoutCheckAt({ ...payout, updatedAt: now }, now),
  withEvent: (tx, now, { before, after, eventId }) => post(tx, now, { subjectType: 'pyo', before, after, eventId }),
});
