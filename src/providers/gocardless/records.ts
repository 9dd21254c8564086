import { created, done, type ProviderRecords } from '../../domain/port/records.ts';

/** What our operations leave in GoCardless's records, for the audit. */
export const records: ProviderRecords = {
  captures: ['paymentConfirmed'],
  refunds: ['refundPaid'],
  cancellations: {
    mandateCancelled: 'mandate',
    billingRequestCancelled: 'billing_request',
    paymentCancelled: 'one_off_payment',
  },
  resumptions: ['mandateReinstated', 'mandateResubmitted', 'paymentResubmitted'],
  effects: {
    'mandate.create': created('mandateCreated'),
    'mandate.cancel': done('mandateCancelled'),
    'mandate.reinstate': done('mandateResubmitted'),
    'payment.charge': created('paymentCreated'),
    'payment.cancel': done('paymentCancelled'),
    'payment.retry': done('paymentResubmitted'),
    'payment.refund': created('refundCreated'),
    'charge.create': created('paymentCreated'),
    'charge.cancel': done('paymentCancelled'),
    'charge.retry': done('paymentResubmitted'),
    'charge.refund': created('refundCreated'),
    'request.create': created('billingRequestCreated'),
    'request.action': done('actionCompleted', 'actionAdvanced', 'bankAuthorisationCreated'),
    'request.fulfil': done('billingRequestFulfilling', 'billingRequestFulfilled'),
    'request.cancel': done('billingRequestCancelled'),
    'request.fallBack': done('fallbackOccurred'),
  },
};
