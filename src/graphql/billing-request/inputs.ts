import { BillingRequestProviderInput } from '../provider-terms/inputs.ts';
import { builder } from '../schema/builder.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/input.ts';
import { MoneyInput } from '../schema/money.ts';

export const CreateBillingRequestInput = builder.inputType('CreateBillingRequestInput', {
  description: 'Asks a payer for a payment, a mandate, or both.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    externalId: t.string({
      description: 'Your own reference of the request, unique for life among your billing requests.',
    }),
    with: t.field({
      type: BillingRequestProviderInput,
      required: true,
      description: 'What is asked for, and by whom.',
    }),
    metadata: t.field({
      type: 'Metadata',
      description: 'Your own notes. Name no payer in them. GoCardless is told of them too, where they are two at most.',
    }),
  }),
});

const ChooseCurrencyInput = builder.inputType('ChooseCurrencyInput', {
  description: 'The currency, one of `availableCurrencies`.',
  fields: (t) => ({
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'ISO 4217 code of the currency.' }),
  }),
});

const CustomerDetailsInput = builder.inputType('CustomerDetailsInput', {
  description: 'Who the payer is: what `missingFields` asks for. Kept sealed, and never shown again.',
  fields: (t) => ({
    givenName: t.string({ description: 'First name.' }),
    familyName: t.string({ description: 'Last name.' }),
    companyName: t.string({ description: 'Name of a company, in place of a person.' }),
    email: t.string({ description: 'Address for e-mail.' }),
    phone: t.string({ description: 'Phone number with its country code.' }),
    language: t.string({ description: 'ISO 639-1 code of the language in which the payer is written to.' }),
    addressLine1: t.string({ description: 'First line of the address.' }),
    addressLine2: t.string({ description: 'Second line of the address.' }),
    addressLine3: t.string({ description: 'Third line of the address.' }),
    city: t.string({ description: 'City.' }),
    region: t.string({ description: 'Region, county or state.' }),
    postalCode: t.string({ description: 'Postal code.' }),
    countryCode: t.string({ description: 'ISO 3166-1 alpha-2 code of the country.' }),
    danishIdentityNumber: t.string({ description: 'CPR or CVR number, where the scheme is Danish.' }),
    swedishIdentityNumber: t.string({
      description: 'Personnummer, samordningsnummer or organisationsnummer, where the scheme is Swedish.',
    }),
  }),
});

const SelectInstitutionInput = builder.inputType('SelectInstitutionInput', {
  description: "The payer's bank.",
  fields: (t) => ({
    institution: t.string({
      required: true,
      description:
        "The provider's id of the bank: see the query `institutions`. In GoCardless' sandbox, and in ours, read_refund_account_sandbox_bank is one.",
    }),
    countryCode: t.string({ required: true, description: 'ISO 3166-1 alpha-2 code of the country.' }),
  }),
});

const IbanAccountInput = builder.inputType('IbanAccountInput', {
  description: 'An account by its IBAN. Kept sealed, and never shown again.',
  fields: (t) => ({
    accountHolderName: t.string({ required: true, description: 'Name of the holder.' }),
    iban: t.string({ required: true, description: 'International bank account number.' }),
  }),
});
const LocalAccountInput = builder.inputType('LocalAccountInput', {
  description: 'An account by the numbers of its country. Kept sealed, and never shown again.',
  fields: (t) => ({
    accountHolderName: t.string({ required: true, description: 'Name of the holder.' }),
    accountNumber: t.string({ required: true, description: 'Account number.' }),
    bankCode: t.string({ description: 'Code of the bank, where the country has one.' }),
    branchCode: t.string({ description: 'Code of the branch (sort code), where the country has one.' }),
    countryCode: t.string({ required: true, description: 'ISO 3166-1 alpha-2 code of the country.' }),
    accountType: t.string({ description: 'savings or checking, where the country asks for it.' }),
  }),
});
const BankAccountInput = builder.inputType('BankAccountInput', {
  description: 'Exactly one way to name an account.',
  isOneOf: true,
  fields: (t) => ({
    iban: t.field({ type: IbanAccountInput, description: 'By IBAN.' }),
    local: t.field({ type: LocalAccountInput, description: 'By the numbers of its country.' }),
  }),
});

const ConfirmPayerDetailsInput = builder.inputType('ConfirmPayerDetailsInput', {
  description: 'That the payer has confirmed the details.',
  fields: (t) => ({
    payerRequestedDualSignature: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether a second person has to sign for the account.',
    }),
  }),
});

const BankAuthorisationInput = builder.inputType('BankAuthorisationInput', {
  description: "The page of the payer's bank, on which the payer approves.",
  fields: (t) => ({
    redirectUrl: t.field({ type: 'Url', required: true, description: 'Where the bank sends the payer afterwards.' }),
  }),
});

const BillingRequestActionInput = builder.inputType('BillingRequestActionInput', {
  description: 'Exactly one step, with what it needs. May grow.',
  isOneOf: true,
  fields: (t) => ({
    chooseCurrency: t.field({ type: ChooseCurrencyInput, description: 'CHOOSE_CURRENCY.' }),
    bankAuthorisation: t.field({
      type: BankAuthorisationInput,
      description: "BANK_AUTHORISATION: makes the page of the payer's bank, see `BillingRequest.flow`.",
    }),
    collectAmount: t.field({
      type: MoneyInput,
      description: 'COLLECT_AMOUNT.',
      deprecationReason:
        "No provider takes an amount here: it is fixed with the request, or asked on the payer's page.",
    }),
    collectCustomerDetails: t.field({ type: CustomerDetailsInput, description: 'COLLECT_CUSTOMER_DETAILS.' }),
    selectInstitution: t.field({ type: SelectInstitutionInput, description: 'SELECT_INSTITUTION.' }),
    collectBankAccount: t.field({ type: BankAccountInput, description: 'COLLECT_BANK_ACCOUNT.' }),
    confirmPayerDetails: t.field({ type: ConfirmPayerDetailsInput, description: 'CONFIRM_PAYER_DETAILS.' }),
  }),
});

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

/** What every step of a billing request is asked with. */
const onRequest = (t: InputFields) => ({
  idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
  billingRequestId: t.id({ required: true, description: 'The billing request.' }),
  expectedVersion: t.int({ description: expectedVersionField }),
});

export const CompleteBillingRequestActionInput = builder.inputType('CompleteBillingRequestActionInput', {
  description: "Completes one step in the payer's place.",
  fields: (t) => ({
    ...onRequest(t),
    action: t.field({ type: BillingRequestActionInput, required: true, description: 'The step, with what it needs.' }),
  }),
});

export const CreateBillingRequestFlowInput = builder.inputType('CreateBillingRequestFlowInput', {
  description: 'Makes a page on which the payer completes the request.',
  fields: (t) => ({
    ...onRequest(t),
    redirectUrl: t.field({ type: 'Url', description: 'Where the payer is sent when done.' }),
    exitUrl: t.field({ type: 'Url', description: 'Where the payer is sent who leaves the page.' }),
    lockCustomerDetails: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the payer may not change the details that are there.',
    }),
    lockBankAccount: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the payer may not change the account that is there.',
    }),
    lockCurrency: t.boolean({
      description:
        'Whether the payer may not choose another currency, and by that another scheme, for a mandate. Left out: locked where you asked for a currency or a scheme. With a payment the currency is never to be changed.',
    }),
    language: t.string({ description: "ISO 639-1 code of the page's language. The payer is written to in it, too." }),
    prefill: t.field({
      type: CustomerDetailsInput,
      description: 'What the page shows as filled in, for the payer to correct. Kept sealed, and never shown again.',
    }),
    skipSuccessScreen: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the payer is sent to `redirectUrl` at once when done, without a word of thanks.',
    }),
    showRedirectButtons: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the last page has a button back to you instead of sending the payer by itself.',
    }),
  }),
});

const NotificationChannel = builder.enumType('NotificationChannel', {
  description: 'How the provider writes to the payer. May grow.',
  values: { EMAIL: { description: 'By e-mail.' } },
} as const);

export const NotifyBillingRequestInput = builder.inputType('NotifyBillingRequestInput', {
  description: 'Has the provider write to the payer.',
  fields: (t) => ({
    ...onRequest(t),
    channel: t.field({
      type: NotificationChannel,
      required: true,
      defaultValue: 'EMAIL',
      description: 'How the payer is written to.',
    }),
    redirectUrl: t.field({ type: 'Url', description: 'Where the payer is sent when done.' }),
  }),
});

export const FulfilBillingRequestInput = builder.inputType('FulfilBillingRequestInput', {
  description: 'Makes what was asked for.',
  fields: onRequest,
});
export const CancelBillingRequestInput = builder.inputType('CancelBillingRequestInput', {
  description: 'Withdraws a request.',
  fields: onRequest,
});
export const FallBackBillingRequestInput = builder.inputType('FallBackBillingRequestInput', {
  description: 'Takes the slower way: direct debit in place of an instant payment.',
  fields: onRequest,
});
