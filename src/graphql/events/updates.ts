import { hasEnded } from '../../domain/billing-request/states.ts';
import { isFinal, type PaymentState } from '../../domain/payment/states.ts';
import type { SequencedEvent } from '../../event-log/event.ts';
import type {
  Agreement as AgreementRow,
  BillingRequest as BillingRequestRow,
  Mandate as MandateRow,
  Payout as PayoutRow,
  PaymentSchedule as ScheduleRow,
} from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Mandate } from '../mandate/type.ts';
import { Payment, type PaymentRow } from '../payment/type.ts';
import { Payout } from '../payout/type.ts';
import { PaymentSchedule } from '../schedule/type.ts';
import { asPayment, paymentUuid } from '../schema/node-types.ts';
import { subjectUpdates } from './subject-updates.ts';

subjectUpdates<PaymentRow>({
  noun: 'payment',
  named: 'a payment',
  type: Payment,
  prefixes: ['oop', 'trf', 'chg'],
  description:
    'One payment of any kind, a transfer or a charge too, live: first how it stands, then a frame for each change, until it is final.',
  changes: 'Something happened to the payment, its captures or its refunds.',
  ends: 'The payment is final and nothing is on its way: the stream ends here. A later refund, and money that is taken back, is told by `eventStream`.',
  uuidOf: paymentUuid,
  async read({ reader, caller: { merchantId } }, id) {
    const row = await reader.oneOffPayment.findUnique({ where: { merchantId_id: { merchantId, id } } });
    return row && asPayment(row);
  },
  concerns: ({ paymentId }, id) => paymentId === id,
  isOver: ({ state, captureInFlight, refundInFlight, cancelling, unresolvedCount }) =>
    isFinal(state as PaymentState) &&
    captureInFlight === 0n &&
    refundInFlight === 0n &&
    !cancelling &&
    unresolvedCount === 0,
});

/** Events of the thing itself, and of an operation on it; what belongs to it is followed by itself. */
const itself =
  (column: 'agreementId' | 'mandateId' | 'billingRequestId') =>
  (event: SequencedEvent['event'], id: string): boolean =>
    event.subjectId === id || (event.subjectType === 'opr' && event[column] === id && event.paymentId === null);
const takenUpAgain = 'Should the provider take it up again later, `eventStream` tells of it.';

subjectUpdates<AgreementRow>({
  noun: 'agreement',
  named: 'an agreement',
  type: Agreement,
  prefixes: ['agr'],
  description:
    'One agreement, live: first how it stands, then a frame for each change, until it is over. Payments on it are followed by `paymentUpdates`.',
  changes: 'Something happened to the agreement itself.',
  ends: `The agreement is over: the stream ends here. ${takenUpAgain}`,
  uuidOf: (id) => uuidOf('agr', id),
  read: ({ reader, caller: { merchantId } }, id) =>
    reader.agreement.findUnique({ where: { merchantId_id: { merchantId, id } } }),
  concerns: itself('agreementId'),
  isOver: ({ status }) => status !== 'PENDING' && status !== 'ACTIVE',
});

subjectUpdates<MandateRow>({
  noun: 'mandate',
  named: 'a mandate',
  type: Mandate,
  prefixes: ['man'],
  description:
    'One mandate, live: first how it stands, then a frame for each change, until it is over. Payments on it are followed by `paymentUpdates`.',
  changes: 'Something happened to the mandate itself.',
  ends: `The mandate is over: the stream ends here. ${takenUpAgain}`,
  uuidOf: (id) => uuidOf('man', id),
  read: ({ reader, caller: { merchantId } }, id) =>
    reader.mandate.findUnique({ where: { merchantId_id: { merchantId, id } } }),
  concerns: itself('mandateId'),
  isOver: ({ status }) => !['PENDING', 'ACTIVE', 'SUSPENDED'].includes(status),
});

subjectUpdates<BillingRequestRow>({
  noun: 'billingRequest',
  named: 'a billing request',
  type: BillingRequest,
  prefixes: ['brq'],
  description:
    'One billing request, live: first how it stands, then a frame for each change, until it has ended. What it leads to is followed by `paymentUpdates` and `mandateUpdates`.',
  changes: 'Something happened to the billing request itself.',
  ends: 'The billing request has ended: the stream ends here. A payment or a mandate that the provider names later is told by `eventStream`.',
  uuidOf: (id) => uuidOf('brq', id),
  read: ({ reader, caller: { merchantId } }, id) =>
    reader.billingRequest.findUnique({ where: { merchantId_id: { merchantId, id } } }),
  concerns: itself('billingRequestId'),
  isOver: ({ status }) => hasEnded(status),
});

subjectUpdates<PayoutRow>({
  noun: 'payout',
  named: 'a payout',
  type: Payout,
  prefixes: ['pyo'],
  description:
    'One payout, live: first how it stands, then a frame for each change, until it has arrived and is explained.',
  changes: 'Something happened to the payout.',
  ends: 'The payout has arrived and is explained: the stream ends here. Should your bank send it back later, `eventStream` tells of it.',
  uuidOf: (id) => uuidOf('pyo', id),
  read: ({ reader, caller: { merchantId } }, id) =>
    reader.payout.findUnique({ where: { merchantId_id: { merchantId, id } } }),
  concerns: ({ subjectId }, id) => subjectId === id,
  isOver: ({ status, reconciliation }) => status === 'PAID' && reconciliation === 'EXACT',
});

subjectUpdates<ScheduleRow>({
  noun: 'paymentSchedule',
  named: 'a payment schedule',
  type: PaymentSchedule,
  prefixes: ['sch'],
  description:
    'One payment schedule, live: first how it stands, then a frame for each change, until it is over. Its charges are followed by `paymentUpdates`.',
  changes: 'Something happened to the schedule itself.',
  ends: 'The schedule is over: the stream ends here. Money that is taken back later is told by `eventStream`.',
  uuidOf: (id) => uuidOf('sch', id),
  read: ({ reader, caller: { merchantId } }, id) =>
    reader.paymentSchedule.findUnique({ where: { merchantId_id: { merchantId, id } } }),
  concerns: ({ subjectId }, id) => subjectId === id,
  isOver: ({ status }) => status === 'COMPLETED' || status === 'CANCELLED',
});
