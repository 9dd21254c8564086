import type { CallContext, DebtorName, InputProblem, OperationMap } from '../../domain/port/provider.ts';
import { durationText } from '../../kernel/duration.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import type { Money } from '../../kernel/money.ts';
import { type Check, optional, printable, when } from '../kit/checks.ts';
import { birthDate, isCvr, isMeantAsCvr, toCpr, toCustomerNumber, toCvr, toDigits } from './identity.ts';
import type { Settings } from './settings.ts';
import { toLines } from './translate.ts';
import { amountMinorMax, creditorReferenceMax, customerNumberForm, expiryMaxMs, textLines } from './wire.ts';

/**
 * What can be told of an input without asking Betalingsservice, checked before anything is written. A message never repeats what came
 * where that may name a person: only how long it was.
 */

const expiryMinMs = 60_000;
// A mandate's own reference is ours alone: it does not go out.
const externalIdMax = 500;

export function checkNewMandate(
  { externalId, debtor }: OperationMap['mandate.create'],
  settings: Settings,
): readonly InputProblem[] {
  if (!('betalingsservice' in debtor)) return [carrier(['debtor'])];
  const { betalingsservice: given } = debtor;
  const at = (field: keyof typeof given) => ['debtor', 'betalingsservice', field];
  const cpr = toCpr(given.nationalId ?? '');
  return [
    ...reference(externalIdMax)(externalId, ['externalId']),
    ...impersonal(cpr)(externalId, ['externalId']),
    ...optional(given.creditorNumber, digits(8, 'pbsNumber'), at('creditorNumber')),
    ...optional(given.debtorGroupNumber, digits(5, 'debtorGroup'), at('debtorGroupNumber')),
    ...customerNumber(given.debtorReference, at('debtorReference')),
    ...impersonal(cpr)(given.debtorReference, at('debtorReference')),
    ...registrationNumber(given.bankRegistrationNumber, at('bankRegistrationNumber')),
    ...accountNumber(given.bankAccountNumber, at('bankAccountNumber')),
    ...(given.nationalId === undefined
      ? [problem(at('nationalId'), 'required', 'expected a CPR or CVR number: the bank compares it with the account')]
      : nationalId(settings)(given.nationalId, at('nationalId'))),
  ];
}

export function checkNewRequest(
  { externalId, terms }: OperationMap['request.create'],
  settings: Settings,
): readonly InputProblem[] {
  if (!('betalingsservice' in terms)) return [carrier(['terms'])];
  const { amount: asked, description, debtor, debtorReference, expiresInMs, ...given } = terms.betalingsservice;
  const at = (field: string) => ['terms', 'betalingsservice', field];
  const cpr = 'nationalId' in debtor ? toCpr(debtor.nationalId) : null;
  return [
    ...optional(externalId, reference(creditorReferenceMax), ['externalId']),
    ...optional(externalId, impersonal(cpr), ['externalId']),
    ...amount(asked, at('amount')),
    ...text(description, at('description')),
    ...impersonal(cpr)(description, at('description')),
    ...optional(given.creditorNumber, digits(8, 'pbsNumber'), at('creditorNumber')),
    ...optional(given.debtorGroupNumber, digits(5, 'debtorGroup'), at('debtorGroupNumber')),
    ...optional(debtorReference, customerNumber, at('debtorReference')),
    ...optional(debtorReference, impersonal(cpr), at('debtorReference')),
    ...person(settings)(debtor, at('debtor')),
    ...optional(expiresInMs, expiry, at('expiresInMs')),
  ];
}

export function checkDebtorName(debtor: DebtorName, settings: Settings): readonly InputProblem[] {
  return person(settings)(debtor, []);
}

/** Whether a CPR number's birth date is yet to come: the one rule that takes the time, so it is looked at when we send. */
export function isBornLater(cpr: string, { now, account }: CallContext<Settings>): boolean {
  return account.settings.cprCheck === 'date' && (birthDate(cpr)?.getTime() ?? 0) > now().getTime();
}

/** A debtor is a person here, named by CPR number alone. */
function person(settings: Settings): Check<DebtorName> {
  return (debtor, path) =>
    'nationalId' in debtor
      ? cprNumber(settings)(debtor.nationalId, [...path, 'nationalId'])
      : [
          problem(
            [...path, 'debtorReference'],
            'nationalIdOnly',
            'expected nationalId: the One-off API finds a debtor by CPR number alone',
          ),
        ];
}

/** A person's number or a company's: their lengths tell which is meant. */
function nationalId(settings: Settings): Check<string> {
  return (value, path) => {
    const cvr = toCvr(value);
    if (cvr !== null)
      return when(
        !isCvr(cvr),
        path,
        'cvr',
        'expected a CVR number whose check digit is right, or the 10 digits of a CPR number',
      );
    if (!isMeantAsCvr(value)) return cprNumber(settings)(value, path);
    const message = `expected the 8 digits of a CVR number or the 10 of a CPR number; got ${sizeOf(value)}`;
    return [problem(path, 'cvr', message)];
  };
}

function cprNumber({ cprCheck }: Settings): Check<string> {
  return (value, path) => {
    const cpr = toCpr(value);
    // Where only persons are known, a company's number is no misspelt person's.
    if (toCvr(value) !== null)
      return [problem(path, 'cprOnly', 'expected a CPR number: a company is not known here, and this is a CVR number')];
    if (cpr === null)
      return [problem(path, 'cpr', `expected the 10 digits of a CPR number, DDMMYY-SSSS; got ${sizeOf(value)}`)];
    return when(
      cprCheck === 'date' && birthDate(cpr) === null,
      path,
      'cprDate',
      'expected a CPR number that begins with a birth date, DDMMYY; got one with no such day',
    );
  };
}

/** So many digits, not all of them 0. */
export function digits(length: number, rule: InputRule): Check<string> {
  return (value, path) =>
    when(
      !(new RegExp(`^\\d{${length}}$`).test(value) && /[1-9]/.test(value)),
      path,
      rule,
      `expected ${length} digits, not all of them 0; got ${sizeOf(value)}`,
    );
}

/** The creditor's own key for the debtor. */
export const customerNumber: Check<string> = (value, path) =>
  when(
    !customerNumberForm.test(toCustomerNumber(value)),
    path,
    'customerNumber',
    `expected 1 to 15 digits and letters A to Z; got ${sizeOf(value)}`,
  );

const registrationNumber: Check<string> = (value, path) =>
  when(
    !/^(?!0000)\d{4}$/.test(toDigits(value)),
    path,
    'registrationNumber',
    `expected the 4 digits of a registration number, not all of them 0; got ${sizeOf(value)}`,
  );

const accountNumber: Check<string> = (value, path) =>
  when(
    !(/^\d{1,10}$/.test(toDigits(value)) && /[1-9]/.test(value)),
    path,
    'accountNumber',
    `expected 1 to 10 digits, not all of them 0; got ${sizeOf(value)}`,
  );

/** What is shown to everybody must not hold the CPR number. */
function impersonal(cpr: string | null): Check<string> {
  return (value, path) =>
    when(
      cpr !== null && toDigits(value).includes(cpr),
      path,
      'personal',
      "expected no CPR number: this text is not kept under the person's key",
    );
}

function reference(lengthMax: number): Check<string> {
  return (value, path) =>
    when(
      value.trim() === '' || value.length > lengthMax || /\p{Cc}/u.test(value),
      path,
      'length',
      `expected 1 to ${lengthMax} characters and no control characters; got ${sizeOf(value)}`,
    );
}

const amount: Check<Money> = ({ amountMinor, currency }, path) => [
  ...when(currency !== 'DKK', path, 'currency', `expected DKK; got ${currency}`),
  ...when(amountMinor < 1n, path, 'amountMin', `expected at least 1 øre; got ${amountMinor}`),
  ...when(
    amountMinor > amountMinorMax,
    path,
    'amountMax',
    `expected at most ${amountMinorMax} øre; got ${amountMinor}`,
  ),
];

const text: Check<string> = (value, path) => {
  const lines = toLines(value).length;
  const { linesMax, lengthMax } = textLines;
  return [
    ...when(
      lines < 1 || lines > linesMax,
      path,
      'length',
      `expected text for 1 to ${linesMax} lines of ${lengthMax} characters; got ${lines} lines`,
    ),
    ...printable(value, path),
  ];
};

const expiry: Check<number> = (ms, path) =>
  when(
    !(ms >= expiryMinMs && ms <= expiryMaxMs),
    path,
    'expiry',
    `expected ${durationText(expiryMinMs)} to ${durationText(expiryMaxMs)}; got ${durationText(ms)}`,
  );

function carrier(path: readonly string[]): InputProblem {
  return problem(path, 'carrier', 'expected the fields of Betalingsservice');
}

function problem(path: readonly string[], rule: InputRule, message: string): InputProblem {
  return { path, rule, message };
}

function sizeOf(text: string): string {
  const length = [...text].length;
  return length === 1 ? '1 character' : `${length} characters`;
}
