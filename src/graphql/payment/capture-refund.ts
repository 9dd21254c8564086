import { encodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { OperationStatus } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { Node } from '../schema/node.ts';
import { asPayment } from '../schema/node-types.ts';
import { StatusReason, toReason } from '../schema/reason.ts';
import { Transfer } from '../transfer/type.ts';
import { inCurrencyOf, OneOffPayment, Payment } from './type.ts';

// MobilePay captures once; the bound leaves room for providers that capture in parts.
const attemptsShownMax = 50;

export const Capture = builder.prismaObject('Capture', {
  description: 'An attempt to take reserved money: a thing of its own, because the provider may answer later.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the capture: cap_ and 26 characters.', resolve: ({ id }) => encodeId('cap', id) }),
    amount: t.field({
      type: Money,
      description: 'What is taken.',
      resolve: (capture) => inCurrencyOf(capture, capture.amountMinor),
    }),
    status: t.field({
      type: OperationStatus,
      description: 'What has become of it.',
      select: { operation: true },
      resolve: ({ operation }) => operation.status,
    }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it failed or is not settled yet. Null when nothing is out of the ordinary.',
      select: { operation: true },
      resolve: ({ operation }) => toReason(operation.reason),
    }),
    requestedAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    completedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its outcome was known. Null until then.',
      select: { operation: true },
      resolve: ({ operation }) => operation.completedAt,
    }),
    payment: t.field({
      type: Payment,
      description: 'The payment whose money it is.',
      directives: { cost: { weight: 1 } },
      select: { payment: true },
      resolve: ({ payment }) => asPayment(payment),
    }),
  }),
});

export const Refund = builder.prismaObject('Refund', {
  description: 'An attempt to give captured money back, whole or in part.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the refund: rfd_ and 26 characters.', resolve: ({ id }) => encodeId('rfd', id) }),
    amount: t.field({
      type: Money,
      description: 'What is given back.',
      resolve: (refund) => inCurrencyOf(refund, refund.amountMinor),
    }),
    status: t.field({
      type: OperationStatus,
      description: 'What has become of it.',
      select: { operation: true },
      resolve: ({ operation }) => operation.status,
    }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it failed or is not settled yet. Null when nothing is out of the ordinary.',
      select: { operation: true },
      resolve: ({ operation }) => toReason(operation.reason),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: "The caller's own words for it. Null when none were given.",
    }),
    requestedAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    completedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its outcome was known. Null until then.',
      select: { operation: true },
      resolve: ({ operation }) => operation.completedAt,
    }),
    payment: t.field({
      type: Payment,
      nullable: true,
      description: 'The payment whose money it is. Null while that is on no transfer: see `receipt`.',
      directives: { cost: { weight: 1 } },
      select: { payment: true },
      resolve: ({ payment }) => payment && asPayment(payment),
    }),
    receipt: t.relation('receipt', {
      nullable: true,
      description: 'The money that came in by bank transfer and is given back. Null for any other payment.',
      directives: { cost: { weight: 1 } },
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: "The caller's own reference. Null when none was given.",
    }),
    returnedAt: t.expose('returnedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        "When its money came back after it had been paid, because the payer's bank sent it back: it is refundable again. Null while it has not.",
    }),
  }),
});

builder.interfaceFields(Payment, (t) => ({
  captures: t.field({
    directives: { cost: { weight: 2 } },
    type: [Capture],
    description: `Attempts to take the money, oldest first: ${attemptsShownMax} at most.`,
  }),
  refunds: t.field({
    directives: { cost: { weight: 2 } },
    type: [Refund],
    description: `Attempts to give money back, oldest first: ${attemptsShownMax} at most.`,
  }),
}));

const oldestFirst = { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: attemptsShownMax } as const;

// Both kinds of payment show them alike.
for (const type of [OneOffPayment, Transfer]) {
  builder.prismaObjectFields(type, (t) => ({
    captures: t.relation('captures', {
      description: `Attempts to take the money, oldest first: ${attemptsShownMax} at most.`,
      directives: { cost: { weight: 2 } },
      query: () => ({ orderBy: [...oldestFirst.orderBy], take: oldestFirst.take }),
    }),
    refunds: t.relation('refunds', {
      description: `Attempts to give money back, oldest first: ${attemptsShownMax} at most.`,
      directives: { cost: { weight: 2 } },
      query: () => ({ orderBy: [...oldestFirst.orderBy], take: oldestFirst.take }),
    }),
  }));
}
