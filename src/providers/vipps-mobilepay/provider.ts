import { defineProvider, type Operation } from '../../domain/port/provider.ts';
import { checkAfter, listAgreements } from './agreement-list.ts';
import {
  cancelAgreement,
  createAgreement,
  probeCancelledAgreement,
  probeUpdatedAgreement,
  updateAgreement,
} from './agreements.ts';
import { createBy, earliestDueOn, graceUntil } from './charge-days.ts';
import { checkStatus } from './check-status.ts';
import { checkCredentials, connect, pollEvents } from './connect.ts';
import {
  checkAgreementUpdate,
  checkAmount,
  checkNewAgreement,
  checkNewCharge,
  checkNewPayment,
  checkRefund,
  currencyOf,
} from './limits.ts';
import {
  cancelPayment,
  capturePayment,
  createCharge,
  createPayment,
  probeCancelledPayment,
  probeCapture,
  probeNewCharge,
  probeNewPayment,
} from './payments.ts';
import { probeRefund, refundPayment } from './refunds.ts';
import { type Settings, settings } from './settings.ts';
import { answer, interpret, split, verify } from './webhook.ts';

/** What is done to a payment and to a charge in the same way. */
type Act<K extends 'capture' | 'cancel' | 'refund'> = Operation<`payment.${K}`, Settings>;

// How long a key lives is told nowhere; the notes take it for days at least. What is older is found by its key in the history.
const repeat = { repeat: 'sameKey', keyLivesHours: 24, deadlineMs: 15_000 } as const;

const capture: Act<'capture'> = { ...repeat, check: checkAmount, call: capturePayment, probe: probeCapture };
const cancel: Act<'cancel'> = {
  ...repeat,
  check: () => [],
  call: (context, { payment }, key) => cancelPayment(context, payment, key),
  probe: (context, { payment }, key) => probeCancelledPayment(context, payment, key),
};
const refund: Act<'refund'> = { ...repeat, check: checkRefund, call: refundPayment, probe: probeRefund };

/**
 * Vipps MobilePay Recurring v3, the successor of MobilePay Subscriptions: agreements, payments on them without the payer, and charges that fall
 * due. There is no call that changes a charge.
 */
export const vippsMobilePay = defineProvider({
  name: 'VIPPS_MOBILEPAY',
  inputKey: 'vippsMobilePay',
  settings,
  merchantPages: ['agreementUrl'],
  capabilities: ({ market, autoReserveApproved, refundWindowDays }: Settings) => ({
    currencies: [currencyOf(market)],
    partialCapture: true,
    partialRefund: true,
    autoReserve: autoReserveApproved,
    payerEndsReserved: true,
    cancelsChargesBeingTaken: true,
    refundWindowMs: refundWindowDays * 86_400_000,
  }),
  operations: {
    'agreement.create': {
      ...repeat,
      terms: (_, account) => ({ currency: currencyOf(account?.market ?? 'DK') }),
      check: checkNewAgreement,
      call: createAgreement,
    },
    'agreement.cancel': {
      ...repeat,
      check: () => [],
      call: (context, { agreement }, key) => cancelAgreement(context, agreement, key),
      probe: (context, { agreement }) => probeCancelledAgreement(context, agreement),
    },
    'agreement.update': {
      ...repeat,
      check: checkAgreementUpdate,
      call: updateAgreement,
      probe: (context, input) => probeUpdatedAgreement(context, input),
    },
    'payment.create': {
      ...repeat,
      check: checkNewPayment,
      call: createPayment,
      probe: (context, input, key) => probeNewPayment(context, input, key),
    },
    'payment.capture': capture,
    'payment.cancel': cancel,
    'payment.refund': refund,
    'charge.create': { ...repeat, check: checkNewCharge, call: createCharge, probe: probeNewCharge },
    'charge.capture': capture,
    'charge.cancel': cancel,
    'charge.refund': refund,
  },
  charges: { earliestDueOn, createBy, graceUntil },
  checkStatus,
  agreementList: { check: checkAfter, call: listAgreements },
  inbound: { verify, split, interpret, answer },
  checkCredentials,
  pollEvents,
  connect,
});
