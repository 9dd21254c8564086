/** Why a bank says no: the provider's stable cause and the scheme's own code. */
export interface BankReason {
  readonly cause: string;
  /** Null where the notes name no code for the scheme. */
  readonly code: string | null;
}

/** How money moves in a scheme, and how long it takes there. Days are working days. */
export interface Scheme {
  readonly currency: string;
  /** Authorised at the payer's bank, and there within seconds. */
  readonly instant: boolean;
  /** Null where a reference cannot be set. */
  readonly referenceMax: number | null;
  /** From the mandate's submission until it is active; null where it goes to the bank with its first payment. */
  readonly mandateDays: number | null;
  /** From a payment's submission until the payer is charged. */
  readonly leadDays: number;
  /** From the charge until a failure would have come. */
  readonly confirmDays: number;
  /** An unused mandate lapses after so many months. */
  readonly dormancyMonths: number | null;
  /** Whether the payer's bank can be asked if the account is theirs. */
  readonly verifiable: boolean;
  readonly paymentFails: BankReason;
  readonly mandateFails: BankReason;
  readonly chargeback: BankReason;
  readonly mandateCancelled: BankReason;
}

const reason = (cause: string, code: string | null = null): BankReason => ({ cause, code });
const usual = {
  instant: false,
  mandateDays: null,
  leadDays: 2,
  confirmDays: 2,
  dormancyMonths: null,
  verifiable: false,
  paymentFails: reason('insufficient_funds'),
  mandateFails: reason('invalid_bank_details'),
  chargeback: reason('authorisation_disputed'),
  mandateCancelled: reason('mandate_cancelled'),
} as const;
const instant = { ...usual, instant: true, mandateDays: 0, leadDays: 0, confirmDays: 0 };

const table = {
  bacs: {
    ...usual,
    currency: 'GBP',
    referenceMax: 10,
    mandateDays: 2,
    dormancyMonths: 13,
    verifiable: true,
    paymentFails: reason('refer_to_payer', 'ARUDD-0'),
    mandateFails: reason('invalid_bank_details', 'AUDDIS-5'),
    chargeback: reason('authorisation_disputed', 'DDICA-5'),
    mandateCancelled: reason('mandate_cancelled', 'ADDACS-1'),
  },
  sepa_core: {
    ...usual,
    currency: 'EUR',
    referenceMax: 140,
    confirmDays: 3,
    dormancyMonths: 36,
    verifiable: true,
    paymentFails: reason('insufficient_funds', 'AM04'),
    mandateFails: reason('invalid_bank_details', 'AC01'),
    chargeback: reason('refund_requested', 'MD06'),
    mandateCancelled: reason('mandate_cancelled', 'MD01'),
  },
  ach: {
    ...usual,
    currency: 'USD',
    referenceMax: 10,
    leadDays: 1,
    paymentFails: reason('insufficient_funds', 'ACH_RETURN-R01'),
    mandateFails: reason('invalid_bank_details', 'ACH_RETURN-R03'),
    chargeback: reason('authorisation_disputed', 'ACH_RETURN-R10'),
    mandateCancelled: reason('mandate_cancelled', 'ACH_RETURN-R07'),
  },
  autogiro: { ...usual, currency: 'SEK', referenceMax: 11, mandateDays: 4 },
  becs: { ...usual, currency: 'AUD', referenceMax: 30, leadDays: 1 },
  becs_nz: { ...usual, currency: 'NZD', referenceMax: 12, leadDays: 1 },
  betalingsservice: { ...usual, currency: 'DKK', referenceMax: 30, mandateDays: 2 },
  pad: { ...usual, currency: 'CAD', referenceMax: null, mandateDays: 2 },
  pay_to: { ...instant, currency: 'AUD', referenceMax: 18, mandateCancelled: reason('mandate_cancelled', 'MD16') },
  faster_payments: {
    ...instant,
    currency: 'GBP',
    referenceMax: 18,
    paymentFails: reason('insufficient_funds', 'FAILED'),
    mandateCancelled: reason('mandate_cancelled', 'PAYER_MANDATE_CANCELLED'),
  },
  // A credit transfer is an order to the bank, and there the next working day.
  sepa_credit_transfer: { ...instant, currency: 'EUR', referenceMax: null, confirmDays: 1 },
  sepa_instant_credit_transfer: { ...instant, currency: 'EUR', referenceMax: null },
} as const satisfies Record<string, Scheme>;
export type SchemeName = keyof typeof table;

/** Every scheme by name. */
export const schemes: Readonly<Record<SchemeName, Scheme>> = table;

export const mandateSchemes = [
  'ach',
  'autogiro',
  'bacs',
  'becs',
  'becs_nz',
  'betalingsservice',
  'faster_payments',
  'pad',
  'pay_to',
  'sepa_core',
] as const satisfies readonly SchemeName[];
export const paymentSchemes = [
  'faster_payments',
  'sepa_credit_transfer',
  'sepa_instant_credit_transfer',
  'pay_to',
] as const satisfies readonly SchemeName[];

/** The eight currencies in which a mandate can be, each with the scheme that is taken where none is named. */
export const mandateCurrencies: Readonly<Record<string, SchemeName>> = {
  AUD: 'becs',
  CAD: 'pad',
  DKK: 'betalingsservice',
  EUR: 'sepa_core',
  GBP: 'bacs',
  NZD: 'becs_nz',
  SEK: 'autogiro',
  USD: 'ach',
};
/** The same for a payment. */
export const paymentCurrencies: Readonly<Record<string, SchemeName>> = {
  GBP: 'faster_payments',
  EUR: 'sepa_credit_transfer',
  AUD: 'pay_to',
};

const eurozone = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MC MT NL PT SI SK SM'.split(' ');
const countries: Readonly<Record<string, readonly string[]>> = {
  AUD: ['AU'],
  CAD: ['CA'],
  DKK: ['DK'],
  EUR: eurozone,
  GBP: ['GB'],
  NZD: ['NZ'],
  SEK: ['SE'],
  USD: ['US'],
};

/** The countries whose accounts can pay in a currency; all of them where none is chosen. */
export function countriesOf(currency: string | null): readonly string[] {
  return currency === null ? Object.values(countries).flat() : (countries[currency] ?? []);
}

/** The currency of a country's accounts; null where GoCardless has no scheme. */
export function currencyOf(country: string): string | null {
  return Object.keys(countries).find((currency) => countries[currency]?.includes(country)) ?? null;
}

/** Whether a mandate's scheme has a way of asking the payer's bank. */
export function canVerify(scheme: SchemeName): boolean {
  return schemes[scheme].verifiable || schemes[scheme].instant;
}
