import { created, type ProviderRecords } from '../../domain/port/records.ts';
import { uuidOf } from './translate.ts';

/** What our operations leave in the records of Betalingsservice, for the audit. */
export const records: ProviderRecords = {
  captures: ['paymentCollected'],
  effects: {
    'mandate.create': created('mandateReceived'),
    'request.create': created('requestCreated'),
  },
  nameOfKey: uuidOf,
};
