import type { z } from 'zod';
import type { BankDetails } from './bank-details.ts';
import type { customerInput } from './requests/action-input.ts';

/** A payer whom a scenario can put in: nobody, at an account that GoCardless names for tests where it names one. */
const holder = { account_holder_name: 'Sam Sample' };
const accounts: Readonly<Record<string, BankDetails>> = {
  AUD: { ...holder, country_code: 'AU', branch_code: '082082', account_number: '012345678' },
  CAD: { ...holder, country_code: 'CA', bank_code: '003', branch_code: '00006', account_number: '1234567' },
  DKK: { ...holder, country_code: 'DK', bank_code: '0345', account_number: '0003179681' },
  EUR: { ...holder, iban: 'DE89370400440532013000' },
  GBP: { ...holder, country_code: 'GB', branch_code: '200000', account_number: '55779911' },
  NZD: {
    ...holder,
    country_code: 'NZ',
    bank_code: '01',
    branch_code: '0902',
    account_number: '0068389',
    account_number_suffix: '00',
  },
  SEK: { ...holder, country_code: 'SE', branch_code: '5491', account_number: '0000003' },
  USD: {
    ...holder,
    country_code: 'US',
    bank_code: '026073150',
    account_number: '2715500356',
    account_type: 'checking',
  },
};

/** A test account in a currency. */
export function testAccountIn(currency: string): BankDetails {
  return accounts[currency] ?? { ...holder, iban: 'DE89370400440532013000' };
}

/** Everything that could be asked of a payer in a country. */
export function testPayerIn(country: string): z.infer<typeof customerInput> {
  return {
    customer: { given_name: 'Sam', family_name: 'Sample', email: 'sam.sample@example.com' },
    customer_billing_detail: {
      address_line1: '1 Sample Street',
      city: 'Sampleton',
      region: 'NY',
      postal_code: 'E8 4QQ',
      country_code: country,
      swedish_identity_number: '198112289874',
      danish_identity_number: '220550-6218',
    },
  };
}
