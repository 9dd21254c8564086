import type { CustomerDetails, InputProblem, OperationMap, RequestActionInput } from '../../../domain/port/provider.ts';
import { type Check, country, form, optional, returnAddress, text, when } from '../../kit/checks.ts';
import { oneOf } from '../checks.ts';
import type { Settings } from '../settings.ts';
import { currencies } from '../translate.ts';

/** GoCardless' limits on what is said of a payer (notes §2.7). No problem repeats a value: these name people and accounts. */

type Of<K extends string> = Extract<RequestActionInput, { readonly [N in K]: unknown }>[K &
  keyof Extract<RequestActionInput, { readonly [N in K]: unknown }>];

export const language = form(
  /^(en|fr|de|pt|es|it|nl|da|nb|sl|sv)$/,
  'language',
  'en, fr, de, pt, es, it, nl, da, nb, sl or sv',
);
const accountTypes = form(/^(savings|checking)$/, 'accountType', 'savings or checking');
const line = text(255);

export function checkAction({ action }: OperationMap['request.action'], { apiUrl }: Settings): readonly InputProblem[] {
  const path = ['action'];
  if ('chooseCurrency' in action)
    return oneOf(currencies, 'currency')(action.chooseCurrency.currency, [...path, 'chooseCurrency', 'currency']);
  if ('collectCustomerDetails' in action)
    return customerDetails(action.collectCustomerDetails, [...path, 'collectCustomerDetails']);
  if ('selectInstitution' in action) return institution(action.selectInstitution, [...path, 'selectInstitution']);
  if ('collectBankAccount' in action) return bankAccount(action.collectBankAccount, [...path, 'collectBankAccount']);
  if ('confirmPayerDetails' in action) return [];
  if ('bankAuthorisation' in action)
    return returnAddress(apiUrl)(action.bankAuthorisation.redirectUrl, [...path, 'bankAuthorisation', 'redirectUrl']);
  return when(
    true,
    [...path, 'collectAmount'],
    'supported',
    "expected another action: the amount is fixed with the request, or asked on the payer's page",
  );
}

const customerDetails: Check<CustomerDetails> = (details, path) => {
  const { email, language: spoken, countryCode, ...lines } = details;
  return [
    ...when(
      Object.values(details).every((value) => value === undefined),
      path,
      'required',
      'expected at least one detail; got none',
    ),
    ...Object.entries(lines).flatMap(([name, value]) => optional(value, line, [...path, name])),
    ...optional(email, form(/^[^@\s]{1,180}@[^@\s]{1,70}$/, 'email', 'an e-mail address'), [...path, 'email']),
    ...optional(spoken, language, [...path, 'language']),
    ...optional(countryCode, country, [...path, 'countryCode']),
  ];
};

/** A page takes no phone number and no language among what it shows as filled in. */
export const prefilled: Check<CustomerDetails> = (details, path) => [
  ...customerDetails(details, path),
  ...when(
    details.phone !== undefined,
    [...path, 'phone'],
    'supported',
    'expected none: a page is not filled in with it',
  ),
  ...when(
    details.language !== undefined,
    [...path, 'language'],
    'supported',
    'expected none here: the language of the page is `language` of the input',
  ),
];

const institution: Check<Of<'selectInstitution'>> = (chosen, path) => [
  ...text(128)(chosen.institution, [...path, 'institution']),
  ...country(chosen.countryCode, [...path, 'countryCode']),
];

const digits = form(/^[\dA-Za-z -]{1,34}$/, 'account', 'at most 34 letters and digits');

const bankAccount: Check<Of<'collectBankAccount'>> = (account, path) => {
  if ('iban' in account)
    return [
      ...line(account.iban.accountHolderName, [...path, 'iban', 'accountHolderName']),
      ...form(/^[A-Z]{2}\d{2}[A-Z0-9 ]{11,38}$/i, 'iban', 'an IBAN')(account.iban.iban, [...path, 'iban', 'iban']),
    ];
  const { accountHolderName, accountNumber, bankCode, branchCode, countryCode, accountType } = account.local;
  const local = [...path, 'local'];
  return [
    ...line(accountHolderName, [...local, 'accountHolderName']),
    ...digits(accountNumber, [...local, 'accountNumber']),
    ...optional(bankCode, digits, [...local, 'bankCode']),
    ...optional(branchCode, digits, [...local, 'branchCode']),
    ...country(countryCode, [...local, 'countryCode']),
    ...optional(accountType, accountTypes, [...local, 'accountType']),
  ];
};
