import type { Currency, Money } from '../../kernel/money.ts';
import type { ProviderRef } from '../../kernel/provider-ref.ts';
import type { StatusReason } from '../../kernel/status-reason.ts';
import type { MandateScheme } from './mandate-scheme.ts';
import type { AgreementFrequency } from './operation-inputs.ts';
import type { PayoutFact } from './payout-fact.ts';
import type { BankDetails, ConsumerMessage, ReceiptPayer } from './transfer-details.ts';

/** The vocabulary in which every provider speaks to us. */

/** What the payer has to do next. */
export type PayerStep =
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'app'; readonly app: string };

export type AuthorityState = 'PENDING' | 'ACTIVE' | 'SUSPENDED' | 'CANCELLED' | 'REJECTED' | 'EXPIRED' | 'FAILED';

export const billingRequestStatuses = [
  'PENDING',
  'READY_TO_FULFIL',
  'FULFILLING',
  'FULFILLED',
  'CANCELLED',
  'REJECTED',
  'EXPIRED',
] as const;
export type BillingRequestState = (typeof billingRequestStatuses)[number];

export const requestActionTypes = [
  'APPROVE_IN_APP',
  'CHOOSE_CURRENCY',
  'COLLECT_AMOUNT',
  'COLLECT_CUSTOMER_DETAILS',
  'SELECT_INSTITUTION',
  'COLLECT_BANK_ACCOUNT',
  'CONFIRM_PAYER_DETAILS',
  'BANK_AUTHORISATION',
] as const;
export type RequestActionType = (typeof requestActionTypes)[number];

/** One step that a payer, or the merchant for the payer, completes before a billing request is fulfilled. */
export interface RequestAction {
  readonly type: RequestActionType;
  readonly status: 'PENDING' | 'COMPLETED';
  readonly required: boolean;
  readonly requires: readonly RequestActionType[];
  readonly completes: readonly RequestActionType[];
  /** Field names in the provider's words; never their values. */
  readonly missingFields: readonly string[];
  readonly availableCurrencies?: readonly Currency[];
  /** Countries whose accounts are taken, and the one that is meant where none is said: ISO 3166-1 alpha-2. */
  readonly availableCountries?: readonly string[];
  readonly defaultCountry?: string;
  /** What came of guessing the payer's bank from the account, in the provider's word. */
  readonly institutionGuess?: string;
  /** What the payer approves at the bank. */
  readonly approves?: 'PAYMENT' | 'MANDATE';
}

/** What a payer has consented to at the bank. Days are plain; amounts are minor units of the currency of the mandate, as text. */
export interface MandateConsent {
  readonly startDate?: string;
  readonly endDate?: string;
  readonly maxAmountPerPayment?: string;
  readonly maxAmountPerPeriod?: string;
  readonly maxPaymentsPerPeriod?: number;
  /** The provider's word. */
  readonly period?: string;
}

/**
 * Something that is true in the provider's book. `at` is the provider's time where it says one, else when we asked. In a list, facts
 * stand in the order request, authority, payment, refund: that is also the order in which the rows are locked.
 *
 * Of a payment that a bank collects a provider tells all that is true now: `scheduled` before it goes to the bank, `submitted` while
 * the bank collects, `captured` and `restored` once it is collected, `captured` and `reversed` when it was collected and taken
 * back, `failed` when it was not collected. `failed` after `captured` is taken as a late failure of all of it. A charge is told of in the same
 * way, and by `reserved` and `captured` where it is reserved first; its ref is of the kind `charge`, or `payment` where the provider knows no difference.
 *
 * Of a transfer it tells `instructed`, then `received` once for each transaction that brought money, under that transaction's own
 * key: also when it is the key of the transfer itself, and also when the amount is another than was asked for. `cancelled`, `expired`,
 * `rejected` and `failed` say that the provider has given the request up (the kind of `ref` is `transfer`); money may still come.
 */
export type Fact =
  /** An agreement or a mandate stands so: the kind of `ref` tells which. `step` and `until` go with PENDING. */
  | {
      readonly kind: 'authority';
      readonly ref: ProviderRef;
      readonly now: AuthorityState;
      readonly at: Date;
      readonly step?: PayerStep;
      readonly until?: Date;
      readonly why?: StatusReason;
      /** The provider's own word for where it stands. */
      readonly providerStatus?: string;
      /** Of a mandate: the first day on which may be collected, YYYY-MM-DD; null where none may. Left out where the provider does not say. */
      readonly nextChargeDate?: string | null;
      /** Of a mandate: the one that has taken its place. */
      readonly replacedBy?: ProviderRef;
      /** The scheme's own number of a mandate. */
      readonly mandateNumber?: string;
      /** Where the provider may change it: the scheme of a mandate. */
      readonly scheme?: MandateScheme;
      /** Of an agreement that has ended: each of its payments is asked about, since it may stay reserved. Without it they end as the agreement does. */
      readonly reservationsMayStay?: true;
      /** Of an agreement: what the payer is shown now, whoever has changed it. What is left out was not told; null is that there is none. */
      readonly terms?: {
        readonly plan?: string;
        readonly description?: string | null;
        readonly amount?: Money | null;
        readonly frequency?: AgreementFrequency;
      };
      /** Of a mandate. */
      readonly consent?: MandateConsent;
      readonly verifiedAt?: Date;
    }
  /**
   * A billing request stands so. What it has led to is named as soon as the provider names it; facts about that payment and that
   * mandate follow in the same list, and any of the three may be told alone later.
   */
  | {
      readonly kind: 'request';
      readonly ref: ProviderRef;
      readonly now: BillingRequestState;
      /** Empty once it has ended. */
      readonly actions: readonly RequestAction[];
      readonly payment?: { readonly ref: ProviderRef; readonly amount: Money };
      readonly mandate?: { readonly ref: ProviderRef; readonly scheme: MandateScheme };
      /** The provider's ids of who pays and from which account, once it has them. */
      readonly payer?: { readonly customerReference?: string; readonly customerBankAccountReference?: string };
      /** The last digits of the account that was collected. Personal: sealed under the person's own key. */
      readonly accountEnding?: string;
      /** The provider's word for how the payment is made. */
      readonly paymentScheme?: string;
      /** Of a request for a mandate alone: what its payer, or we, have chosen so far. */
      readonly chosen?: { readonly currency: Currency; readonly scheme?: MandateScheme };
      readonly fallbackOccurred?: boolean;
      readonly until?: Date;
      /** An action has just failed, or the payer has said no to it; the request stays open, and the payer may try again. */
      readonly actionFailed?: StatusReason;
      readonly why?: StatusReason;
      readonly at: Date;
    }
  /** A hosted page for a billing request (`ref`). It cannot be asked for again. */
  | {
      readonly kind: 'flow';
      readonly ref: ProviderRef;
      readonly url: string;
      readonly redirectUrl?: string;
      readonly exitUrl?: string;
      readonly until: Date;
      readonly at: Date;
    }
  /** The payment is known to the provider and waits for its payer; `why` says what made it wait (a failed auto-reserve). */
  | {
      readonly kind: 'awaitingPayer';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly step?: PayerStep;
      readonly until?: Date;
      readonly why?: StatusReason;
      readonly providerStatus?: string;
    }
  /** The provider has a payment that it will hand to the bank; until then it can be withdrawn. */
  | {
      readonly kind: 'scheduled';
      readonly ref: ProviderRef;
      readonly at: Date;
      /** A plain day, YYYY-MM-DD. */
      readonly chargeDate?: string;
      readonly providerStatus?: string;
      /** Of a charge, where the provider lets it be lowered: what will be taken, as it says now. */
      readonly amount?: Money;
      /** Of a charge: the last day on which the provider tries, YYYY-MM-DD. */
      readonly graceUntil?: string;
    }
  /** It is being collected: by a bank, or on the days of a charge. A bank lets nothing be withdrawn any more. */
  | {
      readonly kind: 'submitted';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly chargeDate?: string;
      readonly providerStatus?: string;
      readonly amount?: Money;
      readonly graceUntil?: string;
    }
  /** Of a charge: an attempt took nothing, and the provider tries again by itself. */
  | {
      readonly kind: 'attemptFailed';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly why: StatusReason;
      /** The day of the attempt, YYYY-MM-DD; that on which the charge was due where it is left out. */
      readonly on?: string;
      /** The last day on which it tries, YYYY-MM-DD. */
      readonly graceUntil?: string;
      readonly providerStatus?: string;
    }
  /** It was not collected, and is not tried again, unless `why.willRetry` says that it is. */
  | {
      readonly kind: 'failed';
      readonly ref: ProviderRef;
      readonly at: Date;
      /** The day on which it was to be collected, YYYY-MM-DD, where that is told. */
      readonly chargeDate?: string;
      readonly why: StatusReason;
      readonly providerStatus?: string;
    }
  /**
   * Collected money was taken back by the payer or the bank: `amount` of it, in all, or once more where it is a part. A part is told once, by an item
   * of its own; one that cannot be taken in is for a person.
   */
  | {
      readonly kind: 'reversed';
      readonly isPart?: true;
      /** Where the provider names the payment by the merchant's own reference: the id of `ref` is then that, and stands for its own. */
      readonly externalId?: string;
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly cause: 'lateFailure' | 'chargeback';
      readonly at: Date;
      readonly why: StatusReason;
      readonly providerStatus?: string;
    }
  /**
   * Nothing of the collected money is taken back, or no longer: says nothing new unless it was `reversed` before. Of a part, `amount` of it is given
   * back again.
   */
  | {
      readonly kind: 'restored';
      readonly isPart?: true;
      readonly externalId?: string;
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      readonly providerStatus?: string;
    }
  /** The provider has paid the collected money to the merchant. It may still be reversed. */
  | { readonly kind: 'paidOut'; readonly ref: ProviderRef; readonly at: Date; readonly providerStatus?: string }
  /** Money is held for us; it must be captured or cancelled before `until`. */
  | {
      readonly kind: 'reserved';
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      readonly until?: Date;
      readonly providerStatus?: string;
    }
  /**
   * The money is ours. A payment that a bank collects has no reservation: it is reserved and captured in this one moment. Of a charge, and where
   * `released` is told, `amount` is all that was captured so far: what is reserved first may be captured in parts.
   */
  | {
      readonly kind: 'captured';
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      /** What of a reservation was given back to the payer untaken, in all so far. */
      readonly released?: Money;
      /** The keys of ours by which money was taken or released, where the provider tells them: no other operation has come about. */
      readonly operationKeys?: readonly string[];
      /** The day of collection where a bank collected it, YYYY-MM-DD. */
      readonly chargeDate?: string;
      readonly providerStatus?: string;
    }
  /**
   * The provider has the transfer, and has said where its payer is to send the money. Details that are left out stay as they were, so
   * any later reading may tell it again; a status that is unknown to us is told by this fact too, since it moves nothing. `operationKey`
   * is the key we sent, where the provider echoes it: it names the transfer when our own answer was lost.
   */
  | {
      readonly kind: 'instructed';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly bank?: BankDetails;
      readonly message?: ConsumerMessage;
      /** The provider's status code, for example 792. */
      readonly providerStatus?: string;
      /** And its sub-code, for example C300. */
      readonly providerSubCode?: string;
      readonly operationKey?: string;
    }
  /**
   * Money came in: `ref` is the receipt, named by the provider's transaction key. It belongs to the transfer that bears the invoice.
   * The same key always tells the same amount and invoice. The status is that of its transaction, which may be the transfer's own.
   */
  | {
      readonly kind: 'received';
      readonly ref: ProviderRef;
      readonly invoice: string;
      readonly amount: Money;
      readonly at: Date;
      readonly providerStatus?: string;
      readonly providerSubCode?: string;
      readonly payer?: ReceiptPayer;
    }
  /** The provider has taken in a refund, whose outcome is still to come. Of one of ours this says nothing new; any other is recorded. */
  | {
      readonly kind: 'refundRequested';
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      readonly operationKey?: string;
    }
  /**
   * `ref` is the refund, within its payment, or within the receipt whose money it is (a transfer). `operationKey` is the key we sent, where
   * the provider echoes it. One that names no operation of ours was made past us, at the provider, and is recorded.
   */
  | {
      readonly kind: 'refunded';
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      readonly operationKey?: string;
    }
  /** It came to nothing: the provider or a bank refused it, or its money came back after it had been paid. */
  | {
      readonly kind: 'refundDeclined';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly why: StatusReason;
      readonly operationKey?: string;
    }
  | PayoutFact
  /** The payment ended without money moving. */
  | {
      readonly kind: 'rejected' | 'expired' | 'cancelled';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly why: StatusReason;
      /** Why, where money was reserved: for a provider that has one word for both. */
      readonly whyReserved?: StatusReason;
      readonly providerStatus?: string;
    };
