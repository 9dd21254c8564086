import { paymentActions } from '../../domain/payment/rules.ts';
import type {
  BillingRequest as BillingRequestRow,
  OneOffPayment as OneOffPaymentRow,
} from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { currency, money } from '../../kernel/money.ts';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Mandate } from '../mandate/type.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { PaymentStatus } from '../schema/enums.ts';
import { InvalidStateError } from '../schema/errors.ts';
import { Money } from '../schema/money.ts';
import { NextAction, onPage, onRequest } from '../schema/next-action.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { StatusReason, toReason } from '../schema/reason.ts';
import { type ActionRow, nothingCanBeDone, PaymentActionAvailability, PaymentAmounts } from './amounts.ts';

/** The rows that may stand behind a payment; grows with each kind. */
export type PaymentRow = OneOffPaymentRow;

export const Payment = builder.interfaceRef<PaymentRow>('Payment').implement({
  description: 'One normal view over every kind of payment; each kind keeps its own exact state too.',
  interfaces: [Node, Versioned, ProviderBacked],
  fields: (t) => ({
    status: t.expose('status', {
      type: PaymentStatus,
      description: 'Where the payment stands. UNRESOLVED outranks all else.',
    }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it stands so. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => toReason(reason),
    }),
    amounts: t.field({
      type: PaymentAmounts,
      description: 'Posted totals and what is in flight, side by side.',
      resolve: (payment) => payment,
    }),
    actions: t.field({
      type: [PaymentActionAvailability],
      description:
        'Every action (three of them; five of a charge), and whether it would be accepted now. Decided by the very rules that the mutations use.',
      directives: { cost: { weight: 2 } },
      resolve: (payment, _args, context) => actionsOf(payment, context),
    }),
    nextAction: t.field({
      type: NextAction,
      nullable: true,
      description: 'What the payer has to do now. Null when nothing is waited for.',
      directives: { cost: { weight: 1 } },
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Until when the payer may accept. Null until the provider has it, and where a bank collects without asking the payer.',
    }),
    metadata: t.field({
      type: 'Metadata',
      description: "The caller's own notes.",
      resolve: ({ metadata }) => metadata as Record<string, string>,
    }),
  }),
});

export const PaymentOrigin = builder.unionType('PaymentOrigin', {
  description: 'Where a one-off payment comes from. May grow.',
  types: [Agreement, BillingRequest, Mandate],
});

export const OneOffPayment = builder.prismaObject('OneOffPayment', {
  description:
    'A single payment. It is asked for on an agreement, or together with it, and then captured; or a bank collects it, on a mandate or for a billing request.',
  interfaces: [Payment, Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the payment: oop_ and 26 characters.', resolve: ({ id }) => encodeId('oop', id) }),
    providerStatus: t.exposeString('providerStatus', {
      description:
        "Where the payment stands in the provider's own lifecycle, in the provider's words. Empty until it has said so.",
    }),
    nextAction: t.field({
      type: NextAction,
      nullable: true,
      description: 'What the payer has to do now. Null when nothing is waited for.',
      directives: { cost: { weight: 1 } },
      resolve: async (payment, _args, { loaders }) => {
        if (payment.state !== 'REQUIRES_PAYER_ACTION') return null;
        const page = onPage(payment);
        if (page || payment.billingRequestId === null) return page;
        const request = await loaders.node.load({ prefix: 'brq', uuid: payment.billingRequestId });
        return request && onRequest(request as BillingRequestRow);
      },
    }),
    origin: t.field({
      type: PaymentOrigin,
      description:
        'Where the payment comes from: the agreement or mandate on which it was asked for, or the billing request that led to it.',
      directives: { cost: { weight: 1 } },
      // By the loader, which asks for the kinds that are there only: the plugin would ask for all three each time.
      resolve: (payment: OneOffPaymentRow & Partial<Origins>, _args, { loaders }) =>
        (payment.agreement ?? payment.mandate ?? payment.billingRequest ?? loadOrigin(payment, loaders)) as never,
    }),
    description: t.exposeString('description', { description: 'What the payer sees as the reason for the payment.' }),
    autoReserve: t.exposeBoolean('autoReserve', {
      description: "Whether to try to reserve without the payer's swipe. The merchant must be approved for it.",
    }),
    settleBy: t.expose('settleBy', {
      type: 'DateTime',
      nullable: true,
      description: 'Reserved money must be captured or cancelled by this time. Null unless money has been reserved.',
    }),
    chargeDate: t.field({
      type: 'Date',
      nullable: true,
      description:
        'When the bank will collect (direct debit). Null for a payment that is reserved and captured, and until the provider has said.',
      resolve: ({ chargeDate }) => chargeDate?.toISOString().slice(0, 10) ?? null,
    }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: "What you let stand on the payer's bank statement. Null when it was left to the provider.",
    }),
    retryIfPossible: t.exposeBoolean('retryIfPossible', {
      description: 'Whether the provider may try again by itself when the bank does not pay.',
    }),
    appFee: t.field({
      type: Money,
      nullable: true,
      description: 'What your own platform keeps of it. Null when it keeps nothing.',
      resolve: ({ appFeeMinor, currency: code }) => (appFeeMinor === null ? null : money(appFeeMinor, currency(code))),
    }),
  }),
});

/** What a payment comes from, where it was read together with it. */
type Origins = Readonly<Record<'agreement' | 'mandate' | 'billingRequest', object | null>>;

async function loadOrigin(payment: OneOffPaymentRow, loaders: Context['loaders']): Promise<object> {
  const origin = await loaders.node.load(originOf(payment));
  if (!origin) throw new Error(`payment ${payment.id} comes from nothing`);
  return origin;
}

function originOf({ agreementId, mandateId, billingRequestId }: OneOffPaymentRow) {
  if (agreementId) return { prefix: 'agr', uuid: agreementId } as const;
  return mandateId
    ? ({ prefix: 'man', uuid: mandateId } as const)
    : ({ prefix: 'brq', uuid: billingRequestId ?? '' } as const);
}

/** What may be asked of a payment now, by the rules that the mutations use. */
export async function actionsOf(payment: PaymentRow, { loaders }: Context): Promise<readonly ActionRow[]> {
  const [now, capabilities] = await Promise.all([loaders.now.load('now'), loaders.capabilities.load(payment.provider)]);
  return paymentActions(payment, capabilities ?? nothingCanBeDone, now);
}

builder.objectFields(InvalidStateError, (t) => ({
  availableActions: t.field({
    type: [PaymentActionAvailability],
    description:
      'What the payment allows now: three actions, or five of a charge. Empty when it is not about a payment.',
    resolve: async ({ paymentId }, _args, context) => {
      const payment = paymentId ? await context.loaders.payment.load(paymentId) : null;
      return payment ? actionsOf(payment, context) : [];
    },
  }),
}));

/** Money in the currency of a payment. */
export function inCurrencyOf(row: { readonly currency: string }, amountMinor: bigint): ReturnType<typeof money> {
  return money(amountMinor, currency(row.currency));
}
