import { z } from 'zod';
import { metadata, text } from './input.ts';
import type { Flaw } from './replies.ts';
import { countriesOf, currencyOf } from './schemes.ts';

const digits = z.string().max(34).nullish();

/** What can be said of a bank account; which of it is needed depends on the country. */
export const bankDetails = z.object({
  account_holder_name: text().nullish(),
  account_number: digits,
  account_number_suffix: digits,
  account_type: z.enum(['savings', 'checking']).nullish(),
  bank_code: digits,
  branch_code: digits,
  iban: z.string().max(42).nullish(),
  country_code: z.string().length(2).nullish(),
  currency: z.string().length(3).nullish(),
  pay_id: text().nullish(),
  metadata: metadata.nullish(),
});
export type BankDetails = z.infer<typeof bankDetails>;
type Field = 'account_number' | 'account_number_suffix' | 'bank_code' | 'branch_code';

// Shapes only: whether an account exists is the bank's to say.
const local: Readonly<Record<string, Partial<Record<Field, RegExp>>>> = {
  AU: { branch_code: /^\d{6}$/, account_number: /^\d{5,9}$/ },
  CA: { bank_code: /^0?\d{3}$/, branch_code: /^\d{5}$/, account_number: /^\d{7,12}$/ },
  DK: { bank_code: /^\d{3,4}$/, account_number: /^\d{1,10}$/ },
  GB: { branch_code: /^\d{6}$/, account_number: /^\d{6,8}$/ },
  NZ: {
    bank_code: /^\d{2}$/,
    branch_code: /^\d{4}$/,
    account_number: /^\d{7}$/,
    account_number_suffix: /^\d{2,3}$/,
  },
  SE: { branch_code: /^\d{4,5}$/, account_number: /^\d{7,10}$/ },
  US: { bank_code: /^\d{9}$/, account_number: /^\d{1,17}$/ },
};

/** An account as it is kept: where it is, and the end of its number. */
export interface ReadAccount {
  readonly countryCode: string;
  readonly currency: string;
  readonly ending: string;
  readonly branchCode: string | null;
}

/** Reads bank details for a currency, or for any where none is chosen; the flaws where they are none. */
export function readBankDetails(details: BankDetails, currency: string | null): ReadAccount | readonly Flaw[] {
  const { account_holder_name, iban } = details;
  const flaws = account_holder_name ? [] : [flaw('account_holder_name', "can't be blank")];
  const account = iban ? readIban(iban.replaceAll(' ', '').toUpperCase()) : readLocal(details);
  if (Array.isArray(account)) return [...flaws, ...(account as Flaw[])];
  const read = account as ReadAccount;
  const where = iban ? 'iban' : 'country_code';
  if (currency !== null && !countriesOf(currency).includes(read.countryCode))
    return [...flaws, flaw(where, `is not of a country that pays in ${currency}`)];
  if (details.currency && details.currency !== read.currency)
    return [...flaws, flaw('currency', 'is not the currency of the account')];
  return flaws.length > 0 ? flaws : read;
}

function readLocal(details: BankDetails): ReadAccount | Flaw[] {
  const country = details.country_code;
  if (!country) return [flaw('country_code', "can't be blank")];
  // PayTo finds the account by an e-mail address or telephone number.
  if (details.pay_id && country === 'AU')
    return { countryCode: country, currency: 'AUD', ending: '00', branchCode: null };
  const account = country === 'NZ' ? withSuffix(details) : details;
  const shape = local[country];
  const currency = currencyOf(country);
  if (!shape || currency === null)
    return [
      flaw(currency === null ? 'country_code' : 'iban', currency === null ? 'is not supported' : "can't be blank"),
    ];
  const wrong = Object.entries(shape).flatMap(([field, pattern]) => {
    const value = account[field as Field]?.replace(/[- ]/g, '');
    return value && pattern.test(value) ? [] : [flaw(field, value ? 'is invalid' : "can't be blank")];
  });
  if (country === 'US' && !details.account_type) wrong.push(flaw('account_type', "can't be blank"));
  if (wrong.length > 0) return wrong;
  const number = account.account_number ?? '';
  return {
    countryCode: country,
    currency,
    ending: number.slice(country === 'NZ' ? -4 : -2),
    branchCode: details.branch_code?.replace(/[- ]/g, '') ?? null,
  };
}

/** In New Zealand the suffix is often written at the end of the number: 0003869-00. */
function withSuffix(details: BankDetails): BankDetails {
  const [, number, suffix] = /^(\d{7})[- ]?(\d{2,3})$/.exec(details.account_number ?? '') ?? [];
  return number && suffix && !details.account_number_suffix
    ? { ...details, account_number: number, account_number_suffix: suffix }
    : details;
}

function readIban(iban: string): ReadAccount | Flaw[] {
  const country = iban.slice(0, 2);
  const currency = currencyOf(country);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) || !checkDigitsHold(iban)) return [flaw('iban', 'is invalid')];
  // Autogiro takes the clearing number and the account number only.
  if (currency === null || currency === 'SEK') return [flaw('iban', 'is not supported')];
  return {
    countryCode: country,
    currency,
    ending: iban.slice(-2),
    branchCode: country === 'GB' ? iban.slice(8, 14) : null,
  };
}

// ISO 7064: the letters count from ten, the first four characters go to the end, and the remainder by 97 is one.
function checkDigitsHold(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  const number = [...moved].map((character) => Number.parseInt(character, 36)).join('');
  return BigInt(number) % 97n === 1n;
}

function flaw(field: string, message: string): Flaw {
  return { field, message, pointer: `/data/${field}` };
}
