/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Whether a key is good. May grow. */
export type ApiKeyStatus =
  /** It is good. */
  | 'ACTIVE'
  /** Its time has come to an end. */
  | 'EXPIRED'
  /** It was revoked. */
  | 'REVOKED';

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

/** What needs attention. May grow. */
export type AttentionKind =
  /** An account with a provider that is paused: nothing is sent for it. */
  | 'ACCOUNT_PAUSED'
  /** A provider's news that could not be read or applied, and was given up. */
  | 'DEAD_NOTIFICATION'
  /** An endpoint of a partner that takes nothing just now. */
  | 'DELIVERY_FAILING'
  /** An endpoint of a partner that was switched off, since nothing but failure came back. */
  | 'ENDPOINT_OFF'
  /** Something that has stood in one state for longer than that state lasts. */
  | 'NOT_FINAL_TOO_LONG'
  /** A provider's news about something that is not known here, and that waits for it. */
  | 'PARKED_NOTIFICATION'
  /** A reservation that lapses within a day. */
  | 'RESERVATION_EXPIRING'
  /** A payment schedule that is due, and that nobody has taken up. */
  | 'SCHEDULE_BEHIND'
  /** A payment schedule whose charge could not be asked for. */
  | 'SCHEDULE_FAILED'
  /** An operation of which nobody knows whether it happened. */
  | 'UNKNOWN_OUTCOME'
  /** Money that came in, and is on no transfer. */
  | 'UNMATCHED_RECEIPT';

/** How urgent it is. May grow. */
export type AttentionSeverity =
  /** A person is needed now. */
  | 'CRITICAL'
  /** Nothing to do yet. */
  | 'NOTICE'
  /** A person is needed. */
  | 'WARNING';

/** Which agreements: all that is given must hold. */
export type AuthorityFilter = {
  /** Created then. */
  createdAt?: TimeRange | null | undefined;
  /** With this reference of the caller's. */
  externalId?: string | null | undefined;
  /** That came to be here in one of these ways. */
  origins?: Array<AuthorityOrigin> | null | undefined;
  /** With one of these providers. */
  providers?: Array<Provider> | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<AuthorityStatus> | null | undefined;
  /** Last changed then. */
  updatedAt?: TimeRange | null | undefined;
};

/** How an agreement or a mandate came to be here. */
export type AuthorityOrigin =
  /** It was made elsewhere, and taken over. */
  | 'ADOPTED'
  /** It was asked for here, or came of what was. */
  | 'CREATED';

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

/** A consumer key of Mastercard with its private key. */
export type BetalingsserviceKeySetInput = {
  /** Two halves with an exclamation mark between. */
  consumerKey: string;
  /** RSA private key as PEM. */
  privateKeyPem: string;
};

/** The settings of an account at Betalingsservice. Secrets are sealed, and never shown again. */
export type BetalingsserviceSettingsInput = {
  /** By whom callbacks are signed. */
  callbackConsumerKey: string;
  /** By which key: an RSA public key as PEM. */
  callbackPublicKeyPem: string;
  /** Of Mastercard's developer portal: two halves with an exclamation mark between. */
  consumerKey: string;
  /** Whether a CPR number must hold a birth date: date or format. date when left out. */
  cprCheck?: string | null | undefined;
  /** For example https://oauth.payments.mastercard.dk/betalingsservice/bs-creditor-api. */
  creditorApiUrl: string;
  /** The PBS number: 8 digits, zeros in front included. */
  creditorNumber: string;
  /** 5 digits, zeros in front included. */
  debtorGroupNumber: string;
  /** How mandates are asked about: bankingHours, or shortly as in Mastercard's sandbox. bankingHours when left out. */
  mandatePolling?: string | null | undefined;
  /** The same for collection requests and the debtor check. */
  oneOffApiUrl: string;
  /** While keys are replaced: a call that the first set is refused for is signed by this one. */
  otherKeySet?: BetalingsserviceKeySetInput | null | undefined;
  /** RSA private key as PEM; the portal hands out PKCS#12. */
  privateKeyPem: string;
};

/** Whether a step is done. */
export type BillingRequestActionStatus =
  /** It is done. */
  | 'COMPLETED'
  /** It is to be done. */
  | 'PENDING';

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

/** Which billing requests: all that is given must hold. */
export type BillingRequestFilter = {
  /** Created then. */
  createdAt?: TimeRange | null | undefined;
  /** With this reference of the caller's. */
  externalId?: string | null | undefined;
  /** With one of these providers. */
  providers?: Array<Provider> | null | undefined;
  /** For one of these purposes. */
  purposes?: Array<BillingRequestPurpose> | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<BillingRequestStatus> | null | undefined;
  /** Last changed then. */
  updatedAt?: TimeRange | null | undefined;
};

/** Exactly one provider, which carries the request, with what it needs. */
export type BillingRequestProviderInput =
  {   /** A collection request of Betalingsservice. */
  betalingsservice: CollectionRequestInput; goCardless?: never; }
  |  { betalingsservice?: never;   /** A billing request of GoCardless. */
  goCardless: GoCardlessBillingRequestInput; };

/** What a billing request asks the payer for. */
export type BillingRequestPurpose =
  /** A mandate for payments to come. */
  | 'MANDATE'
  /** One payment. */
  | 'PAYMENT'
  /** One payment, and a mandate for payments to come. */
  | 'PAYMENT_AND_MANDATE';

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

/** The settings of an account at Buckaroo. Secrets are sealed, and never shown again. */
export type BuckarooSettingsInput = {
  /** https://checkout.buckaroo.nl or https://testcheckout.buckaroo.nl: everything before /json. */
  baseUrl: string;
  /** The language in which the payer is spoken to: nl-NL, en-US, de-DE or fr-FR. en-US when left out. */
  culture?: string | null | undefined;
  /** What transfers may be in, 20 at most. EUR when left out. */
  currencies?: Array<string> | null | undefined;
  /** While the key is being changed: pushes and replies may be signed with this one too. */
  previousSecretKey?: string | null | undefined;
  /** As chosen in the Plaza: json or httppost. Both are taken when left out. */
  pushContentType?: string | null | undefined;
  /** The digest of form pushes, as chosen in the Plaza: sha1, sha256 or sha512. sha1 when left out. */
  pushDigest?: string | null | undefined;
  /** Of the website, from the Plaza. */
  secretKey: string;
  /** Names the website in the Plaza. */
  websiteKey: string;
};

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

/** Ends an agreement, and what is pending on it. */
export type CancelAgreementInput = {
  /** The agreement. */
  agreementId: string;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
};

/** Withdraws a request. */
export type CancelBillingRequestInput = {
  /** The billing request. */
  billingRequestId: string;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
};

/** Ends a mandate. */
export type CancelMandateInput = {
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The mandate. */
  mandateId: string;
};

/** Gives a payment up before any money is taken. */
export type CancelPaymentInput = {
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The payment. */
  paymentId: string;
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

/** Says that unmatched money is settled elsewhere. */
export type CloseReceiptInput = {
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** How it was settled, 1 to 300 characters. It stays in the event log; name no payer. */
  reason: string;
  /** The receipt, from `unmatchedReceipts`. */
  receiptId: string;
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

/** Connects you to a provider. */
export type ConnectProviderAccountInput = {
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The provider, and the settings there. */
  with: ProviderSettingsInput;
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

/** Makes a key. */
export type CreateApiKeyInput = {
  /** For how long from now it is good: no longer than the key that asks. Leave out for no end, or for the end of the key that asks. */
  expiresIn?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** What it is called, for whoever looks at the list: 1 to 100 characters. */
  name: string;
  /** What it may do: only what the key that asks may do itself. One or more of agreements:write, payments:write, payments:capture, payments:refund, mandates:write, payers:erase, events:read, ledger:read, operations:resolve, keys:read, keys:write, accounts:read, accounts:write, client_tokens:write, origins:read, origins:write, audit:read, webhooks:read, webhooks:write. */
  scopes: Array<string>;
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

/** Has events sent to a system of yours. */
export type CreateWebhookEndpointInput = {
  /** Address that is mailed once when the endpoint is switched off: one address, without a name, of at most 254 characters. Leave out for none. */
  contactEmail?: string | null | undefined;
  /** Shapes the `data` of a payload: GraphQL fragments only, one of them on `Event`, for example `fragment Payload on Event { sequence cursor type subjectId }`. It may read what the scopes of the API key that saves it allow, but nothing that says who a payer is. */
  document?: string;
  /** Whether each delivery bears a `v1a` signature (Ed25519) beside `v1` (HMAC-SHA256). */
  ed25519?: boolean;
  /** Types that are sent. Empty stands for all, also those to come. */
  eventTypes?: Array<EventType>;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Place in the log after which it begins. Leave out for what happens from now on. */
  startAfter?: string | null | undefined;
  /** Where events are posted: https on port 443 or 8443, at public addresses only. In the sandbox also any port of this machine. */
  url: string;
};

/** Days by the time zone of the merchant (`viewer.timeZone`): 367 at most. */
export type DayPeriodInput = {
  /** The first day. */
  from: string;
  /** The last day, included. */
  to: string;
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

/** What has become of one event for one webhook endpoint. */
export type DeliveryStatus =
  /** The plan of retries has ended. `replayWebhooks` and `resendWebhookDelivery` send it again. */
  | 'FAILED'
  /** It is to be sent, for the first time or again, or waits for one before it. */
  | 'PENDING'
  /** The endpoint answered with a status from 200 to 299. */
  | 'SUCCEEDED';

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

/** The settings of an account at GoCardless. Secrets are sealed, and never shown again. */
export type GoCardlessSettingsInput = {
  /** From the dashboard, with read-write access. */
  accessToken: string;
  /** https://api.gocardless.com, or https://api-sandbox.gocardless.com. */
  apiUrl: string;
  /** Which version of the API this account speaks: 2015-07-06. */
  apiVersion?: string | null | undefined;
  /** Whether the token is that of a partner's app, which may take a fee of its own. False when left out. */
  appFees?: boolean | null | undefined;
  /** Needed only where the account has several creditors. */
  creditorId?: string | null | undefined;
  /** Also taken as proof: secrets of further endpoints with our address, 5 at most. */
  otherWebhookSecrets?: Array<string> | null | undefined;
  /** Of the webhook endpoint in the dashboard that has our address. */
  webhookSecret: string;
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

/** Which mandates: all that is given must hold. What names a payer (account, CPR number) is kept sealed and cannot be searched for. */
export type MandateFilter = {
  /** Created then. */
  createdAt?: TimeRange | null | undefined;
  /** Of the debtor with this reference of yours (Betalingsservice: the customer number), to the letter. It finds no mandate whose payer is erased. */
  debtorReference?: string | null | undefined;
  /** With this reference of the caller's. */
  externalId?: string | null | undefined;
  /** That came to be here in one of these ways. */
  origins?: Array<AuthorityOrigin> | null | undefined;
  /** With one of these ids of the provider's: 100 at most. */
  providerReferences?: Array<string> | null | undefined;
  /** Standing there in the provider's own words, as in `providerStatus`. */
  providerStatuses?: Array<string> | null | undefined;
  /** With one of these providers. */
  providers?: Array<Provider> | null | undefined;
  /** By one of these schemes. */
  schemes?: Array<MandateScheme> | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<AuthorityStatus> | null | undefined;
  /** Last changed then. */
  updatedAt?: TimeRange | null | undefined;
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

/** Amounts in one currency, both ends included. An end that is left out is open. */
export type MinorUnitsRange = {
  /** ISO 4217 code of the currency. */
  currency: string;
  /** The most, in minor units. */
  max?: string | null | undefined;
  /** The least, in minor units. */
  min?: string | null | undefined;
};

/** The settings of an account at MobilePay Subscriptions. Secrets are sealed, and never shown again. */
export type MobilePaySettingsInput = {
  /** Everything before /api, for example https://api.mobilepay.dk/subscriptions. */
  apiUrl: string;
  /** Whether MobilePay has approved reserving without the payer's swipe. False when left out. */
  autoReserveApproved?: boolean | null | undefined;
  /** The same for its password. */
  callbackPassword: string;
  /** What MobilePay shows when it calls us: you choose it, we set it there. */
  callbackUsername: string;
  /** OpenID Connect client id. */
  clientId: string;
  /** Its secret. */
  clientSecret: string;
  /** X-IBM-Client-Id of the developer portal. */
  ibmClientId: string;
  /** Its secret. */
  ibmClientSecret: string;
  /** Which era of the API this account speaks: classic. */
  profile?: string | null | undefined;
  /** The subscription provider that agreements are made under: a GUID. */
  providerId: string;
  /** From the merchant's consent in the portal; it lives about 13 months. */
  refreshToken: string;
  /** Counted from the capture. 90 when left out. */
  refundWindowDays?: number | null | undefined;
  /** How long money stays reserved when nobody captures or cancels. P6DT23H45M when left out. */
  reservationLifetime?: string | null | undefined;
  /** Whether the one address of callbacks is taken from another system of yours, which then hears of no payment any more. False when left out. */
  takeCallbackAddress?: boolean | null | undefined;
  /** For example https://api.mobilepay.dk/merchant-authentication-openidconnect/connect/token. */
  tokenUrl: string;
};

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

/** What a person has found out about an operation. */
export type OperationVerdict =
  /** The provider did not do it and will not: what was set aside is free again. */
  | 'DID_NOT_HAPPEN'
  /** The provider did it: what was set aside is taken or given back. */
  | 'HAPPENED';

/** Pauses an account. */
export type PauseProviderAccountInput = {
  /** The account. */
  accountId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Why, for the audit record. */
  reason?: string | null | undefined;
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

/** What can be asked of a payment. */
export type PaymentActionKind =
  /** Give the payment up, and release what is reserved: `cancelPayment`. */
  | 'CANCEL'
  /** Take the reserved money: `capturePayment`. */
  | 'CAPTURE'
  /** Give captured money back, whole or in part: `refundPayment`. */
  | 'REFUND'
  /** Try a charge anew that failed: `retryPayment`. */
  | 'RETRY'
  /** Ask for less of a charge, or for it on another day, before any money is there: `updateCharge`. */
  | 'UPDATE';

/** Exactly one standing consent, on which the payment is asked for. May grow. */
export type PaymentAuthorityRef =
  {   /** An active agreement (MobilePay). */
  agreementId: string; mandateId?: never; }
  |  { agreementId?: never;   /** An active mandate: the bank collects the payment. */
  mandateId: string; };

/** Which payments: all that is given must hold. */
export type PaymentFilter = {
  /** With such an amount requested. */
  amount?: MinorUnitsRange | null | undefined;
  /** On this agreement or mandate. */
  authorityId?: string | null | undefined;
  /** Created then. */
  createdAt?: TimeRange | null | undefined;
  /** With this reference of the caller's. */
  externalId?: string | null | undefined;
  /** With, or without, an operation whose outcome is not known. */
  hasUnresolvedOperation?: boolean | null | undefined;
  /** With one of these providers. */
  providers?: Array<Provider> | null | undefined;
  /** Reserved money that has to be captured or cancelled by then: the payment is AUTHORIZED or on its way from there. */
  settleBy?: TimeRange | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<PaymentStatus> | null | undefined;
  /** Last changed then. */
  updatedAt?: TimeRange | null | undefined;
};

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

/** Whether anything is sent for an account. May grow. */
export type ProviderAccountStatus =
  /** It is at work. */
  | 'ACTIVE'
  /** It has no settings any more; connect it again. */
  | 'DISCONNECTED'
  /** Nothing is sent or asked: `pausedBecause` says why. */
  | 'PAUSED';

/** Why a notification has not been processed. May grow. */
export type ProviderNotificationProblem =
  /** It was read and could not be applied: the provider could not be asked, or contradicts what we know. */
  | 'NOT_APPLIED'
  /** It is about something that you have not made here. The account may serve another system of yours. */
  | 'NOT_FOUND'
  /** It could not be read, or says something that we have no word for. */
  | 'UNREADABLE';

/** What has become of a notification. May grow. */
export type ProviderNotificationStatus =
  /** It was given up, and is kept for a person: a dead letter. */
  | 'DEAD'
  /** It is about something that is not known here, and waits for it to come. */
  | 'PARKED'
  /** It was processed. */
  | 'PROCESSED'
  /** It is about to be processed, or is tried again. */
  | 'WAITING';

/** Exactly one provider, with the settings of an account there. */
export type ProviderSettingsInput =
  {   /** At Betalingsservice. */
  betalingsservice: BetalingsserviceSettingsInput; buckaroo?: never; goCardless?: never; mobilePay?: never; vippsMobilePay?: never; }
  |  { betalingsservice?: never;   /** At Buckaroo. */
  buckaroo: BuckarooSettingsInput; goCardless?: never; mobilePay?: never; vippsMobilePay?: never; }
  |  { betalingsservice?: never; buckaroo?: never;   /** At GoCardless. */
  goCardless: GoCardlessSettingsInput; mobilePay?: never; vippsMobilePay?: never; }
  |  { betalingsservice?: never; buckaroo?: never; goCardless?: never;   /** At MobilePay Subscriptions. */
  mobilePay: MobilePaySettingsInput; vippsMobilePay?: never; }
  |  { betalingsservice?: never; buckaroo?: never; goCardless?: never; mobilePay?: never;   /** At Vipps MobilePay. */
  vippsMobilePay: VippsMobilePaySettingsInput; };

/** Why something is as it is, in words that are the same for all providers. May grow. */
export type ReasonCode =
  /** The bank account is closed. */
  | 'ACCOUNT_CLOSED'
  /** Another amount came than was asked for. */
  | 'AMOUNT_MISMATCH'
  /** So much is not there to be taken or given back. */
  | 'AMOUNT_NOT_AVAILABLE'
  /** The agreement or mandate is not active. */
  | 'AUTHORITY_NOT_ACTIVE'
  /** Reserving without the payer's swipe did not work; the payer is asked instead. */
  | 'AUTO_RESERVE_FAILED'
  /** The merchant is not approved to reserve without the payer's swipe. */
  | 'AUTO_RESERVE_NOT_APPROVED'
  /** The payer's bank takes no part in the scheme. */
  | 'BANK_NOT_PARTICIPATING'
  /** The merchant ended it. */
  | 'CANCELLED_BY_MERCHANT'
  /** The payer ended it. */
  | 'CANCELLED_BY_PAYER'
  /** The provider ended it by a rule of its own. */
  | 'CANCELLED_BY_SYSTEM'
  /** What was given about the debtor is not right. */
  | 'DEBTOR_DETAILS_INVALID'
  /** The payer has told the bank that it was not authorised. */
  | 'DISPUTED_BY_PAYER'
  /** The provider has this already. */
  | 'DUPLICATE_REQUEST'
  /** Its time ran out. */
  | 'EXPIRED'
  /** The payer had too little money. */
  | 'INSUFFICIENT_FUNDS'
  /** The merchant had too little money with the provider to give some back. */
  | 'MERCHANT_BALANCE_TOO_LOW'
  /** It is not possible as things stand now. */
  | 'NOT_IN_THIS_STATE'
  /** Anything else: see the message. */
  | 'OTHER'
  /** The payer has died. Ask for nothing more, and stop writing. */
  | 'PAYER_DECEASED'
  /** What the provider says of it cannot be read here; it may have moved. */
  | 'PROVIDER_ANSWER_UNREADABLE'
  /** The provider did not answer in time, so the outcome is not known yet. */
  | 'PROVIDER_TIMEOUT'
  /** The provider cannot be reached, or refuses our credentials. */
  | 'PROVIDER_UNAVAILABLE'
  /** It is too late to give the money back. */
  | 'REFUND_WINDOW_CLOSED'
  /** The payer said no. */
  | 'REJECTED_BY_PAYER';

/** Who brought it about. */
export type ReasonOrigin =
  /** The payer's or the merchant's bank. */
  | 'BANK'
  /** The merchant. */
  | 'MERCHANT'
  /** The payer. */
  | 'PAYER'
  /** The provider. */
  | 'PROVIDER'
  /** We, or a rule of time. */
  | 'SYSTEM';

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

/** Sends an endpoint again what it wants of a stretch of the log. */
export type ReplayWebhooksInput = {
  /** Events after this place. `deliveredThrough` of the endpoint sends again all that it missed. */
  after: string;
  /** The endpoint. */
  endpointId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Events up to this place. Leave out for the end of the log. */
  upTo?: string | null | undefined;
};

/** Takes up again what a provider has told. */
export type ReprocessProviderNotificationInput = {
  /** Your own key: a repeat takes nothing up twice. */
  idempotencyKey: string;
  /** The notification, from `unprocessedProviderNotifications`. */
  notificationId: string;
};

/** Sends one delivery again. */
export type ResendWebhookDeliveryInput = {
  /** The delivery. */
  deliveryId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
};

/** Settles an operation whose outcome is not known. */
export type ResolveOperationInput = {
  /** Your own key: a repeat settles nothing twice. */
  idempotencyKey: string;
  /** The operation, from `unresolvedOperations`. */
  operationId: string;
  /** What you have found out. */
  outcome: OperationVerdict;
  /** How you know, 1 to 300 characters. It stays in the event log; name no payer. */
  reason: string;
};

/** Resumes a paused account. */
export type ResumeProviderAccountInput = {
  /** The account. */
  accountId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Why, for the audit record. */
  reason?: string | null | undefined;
};

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

/** Ends a key. */
export type RevokeApiKeyInput = {
  /** The key. */
  apiKeyId: string;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
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

/** A stretch of time. An end that is left out is open. */
export type TimeRange = {
  /** From this instant on. */
  from?: string | null | undefined;
  /** Up to, but not including, this instant. */
  to?: string | null | undefined;
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

/** Says which websites may use client tokens. */
export type UpdateAllowedOriginsInput = {
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** All of them, 20 at most: https://host, https://host:port or http://localhost:port. What is left out is allowed no more. */
  origins: Array<string>;
};

/** Changes an endpoint. What is left out stays as it is. */
export type UpdateWebhookEndpointInput = {
  /** False pauses it: what happens waits. True resumes it, or enables it after it was disabled. */
  active?: boolean | null | undefined;
  /** Address that is mailed once when the endpoint is switched off: one address, without a name, of at most 254 characters. Empty stands for none. */
  contactEmail?: string | null | undefined;
  /** Shapes the `data` of a payload: GraphQL fragments only, one of them on `Event`, for example `fragment Payload on Event { sequence cursor type subjectId }`. It may read what the scopes of the API key that saves it allow, but nothing that says who a payer is. For payloads that have not been made yet. */
  document?: string | null | undefined;
  /** Whether each delivery bears a `v1a` signature (Ed25519) beside `v1` (HMAC-SHA256). */
  ed25519?: boolean | null | undefined;
  /** The endpoint. */
  endpointId: string;
  /** Types that are sent. Empty stands for all, also those to come. For events from now on. */
  eventTypes?: Array<EventType> | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Where events are posted: https on port 443 or 8443, at public addresses only. In the sandbox also any port of this machine. */
  url?: string | null | undefined;
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

/** The settings of an account at Vipps MobilePay. Secrets are sealed, and never shown again. */
export type VippsMobilePaySettingsInput = {
  /** Your own page on which a payer manages agreements; the app shows it. https. */
  agreementUrl: string;
  /** https://api.vipps.no, or https://apitest.vipps.no. */
  apiUrl: string;
  /** Whether Vipps MobilePay has approved charges without the payer (UNSCHEDULED). False when left out. */
  autoReserveApproved?: boolean | null | undefined;
  /** Of the sales unit, from the business portal. */
  clientId: string;
  /** Its secret. */
  clientSecret: string;
  /** Whether it has approved captures after 14 days, in Denmark and Finland: up to 180 then. False when left out. */
  lateCaptureApproved?: boolean | null | undefined;
  /** Where the sales unit is: NO, DK or FI. It decides the currency: NOK, DKK or EUR. */
  market: string;
  /** The sales unit (MSN) that agreements are made for: 4 to 10 digits. */
  merchantSerialNumber: string;
  /** Also taken as proof: the secret of a webhook before this one. */
  previousWebhookSecret?: string | null | undefined;
  /** Counted from the capture. 365 when left out. */
  refundWindowDays?: number | null | undefined;
  /** Ocp-Apim-Subscription-Key of the sales unit: the primary or the secondary one. */
  subscriptionKey: string;
  /** Of a webhook that you have registered with our address yourself: a GUID. We register one, and keep it, when left out. */
  webhookId?: string | null | undefined;
  /** Its secret, which Vipps MobilePay shows once. */
  webhookSecret?: string | null | undefined;
};

/** Whether a webhook endpoint is sent anything. Deliveries are kept for it all the while. May grow. */
export type WebhookEndpointStatus =
  /** It is sent what happens. */
  | 'ACTIVE'
  /** It gave nothing but failure for 120 hours: what happens waits until you enable it. */
  | 'DISABLED_BY_FAILURES'
  /** It answered 410: what happens waits until you enable it. */
  | 'GONE'
  /** You have paused it: what happens waits for it. */
  | 'PAUSED';

/** An enum describing what kind of type a given `__Type` is. */
export type __TypeKind =
  /** Indicates this type is a scalar. */
  | 'SCALAR'
  /** Indicates this type is an object. `fields` and `interfaces` are valid fields. */
  | 'OBJECT'
  /** Indicates this type is an interface. `fields`, `interfaces`, and `possibleTypes` are valid fields. */
  | 'INTERFACE'
  /** Indicates this type is a union. `possibleTypes` is a valid field. */
  | 'UNION'
  /** Indicates this type is an enum. `enumValues` is a valid field. */
  | 'ENUM'
  /** Indicates this type is an input object. `inputFields` is a valid field. */
  | 'INPUT_OBJECT'
  /** Indicates this type is a list. `ofType` is a valid field. */
  | 'LIST'
  /** Indicates this type is a non-null. `ofType` is a valid field. */
  | 'NON_NULL';

export type AmountsFragment = { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, authorized: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, capturable: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, refundable: { decimal: string, currency: string, amountMinor: string, exponent: number }, released: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCapture: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingRefund: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCancel: { decimal: string, currency: string, amountMinor: string, exponent: number } };

type NextStep_AwaitPayerApp_Fragment = { __typename: 'AwaitPayerApp', provider: Provider, expiresAt: string | null };

type NextStep_CompleteBillingActions_Fragment = { __typename: 'CompleteBillingActions', billingRequestId: string, outstanding: Array<{ type: BillingRequestActionType }> };

type NextStep_RedirectPayer_Fragment = { __typename: 'RedirectPayer', url: string, expiresAt: string | null };

type NextStep_ShowBankDetails_Fragment = { __typename: 'ShowBankDetails', iban: string, bic: string, accountHolder: string, paymentReference: string, dueDate: string | null };

export type NextStepFragment =
  | NextStep_AwaitPayerApp_Fragment
  | NextStep_CompleteBillingActions_Fragment
  | NextStep_RedirectPayer_Fragment
  | NextStep_ShowBankDetails_Fragment
;

export type ActionFragment = { kind: PaymentActionKind, available: boolean, deadline: string | null, partialAllowed: boolean, maxAmount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, unavailableBecause: { message: string } | null };

type Reference_Agreement_Fragment = { __typename: 'Agreement', id: string };

type Reference_ApiKey_Fragment = { __typename: 'ApiKey', id: string };

type Reference_AuditRecord_Fragment = { __typename: 'AuditRecord', id: string };

type Reference_BillingRequest_Fragment = { __typename: 'BillingRequest', id: string };

type Reference_Capture_Fragment = { __typename: 'Capture', id: string };

type Reference_Charge_Fragment = { __typename: 'Charge', id: string };

type Reference_Event_Fragment = { __typename: 'Event', id: string };

type Reference_LedgerEntry_Fragment = { __typename: 'LedgerEntry', id: string };

type Reference_Mandate_Fragment = { __typename: 'Mandate', id: string };

type Reference_OneOffPayment_Fragment = { __typename: 'OneOffPayment', id: string };

type Reference_Operation_Fragment = { __typename: 'Operation', id: string };

type Reference_PaymentSchedule_Fragment = { __typename: 'PaymentSchedule', id: string };

type Reference_Payout_Fragment = { __typename: 'Payout', id: string };

type Reference_ProviderAccount_Fragment = { __typename: 'ProviderAccount', id: string };

type Reference_ProviderNotification_Fragment = { __typename: 'ProviderNotification', id: string };

type Reference_Refund_Fragment = { __typename: 'Refund', id: string };

type Reference_Transfer_Fragment = { __typename: 'Transfer', id: string };

type Reference_TransferReceipt_Fragment = { __typename: 'TransferReceipt', id: string };

type Reference_WebhookDelivery_Fragment = { __typename: 'WebhookDelivery', id: string };

type Reference_WebhookEndpoint_Fragment = { __typename: 'WebhookEndpoint', id: string };

export type ReferenceFragment =
  | Reference_Agreement_Fragment
  | Reference_ApiKey_Fragment
  | Reference_AuditRecord_Fragment
  | Reference_BillingRequest_Fragment
  | Reference_Capture_Fragment
  | Reference_Charge_Fragment
  | Reference_Event_Fragment
  | Reference_LedgerEntry_Fragment
  | Reference_Mandate_Fragment
  | Reference_OneOffPayment_Fragment
  | Reference_Operation_Fragment
  | Reference_PaymentSchedule_Fragment
  | Reference_Payout_Fragment
  | Reference_ProviderAccount_Fragment
  | Reference_ProviderNotification_Fragment
  | Reference_Refund_Fragment
  | Reference_Transfer_Fragment
  | Reference_TransferReceipt_Fragment
  | Reference_WebhookDelivery_Fragment
  | Reference_WebhookEndpoint_Fragment
;

export type PaymentPageQueryVariables = Exact<{
  id: string;
}>;


export type PaymentPageQuery = { payment:
    | { __typename: 'Charge', settleBy: string | null, providerStatus: string, reference: string | null, dueOn: string | null, metadata: Record<string, string>, expiresAt: string | null, lastProviderSyncAt: string | null, description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, on:
        | { __typename: 'Agreement', id: string }
        | { __typename: 'Mandate', id: string }
      , statusReason: { message: string, code: ReasonCode, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, authorized: { decimal: string, currency: string, amountMinor: string, exponent: number }, capturable: { decimal: string, currency: string, amountMinor: string, exponent: number }, refundable: { decimal: string, currency: string, amountMinor: string, exponent: number }, released: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCapture: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingRefund: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCancel: { decimal: string, currency: string, amountMinor: string, exponent: number } }, actions: Array<{ kind: PaymentActionKind, available: boolean, deadline: string | null, partialAllowed: boolean, maxAmount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, unavailableBecause: { message: string } | null }>, nextAction:
        | { __typename: 'AwaitPayerApp', provider: Provider, expiresAt: string | null }
        | { __typename: 'CompleteBillingActions', billingRequestId: string, outstanding: Array<{ type: BillingRequestActionType }> }
        | { __typename: 'RedirectPayer', url: string, expiresAt: string | null }
        | { __typename: 'ShowBankDetails', iban: string, bic: string, accountHolder: string, paymentReference: string, dueDate: string | null }
       | null, captures: Array<{ id: string, status: OperationStatus, requestedAt: string, completedAt: string | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, statusReason: { message: string } | null }>, refunds: Array<{ id: string, status: OperationStatus, requestedAt: string, completedAt: string | null, returnedAt: string | null, externalId: string | null, reason: string | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, statusReason: { message: string } | null }> }
    | { __typename: 'OneOffPayment', settleBy: string | null, providerStatus: string, reference: string | null, metadata: Record<string, string>, expiresAt: string | null, lastProviderSyncAt: string | null, description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, origin:
        | { __typename: 'Agreement', id: string }
        | { __typename: 'BillingRequest', id: string }
        | { __typename: 'Mandate', id: string }
      , statusReason: { message: string, code: ReasonCode, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, authorized: { decimal: string, currency: string, amountMinor: string, exponent: number }, capturable: { decimal: string, currency: string, amountMinor: string, exponent: number }, refundable: { decimal: string, currency: string, amountMinor: string, exponent: number }, released: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCapture: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingRefund: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCancel: { decimal: string, currency: string, amountMinor: string, exponent: number } }, actions: Array<{ kind: PaymentActionKind, available: boolean, deadline: string | null, partialAllowed: boolean, maxAmount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, unavailableBecause: { message: string } | null }>, nextAction:
        | { __typename: 'AwaitPayerApp', provider: Provider, expiresAt: string | null }
        | { __typename: 'CompleteBillingActions', billingRequestId: string, outstanding: Array<{ type: BillingRequestActionType }> }
        | { __typename: 'RedirectPayer', url: string, expiresAt: string | null }
        | { __typename: 'ShowBankDetails', iban: string, bic: string, accountHolder: string, paymentReference: string, dueDate: string | null }
       | null, captures: Array<{ id: string, status: OperationStatus, requestedAt: string, completedAt: string | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, statusReason: { message: string } | null }>, refunds: Array<{ id: string, status: OperationStatus, requestedAt: string, completedAt: string | null, returnedAt: string | null, externalId: string | null, reason: string | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, statusReason: { message: string } | null }> }
    | { __typename: 'Transfer', amountMatch: AmountMatch, dueDate: string | null, metadata: Record<string, string>, expiresAt: string | null, lastProviderSyncAt: string | null, invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, receipts: Array<{ id: string, receivedAt: string, invoice: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } }>, statusReason: { message: string, code: ReasonCode, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, authorized: { decimal: string, currency: string, amountMinor: string, exponent: number }, capturable: { decimal: string, currency: string, amountMinor: string, exponent: number }, refundable: { decimal: string, currency: string, amountMinor: string, exponent: number }, released: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCapture: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingRefund: { decimal: string, currency: string, amountMinor: string, exponent: number }, pendingCancel: { decimal: string, currency: string, amountMinor: string, exponent: number } }, actions: Array<{ kind: PaymentActionKind, available: boolean, deadline: string | null, partialAllowed: boolean, maxAmount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, unavailableBecause: { message: string } | null }>, nextAction:
        | { __typename: 'AwaitPayerApp', provider: Provider, expiresAt: string | null }
        | { __typename: 'CompleteBillingActions', billingRequestId: string, outstanding: Array<{ type: BillingRequestActionType }> }
        | { __typename: 'RedirectPayer', url: string, expiresAt: string | null }
        | { __typename: 'ShowBankDetails', iban: string, bic: string, accountHolder: string, paymentReference: string, dueDate: string | null }
       | null, captures: Array<{ id: string, status: OperationStatus, requestedAt: string, completedAt: string | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, statusReason: { message: string } | null }>, refunds: Array<{ id: string, status: OperationStatus, requestedAt: string, completedAt: string | null, returnedAt: string | null, externalId: string | null, reason: string | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number }, statusReason: { message: string } | null }> }
   | null };

export type PaymentBookQueryVariables = Exact<{
  id: string;
}>;


export type PaymentBookQuery = { payment:
    | { ledgerEntries: { nodes: Array<{ id: string, account: LedgerAccountKind, direction: LedgerDirection, movement: LedgerMovement, postedAt: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } }> } }
    | { ledgerEntries: { nodes: Array<{ id: string, account: LedgerAccountKind, direction: LedgerDirection, movement: LedgerMovement, postedAt: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } }> } }
    | { ledgerEntries: { nodes: Array<{ id: string, account: LedgerAccountKind, direction: LedgerDirection, movement: LedgerMovement, postedAt: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } }> } }
   | null };

export type UnresolvedQueryVariables = Exact<{ [key: string]: never; }>;


export type UnresolvedQuery = { unresolvedOperations: { nodes: Array<{ id: string, kind: string, status: OperationStatus, explanation: string, asked: number, nextAskAt: string | null, requestedAt: string, sentAt: string | null, subjectId: string, statusReason: { message: string } | null }> } };

export type AgreementPageQueryVariables = Exact<{
  id: string;
}>;


export type AgreementPageQuery = { agreement: { __typename: 'Agreement', metadata: Record<string, string>, description: string | null, frequency: AgreementFrequency, expiresAt: string | null, nextPaymentDate: string | null, payerCanCancel: boolean, lastProviderSyncAt: string | null, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, plan: string, authorityStatus: AuthorityStatus, statusReason: { message: string, code: ReasonCode, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null } | null, nextAction:
      | { __typename: 'AwaitPayerApp', provider: Provider, expiresAt: string | null }
      | { __typename: 'CompleteBillingActions', billingRequestId: string, outstanding: Array<{ type: BillingRequestActionType }> }
      | { __typename: 'RedirectPayer', url: string, expiresAt: string | null }
      | { __typename: 'ShowBankDetails', iban: string, bic: string, accountHolder: string, paymentReference: string, dueDate: string | null }
     | null, payments: { nodes: Array<
        | { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
      > }, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null } | null };

export type MandatePageQueryVariables = Exact<{
  id: string;
}>;


export type MandatePageQuery = { mandate: { __typename: 'Mandate', metadata: Record<string, string>, providerStatus: string, nextChargeDate: string | null, confirmed: boolean, verifiedAt: string | null, debtorReference: string | null, lastProviderSyncAt: string | null, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, scheme: MandateScheme, currency: string, authorityStatus: AuthorityStatus, statusReason: { message: string, code: ReasonCode, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null } | null, billingRequest: { id: string } | null, replacedBy: { id: string } | null, payments: { nodes: Array<
        | { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
      > } } | null };

export type BillingRequestPageQueryVariables = Exact<{
  id: string;
}>;


export type BillingRequestPageQuery = { billingRequest: { __typename: 'BillingRequest', metadata: Record<string, string>, description: string | null, expiresAt: string | null, fallbackEnabled: boolean, fallbackOccurred: boolean, lastProviderSyncAt: string | null, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, purpose: BillingRequestPurpose, requestStatus: BillingRequestStatus, statusReason: { message: string, code: ReasonCode, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null } | null, flow: { __typename: 'BillingRequestFlow' } | null, actions: Array<{ type: BillingRequestActionType, status: BillingRequestActionStatus, required: boolean, waitsBecause: string | null }>, payment: { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } } | null, mandate: { id: string, status: AuthorityStatus } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null } | null };

export type SubjectEventsQueryVariables = Exact<{
  ids: Array<string> | string;
  after?: string | null | undefined;
}>;


export type SubjectEventsQuery = { events: { nodes: Array<{ id: string, sequence: string, type: EventType, occurredAt: string, subjectId: string, change: { from: string | null, to: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, reason: { message: string } | null } | null, cause:
        | { __typename: 'CausedByClock', rule: string }
        | { __typename: 'CausedByMutation', actor: string, idempotencyKey: string | null }
        | { __typename: 'CausedByProviderWebhook', inboxId: string, provider: Provider, receivedAt: string }
        | { __typename: 'CausedByReconciliation', operationId: string }
       }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type DeliveriesOfEventsQueryVariables = Exact<{
  eventIds: Array<string> | string;
}>;


export type DeliveriesOfEventsQuery = { webhookDeliveries: { nodes: Array<{ id: string, endpointId: string, nextAttemptAt: string | null, deliveryStatus: DeliveryStatus, event: { id: string } }> } };

export type NotificationQueryVariables = Exact<{
  id: string;
}>;


export type NotificationQuery = { node:
    | { id: string, about: string, status: ProviderNotificationStatus, provider: Provider, receivedAt: string, attempts: number, detail: string | null, text: string | null }
    | Record<PropertyKey, never>
   | null };

export type CaptureMutationVariables = Exact<{
  input: CapturePaymentInput;
}>;


export type CaptureMutation = { result:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'CapturePayload', capture: { status: OperationStatus } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type RefundMutationVariables = Exact<{
  input: RefundPaymentInput;
}>;


export type RefundMutation = { result:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'RefundPayload', refund: { status: OperationStatus } }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type CancelPaymentMutationVariables = Exact<{
  input: CancelPaymentInput;
}>;


export type CancelPaymentMutation = { result:
    | { __typename: 'CancelPaymentPayload' }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type RetryPaymentMutationVariables = Exact<{
  input: RetryPaymentInput;
}>;


export type RetryPaymentMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'RetryPaymentPayload' }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type CancelAgreementMutationVariables = Exact<{
  input: CancelAgreementInput;
}>;


export type CancelAgreementMutation = { result:
    | { __typename: 'AgreementPayload' }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type CancelMandateMutationVariables = Exact<{
  input: CancelMandateInput;
}>;


export type CancelMandateMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'MandatePayload' }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type CancelBillingRequestMutationVariables = Exact<{
  input: CancelBillingRequestInput;
}>;


export type CancelBillingRequestMutation = { result:
    | { __typename: 'BillingRequestPayload' }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type RunScenarioMutationVariables = Exact<{
  input: RunSandboxScenarioInput;
}>;


export type RunScenarioMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'SandboxScenarioPayload', subjectId: string, providerCalls: number, webhooksQueued: number }
   };

export type ScenariosQueryVariables = Exact<{ [key: string]: never; }>;


export type ScenariosQuery = { __type: { enumValues: Array<{ name: string, description: string | null }> | null } | null };

export type AttentionQueryVariables = Exact<{ [key: string]: never; }>;


export type AttentionQuery = { attention: Array<{ kind: AttentionKind, severity: AttentionSeverity, count: number, countIsCapped: boolean, oldestSince: string, sentence: string, whatToDo: string, nextActAt: string | null, actBy: string | null }> };

export type AttentionItemsQueryVariables = Exact<{
  kind: AttentionKind;
}>;


export type AttentionItemsQuery = { attentionItems: Array<{ id: string, since: string, sentence: string, nextActAt: string | null, actBy: string | null }> };

export type LogHeadQueryVariables = Exact<{ [key: string]: never; }>;


export type LogHeadQuery = { eventLogHead: { cursor: string, sequence: string } };

export type RecentEventsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type RecentEventsQuery = { events: { nodes: Array<{ id: string, sequence: string, type: EventType, occurredAt: string, subjectId: string, change: { from: string | null, to: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, reason: { message: string } | null } | null, cause:
        | { __typename: 'CausedByClock', rule: string }
        | { __typename: 'CausedByMutation', actor: string, idempotencyKey: string | null }
        | { __typename: 'CausedByProviderWebhook', inboxId: string, provider: Provider, receivedAt: string }
        | { __typename: 'CausedByReconciliation', operationId: string }
       }> } };

export type EventLineFragment = { id: string, sequence: string, type: EventType, occurredAt: string, subjectId: string, change: { from: string | null, to: string, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null, reason: { message: string } | null } | null, cause:
    | { __typename: 'CausedByClock', rule: string }
    | { __typename: 'CausedByMutation', actor: string, idempotencyKey: string | null }
    | { __typename: 'CausedByProviderWebhook', inboxId: string, provider: Provider, receivedAt: string }
    | { __typename: 'CausedByReconciliation', operationId: string }
   };

export type LiveEventFragment = { id: string, sequence: string, type: EventType, subjectId: string, occurredAt: string, subject:
    | { __typename: 'Agreement', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, plan: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null }
    | { __typename: 'BillingRequest', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, purpose: BillingRequestPurpose, requestStatus: BillingRequestStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null }
    | { __typename: 'Capture', payment:
        | { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
       }
    | { __typename: 'Mandate', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, scheme: MandateScheme, currency: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null }
    | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
    | { __typename: 'Operation' }
    | { __typename: 'PaymentSchedule' }
    | { __typename: 'Payout' }
    | { __typename: 'ProviderAccount' }
    | { __typename: 'ProviderNotification' }
    | { __typename: 'Refund', refundOf:
        | { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
        | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
       | null }
    | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
    | { __typename: 'TransferReceipt' }
    | { __typename: 'WebhookEndpoint' }
   | null };

export type PaymentListQueryVariables = Exact<{
  after?: string | null | undefined;
  first: number;
  filter?: PaymentFilter | null | undefined;
}>;


export type PaymentListQuery = { page: { nodes: Array<
      | { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
      | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
      | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
    >, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type AgreementListQueryVariables = Exact<{
  after?: string | null | undefined;
  first: number;
  filter?: AuthorityFilter | null | undefined;
}>;


export type AgreementListQuery = { page: { nodes: Array<{ __typename: 'Agreement', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, plan: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type MandateListQueryVariables = Exact<{
  after?: string | null | undefined;
  first: number;
  filter?: MandateFilter | null | undefined;
}>;


export type MandateListQuery = { page: { nodes: Array<{ __typename: 'Mandate', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, scheme: MandateScheme, currency: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type BillingRequestListQueryVariables = Exact<{
  after?: string | null | undefined;
  first: number;
  filter?: BillingRequestFilter | null | undefined;
}>;


export type BillingRequestListQuery = { page: { nodes: Array<{ __typename: 'BillingRequest', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, purpose: BillingRequestPurpose, requestStatus: BillingRequestStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type RowsByIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type RowsByIdsQuery = { nodes: Array<
    | { __typename: 'Agreement', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, plan: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null }
    | { __typename: 'ApiKey' }
    | { __typename: 'AuditRecord' }
    | { __typename: 'BillingRequest', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, purpose: BillingRequestPurpose, requestStatus: BillingRequestStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null }
    | { __typename: 'Capture' }
    | { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
    | { __typename: 'Event' }
    | { __typename: 'LedgerEntry' }
    | { __typename: 'Mandate', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, scheme: MandateScheme, currency: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null }
    | { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
    | { __typename: 'Operation' }
    | { __typename: 'PaymentSchedule' }
    | { __typename: 'Payout' }
    | { __typename: 'ProviderAccount' }
    | { __typename: 'ProviderNotification' }
    | { __typename: 'Refund' }
    | { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } }
    | { __typename: 'TransferReceipt' }
    | { __typename: 'WebhookDelivery' }
    | { __typename: 'WebhookEndpoint' }
   | null> };

export type FindQueryVariables = Exact<{
  externalId: string;
}>;


export type FindQuery = { payment:
    | { __typename: 'Charge', id: string }
    | { __typename: 'OneOffPayment', id: string }
    | { __typename: 'Transfer', id: string }
   | null, agreement: { id: string } | null, mandate: { id: string } | null, billingRequest: { id: string } | null };

export type FindByProviderQueryVariables = Exact<{
  reference: string;
  provider: Provider;
}>;


export type FindByProviderQuery = { payment:
    | { __typename: 'Charge', id: string }
    | { __typename: 'OneOffPayment', id: string }
    | { __typename: 'Transfer', id: string }
   | null, agreement: { id: string } | null, mandate: { id: string } | null, billingRequest: { id: string } | null };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ provider: Provider, connected: boolean, operations: Array<string>, calledBack: boolean, notCalledBackBecause: string | null, pausedAt: string | null, pausedBecause: { message: string } | null }> };

export type NewsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type NewsQuery = { unprocessedProviderNotifications: { nodes: Array<{ id: string, about: string, status: ProviderNotificationStatus, provider: Provider, receivedAt: string, attempts: number, nextAttemptAt: string | null, problem: ProviderNotificationProblem | null, detail: string | null, text: string | null, whatToDo: string | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type ReceiptsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReceiptsQuery = { unmatchedReceipts: { nodes: Array<{ id: string, receivedAt: string, invoice: string, payerName: string | null, payerIbanMasked: string | null, providerReference: string, unmatchedBecause: UnmatchedReason | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type EndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type EndpointsQuery = { webhookEndpoints: { nodes: Array<{ id: string, url: string, status: WebhookEndpointStatus, eventTypes: Array<EventType>, failingSince: string | null, createdAt: string, deliveredThrough: string }> } };

export type DeliveriesQueryVariables = Exact<{
  id: string;
  status?: DeliveryStatus | null | undefined;
  after?: string | null | undefined;
}>;


export type DeliveriesQuery = { node:
    | { id: string, url: string, status: WebhookEndpointStatus, failingSince: string | null, document: string, contactEmail: string | null, eventTypes: Array<EventType>, deliveries: { nodes: Array<{ id: string, status: DeliveryStatus, nextAttemptAt: string | null, attempts: Array<{ at: string, durationMs: number, error: string | null, responseStatus: number | null, responseText: string | null }>, event: { id: string, sequence: string, type: EventType, subjectId: string, occurredAt: string } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } }
    | Record<PropertyKey, never>
   | null };

export type KeysQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type KeysQuery = { apiKeys: { nodes: Array<{ id: string, name: string, lastFour: string | null, scopes: Array<string>, status: ApiKeyStatus, createdAt: string, createdBy: string | null, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { providerAccounts: Array<{ id: string, provider: Provider, status: ProviderAccountStatus, createdAt: string, calledBack: boolean, callbackUrl: string | null, lastCallbackAt: string | null, notCalledBackBecause: string | null, credentialsCheckedAt: string | null, pausedAt: string | null, pausedBecause: { message: string } | null }> };

export type AuditTrailQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AuditTrailQuery = { auditRecords: { nodes: Array<{ id: string, action: string, actor: string, subjectId: string, reason: string | null, details: string, createdAt: string, requestId: string }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type ResolveOperationMutationVariables = Exact<{
  input: ResolveOperationInput;
}>;


export type ResolveOperationMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ResolveOperationPayload' }
   };

export type ReprocessMutationVariables = Exact<{
  input: ReprocessProviderNotificationInput;
}>;


export type ReprocessMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ReprocessProviderNotificationPayload' }
   };

export type AssignReceiptMutationVariables = Exact<{
  input: AssignReceiptInput;
}>;


export type AssignReceiptMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'TransferPayload' }
   };

export type CloseReceiptMutationVariables = Exact<{
  input: CloseReceiptInput;
}>;


export type CloseReceiptMutation = { result:
    | { __typename: 'CloseReceiptPayload' }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type ResendMutationVariables = Exact<{
  input: ResendWebhookDeliveryInput;
}>;


export type ResendMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ResendWebhookDeliveryPayload' }
   };

export type ReplayMutationVariables = Exact<{
  input: ReplayWebhooksInput;
}>;


export type ReplayMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ReplayWebhooksPayload', scheduled: number }
   };

export type CreateEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateEndpointMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'WebhookEndpointPayload', signingSecret: string | null }
   };

export type UpdateEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateEndpointMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'WebhookEndpointPayload' }
   };

export type CreateKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateKeyMutation = { result:
    | { __typename: 'ApiKeyPayload', secret: string | null }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
   };

export type RevokeKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeKeyMutation = { result:
    | { __typename: 'ApiKeyPayload' }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type PauseAccountMutationVariables = Exact<{
  input: PauseProviderAccountInput;
}>;


export type PauseAccountMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderAccountPayload' }
   };

export type ResumeAccountMutationVariables = Exact<{
  input: ResumeProviderAccountInput;
}>;


export type ResumeAccountMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderAccountPayload' }
   };

export type MoveClockMutationVariables = Exact<{
  input: AdvanceSandboxClockInput;
}>;


export type MoveClockMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'SandboxClockPayload', now: string, firedRules: Array<string>, otherMerchants: number, events: Array<{ id: string, type: EventType, subjectId: string }> }
   };

export type NewAgreementMutationVariables = Exact<{
  input: CreateAgreementInput;
}>;


export type NewAgreementMutation = { result:
    | { __typename: 'AgreementPayload', agreement: { id: string } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type NewMandateMutationVariables = Exact<{
  input: CreateMandateInput;
}>;


export type NewMandateMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'MandatePayload', mandate: { id: string } }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type NewBillingRequestMutationVariables = Exact<{
  input: CreateBillingRequestInput;
}>;


export type NewBillingRequestMutation = { result:
    | { __typename: 'BillingRequestPayload', billingRequest: { id: string } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type NewTransferMutationVariables = Exact<{
  input: CreateTransferInput;
}>;


export type NewTransferMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'TransferPayload', transfer: { id: string } }
   };

export type NewPaymentMutationVariables = Exact<{
  input: CreateOneOffPaymentInput;
}>;


export type NewPaymentMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'OneOffPaymentPayload', payment: { id: string } }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type SettingsOfProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsOfProvidersQuery = { __type: { inputFields: Array<{ name: string, type: { name: string | null, inputFields: Array<{ name: string, description: string | null, type: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null } | null } }> | null } }> | null } | null };

export type ConnectAccountMutationVariables = Exact<{
  input: ConnectProviderAccountInput;
}>;


export type ConnectAccountMutation = { result:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ProviderAccountPayload', account: { id: string }, setUp: Array<{ where: string, what: string, value: string | null }> }
   };

export type AllowedOriginsQueryVariables = Exact<{ [key: string]: never; }>;


export type AllowedOriginsQuery = { allowedOrigins: Array<string> };

export type UpdateOriginsMutationVariables = Exact<{
  input: UpdateAllowedOriginsInput;
}>;


export type UpdateOriginsMutation = { result:
    | { __typename: 'AllowedOriginsPayload' }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> }
   };

export type MoneyFieldsFragment = { decimal: string, currency: string, amountMinor: string, exponent: number };

export type ReasonFieldsFragment = { code: ReasonCode, message: string, origin: ReasonOrigin, retryable: boolean, willRetry: boolean | null, providerCode: string | null };

type Refusal_AmountError_Fragment = { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean };

type Refusal_IdempotencyError_Fragment = { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean };

type Refusal_InvalidInputError_Fragment = { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean, problems: Array<{ path: Array<string>, message: string }> };

type Refusal_InvalidStateError_Fragment = { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean };

type Refusal_NotFoundError_Fragment = { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean };

type Refusal_ProviderRejectedError_Fragment = { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean };

type Refusal_VersionConflictError_Fragment = { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string>, retryable: boolean };

export type RefusalFragment =
  | Refusal_AmountError_Fragment
  | Refusal_IdempotencyError_Fragment
  | Refusal_InvalidInputError_Fragment
  | Refusal_InvalidStateError_Fragment
  | Refusal_NotFoundError_Fragment
  | Refusal_ProviderRejectedError_Fragment
  | Refusal_VersionConflictError_Fragment
;

type PaymentRow_Charge_Fragment = { __typename: 'Charge', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } };

type PaymentRow_OneOffPayment_Fragment = { __typename: 'OneOffPayment', description: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } };

type PaymentRow_Transfer_Fragment = { __typename: 'Transfer', invoice: string, id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, paymentStatus: PaymentStatus, statusReason: { message: string } | null, amounts: { requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number } } };

export type PaymentRowFragment =
  | PaymentRow_Charge_Fragment
  | PaymentRow_OneOffPayment_Fragment
  | PaymentRow_Transfer_Fragment
;

export type AgreementRowFragment = { __typename: 'Agreement', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, plan: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null };

export type MandateRowFragment = { __typename: 'Mandate', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, scheme: MandateScheme, currency: string, authorityStatus: AuthorityStatus, statusReason: { message: string } | null };

export type BillingRequestRowFragment = { __typename: 'BillingRequest', id: string, version: number, provider: Provider, externalId: string | null, providerReference: string | null, createdAt: string, updatedAt: string, purpose: BillingRequestPurpose, requestStatus: BillingRequestStatus, statusReason: { message: string } | null, amount: { decimal: string, currency: string, amountMinor: string, exponent: number } | null };

export type PageFieldsFragment = { endCursor: string | null, hasNextPage: boolean };

export type TotalsQueryVariables = Exact<{
  period: DayPeriodInput;
}>;


export type TotalsQuery = { byStatus: { current: boolean, timeZone: string, groups: Array<{ status: PaymentStatus | null, count: number, amounts: Array<{ currency: string, count: number, requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number } }> }> }, byProvider: { groups: Array<{ provider: Provider | null, count: number, succeeded: number, failed: number, successBasisPoints: number | null }> }, byDay: { groups: Array<{ day: string | null, count: number, succeeded: number, failed: number, successBasisPoints: number | null, amounts: Array<{ currency: string, captured: { decimal: string, currency: string, amountMinor: string, exponent: number } }> }> }, all: { groups: Array<{ count: number, successBasisPoints: number | null, amounts: Array<{ currency: string, count: number, requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number } }> }> } };

export type TotalsAtAGlanceQueryVariables = Exact<{
  period: DayPeriodInput;
}>;


export type TotalsAtAGlanceQuery = { paymentTotals: { groups: Array<{ count: number, successBasisPoints: number | null, amounts: Array<{ currency: string, count: number, requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number } }> }> } };

export type TotalsAmountsFragment = { currency: string, count: number, requested: { decimal: string, currency: string, amountMinor: string, exponent: number }, captured: { decimal: string, currency: string, amountMinor: string, exponent: number }, refunded: { decimal: string, currency: string, amountMinor: string, exponent: number }, reversed: { decimal: string, currency: string, amountMinor: string, exponent: number } };

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
export const MoneyFieldsFragmentDoc = new TypedDocumentString(`
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
    `, {"fragmentName":"MoneyFields"}) as unknown as TypedDocumentString<MoneyFieldsFragment, unknown>;
export const AmountsFragmentDoc = new TypedDocumentString(`
    fragment Amounts on PaymentAmounts {
  requested {
    ...MoneyFields
  }
  authorized {
    ...MoneyFields
  }
  captured {
    ...MoneyFields
  }
  capturable {
    ...MoneyFields
  }
  refunded {
    ...MoneyFields
  }
  refundable {
    ...MoneyFields
  }
  released {
    ...MoneyFields
  }
  reversed {
    ...MoneyFields
  }
  pendingCapture {
    ...MoneyFields
  }
  pendingRefund {
    ...MoneyFields
  }
  pendingCancel {
    ...MoneyFields
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"Amounts"}) as unknown as TypedDocumentString<AmountsFragment, unknown>;
export const NextStepFragmentDoc = new TypedDocumentString(`
    fragment NextStep on NextAction {
  __typename
  ... on RedirectPayer {
    url
    expiresAt
  }
  ... on AwaitPayerApp {
    provider
    expiresAt
  }
  ... on ShowBankDetails {
    iban
    bic
    accountHolder
    paymentReference
    dueDate
  }
  ... on CompleteBillingActions {
    billingRequestId
    outstanding {
      type
    }
  }
}
    `, {"fragmentName":"NextStep"}) as unknown as TypedDocumentString<NextStepFragment, unknown>;
export const ActionFragmentDoc = new TypedDocumentString(`
    fragment Action on PaymentActionAvailability {
  kind
  available
  deadline
  partialAllowed
  maxAmount {
    ...MoneyFields
  }
  unavailableBecause {
    message
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"Action"}) as unknown as TypedDocumentString<ActionFragment, unknown>;
export const ReferenceFragmentDoc = new TypedDocumentString(`
    fragment Reference on Node {
  __typename
  id
}
    `, {"fragmentName":"Reference"}) as unknown as TypedDocumentString<ReferenceFragment, unknown>;
export const EventLineFragmentDoc = new TypedDocumentString(`
    fragment EventLine on Event {
  id
  sequence
  type
  occurredAt
  subjectId
  change {
    from
    to
    amount {
      ...MoneyFields
    }
    reason {
      message
    }
  }
  cause {
    __typename
    ... on CausedByMutation {
      actor
      idempotencyKey
    }
    ... on CausedByProviderWebhook {
      inboxId
      provider
      receivedAt
    }
    ... on CausedByReconciliation {
      operationId
    }
    ... on CausedByClock {
      rule
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"EventLine"}) as unknown as TypedDocumentString<EventLineFragment, unknown>;
export const PaymentRowFragmentDoc = new TypedDocumentString(`
    fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"PaymentRow"}) as unknown as TypedDocumentString<PaymentRowFragment, unknown>;
export const AgreementRowFragmentDoc = new TypedDocumentString(`
    fragment AgreementRow on Agreement {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  plan
  amount {
    ...MoneyFields
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"AgreementRow"}) as unknown as TypedDocumentString<AgreementRowFragment, unknown>;
export const MandateRowFragmentDoc = new TypedDocumentString(`
    fragment MandateRow on Mandate {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  scheme
  currency
}
    `, {"fragmentName":"MandateRow"}) as unknown as TypedDocumentString<MandateRowFragment, unknown>;
export const BillingRequestRowFragmentDoc = new TypedDocumentString(`
    fragment BillingRequestRow on BillingRequest {
  __typename
  id
  version
  requestStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  purpose
  amount {
    ...MoneyFields
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"BillingRequestRow"}) as unknown as TypedDocumentString<BillingRequestRowFragment, unknown>;
export const LiveEventFragmentDoc = new TypedDocumentString(`
    fragment LiveEvent on Event {
  id
  sequence
  type
  subjectId
  occurredAt
  subject {
    __typename
    ... on Payment {
      ...PaymentRow
    }
    ... on Agreement {
      ...AgreementRow
    }
    ... on Mandate {
      ...MandateRow
    }
    ... on BillingRequest {
      ...BillingRequestRow
    }
    ... on Capture {
      payment {
        ...PaymentRow
      }
    }
    ... on Refund {
      refundOf: payment {
        ...PaymentRow
      }
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
fragment AgreementRow on Agreement {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  plan
  amount {
    ...MoneyFields
  }
}
fragment MandateRow on Mandate {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  scheme
  currency
}
fragment BillingRequestRow on BillingRequest {
  __typename
  id
  version
  requestStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  purpose
  amount {
    ...MoneyFields
  }
}`, {"fragmentName":"LiveEvent"}) as unknown as TypedDocumentString<LiveEventFragment, unknown>;
export const ReasonFieldsFragmentDoc = new TypedDocumentString(`
    fragment ReasonFields on StatusReason {
  code
  message
  origin
  retryable
  willRetry
  providerCode
}
    `, {"fragmentName":"ReasonFields"}) as unknown as TypedDocumentString<ReasonFieldsFragment, unknown>;
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}
    `, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const PageFieldsFragmentDoc = new TypedDocumentString(`
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
    `, {"fragmentName":"PageFields"}) as unknown as TypedDocumentString<PageFieldsFragment, unknown>;
export const TotalsAmountsFragmentDoc = new TypedDocumentString(`
    fragment TotalsAmounts on PaymentTotalsAmounts {
  currency
  count
  requested {
    ...MoneyFields
  }
  captured {
    ...MoneyFields
  }
  refunded {
    ...MoneyFields
  }
  reversed {
    ...MoneyFields
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`, {"fragmentName":"TotalsAmounts"}) as unknown as TypedDocumentString<TotalsAmountsFragment, unknown>;
export const PaymentPageDocument = new TypedDocumentString(`
    query PaymentPage($id: ID!) {
  payment(by: {id: $id}) {
    ...PaymentRow
    metadata
    expiresAt
    lastProviderSyncAt
    statusReason {
      ...ReasonFields
    }
    amounts {
      ...Amounts
    }
    actions {
      ...Action
    }
    nextAction {
      ...NextStep
    }
    captures {
      id
      status
      requestedAt
      completedAt
      amount {
        ...MoneyFields
      }
      statusReason {
        message
      }
    }
    refunds {
      id
      status
      requestedAt
      completedAt
      returnedAt
      externalId
      reason
      amount {
        ...MoneyFields
      }
      statusReason {
        message
      }
    }
    ... on OneOffPayment {
      settleBy
      providerStatus
      reference
      origin {
        ...Reference
      }
    }
    ... on Charge {
      settleBy
      providerStatus
      reference
      dueOn
      on {
        ...Reference
      }
    }
    ... on Transfer {
      amountMatch
      dueDate
      receipts {
        id
        receivedAt
        invoice
        amount {
          ...MoneyFields
        }
        refunded {
          ...MoneyFields
        }
      }
    }
  }
}
    fragment Amounts on PaymentAmounts {
  requested {
    ...MoneyFields
  }
  authorized {
    ...MoneyFields
  }
  captured {
    ...MoneyFields
  }
  capturable {
    ...MoneyFields
  }
  refunded {
    ...MoneyFields
  }
  refundable {
    ...MoneyFields
  }
  released {
    ...MoneyFields
  }
  reversed {
    ...MoneyFields
  }
  pendingCapture {
    ...MoneyFields
  }
  pendingRefund {
    ...MoneyFields
  }
  pendingCancel {
    ...MoneyFields
  }
}
fragment NextStep on NextAction {
  __typename
  ... on RedirectPayer {
    url
    expiresAt
  }
  ... on AwaitPayerApp {
    provider
    expiresAt
  }
  ... on ShowBankDetails {
    iban
    bic
    accountHolder
    paymentReference
    dueDate
  }
  ... on CompleteBillingActions {
    billingRequestId
    outstanding {
      type
    }
  }
}
fragment Action on PaymentActionAvailability {
  kind
  available
  deadline
  partialAllowed
  maxAmount {
    ...MoneyFields
  }
  unavailableBecause {
    message
  }
}
fragment Reference on Node {
  __typename
  id
}
fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment ReasonFields on StatusReason {
  code
  message
  origin
  retryable
  willRetry
  providerCode
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}`) as unknown as TypedDocumentString<PaymentPageQuery, PaymentPageQueryVariables>;
export const PaymentBookDocument = new TypedDocumentString(`
    query PaymentBook($id: ID!) {
  payment(by: {id: $id}) {
    ledgerEntries(first: 50) {
      nodes {
        id
        account
        direction
        movement
        postedAt
        amount {
          ...MoneyFields
        }
      }
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`) as unknown as TypedDocumentString<PaymentBookQuery, PaymentBookQueryVariables>;
export const UnresolvedDocument = new TypedDocumentString(`
    query Unresolved {
  unresolvedOperations(first: 50) {
    nodes {
      id
      kind
      status
      explanation
      asked
      nextAskAt
      requestedAt
      sentAt
      subjectId
      statusReason {
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UnresolvedQuery, UnresolvedQueryVariables>;
export const AgreementPageDocument = new TypedDocumentString(`
    query AgreementPage($id: ID!) {
  agreement(by: {id: $id}) {
    ...AgreementRow
    metadata
    description
    frequency
    expiresAt
    nextPaymentDate
    payerCanCancel
    lastProviderSyncAt
    statusReason {
      ...ReasonFields
    }
    nextAction {
      ...NextStep
    }
    payments(first: 20) {
      nodes {
        ...PaymentRow
      }
    }
  }
}
    fragment NextStep on NextAction {
  __typename
  ... on RedirectPayer {
    url
    expiresAt
  }
  ... on AwaitPayerApp {
    provider
    expiresAt
  }
  ... on ShowBankDetails {
    iban
    bic
    accountHolder
    paymentReference
    dueDate
  }
  ... on CompleteBillingActions {
    billingRequestId
    outstanding {
      type
    }
  }
}
fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment ReasonFields on StatusReason {
  code
  message
  origin
  retryable
  willRetry
  providerCode
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
fragment AgreementRow on Agreement {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  plan
  amount {
    ...MoneyFields
  }
}`) as unknown as TypedDocumentString<AgreementPageQuery, AgreementPageQueryVariables>;
export const MandatePageDocument = new TypedDocumentString(`
    query MandatePage($id: ID!) {
  mandate(by: {id: $id}) {
    ...MandateRow
    metadata
    providerStatus
    nextChargeDate
    confirmed
    verifiedAt
    debtorReference
    lastProviderSyncAt
    statusReason {
      ...ReasonFields
    }
    billingRequest {
      id
    }
    replacedBy {
      id
    }
    payments(first: 20) {
      nodes {
        ...PaymentRow
      }
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment ReasonFields on StatusReason {
  code
  message
  origin
  retryable
  willRetry
  providerCode
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
fragment MandateRow on Mandate {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  scheme
  currency
}`) as unknown as TypedDocumentString<MandatePageQuery, MandatePageQueryVariables>;
export const BillingRequestPageDocument = new TypedDocumentString(`
    query BillingRequestPage($id: ID!) {
  billingRequest(by: {id: $id}) {
    ...BillingRequestRow
    metadata
    description
    expiresAt
    fallbackEnabled
    fallbackOccurred
    lastProviderSyncAt
    statusReason {
      ...ReasonFields
    }
    flow {
      __typename
    }
    actions {
      type
      status
      required
      waitsBecause
    }
    payment {
      ...PaymentRow
    }
    mandate {
      id
      status
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment ReasonFields on StatusReason {
  code
  message
  origin
  retryable
  willRetry
  providerCode
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
fragment BillingRequestRow on BillingRequest {
  __typename
  id
  version
  requestStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  purpose
  amount {
    ...MoneyFields
  }
}`) as unknown as TypedDocumentString<BillingRequestPageQuery, BillingRequestPageQueryVariables>;
export const SubjectEventsDocument = new TypedDocumentString(`
    query SubjectEvents($ids: [ID!]!, $after: EventCursor) {
  events(first: 100, after: $after, filter: {subjectIds: $ids}) {
    nodes {
      ...EventLine
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment EventLine on Event {
  id
  sequence
  type
  occurredAt
  subjectId
  change {
    from
    to
    amount {
      ...MoneyFields
    }
    reason {
      message
    }
  }
  cause {
    __typename
    ... on CausedByMutation {
      actor
      idempotencyKey
    }
    ... on CausedByProviderWebhook {
      inboxId
      provider
      receivedAt
    }
    ... on CausedByReconciliation {
      operationId
    }
    ... on CausedByClock {
      rule
    }
  }
}
fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<SubjectEventsQuery, SubjectEventsQueryVariables>;
export const DeliveriesOfEventsDocument = new TypedDocumentString(`
    query DeliveriesOfEvents($eventIds: [ID!]!) {
  webhookDeliveries(eventIds: $eventIds, first: 100) {
    nodes {
      id
      endpointId
      deliveryStatus: status
      nextAttemptAt
      event {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeliveriesOfEventsQuery, DeliveriesOfEventsQueryVariables>;
export const NotificationDocument = new TypedDocumentString(`
    query Notification($id: ID!) {
  node(id: $id) {
    ... on ProviderNotification {
      id
      about
      status
      provider
      receivedAt
      attempts
      detail
      text
    }
  }
}
    `) as unknown as TypedDocumentString<NotificationQuery, NotificationQueryVariables>;
export const CaptureDocument = new TypedDocumentString(`
    mutation Capture($input: CapturePaymentInput!) {
  result: capturePayment(input: $input) {
    __typename
    ... on CapturePayload {
      capture {
        status
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CaptureMutation, CaptureMutationVariables>;
export const RefundDocument = new TypedDocumentString(`
    mutation Refund($input: RefundPaymentInput!) {
  result: refundPayment(input: $input) {
    __typename
    ... on RefundPayload {
      refund {
        status
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RefundMutation, RefundMutationVariables>;
export const CancelPaymentDocument = new TypedDocumentString(`
    mutation CancelPayment($input: CancelPaymentInput!) {
  result: cancelPayment(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CancelPaymentMutation, CancelPaymentMutationVariables>;
export const RetryPaymentDocument = new TypedDocumentString(`
    mutation RetryPayment($input: RetryPaymentInput!) {
  result: retryPayment(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RetryPaymentMutation, RetryPaymentMutationVariables>;
export const CancelAgreementDocument = new TypedDocumentString(`
    mutation CancelAgreement($input: CancelAgreementInput!) {
  result: cancelAgreement(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CancelAgreementMutation, CancelAgreementMutationVariables>;
export const CancelMandateDocument = new TypedDocumentString(`
    mutation CancelMandate($input: CancelMandateInput!) {
  result: cancelMandate(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CancelMandateMutation, CancelMandateMutationVariables>;
export const CancelBillingRequestDocument = new TypedDocumentString(`
    mutation CancelBillingRequest($input: CancelBillingRequestInput!) {
  result: cancelBillingRequest(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CancelBillingRequestMutation, CancelBillingRequestMutationVariables>;
export const RunScenarioDocument = new TypedDocumentString(`
    mutation RunScenario($input: RunSandboxScenarioInput!) {
  result: runSandboxScenario(input: $input) {
    __typename
    ... on SandboxScenarioPayload {
      subjectId
      providerCalls
      webhooksQueued
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RunScenarioMutation, RunScenarioMutationVariables>;
export const ScenariosDocument = new TypedDocumentString(`
    query Scenarios {
  __type(name: "SandboxScenario") {
    enumValues {
      name
      description
    }
  }
}
    `) as unknown as TypedDocumentString<ScenariosQuery, ScenariosQueryVariables>;
export const AttentionDocument = new TypedDocumentString(`
    query Attention {
  attention {
    kind
    severity
    count
    countIsCapped
    oldestSince
    sentence
    whatToDo
    nextActAt
    actBy
  }
}
    `) as unknown as TypedDocumentString<AttentionQuery, AttentionQueryVariables>;
export const AttentionItemsDocument = new TypedDocumentString(`
    query AttentionItems($kind: AttentionKind!) {
  attentionItems(kind: $kind, first: 50) {
    id
    since
    sentence
    nextActAt
    actBy
  }
}
    `) as unknown as TypedDocumentString<AttentionItemsQuery, AttentionItemsQueryVariables>;
export const LogHeadDocument = new TypedDocumentString(`
    query LogHead {
  eventLogHead {
    cursor
    sequence
  }
}
    `) as unknown as TypedDocumentString<LogHeadQuery, LogHeadQueryVariables>;
export const RecentEventsDocument = new TypedDocumentString(`
    query RecentEvents($first: Int!, $after: EventCursor) {
  events(first: $first, after: $after) {
    nodes {
      ...EventLine
    }
  }
}
    fragment EventLine on Event {
  id
  sequence
  type
  occurredAt
  subjectId
  change {
    from
    to
    amount {
      ...MoneyFields
    }
    reason {
      message
    }
  }
  cause {
    __typename
    ... on CausedByMutation {
      actor
      idempotencyKey
    }
    ... on CausedByProviderWebhook {
      inboxId
      provider
      receivedAt
    }
    ... on CausedByReconciliation {
      operationId
    }
    ... on CausedByClock {
      rule
    }
  }
}
fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}`) as unknown as TypedDocumentString<RecentEventsQuery, RecentEventsQueryVariables>;
export const PaymentListDocument = new TypedDocumentString(`
    query PaymentList($after: String, $first: Int!, $filter: PaymentFilter) {
  page: payments(after: $after, first: $first, filter: $filter) {
    nodes {
      ...PaymentRow
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<PaymentListQuery, PaymentListQueryVariables>;
export const AgreementListDocument = new TypedDocumentString(`
    query AgreementList($after: String, $first: Int!, $filter: AuthorityFilter) {
  page: agreements(after: $after, first: $first, filter: $filter) {
    nodes {
      ...AgreementRow
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment AgreementRow on Agreement {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  plan
  amount {
    ...MoneyFields
  }
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<AgreementListQuery, AgreementListQueryVariables>;
export const MandateListDocument = new TypedDocumentString(`
    query MandateList($after: String, $first: Int!, $filter: MandateFilter) {
  page: mandates(after: $after, first: $first, filter: $filter) {
    nodes {
      ...MandateRow
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MandateRow on Mandate {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  scheme
  currency
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<MandateListQuery, MandateListQueryVariables>;
export const BillingRequestListDocument = new TypedDocumentString(`
    query BillingRequestList($after: String, $first: Int!, $filter: BillingRequestFilter) {
  page: billingRequests(after: $after, first: $first, filter: $filter) {
    nodes {
      ...BillingRequestRow
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment BillingRequestRow on BillingRequest {
  __typename
  id
  version
  requestStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  purpose
  amount {
    ...MoneyFields
  }
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<BillingRequestListQuery, BillingRequestListQueryVariables>;
export const RowsByIdsDocument = new TypedDocumentString(`
    query RowsByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Payment {
      ...PaymentRow
    }
    ... on Agreement {
      ...AgreementRow
    }
    ... on Mandate {
      ...MandateRow
    }
    ... on BillingRequest {
      ...BillingRequestRow
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment PaymentRow on Payment {
  __typename
  id
  version
  paymentStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  amounts {
    requested {
      ...MoneyFields
    }
    captured {
      ...MoneyFields
    }
    refunded {
      ...MoneyFields
    }
  }
  ... on OneOffPayment {
    description
  }
  ... on Charge {
    description
  }
  ... on Transfer {
    invoice
  }
}
fragment AgreementRow on Agreement {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  plan
  amount {
    ...MoneyFields
  }
}
fragment MandateRow on Mandate {
  __typename
  id
  version
  authorityStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  scheme
  currency
}
fragment BillingRequestRow on BillingRequest {
  __typename
  id
  version
  requestStatus: status
  statusReason {
    message
  }
  provider
  externalId
  providerReference
  createdAt
  updatedAt
  purpose
  amount {
    ...MoneyFields
  }
}`) as unknown as TypedDocumentString<RowsByIdsQuery, RowsByIdsQueryVariables>;
export const FindDocument = new TypedDocumentString(`
    query Find($externalId: String!) {
  payment(by: {externalId: $externalId}) {
    id
    __typename
  }
  agreement(by: {externalId: $externalId}) {
    id
  }
  mandate(by: {externalId: $externalId}) {
    id
  }
  billingRequest(by: {externalId: $externalId}) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindQuery, FindQueryVariables>;
export const FindByProviderDocument = new TypedDocumentString(`
    query FindByProvider($reference: String!, $provider: Provider!) {
  payment(by: {providerReference: {provider: $provider, reference: $reference}}) {
    id
    __typename
  }
  agreement(by: {providerReference: {provider: $provider, reference: $reference}}) {
    id
  }
  mandate(by: {providerReference: {provider: $provider, reference: $reference}}) {
    id
  }
  billingRequest(
    by: {providerReference: {provider: $provider, reference: $reference}}
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindByProviderQuery, FindByProviderQueryVariables>;
export const ProvidersDocument = new TypedDocumentString(`
    query Providers {
  providers {
    provider
    connected
    operations
    calledBack
    notCalledBackBecause
    pausedAt
    pausedBecause {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ProvidersQuery, ProvidersQueryVariables>;
export const NewsDocument = new TypedDocumentString(`
    query News($after: String) {
  unprocessedProviderNotifications(first: 50, after: $after) {
    nodes {
      id
      about
      status
      provider
      receivedAt
      attempts
      nextAttemptAt
      problem
      detail
      text
      whatToDo
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<NewsQuery, NewsQueryVariables>;
export const ReceiptsDocument = new TypedDocumentString(`
    query Receipts($after: String) {
  unmatchedReceipts(first: 50, after: $after) {
    nodes {
      id
      receivedAt
      invoice
      payerName
      payerIbanMasked
      providerReference
      unmatchedBecause
      amount {
        ...MoneyFields
      }
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<ReceiptsQuery, ReceiptsQueryVariables>;
export const EndpointsDocument = new TypedDocumentString(`
    query Endpoints {
  webhookEndpoints(first: 20) {
    nodes {
      id
      url
      status
      eventTypes
      failingSince
      createdAt
      deliveredThrough
    }
  }
}
    `) as unknown as TypedDocumentString<EndpointsQuery, EndpointsQueryVariables>;
export const DeliveriesDocument = new TypedDocumentString(`
    query Deliveries($id: ID!, $status: DeliveryStatus, $after: String) {
  node(id: $id) {
    ... on WebhookEndpoint {
      id
      url
      status
      failingSince
      document
      contactEmail
      eventTypes
      deliveries(first: 50, status: $status, after: $after) {
        nodes {
          id
          status
          nextAttemptAt
          attempts {
            at
            durationMs
            error
            responseStatus
            responseText
          }
          event {
            id
            sequence
            type
            subjectId
            occurredAt
          }
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  }
}
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<DeliveriesQuery, DeliveriesQueryVariables>;
export const KeysDocument = new TypedDocumentString(`
    query Keys($after: String) {
  apiKeys(first: 50, after: $after) {
    nodes {
      id
      name
      lastFour
      scopes
      status
      createdAt
      createdBy
      expiresAt
      lastUsedAt
      revokedAt
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  providerAccounts {
    id
    provider
    status
    createdAt
    calledBack
    callbackUrl
    lastCallbackAt
    notCalledBackBecause
    credentialsCheckedAt
    pausedAt
    pausedBecause {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const AuditTrailDocument = new TypedDocumentString(`
    query AuditTrail($after: String) {
  auditRecords(first: 50, after: $after) {
    nodes {
      id
      action
      actor
      subjectId
      reason
      details
      createdAt
      requestId
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}`) as unknown as TypedDocumentString<AuditTrailQuery, AuditTrailQueryVariables>;
export const ResolveOperationDocument = new TypedDocumentString(`
    mutation ResolveOperation($input: ResolveOperationInput!) {
  result: resolveOperation(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<ResolveOperationMutation, ResolveOperationMutationVariables>;
export const ReprocessDocument = new TypedDocumentString(`
    mutation Reprocess($input: ReprocessProviderNotificationInput!) {
  result: reprocessProviderNotification(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<ReprocessMutation, ReprocessMutationVariables>;
export const AssignReceiptDocument = new TypedDocumentString(`
    mutation AssignReceipt($input: AssignReceiptInput!) {
  result: assignReceipt(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<AssignReceiptMutation, AssignReceiptMutationVariables>;
export const CloseReceiptDocument = new TypedDocumentString(`
    mutation CloseReceipt($input: CloseReceiptInput!) {
  result: closeReceipt(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CloseReceiptMutation, CloseReceiptMutationVariables>;
export const ResendDocument = new TypedDocumentString(`
    mutation Resend($input: ResendWebhookDeliveryInput!) {
  result: resendWebhookDelivery(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<ResendMutation, ResendMutationVariables>;
export const ReplayDocument = new TypedDocumentString(`
    mutation Replay($input: ReplayWebhooksInput!) {
  result: replayWebhooks(input: $input) {
    __typename
    ... on ReplayWebhooksPayload {
      scheduled
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<ReplayMutation, ReplayMutationVariables>;
export const CreateEndpointDocument = new TypedDocumentString(`
    mutation CreateEndpoint($input: CreateWebhookEndpointInput!) {
  result: createWebhookEndpoint(input: $input) {
    __typename
    ... on WebhookEndpointPayload {
      signingSecret
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CreateEndpointMutation, CreateEndpointMutationVariables>;
export const UpdateEndpointDocument = new TypedDocumentString(`
    mutation UpdateEndpoint($input: UpdateWebhookEndpointInput!) {
  result: updateWebhookEndpoint(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<UpdateEndpointMutation, UpdateEndpointMutationVariables>;
export const CreateKeyDocument = new TypedDocumentString(`
    mutation CreateKey($input: CreateApiKeyInput!) {
  result: createApiKey(input: $input) {
    __typename
    ... on ApiKeyPayload {
      secret
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKeyDocument = new TypedDocumentString(`
    mutation RevokeKey($input: RevokeApiKeyInput!) {
  result: revokeApiKey(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const PauseAccountDocument = new TypedDocumentString(`
    mutation PauseAccount($input: PauseProviderAccountInput!) {
  result: pauseProviderAccount(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<PauseAccountMutation, PauseAccountMutationVariables>;
export const ResumeAccountDocument = new TypedDocumentString(`
    mutation ResumeAccount($input: ResumeProviderAccountInput!) {
  result: resumeProviderAccount(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<ResumeAccountMutation, ResumeAccountMutationVariables>;
export const MoveClockDocument = new TypedDocumentString(`
    mutation MoveClock($input: AdvanceSandboxClockInput!) {
  result: advanceSandboxClock(input: $input) {
    __typename
    ... on SandboxClockPayload {
      now
      firedRules
      otherMerchants
      events {
        id
        type
        subjectId
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<MoveClockMutation, MoveClockMutationVariables>;
export const NewAgreementDocument = new TypedDocumentString(`
    mutation NewAgreement($input: CreateAgreementInput!) {
  result: createAgreement(input: $input) {
    __typename
    ... on AgreementPayload {
      agreement {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<NewAgreementMutation, NewAgreementMutationVariables>;
export const NewMandateDocument = new TypedDocumentString(`
    mutation NewMandate($input: CreateMandateInput!) {
  result: createMandate(input: $input) {
    __typename
    ... on MandatePayload {
      mandate {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<NewMandateMutation, NewMandateMutationVariables>;
export const NewBillingRequestDocument = new TypedDocumentString(`
    mutation NewBillingRequest($input: CreateBillingRequestInput!) {
  result: createBillingRequest(input: $input) {
    __typename
    ... on BillingRequestPayload {
      billingRequest {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<NewBillingRequestMutation, NewBillingRequestMutationVariables>;
export const NewTransferDocument = new TypedDocumentString(`
    mutation NewTransfer($input: CreateTransferInput!) {
  result: createTransfer(input: $input) {
    __typename
    ... on TransferPayload {
      transfer {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<NewTransferMutation, NewTransferMutationVariables>;
export const NewPaymentDocument = new TypedDocumentString(`
    mutation NewPayment($input: CreateOneOffPaymentInput!) {
  result: createOneOffPayment(input: $input) {
    __typename
    ... on OneOffPaymentPayload {
      payment {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<NewPaymentMutation, NewPaymentMutationVariables>;
export const SettingsOfProvidersDocument = new TypedDocumentString(`
    query SettingsOfProviders {
  __type(name: "ProviderSettingsInput") {
    inputFields {
      name
      type {
        name
        inputFields {
          name
          description
          type {
            kind
            name
            ofType {
              kind
              name
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SettingsOfProvidersQuery, SettingsOfProvidersQueryVariables>;
export const ConnectAccountDocument = new TypedDocumentString(`
    mutation ConnectAccount($input: ConnectProviderAccountInput!) {
  result: connectProviderAccount(input: $input) {
    __typename
    ... on ProviderAccountPayload {
      account {
        id
      }
      setUp {
        where
        what
        value
      }
    }
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<ConnectAccountMutation, ConnectAccountMutationVariables>;
export const AllowedOriginsDocument = new TypedDocumentString(`
    query AllowedOrigins {
  allowedOrigins
}
    `) as unknown as TypedDocumentString<AllowedOriginsQuery, AllowedOriginsQueryVariables>;
export const UpdateOriginsDocument = new TypedDocumentString(`
    mutation UpdateOrigins($input: UpdateAllowedOriginsInput!) {
  result: updateAllowedOrigins(input: $input) {
    __typename
    ...Refusal
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  path
  retryable
  ... on InvalidInputError {
    problems {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<UpdateOriginsMutation, UpdateOriginsMutationVariables>;
export const TotalsDocument = new TypedDocumentString(`
    query Totals($period: DayPeriodInput!) {
  byStatus: paymentTotals(period: $period, by: [STATUS]) {
    current
    timeZone
    groups {
      status
      count
      amounts {
        ...TotalsAmounts
      }
    }
  }
  byProvider: paymentTotals(period: $period, by: [PROVIDER]) {
    groups {
      provider
      count
      succeeded
      failed
      successBasisPoints
    }
  }
  byDay: paymentTotals(period: $period, by: [DAY]) {
    groups {
      day
      count
      succeeded
      failed
      successBasisPoints
      amounts {
        currency
        captured {
          ...MoneyFields
        }
      }
    }
  }
  all: paymentTotals(period: $period) {
    groups {
      count
      successBasisPoints
      amounts {
        ...TotalsAmounts
      }
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment TotalsAmounts on PaymentTotalsAmounts {
  currency
  count
  requested {
    ...MoneyFields
  }
  captured {
    ...MoneyFields
  }
  refunded {
    ...MoneyFields
  }
  reversed {
    ...MoneyFields
  }
}`) as unknown as TypedDocumentString<TotalsQuery, TotalsQueryVariables>;
export const TotalsAtAGlanceDocument = new TypedDocumentString(`
    query TotalsAtAGlance($period: DayPeriodInput!) {
  paymentTotals(period: $period) {
    groups {
      count
      successBasisPoints
      amounts {
        ...TotalsAmounts
      }
    }
  }
}
    fragment MoneyFields on Money {
  decimal
  currency
  amountMinor
  exponent
}
fragment TotalsAmounts on PaymentTotalsAmounts {
  currency
  count
  requested {
    ...MoneyFields
  }
  captured {
    ...MoneyFields
  }
  refunded {
    ...MoneyFields
  }
  reversed {
    ...MoneyFields
  }
}`) as unknown as TypedDocumentString<TotalsAtAGlanceQuery, TotalsAtAGlanceQueryVariables>;