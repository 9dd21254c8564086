import type { PayoutItemKind as PayoutItemKindValue } from '../../domain/port/provider.ts';
import type {
  PayoutItemProblem as PayoutItemProblemValue,
  PayoutReconciliation as PayoutReconciliationValue,
  PayoutStatus as PayoutStatusValue,
} from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

export const PayoutStatus = builder.enumType('PayoutStatus', {
  description: 'Where a payout stands. May grow.',
  values: described<PayoutStatusValue>({
    PENDING: 'The provider has made it, and may still change it: it is not sent, or is being exchanged.',
    IN_TRANSIT: 'It is on its way to your bank.',
    PAID: 'The day on which it was to arrive is over, and it has not come back. No provider tells more.',
    BOUNCED: 'Your bank has sent it back: its money is with the provider, who may send it again.',
  }),
});

export const PayoutReconciliationStatus = builder.enumType('PayoutReconciliationStatus', {
  description: 'Whether a payout is explained. May grow.',
  values: described<PayoutReconciliationValue>({
    OPEN: 'Its items have not been read yet.',
    EXACT: 'Its items come to what it sends, to the minor unit, and each of yours fits what is known here.',
    DIFFERENCE: 'They do not: see `difference`, `fees` beside `deductedFees`, and the items with a `problem`.',
  }),
});

export const PayoutItemKind = builder.enumType('PayoutItemKind', {
  description: 'What a line of a payout is about. May grow.',
  values: described<PayoutItemKindValue>({
    PAYMENT: 'A payment that is paid out.',
    REFUND: 'What was given back of a payment, taken off.',
    REFUND_RETURNED: 'A refund that did not reach its payer, and comes back.',
    REVERSAL: 'A payment that failed late or was charged back, taken off.',
    REVERSAL_WITHDRAWN: 'A charge-back that was withdrawn: the payment comes once more.',
    FEE: "The provider's fee. Above zero where it is given back.",
    PARTNER_FEE: "A partner's fee. Above zero where it is given back.",
    ADJUSTMENT: 'Anything else: `providerType` says what.',
    BALANCE: 'What the provider held from before, or, below zero, keeps for a later payout. Nothing is posted for it.',
  }),
});

export const PayoutItemProblem = builder.enumType('PayoutItemProblem', {
  description: 'Why a line does not fit what is known here. The provider is asked about its payment. May grow.',
  values: described<PayoutItemProblemValue>({
    OTHER_AMOUNT: 'The payment or the refund has another amount here.',
    OTHER_CURRENCY: 'The payment is in another currency here.',
    NOT_COLLECTED: 'The payment has not been collected, as far as is known here.',
    NOT_REVERSED: 'The payment has never been taken back, as far as is known here.',
    NOT_REFUNDED: 'There is no such refund here.',
    PAID_OUT_TWICE: 'With this line, more of the payment was paid out than was collected.',
  }),
});
