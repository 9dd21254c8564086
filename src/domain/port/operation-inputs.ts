import type { Currency, Money } from '../../kernel/money.ts';
import type { ProviderRef } from '../../kernel/provider-ref.ts';
import type { MandateScheme } from './mandate-scheme.ts';
import type { AgreementProviderTerms, BillingRequestTerms, MandateDebtor } from './terms.ts';

export const agreementFrequencies = [
  'FLEXIBLE',
  'DAILY',
  'WEEKLY',
  'BIWEEKLY',
  'MONTHLY',
  'QUARTERLY',
  'SEMIANNUAL',
  'ANNUAL',
] as const;
export type AgreementFrequency = (typeof agreementFrequencies)[number];

/** What the payer of an agreement is shown, and may be changed. */
export interface AgreementTerms {
  readonly plan?: string;
  readonly description?: string;
  readonly amount?: Money;
  readonly frequency?: AgreementFrequency;
}

/** Who tries again when nothing was taken on the day of a charge. `days`: how many days after the first. */
export type RetryPlan =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'PROVIDER_DAYS'; readonly days: number }
  | { readonly kind: 'PROVIDER_AUTOMATIC' };

/** The consent on which a charge is made, as far as its days hang on it. */
export interface ChargeTarget {
  readonly kind: 'agreement' | 'mandate';
  /** Of a mandate. */
  readonly scheme?: MandateScheme;
  /** The first day of collection as the provider last said it, YYYY-MM-DD; null where it says that there is none. */
  readonly nextChargeDate?: string | null;
}

export interface NewOneOffPayment {
  readonly externalId: string;
  readonly amount: Money;
  readonly description: string;
}

/** How and when a bank is to collect a payment on a mandate. */
export interface ChargeOptions {
  /** A plain day, YYYY-MM-DD; the next one that the mandate allows where it is left out. */
  readonly chargeDate?: string;
  /** What stands on the payer's bank statement. */
  readonly reference?: string;
  /** Whether the provider may try again by itself when the bank does not pay. */
  readonly retryIfPossible?: boolean;
  /** What the merchant's own platform keeps of it, in minor units of its currency. */
  readonly appFee?: bigint;
}

/** How a debtor is named to a provider that knows debtors. */
export type DebtorName = { readonly nationalId: string } | { readonly debtorReference: string };

/** What names a payer, as far as it is known. */
export interface CustomerDetails {
  readonly givenName?: string;
  readonly familyName?: string;
  readonly companyName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly language?: string;
  readonly addressLine1?: string;
  readonly addressLine2?: string;
  readonly addressLine3?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly countryCode?: string;
  readonly danishIdentityNumber?: string;
  readonly swedishIdentityNumber?: string;
}

/** Exactly one action of a billing request, with what it needs. */
export type RequestActionInput =
  | { readonly chooseCurrency: { readonly currency: Currency } }
  | { readonly collectAmount: Money }
  /** Makes the page of the payer's bank: answers with the fact `flow`, too. The payer completes the action there. */
  | { readonly bankAuthorisation: { readonly redirectUrl: string } }
  | { readonly collectCustomerDetails: CustomerDetails }
  | { readonly selectInstitution: { readonly institution: string; readonly countryCode: string } }
  | {
      readonly collectBankAccount:
        | { readonly iban: { readonly accountHolderName: string; readonly iban: string } }
        | {
            readonly local: {
              readonly accountHolderName: string;
              readonly accountNumber: string;
              readonly bankCode?: string;
              readonly branchCode?: string;
              readonly countryCode: string;
              readonly accountType?: string;
            };
          };
    }
  | { readonly confirmPayerDetails: { readonly payerRequestedDualSignature: boolean } };

export const payerGenders = ['UNKNOWN', 'MALE', 'FEMALE', 'NOT_APPLICABLE'] as const;
export type PayerGender = (typeof payerGenders)[number];

/** Who is asked for a transfer. Personal: sealed under the person's own key, never in an event, a log or an error. */
export interface TransferPayer {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly gender: PayerGender;
  /** ISO 3166-1 alpha-2: decides to which account the payer is asked to send the money. The provider's choice when left out. */
  readonly country?: string;
}

/** Every operation that any provider may offer, with its input. */
export interface OperationMap {
  'agreement.create': {
    readonly externalId: string;
    readonly plan: string;
    readonly description?: string;
    readonly amount?: Money;
    readonly currency: Currency;
    readonly country: string;
    readonly frequency: AgreementFrequency;
    /** A plain day, YYYY-MM-DD. */
    readonly nextPaymentDate?: string;
    readonly expiresInMs: number;
    readonly returnUrl: string;
    readonly payerPhone?: string;
    readonly oneOffPayment?: NewOneOffPayment;
    /** In the words of the one provider that carries it. */
    readonly with?: AgreementProviderTerms;
  };
  'agreement.cancel': { readonly agreement: ProviderRef };
  /** Changes what is given, and leaves the rest. Answers with what then stands there. */
  'agreement.update': AgreementTerms & {
    readonly agreement: ProviderRef;
    /** That of the agreement. */
    readonly currency: Currency;
  };
  'payment.create': NewOneOffPayment & {
    readonly agreement: ProviderRef;
    readonly autoReserve: boolean;
    readonly expiresInMs: number;
    readonly returnUrl: string;
  };
  'mandate.create': {
    readonly externalId: string;
    readonly debtor: MandateDebtor;
    /** The merchant's notes, for a provider that keeps such; so below. */
    readonly metadata?: Readonly<Record<string, string>>;
  };
  'mandate.cancel': { readonly mandate: ProviderRef };
  /** Takes up again what has ended; answers with the fact that it is PENDING, or ACTIVE. */
  'mandate.reinstate': { readonly mandate: ProviderRef };
  /** A payment on a mandate: the bank collects it. */
  'payment.charge': NewOneOffPayment &
    ChargeOptions & { readonly mandate: ProviderRef; readonly metadata?: Readonly<Record<string, string>> };
  /** Money that the provider takes on a day. Answers with `scheduled`, or with what is true already. */
  'charge.create': NewOneOffPayment & {
    /** The agreement or the mandate. */
    readonly on: ProviderRef;
    readonly target: ChargeTarget;
    /** A plain day, YYYY-MM-DD; as soon as possible where it is left out. */
    readonly dueOn?: string;
    readonly retryPlan: RetryPlan;
    /** Whether it is reserved only, and captured by us. */
    readonly reserve: boolean;
    /** What stands on the payer's bank statement. */
    readonly reference?: string;
    /** As in `ChargeOptions`. */
    readonly appFee?: bigint;
    readonly metadata?: Readonly<Record<string, string>>;
    /** The core's clock, for limits that count days from today. Milliseconds since 1970. */
    readonly askedAt: number;
  };
  /** Asks for less, or for another day, before any money is there. Answers with `scheduled` as it then stands. */
  'charge.update': {
    readonly payment: ProviderRef;
    readonly amount?: Money;
    readonly dueOn?: string;
    /** What was asked for before. */
    readonly requested: Money;
    readonly askedAt: number;
  };
  // The next four are as for other payments, so that an adapter may use one function for both; the ref is of the kind `charge`.
  'charge.cancel': { readonly payment: ProviderRef };
  'charge.retry': { readonly payment: ProviderRef; readonly chargeDate?: string; readonly failedOn?: string };
  /** Answers with `captured`, whose amount is all that was captured so far. `captured`: what was captured before. */
  'charge.capture': { readonly payment: ProviderRef; readonly amount: Money; readonly captured: Money };
  'charge.refund': {
    readonly payment: ProviderRef;
    readonly amount: Money;
    readonly externalId?: string;
    readonly refundedElsewhere?: Money;
  };
  'request.create': {
    readonly externalId?: string;
    /** The creditor's own key for the debtor, where the scheme has one. */
    readonly debtorReference?: string;
    readonly terms: BillingRequestTerms;
    readonly metadata?: Readonly<Record<string, string>>;
  };
  'request.action': { readonly request: ProviderRef; readonly action: RequestActionInput };
  'request.fulfil': { readonly request: ProviderRef };
  'request.cancel': { readonly request: ProviderRef };
  'request.fallBack': { readonly request: ProviderRef };
  'request.notify': { readonly request: ProviderRef; readonly channel: 'EMAIL'; readonly redirectUrl?: string };
  /** Answers with the fact `flow`. */
  'request.flow': {
    readonly request: ProviderRef;
    readonly redirectUrl?: string;
    readonly exitUrl?: string;
    readonly lockCustomerDetails: boolean;
    readonly lockBankAccount: boolean;
    readonly lockCurrency?: boolean;
    /** Sends the payer on at once when done; wants `redirectUrl`. */
    readonly skipSuccessScreen?: boolean;
    readonly showRedirectButtons?: boolean;
    /** ISO 639-1 code of the language of the page. */
    readonly language?: string;
    /** What the page shows as filled in, for the payer to correct. Personal. */
    readonly prefill?: CustomerDetails;
  };
  /** Answers with the fact `instructed`, whatever else is true by then. */
  'transfer.create': {
    /** What all transactions of this transfer bear at the provider; unique among the merchant's transfers. */
    readonly invoice: string;
    readonly amount: Money;
    readonly payer: TransferPayer;
    /** Whether the provider mails the bank details to the payer. */
    readonly sendMail: boolean;
    /** A plain day, YYYY-MM-DD, shown to the payer; nothing lapses by it. */
    readonly dueDate?: string;
    /** What is paid for: the provider keeps it with the transfer. */
    readonly description?: string;
    /** The merchant's number of the order. */
    readonly order?: string;
    /** The language in which the provider speaks to the payer, such as nl-NL; the account's where it is left out. */
    readonly culture?: string;
  };
  /** Answers with the fact `cancelled`, also where it is ours alone because the provider lets nothing be cancelled. */
  'transfer.cancel': { readonly transfer: ProviderRef };
  /** Gives back money of one receipt: `receipt` is within its transfer. */
  'transfer.refund': {
    readonly receipt: ProviderRef;
    readonly invoice: string;
    readonly amount: Money;
    readonly externalId?: string;
  };
  'payment.capture': { readonly payment: ProviderRef; readonly amount: Money };
  'payment.cancel': { readonly payment: ProviderRef };
  /** Collects anew what a bank did not pay; answers with the fact that it is scheduled, or that it is with the bank. */
  'payment.retry': {
    readonly payment: ProviderRef;
    readonly chargeDate?: string;
    /** The day of the attempt that failed, where it is known: by it a later failure is told from that one. */
    readonly failedOn?: string;
  };
  'payment.refund': {
    readonly payment: ProviderRef;
    readonly amount: Money;
    readonly externalId?: string;
    /** What we know others to have given back of the payment, past us. Where it is more, we do not know what is left. */
    readonly refundedElsewhere?: Money;
  };
}
export type Capability = keyof OperationMap;
export type OperationInput<K extends Capability = Capability> = OperationMap[K];
