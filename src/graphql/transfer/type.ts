import { held } from '../../domain/payment/rules.ts';
import type { ConsumerMessage, ReceiptPayer } from '../../domain/port/provider.ts';
import { amountMatchOf } from '../../domain/transfer/match.ts';
import { maskIban, openMessage, openPayer } from '../../domain/transfer/personal.ts';
import type { TransferReceipt as ReceiptRow, Transfer as TermsRow } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { namesPayer, personOf } from '../payer/person.ts';
import { inCurrencyOf, Payment, type PaymentRow } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { Money } from '../schema/money.ts';
import { NextAction, type ShowBankDetailsShape } from '../schema/next-action.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { asPayment } from '../schema/node-types.ts';
import { AmountMatch, UnmatchedReason } from './enums.ts';

// A payer who sends more transfers for one invoice than this is nobody we have met.
const receiptsShownMax = 100;

export const TransferReceipt = builder.prismaObject('TransferReceipt', {
  description:
    'Money that came in by bank transfer: one for each transaction of the provider, whatever the amount. It never changes.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the receipt: rcp_ and 26 characters.', resolve: ({ id }) => encodeId('rcp', id) }),
    providerReference: t.exposeString('providerReference', {
      description: "The provider's transaction key. Refunds go against it.",
    }),
    invoice: t.exposeString('invoice', { description: 'The invoice that it came with.' }),
    amount: t.field({
      type: Money,
      description: 'What came in.',
      resolve: (receipt) => inCurrencyOf(receipt, receipt.amountMinor),
    }),
    refunded: t.field({
      type: Money,
      description: 'How much of it was given back.',
      resolve: (receipt) => inCurrencyOf(receipt, receipt.refunded),
    }),
    pendingRefund: t.field({
      type: Money,
      description: 'How much of it is being given back; its outcome is awaited.',
      resolve: (receipt) => inCurrencyOf(receipt, receipt.refundInFlight),
    }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: "When it came in, by the provider's clock." }),
    payerName: t.string({
      nullable: true,
      description: 'From whose account it came. Null when the provider does not say, or the payer was erased.',
      directives: { cost: { weight: 1 } },
      extensions: namesPayer,
      resolve: async (receipt, _args, context) => (await payerOf(receipt, context))?.accountHolder ?? null,
    }),
    payerIbanMasked: t.string({
      nullable: true,
      description:
        'The account it came from: its country and last four characters. Null when the provider does not say, or the payer was erased.',
      directives: { cost: { weight: 1 } },
      extensions: namesPayer,
      resolve: async (receipt, _args, context) => {
        const { iban } = (await payerOf(receipt, context)) ?? {};
        return iban === undefined ? null : maskIban(iban);
      },
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it was noted that it is settled elsewhere, or all of it was given back. Null while it waits, and once it is on a transfer.',
    }),
    unmatchedBecause: t.expose('unmatchedBecause', {
      type: UnmatchedReason,
      nullable: true,
      description: 'Why it is on no transfer: `assignReceipt` puts it on one. Null when it is on one.',
    }),
    transfer: t.field({
      type: Payment,
      nullable: true,
      description: 'The transfer whose money it is. Null while that is not known.',
      directives: { cost: { weight: 1 } },
      select: { payment: true },
      resolve: ({ payment }) => payment && asPayment(payment),
    }),
  }),
});

const ConsumerMessageType = builder.objectRef<ConsumerMessage>('ConsumerMessage').implement({
  description: 'What the provider wants the payer to be told.',
  fields: (t) => ({
    title: t.string({
      nullable: true,
      description: 'Its heading. Null when there is none.',
      resolve: ({ title }) => title ?? null,
    }),
    text: t.string({
      nullable: true,
      description: 'As plain text. Null when there is none.',
      resolve: ({ text }) => text ?? null,
    }),
    html: t.string({
      nullable: true,
      description:
        'As HTML, sanitised: text, line breaks, lists and tables, without attributes, styles, links or scripts. Null when there is none.',
      resolve: ({ html }) => html ?? null,
    }),
  }),
});

export const Transfer = builder.prismaObject('OneOffPayment', {
  variant: 'Transfer',
  description:
    'A payment that the payer makes by a bank transfer of their own. It is settled by what really arrives, and never by a wrong amount.',
  interfaces: [Payment, Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the transfer: trf_ and 26 characters.', resolve: ({ id }) => encodeId('trf', id) }),
    invoice: t.string({
      description: "The caller's own reference, with which the money comes: the same as `externalId`.",
      resolve: ({ externalId }) => externalId ?? '',
    }),
    providerStatusCode: t.int({
      nullable: true,
      description:
        "The provider's own status: of the request, for example 792, until its money came or it was given up; then of that, for example 190. It tells nothing of money that came in another amount. Null until the provider has answered.",
      resolve: ({ providerStatus }) => (/^\d{1,9}$/.test(providerStatus) ? Number(providerStatus) : null),
    }),
    providerSubCode: t.string({
      nullable: true,
      description: "The provider's own sub-code, for example C300. Null when the provider gave none.",
      select: { transfer: true },
      resolve: ({ transfer }) => transfer?.providerSubCode ?? null,
    }),
    amountMatch: t.field({
      type: AmountMatch,
      description:
        'How what came in, less what was given back, compares with what was asked for. Of a settled transfer never less than that: giving money back leaves nothing to be paid.',
      resolve: amountMatchOf,
    }),
    receipts: t.relation('receipts', {
      description: `What really came in, in the order in which it was heard of: the first ${receiptsShownMax}.`,
      directives: { cost: { weight: 2 } },
      query: () => ({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: receiptsShownMax }),
    }),
    nextAction: t.field({
      type: NextAction,
      nullable: true,
      description:
        'Where the payer has to send the money. Null when nothing is waited for, as when all that came was given back.',
      directives: { cost: { weight: 1 } },
      select: { transfer: true },
      resolve: (payment) => showBankDetails(payment, payment.transfer),
    }),
    consumerMessage: t.field({
      type: ConsumerMessageType,
      nullable: true,
      description: 'What the provider wants the payer to be told. Null when it said nothing, or the payer was erased.',
      directives: { cost: { weight: 1 } },
      extensions: namesPayer,
      select: { transfer: true },
      resolve: async ({ transfer }, _args, context) => {
        const person = transfer && (await personOf(transfer.personId, context));
        return person && openMessage(person, transfer);
      },
    }),
    description: t.string({
      nullable: true,
      description: 'What is paid for, in your words. Null when none were given.',
      resolve: ({ description }) => description || null,
    }),
    order: t.string({
      nullable: true,
      description: 'Your own number of the order that is paid. Null when none was given.',
      select: { transfer: true },
      resolve: ({ transfer }) => transfer?.order ?? null,
    }),
    culture: t.string({
      nullable: true,
      description:
        'The language in which the provider was asked to write to the payer. Null when that was left to the account.',
      select: { transfer: true },
      resolve: ({ transfer }) => transfer?.culture ?? null,
    }),
    dueDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day by which the payer was asked to pay. Nothing lapses by it. Null when none was given.',
      select: { transfer: true },
      resolve: ({ transfer }) => dayOf(transfer),
    }),
  }),
});

const waitsForMoney: readonly string[] = ['REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'];

function showBankDetails(payment: PaymentRow, terms: TermsRow | null): ShowBankDetailsShape | null {
  // What was given back whole is not asked for again.
  if (payment.captured > 0n && held(payment) === 0n) return null;
  if (!waitsForMoney.includes(payment.state) || !terms?.reference || !terms.iban || !terms.bic || !terms.accountHolder)
    return null;
  const { reference, iban, bic, accountHolder, accountHolderCity, accountHolderCountry, localAccountNumber } = terms;
  return {
    kind: 'ShowBankDetails',
    paymentReference: reference,
    iban,
    bic,
    accountHolder,
    accountHolderCity,
    accountHolderCountry,
    localAccountNumber,
    dueDate: dayOf(terms),
  };
}

const dayOf = (terms: TermsRow | null): string | null => terms?.dueDate?.toISOString().slice(0, 10) ?? null;

async function payerOf(receipt: ReceiptRow, context: Context): Promise<ReceiptPayer | null> {
  const person = receipt.payerSealed && (await personOf(receipt.personId, context));
  return person ? openPayer(person, receipt) : null;
}
