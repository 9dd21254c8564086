import { encodeId } from '../domain/ids.ts';
import { currency, money } from '../domain/money.ts';
import { paymentActions } from '../domain/payment/rules.ts';
import type { PaymentState } from '../domain/payment/states.ts';
import type { Capabilities } from '../domain/provider.ts';
import type { OneOffPayment as OneOffPaymentRow } from '../generated/prisma/client.ts';
import { Agreement } from './agreement.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { PaymentStatus } from './enums.ts';
import { NextAction } from './next-action.ts';
import { branded, Node, ProviderBacked, Versioned } from './node.ts';
import { type ActionRow, PaymentActionAvailability, PaymentAmounts } from './payment-amounts.ts';
import { StatusReason, toReason } from './reason.ts';

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
        'Every action (three of them), and whether it would be accepted now. Decided by the very rules that the mutations use.',
      directives: { cost: { weight: 2 } },
      resolve: (payment, _args, context) => actionsOf(payment, context),
    }),
    nextAction: t.field({
      type: NextAction,
      nullable: true,
      description: 'What the payer has to do now. Null when nothing is waited for.',
      resolve: ({ state, payerUrl, expiresAt }) =>
        state === 'REQUIRES_PAYER_ACTION' && payerUrl
          ? { kind: 'RedirectPayer' as const, url: payerUrl, expiresAt }
          : null,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the payer may accept. Null until the provider has it.',
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
  types: [Agreement],
});

// The provider's own words for where a one-off payment stands, by our state.
const providerWords: Readonly<Record<PaymentState, string>> = {
  CREATED: 'Requested',
  REQUIRES_PAYER_ACTION: 'Requested',
  AUTHORIZED: 'Reserved',
  SETTLED: 'Captured',
  REJECTED: 'Rejected',
  EXPIRED: 'Expired',
  CANCELLED: 'Canceled',
  FAILED: 'Failed',
  PROCESSING: 'Submitted',
  PARTIALLY_SETTLED: 'Received in part',
  REVERSED: 'Reversed',
};

export const OneOffPayment = builder.prismaObject('OneOffPayment', {
  description: 'A single payment, asked for on an agreement, or together with it.',
  interfaces: [Payment, Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the payment: oop_ and 26 characters.', resolve: ({ id }) => encodeId('oop', id) }),
    providerStatus: t.string({
      description: "Where the payment stands in the provider's own lifecycle, in the provider's words.",
      resolve: ({ state, providerStatus }) => providerStatus || providerWords[state as PaymentState],
    }),
    origin: t.field({
      type: PaymentOrigin,
      description: 'Where the payment comes from: the agreement on which it was asked for.',
      directives: { cost: { weight: 1 } },
      select: { agreement: true },
      resolve: ({ agreement }) => {
        if (!agreement) throw new Error('a payment without an agreement has no origin in this schema yet');
        return branded('Agreement', agreement);
      },
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
      description: 'When the bank will collect (direct debit). Null for a payment that is reserved and captured.',
      resolve: () => null,
    }),
  }),
});

const nothingCanBeDone: Capabilities = {
  currencies: [],
  partialCapture: false,
  partialRefund: false,
  autoReserve: false,
  refundWindowMs: null,
};

/** What may be asked of a payment now, by the rules that the mutations use. */
export async function actionsOf(
  payment: PaymentRow,
  { deps, caller, loaders }: Context,
): Promise<readonly ActionRow[]> {
  const [now, capabilities] = await Promise.all([
    loaders.now.load('now'),
    deps.accounts.capabilities(caller.merchantId, payment.provider),
  ]);
  return paymentActions(payment, capabilities ?? nothingCanBeDone, now);
}

/** Money in the currency of a payment. */
export function inCurrencyOf(row: { readonly currency: string }, amountMinor: bigint): ReturnType<typeof money> {
  return money(amountMinor, currency(row.currency));
}
