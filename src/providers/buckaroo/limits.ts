import { z } from 'zod';
import type { InputProblem, OperationMap } from '../../domain/port/provider.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import { type Check, country, day, optional, text } from '../kit/checks.ts';
import { quote } from '../kit/quote.ts';
import { cultures, type Settings } from './settings.ts';

/**
 * What may be sent, checked before anything is written. Buckaroo publishes no lengths, so these are ours: they keep to what its forms take.
 * Values name the payer, so a message says what was expected and how much came, never what came.
 */

export function checkNewTransfer(
  { invoice, amount: sum, payer, dueDate, description, order, culture }: OperationMap['transfer.create'],
  settings: Settings,
): readonly InputProblem[] {
  return [
    ...invoiceOf(invoice, ['invoice']),
    ...amount(settings)(sum, ['amount']),
    ...name(payer.firstName, ['payer', 'firstName']),
    ...name(payer.lastName, ['payer', 'lastName']),
    ...email(payer.email, ['payer', 'email']),
    ...optional(payer.country, country, ['payer', 'country']),
    ...optional(dueDate, day, ['dueDate']),
    // What a bank statement holds.
    ...optional(description, text(140), ['description']),
    ...optional(order, text(40), ['order']),
    ...optional(culture, known(cultures, 'culture'), ['culture']),
  ];
}

/** How much is left of the receipt is the core's to check: the adapter does not know it. Money goes back in the currency in which it came. */
export function checkRefund({ amount: sum, externalId }: OperationMap['transfer.refund']): readonly InputProblem[] {
  return [...atLeastOne(sum, ['amount']), ...optional(externalId, text(64), ['externalId'])];
}

const invoiceLengthMax = 40;

/** It comes back with every transaction and is compared there, so nothing in it may be trimmed, encoded or read as something else. */
const invoiceOf: Check<string> = (value, path) => {
  if (value.length < 1 || value.length > invoiceLengthMax)
    return one(path, 'length', `expected 1 to ${invoiceLengthMax} characters; got ${value.length}`);
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9 ._/#:+,()-]*[A-Za-z0-9)])?$/.test(value))
    return one(
      path,
      'characters',
      'expected letters, digits, spaces and ._/#:+,()- between a letter or digit at each end',
    );
  return /^BCK_/i.test(value)
    ? one(path, 'reserved', 'expected no invoice of Buckaroo’s own, which begin with BCK_')
    : [];
};

function amount({ currencies }: Settings): Check<OperationMap['transfer.create']['amount']> {
  return (sum, path) =>
    currencies.some((known) => known === sum.currency)
      ? atLeastOne(sum, path)
      : one(path, 'currency', `expected ${currencies.join(' or ')}; got ${sum.currency}`);
}

const atLeastOne: Check<OperationMap['transfer.create']['amount']> = ({ amountMinor }, path) =>
  amountMinor < 1n ? one(path, 'amountMin', `expected at least 1 in minor units; got ${amountMinor}`) : [];

function known(values: readonly string[], rule: InputRule): Check<string> {
  return (value, path) =>
    values.includes(value) ? [] : one(path, rule, `expected ${values.join(', ')}; got ${quote(value)}`);
}

const name = text(100);

// The longest address that mail knows (RFC 5321 §4.5.3.1.3).
const emailLengthMax = 254;
const emailForm = z.email();
const email: Check<string> = (value, path) => {
  if (value.length > emailLengthMax)
    return one(path, 'length', `expected at most ${emailLengthMax} characters; got ${value.length}`);
  return emailForm.safeParse(value).success ? [] : one(path, 'email', 'expected an e-mail address');
};

function one(path: readonly string[], rule: InputRule, message: string): readonly InputProblem[] {
  return [{ path, rule, message }];
}
