import { capturable, type PaymentAction, paymentAction } from '../../domain/payment/rules.ts';
import type { Capabilities } from '../../domain/port/provider.ts';
import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { currency, type Money as DomainMoney, money } from '../../kernel/money.ts';
import { builder } from '../schema/builder.ts';
import { PaymentActionKind } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { StatusReason } from '../schema/reason.ts';

interface Amount {
  readonly description: string;
  readonly of: (payment: OneOffPayment) => bigint | DomainMoney;
}

const amounts = {
  requested: { description: 'What the payer was asked for.', of: ({ requested }) => requested },
  authorized: {
    description: 'What was reserved in all, whatever has become of it since. Of a transfer: what came in.',
    of: ({ authorized }) => authorized,
  },
  captured: {
    description:
      'What was taken in all; of a transfer, what came in, which may be more than was asked for. Never lowered: see `refunded` and `reversed`.',
    of: ({ captured }) => captured,
  },
  refunded: { description: 'What was given back.', of: ({ refunded }) => refunded },
  released: { description: 'What was reserved and then let go.', of: ({ released }) => released },
  reversed: {
    description: 'What the payer or the bank took back after it was captured.',
    of: ({ reversed }) => reversed,
  },
  pendingCapture: {
    description: 'What is being taken; its outcome is awaited.',
    of: ({ captureInFlight }) => captureInFlight,
  },
  pendingRefund: {
    description: 'What is being given back; its outcome is awaited.',
    of: ({ refundInFlight }) => refundInFlight,
  },
  pendingCancel: {
    description: 'What is being let go or given up; its outcome is awaited.',
    of: ({ cancelling, authorized, captured, released, requested }) =>
      !cancelling ? 0n : authorized > 0n ? authorized - captured - released : requested,
  },
  capturable: { description: 'The most that a capture would take now.', of: capturable },
} as const satisfies Record<string, Amount>;

/** Of an account that is there no longer. */
export const nothingCanBeDone: Capabilities = {
  currencies: [],
  partialCapture: false,
  partialRefund: false,
  autoReserve: false,
  refundWindowMs: null,
};

export const PaymentAmounts = builder.objectRef<OneOffPayment>('PaymentAmounts').implement({
  description: 'Posted totals of a payment and what is in flight, all in its currency.',
  fields: (t) => {
    const field = ({ description, of }: Amount) =>
      t.field({
        type: Money,
        description,
        directives: { cost: { weight: 0 } },
        resolve: (payment) => {
          const amount = of(payment);
          return typeof amount === 'bigint' ? money(amount, currency(payment.currency)) : amount;
        },
      });
    return {
      requested: field(amounts.requested),
      authorized: field(amounts.authorized),
      captured: field(amounts.captured),
      refunded: field(amounts.refunded),
      released: field(amounts.released),
      reversed: field(amounts.reversed),
      pendingCapture: field(amounts.pendingCapture),
      pendingRefund: field(amounts.pendingRefund),
      pendingCancel: field(amounts.pendingCancel),
      capturable: field(amounts.capturable),
      refundable: t.field({
        type: Money,
        description:
          'The most that a refund could give back now: nothing where the provider gives none back, or its time for that is over.',
        directives: { cost: { weight: 0 } },
        resolve: async (payment, _args, { loaders }) => {
          const [now, capabilities] = await Promise.all([
            loaders.now.load('now'),
            loaders.capabilities.load(payment.provider),
          ]);
          const { maxAmount } = paymentAction.REFUND(payment, capabilities ?? nothingCanBeDone, now);
          return maxAmount ?? money(0n, currency(payment.currency));
        },
      }),
    };
  },
});

export type ActionRow = PaymentAction;

export const PaymentActionAvailability = builder.objectRef<ActionRow>('PaymentActionAvailability').implement({
  description: 'Whether one action would be accepted now, within which limits, and why not otherwise.',
  fields: (t) => ({
    kind: t.expose('kind', { type: PaymentActionKind, description: 'The action.' }),
    available: t.exposeBoolean('available', { description: 'Whether the mutation would be accepted now.' }),
    maxAmount: t.expose('maxAmount', {
      type: Money,
      nullable: true,
      description: 'The most that would be accepted. Null when the action is not available, or takes no amount.',
    }),
    partialAllowed: t.exposeBoolean('partialAllowed', {
      description: 'Whether less than `maxAmount` would be accepted too.',
    }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is possible. Null when the action is not available, or has no end.',
    }),
    unavailableBecause: t.expose('unavailableBecause', {
      type: StatusReason,
      nullable: true,
      description: 'Why it is not available. Null when it is.',
    }),
  }),
});
