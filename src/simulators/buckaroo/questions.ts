import { z } from 'zod';
import { jsonReply } from '../kit/replies.ts';
import type { Step } from '../kit/simulator.ts';
import type { Handler } from './handler.ts';
import { readBody } from './input.ts';
import {
  latestTransactions,
  type NameValue,
  type TransactionRecord,
  transactionOf,
  transactionsOfInvoice,
} from './records.ts';
import { amount, invoiceSums } from './refunds/refund-info.ts';
import { badRequest, notFound } from './replies.ts';
import { settingsOf } from './settings.ts';
import { cultureOf } from './texts.ts';
import { endTransfer } from './transfers.ts';
import { isCancelable, statusOnTheWire } from './wire.ts';

// As far back as a parameter is looked for.
const searchedMax = 10_000;
const askedMax = 1_000;

export const getStatus: Handler = (step, request, key) => {
  const transaction = transactionOf(step, key);
  if (!transaction) return notFound;
  return jsonReply(200, statusOnTheWire(transaction, cultureOf(request.headers.culture), settingsOf(step)));
};

const text = z.string().max(4_096);
const nameValue = z.object({ Name: text, Value: text });
const oneAsked = z.object({
  Key: text.nullish(),
  Invoice: text.nullish(),
  CustomParameter: nameValue.nullish(),
  AdditionalParameter: nameValue.nullish(),
});
type OneAsked = z.infer<typeof oneAsked>;

export const getStatuses: Handler = (step, request) => {
  const asked = readBody(request, z.object({ Transactions: z.array(oneAsked).max(askedMax) }));
  if (!asked) return badRequest;
  const culture = cultureOf(request.headers.culture);
  const answers = asked.Transactions.map((one) => ({ one, found: findAll(step, one) }));
  const found = new Map(answers.flatMap(({ found }) => found.map((each) => [each.key, each] as const)));
  return jsonReply(200, {
    Transactions: [...found.values()].map((each) => statusOnTheWire(each, culture, settingsOf(step))),
    ErrorTransactions: answers
      .filter(({ found }) => found.length === 0)
      .map(({ one }) => ({
        Key: one.Key ?? null,
        Invoice: one.Invoice ?? null,
        CustomParameter: one.CustomParameter ?? null,
        AdditionParameter: one.AdditionalParameter ?? null,
        ErrorMessage: 'The transaction was not found.',
      })),
  });
};

export const cancel: Handler = (step, _request, key) =>
  transactionOf(step, key) ? jsonReply(200, cancelled(step, key)) : notFound;

export const cancelMultiple: Handler = (step, request) => {
  const asked = readBody(request, z.object({ Transactions: z.array(z.object({ Key: text })).max(askedMax) }));
  if (!asked) return badRequest;
  return jsonReply(200, { Transactions: asked.Transactions.map(({ Key }) => cancelled(step, Key)) });
};

export const invoiceInfo: Handler = (step, _request, invoice) => {
  const info = infoOf(step, decoded(invoice));
  return info ? jsonReply(200, info) : notFound;
};

// A thing to ask by is the first that is given, in the order of the documentation.
function findAll(step: Step, asked: OneAsked): readonly TransactionRecord[] {
  if (asked.Key) {
    const transaction = transactionOf(step, asked.Key);
    return transaction ? [transaction] : [];
  }
  if (asked.Invoice) return transactionsOfInvoice(step, asked.Invoice.trim());
  const holds = (list: readonly NameValue[] | null, { Name, Value }: NameValue) =>
    (list ?? []).some((each) => each.Name.toLowerCase() === Name.toLowerCase() && each.Value === Value);
  const { CustomParameter: custom, AdditionalParameter: additional } = asked;
  if (!custom && !additional) return [];
  return latestTransactions(step, searchedMax)
    .filter(({ customParameters, additionalParameters }) =>
      custom ? holds(customParameters, custom) : additional ? holds(additionalParameters, additional) : false,
    )
    .toReversed();
}

function cancelled(step: Step, key: string): object {
  const transaction = transactionOf(step, key);
  const can = transaction !== null && isCancelable(transaction, settingsOf(step));
  if (can) endTransfer(step, transaction, 891);
  return { Key: key, IsCanceled: can };
}

// The names inside are of our own making: the documentation speaks of all transactions, and of open and paid amounts.
function infoOf(step: Step, invoice: string): object | null {
  const { transactions, asked, paid, open } = invoiceSums(step, invoice);
  if (transactions.length === 0) return null;
  return {
    Invoice: invoice,
    InvoiceAmount: amount(asked),
    InvoiceAmountPaid: amount(paid),
    InvoiceAmountOpen: amount(open),
    Currency: transactions[0]?.currency ?? null,
    Transactions: transactions.map((transaction) =>
      statusOnTheWire(transaction, transaction.culture, settingsOf(step)),
    ),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment).trim();
  } catch {
    return segment;
  }
}
