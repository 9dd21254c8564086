import type { BankAccount, NameValue } from './records.ts';

const holder = 'Buckaroo Stichting Derdengelden';

// The Dutch account is the one of the documentation's example; the others are the example accounts of their countries.
const dutch: readonly NameValue[] = [
  { Name: 'BIC', Value: 'RABONL2U' },
  { Name: 'IBAN', Value: 'NL05RABO0121503038' },
  { Name: 'AccountHolderName', Value: holder },
  { Name: 'BankAccount', Value: '1215.03.038' },
  { Name: 'AccountHolderCity', Value: 'Utrecht' },
  { Name: 'AccountHolderCountry', Value: 'The Netherlands' },
];
const byCountry: Readonly<Record<string, readonly NameValue[]>> = {
  BE: [
    { Name: 'BIC', Value: 'GKCCBEBB' },
    { Name: 'IBAN', Value: 'BE68539007547034' },
    { Name: 'AccountHolderName', Value: holder },
    { Name: 'BankAccount', Value: '539-0075470-34' },
    { Name: 'AccountHolderCity', Value: 'Utrecht' },
    { Name: 'AccountHolderCountry', Value: 'The Netherlands' },
  ],
  DE: [
    { Name: 'BIC', Value: 'COBADEFFXXX' },
    { Name: 'IBAN', Value: 'DE89370400440532013000' },
    { Name: 'AccountHolderName', Value: holder },
    { Name: 'BankAccount', Value: '0532013000' },
    { Name: 'Bankleitzahl', Value: '37040044' },
    { Name: 'AccountHolderCity', Value: 'Utrecht' },
    { Name: 'AccountHolderCountry', Value: 'The Netherlands' },
  ],
};

/** The account that collects from a country: its own where there is one, or else the Dutch. */
export function collectingAccount(country: string | null): readonly NameValue[] {
  return byCountry[(country ?? 'NL').toUpperCase()] ?? dutch;
}

/** Who has an account at the payer's bank. The numbers are example accounts of their countries. */
export const payers = {
  smith: { iban: 'NL02ABNA0123456789', bic: 'ABNANL2A', name: 'J. Smith' },
  jansen: { iban: 'NL20INGB0001234567', bic: 'INGBNL2A', name: 'P. Jansen' },
  mueller: { iban: 'DE44500105175407324931', bic: 'INGDDEFFXXX', name: 'K. Müller' },
} as const satisfies Readonly<Record<string, BankAccount>>;
/** Whose money it is, where nobody says otherwise. */
export const usualAccount: BankAccount = payers.smith;
