import type { LosslessNumber } from 'lossless-json';
import { z } from 'zod';
import { listOf } from '../kit/lists.ts';

/**
 * What Buckaroo writes, parsed once on arrival into one shape, whether it came as an answer, a JSON push or a form push. Bodies come from
 * `readJson`, so a number is the text it was written in. Fields that are not named here are ignored. Only what we decide on is required.
 */
const text = z.string().max(4_000);
const optionalText = text.nullish().transform((value) => value ?? null);
/** What nothing hangs on: where it is strange, it is as if it were not there. */
const shownText = optionalText.catch(null);
/** 32 hex digits, 40 in older recordings; compared whatever their case. */
export const transactionKey = z
  .string()
  .regex(/^[0-9A-Za-z]{16,64}$/)
  .toUpperCase();
const optionalKey = transactionKey
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);
/** Digits; which they are, `translate.ts` decides. */
const statusCode = z.string().regex(/^\d{1,4}$/);
const amount = z
  .string()
  .max(40)
  .nullish()
  // The side that is not meant is left out, null or nothing.
  .transform((value) => (value == null || /^0*(\.0*)?$/.test(value) ? null : value));

/** A transaction as we read it. Plain JSON, so that it can be kept and read again. */
export const transaction = z.object({
  key: transactionKey,
  code: statusCode,
  subCode: shownText,
  /** Dutch local time. */
  at: shownText,
  invoice: optionalText,
  /** Lower case. */
  service: optionalText,
  /** For example C001. */
  type: optionalText,
  isTest: z.boolean(),
  currency: optionalText,
  debit: amount,
  credit: amount,
  /** The transaction that a refund gives back money of. */
  refundOf: optionalKey,
  /** The key of our own operation that made it, or that what it is a copy of was made by. */
  operationKey: shownText,
  /** The account to pay to, by Buckaroo's names in lower case. */
  bank: z.record(z.string(), text),
  /** The payer's account. Personal. */
  payer: z.record(z.string(), text),
});
export type Transaction = z.output<typeof transaction>;

// What a service says beyond these is not kept.
const bankNames = [
  'paymentreference',
  'iban',
  'bic',
  'accountholdername',
  'accountholdercity',
  'accountholdercountry',
  'bankaccount',
];
// The documentation's table writes Consumer where its example writes Customer.
const payerNames = ['customeraccountname', 'customeriban', 'consumeriban'];

/** The name under which an operation's key travels among the additional parameters. */
export const operationKeyName = 'paygraph_operation';

const nameValue = z.object({ Name: text, Value: text.nullish() });
/** A list beside what decides: what of it cannot be read is left out. */
const beside = <T>(item: z.ZodType<T>, max: number) =>
  listOf(item, max)
    .nullish()
    .catch(null)
    .transform((list) => list?.items ?? []);
const nameValues = beside(nameValue, 200);
const service = z.object({ Parameters: nameValues });

const status = z.object({
  Code: z.object({ Code: statusCode }),
  SubCode: z.object({ Code: optionalText }).nullish().catch(null),
  DateTime: shownText,
});

const message = z
  .object({
    Title: z.string().max(500).nullish(),
    PlainText: z.string().max(20_000).nullish(),
    HtmlText: z.string().max(50_000).nullish(),
    CultureName: z.string().max(20).nullish(),
  })
  .nullish()
  .catch(null);
export type WireMessage = NonNullable<z.output<typeof message>>;

const requestError = z.object({
  Name: text.nullish(),
  Error: text.nullish(),
  // Its words are never read: they may quote what was sent.
});
const requestErrorList = z.array(requestError).max(100).nullish();
/** In the order in which the first one found is *the* error. */
const requestErrors = z
  .object({
    ChannelErrors: requestErrorList,
    ServiceErrors: requestErrorList,
    ActionErrors: requestErrorList,
    ParameterErrors: requestErrorList,
    CustomParameterErrors: requestErrorList,
  })
  .nullish()
  .transform((lists) =>
    lists
      ? [
          lists.ChannelErrors,
          lists.ServiceErrors,
          lists.ActionErrors,
          lists.ParameterErrors,
          lists.CustomParameterErrors,
        ].flatMap((list) => list ?? [])
      : [],
  )
  .catch([]);
export type WireRequestError = z.output<typeof requestError>;

const body = z.object({
  Status: status,
  Services: beside(service, 50),
  AdditionalParameters: z.object({ List: nameValues, AdditionalParameter: nameValues }).nullish().catch(null),
  Invoice: optionalText,
  ServiceCode: optionalText,
  IsTest: z.boolean().nullish(),
  Currency: optionalText,
  AmountDebit: amount,
  AmountCredit: amount,
  TransactionType: optionalText,
  RelatedTransactions: beside(z.object({ RelationType: text, RelatedTransactionKey: text.nullish() }), 200),
});

/** A transaction in JSON: a push's, an answer's to a question, or to what created it. */
export const jsonTransaction = body
  .extend({ Key: transactionKey })
  .transform(
    (wire): z.input<typeof transaction> => ({
      key: wire.Key,
      code: wire.Status.Code.Code,
      subCode: wire.Status.SubCode?.Code ?? null,
      at: wire.Status.DateTime,
      invoice: wire.Invoice,
      service: wire.ServiceCode?.toLowerCase() ?? null,
      type: wire.TransactionType,
      isTest: wire.IsTest ?? false,
      currency: wire.Currency,
      debit: wire.AmountDebit,
      credit: wire.AmountCredit,
      refundOf:
        wire.RelatedTransactions.find(({ RelationType }) => RelationType.toLowerCase() === 'refund')
          ?.RelatedTransactionKey ?? null,
      operationKey:
        [...(wire.AdditionalParameters?.List ?? []), ...(wire.AdditionalParameters?.AdditionalParameter ?? [])].find(
          ({ Name }) => Name.toLowerCase() === operationKeyName,
        )?.Value ?? null,
      ...accounts(
        wire.Services.flatMap(({ Parameters }) =>
          Parameters.map(({ Name, Value }) => [Name.toLowerCase(), Value ?? ''] as const),
        ),
      ),
    }),
  )
  .pipe(transaction);

/** The answer to what creates a transaction. One that was refused may have no key. */
export const createReply = z.object({
  Key: z.string().max(64).nullish(),
  Status: status,
  RequestErrors: requestErrors,
  ConsumerMessage: message,
});

export const consumerMessage = z.object({ ConsumerMessage: message });

/** What is not known is listed apart; why, in words that are not read. */
export const statusesReply = z.object({
  Transactions: listOf(
    z.unknown().transform((one, context) => {
      const { data: wire } = jsonTransaction.safeParse(one);
      if (wire) return { wire, message: consumerMessage.safeParse(one).data?.ConsumerMessage ?? null };
      context.addIssue({ code: 'custom', message: 'expected a transaction' });
      return z.NEVER;
    }),
    5_000,
  )
    .nullish()
    .transform((list) => list ?? { items: [], unreadable: 0 }),
});

/** What can still be given back of a transaction. */
export const refundInfo = z.object({
  TransactionKey: transactionKey,
  IsRefundable: z.boolean(),
  MaximumRefundAmount: z.string().max(40).nullish(),
  RefundCurrency: optionalText,
});

export const cancelReply = z.object({ Key: transactionKey.nullish(), IsCanceled: z.boolean() });

/** What cannot be read of a push may still be asked about, by its key. */
export const namedTransaction = z.object({ Key: transactionKey });

/** The one root of a JSON push. */
export const jsonPush = z.union([
  z.object({ Transaction: z.looseObject({}) }),
  z.object({ DataRequest: z.looseObject({}) }),
]);

/** A form push's fields, names in lower case, in the shape above. `brq_transactions` may be a list, rarely; such a one is not read. */
export function fromForm(fields: Readonly<Record<string, string>>): z.input<typeof transaction> {
  const servicePrefix = 'brq_service_transfer_';
  return {
    key: fields.brq_transactions ?? '',
    code: fields.brq_statuscode ?? '',
    subCode: fields.brq_statuscode_detail,
    at: fields.brq_timestamp,
    invoice: fields.brq_invoicenumber,
    service: (fields.brq_transaction_method ?? fields.brq_payment_method)?.toLowerCase(),
    type: fields.brq_transaction_type,
    isTest: fields.brq_test?.toLowerCase() === 'true',
    currency: fields.brq_currency,
    debit: fields.brq_amount,
    credit: fields.brq_amount_credit,
    refundOf: fields.brq_relatedtransaction_refund,
    operationKey: fields[`add_${operationKeyName}`],
    ...accounts(
      Object.entries(fields).flatMap(([name, value]) =>
        name.startsWith(servicePrefix) ? [[name.slice(servicePrefix.length), value] as const] : [],
      ),
    ),
  };
}

function accounts(parameters: readonly (readonly [name: string, value: string])[]) {
  const of = (names: readonly string[]) =>
    Object.fromEntries(parameters.filter(([name, value]) => names.includes(name) && value !== ''));
  return { bank: of(bankNames), payer: of(payerNames) };
}

interface NameValue {
  readonly Name: string;
  readonly Value: string;
}
/** The body of what creates a transaction, as we send it. Exactly one of the amounts is there. */
export interface NewTransactionBody {
  readonly Currency: string;
  readonly AmountDebit?: LosslessNumber;
  readonly AmountCredit?: LosslessNumber;
  readonly Invoice: string;
  readonly Order?: string;
  readonly Description?: string;
  readonly OriginalTransactionKey?: string;
  /** They win over what is set in the Plaza, also for what derives from this. */
  readonly PushURL: string;
  readonly PushURLFailure: string;
  readonly Services: {
    readonly ServiceList: readonly {
      readonly Name: string;
      readonly Action: string;
      readonly Parameters?: readonly NameValue[];
    }[];
  };
  readonly AdditionalParameters: { readonly AdditionalParameter: readonly NameValue[] };
}
