import type { StatusReason } from '../../domain/port/provider.ts';
import { reason, type Words } from '../kit/reasons.ts';
import type { WireRequestError } from './wire.ts';

/** Buckaroo's codes as reasons of ours. Its own words are never shown: they come in the payer's language and may quote the payer. */

type Subject = 'transfer' | 'refund';

const endings = {
  '490': (subject) => ({ code: 'OTHER', origin: 'PROVIDER', message: `Buckaroo says that the ${subject} failed.` }),
  '491': (subject) => ({
    code: 'OTHER',
    origin: 'PROVIDER',
    message: `Buckaroo did not accept what the ${subject} says.`,
  }),
  '492': (subject) => ({
    code: 'OTHER',
    origin: 'PROVIDER',
    message: `The ${subject} failed for a technical reason at Buckaroo.`,
    retryable: true,
  }),
  '690': (subject) => ({
    code: 'OTHER',
    origin: 'PROVIDER',
    message: `The ${subject} was rejected, by Buckaroo or by the bank.`,
  }),
  '890': (subject) => ({
    code: 'CANCELLED_BY_PAYER',
    origin: 'PAYER',
    message: `The payer cancelled the ${subject}.`,
  }),
  '891': (subject) => ({
    code: 'CANCELLED_BY_MERCHANT',
    origin: 'MERCHANT',
    message: `The merchant cancelled the ${subject}.`,
  }),
} as const satisfies Record<string, (subject: Subject) => Words>;

/** Why a transaction ended without success. */
export function whyEnded(subject: Subject, code: keyof typeof endings): StatusReason {
  return reason(endings[code](subject), code);
}

/** A field of ours by the name that Buckaroo has for it, in lower case. */
const fields: Readonly<Record<string, { readonly field: string; readonly code: StatusReason['code'] }>> = {
  customeremail: { field: 'e-mail address of the payer', code: 'DEBTOR_DETAILS_INVALID' },
  customerfirstname: { field: 'first name of the payer', code: 'DEBTOR_DETAILS_INVALID' },
  customerlastname: { field: 'last name of the payer', code: 'DEBTOR_DETAILS_INVALID' },
  customergender: { field: 'gender of the payer', code: 'DEBTOR_DETAILS_INVALID' },
  customercountry: { field: 'country of the payer', code: 'DEBTOR_DETAILS_INVALID' },
  customeriban: { field: 'account of the payer', code: 'DEBTOR_DETAILS_INVALID' },
  datedue: { field: 'due date', code: 'OTHER' },
  sendmail: { field: 'choice to send a mail', code: 'OTHER' },
  amountdebit: { field: 'amount', code: 'OTHER' },
  amountcredit: { field: 'amount', code: 'OTHER' },
  currency: { field: 'currency', code: 'OTHER' },
  invoice: { field: 'invoice', code: 'OTHER' },
  originaltransactionkey: { field: 'receipt', code: 'NOT_IN_THIS_STATE' },
};

/** Why a request was not accepted (491): the first of its errors that names a field of ours, else the first of all. */
export function whyInvalid(subject: Subject, errors: readonly WireRequestError[]): StatusReason {
  const [named] = errors.flatMap(({ Name }) => {
    const name = (Name ?? '').toLowerCase();
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return known ? [known] : [];
  });
  if (!named) return whyEnded(subject, '491');
  return reason(
    { code: named.code, origin: 'MERCHANT', message: `Buckaroo did not accept the ${named.field}.` },
    '491',
  );
}

export const notRefundable = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'Buckaroo says that the money of this receipt cannot be given back.',
});
export const lessIsLeft = reason({
  code: 'AMOUNT_NOT_AVAILABLE',
  origin: 'PROVIDER',
  message: 'Less than this amount is left of the receipt to be given back.',
});
export const cancelledByUs = reason({
  code: 'CANCELLED_BY_MERCHANT',
  origin: 'MERCHANT',
  message: 'The merchant cancelled the transfer. Buckaroo may still take in money for it.',
});
