import { currency } from '../../kernel/money.ts';

/** The schemes by which banks collect on mandates, each with the one currency in which it does: it is the currency of the mandate. */
export const schemeCurrencies = {
  BETALINGSSERVICE: currency('DKK'),
  BACS: currency('GBP'),
  SEPA_CORE: currency('EUR'),
  PAD: currency('CAD'),
  ACH: currency('USD'),
  BECS: currency('AUD'),
  AUTOGIRO: currency('SEK'),
  BECS_NZ: currency('NZD'),
  PAY_TO: currency('AUD'),
  FASTER_PAYMENTS: currency('GBP'),
} as const;
export type MandateScheme = keyof typeof schemeCurrencies;
export const mandateSchemes = Object.keys(schemeCurrencies) as readonly MandateScheme[];
