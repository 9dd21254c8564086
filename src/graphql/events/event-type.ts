import type { EventType as EventTypeValue } from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

export const EventType = builder.enumType('EventType', {
  description: 'What an event tells. May grow: an unknown one must be read as "something changed".',
  values: described<EventTypeValue>({
    AGREEMENT_CREATED: 'An agreement was created here.',
    AGREEMENT_STATUS_CHANGED: 'Something about an agreement changed that has no type of its own.',
    AGREEMENT_ACTIVATED: 'The payer accepted the agreement.',
    AGREEMENT_UPDATED:
      'What the payer of an agreement is shown was changed, by `updateAgreement` or by somebody at the provider.',
    AGREEMENT_MOVED:
      'An agreement goes on with the provider that has taken the place of the one that it was made with; `importAgreements` found it there.',
    AGREEMENT_ENDED: 'The agreement was cancelled, rejected or refused, or it lapsed.',
    PAYMENT_CREATED: 'A payment was created here.',
    PAYMENT_STATUS_CHANGED: 'The status of a payment changed in a way that has no type of its own.',
    PAYMENT_AMOUNTS_CHANGED: 'Amounts of a payment changed while its status stayed the same.',
    PAYMENT_AUTHORIZED: 'The money is reserved.',
    PAYMENT_AUTO_RESERVE_FAILED: "Reserving without the payer's swipe failed; the payer is asked instead.",
    PAYMENT_ATTEMPT_FAILED: 'An attempt to take a charge took nothing, and the provider tries again by itself.',
    PAYMENT_CHANGED: 'What a charge asks for became less.',
    PAYMENT_SCHEDULE_CREATED: 'A payment schedule was created here.',
    PAYMENT_SCHEDULE_CHANGED: 'A payment schedule takes another amount from a day on, or goes on on another mandate.',
    PAYMENT_SCHEDULE_STATUS_CHANGED: 'The status of a payment schedule changed in a way that has no type of its own.',
    PAYMENT_SCHEDULE_CHARGED: 'The charge of a period was made; what becomes of it is told about the charge.',
    PAYMENT_SCHEDULE_CHARGE_MOVED:
      'The day of a period could not be reached any more: its charge was made for the first day on which money can be taken. `reason` names the day that was missed.',
    PAYMENT_SCHEDULE_PAUSED: 'A payment schedule makes no charges until it is resumed.',
    PAYMENT_SCHEDULE_RESUMED: 'A payment schedule that was paused or had failed goes on.',
    PAYMENT_SCHEDULE_PAST_DUE: 'The last charge of a payment schedule came to nothing, or was taken back.',
    PAYMENT_SCHEDULE_COMPLETED: 'Every charge of a payment schedule has been made and paid.',
    PAYMENT_SCHEDULE_CANCELLED: 'A payment schedule was cancelled, or ended with its agreement or mandate.',
    PAYMENT_SCHEDULE_FAILED:
      'A charge of a payment schedule could not be asked for: it waits until `resumePaymentSchedule`.',
    PAYMENT_SETTLEMENT_DUE: 'A reservation will lapse soon: capture it or cancel it.',
    PAYMENT_SETTLED: 'The money was taken.',
    PAYMENT_CANCELLED: 'The payment was given up before any money was taken.',
    PAYMENT_EXPIRED: 'The payment or its reservation lapsed.',
    PAYMENT_REJECTED: 'The payer said no.',
    PAYMENT_FAILED: 'The provider refused to take the payment in, or the bank did not collect it.',
    PAYMENT_UNRESOLVED: 'The outcome of a call is not known; the provider is being asked.',
    CAPTURE_SUCCEEDED: 'A capture succeeded.',
    CAPTURE_FAILED: 'A capture failed; the money is still reserved if the payment says so.',
    REFUND_SUCCEEDED: 'A refund succeeded.',
    REFUND_FAILED: 'A refund failed; the money can be refunded again.',
    REFUND_RETURNED: 'A refund that had been paid came back; the money can be refunded again.',
    MANDATE_CREATED: 'A mandate was created here, or the provider named one that a billing request has led to.',
    MANDATE_STATUS_CHANGED: 'Something about a mandate changed that has no type of its own.',
    MANDATE_ACTIVATED: 'The mandate can be charged.',
    MANDATE_ENDED: 'The mandate was cancelled, rejected or refused, or it lapsed. A provider may still reinstate it.',
    BILLING_REQUEST_CREATED: 'A billing request was created here.',
    BILLING_REQUEST_STATUS_CHANGED: 'Something about a billing request changed that has no type of its own.',
    BILLING_REQUEST_ACTION_COMPLETED:
      'An action of a billing request was completed; its status may have changed with it.',
    BILLING_REQUEST_FULFILLED: 'Everything that a billing request asked for is there.',
    BILLING_REQUEST_CANCELLED: 'A billing request was withdrawn.',
    BILLING_REQUEST_REJECTED: 'The payer said no to a billing request, or the provider refused to take it in.',
    BILLING_REQUEST_EXPIRED: 'A billing request lapsed.',
    PAYMENT_REVERSED: 'Collected money was taken back by the payer or the bank.',
    PAYMENT_RESTORED: 'Money that was taken back was given to the merchant again.',
    WEBHOOK_ENDPOINT_DISABLED:
      'A webhook endpoint is sent nothing more: it gave nothing but failure for 120 hours, or answered 410.',
    TRANSFER_RECEIVED: 'Money came in by bank transfer, of whatever amount: about the receipt.',
    TRANSFER_AMOUNT_MISMATCH: 'What came in for a transfer is less, or more, than was asked for.',
    RECURRING_PAYMENT_REPORTED:
      'A provider told of a recurring payment that another system of yours has asked for (MobilePay): see `recurringPayment`. Nothing here has changed.',
    RECEIPT_ASSIGNED: 'A person has said which transfer unmatched money is for.',
    RECEIPT_CLOSED:
      'Unmatched money waits no longer: a person has said that it is settled elsewhere, or all of it was given back.',
    RECEIPT_REFUNDED: 'A part of unmatched money was given back; what is left waits on.',
    PROVIDER_NOTIFICATION_FAILED:
      'What a provider told could not be read, or not be applied however often it was tried: see `unprocessedProviderNotifications`.',
    PROVIDER_NOTIFICATION_PROCESSED: 'What a provider told, and had failed, was processed after all.',
    OPERATION_OVERDUE:
      'The outcome of an operation has not been known for 15 minutes. The provider is still being asked: see `unresolvedOperations`.',
    PROVIDER_ACCOUNT_PAUSED:
      'Nothing is sent to a provider any more: it refuses the credentials of your account, or their settings cannot be read. `reason` says which.',
    PROVIDER_ACCOUNT_RESUMED: 'A provider takes the credentials of your account again, and what waited is sent.',
    PAYOUT_CREATED: 'A provider has made a payout.',
    PAYOUT_SENT: 'A payout is on its way to your bank.',
    PAYOUT_PAID: 'The day on which a payout was to arrive is over, and it has not come back.',
    PAYOUT_BOUNCED: 'Your bank has sent a payout back: its money is with the provider again.',
    PAYOUT_RECONCILED: 'A payout is explained to the minor unit by its items, and they fit what is known here.',
    PAYOUT_DIFFERENCE:
      'A payout is not what its items come to, or they do not fit what is known here: see `reconciliation` of the payout.',
    PAYOUT_CHANGED: 'Something about a payout changed that has no type of its own.',
    BILLING_REQUEST_ACTION_FAILED:
      'An action of a billing request failed, or the payer said no to it; the request stays open, and the payer may try again.',
  }),
});
