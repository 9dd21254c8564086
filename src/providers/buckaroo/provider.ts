import { defineProvider } from '../../domain/port/provider.ts';
import { checkStatus } from './check-status.ts';
import { checkCredentials, connect } from './connect.ts';
import { checkNewTransfer, checkRefund } from './limits.ts';
import { probeRefund, refundTransfer } from './refunds.ts';
import { setUp } from './set-up.ts';
import { type Settings, settings } from './settings.ts';
import { readStatements } from './statements.ts';
import { cancelTransfer, createTransfer, probeNewTransfer } from './transfers.ts';
import { answer, interpret, split, verify } from './webhook.ts';

// Buckaroo has no keys for a request: after an unknown outcome we look before we send again. It says nothing of how long a request may
// still be worked on after we stopped waiting. A transfer asked for twice is two mails to the payer; a refund sent twice is money gone,
// so an absence has to last longer before a refund is sent again.
const lookFirst = { repeat: 'lookFirst', deadlineMs: 15_000 } as const;
const transferQuietMs = 600_000;
const refundQuietMs = 1_800_000;

/** Buckaroo's transfer service: SEPA bank transfers to an account of Buckaroo's, and giving them back. */
export const buckaroo = defineProvider({
  name: 'BUCKAROO',
  settings,
  capabilities: ({ currencies }: Settings) => ({
    currencies,
    partialCapture: false,
    partialRefund: true,
    autoReserve: false,
    refundWindowMs: null,
  }),
  operations: {
    'transfer.create': {
      ...lookFirst,
      quietMs: transferQuietMs,
      check: checkNewTransfer,
      call: createTransfer,
      probe: probeNewTransfer,
    },
    'transfer.cancel': {
      // What is cancelled already, or cannot be, is left as it is.
      repeat: 'harmless',
      deadlineMs: 15_000,
      check: () => [],
      call: (context, { transfer }) => cancelTransfer(context, transfer),
    },
    'transfer.refund': {
      ...lookFirst,
      quietMs: refundQuietMs,
      check: checkRefund,
      call: refundTransfer,
      probe: probeRefund,
    },
  },
  checkStatus: (context, ref) => checkStatus(context, ref),
  settlementStatements: { read: readStatements },
  inbound: { verify, split, interpret, answer },
  checkCredentials,
  setUp,
  connect,
});
