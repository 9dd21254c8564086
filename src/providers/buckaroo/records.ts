import { done, type ProviderRecords } from '../../domain/port/records.ts';
import { operationKeyName } from './wire.ts';

// Our key among the parameters that Buckaroo keeps with a transaction.
const keyParameter = new RegExp(`"Name":\\s*"${operationKeyName}",\\s*"Value":\\s*"([^"]+)"`);

/** What our operations leave in Buckaroo's records, for the audit. */
export const records: ProviderRecords = {
  effects: {
    'transfer.create': done('transferCreated'),
    // Asked for is not given back: only what was paid has left.
    'transfer.refund': done('refundPaid'),
  },
  receipts: ['moneyReceived', 'paidByHand'],
  refunds: ['refundPaid'],
  cancellations: { transferCancelled: 'one_off_payment' },
  keyInCall: (body) => keyParameter.exec(body)?.[1] ?? null,
};
