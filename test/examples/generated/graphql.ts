/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Takes over a mandate that exists at its provider: by exactly one of `providerReference` and `mandateNumber`, and for exactly one of `debtorReference` and `inPlaceOf`. */
export type AdoptMandateInput = {
  /** Your PBS number, 8 digits. The provider account's when left out. */
  creditorNumber?: string | null | undefined;
  /** Your debtor group number, 5 digits. The provider account's when left out. */
  debtorGroupNumber?: string | null | undefined;
  /** Your own key for the debtor (Betalingsservice: the customer number). */
  debtorReference?: string | null | undefined;
  /** Your own reference of the mandate, unique for life among your mandates. */
  externalId?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** A mandate of yours that has failed with DUPLICATE_REQUEST, since this one exists: the same debtor. It shows this one as `replacedBy`. */
  inPlaceOf?: string | null | undefined;
  /** The scheme's own number of it (Betalingsservice: nine digits, from the customer portal or delivery 0603). Nothing can be asked by it: the mandate is ACTIVE on your word. */
  mandateNumber?: string | null | undefined;
  /** Your own notes. Name no payer in them. */
  metadata?: Record<string, string> | null | undefined;
  /** Where it is: BETALINGSSERVICE. */
  provider: Provider;
  /** The provider's id of the request that led to it (Betalingsservice: the uuid that your other system made). The provider is asked how it stands. */
  providerReference?: string | null | undefined;
};

/** Moves the sandbox's clock forward; every rule of time fires as it would have. */
export type AdvanceSandboxClockInput = {
  /** How far. */
  by: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
};

/** A price for a beginning, which the payer is shown. What you charge is up to you all the same. */
export type AgreementCampaignInput =
  {   /** For a time. */
  forPeriod: CampaignForPeriodInput; until?: never; untilEvent?: never; }
  |  { forPeriod?: never;   /** Until a day. */
  until: CampaignUntilInput; untilEvent?: never; }
  |  { forPeriod?: never; until?: never;   /** Until something happens. */
  untilEvent: CampaignUntilEventInput; };

/** How often the payer has been told to expect a charge. */
export type AgreementFrequency =
  /** Once a year. */
  | 'ANNUAL'
  /** Every second week. */
  | 'BIWEEKLY'
  /** Every day. */
  | 'DAILY'
  /** At no fixed interval. */
  | 'FLEXIBLE'
  /** Every month. */
  | 'MONTHLY'
  /** Four times a year. */
  | 'QUARTERLY'
  /** Twice a year. */
  | 'SEMIANNUAL'
  /** Every week. */
  | 'WEEKLY';

/** How often the payer is to expect a charge. */
export type AgreementIntervalInput = {
  /** How many of them, 1 to 31. */
  count: number;
  /** What it is counted in. */
  unit: AgreementIntervalUnit;
};

/** What an interval is counted in. */
export type AgreementIntervalUnit =
  /** Days. */
  | 'DAY'
  /** Months. */
  | 'MONTH'
  /** Weeks. */
  | 'WEEK'
  /** Years. */
  | 'YEAR';

/** Exactly one provider, which carries the agreement, with what only it knows of one. */
export type AgreementProviderInput =
  {   /** An agreement of Vipps MobilePay. */
  vippsMobilePay: VippsMobilePayAgreementInput; };

/** How what came in for a transfer compares with what was asked for. May grow. */
export type AmountMatch =
  /** What was asked for came in, in one part or several. */
  | 'EXACT'
  /** Nothing has come in. */
  | 'NOTHING_RECEIVED'
  /** More came in than was asked for: it can be given back. */
  | 'OVERPAID'
  /** Less came in than was asked for. */
  | 'UNDERPAID';

/** Says which transfer unmatched money is for. */
export type AssignReceiptInput = {
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** How you know, 1 to 300 characters. It stays in the event log; name no payer. */
  reason: string;
  /** The receipt, from `unmatchedReceipts`. */
  receiptId: string;
  /** The transfer, in the same currency. */
  transferId: string;
};

/** Where a payer's standing consent stands. May grow. */
export type AuthorityStatus =
  /** Accepted: payments may be asked for on it. */
  | 'ACTIVE'
  /** Ended by the payer, the merchant or the provider. */
  | 'CANCELLED'
  /** Nobody answered in time, or nobody has used it for too long. */
  | 'EXPIRED'
  /** The provider refused to take it in, or the payer's bank did. */
  | 'FAILED'
  /** The payer, or the payer's bank, has not answered yet. */
  | 'PENDING'
  /** The payer said no. */
  | 'REJECTED'
  /** Set aside by the bank or the provider for the time being. */
  | 'SUSPENDED';

/** Exactly one way to name an account. */
export type BankAccountInput =
  {   /** By IBAN. */
  iban: IbanAccountInput; local?: never; }
  |  { iban?: never;   /** By the numbers of its country. */
  local: LocalAccountInput; };

/** The page of the payer's bank, on which the payer approves. */
export type BankAuthorisationInput = {
  /** Where the bank sends the payer afterwards. */
  redirectUrl: string;
};

/** A debtor at Betalingsservice. Kept sealed, and never shown again. */
export type BetalingsserviceDebtorInput = {
  /** The debtor's account number, 10 digits at most. */
  bankAccountNumber: string;
  /** Registration number of the debtor's bank, 4 digits. */
  bankRegistrationNumber: string;
  /** Your PBS number, 8 digits. The provider account's when left out. */
  creditorNumber?: string | null | undefined;
  /** Your debtor group number, 5 digits. The provider account's when left out. */
  debtorGroupNumber?: string | null | undefined;
  /** The customer number: your own key for the debtor, as Betalingsservice knows it. */
  debtorReference: string;
  /** CPR number of the person or CVR number of the company, spaces, hyphen and DK in front allowed. Required: the bank compares it with the account. */
  nationalId?: string | null | undefined;
};

/** Exactly one step, with what it needs. May grow. */
export type BillingRequestActionInput =
  {   /** BANK_AUTHORISATION: makes the page of the payer's bank, see `BillingRequest.flow`. */
  bankAuthorisation: BankAuthorisationInput; chooseCurrency?: never; collectAmount?: never; collectBankAccount?: never; collectCustomerDetails?: never; confirmPayerDetails?: never; selectInstitution?: never; }
  |  { bankAuthorisation?: never;   /** CHOOSE_CURRENCY. */
  chooseCurrency: ChooseCurrencyInput; collectAmount?: never; collectBankAccount?: never; collectCustomerDetails?: never; confirmPayerDetails?: never; selectInstitution?: never; }
  |  { bankAuthorisation?: never; chooseCurrency?: never;   /**
   * COLLECT_AMOUNT.
   * @deprecated No provider takes an amount here: it is fixed with the request, or asked on the payer's page.
   */
  collectAmount: MoneyInput; collectBankAccount?: never; collectCustomerDetails?: never; confirmPayerDetails?: never; selectInstitution?: never; }
  |  { bankAuthorisation?: never; chooseCurrency?: never; collectAmount?: never;   /** COLLECT_BANK_ACCOUNT. */
  collectBankAccount: BankAccountInput; collectCustomerDetails?: never; confirmPayerDetails?: never; selectInstitution?: never; }
  |  { bankAuthorisation?: never; chooseCurrency?: never; collectAmount?: never; collectBankAccount?: never;   /** COLLECT_CUSTOMER_DETAILS. */
  collectCustomerDetails: CustomerDetailsInput; confirmPayerDetails?: never; selectInstitution?: never; }
  |  { bankAuthorisation?: never; chooseCurrency?: never; collectAmount?: never; collectBankAccount?: never; collectCustomerDetails?: never;   /** CONFIRM_PAYER_DETAILS. */
  confirmPayerDetails: ConfirmPayerDetailsInput; selectInstitution?: never; }
  |  { bankAuthorisation?: never; chooseCurrency?: never; collectAmount?: never; collectBankAccount?: never; collectCustomerDetails?: never; confirmPayerDetails?: never;   /** SELECT_INSTITUTION. */
  selectInstitution: SelectInstitutionInput; };

/** A kind of step towards the fulfilment of a billing request. May grow. */
export type BillingRequestActionType =
  /** The payer approves in the provider's app. */
  | 'APPROVE_IN_APP'
  /** The payer approves at the bank: only the payer can, on the page in `flow`. */
  | 'BANK_AUTHORISATION'
  /** The currency is chosen. */
  | 'CHOOSE_CURRENCY'
  /** The amount is named. */
  | 'COLLECT_AMOUNT'
  /** The payer's account is given. */
  | 'COLLECT_BANK_ACCOUNT'
  /** The payer's name and address are given. */
  | 'COLLECT_CUSTOMER_DETAILS'
  /** The payer confirms what was given. */
  | 'CONFIRM_PAYER_DETAILS'
  /** The payer's bank is chosen. */
  | 'SELECT_INSTITUTION';

/** Exactly one provider, which carries the request, with what it needs. */
export type BillingRequestProviderInput =
  {   /** A collection request of Betalingsservice. */
  betalingsservice: CollectionRequestInput; goCardless?: never; }
  |  { betalingsservice?: never;   /** A billing request of GoCardless. */
  goCardless: GoCardlessBillingRequestInput; };

/** Where a billing request stands. May grow. */
export type BillingRequestStatus =
  /** Withdrawn. */
  | 'CANCELLED'
  /** It lapsed. */
  | 'EXPIRED'
  /** What was asked for is there: see `payment` and `mandate`. */
  | 'FULFILLED'
  /** The provider is making what was asked for. */
  | 'FULFILLING'
  /** Something is left to do for the payer, or in the payer's place: see `nextActions`. */
  | 'PENDING'
  /** Nothing is left to do: `fulfilBillingRequest` makes what was asked for. */
  | 'READY_TO_FULFIL'
  /** The payer said no, or the provider refused to take it in. */
  | 'REJECTED';

/** A price for a time from the beginning. */
export type CampaignForPeriodInput = {
  /** For how long. */
  period: AgreementIntervalInput;
  /** What the payer is told to pay for the time being; nothing at all is possible. */
  price: MoneyInput;
};

/** A price until something happens. */
export type CampaignUntilEventInput = {
  /** When it happens. */
  eventAt: string;
  /** What happens: 15 characters at most. */
  eventText: string;
  /** What the payer is told to pay for the time being; nothing at all is possible. */
  price: MoneyInput;
};

/** A price until a day. */
export type CampaignUntilInput = {
  /** Until when. */
  end: string;
  /** What the payer is told to pay for the time being; nothing at all is possible. */
  price: MoneyInput;
};

/** Takes reserved money. */
export type CapturePaymentInput = {
  /** Leave out for everything capturable; a provider that captures once takes nothing else. */
  amount?: MoneyInput | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The payment. */
  paymentId: string;
};

/** Takes another amount from a day on. */
export type ChangePaymentScheduleAmountInput = {
  /** What is taken instead. */
  amount: MoneyInput;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** For periods from this day on; from the next period that has no charge yet when left out. An amount that was given for a later day still begins on that day. */
  from?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The schedule. */
  paymentScheduleId: string;
};

/** The currency, one of `availableCurrencies`. */
export type ChooseCurrencyInput = {
  /** ISO 4217 code of the currency. */
  currency: string;
};

/** A collection request of Betalingsservice: one payment, with a mandate where `createMandate` is true. The payer approves in the app. */
export type CollectionRequestInput = {
  /** What the payer is asked for. */
  amount: MoneyInput;
  /** Whether a mandate for payments to come is asked for as well. */
  createMandate?: boolean;
  /** Your PBS number, 8 digits. The provider account's when left out. */
  creditorNumber?: string | null | undefined;
  /** Who is asked. Kept sealed, and never shown again. */
  debtor: DebtorCheckInput;
  /** Your debtor group number, 5 digits. The provider account's when left out. */
  debtorGroupNumber?: string | null | undefined;
  /** The customer number under which the debtor, and the mandate, is filed: your own key for the debtor, 1 to 15 digits and letters A to Z. It may be used again. One is made when left out: see `BillingRequest.debtorReference`. */
  debtorReference?: string | null | undefined;
  /** What the payer sees as the reason. */
  description: string;
  /** How long the payer has to answer. The provider's own limit when left out. */
  expiresIn?: string | null | undefined;
  /** Where the payer is sent from the app afterwards. */
  returnUrl?: string | null | undefined;
};

/** Completes one step in the payer's place. */
export type CompleteBillingRequestActionInput = {
  /** The step, with what it needs. */
  action: BillingRequestActionInput;
  /** The billing request. */
  billingRequestId: string;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
};

/** That the payer has confirmed the details. */
export type ConfirmPayerDetailsInput = {
  /** Whether a second person has to sign for the account. */
  payerRequestedDualSignature?: boolean;
};

/** Asks a payer for an agreement. */
export type CreateAgreementInput = {
  /** The amount shown to the payer as the regular charge. */
  amount?: MoneyInput | null | undefined;
  /** The payer's country, ISO 3166-1 alpha-2: DK or FI; also NO where the provider is there. */
  country: string;
  /** What the payer sees beneath the name. */
  description?: string | null | undefined;
  /** How long the payer has to answer. */
  expiresIn: string;
  /** Your own reference of the agreement, unique for life among your agreements. */
  externalId: string;
  /** How often the payer is to expect a charge. */
  frequency: AgreementFrequency;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
  /** The day of the first regular charge, as told to the payer. */
  nextPaymentDate?: string | null | undefined;
  /** A first payment, asked for together with the agreement. */
  oneOffPayment?: InitialOneOffPaymentInput | null | undefined;
  /** The payer's phone number, to be filled in for them. */
  payerPhone?: string | null | undefined;
  /** What the payer sees as the name of the agreement. */
  plan: string;
  /** Where the payer is sent afterwards, whether accepted or not. */
  returnUrl: string;
  /** Which provider carries it, in its own words. Left out, it is the one that you connected first, of those that have agreements. */
  with?: AgreementProviderInput | null | undefined;
};

/** Makes a page on which the payer completes the request. */
export type CreateBillingRequestFlowInput = {
  /** The billing request. */
  billingRequestId: string;
  /** Where the payer is sent who leaves the page. */
  exitUrl?: string | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** ISO 639-1 code of the page's language. The payer is written to in it, too. */
  language?: string | null | undefined;
  /** Whether the payer may not change the account that is there. */
  lockBankAccount?: boolean;
  /** Whether the payer may not choose another currency, and by that another scheme, for a mandate. Left out: locked where you asked for a currency or a scheme. With a payment the currency is never to be changed. */
  lockCurrency?: boolean | null | undefined;
  /** Whether the payer may not change the details that are there. */
  lockCustomerDetails?: boolean;
  /** What the page shows as filled in, for the payer to correct. Kept sealed, and never shown again. */
  prefill?: CustomerDetailsInput | null | undefined;
  /** Where the payer is sent when done. */
  redirectUrl?: string | null | undefined;
  /** Whether the last page has a button back to you instead of sending the payer by itself. */
  showRedirectButtons?: boolean;
  /** Whether the payer is sent to `redirectUrl` at once when done, without a word of thanks. */
  skipSuccessScreen?: boolean;
};

/** Asks a payer for a payment, a mandate, or both. */
export type CreateBillingRequestInput = {
  /** Your own reference of the request, unique for life among your billing requests. */
  externalId?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes. Name no payer in them. GoCardless is told of them too, where they are two at most. */
  metadata?: Record<string, string> | null | undefined;
  /** What is asked for, and by whom. */
  with: BillingRequestProviderInput;
};

/** Asks the provider to take money on a day. */
export type CreateChargeInput = {
  /** What is taken. */
  amount: MoneyInput;
  /** What your own platform keeps of it, in minor units of its currency, where the provider's account is that of a platform (GoCardless: a partner app). */
  appFee?: string | null | undefined;
  /** What the payer sees as the reason. */
  description: string;
  /** The day on which it is taken; as soon as possible when left out. No day before the first possible one is taken, which the refusal names, and `nextChargeDate` of a mandate; one on which banks rest moves on, and `Charge.chargeDate` says to which. */
  dueOn?: string | null | undefined;
  /** Your own reference of the charge, unique for life among your payments of every kind. */
  externalId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes. GoCardless is told of them too, where they are two at most. */
  metadata?: Record<string, string> | null | undefined;
  /** The consent on which it is taken. */
  on: PaymentAuthorityRef;
  /** What stands on the payer's bank statement, where the provider lets you say so. */
  reference?: string | null | undefined;
  /** Whether to reserve it only, for you to capture, where the provider can do that. */
  reserve?: boolean;
  /** Who tries again. Nobody when left out. */
  retryPlan?: RetryPlanInput | null | undefined;
};

/** Asks a debtor's bank for a mandate to which the debtor has consented. */
export type CreateMandateInput = {
  /** Who is debited. */
  debtor: DebtorInput;
  /** Your own reference of the mandate, unique for life among your mandates. */
  externalId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes. Name no payer in them. GoCardless is told of them too, where they are two at most. */
  metadata?: Record<string, string> | null | undefined;
};

/** Asks for a payment on an agreement or a mandate. */
export type CreateOneOffPaymentInput = {
  /** What the payer is asked for. */
  amount: MoneyInput;
  /** What your own platform keeps of it, in minor units of its currency, where the provider's account is that of a platform (GoCardless: a partner app). On a mandate only. */
  appFee?: string | null | undefined;
  /** Whether to try to reserve without the payer's swipe. The merchant must be approved for it. On an agreement only. */
  autoReserve?: boolean;
  /** The day on which the bank is to collect it; the next possible one when left out. No day before `Mandate.nextChargeDate` is taken; one on which banks rest moves on to the next. On a mandate only. */
  chargeDate?: string | null | undefined;
  /** What the payer sees as the reason. */
  description: string;
  /** How long the payer has to answer. On a mandate nobody is asked, and it says nothing. */
  expiresIn?: string;
  /** Your own reference of the payment, unique for life among your payments. */
  externalId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes. On a mandate GoCardless is told of them too, where they are two at most. */
  metadata?: Record<string, string> | null | undefined;
  /** The consent on which it is asked for. */
  on: PaymentAuthorityRef;
  /** What stands on the payer's bank statement, where the provider lets you say so. On a mandate only; how long it may be hangs on the scheme. */
  reference?: string | null | undefined;
  /** Whether the provider may try again by itself when there was too little money, where you have set that up with it. On a mandate only. */
  retryIfPossible?: boolean | null | undefined;
  /** Where the payer is sent afterwards, whether accepted or not. Needed on an agreement; has no place on a mandate, whose payer is sent nowhere. */
  returnUrl?: string | null | undefined;
};

/** Makes a payment schedule: a subscription, or instalments. */
export type CreatePaymentScheduleInput = {
  /** What the payer sees as the reason of each charge. */
  description: string;
  /** Your own reference of the schedule, unique for life among your schedules. */
  externalId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes: they are on each charge, too. */
  metadata?: Record<string, string> | null | undefined;
  /** The consent on which it is taken. */
  on: PaymentAuthorityRef;
  /** What stands on the payer's bank statement, where the provider lets you say so. */
  reference?: string | null | undefined;
  /** Who tries again when nothing was taken. Nobody when left out. */
  retryPlan?: RetryPlanInput | null | undefined;
  /** What is taken, and when. */
  terms: ScheduleTermsInput;
};

/** Asks a payer to send money by bank transfer. */
export type CreateTransferInput = {
  /** What the payer is asked for. */
  amount: MoneyInput;
  /** The language in which the provider writes to the payer: nl-NL, en-US, de-DE or fr-FR. Leave out for that of the account. */
  culture?: string | null | undefined;
  /** What is paid for. The provider keeps it with the transfer; name no payer in it. */
  description?: string | null | undefined;
  /** The day by which the payer is asked to pay. It is only shown; nothing lapses by it. */
  dueDate?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own reference, unique for life among your payments: money is found by it. */
  invoice: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
  /** Your own number of the order that is paid. The provider keeps it with the transfer. */
  order?: string | null | undefined;
  /** Who is asked. */
  payer: TransferPayerInput;
  /** Whether the provider mails the bank details to the payer. When false, show them: see `nextAction`. */
  sendMail?: boolean;
};

/** Who the payer is: what `missingFields` asks for. Kept sealed, and never shown again. */
export type CustomerDetailsInput = {
  /** First line of the address. */
  addressLine1?: string | null | undefined;
  /** Second line of the address. */
  addressLine2?: string | null | undefined;
  /** Third line of the address. */
  addressLine3?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** Name of a company, in place of a person. */
  companyName?: string | null | undefined;
  /** ISO 3166-1 alpha-2 code of the country. */
  countryCode?: string | null | undefined;
  /** CPR or CVR number, where the scheme is Danish. */
  danishIdentityNumber?: string | null | undefined;
  /** Address for e-mail. */
  email?: string | null | undefined;
  /** Last name. */
  familyName?: string | null | undefined;
  /** First name. */
  givenName?: string | null | undefined;
  /** ISO 639-1 code of the language in which the payer is written to. */
  language?: string | null | undefined;
  /** Phone number with its country code. */
  phone?: string | null | undefined;
  /** Postal code. */
  postalCode?: string | null | undefined;
  /** Region, county or state. */
  region?: string | null | undefined;
  /** Personnummer, samordningsnummer or organisationsnummer, where the scheme is Swedish. */
  swedishIdentityNumber?: string | null | undefined;
};

/** Exactly one way to name a debtor. */
export type DebtorCheckInput =
  {   /**
   * The customer number: your own key for the debtor, as Betalingsservice knows it.
   * @deprecated No API of Betalingsservice finds a debtor by it, so it is always refused. Give `nationalId`.
   */
  debtorReference: string; nationalId?: never; }
  |  { debtorReference?: never;   /** The person's CPR number, with or without spaces and hyphen. A company has none, and cannot be asked. */
  nationalId: string; };

/** Who is debited, in the words of exactly one provider: it carries the mandate. */
export type DebtorInput =
  {   /** By Betalingsservice. */
  betalingsservice: BetalingsserviceDebtorInput; goCardless?: never; }
  |  { betalingsservice?: never;   /** By GoCardless. */
  goCardless: GoCardlessDebtorInput; };

/** What an event tells. May grow: an unknown one must be read as "something changed". */
export type EventType =
  /** The payer accepted the agreement. */
  | 'AGREEMENT_ACTIVATED'
  /** An agreement was created here. */
  | 'AGREEMENT_CREATED'
  /** The agreement was cancelled, rejected or refused, or it lapsed. */
  | 'AGREEMENT_ENDED'
  /** An agreement goes on with the provider that has taken the place of the one that it was made with; `importAgreements` found it there. */
  | 'AGREEMENT_MOVED'
  /** Something about an agreement changed that has no type of its own. */
  | 'AGREEMENT_STATUS_CHANGED'
  /** What the payer of an agreement is shown was changed, by `updateAgreement` or by somebody at the provider. */
  | 'AGREEMENT_UPDATED'
  /** An action of a billing request was completed; its status may have changed with it. */
  | 'BILLING_REQUEST_ACTION_COMPLETED'
  /** An action of a billing request failed, or the payer said no to it; the request stays open, and the payer may try again. */
  | 'BILLING_REQUEST_ACTION_FAILED'
  /** A billing request was withdrawn. */
  | 'BILLING_REQUEST_CANCELLED'
  /** A billing request was created here. */
  | 'BILLING_REQUEST_CREATED'
  /** A billing request lapsed. */
  | 'BILLING_REQUEST_EXPIRED'
  /** Everything that a billing request asked for is there. */
  | 'BILLING_REQUEST_FULFILLED'
  /** The payer said no to a billing request, or the provider refused to take it in. */
  | 'BILLING_REQUEST_REJECTED'
  /** Something about a billing request changed that has no type of its own. */
  | 'BILLING_REQUEST_STATUS_CHANGED'
  /** A capture failed; the money is still reserved if the payment says so. */
  | 'CAPTURE_FAILED'
  /** A capture succeeded. */
  | 'CAPTURE_SUCCEEDED'
  /** The mandate can be charged. */
  | 'MANDATE_ACTIVATED'
  /** A mandate was created here, or the provider named one that a billing request has led to. */
  | 'MANDATE_CREATED'
  /** The mandate was cancelled, rejected or refused, or it lapsed. A provider may still reinstate it. */
  | 'MANDATE_ENDED'
  /** Something about a mandate changed that has no type of its own. */
  | 'MANDATE_STATUS_CHANGED'
  /** The outcome of an operation has not been known for 15 minutes. The provider is still being asked: see `unresolvedOperations`. */
  | 'OPERATION_OVERDUE'
  /** Amounts of a payment changed while its status stayed the same. */
  | 'PAYMENT_AMOUNTS_CHANGED'
  /** An attempt to take a charge took nothing, and the provider tries again by itself. */
  | 'PAYMENT_ATTEMPT_FAILED'
  /** The money is reserved. */
  | 'PAYMENT_AUTHORIZED'
  /** Reserving without the payer's swipe failed; the payer is asked instead. */
  | 'PAYMENT_AUTO_RESERVE_FAILED'
  /** The payment was given up before any money was taken. */
  | 'PAYMENT_CANCELLED'
  /** What a charge asks for became less. */
  | 'PAYMENT_CHANGED'
  /** A payment was created here. */
  | 'PAYMENT_CREATED'
  /** The payment or its reservation lapsed. */
  | 'PAYMENT_EXPIRED'
  /** The provider refused to take the payment in, or the bank did not collect it. */
  | 'PAYMENT_FAILED'
  /** The payer said no. */
  | 'PAYMENT_REJECTED'
  /** Money that was taken back was given to the merchant again. */
  | 'PAYMENT_RESTORED'
  /** Collected money was taken back by the payer or the bank. */
  | 'PAYMENT_REVERSED'
  /** A payment schedule was cancelled, or ended with its agreement or mandate. */
  | 'PAYMENT_SCHEDULE_CANCELLED'
  /** A payment schedule takes another amount from a day on, or goes on on another mandate. */
  | 'PAYMENT_SCHEDULE_CHANGED'
  /** The charge of a period was made; what becomes of it is told about the charge. */
  | 'PAYMENT_SCHEDULE_CHARGED'
  /** The day of a period could not be reached any more: its charge was made for the first day on which money can be taken. `reason` names the day that was missed. */
  | 'PAYMENT_SCHEDULE_CHARGE_MOVED'
  /** Every charge of a payment schedule has been made and paid. */
  | 'PAYMENT_SCHEDULE_COMPLETED'
  /** A payment schedule was created here. */
  | 'PAYMENT_SCHEDULE_CREATED'
  /** A charge of a payment schedule could not be asked for: it waits until `resumePaymentSchedule`. */
  | 'PAYMENT_SCHEDULE_FAILED'
  /** The last charge of a payment schedule came to nothing, or was taken back. */
  | 'PAYMENT_SCHEDULE_PAST_DUE'
  /** A payment schedule makes no charges until it is resumed. */
  | 'PAYMENT_SCHEDULE_PAUSED'
  /** A payment schedule that was paused or had failed goes on. */
  | 'PAYMENT_SCHEDULE_RESUMED'
  /** The status of a payment schedule changed in a way that has no type of its own. */
  | 'PAYMENT_SCHEDULE_STATUS_CHANGED'
  /** The money was taken. */
  | 'PAYMENT_SETTLED'
  /** A reservation will lapse soon: capture it or cancel it. */
  | 'PAYMENT_SETTLEMENT_DUE'
  /** The status of a payment changed in a way that has no type of its own. */
  | 'PAYMENT_STATUS_CHANGED'
  /** The outcome of a call is not known; the provider is being asked. */
  | 'PAYMENT_UNRESOLVED'
  /** Your bank has sent a payout back: its money is with the provider again. */
  | 'PAYOUT_BOUNCED'
  /** Something about a payout changed that has no type of its own. */
  | 'PAYOUT_CHANGED'
  /** A provider has made a payout. */
  | 'PAYOUT_CREATED'
  /** A payout is not what its items come to, or they do not fit what is known here: see `reconciliation` of the payout. */
  | 'PAYOUT_DIFFERENCE'
  /** The day on which a payout was to arrive is over, and it has not come back. */
  | 'PAYOUT_PAID'
  /** A payout is explained to the minor unit by its items, and they fit what is known here. */
  | 'PAYOUT_RECONCILED'
  /** A payout is on its way to your bank. */
  | 'PAYOUT_SENT'
  /** Nothing is sent to a provider any more: it refuses the credentials of your account, or their settings cannot be read. `reason` says which. */
  | 'PROVIDER_ACCOUNT_PAUSED'
  /** A provider takes the credentials of your account again, and what waited is sent. */
  | 'PROVIDER_ACCOUNT_RESUMED'
  /** What a provider told could not be read, or not be applied however often it was tried: see `unprocessedProviderNotifications`. */
  | 'PROVIDER_NOTIFICATION_FAILED'
  /** What a provider told, and had failed, was processed after all. */
  | 'PROVIDER_NOTIFICATION_PROCESSED'
  /** A person has said which transfer unmatched money is for. */
  | 'RECEIPT_ASSIGNED'
  /** Unmatched money waits no longer: a person has said that it is settled elsewhere, or all of it was given back. */
  | 'RECEIPT_CLOSED'
  /** A part of unmatched money was given back; what is left waits on. */
  | 'RECEIPT_REFUNDED'
  /** A provider told of a recurring payment that another system of yours has asked for (MobilePay): see `recurringPayment`. Nothing here has changed. */
  | 'RECURRING_PAYMENT_REPORTED'
  /** A refund failed; the money can be refunded again. */
  | 'REFUND_FAILED'
  /** A refund that had been paid came back; the money can be refunded again. */
  | 'REFUND_RETURNED'
  /** A refund succeeded. */
  | 'REFUND_SUCCEEDED'
  /** What came in for a transfer is less, or more, than was asked for. */
  | 'TRANSFER_AMOUNT_MISMATCH'
  /** Money came in by bank transfer, of whatever amount: about the receipt. */
  | 'TRANSFER_RECEIVED'
  /** A webhook endpoint is sent nothing more: it gave nothing but failure for 120 hours, or answered 410. */
  | 'WEBHOOK_ENDPOINT_DISABLED';

/** A payment, a mandate, or both: at least one, and both in the same currency. */
export type GoCardlessBillingRequestInput = {
  /** GoCardless' id of an account of this payer that it has already, for example BA123: see `BillingRequest.customerBankAccountReference`. No account is asked for then. */
  customerBankAccountReference?: string | null | undefined;
  /** GoCardless' id of a payer that it has already, for example CU123: see `BillingRequest.customerReference`. Left out, a new one is made. */
  customerReference?: string | null | undefined;
  /** Whether it may fall back from an instant payment to direct debit. */
  fallbackEnabled?: boolean;
  /** The mandate, where one is asked for. */
  mandate?: GoCardlessMandateRequestInput | null | undefined;
  /** The payment, where one is asked for. */
  payment?: GoCardlessPaymentRequestInput | null | undefined;
  /** GoCardless' payment context code, for example ecommerce_merchant_initiated_payment. */
  paymentContext?: string | null | undefined;
  /** GoCardless' purpose code, where the scheme wants one. */
  purpose?: string | null | undefined;
};

/** A debtor at GoCardless. */
export type GoCardlessDebtorInput = {
  /** GoCardless' id of the debtor's bank account, for example BA123. */
  customerBankAccountReference: string;
  /** The scheme by which the bank collects. */
  scheme: MandateScheme;
};

/** A mandate, asked for by GoCardless. */
export type GoCardlessMandateRequestInput = {
  /** Its limits. */
  constraints?: MandateConstraintsInput | null | undefined;
  /** The currency of its payments. Left out it is the scheme's, or the payment's; with neither, the payer chooses one of `availableCurrencies` of the action CHOOSE_CURRENCY. */
  currency?: string | null | undefined;
  /** What the payer sees as the reason. */
  description?: string | null | undefined;
  /** Your own notes on the mandate that comes of it, here and at GoCardless: two at most. */
  metadata?: Record<string, string> | null | undefined;
  /** The scheme by which the bank collects. Left out it is the usual one of the currency. */
  scheme?: MandateScheme | null | undefined;
  /** Whether money goes between the payer's own accounts only. FASTER_PAYMENTS only. */
  sweeping?: boolean;
  /** Whether GoCardless verifies the account, in its own words: minimum, recommended, when_available or always. */
  verify?: string | null | undefined;
};

/** One payment, asked for by GoCardless. */
export type GoCardlessPaymentRequestInput = {
  /** What the payer is asked for. */
  amount: MoneyInput;
  /** What your own platform keeps of it, in minor units of its currency: for the account of a partner app only. */
  appFee?: string | null | undefined;
  /** What the payer sees as the reason. */
  description: string;
  /** Your own notes on the payment that comes of it, here and at GoCardless: two at most. */
  metadata?: Record<string, string> | null | undefined;
  /** What stands on the payer's bank statement, where GoCardless lets you choose. */
  reference?: string | null | undefined;
  /** GoCardless' name of the payment scheme, for example faster_payments. Chosen by the currency when left out. */
  scheme?: string | null | undefined;
};

/** An account by its IBAN. Kept sealed, and never shown again. */
export type IbanAccountInput = {
  /** Name of the holder. */
  accountHolderName: string;
  /** International bank account number. */
  iban: string;
};

/** Takes over one page of the agreements in a provider's records. */
export type ImportAgreementsInput = {
  /** `after` of the answer before, to go on; from the beginning when left out. */
  after?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Whose: one that has agreements. */
  provider: Provider;
};

/** A first payment, asked for together with the agreement: reserved when the payer accepts the agreement. */
export type InitialOneOffPaymentInput = {
  /** What the payer is asked for. */
  amount: MoneyInput;
  /** What the payer sees as the reason. */
  description: string;
  /** Your own reference of the payment, unique for life among your payments. */
  externalId: string;
};

/** One of a list of payments. */
export type InstalmentInput = {
  /** What is taken. */
  amount: MoneyInput;
  /** On which day: after that of the one before. */
  dueOn: string;
};

/** Which banks. */
export type InstitutionsInput = {
  /** Those at which this billing request can be approved. Left out: all of the country, before there is a request. */
  billingRequestId?: string | null | undefined;
  /** ISO 3166-1 alpha-2 code of the country. */
  countryCode: string;
  /** The provider's name of the payment scheme, for example faster_payments. The usual one of the country when left out; a billing request has its own. */
  scheme?: string | null | undefined;
  /** Part of the name of the bank, in small or capital letters. */
  search?: string | null | undefined;
};

/** Where money stands in the ledger. May grow. */
export type LedgerAccountKind =
  /** Being taken; the outcome is awaited. Grows by credits. */
  | 'CAPTURES_IN_FLIGHT'
  /** What providers have kept for themselves, by their payouts. Grows by debits. */
  | 'FEES'
  /** Yours, collected by another system on the same account of the provider. Grows by credits. */
  | 'FOREIGN_PAYMENTS'
  /** What was exchanged on its way: given in the one currency (a debit balance), got in the other (a credit balance). */
  | 'FX_CLEARING'
  /** What has arrived at your bank. Grows by debits. */
  | 'MERCHANT_BANK'
  /** The merchant's: what refunds could give back. Below zero where a bank took back what had been refunded. Grows by credits. */
  | 'MERCHANT_PAYABLE'
  /** What providers have kept for a partner of yours, by their payouts. Grows by debits. */
  | 'PARTNER_FEES'
  /** Set aside by payers, and not taken yet: what captures could take. Grows by credits. */
  | 'PAYER_RESERVED'
  /** Sent by providers, and not yet at your bank. Grows by debits. */
  | 'PAYOUTS_IN_TRANSIT'
  /** By what payouts fell short of their items and fees, unexplained so far. Grows by debits. */
  | 'PAYOUT_DIFFERENCE'
  /** What providers hold or owe: reserved or collected, less what was let go, given back or taken back. Grows by debits. */
  | 'PROVIDER_RECEIVABLE'
  /** Being given back; the outcome is awaited. Grows by credits. */
  | 'REFUNDS_IN_FLIGHT'
  /** Arrived, and not known for what. Grows by credits. */
  | 'UNMATCHED_RECEIPTS';

/** The side of an account on which an entry stands. */
export type LedgerDirection =
  /** The right side. */
  | 'CREDIT'
  /** The left side. */
  | 'DEBIT';

/** Which amount of a payment an entry changes. The amount is the sum of its movement on one account: debits less credits, or the other way round. May grow. */
export type LedgerMovement =
  /** A payout that has arrived: from MERCHANT_BANK to PAYOUTS_IN_TRANSIT. */
  | 'ARRIVED'
  /** `authorized`: from PROVIDER_RECEIVABLE to PAYER_RESERVED. */
  | 'AUTHORIZED'
  /** `captured`: from PAYER_RESERVED to MERCHANT_PAYABLE. */
  | 'CAPTURED'
  /** `pendingCapture`: from PAYER_RESERVED to CAPTURES_IN_FLIGHT, and back when its outcome is known. */
  | 'CAPTURE_IN_FLIGHT'
  /** By what a payout fell short: from PAYOUT_DIFFERENCE to PROVIDER_RECEIVABLE. */
  | 'DIFFERENCE'
  /** What of a payout was exchanged: from FX_CLEARING to PAYOUTS_IN_TRANSIT. */
  | 'EXCHANGED'
  /** What it was exchanged into: from PAYOUTS_IN_TRANSIT to FX_CLEARING, in the currency of the bank. */
  | 'EXCHANGED_INTO'
  /** What a provider kept: from FEES to PROVIDER_RECEIVABLE. */
  | 'FEES'
  /** What of a payout other systems have collected: from PROVIDER_RECEIVABLE to FOREIGN_PAYMENTS. */
  | 'FOREIGN_PAYMENTS'
  /** A payout that was sent: from PAYOUTS_IN_TRANSIT to PROVIDER_RECEIVABLE, and back when it bounces. */
  | 'PAID_OUT'
  /** What a provider kept for a partner: from PARTNER_FEES to PROVIDER_RECEIVABLE. */
  | 'PARTNER_FEES'
  /** `refunded`: from MERCHANT_PAYABLE to PROVIDER_RECEIVABLE. */
  | 'REFUNDED'
  /** `pendingRefund`: from MERCHANT_PAYABLE to REFUNDS_IN_FLIGHT, and back when its outcome is known. */
  | 'REFUND_IN_FLIGHT'
  /** `released`: from PAYER_RESERVED to PROVIDER_RECEIVABLE. */
  | 'RELEASED'
  /** `reversed`: from MERCHANT_PAYABLE to PROVIDER_RECEIVABLE, and back when it is restored. */
  | 'REVERSED'
  /** Money that arrived, and is not known for what: from PROVIDER_RECEIVABLE to UNMATCHED_RECEIPTS. */
  | 'UNMATCHED';

/** When the times of a limit begin. May grow. */
export type LimitAlignment =
  /** With the calendar: the first one is shorter, and its limit smaller. */
  | 'CALENDAR'
  /** On the day on which the mandate was made, and so on from there. */
  | 'CREATION_DATE';

/** The time for which a limit of a mandate holds. May grow. */
export type LimitPeriod =
  /** Each day. */
  | 'DAY'
  /** From the start to the end of the mandate. */
  | 'FLEXIBLE'
  /** Each month. */
  | 'MONTH'
  /** Each week. */
  | 'WEEK'
  /** Each year. */
  | 'YEAR';

/** An account by the numbers of its country. Kept sealed, and never shown again. */
export type LocalAccountInput = {
  /** Name of the holder. */
  accountHolderName: string;
  /** Account number. */
  accountNumber: string;
  /** savings or checking, where the country asks for it. */
  accountType?: string | null | undefined;
  /** Code of the bank, where the country has one. */
  bankCode?: string | null | undefined;
  /** Code of the branch (sort code), where the country has one. */
  branchCode?: string | null | undefined;
  /** ISO 3166-1 alpha-2 code of the country. */
  countryCode: string;
};

/** Limits of a mandate, to which the payer consents too. */
export type MandateConstraintsInput = {
  /** The last day on which may be collected. */
  endDate?: string | null | undefined;
  /** The most that one payment may be, in minor units of the currency of the mandate. Required for PAY_TO and FASTER_PAYMENTS. */
  maxAmountPerPayment?: string | null | undefined;
  /** Limits for a time: ten at most, and exactly one for FASTER_PAYMENTS. */
  periodicLimits?: Array<PeriodicLimitInput> | null | undefined;
  /** The first day on which may be collected. */
  startDate?: string | null | undefined;
};

/** The scheme by which a bank collects on a mandate. May grow. */
export type MandateScheme =
  /** ACH debit, United States. */
  | 'ACH'
  /** Autogiro, Sweden. */
  | 'AUTOGIRO'
  /** Bacs Direct Debit, United Kingdom. */
  | 'BACS'
  /** BECS Direct Debit, Australia. */
  | 'BECS'
  /** BECS NZ, New Zealand. */
  | 'BECS_NZ'
  /** Betalingsservice, Denmark. */
  | 'BETALINGSSERVICE'
  /** Faster Payments, United Kingdom: variable recurring payments, agreed to at the payer's own bank. */
  | 'FASTER_PAYMENTS'
  /** Pre-authorised debit, Canada. */
  | 'PAD'
  /** PayTo, Australia: agreed to at the payer's own bank, where the payer may suspend it. */
  | 'PAY_TO'
  /** SEPA Core Direct Debit, euro area. */
  | 'SEPA_CORE';

/** An amount of money that is asked for. It has to be above zero. */
export type MoneyInput = {
  /** The amount in minor units, for example "8000" for 80.00. */
  amountMinor: string;
  /** ISO 4217 code of the currency. */
  currency: string;
};

/** What has become of one intention sent to a provider. */
export type OperationStatus =
  /** It did not happen and will not. Final. */
  | 'FAILED'
  /** The provider has taken it in and decides later. */
  | 'PENDING'
  /** Stored, and about to be sent. */
  | 'REQUESTED'
  /** On its way: the answer has not come yet. */
  | 'SENT'
  /** It happened. Final. */
  | 'SUCCEEDED'
  /** It may have happened: the provider is asked, and nothing is sent again without proof. */
  | 'UNRESOLVED';

/** Makes no charges for a while. */
export type PausePaymentScheduleInput = {
  /** For so many periods; until it is resumed when left out. */
  cycles?: number | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The schedule. */
  paymentScheduleId: string;
};

/** How a payer is to be addressed. May grow. */
export type PayerGender =
  /** As a woman. */
  | 'FEMALE'
  /** As a man. */
  | 'MALE'
  /** It does not apply: a company, for example. */
  | 'NOT_APPLICABLE'
  /** It is not known. */
  | 'UNKNOWN';

/** Exactly one standing consent, on which the payment is asked for. May grow. */
export type PaymentAuthorityRef =
  {   /** An active agreement (MobilePay). */
  agreementId: string; mandateId?: never; }
  |  { agreementId?: never;   /** An active mandate: the bank collects the payment. */
  mandateId: string; };

/** Where a payment schedule stands. May grow. */
export type PaymentScheduleStatus =
  /** Each period is charged in its time. */
  | 'ACTIVE'
  /** Ended by you, or with its agreement or mandate. Final. */
  | 'CANCELLED'
  /** Every charge has been made and paid. */
  | 'COMPLETED'
  /** A charge could not be asked for: `statusReason` says why. It waits for `resumePaymentSchedule`. */
  | 'FAILED'
  /** The last charge that came to an end came to nothing, or was taken back. Further periods are charged all the same; the next that is paid makes it ACTIVE. */
  | 'PAST_DUE'
  /** It makes no charges until it is resumed. */
  | 'PAUSED'
  /** Its agreement or mandate cannot be charged now: its payer or bank is waited for. */
  | 'PENDING_AUTHORITY';

/** Where a payment stands, in one small set for all kinds of payment. May grow. */
export type PaymentStatus =
  /** The money is reserved. Capture it or cancel it before `settleBy`. */
  | 'AUTHORIZED'
  /** Given up before any money was taken; a reservation is released. */
  | 'CANCELLED'
  /** Our intent is stored and on its way to the provider. */
  | 'CREATED'
  /** Nobody acted in time; a reservation is released. */
  | 'EXPIRED'
  /** The provider refused to take it in. */
  | 'FAILED'
  /** A part of the money has come in, and the rest is waited for (transfer). */
  | 'PARTIALLY_SETTLED'
  /** A capture or a cancellation is on its way to the provider. */
  | 'PROCESSING'
  /** The payer said no. */
  | 'REJECTED'
  /** The provider waits for the payer: see `nextAction`. */
  | 'REQUIRES_PAYER_ACTION'
  /** Settled money was taken back by the payer or the bank (late failure, charge-back). */
  | 'REVERSED'
  /** The money has been taken, or has come in: all of it. */
  | 'SETTLED'
  /** The outcome of a call to the provider is not known. The provider is being asked; never treat it as failed. */
  | 'UNRESOLVED';

/** Whether a payout is explained. May grow. */
export type PayoutReconciliationStatus =
  /** They do not: see `difference`, `fees` beside `deductedFees`, and the items with a `problem`. */
  | 'DIFFERENCE'
  /** Its items come to what it sends, to the minor unit, and each of yours fits what is known here. */
  | 'EXACT'
  /** Its items have not been read yet. */
  | 'OPEN';

/** Where a payout stands. May grow. */
export type PayoutStatus =
  /** Your bank has sent it back: its money is with the provider, who may send it again. */
  | 'BOUNCED'
  /** It is on its way to your bank. */
  | 'IN_TRANSIT'
  /** The day on which it was to arrive is over, and it has not come back. No provider tells more. */
  | 'PAID'
  /** The provider has made it, and may still change it: it is not sent, or is being exchanged. */
  | 'PENDING';

/** How often, or how much, may be collected within a time. */
export type PeriodicLimitInput = {
  /** When it begins. CREATION_DATE when left out. */
  alignment?: LimitAlignment | null | undefined;
  /** How many payments. PAY_TO only. */
  maxPayments?: number | null | undefined;
  /** How much in all, in minor units of the currency of the mandate. Required for FASTER_PAYMENTS. */
  maxTotalAmount?: string | null | undefined;
  /** The time. */
  period: LimitPeriod;
};

/** The party that moves the money. May grow. */
export type Provider =
  /** Betalingsservice: Danish direct debit. */
  | 'BETALINGSSERVICE'
  /** Buckaroo: bank transfers. */
  | 'BUCKAROO'
  /** GoCardless: bank debit and billing requests. */
  | 'GOCARDLESS'
  /** MobilePay Subscriptions: agreements and one-off payments. */
  | 'MOBILEPAY'
  /** Vipps MobilePay Recurring: agreements, and payments on them without the payer. */
  | 'VIPPS_MOBILEPAY';

/** One amount, again and again. */
export type RecurringTermsInput = {
  /** What is taken each time. */
  amount: MoneyInput;
  /** On which day. */
  anchor?: ScheduleAnchorInput | null | undefined;
  /** How many periods there are: 1000 at most. Without end where this and `endsOn` are left out. */
  count?: number | null | undefined;
  /** The last day on which a period may fall, in the place of `count`. */
  endsOn?: string | null | undefined;
  /** How often. */
  every: ScheduleIntervalInput;
  /** From when on: the first charge is on the first day of the anchor from then on. The first day on which money can be taken when left out. */
  startsOn?: string | null | undefined;
};

/** Gives captured money back, whole or in part. */
export type RefundPaymentInput = {
  /** Leave out for everything refundable. */
  amount?: MoneyInput | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own reference of the refund, unique for life among your refunds. */
  externalId?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The payment. */
  paymentId: string;
  /** Your own words for it. */
  reason?: string | null | undefined;
};

/** Gives unmatched money back to whoever sent it, whole or in part. */
export type RefundReceiptInput = {
  /** Leave out for all that is left of it. */
  amount?: MoneyInput | null | undefined;
  /** Your own reference of the refund, unique for life among your refunds. */
  externalId?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own words for it. */
  reason?: string | null | undefined;
  /** The receipt, from `unmatchedReceipts`. */
  receiptId: string;
};

/** Goes on with a schedule that is paused or has failed. */
export type ResumePaymentScheduleInput = {
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The schedule. */
  paymentScheduleId: string;
};

/** Who tries again when nothing was taken on the day of a charge. May grow. */
export type RetryKind =
  /** Nobody. A provider that has to try for a day at least does so (MobilePay). */
  | 'NONE'
  /** The provider, when it thinks best (GoCardless, where its retries are set up). */
  | 'PROVIDER_AUTOMATIC'
  /** The provider, on each of a number of days (Vipps MobilePay, MobilePay). */
  | 'PROVIDER_DAYS';

/** Tries a payment again that the bank did not pay. */
export type RetryPaymentInput = {
  /** The day on which the bank is to collect it; the next possible one when left out. */
  chargeDate?: string | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The payment. */
  paymentId: string;
};

/** Who tries again when nothing was taken on the day of a charge. A provider refuses a plan that it has not. */
export type RetryPlanInput = {
  /** On how many days after the first: with PROVIDER_DAYS, and with nothing else. */
  days?: number | null | undefined;
  /** Who tries again. */
  kind?: RetryKind;
};

/** Plays the payer, a bank or the provider on one thing of yours. */
export type RunSandboxScenarioInput = {
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** What happens. */
  scenario: SandboxScenario;
  /** Decides what is left to chance: the same seed gives the same course. */
  seed?: number;
  /** The agreement, mandate, billing request, payment, transfer, receipt or refund. */
  subjectId: string;
  /** How we are told of it. */
  webhookDelivery?: SandboxWebhookDelivery;
};

/** What the world does next. Each provider plays some: one that it does not play is refused with the names of those it does. May grow. */
export type SandboxScenario =
  /** The next reservation without the payer's swipe fails, and the payer is asked instead. */
  | 'AUTO_RESERVE_FAILS'
  /** The payer's bank takes the mandate in. */
  | 'BANK_APPROVES_MANDATE'
  /** The payer says yes, and there is too little money on the account. */
  | 'BANK_AUTHORISATION_WITHOUT_FUNDS'
  /** The payer says yes, and the bank does not: the account is another's than the one that was named. */
  | 'BANK_DECLINES_AUTHORISATION'
  /** The payer's bank refuses the mandate. */
  | 'BANK_REJECTS_MANDATE'
  /** Somebody at the provider cancels the payment or the mandate, past this API. */
  | 'CANCEL_ON_DASHBOARD'
  /** Somebody at the provider captures the payment, past this API. */
  | 'CAPTURE_ON_DASHBOARD'
  /** The next capture takes no effect, and its answer never comes. */
  | 'CAPTURE_TIMES_OUT_AND_FAILS'
  /** The next capture takes effect, but its answer never comes. */
  | 'CAPTURE_TIMES_OUT_BUT_SUCCEEDS'
  /** The payment is collected and paid out, and then charged back. */
  | 'CHARGEBACK'
  /** The charge-back is withdrawn, and the money comes again. */
  | 'CHARGEBACK_WITHDRAWN'
  /** The payer's bank approves, and the billing request is fulfilled. */
  | 'GOCARDLESS_BILLING_REQUEST_FULFILLED'
  /** It is fulfilled, its payment is collected, and then fails late. */
  | 'GOCARDLESS_BILLING_REQUEST_FULFILLED_AND_PAYMENT_CONFIRMED_TO_FAILED'
  /** It is fulfilled, and then its payment fails. */
  | 'GOCARDLESS_BILLING_REQUEST_FULFILLED_AND_PAYMENT_FAILED'
  /** It is fulfilled, and its payment is paid out to you. */
  | 'GOCARDLESS_BILLING_REQUEST_FULFILLED_AND_PAYMENT_PAID_OUT'
  /** The bank takes the mandate in. */
  | 'GOCARDLESS_MANDATE_ACTIVATED'
  /** The payer approves a mandate that waits for it. */
  | 'GOCARDLESS_MANDATE_CUSTOMER_APPROVAL_GRANTED'
  /** A mandate that waits for the payer goes on without. */
  | 'GOCARDLESS_MANDATE_CUSTOMER_APPROVAL_SKIPPED'
  /** The mandate lapses. */
  | 'GOCARDLESS_MANDATE_EXPIRED'
  /** The bank refuses the mandate. */
  | 'GOCARDLESS_MANDATE_FAILED'
  /** The payer suspends the mandate (PayTo). */
  | 'GOCARDLESS_MANDATE_SUSPENDED_BY_PAYER'
  /** The payer's account goes to another bank, and the mandate with it. */
  | 'GOCARDLESS_MANDATE_TRANSFERRED'
  /** The mandate goes to another bank, and has to be taken in again. */
  | 'GOCARDLESS_MANDATE_TRANSFERRED_WITH_RESUBMISSION'
  /** The payment is charged back, and taken from a payout. */
  | 'GOCARDLESS_PAYMENT_CHARGEBACK_SETTLED'
  /** The payment is paid out, and then charged back. */
  | 'GOCARDLESS_PAYMENT_CHARGED_BACK'
  /** The bank has collected the payment. */
  | 'GOCARDLESS_PAYMENT_CONFIRMED'
  /** The bank does not collect the payment. */
  | 'GOCARDLESS_PAYMENT_FAILED'
  /** The payment is paid out, and then fails. */
  | 'GOCARDLESS_PAYMENT_LATE_FAILURE'
  /** The payment fails late, and is taken from a payout. */
  | 'GOCARDLESS_PAYMENT_LATE_FAILURE_SETTLED'
  /** The payment is paid out to you. */
  | 'GOCARDLESS_PAYMENT_PAID_OUT'
  /** The payment goes to the bank. */
  | 'GOCARDLESS_PAYMENT_SUBMITTED'
  /** Your bank sends the payout back. */
  | 'GOCARDLESS_PAYOUT_BOUNCED'
  /** The refund bounces. */
  | 'GOCARDLESS_REFUND_BOUNCED'
  /** The refund is paid. */
  | 'GOCARDLESS_REFUND_PAID'
  /** The refund is returned. */
  | 'GOCARDLESS_REFUND_RETURNED'
  /** The refund is taken from a payout. */
  | 'GOCARDLESS_REFUND_SETTLED'
  /** The payment is collected and paid out, and then fails. */
  | 'LATE_FAILURE'
  /** The provider blocks the mandate. */
  | 'MANDATE_BLOCKED'
  /** The payer ends the mandate at the bank. */
  | 'MANDATE_ENDED_BY_PAYER'
  /** The provider makes a mandate anew in the place of this one. */
  | 'MANDATE_REPLACED'
  /** The payer suspends the mandate (PayTo). */
  | 'MANDATE_SUSPENDED'
  /** The payer accepts; of a billing request, everything that is left to do is done. */
  | 'PAYER_ACCEPTS'
  /** The payer chooses another currency for a mandate, and by that another scheme, and does all the rest. */
  | 'PAYER_CHOOSES_OTHER_CURRENCY'
  /** The payer leaves the provider, who ends the agreement. */
  | 'PAYER_DELETES_PROFILE'
  /** The payer ends the agreement in the app. */
  | 'PAYER_ENDS_AGREEMENT'
  /** The payer does nothing, until the request lapses. */
  | 'PAYER_IGNORES'
  /** The payer doubles the most that may be taken in an interval of the agreement. */
  | 'PAYER_RAISES_LIMIT'
  /** The payer says no. */
  | 'PAYER_REJECTS'
  /** The bank does not collect the payment. */
  | 'PAYMENT_FAILS'
  /** Your bank sends a payout back: that of the payment, or the payout itself. */
  | 'PAYOUT_BOUNCED'
  /** A person at the provider sends what it has to tell of the transfer again, however old that is. */
  | 'PUSH_RESENT'
  /** Another system of yours charges the agreement, and the payment is executed. */
  | 'RECURRING_PAYMENT_EXECUTED'
  /** Another system of yours charges the agreement, and the payment fails. */
  | 'RECURRING_PAYMENT_FAILED'
  /** The next refund is taken in, and declined later. */
  | 'REFUND_DECLINED_LATE'
  /** The next refund fails at once. */
  | 'REFUND_FAILS'
  /** A person at the provider refunds what came in. */
  | 'REFUND_IN_PLAZA'
  /** The next refund waits for a person at the provider to approve it. */
  | 'REFUND_NEEDS_APPROVAL'
  /** Somebody at the provider gives two fifths of what is left back, past this API. */
  | 'REFUND_ON_DASHBOARD'
  /** The next refund waits for money on your balance with the provider. */
  | 'REFUND_ON_HOLD'
  /** The next refund is taken in, and paid later. */
  | 'REFUND_PAID_LATE'
  /** The next refund is rejected. */
  | 'REFUND_REJECTED'
  /** Somebody at the provider stops the agreement, past this API. */
  | 'STOP_ON_DASHBOARD'
  /** A person at the provider cancels the transfer. */
  | 'TRANSFER_CANCELLED'
  /** The payer sends exactly what a transfer asks for. */
  | 'TRANSFER_EXACT'
  /** The provider gives the transfer up. */
  | 'TRANSFER_FAILS'
  /** The payer sends the money days after it was due. */
  | 'TRANSFER_LATE'
  /** The payer sends more than a transfer asks for. */
  | 'TRANSFER_OVERPAID'
  /** A person at the provider marks the transfer as paid. */
  | 'TRANSFER_PAID_BY_HAND'
  /** The payer sends what is still missing of a transfer. */
  | 'TRANSFER_REMAINDER'
  /** The payer sends what a transfer asks for, twice. */
  | 'TRANSFER_TWICE'
  /** The payer sends less than a transfer asks for. */
  | 'TRANSFER_UNDERPAID'
  /** The payer sends money in another currency. */
  | 'TRANSFER_WRONG_CURRENCY'
  /** The payer sends the money with a reference that names no transfer. */
  | 'TRANSFER_WRONG_REFERENCE'
  /** Somebody at the provider changes the plan of the agreement, past this API. */
  | 'UPDATE_ON_DASHBOARD';

/** How the simulated provider misbehaves when it calls us back. */
export type SandboxWebhookDelivery =
  /** With a proof that is wrong. */
  | 'BAD_SIGNATURE'
  /** Later than it should. */
  | 'DELAYED'
  /** Not at all. */
  | 'DROPPED'
  /** Each one twice. */
  | 'DUPLICATED'
  /** Once, in order, at once. */
  | 'NORMAL'
  /** In another order. */
  | 'REORDERED';

/** On which day of its week, month or year. That of `startsOn` where this is left out. */
export type ScheduleAnchorInput = {
  /** Of months and years: 1 to 28, the days that every month has. */
  dayOfMonth?: number | null | undefined;
  /** Of months and years: the last day of the month. Where banks rest on it, the day before on which they work. */
  lastOfMonth?: boolean | null | undefined;
  /** Of years, together with the day: 1 to 12. */
  month?: number | null | undefined;
  /** Of weeks: 1 is Monday, 7 is Sunday. */
  weekday?: number | null | undefined;
};

/** How often: every so many weeks, months or years. */
export type ScheduleIntervalInput = {
  /** Of how many: 52 weeks, 12 months or 1 year at most. */
  count?: number;
  /** Weeks, months or years. */
  unit: ScheduleUnit;
};

/** What was done for a period of a payment schedule. May grow. */
export type SchedulePeriodOutcome =
  /** Its charge was made for the day of the plan. */
  | 'CHARGED'
  /** Its day could not be reached any more: the charge was made for the first day on which that can be done. */
  | 'MOVED'
  /** It fell into a pause: no charge was made, and none will be. */
  | 'SKIPPED';

/** What is taken, and when: exactly one of the two. */
export type ScheduleTermsInput =
  {   /** A list of amounts with their days, 1 to 100. It ends with its last. */
  instalments: Array<InstalmentInput>; recurring?: never; }
  |  { instalments?: never;   /** One amount, again and again. */
  recurring: RecurringTermsInput; };

/** In what a payment schedule counts. */
export type ScheduleUnit =
  /** Months. */
  | 'MONTH'
  /** Weeks. */
  | 'WEEK'
  /** Years. */
  | 'YEAR';

/** The payer's bank. */
export type SelectInstitutionInput = {
  /** ISO 3166-1 alpha-2 code of the country. */
  countryCode: string;
  /** The provider's id of the bank: see the query `institutions`. In GoCardless' sandbox, and in ours, read_refund_account_sandbox_bank is one. */
  institution: string;
};

/** Who is asked for the money. Kept sealed for as long as the payer is not erased, and never shown again. */
export type TransferPayerInput = {
  /** Country of the payer, ISO 3166-1 alpha-2: decides to which account the money is to be sent. Leave out for the choice of the provider. */
  country?: string | null | undefined;
  /** E-mail address, to which the bank details may be sent. */
  email: string;
  /** First name. */
  firstName: string;
  /** How the payer is to be addressed. */
  gender?: PayerGender;
  /** Last name. */
  lastName: string;
};

/** Why money that came in is on no transfer. May grow. */
export type UnmatchedReason =
  /** It came in another currency than the transfer was asked for in. */
  | 'OTHER_CURRENCY'
  /** It came with an invoice that is no transfer of yours. */
  | 'UNKNOWN_INVOICE';

/** Changes what the payer of an agreement is shown: what is given, one thing at least. The rest stays. */
export type UpdateAgreementInput = {
  /** The agreement. */
  agreementId: string;
  /** The amount shown to the payer as the regular charge. */
  amount?: MoneyInput | null | undefined;
  /** What the payer sees beneath the name. */
  description?: string | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** How often the payer is to expect a charge. */
  frequency?: AgreementFrequency | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** What the payer sees as the name of the agreement. */
  plan?: string | null | undefined;
};

/** What kind of refusal it is. May grow: `retryable` says what to do with an unknown one. */
export type UserErrorCode =
  /** More than is there to be taken or given back. */
  | 'AMOUNT_TOO_LARGE'
  /** Less than would be accepted. */
  | 'AMOUNT_TOO_SMALL'
  /** Another currency than that of the payment or the agreement. */
  | 'CURRENCY_MISMATCH'
  /** The key is in use this very moment. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** The key was used before with other input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** Whether the key was used before with this input can no longer be told, so nothing was done. Do not take a new key: what it asks for may have been done. Ask `idempotencyRecord` by this key what became of it. */
  | 'IDEMPOTENCY_KEY_UNVERIFIABLE'
  /** A field of the input breaks a rule. */
  | 'INVALID_INPUT'
  /** It is not possible as things stand. */
  | 'INVALID_STATE'
  /** There is no such thing, or it is not yours. */
  | 'NOT_FOUND'
  /** The provider does not offer it, or not to this merchant. */
  | 'NOT_SUPPORTED_BY_PROVIDER'
  /** The provider said no. */
  | 'PROVIDER_REJECTED'
  /** The provider cannot be reached, and nothing was done. */
  | 'PROVIDER_UNAVAILABLE'
  /** It has changed since it was read. */
  | 'VERSION_CONFLICT';

/** What only Vipps MobilePay knows of an agreement; nothing of it is needed. Its price is the amount (LEGACY), which bounds the charges; a maximum that the payer may move (VARIABLE), where one is suggested; or neither (FLEXIBLE). The payer has ten minutes to answer, so expiresIn is PT10M. */
export type VippsMobilePayAgreementInput = {
  /** Your own page on which the payer manages this agreement. The account's when left out. */
  agreementUrl?: string | null | undefined;
  /** A price for a beginning: beside an amount. */
  campaign?: AgreementCampaignInput | null | undefined;
  /** Whether the first payment is taken at once, rather than reserved: the agreement is then active only once it is taken. False when left out; the sales unit has to be set up for it. */
  captureFirstPayment?: boolean | null | undefined;
  /** A rhythm that no frequency says: beside frequency FLEXIBLE. */
  interval?: AgreementIntervalInput | null | undefined;
  /** Whether the payer's phone is asked at once, without a page: needs payerPhone, and a sales unit that is approved for it. False when left out. */
  skipLandingPage?: boolean | null | undefined;
  /** The most that a charge may be, unless the payer allows more. In place of an amount. */
  suggestedMaxAmount?: MoneyInput | null | undefined;
};

export type FindReferencesQueryVariables = Exact<{
  agreement: string;
  payment: string;
}>;


export type FindReferencesQuery = { agreement: { id: string } | null, payment:
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type CreateAgreementMutationVariables = Exact<{
  input: CreateAgreementInput;
}>;


export type CreateAgreementMutation = { createAgreement:
    | { __typename: 'AgreementPayload', agreement: { id: string, nextAction:
          | { url: string }
          | Record<PropertyKey, never>
         | null }, oneOffPayment: { id: string, providerReference: string | null } | null }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RunScenarioMutationVariables = Exact<{
  input: RunSandboxScenarioInput;
}>;


export type RunScenarioMutation = { runSandboxScenario:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'SandboxScenarioPayload' }
   };

export type CapturePaymentMutationVariables = Exact<{
  input: CapturePaymentInput;
}>;


export type CapturePaymentMutation = { capturePayment:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'CapturePayload', capture: { id: string, status: OperationStatus } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RefundPaymentMutationVariables = Exact<{
  input: RefundPaymentInput;
}>;


export type RefundPaymentMutation = { refundPayment:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RefundPayload', refund: { id: string, status: OperationStatus } }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateMandateMutationVariables = Exact<{
  input: CreateMandateInput;
}>;


export type CreateMandateMutation = { createMandate:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'MandatePayload', mandate: { id: string, providerReference: string | null } }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateBillingRequestMutationVariables = Exact<{
  input: CreateBillingRequestInput;
}>;


export type CreateBillingRequestMutation = { createBillingRequest:
    | { __typename: 'BillingRequestPayload', billingRequest: { id: string, status: BillingRequestStatus, nextActions: Array<{ type: BillingRequestActionType, waitsBecause: string | null }>, flow: { authorisationUrl: string } | null } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type FindInstitutionsQueryVariables = Exact<{
  input: InstitutionsInput;
}>;


export type FindInstitutionsQuery = { institutions:
    | { __typename: 'InstitutionList', institutions: Array<{ institution: string, name: string, available: boolean }> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CompleteBillingRequestActionMutationVariables = Exact<{
  input: CompleteBillingRequestActionInput;
}>;


export type CompleteBillingRequestActionMutation = { completeBillingRequestAction:
    | { __typename: 'BillingRequestPayload', billingRequest: { id: string, status: BillingRequestStatus, nextActions: Array<{ type: BillingRequestActionType }>, flow: { authorisationUrl: string } | null } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateBillingRequestFlowMutationVariables = Exact<{
  input: CreateBillingRequestFlowInput;
}>;


export type CreateBillingRequestFlowMutation = { createBillingRequestFlow:
    | { __typename: 'BillingRequestPayload', billingRequest: { id: string, status: BillingRequestStatus, nextActions: Array<{ type: BillingRequestActionType }>, flow: { authorisationUrl: string } | null } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreatePaymentMutationVariables = Exact<{
  input: CreateOneOffPaymentInput;
}>;


export type CreatePaymentMutation = { createOneOffPayment:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'OneOffPaymentPayload', payment: { id: string, providerReference: string | null } }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type AdvanceClockMutationVariables = Exact<{
  input: AdvanceSandboxClockInput;
}>;


export type AdvanceClockMutation = { advanceSandboxClock:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'SandboxClockPayload', now: string, events: Array<{ type: EventType, subjectId: string }> }
   };

export type AskDebtorQueryVariables = Exact<{
  input: DebtorCheckInput;
}>;


export type AskDebtorQuery = { debtorCheck:
    | { __typename: 'DebtorCheck', reachable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type FindBillingRequestQueryVariables = Exact<{
  externalId: string;
}>;


export type FindBillingRequestQuery = { billingRequest: { id: string } | null };

export type FindMandateQueryVariables = Exact<{
  externalId: string;
}>;


export type FindMandateQuery = { mandate: { id: string } | null };

export type ReadBillingRequestQueryVariables = Exact<{
  id: string;
}>;


export type ReadBillingRequestQuery = { billingRequest: { status: BillingRequestStatus, providerReference: string | null, payment: { id: string, providerReference: string | null } | null, mandate: { id: string, providerReference: string | null } | null } | null };

export type CreateTransferMutationVariables = Exact<{
  input: CreateTransferInput;
}>;


export type CreateTransferMutation = { createTransfer:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'TransferPayload', transfer: { id: string, providerReference: string | null, nextAction:
          | { __typename: 'AwaitPayerApp' }
          | { __typename: 'CompleteBillingActions' }
          | { __typename: 'RedirectPayer' }
          | { __typename: 'ShowBankDetails', iban: string, accountHolder: string, paymentReference: string }
         | null, consumerMessage: { text: string | null } | null } }
   };

export type FindPaymentQueryVariables = Exact<{
  externalId: string;
}>;


export type FindPaymentQuery = { payment:
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type FindUnmatchedQueryVariables = Exact<{ [key: string]: never; }>;


export type FindUnmatchedQuery = { unmatchedReceipts: { nodes: Array<{ id: string, invoice: string, unmatchedBecause: UnmatchedReason | null, amount: { decimal: string, currency: string } }> } };

export type RefundReceiptMutationVariables = Exact<{
  input: RefundReceiptInput;
}>;


export type RefundReceiptMutation = { refundReceipt:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RefundReceiptPayload', refund: { id: string } }
   };

export type ReadTransferQueryVariables = Exact<{
  id: string;
}>;


export type ReadTransferQuery = { payment:
    | { __typename: 'Charge', status: PaymentStatus }
    | { __typename: 'OneOffPayment', status: PaymentStatus }
    | { __typename: 'Transfer', amountMatch: AmountMatch, status: PaymentStatus, receipts: Array<{ providerReference: string, payerIbanMasked: string | null, amount: { decimal: string } }> }
   | null };

export type AssignReceiptMutationVariables = Exact<{
  input: AssignReceiptInput;
}>;


export type AssignReceiptMutation = { assignReceipt:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'TransferPayload' }
   };

export type ReadPaymentQueryVariables = Exact<{
  id: string;
}>;


export type ReadPaymentQuery = { payment:
    | { status: PaymentStatus, amounts: { requested: { decimal: string, currency: string }, captured: { decimal: string, currency: string }, refunded: { decimal: string, currency: string }, reversed: { decimal: string, currency: string }, refundable: { decimal: string, currency: string } } }
    | { status: PaymentStatus, amounts: { requested: { decimal: string, currency: string }, captured: { decimal: string, currency: string }, refunded: { decimal: string, currency: string }, reversed: { decimal: string, currency: string }, refundable: { decimal: string, currency: string } } }
    | { status: PaymentStatus, amounts: { requested: { decimal: string, currency: string }, captured: { decimal: string, currency: string }, refunded: { decimal: string, currency: string }, reversed: { decimal: string, currency: string }, refundable: { decimal: string, currency: string } } }
   | null };

export type FollowEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowEventsSubscription = { eventStream:
    | { __typename: 'CaughtUpFrame', cursor: string }
    | { __typename: 'EventFrame', cursor: string, event: { sequence: string, type: EventType, subjectId: string, change: { from: string | null, to: string, amount: { decimal: string, currency: string } | null } | null } }
    | { __typename: 'HeartbeatFrame', cursor: string }
    | { __typename: 'ReauthenticateFrame', cursor: string }
   };

export type UpdateAgreementMutationVariables = Exact<{
  input: UpdateAgreementInput;
}>;


export type UpdateAgreementMutation = { updateAgreement:
    | { __typename: 'AgreementPayload', agreement: { id: string, plan: string } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type AdoptMandateMutationVariables = Exact<{
  input: AdoptMandateInput;
}>;


export type AdoptMandateMutation = { adoptMandate:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'MandatePayload', mandate: { id: string, mandateNumber: string | null, confirmed: boolean } }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateChargeMutationVariables = Exact<{
  input: CreateChargeInput;
}>;


export type CreateChargeMutation = { createCharge:
    | { __typename: 'ChargePayload', charge: { id: string, chargeDate: string | null } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type CreateScheduleMutationVariables = Exact<{
  input: CreatePaymentScheduleInput;
}>;


export type CreateScheduleMutation = { createPaymentSchedule:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'PaymentSchedulePayload' }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type PauseScheduleMutationVariables = Exact<{
  input: PausePaymentScheduleInput;
}>;


export type PauseScheduleMutation = { pausePaymentSchedule:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'PaymentSchedulePayload' }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type ResumeScheduleMutationVariables = Exact<{
  input: ResumePaymentScheduleInput;
}>;


export type ResumeScheduleMutation = { resumePaymentSchedule:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'PaymentSchedulePayload' }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type ChangeScheduleAmountMutationVariables = Exact<{
  input: ChangePaymentScheduleAmountInput;
}>;


export type ChangeScheduleAmountMutation = { changePaymentScheduleAmount:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'PaymentSchedulePayload' }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RetryPaymentMutationVariables = Exact<{
  input: RetryPaymentInput;
}>;


export type RetryPaymentMutation = { retryPayment:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RetryPaymentPayload' }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type ReadYearQueryVariables = Exact<{
  schedule: string;
  request: string;
  agreement: string;
}>;


export type ReadYearQuery = { paymentSchedule: { id: string, status: PaymentScheduleStatus, startsOn: string, createdAt: string, periods: Array<{ number: number, dueOn: string, outcome: SchedulePeriodOutcome, charge: { id: string, status: PaymentStatus, providerReference: string | null, attempts: Array<{ succeeded: boolean }>, amounts: { requested: { decimal: string, currency: string } } } | null }> } | null, billingRequest: { id: string, mandate: { id: string, status: AuthorityStatus } | null } | null, agreement: { id: string, status: AuthorityStatus } | null };

export type ReadEntriesQueryVariables = Exact<{
  id: string;
}>;


export type ReadEntriesQuery = { payment:
    | { ledgerEntries: { nodes: Array<{ account: LedgerAccountKind, direction: LedgerDirection, amount: { amountMinor: string } }> } }
    | { ledgerEntries: { nodes: Array<{ account: LedgerAccountKind, direction: LedgerDirection, amount: { amountMinor: string } }> } }
    | { ledgerEntries: { nodes: Array<{ account: LedgerAccountKind, direction: LedgerDirection, amount: { amountMinor: string } }> } }
   | null };

export type ReadBooksQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type ReadBooksQuery = { payouts: { nodes: Array<{ providerReference: string, status: PayoutStatus, createdAt: string, arrivesOn: string | null, arrivedAt: string | null, bankAmount: { currency: string } | null, amount: { amountMinor: string, decimal: string, currency: string }, fees: { decimal: string }, reconciliation: { status: PayoutReconciliationStatus } }> }, ledgerStatement: { accounts: Array<{ account: LedgerAccountKind, currency: string, closing: { amountMinor: string, decimal: string }, movements: Array<{ movement: LedgerMovement, debits: { amountMinor: string }, credits: { amountMinor: string } }> }> } };

export type ImportAgreementsMutationVariables = Exact<{
  input: ImportAgreementsInput;
}>;


export type ImportAgreementsMutation = { importAgreements:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ImportAgreementsPayload', imported: number, moved: number, known: number, left: number, after: string | null }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type ListAdoptedQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ListAdoptedQuery = { agreements: { nodes: Array<{ id: string, provider: Provider, externalId: string | null, providerReference: string | null, formerProviderReference: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const FindReferencesDocument = new TypedDocumentString(`
    query FindReferences($agreement: String!, $payment: String!) {
  agreement(by: {externalId: $agreement}) {
    id
  }
  payment(by: {externalId: $payment}) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindReferencesQuery, FindReferencesQueryVariables>;
export const CreateAgreementDocument = new TypedDocumentString(`
    mutation CreateAgreement($input: CreateAgreementInput!) {
  createAgreement(input: $input) {
    __typename
    ... on AgreementPayload {
      agreement {
        id
        nextAction {
          ... on RedirectPayer {
            url
          }
        }
      }
      oneOffPayment {
        id
        providerReference
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateAgreementMutation, CreateAgreementMutationVariables>;
export const RunScenarioDocument = new TypedDocumentString(`
    mutation RunScenario($input: RunSandboxScenarioInput!) {
  runSandboxScenario(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RunScenarioMutation, RunScenarioMutationVariables>;
export const CapturePaymentDocument = new TypedDocumentString(`
    mutation CapturePayment($input: CapturePaymentInput!) {
  capturePayment(input: $input) {
    __typename
    ... on CapturePayload {
      capture {
        id
        status
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CapturePaymentMutation, CapturePaymentMutationVariables>;
export const RefundPaymentDocument = new TypedDocumentString(`
    mutation RefundPayment($input: RefundPaymentInput!) {
  refundPayment(input: $input) {
    __typename
    ... on RefundPayload {
      refund {
        id
        status
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RefundPaymentMutation, RefundPaymentMutationVariables>;
export const CreateMandateDocument = new TypedDocumentString(`
    mutation CreateMandate($input: CreateMandateInput!) {
  createMandate(input: $input) {
    __typename
    ... on MandatePayload {
      mandate {
        id
        providerReference
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateMandateMutation, CreateMandateMutationVariables>;
export const CreateBillingRequestDocument = new TypedDocumentString(`
    mutation CreateBillingRequest($input: CreateBillingRequestInput!) {
  createBillingRequest(input: $input) {
    __typename
    ... on BillingRequestPayload {
      billingRequest {
        id
        status
        nextActions {
          type
          waitsBecause
        }
        flow {
          authorisationUrl
        }
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateBillingRequestMutation, CreateBillingRequestMutationVariables>;
export const FindInstitutionsDocument = new TypedDocumentString(`
    query FindInstitutions($input: InstitutionsInput!) {
  institutions(input: $input) {
    __typename
    ... on InstitutionList {
      institutions(first: 10) {
        institution
        name
        available
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<FindInstitutionsQuery, FindInstitutionsQueryVariables>;
export const CompleteBillingRequestActionDocument = new TypedDocumentString(`
    mutation CompleteBillingRequestAction($input: CompleteBillingRequestActionInput!) {
  completeBillingRequestAction(input: $input) {
    __typename
    ... on BillingRequestPayload {
      billingRequest {
        id
        status
        nextActions {
          type
        }
        flow {
          authorisationUrl
        }
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CompleteBillingRequestActionMutation, CompleteBillingRequestActionMutationVariables>;
export const CreateBillingRequestFlowDocument = new TypedDocumentString(`
    mutation CreateBillingRequestFlow($input: CreateBillingRequestFlowInput!) {
  createBillingRequestFlow(input: $input) {
    __typename
    ... on BillingRequestPayload {
      billingRequest {
        id
        status
        nextActions {
          type
        }
        flow {
          authorisationUrl
        }
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateBillingRequestFlowMutation, CreateBillingRequestFlowMutationVariables>;
export const CreatePaymentDocument = new TypedDocumentString(`
    mutation CreatePayment($input: CreateOneOffPaymentInput!) {
  createOneOffPayment(input: $input) {
    __typename
    ... on OneOffPaymentPayload {
      payment {
        id
        providerReference
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreatePaymentMutation, CreatePaymentMutationVariables>;
export const AdvanceClockDocument = new TypedDocumentString(`
    mutation AdvanceClock($input: AdvanceSandboxClockInput!) {
  advanceSandboxClock(input: $input) {
    __typename
    ... on SandboxClockPayload {
      now
      events {
        type
        subjectId
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<AdvanceClockMutation, AdvanceClockMutationVariables>;
export const AskDebtorDocument = new TypedDocumentString(`
    query AskDebtor($input: DebtorCheckInput!) {
  debtorCheck(input: $input) {
    __typename
    ... on DebtorCheck {
      reachable
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<AskDebtorQuery, AskDebtorQueryVariables>;
export const FindBillingRequestDocument = new TypedDocumentString(`
    query FindBillingRequest($externalId: String!) {
  billingRequest(by: {externalId: $externalId}) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindBillingRequestQuery, FindBillingRequestQueryVariables>;
export const FindMandateDocument = new TypedDocumentString(`
    query FindMandate($externalId: String!) {
  mandate(by: {externalId: $externalId}) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindMandateQuery, FindMandateQueryVariables>;
export const ReadBillingRequestDocument = new TypedDocumentString(`
    query ReadBillingRequest($id: ID!) {
  billingRequest(by: {id: $id}) {
    status
    providerReference
    payment {
      id
      providerReference
    }
    mandate {
      id
      providerReference
    }
  }
}
    `) as unknown as TypedDocumentString<ReadBillingRequestQuery, ReadBillingRequestQueryVariables>;
export const CreateTransferDocument = new TypedDocumentString(`
    mutation CreateTransfer($input: CreateTransferInput!) {
  createTransfer(input: $input) {
    __typename
    ... on TransferPayload {
      transfer {
        id
        providerReference
        nextAction {
          __typename
          ... on ShowBankDetails {
            iban
            accountHolder
            paymentReference
          }
        }
        consumerMessage {
          text
        }
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateTransferMutation, CreateTransferMutationVariables>;
export const FindPaymentDocument = new TypedDocumentString(`
    query FindPayment($externalId: String!) {
  payment(by: {externalId: $externalId}) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindPaymentQuery, FindPaymentQueryVariables>;
export const FindUnmatchedDocument = new TypedDocumentString(`
    query FindUnmatched {
  unmatchedReceipts(first: 100) {
    nodes {
      id
      invoice
      unmatchedBecause
      amount {
        decimal
        currency
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindUnmatchedQuery, FindUnmatchedQueryVariables>;
export const RefundReceiptDocument = new TypedDocumentString(`
    mutation RefundReceipt($input: RefundReceiptInput!) {
  refundReceipt(input: $input) {
    __typename
    ... on RefundReceiptPayload {
      refund {
        id
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RefundReceiptMutation, RefundReceiptMutationVariables>;
export const ReadTransferDocument = new TypedDocumentString(`
    query ReadTransfer($id: ID!) {
  payment(by: {id: $id}) {
    __typename
    status
    ... on Transfer {
      amountMatch
      receipts {
        providerReference
        payerIbanMasked
        amount {
          decimal
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadTransferQuery, ReadTransferQueryVariables>;
export const AssignReceiptDocument = new TypedDocumentString(`
    mutation AssignReceipt($input: AssignReceiptInput!) {
  assignReceipt(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<AssignReceiptMutation, AssignReceiptMutationVariables>;
export const ReadPaymentDocument = new TypedDocumentString(`
    query ReadPayment($id: ID!) {
  payment(by: {id: $id}) {
    status
    amounts {
      requested {
        decimal
        currency
      }
      captured {
        decimal
        currency
      }
      refunded {
        decimal
        currency
      }
      reversed {
        decimal
        currency
      }
      refundable {
        decimal
        currency
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadPaymentQuery, ReadPaymentQueryVariables>;
export const FollowEventsDocument = new TypedDocumentString(`
    subscription FollowEvents($after: EventCursor) {
  eventStream(after: $after) {
    __typename
    ... on EventFrame {
      cursor
      event {
        sequence
        type
        subjectId
        change {
          from
          to
          amount {
            decimal
            currency
          }
        }
      }
    }
    ... on CaughtUpFrame {
      cursor
    }
    ... on HeartbeatFrame {
      cursor
    }
    ... on ReauthenticateFrame {
      cursor
    }
  }
}
    `) as unknown as TypedDocumentString<FollowEventsSubscription, FollowEventsSubscriptionVariables>;
export const UpdateAgreementDocument = new TypedDocumentString(`
    mutation UpdateAgreement($input: UpdateAgreementInput!) {
  updateAgreement(input: $input) {
    __typename
    ... on AgreementPayload {
      agreement {
        id
        plan
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateAgreementMutation, UpdateAgreementMutationVariables>;
export const AdoptMandateDocument = new TypedDocumentString(`
    mutation AdoptMandate($input: AdoptMandateInput!) {
  adoptMandate(input: $input) {
    __typename
    ... on MandatePayload {
      mandate {
        id
        mandateNumber
        confirmed
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<AdoptMandateMutation, AdoptMandateMutationVariables>;
export const CreateChargeDocument = new TypedDocumentString(`
    mutation CreateCharge($input: CreateChargeInput!) {
  createCharge(input: $input) {
    __typename
    ... on ChargePayload {
      charge {
        id
        chargeDate
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateChargeMutation, CreateChargeMutationVariables>;
export const CreateScheduleDocument = new TypedDocumentString(`
    mutation CreateSchedule($input: CreatePaymentScheduleInput!) {
  createPaymentSchedule(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateScheduleMutation, CreateScheduleMutationVariables>;
export const PauseScheduleDocument = new TypedDocumentString(`
    mutation PauseSchedule($input: PausePaymentScheduleInput!) {
  pausePaymentSchedule(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<PauseScheduleMutation, PauseScheduleMutationVariables>;
export const ResumeScheduleDocument = new TypedDocumentString(`
    mutation ResumeSchedule($input: ResumePaymentScheduleInput!) {
  resumePaymentSchedule(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<ResumeScheduleMutation, ResumeScheduleMutationVariables>;
export const ChangeScheduleAmountDocument = new TypedDocumentString(`
    mutation ChangeScheduleAmount($input: ChangePaymentScheduleAmountInput!) {
  changePaymentScheduleAmount(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<ChangeScheduleAmountMutation, ChangeScheduleAmountMutationVariables>;
export const RetryPaymentDocument = new TypedDocumentString(`
    mutation RetryPayment($input: RetryPaymentInput!) {
  retryPayment(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RetryPaymentMutation, RetryPaymentMutationVariables>;
export const ReadYearDocument = new TypedDocumentString(`
    query ReadYear($schedule: String!, $request: String!, $agreement: String!) {
  paymentSchedule(by: {externalId: $schedule}) {
    id
    status
    startsOn
    createdAt
    periods {
      number
      dueOn
      outcome
      charge {
        id
        status
        providerReference
        attempts {
          succeeded
        }
        amounts {
          requested {
            decimal
            currency
          }
        }
      }
    }
  }
  billingRequest(by: {externalId: $request}) {
    id
    mandate {
      id
      status
    }
  }
  agreement(by: {externalId: $agreement}) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<ReadYearQuery, ReadYearQueryVariables>;
export const ReadEntriesDocument = new TypedDocumentString(`
    query ReadEntries($id: ID!) {
  payment(by: {id: $id}) {
    ledgerEntries(first: 100) {
      nodes {
        account
        direction
        amount {
          amountMinor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadEntriesQuery, ReadEntriesQueryVariables>;
export const ReadBooksDocument = new TypedDocumentString(`
    query ReadBooks($from: DateTime!, $to: DateTime!) {
  payouts(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) {
    nodes {
      providerReference
      status
      createdAt
      arrivesOn
      arrivedAt
      bankAmount {
        currency
      }
      amount {
        amountMinor
        decimal
        currency
      }
      fees {
        decimal
      }
      reconciliation {
        status
      }
    }
  }
  ledgerStatement(from: $from, to: $to) {
    accounts {
      account
      currency
      closing {
        amountMinor
        decimal
      }
      movements {
        movement
        debits {
          amountMinor
        }
        credits {
          amountMinor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadBooksQuery, ReadBooksQueryVariables>;
export const ImportAgreementsDocument = new TypedDocumentString(`
    mutation ImportAgreements($input: ImportAgreementsInput!) {
  importAgreements(input: $input) {
    __typename
    ... on ImportAgreementsPayload {
      imported
      moved
      known
      left
      after
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<ImportAgreementsMutation, ImportAgreementsMutationVariables>;
export const ListAdoptedDocument = new TypedDocumentString(`
    query ListAdopted($after: String) {
  agreements(first: 100, after: $after, filter: {origins: [ADOPTED]}) {
    nodes {
      id
      provider
      externalId
      providerReference
      formerProviderReference
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListAdoptedQuery, ListAdoptedQueryVariables>;