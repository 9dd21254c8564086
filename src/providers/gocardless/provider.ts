import { defineProvider } from '../../domain/port/provider.ts';
import { ok } from '../../kernel/result.ts';
import { checkCredentials, checkStatus } from './check-status.ts';
import { checkInstitutions, listInstitutions } from './institutions.ts';
import { createBy, earliestDueOn, restsOn } from './limits/charge-days.ts';
import { checkAction } from './limits/payer.ts';
import {
  checkCharge,
  checkFlow,
  checkNewCharge,
  checkNewMandate,
  checkNewRequest,
  checkNotification,
  checkRefund,
  checkRetry,
} from './limits.ts';
import { cancelMandate, createMandate, probeCancelledMandate, probeReinstated, reinstateMandate } from './mandates.ts';
import {
  cancelPayment,
  chargeMandate,
  createCharge,
  probeCancelledPayment,
  probeRetried,
  retryPayment,
} from './payments.ts';
import { pollEvents } from './poll-events.ts';
import { probeRefund, refundPayment } from './refunds.ts';
import {
  cancelRequest,
  completeAction,
  createFlow,
  createRequest,
  fallBackRequest,
  fulfilRequest,
  notifyPayer,
  probeAction,
  probeCancelled,
  probeFallenBack,
  probeFulfilled,
} from './requests.ts';
import { type Settings, settings } from './settings.ts';
import { mandateTerms, requestTerms } from './terms.ts';
import { currencies } from './translate.ts';
import { answer, interpret, setUp, split, verify } from './webhook.ts';

const deadlineMs = 15_000;
// GoCardless keeps a key for 30 days at least.
const creates = { repeat: 'sameKey', keyLivesHours: 720, deadlineMs } as const;
// A key has no documented effect on an action: after an unknown outcome we look before we send again. Ten minutes is far longer than
// a call is known to be worked on after we stopped waiting.
const acts = { repeat: 'lookFirst', quietMs: 600_000, deadlineMs, check: () => [] } as const;
const harmless = { repeat: 'harmless', deadlineMs } as const;

/** GoCardless: billing requests, and the mandates, payments and refunds that come of them. */
export const gocardless = defineProvider({
  name: 'GOCARDLESS',
  inputKey: 'goCardless',
  settings,
  capabilities: (_: Settings) => ({
    currencies,
    partialCapture: false,
    partialRefund: true,
    autoReserve: false,
    refundWindowMs: null,
    // Some schemes hand a mandate to the bank only with its first payment.
    chargesPendingMandates: true,
  }),
  operations: {
    'mandate.create': { ...creates, terms: mandateTerms, check: checkNewMandate, call: createMandate },
    'mandate.cancel': { ...acts, call: cancelMandate, probe: probeCancelledMandate },
    'mandate.reinstate': { ...acts, call: reinstateMandate, probe: probeReinstated },
    'payment.charge': { ...creates, check: checkCharge, call: chargeMandate },
    'payment.cancel': { ...acts, call: cancelPayment, probe: probeCancelledPayment },
    'payment.retry': { ...acts, check: checkRetry, call: retryPayment, probe: probeRetried },
    'charge.create': { ...creates, check: checkNewCharge, call: createCharge },
    'charge.cancel': { ...acts, call: cancelPayment, probe: probeCancelledPayment },
    'charge.retry': { ...acts, check: checkRetry, call: retryPayment, probe: probeRetried },
    'charge.refund': { ...creates, check: checkRefund, call: refundPayment, probe: probeRefund },
    'payment.refund': { ...creates, check: checkRefund, call: refundPayment, probe: probeRefund },
    'request.create': { ...creates, terms: requestTerms, check: checkNewRequest, call: createRequest },
    'request.action': { ...acts, check: checkAction, call: completeAction, probe: probeAction },
    'request.fulfil': { ...acts, call: fulfilRequest, probe: probeFulfilled },
    'request.cancel': { ...acts, call: cancelRequest, probe: probeCancelled },
    'request.fallBack': { ...acts, call: fallBackRequest, probe: probeFallenBack },
    'request.notify': { ...harmless, check: checkNotification, call: notifyPayer },
    'request.flow': { ...harmless, check: checkFlow, call: createFlow },
  },
  charges: { earliestDueOn, createBy, restsOn, graceUntil: () => null },
  institutions: { check: checkInstitutions, call: listInstitutions },
  checkStatus,
  inbound: { verify, split, interpret, answer },
  pollEvents,
  checkCredentials,
  // Where events go is set in GoCardless' dashboard, by hand: there is no call for it.
  setUp,
  connect: async () => ok(undefined),
});
