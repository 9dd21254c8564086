import { toMinor } from '../../domain/payout/rules.ts';
import type { PayoutItemTax as PayoutItemTaxValue } from '../../domain/port/provider.ts';
import type { Payout as PayoutRow } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refund } from '../payment/capture-refund.ts';
import { inCurrencyOf, Payment } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { Node, Versioned } from '../schema/node.ts';
import { badInput, pageSize } from '../schema/page.ts';
import { PayoutItemKind, PayoutItemProblem, PayoutReconciliationStatus, PayoutStatus } from './enums.ts';
import { type PayoutItemRow, problemsShown } from './load.ts';

const requiresScope = { scope: 'ledger:read' } as const;
const plainDay = (day: Date | null): string | null => day?.toISOString().slice(0, 10) ?? null;

/** Tenths of a minor unit as text: -605 is `-60.5`. */
export function fineText(amountTenths: bigint): string {
  const digits = (amountTenths < 0n ? -amountTenths : amountTenths).toString().padStart(2, '0');
  return `${amountTenths < 0n ? '-' : ''}${digits.slice(0, -1)}.${digits.slice(-1)}`;
}

const PayoutItemTax = builder.objectRef<PayoutItemTaxValue>('PayoutItemTax').implement({
  description: 'Tax in a line of a payout, as the provider tells it.',
  fields: (t) => ({
    minorUnits: t.exposeString('amount', {
      description: 'In minor units with decimals, for example `-10.1`; within the amount of the line.',
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'ISO 4217 code of its currency.',
      resolve: ({ currency: code }) => currency(code),
    }),
  }),
});

export const PayoutItem = builder.objectRef<PayoutItemRow>('PayoutItem');

const PayoutReconciliation = builder.objectRef<PayoutRow>('PayoutReconciliation').implement({
  description: 'How a payout is explained by its items.',
  fields: (t) => ({
    status: t.expose('reconciliation', { type: PayoutReconciliationStatus, description: 'Whether it is explained.' }),
    difference: t.field({
      type: Money,
      description:
        'By how much less was sent than its items explain; below zero where it was more. Posted on PAYOUT_DIFFERENCE for as long as nobody explains it.',
      resolve: (payout) => inCurrencyOf(payout, payout.difference),
    }),
    items: t.field({
      type: [PayoutItem],
      description: `The items that do not fit what is known here, by number: ${problemsShown} at most.`,
      directives: { cost: { weight: 2 } },
      resolve: (payout, _args, { loaders }) => loaders.payoutProblems.load(payout),
    }),
  }),
});

export const Payout = builder.prismaObject('Payout', {
  description:
    "Money that a provider sends to your bank: what it has collected, less what went back and its fees. It holds what every system has collected on your account with the provider, so some of its items may be none of this one's.",
  interfaces: [Node, Versioned],
  fields: (t) => ({
    id: t.id({ description: 'Id of the payout: pyo_ and 26 characters.', resolve: ({ id }) => encodeId('pyo', id) }),
    provider: t.expose('provider', { type: Provider, description: 'The provider that sends it.' }),
    providerReference: t.exposeString('providerReference', { description: "The provider's own id of it." }),
    status: t.expose('status', { type: PayoutStatus, description: 'Where it stands.' }),
    providerStatus: t.exposeString('providerStatus', { description: "The same in the provider's own word." }),
    amount: t.field({
      type: Money,
      description: 'What is sent, in the currency that was collected.',
      resolve: (payout) => inCurrencyOf(payout, payout.amountMinor),
    }),
    bankAmount: t.field({
      type: Money,
      nullable: true,
      description:
        'What arrives at your bank where it is exchanged, once that is final. Null where it is not exchanged.',
      resolve: ({ bankAmountMinor, bankCurrency }) =>
        bankAmountMinor === null || bankCurrency === null ? null : money(bankAmountMinor, currency(bankCurrency)),
    }),
    exchangeRate: t.exposeString('exchangeRate', {
      nullable: true,
      description:
        'How much of the currency of your bank account one of the other buys: a decimal number. Null as `bankAmount`.',
    }),
    fees: t.field({
      type: Money,
      description:
        "What the provider has kept by this payout; below zero where it gave more back. A partner's is not in it.",
      resolve: (payout) => inCurrencyOf(payout, payout.fees),
    }),
    partnerFees: t.field({
      type: Money,
      description: 'What was kept for a partner by this payout.',
      resolve: (payout) => inCurrencyOf(payout, payout.partnerFees),
    }),
    deductedFees: t.field({
      type: Money,
      nullable: true,
      description: 'What the provider says that it has kept in all. Null where it says nothing.',
      resolve: (payout) => (payout.deductedFees === null ? null : inCurrencyOf(payout, payout.deductedFees)),
    }),
    foreignPayments: t.field({
      type: Money,
      description: 'What of it other systems have collected, less what went back of that, before fees.',
      resolve: (payout) => inCurrencyOf(payout, payout.foreignPayments),
    }),
    bankReference: t.exposeString('bankReference', {
      nullable: true,
      description: 'The text on your bank statement, by which its line is found. Null until the provider has told it.',
    }),
    arrivesOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day on which it is expected at your bank. Null until the provider has told it.',
      resolve: ({ arrivesOn }) => plainDay(arrivesOn),
    }),
    arrivedAt: t.expose('arrivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken as arrived. Null while it is not PAID.',
    }),
    madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When the provider made it.' }),
    lastProviderSyncAt: t.expose('lastProviderSyncAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider last said how it stands. Null until it has said so once.',
    }),
    reconciliation: t.field({
      type: PayoutReconciliation,
      description: 'How it is explained by its items.',
      resolve: (payout) => payout,
    }),
    itemCount: t.exposeInt('itemCount', {
      nullable: true,
      description: 'How many items there are. Null until they have been read.',
    }),
    items: t.field({
      type: [PayoutItem],
      description: 'What it is made of, by number. Empty until it is read.',
      directives: { cost: { weight: 1, multiplier: 'first' } },
      args: {
        first: t.arg.int({ description: 'How many: 20 when left out, 100 at most.' }),
        after: t.arg.int({ description: 'Items with a higher number than this only.' }),
      },
      resolve: (payout, { first, after }, { loaders }) => {
        if (after !== null && after !== undefined && after < 0) throw badInput('expected `after` to be 0 or more');
        return loaders.payoutItems.load({ payout, first: pageSize(first), after: after ?? 0 });
      },
    }),
  }),
});

PayoutItem.implement({
  description: 'One line of a payout, as the provider tells it.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1, 2, 3 … within its payout.' }),
    kind: t.expose('kind', { type: PayoutItemKind, description: 'What it is about.' }),
    providerType: t.exposeString('providerType', { description: "The provider's own word for it." }),
    minorUnits: t.string({
      description:
        'In minor units with one decimal, for example `-60.5`: providers reckon their fees more finely than anybody pays. Below zero where it is taken off.',
      resolve: ({ amountTenths }) => fineText(amountTenths),
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'ISO 4217 code of the currency.',
      resolve: ({ payout }) => currency(payout.currency),
    }),
    payment: t.field({
      type: Payment,
      nullable: true,
      description: 'The payment that it is about. Null where that is none of this system.',
      directives: { cost: { weight: 1 } },
      resolve: ({ paymentId }, _args, { loaders }) => (paymentId === null ? null : loaders.payment.load(paymentId)),
    }),
    refund: t.field({
      type: Refund,
      nullable: true,
      description: 'The refund that it is about. Null where it is about none of this system.',
      directives: { cost: { weight: 1 } },
      resolve: async ({ refundId }, _args, { loaders }) =>
        (refundId === null ? null : await loaders.node.load({ prefix: 'rfd', uuid: refundId })) as never,
    }),
    paymentReference: t.exposeString('paymentReference', {
      nullable: true,
      description: "The provider's id of the payment. Null where it is about none.",
    }),
    refundReference: t.exposeString('refundReference', {
      nullable: true,
      description: "The provider's id of the refund. Null where it is about none.",
    }),
    problem: t.expose('problem', {
      type: PayoutItemProblem,
      nullable: true,
      description: 'Why it does not fit what is known here. Null where it does.',
    }),
    taxes: t.field({
      type: [PayoutItemTax],
      description: 'The tax in it, where the provider tells it.',
      resolve: ({ taxes }) => (taxes ?? []) as unknown as PayoutItemTaxValue[],
    }),
    payout: t.field({
      type: Payout,
      description: 'The payout in which it stands.',
      directives: { cost: { weight: 1 } },
      resolve: ({ payout }) => payout,
    }),
  }),
});

const PaymentFees = builder.objectRef<readonly [PayoutItemRow, ...PayoutItemRow[]]>('PaymentFees').implement({
  description: 'What a payment has cost, by all payouts so far: fees that were given back are taken off.',
  fields: (t) => ({
    provider: t.field({
      type: Money,
      description: 'What the provider has kept, to the nearest minor unit.',
      resolve: (items) => money(toMinor(feesOf(items, 'FEE')), currency(items[0].payout.currency)),
    }),
    partner: t.field({
      type: Money,
      description: 'What was kept for a partner, to the nearest minor unit.',
      resolve: (items) => money(toMinor(feesOf(items, 'PARTNER_FEE')), currency(items[0].payout.currency)),
    }),
    providerMinorUnits: t.string({
      description: 'What the provider has kept, in minor units with one decimal, for example `60.5`.',
      resolve: (items) => fineText(feesOf(items, 'FEE')),
    }),
  }),
});

function feesOf(items: readonly PayoutItemRow[], kind: 'FEE' | 'PARTNER_FEE'): bigint {
  return items.reduce((sum, item) => (item.kind === kind ? sum - item.amountTenths : sum), 0n);
}

builder.interfaceFields(Payment, (t) => ({
  payoutItems: t.field({
    type: [PayoutItem],
    description:
      'The lines of payouts that are about it, the oldest payout first: in which it was paid out, and what was taken off later; 50 at most.',
    directives: { cost: { weight: 2 }, requiresScope },
    resolve: async ({ id }, _args, { loaders }) => (await loaders.payoutItemsOfPayment.load(id)).slice(0, 50),
  }),
  fees: t.field({
    type: PaymentFees,
    nullable: true,
    description: 'What it has cost. Null until it is in a payout: no provider tells fees before.',
    directives: { cost: { weight: 2 }, requiresScope },
    resolve: async ({ id }, _args, { loaders }) => {
      const [first, ...others] = await loaders.payoutItemsOfPayment.load(id);
      return first ? ([first, ...others] as const) : null;
    },
  }),
}));

builder.prismaObjectFields(Refund, (t) => ({
  payoutItems: t.field({
    type: [PayoutItem],
    description: 'The lines of payouts that are about it: in which it was taken off, and in which it came back.',
    directives: { cost: { weight: 2 }, requiresScope },
    resolve: ({ id }, _args, { loaders }) => loaders.payoutItemsOfRefund.load(id),
  }),
}));
