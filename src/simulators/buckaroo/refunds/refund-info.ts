import { z } from 'zod';
import { fromMinor, toMinor, total } from '../../kit/amounts.ts';
import { jsonReply } from '../../kit/replies.ts';
import type { Step } from '../../kit/simulator.ts';
import type { Handler } from '../handler.ts';
import { readBody } from '../input.ts';
import { type TransactionRecord, transactionOf, transactionsOfInvoice } from '../records.ts';
import { badRequest, notFound } from '../replies.ts';
import { settingsOf } from '../settings.ts';
import { isCancelable } from '../wire.ts';
import { refundable } from './refund-life.ts';

export const refundInfo: Handler = (step, _request, key) => {
  const transaction = transactionOf(step, key);
  return transaction ? jsonReply(200, infoOf(step, transaction)) : notFound;
};

const askedInfos = z.object({
  RefundInfoCollection: z.array(z.object({ TransactionKey: z.string().max(64) })).max(1_000),
});

export const refundInfos: Handler = (step, request) => {
  const asked = readBody(request, askedInfos);
  if (!asked) return badRequest;
  const found = asked.RefundInfoCollection.map(({ TransactionKey }) => ({
    TransactionKey,
    transaction: transactionOf(step, TransactionKey),
  }));
  return jsonReply(200, {
    RefundInfoCollection: found.flatMap(({ transaction }) => (transaction ? [infoOf(step, transaction)] : [])),
    InvalidRefundInfoCollection: found.flatMap(({ TransactionKey, transaction }) =>
      transaction ? [] : [{ TransactionKey, ErrorMessage: 'The transaction was not found.' }],
    ),
  });
};

/** What of an invoice is asked for, has come in and was given back, in minor units. */
export function invoiceSums(step: Step, invoice: string) {
  const transactions = transactionsOfInvoice(step, invoice);
  const sum = (some: (transaction: TransactionRecord) => boolean) =>
    total(transactions.filter(some).map(({ amount }) => amount));
  const asked = sum(({ by }) => by === 'request') - sum(({ by, type }) => by === 'request' && type === 'C101');
  const paid = sum(({ type, status, currency }) => type === 'C001' && status === 190 && currency === 'EUR');
  const refunded = sum(({ type, status, currency }) => type === 'C101' && status === 190 && currency === 'EUR');
  const net = paid - refunded;
  return { transactions, asked, paid: net, open: asked > net ? asked - net : 0n };
}

function infoOf(step: Step, transaction: TransactionRecord): object {
  const settings = settingsOf(step);
  const { refunded, pending, left } = refundable(step, transaction);
  const isRefundable = transaction.type === 'C001' && transaction.status === 190 && left > 0n;
  const sums = invoiceSums(step, transaction.invoice);
  return {
    TransactionKey: transaction.key,
    IsRefundable: isRefundable,
    NotRefundableExplanation: isRefundable ? null : 'There is nothing to refund on this transaction.',
    AllowPartialRefund: isRefundable,
    MaximumRefundAmount: amount(isRefundable ? left : 0n),
    PendingRefundAmount: amount(pending),
    RefundedAmount: amount(refunded),
    RefundCurrency: transaction.currency,
    ServiceCode: 'transfer',
    RefundInputFields: isRefundable ? inputFields(transaction) : [],
    IsCreditmanagement: false,
    Invoice: transaction.invoice,
    InvoiceAmount: amount(sums.asked),
    InvoiceAmountPaid: amount(sums.paid),
    InvoiceAmountOpen: amount(sums.open),
    CanCreateCreditNote: false,
    CreditNoteAmount: null,
    CanBeCancelled: isCancelable(transaction, settings),
    UsesBalance: settings.balance !== null && toMinor(settings.balance) < left,
    AdditionalMessage: null,
  };
}

/** Minor units as a JSON number in major units. */
export function amount(minor: bigint): number {
  return Number(fromMinor(minor));
}

function inputFields({ account }: TransactionRecord): readonly object[] {
  const field = (Name: string, MaxLength: number, Required: boolean, value: string | undefined) => ({
    FieldDefinition: { Name, DataType: 'String', MaxLength, Required, Description: null },
    CurrentValue: value ?? null,
    CurrentValueNotCorrect: value === undefined && Required,
    CurrentValueEditable: true,
  });
  return [
    field('customeraccountname', 70, true, account?.name),
    field('customeriban', 34, true, account?.iban),
    field('customerbic', 11, false, account?.bic),
  ];
}
