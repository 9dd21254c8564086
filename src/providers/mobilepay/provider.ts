import { defineProvider } from '../../domain/port/provider.ts';
import { currency } from '../../kernel/money.ts';
import { checkAfter, listAgreements } from './agreement-list.ts';
import { probeUpdatedAgreement, updateAgreement } from './agreement-update.ts';
import { cancelAgreement, createAgreement, probeCancelledAgreement, probeNewAgreement } from './agreements.ts';
import { createBy, earliestDueOn, graceUntil } from './charge-days.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkStatus } from './check-status.ts';
import { connect, connectProblems } from './connect.ts';
import {
  checkAgreementUpdate,
  checkCapture,
  checkChargeUpdate,
  checkNewAgreement,
  checkNewCharge,
  checkNewPayment,
  checkRefund,
} from './limits.ts';
import {
  createRequest,
  lowerRequest,
  probeLowered,
  probeRequest,
  probeWithdrawn,
  withdrawRequest,
} from './payment-requests.ts';
import {
  cancelPayment,
  capturePayment,
  createPayment,
  probeCancelledPayment,
  probeCapture,
  probeNewPayment,
} from './payments.ts';
import { probeRefund, refundPayment } from './refunds.ts';
import { type Settings, settings } from './settings.ts';
import { answer, interpret, split, verify } from './webhook.ts';

// MobilePay has no keys for a request: after an unknown outcome we look before we send again. Ten minutes is at least twice
// the longest time that a request is known to have been worked on after we stopped waiting; a shorter time risks a second
// payment, a longer one only a wait.
const repeat = { repeat: 'lookFirst', quietMs: 600_000, deadlineMs: 15_000 } as const;

/** MobilePay Subscriptions, classic profile: agreements, one-off payments, and payments of the subscription as charges. */
export const mobilepay = defineProvider({
  name: 'MOBILEPAY',
  settings,
  capabilities: ({ autoReserveApproved, refundWindowDays }: Settings) => ({
    currencies: [currency('DKK'), currency('EUR')],
    partialCapture: false,
    partialRefund: true,
    autoReserve: autoReserveApproved,
    cancelsChargesBeingTaken: true,
    refundWindowMs: refundWindowDays * 86_400_000,
  }),
  operations: {
    'agreement.create': {
      ...repeat,
      // The countries that it serves; any other is refused by the check, for which the currency does not matter.
      terms: ({ country }) => ({ currency: currency(country === 'FI' ? 'EUR' : 'DKK') }),
      check: checkNewAgreement,
      call: (context, input) => createAgreement(context, input),
      probe: (context, input, _key, sent) => probeNewAgreement(context, input, sent),
    },
    'agreement.cancel': {
      ...repeat,
      check: () => [],
      call: (context, { agreement }) => cancelAgreement(context, agreement),
      probe: (context, { agreement }) => probeCancelledAgreement(context, agreement),
    },
    'agreement.update': {
      ...repeat,
      check: checkAgreementUpdate,
      call: (context, input) => updateAgreement(context, input),
      probe: (context, input) => probeUpdatedAgreement(context, input),
    },
    'payment.create': {
      ...repeat,
      check: checkNewPayment,
      call: (context, input) => createPayment(context, input),
      probe: (context, input, _key, sent) => probeNewPayment(context, input, sent),
    },
    'payment.capture': {
      ...repeat,
      check: checkCapture,
      call: (context, input) => capturePayment(context, input),
      probe: (context, input) => probeCapture(context, input),
    },
    'payment.cancel': {
      ...repeat,
      check: () => [],
      call: (context, { payment }) => cancelPayment(context, payment),
      probe: (context, { payment }) => probeCancelledPayment(context, payment),
    },
    'payment.refund': {
      ...repeat,
      check: checkRefund,
      call: refundPayment,
      probe: probeRefund,
    },
    'charge.create': {
      ...repeat,
      check: checkNewCharge,
      call: (context, input) => createRequest(context, input),
      probe: (context, input, _key, sent) => probeRequest(context, input, sent),
    },
    'charge.update': {
      ...repeat,
      check: checkChargeUpdate,
      call: (context, input) => lowerRequest(context, input),
      probe: (context, input) => probeLowered(context, input),
    },
    'charge.cancel': {
      ...repeat,
      check: () => [],
      call: (context, { payment }) => withdrawRequest(context, payment),
      probe: (context, { payment }) => probeWithdrawn(context, payment),
    },
    'charge.refund': {
      ...repeat,
      check: checkRefund,
      call: refundPayment,
      probe: probeRefund,
    },
  },
  charges: { earliestDueOn, createBy, graceUntil },
  checkStatus,
  agreementList: { check: checkAfter, call: listAgreements },
  inbound: { verify, split, interpret, answer },
  checkCredentials,
  connectProblems,
  connect,
});
