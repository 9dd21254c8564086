import { created, done, type ProviderRecords } from '../../domain/port/records.ts';

/** What our operations leave in the records of Vipps MobilePay, for the audit. */
export const records: ProviderRecords = {
  captures: ['chargeCaptured'],
  refunds: ['chargeRefunded'],
  cancellations: { agreementStopped: 'agreement', chargeCancelled: 'one_off_payment' },
  effects: {
    'agreement.create': created('agreementDrafted'),
    'agreement.update': created('agreementChanged'),
    'agreement.cancel': done('agreementStopped'),
    'payment.create': created('chargeCreated'),
    'payment.capture': created('chargeCaptured'),
    'payment.cancel': done('chargeCancelled', 'chargeReleased'),
    'payment.refund': created('chargeRefunded'),
    'charge.create': created('chargeCreated'),
    'charge.capture': created('chargeCaptured'),
    'charge.cancel': done('chargeCancelled', 'chargeReleased'),
    'charge.refund': created('chargeRefunded'),
  },
};
