import type { Currency, Money } from '../../kernel/money.ts';
import type { MandateScheme } from './mandate-scheme.ts';

/**
 * What some providers want to know in their own words, under the name by which the API's input names the provider. Each adapter adds its
 * own to these (`declare module`): the API fills them in, the adapter reads them, and the core carries them from one to the other.
 */
// biome-ignore-start lint/suspicious/noEmptyInterface: filled in by the adapters.
/** Who is debited by a mandate. Personal: sealed under the person's own key, never in an event, a log or an error. */
export interface DebtorByProvider {}
/** What a billing request asks for. Personal too. */
export interface RequestByProvider {}
/** What an agreement may say beyond what all providers know of one. */
export interface AgreementByProvider {}
// biome-ignore-end lint/suspicious/noEmptyInterface: filled in by the adapters.

type ExactlyOne<T> = { readonly [K in keyof T]: { readonly [Key in K]: T[K] } }[keyof T];
export type MandateDebtor = ExactlyOne<DebtorByProvider>;
export type BillingRequestTerms = ExactlyOne<RequestByProvider>;
export type AgreementProviderTerms = ExactlyOne<AgreementByProvider>;

/** The name under which terms are given: it tells which provider they are for. */
export function inputKeyOf(terms: MandateDebtor | BillingRequestTerms | AgreementProviderTerms): string {
  return Object.keys(terms)[0] ?? '';
}

/**
 * What the core has to write down of a new thing before its provider is asked, and only the provider can say: from its own words, or by a
 * rule of its own. Read before the input is checked.
 */
export interface TermsMap {
  'agreement.create': {
    readonly from: { readonly country: string };
    /** Where the provider does not serve the country, any currency will do: its check refuses the country. */
    readonly terms: { readonly currency: Currency };
  };
  'mandate.create': {
    readonly from: MandateDebtor;
    readonly terms: {
      readonly scheme: MandateScheme;
      /** The creditor's own key for the debtor, where the scheme has one. */
      readonly debtorReference: string | null;
      readonly creditor?: CreditorNumbers;
    };
  };
  'request.create': { readonly from: BillingRequestTerms; readonly terms: RequestedTerms };
}

/** By which of the creditor's numbers in the scheme a debtor is filed. */
export interface CreditorNumbers {
  readonly creditorNumber: string;
  readonly debtorGroupNumber: string;
}

/** What a billing request asks for, whoever carries it. */
export interface RequestedTerms {
  readonly payment?:
    | {
        readonly amount: Money;
        readonly description: string;
        /** The provider's word for how it is to be paid. */
        readonly scheme?: string;
        readonly reference?: string;
        /** What the merchant's own platform keeps of it, in minor units of its currency. */
        readonly appFee?: bigint;
        /** The merchant's notes on the payment that comes of it. */
        readonly metadata?: Readonly<Record<string, string>>;
      }
    | undefined;
  /** Without currency and scheme they are the payer's to choose. */
  readonly mandate?:
    | {
        readonly currency?: Currency;
        readonly scheme?: MandateScheme;
        readonly description?: string;
        /** The provider's word for how the account is verified. */
        readonly verify?: string;
        readonly constraints?: MandateConstraints;
        /** The merchant's notes on the mandate that comes of it. */
        readonly metadata?: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly fallbackEnabled: boolean;
  /** The creditor's own key for the debtor, where the scheme has one. Null: none was given, so the core makes one. */
  readonly debtorReference?: string | null;
  readonly creditor?: CreditorNumbers | undefined;
  /** The provider's codes for what it is for. */
  readonly purpose?: string | undefined;
  readonly paymentContext?: string | undefined;
  readonly expiresInMs?: number | undefined;
}

export const limitPeriods = ['DAY', 'WEEK', 'MONTH', 'YEAR', 'FLEXIBLE'] as const;
export const limitAlignments = ['CALENDAR', 'CREATION_DATE'] as const;

/** How often, or how much, may be collected within a time. */
export interface PeriodicLimit {
  readonly period: (typeof limitPeriods)[number];
  readonly alignment?: (typeof limitAlignments)[number];
  readonly maxPayments?: number;
  readonly maxTotalAmount?: bigint;
}

/** Limits of a mandate, to which the payer consents too. Days are plain, YYYY-MM-DD; amounts are in the currency of the mandate. */
export interface MandateConstraints {
  readonly startDate?: string;
  readonly endDate?: string;
  readonly maxAmountPerPayment?: bigint;
  readonly periodicLimits?: readonly PeriodicLimit[];
}
