import { created, type ProviderRecords } from '../../domain/port/records.ts';

/** What our operations leave in MobilePay's records, for the audit. */
export const records: ProviderRecords = {
  captures: ['paymentCaptured', 'requestExecuted'],
  refunds: ['refundIssued'],
  cancellations: {
    agreementCancelled: 'agreement',
    paymentCancelled: 'one_off_payment',
    requestWithdrawn: 'one_off_payment',
  },
  effects: {
    'agreement.create': { effects: ['agreementCreated'], by: 'externalId' },
    'agreement.cancel': { effects: ['agreementCancelled'], by: 'reference' },
    'payment.create': { effects: ['paymentRequested'], by: 'externalId' },
    'payment.capture': { effects: ['paymentCaptured'], by: 'reference' },
    'payment.cancel': { effects: ['paymentCancelled'], by: 'reference' },
    'payment.refund': created('refundRequested'),
    'charge.create': { effects: ['requestCreated'], by: 'externalId' },
    'charge.update': { effects: ['requestLowered'], by: 'reference' },
    'charge.cancel': { effects: ['requestWithdrawn'], by: 'reference' },
    'charge.refund': created('refundRequested'),
  },
};
