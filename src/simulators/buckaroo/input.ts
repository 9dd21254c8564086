import { parse } from 'lossless-json';
import { z } from 'zod';
import { isWebAddress, readJson } from '../kit/input.ts';
import type { WireRequest } from '../kit/simulator.ts';
import { readPositive } from './amounts.ts';
import type { NameValue } from './records.ts';
import type { RequestError } from './replies.ts';

const text = z.string().max(4_096);
// The gateway's own clients write truth and falsehood as JSON does, too.
const value = z.union([text, z.boolean().transform(String)]);
const nameValue = z.object({ Name: z.string().min(1).max(256), Value: value.nullish() });
const nameValues = z.array(nameValue).max(500);
const service = z.object({
  Name: text,
  Action: text.nullish(),
  Parameters: nameValues.nullish(),
});
/** A service that is asked for, with what is to be done and how. */
export type AskedService = z.infer<typeof service>;

// Only the shape: whether its content will do is told in the gateway's own way. What is not known here is let through unread.
const transactionRequest = z.object({
  Currency: text.nullish(),
  AmountDebit: text.nullish(),
  AmountCredit: text.nullish(),
  Invoice: text.nullish(),
  Order: text.nullish(),
  Description: text.nullish(),
  PushURL: text.nullish(),
  PushURLFailure: text.nullish(),
  OriginalTransactionKey: text.nullish(),
  OriginalTransactionReference: z.object({ Type: text.nullish(), Reference: text.nullish() }).nullish(),
  Services: z.object({ ServiceList: z.array(service).max(50).nullish() }).nullish(),
  CustomParameters: z.object({ List: nameValues.nullish() }).nullish(),
  AdditionalParameters: z.object({ AdditionalParameter: nameValues.nullish() }).nullish(),
});
export type TransactionRequest = z.infer<typeof transactionRequest>;

/** Reads a JSON body by its schema; null when that is not what it is. Numbers are the text that they were written in. */
export function readBody<T>(request: WireRequest, schema: z.ZodType<T>): T | null {
  // What is not JSON, holds one key with two values, or is nested deeper than anyone can read is refused alike.
  const body = readJson(request, { types: /^(application|text)\/json\b/i, parse: parseLosslessly });
  const read = body.ok ? schema.safeParse(body.value) : null;
  return read?.success ? read.data : null;
}
const parseLosslessly = (text: string): unknown => parse(text, null, (number) => number);

export function readTransactionRequest(request: WireRequest): TransactionRequest | null {
  return readBody(request, transactionRequest);
}

/** The service of a request: the first, since a transaction has one. */
export function serviceOf(asked: TransactionRequest): AskedService | undefined {
  return asked.Services?.ServiceList?.[0];
}

/** A service's parameter, whatever the case of its name; null when it is not there, or empty. */
export function parameter({ Parameters }: AskedService, name: string): string | null {
  const found = (Parameters ?? []).find((each) => each.Name.toLowerCase() === name.toLowerCase());
  return found?.Value?.trim() || null;
}

/** Parameters that come back as they are; null where there are none. */
export function echoed(
  list: readonly { readonly Name: string; readonly Value?: string | null | undefined }[] | null | undefined,
): readonly NameValue[] | null {
  return list && list.length > 0 ? list.map(({ Name, Value }) => ({ Name, Value: Value ?? '' })) : null;
}

/** What every request must have: one amount on the right side, the currency, an invoice, and addresses that are some. */
export function readBasics(
  asked: TransactionRequest,
  side: 'AmountDebit' | 'AmountCredit',
  currency: string,
): { readonly amount: string; readonly invoice: string; readonly errors: readonly RequestError[] } {
  const errors: RequestError[] = [];
  const flaw = (name: string, error: string, message: string) =>
    errors.push({ list: 'ParameterErrors', name, error, message });
  const other = side === 'AmountDebit' ? 'AmountCredit' : 'AmountDebit';
  const amount = asked[side] == null ? null : readPositive(asked[side]);
  if (asked[side] == null) flaw(side, 'ParameterRequired', `Parameter "${side}" is required`);
  else if (amount === null) flaw(side, 'ParameterInvalid', `Parameter "${side}" has wrong value`);
  if (asked[other] != null && !/^0+(\.0+)?$/.test(asked[other]))
    flaw(other, 'ParameterInvalid', 'Exactly one of AmountDebit and AmountCredit is allowed');
  if (!asked.Currency) flaw('Currency', 'ParameterRequired', 'Parameter "Currency" is required');
  else if (asked.Currency.toUpperCase() !== currency)
    flaw('Currency', 'ParameterInvalid', 'The currency is not supported by this service');
  const invoice = (asked.Invoice ?? '').trim();
  if (invoice === '') flaw('Invoice', 'ParameterRequired', 'Parameter "Invoice" is required');
  else if (invoice.length > 255) flaw('Invoice', 'ParameterInvalid', 'Parameter "Invoice" is too long');
  for (const name of ['PushURL', 'PushURLFailure'] as const)
    if (asked[name] && !isWebAddress(asked[name]))
      flaw(name, 'ParameterInvalid', `Parameter "${name}" has wrong value`);
  return { amount: amount ?? '0.00', invoice, errors };
}
