import { canaries } from './canaries.ts';
import type { Check } from './check.ts';
import { deliveries } from './deliveries.ts';
import { eventLog, moves, versions } from './history.ts';
import { separation } from './merchants.ts';
import { ledger, limits } from './money.ts';
import { effects } from './provider-records.ts';
import { inbox, keys, unknowns } from './work.ts';

/** Everything that must be true of the data, whatever has befallen it. */
export const checks: readonly Check[] = [
  {
    id: 'I1',
    sentence:
      "An operation has at most one effect in the provider's records, and exactly one if it succeeded; a receipt is money that came, and money that came for a transfer is a receipt; money that was given back of a payment is a refund, whoever asked for it.",
    look: effects,
  },
  {
    id: 'I2',
    sentence:
      '0 ≤ captured + in flight + released ≤ authorised; 0 ≤ refunded + in flight ≤ captured; in flight is what open attempts ask for; a transfer is what its receipts sum to.',
    look: limits,
  },
  {
    id: 'I3',
    sentence: 'The event versions of a thing are 1 to n, and folding them gives its row.',
    look: versions,
  },
  {
    id: 'I4',
    sentence: "A merchant's event log runs from 1 to N, each event once, and its chain of hashes is unbroken.",
    look: eventLog,
  },
  {
    id: 'I5',
    sentence: 'Every webhook that was taken in has its receipt and items, and none is stuck beyond two leases.',
    look: inbox,
  },
  {
    id: 'I6',
    sentence:
      'Each event of the log has exactly one delivery to each endpoint that it matches, and one that arrived was answered.',
    look: deliveries,
  },
  {
    id: 'I7',
    sentence: 'A key of a merchant leads to one operation or one refusal.',
    look: keys,
  },
  { id: 'I8', sentence: 'No row links two merchants.', look: separation },
  { id: 'I9', sentence: 'What was planted to be kept secret stands where it has business only.', look: canaries },
  {
    id: 'I10',
    sentence:
      'The ledger sums to zero and closes in each currency, every amount on a row is the sum of its entries, a payout is what its items come to, and totals are what payments and ledger come to.',
    look: ledger,
  },
  {
    id: 'I11',
    sentence:
      'Nothing is unknown in silence: it shows, it is told when it lasts, it is asked about, and only after its schedule it is left to a person.',
    look: unknowns,
  },
  { id: 'I12', sentence: 'Every move that was told is one that the state machine allows.', look: moves },
];
