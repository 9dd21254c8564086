import type { CallbackReader, Step } from '../kit/simulator.ts';
import { encodeForm, type FormFields, formSignature } from './form.ts';
import { formSecret, signJsonPush, websiteKey } from './guard.ts';
import type { TransactionRecord } from './records.ts';
import { type Settings, settingsOf } from './settings.ts';
import { statusText } from './texts.ts';
import { dutchTime } from './time.ts';
import { isCancelable, pushedOnWire, serviceParameters } from './wire.ts';

/** The two kinds of news, as a fault script names them. */
export const pushNames = ['transferPush', 'refundPush'] as const;

/** Tells of a transaction as it now stands; where nobody wants to know, of nothing. */
export function push(step: Step, transaction: TransactionRecord): void {
  const settings = settingsOf(step);
  const url = addressFor(transaction, settings);
  if (url === null) return;
  step.push({
    name: transaction.type === 'C101' ? 'refundPush' : 'transferPush',
    url,
    subjects: [transaction.key, transaction.invoice, ...(transaction.originalKey ? [transaction.originalKey] : [])],
    body:
      settings.pushContentType === 'json'
        ? { Transaction: pushedOnWire(transaction, settings) }
        : formFields(transaction, settings),
  });
}

/** What goes over the wire: the JSON as it is, or its fields as a form that is signed within. */
export function writePush(
  reader: CallbackReader,
  { body, bad }: { readonly body: string; readonly bad: boolean },
): string {
  if (isJsonPush(body)) return body;
  const { pushDigest } = settingsOf(reader);
  const fields = JSON.parse(body) as FormFields;
  const name = 'BRQ_WEBSITEKEY' in fields ? 'BRQ_SIGNATURE' : 'brq_signature';
  const signature = formSignature(fields, bad ? `${formSecret}-wrong` : formSecret, pushDigest);
  return encodeForm({ ...fields, [name]: signature });
}

/** The headers of one attempt: a form has its signature within. */
export async function signPush(
  reader: CallbackReader,
  push: { readonly url: string; readonly body: string; readonly bad: boolean },
): Promise<Record<string, string>> {
  return isJsonPush(push.body)
    ? { authorization: signJsonPush(reader, push) }
    : { 'content-type': 'application/x-www-form-urlencoded' };
}

function addressFor({ status, pushUrl, pushUrlFailure }: TransactionRecord, settings: Settings): string | null {
  const failed = status >= 400 && status < 700;
  const cancelled = status >= 800;
  const usual = pushUrl ?? settings.pushUrl;
  return failed || cancelled ? (pushUrlFailure ?? settings.pushUrlFailure ?? usual) : usual;
}

// A queued form is the JSON of its fields; both content types are told apart by their root.
function isJsonPush(body: string): boolean {
  return body.startsWith('{"Transaction":');
}

function formFields(transaction: TransactionRecord, settings: Settings): FormFields {
  const { type, status, subCode, originalKey, customParameters, additionalParameters } = transaction;
  const fields: Record<string, string | null> = {
    brq_amount: type === 'C001' ? transaction.amount : null,
    brq_amount_credit: type === 'C101' ? transaction.amount : null,
    brq_currency: transaction.currency,
    brq_customer_name: transaction.customerName,
    brq_description: transaction.description,
    brq_invoicenumber: transaction.invoice,
    brq_mutationtype: 'Collecting',
    brq_ordernumber: transaction.order,
    brq_payment: transaction.paymentKey,
    brq_payment_method: 'transfer',
    brq_recurring: 'False',
    brq_relatedtransaction_refund: type === 'C101' ? originalKey : null,
    brq_statuscode: String(status),
    brq_statuscode_detail: subCode,
    brq_statusmessage: statusText(status, settings.pushCulture),
    brq_test: 'true',
    brq_timestamp: dutchTime(transaction.statusAt),
    brq_transaction_cancelable: isCancelable(transaction, settings) ? 'True' : 'False',
    brq_transaction_method: 'transfer',
    brq_transaction_type: type,
    brq_transactions: transaction.key,
    brq_websitekey: websiteKey,
  };
  const named = (prefix: string, list: typeof customParameters) =>
    (list ?? []).map(({ Name, Value }) => [`${prefix}_${Name}`, Value] as const);
  const all: (readonly [string, string | null])[] = [
    ...Object.entries(fields),
    ...named('brq_SERVICE_transfer', serviceParameters(transaction)),
    ...named('add', additionalParameters),
    ...named('cust', customParameters),
  ];
  return Object.fromEntries(
    all.flatMap(([name, value]) =>
      value === null ? [] : [[settings.pushUpperCase ? upperCase(name) : name, value] as const],
    ),
  );
}

// Buckaroo's own names are then in capitals, and the merchant's stay as they are.
function upperCase(name: string): string {
  return name.startsWith('brq_') ? name.toUpperCase() : name.replace(/^(add|cust)_/, (prefix) => prefix.toUpperCase());
}
