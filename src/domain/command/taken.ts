import { invalid, type Refusal } from '../../kernel/refusal.ts';
import { brokenUnique } from '../../platform/postgres/sql-state.ts';

/** What a caller chose that something of theirs has already: where it stands in the input, and what was expected of it. */
interface Taken {
  readonly path: readonly string[];
  readonly message: string;
}
const externalId = (noun: string, ...path: string[]): Taken => ({
  path: [...path, 'externalId'],
  message: `expected an externalId that no other ${noun} of yours has, since it names one thing for life`,
});

/** By the constraint that is broken. All others guard what we choose ourselves: to break one is a bug. */
const takenBy: Readonly<Record<string, Taken>> = {
  agreement_merchant_id_external_id_key: externalId('agreement'),
  mandate_merchant_id_external_id_key: externalId('mandate'),
  billing_request_merchant_id_external_id_key: externalId('billing request'),
  payment_schedule_merchant_id_external_id_key: externalId('payment schedule'),
  refund_merchant_id_external_id_key: externalId('refund'),
  one_off_payment_merchant_id_external_id_key: externalId('payment'),
};

/** Where a mutation has the external id of its payment in another place, or calls it otherwise. */
const paymentTakenIn: Readonly<Record<string, Taken>> = {
  createAgreement: externalId('payment', 'oneOffPayment'),
  createTransfer: {
    path: ['invoice'],
    message: 'expected an invoice that is the reference of no other payment of yours, since money is found by it',
  },
};

/** The refusal where a unique violation is the caller's to mend, or null for any other error. */
export function takenRefusal(mutation: string, error: unknown): Refusal | null {
  const constraint = brokenUnique(error);
  const usual = constraint === undefined ? undefined : takenBy[constraint];
  if (!usual) return null;
  const isPayment = constraint === 'one_off_payment_merchant_id_external_id_key';
  const { path, message } = (isPayment ? paymentTakenIn[mutation] : undefined) ?? usual;
  return invalid(['input', ...path], 'unique', message);
}
