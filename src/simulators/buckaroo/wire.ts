import { consumerMessage } from './instructions.ts';
import type { NameValue, TransactionRecord } from './records.ts';
import { statusOnWire } from './replies.ts';
import type { Settings } from './settings.ts';
import type { Culture } from './texts.ts';

/** A transaction as the answer to what created it. */
export function createdOnWire(transaction: TransactionRecord): object {
  return {
    ...common(transaction, transaction.culture),
    RequiredAction: null,
    RequestErrors: null,
    ConsumerMessage: transaction.status === 792 ? consumerMessage(transaction) : null,
  };
}

/** A transaction as the answer to a question. */
export function statusOnTheWire(transaction: TransactionRecord, culture: Culture, settings: Settings): object {
  return {
    ...common(transaction, culture),
    RequiredAction: null,
    RequestErrors: null,
    ConsumerMessage: transaction.status === 792 ? consumerMessage({ ...transaction, culture }) : null,
    Description: transaction.description,
    IsCancelable: isCancelable(transaction, settings),
  };
}

/** A transaction as a JSON push tells of it. */
export function pushedOnWire(transaction: TransactionRecord, settings: Settings): object {
  const told = common(transaction, settings.pushCulture);
  return {
    ...told,
    Services: told.Services.map((service) => ({ ...service, VersionAsProperty: 1 })),
    IsCancelable: isCancelable(transaction, settings),
  };
}

/** Whether the merchant may take it back. */
export function isCancelable({ type, status }: TransactionRecord, { cancelable }: Settings): boolean {
  return cancelable && type === 'C001' && status === 792;
}

/** What a transaction says of its service: the other side's account once it is known, and the account to pay to. */
export function serviceParameters({
  type,
  account,
  bankDetails,
  paymentReference,
}: TransactionRecord): readonly NameValue[] {
  if (type === 'C101') {
    return [
      { Name: 'CustomerAccountName', Value: account?.name ?? '' },
      { Name: 'CustomerIBAN', Value: account?.iban ?? '' },
      { Name: 'CustomerBIC', Value: account?.bic ?? '' },
      { Name: 'Processed', Value: 'Classic' },
    ];
  }
  return [
    ...(account
      ? [
          { Name: 'CustomerIban', Value: account.iban },
          { Name: 'CustomerBic', Value: account.bic },
          { Name: 'CustomerAccountName', Value: account.name },
        ]
      : []),
    ...bankDetails,
    ...(paymentReference === null ? [] : [{ Name: 'PaymentReference', Value: paymentReference }]),
  ];
}

function common(transaction: TransactionRecord, culture: Culture) {
  const { type, status, subCode, statusAt, customParameters, additionalParameters, originalKey } = transaction;
  return {
    Key: transaction.key,
    Status: statusOnWire(status, subCode, statusAt, culture),
    Services: [{ Name: 'transfer', Action: null, Parameters: serviceParameters(transaction) }],
    CustomParameters: customParameters && { List: customParameters },
    AdditionalParameters: additionalParameters && { List: additionalParameters },
    Invoice: transaction.invoice,
    ServiceCode: 'transfer',
    IsTest: true,
    Currency: transaction.currency,
    // At most fourteen digits, which a JSON number carries unharmed.
    [type === 'C101' ? 'AmountCredit' : 'AmountDebit']: Number(transaction.amount),
    TransactionType: type,
    MutationType: 1,
    RelatedTransactions:
      type === 'C101' && originalKey !== null ? [{ RelationType: 'refund', RelatedTransactionKey: originalKey }] : null,
    Order: transaction.order,
    IssuingCountry: null,
    StartRecurrent: false,
    Recurring: false,
    CustomerName: transaction.customerName,
    PayerHash: null,
    PaymentKey: transaction.paymentKey,
  };
}
