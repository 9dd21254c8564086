import type { paymentActionKinds } from '../../domain/payment/rules.ts';
import type {
  agreementFrequencies,
  billingRequestStatuses,
  mandateSchemes,
  providerNames,
  RequestAction,
  RetryPlan,
  requestActionTypes,
} from '../../domain/port/provider.ts';
import type {
  AuthorityOrigin as AuthorityOriginValue,
  AuthorityStatus as AuthorityStatusValue,
  BillingRequestPurpose as BillingRequestPurposeValue,
  DeliveryStatus as DeliveryStatusValue,
  OperationStatus as OperationStatusValue,
  PaymentStatus as PaymentStatusValue,
  WebhookEndpointStatus as WebhookEndpointStatusValue,
} from '../../generated/prisma/client.ts';
import { builder } from './builder.ts';

// Each table is total, so a value that is added to the domain does not compile until it is described.
type Described<Value extends string> = { readonly [K in Value]: { readonly description: string } };

export const described = <Value extends string>(texts: Readonly<Record<Value, string>>): Described<Value> =>
  Object.fromEntries(
    Object.entries<string>(texts).map(([value, description]) => [value, { description }]),
  ) as Described<Value>;

export const Provider = builder.enumType('Provider', {
  description: 'The party that moves the money. May grow.',
  values: described<(typeof providerNames)[number]>({
    MOBILEPAY: 'MobilePay Subscriptions: agreements and one-off payments.',
    BETALINGSSERVICE: 'Betalingsservice: Danish direct debit.',
    GOCARDLESS: 'GoCardless: bank debit and billing requests.',
    BUCKAROO: 'Buckaroo: bank transfers.',
    VIPPS_MOBILEPAY: 'Vipps MobilePay Recurring: agreements, and payments on them without the payer.',
  }),
});

export const Environment = builder.enumType('Environment', {
  description: 'Whether money is real. A merchant, and so each of its keys, belongs to one environment.',
  values: described({
    LIVE: 'Real money.',
    SANDBOX: 'Simulated providers and a clock that can be moved; no money moves.',
  }),
});

export const AuthorityStatus = builder.enumType('AuthorityStatus', {
  description: "Where a payer's standing consent stands. May grow.",
  values: described<AuthorityStatusValue>({
    PENDING: "The payer, or the payer's bank, has not answered yet.",
    ACTIVE: 'Accepted: payments may be asked for on it.',
    SUSPENDED: 'Set aside by the bank or the provider for the time being.',
    CANCELLED: 'Ended by the payer, the merchant or the provider.',
    REJECTED: 'The payer said no.',
    EXPIRED: 'Nobody answered in time, or nobody has used it for too long.',
    FAILED: "The provider refused to take it in, or the payer's bank did.",
  }),
});

export const MandateScheme = builder.enumType('MandateScheme', {
  description: 'The scheme by which a bank collects on a mandate. May grow.',
  values: described<(typeof mandateSchemes)[number]>({
    BETALINGSSERVICE: 'Betalingsservice, Denmark.',
    BACS: 'Bacs Direct Debit, United Kingdom.',
    SEPA_CORE: 'SEPA Core Direct Debit, euro area.',
    PAD: 'Pre-authorised debit, Canada.',
    ACH: 'ACH debit, United States.',
    BECS: 'BECS Direct Debit, Australia.',
    AUTOGIRO: 'Autogiro, Sweden.',
    BECS_NZ: 'BECS NZ, New Zealand.',
    PAY_TO: "PayTo, Australia: agreed to at the payer's own bank, where the payer may suspend it.",
    FASTER_PAYMENTS: "Faster Payments, United Kingdom: variable recurring payments, agreed to at the payer's own bank.",
  }),
});

export const BillingRequestStatus = builder.enumType('BillingRequestStatus', {
  description: 'Where a billing request stands. May grow.',
  values: described<(typeof billingRequestStatuses)[number]>({
    PENDING: "Something is left to do for the payer, or in the payer's place: see `nextActions`.",
    READY_TO_FULFIL: 'Nothing is left to do: `fulfilBillingRequest` makes what was asked for.',
    FULFILLING: 'The provider is making what was asked for.',
    FULFILLED: 'What was asked for is there: see `payment` and `mandate`.',
    CANCELLED: 'Withdrawn.',
    REJECTED: 'The payer said no, or the provider refused to take it in.',
    EXPIRED: 'It lapsed.',
  }),
});

export const BillingRequestPurpose = builder.enumType('BillingRequestPurpose', {
  description: 'What a billing request asks the payer for.',
  values: described<BillingRequestPurposeValue>({
    PAYMENT: 'One payment.',
    MANDATE: 'A mandate for payments to come.',
    PAYMENT_AND_MANDATE: 'One payment, and a mandate for payments to come.',
  }),
});

export const BillingRequestActionType = builder.enumType('BillingRequestActionType', {
  description: 'A kind of step towards the fulfilment of a billing request. May grow.',
  values: described<(typeof requestActionTypes)[number]>({
    APPROVE_IN_APP: "The payer approves in the provider's app.",
    CHOOSE_CURRENCY: 'The currency is chosen.',
    COLLECT_AMOUNT: 'The amount is named.',
    COLLECT_CUSTOMER_DETAILS: "The payer's name and address are given.",
    SELECT_INSTITUTION: "The payer's bank is chosen.",
    COLLECT_BANK_ACCOUNT: "The payer's account is given.",
    CONFIRM_PAYER_DETAILS: 'The payer confirms what was given.',
    BANK_AUTHORISATION: 'The payer approves at the bank: only the payer can, on the page in `flow`.',
  }),
});

export const BillingRequestActionStatus = builder.enumType('BillingRequestActionStatus', {
  description: 'Whether a step is done.',
  values: described<RequestAction['status']>({
    PENDING: 'It is to be done.',
    COMPLETED: 'It is done.',
  }),
});

export const AuthorityOrigin = builder.enumType('AuthorityOrigin', {
  description: 'How an agreement or a mandate came to be here.',
  values: described<AuthorityOriginValue>({
    CREATED: 'It was asked for here, or came of what was.',
    ADOPTED: 'It was made elsewhere, and taken over.',
  }),
});

export const AgreementFrequency = builder.enumType('AgreementFrequency', {
  description: 'How often the payer has been told to expect a charge.',
  values: described<(typeof agreementFrequencies)[number]>({
    FLEXIBLE: 'At no fixed interval.',
    DAILY: 'Every day.',
    WEEKLY: 'Every week.',
    BIWEEKLY: 'Every second week.',
    MONTHLY: 'Every month.',
    QUARTERLY: 'Four times a year.',
    SEMIANNUAL: 'Twice a year.',
    ANNUAL: 'Once a year.',
  }),
});

export const PaymentStatus = builder.enumType('PaymentStatus', {
  description: 'Where a payment stands, in one small set for all kinds of payment. May grow.',
  values: described<PaymentStatusValue>({
    CREATED: 'Our intent is stored and on its way to the provider.',
    REQUIRES_PAYER_ACTION: 'The provider waits for the payer: see `nextAction`.',
    AUTHORIZED: 'The money is reserved. Capture it or cancel it before `settleBy`.',
    PROCESSING: 'A capture or a cancellation is on its way to the provider.',
    PARTIALLY_SETTLED: 'A part of the money has come in, and the rest is waited for (transfer).',
    SETTLED: 'The money has been taken, or has come in: all of it.',
    CANCELLED: 'Given up before any money was taken; a reservation is released.',
    REJECTED: 'The payer said no.',
    EXPIRED: 'Nobody acted in time; a reservation is released.',
    FAILED: 'The provider refused to take it in.',
    REVERSED: 'Settled money was taken back by the payer or the bank (late failure, charge-back).',
    UNRESOLVED:
      'The outcome of a call to the provider is not known. The provider is being asked; never treat it as failed.',
  }),
});

export const OperationStatus = builder.enumType('OperationStatus', {
  description: 'What has become of one intention sent to a provider.',
  values: described<OperationStatusValue>({
    REQUESTED: 'Stored, and about to be sent.',
    SENT: 'On its way: the answer has not come yet.',
    PENDING: 'The provider has taken it in and decides later.',
    SUCCEEDED: 'It happened. Final.',
    FAILED: 'It did not happen and will not. Final.',
    UNRESOLVED: 'It may have happened: the provider is asked, and nothing is sent again without proof.',
  }),
});

export const PaymentActionKind = builder.enumType('PaymentActionKind', {
  description: 'What can be asked of a payment.',
  values: described<(typeof paymentActionKinds)[number]>({
    CAPTURE: 'Take the reserved money: `capturePayment`.',
    CANCEL: 'Give the payment up, and release what is reserved: `cancelPayment`.',
    REFUND: 'Give captured money back, whole or in part: `refundPayment`.',
    RETRY: 'Try a charge anew that failed: `retryPayment`.',
    UPDATE: 'Ask for less of a charge, or for it on another day, before any money is there: `updateCharge`.',
  }),
});

export const RetryKind = builder.enumType('RetryKind', {
  description: 'Who tries again when nothing was taken on the day of a charge. May grow.',
  values: described<RetryPlan['kind']>({
    NONE: 'Nobody. A provider that has to try for a day at least does so (MobilePay).',
    PROVIDER_DAYS: 'The provider, on each of a number of days (Vipps MobilePay, MobilePay).',
    PROVIDER_AUTOMATIC: 'The provider, when it thinks best (GoCardless, where its retries are set up).',
  }),
});

export const WebhookEndpointStatus = builder.enumType('WebhookEndpointStatus', {
  description: 'Whether a webhook endpoint is sent anything. Deliveries are kept for it all the while. May grow.',
  values: described<WebhookEndpointStatusValue>({
    ACTIVE: 'It is sent what happens.',
    PAUSED: 'You have paused it: what happens waits for it.',
    DISABLED_BY_FAILURES: 'It gave nothing but failure for 120 hours: what happens waits until you enable it.',
    GONE: 'It answered 410: what happens waits until you enable it.',
  }),
});

export const DeliveryStatus = builder.enumType('DeliveryStatus', {
  description: 'What has become of one event for one webhook endpoint.',
  values: described<DeliveryStatusValue>({
    PENDING: 'It is to be sent, for the first time or again, or waits for one before it.',
    SUCCEEDED: 'The endpoint answered with a status from 200 to 299.',
    FAILED: 'The plan of retries has ended. `replayWebhooks` and `resendWebhookDelivery` send it again.',
  }),
});
