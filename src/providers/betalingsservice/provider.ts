import { defineProvider } from '../../domain/port/provider.ts';
import { currency } from '../../kernel/money.ts';
import { ok } from '../../kernel/result.ts';
import { adoptedTerms, checkAdopted } from './adoption.ts';
import { checkLine, createBy, earliestDueOn, graceUntil, instead } from './charge-file.ts';
import { checkCredentials } from './check-credentials.ts';
import { nextCheckAt } from './check-schedule.ts';
import { checkStatus } from './check-status.ts';
import { checkDebtorName, checkNewMandate, checkNewRequest } from './limits.ts';
import { createMandate, probeMandate } from './mandates.ts';
import { checkDebtor, createRequest, probeRequest } from './requests.ts';
import { setUp } from './set-up.ts';
import { settings } from './settings.ts';
import { mandateTerms, requestTerms } from './terms.ts';
import { answer, interpret, split, verify } from './webhook.ts';

// Our uuid names a thing for ever and is the same on every attempt, but that a repeat is known by it is unconfirmed: we look first. Ten
// minutes is far longer than a request is worked on; a shorter time risks a second mandate where a repeat is not known, a longer one
// only a wait.
const repeat = { repeat: 'lookFirst', quietMs: 600_000, deadlineMs: 10_000 } as const;

/** Mastercard's Betalingsservice: the Creditor API (mandates) and the One-off API (collection requests, debtor check). */
export const betalingsservice = defineProvider({
  name: 'BETALINGSSERVICE',
  inputKey: 'betalingsservice',
  settings,
  capabilities: () => ({
    currencies: [currency('DKK')],
    partialCapture: false,
    partialRefund: false,
    autoReserve: false,
    refundWindowMs: null,
  }),
  operations: {
    'mandate.create': {
      ...repeat,
      terms: mandateTerms,
      check: checkNewMandate,
      call: createMandate,
      probe: (context, _input, key) => probeMandate(context, key),
    },
    'request.create': {
      ...repeat,
      terms: requestTerms,
      check: checkNewRequest,
      call: createRequest,
      probe: probeRequest,
    },
  },
  // The One-off API is open to its customers only: wire.ts holds what is known of it and what had to be supposed.
  unconfirmed: ['request.create', 'debtorCheck'],
  checkStatus: (context, ref) => checkStatus(context, ref),
  nextCheckAt,
  charges: { earliestDueOn, createBy, graceUntil },
  chargeFile: { instead, check: checkLine },
  mandateAdoption: { check: checkAdopted, terms: adoptedTerms },
  debtorCheck: { check: checkDebtorName, call: checkDebtor },
  inbound: { verify, split, interpret, answer },
  checkCredentials,
  // Each collection request carries the address of its own callbacks: there is nothing to tell beforehand.
  setUp,
  connect: async () => ok(undefined),
});
