import { describe, expect, it } from 'vitest';
import { capturable, type PaymentActionKind, paymentActions, refundable } from '../../../src/domain/payment/rules.ts';
import type { Capabilities } from '../../../src/domain/port/provider.ts';
import type { OneOffPayment } from '../../../src/generated/prisma/client.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { aCharge, aCollection, aPayment } from '../../support/builders.ts';

const now = new Date('2026-01-02T00:00:00Z');
const passed = new Date(now.getTime());
const ahead = new Date(now.getTime() + 1);
const day = 86_400_000;
const can: Capabilities = {
  currencies: [currency('DKK')],
  partialCapture: true,
  partialRefund: true,
  autoReserve: false,
  refundWindowMs: null,
};
const action = (kind: PaymentActionKind, payment: OneOffPayment, capabilities = can) =>
  paymentActions(payment, capabilities, now).find((one) => one.kind === kind);
const aTransfer = (over: Partial<OneOffPayment> & Pick<OneOffPayment, 'state'>): OneOffPayment =>
  aPayment({ kind: 'TRANSFER', agreementId: null, provider: 'BUCKAROO', ...over });

type Row = readonly [why: string, payment: OneOffPayment, code: string, message: string, retryable: boolean];

/** Each row breaks, besides its own rule, one that comes after it: the first is told. */
const refusals: Readonly<Record<PaymentActionKind, readonly Row[]>> = {
  RETRY: [
    [
      'it has not failed',
      aCharge({ state: 'PROCESSING' }),
      'NOT_IN_THIS_STATE',
      'The payment is PROCESSING; this is possible from FAILED only.',
      false,
    ],
    [
      'the provider never had it',
      aCharge({ state: 'FAILED', providerReference: null }),
      'NOT_IN_THIS_STATE',
      'The provider never took it in: ask for a new payment instead.',
      true,
    ],
  ],
  UPDATE: [
    [
      'it is being taken',
      aCharge({ state: 'PROCESSING' }),
      'NOT_IN_THIS_STATE',
      'The payment is PROCESSING; this is possible from CREATED only.',
      false,
    ],
    [
      'it is being cancelled',
      aCharge({ state: 'CREATED', cancelling: true }),
      'NOT_IN_THIS_STATE',
      'The charge is being cancelled.',
      true,
    ],
  ],
  CAPTURE: [
    [
      'a bank collects it',
      aCollection({ state: 'PROCESSING' }),
      'NOT_IN_THIS_STATE',
      'The bank collects this payment; there is nothing to capture.',
      false,
    ],
    [
      'the payer sends it',
      aTransfer({ state: 'REQUIRES_PAYER_ACTION' }),
      'NOT_IN_THIS_STATE',
      'The payer sends this money by himself; there is nothing to capture.',
      false,
    ],
    [
      'nothing is reserved',
      aPayment({ state: 'REQUIRES_PAYER_ACTION', settleBy: passed }),
      'NOT_IN_THIS_STATE',
      'The payment is REQUIRES_PAYER_ACTION; this is possible from AUTHORIZED only.',
      false,
    ],
    [
      'the reservation has lapsed this moment',
      aPayment({ state: 'AUTHORIZED', settleBy: passed, cancelling: true }),
      'EXPIRED',
      'The reservation has lapsed; it had to be captured in time.',
      false,
    ],
    [
      'it is being cancelled',
      aPayment({ state: 'AUTHORIZED', cancelling: true, captureInFlight: 1n }),
      'NOT_IN_THIS_STATE',
      'The payment is being cancelled.',
      true,
    ],
    [
      'a capture is on its way',
      aPayment({ state: 'AUTHORIZED', captureInFlight: 8000n }),
      'NOT_IN_THIS_STATE',
      'A capture is on its way; its outcome is awaited.',
      true,
    ],
    [
      'all of it is captured or let go',
      aPayment({ state: 'AUTHORIZED', captured: 5000n, released: 3000n }),
      'NOT_IN_THIS_STATE',
      'Nothing is left to capture.',
      false,
    ],
  ],
  CANCEL: [
    [
      'it is settled',
      aPayment({ state: 'SETTLED', providerReference: null }),
      'NOT_IN_THIS_STATE',
      'The payment is SETTLED; this is possible from REQUIRES_PAYER_ACTION or AUTHORIZED only.',
      false,
    ],
    [
      'a bank has taken it up',
      aCollection({ state: 'PROCESSING' }),
      'NOT_IN_THIS_STATE',
      'The payment is PROCESSING; this is possible from CREATED or REQUIRES_PAYER_ACTION only.',
      false,
    ],
    [
      'money has come for it',
      aTransfer({ state: 'PARTIALLY_SETTLED', captured: 600n, refunded: 599n }),
      'NOT_IN_THIS_STATE',
      'Money has come in; once all of it has been given back, the transfer can be cancelled.',
      false,
    ],
    [
      'the provider may not have it',
      aPayment({ state: 'REQUIRES_PAYER_ACTION', providerReference: null, expiresAt: passed }),
      'NOT_IN_THIS_STATE',
      'It is not known yet whether the provider has the payment; its answer is awaited.',
      true,
    ],
    [
      'the time to answer is over this moment',
      aPayment({ state: 'REQUIRES_PAYER_ACTION', expiresAt: passed, settleBy: ahead, cancelling: true }),
      'EXPIRED',
      'The payment has lapsed by itself.',
      false,
    ],
    [
      'the reservation has lapsed this moment',
      aPayment({ state: 'AUTHORIZED', settleBy: passed, expiresAt: ahead }),
      'EXPIRED',
      'The payment has lapsed by itself.',
      false,
    ],
    [
      'it is being cancelled',
      aPayment({ state: 'AUTHORIZED', cancelling: true, captureInFlight: 1n }),
      'NOT_IN_THIS_STATE',
      'The payment is being cancelled already.',
      true,
    ],
    [
      'a capture is on its way',
      aPayment({ state: 'AUTHORIZED', captureInFlight: 1n, unresolvedCount: 1 }),
      'NOT_IN_THIS_STATE',
      'A capture is on its way; its outcome is awaited.',
      true,
    ],
    [
      'an outcome is not known',
      aPayment({ state: 'AUTHORIZED', unresolvedCount: 1 }),
      'NOT_IN_THIS_STATE',
      'The outcome of an earlier step is not known yet; the provider is being asked.',
      true,
    ],
  ],
  REFUND: [
    [
      'it is not settled',
      aPayment({ state: 'AUTHORIZED' }),
      'NOT_IN_THIS_STATE',
      'The payment is AUTHORIZED; this is possible from SETTLED only.',
      false,
    ],
    [
      'nobody has paid it',
      aTransfer({ state: 'EXPIRED' }),
      'NOT_IN_THIS_STATE',
      'The payment is EXPIRED; this is possible from PARTIALLY_SETTLED or SETTLED only.',
      false,
    ],
    [
      'its time is over this moment',
      aPayment({ state: 'SETTLED', capturedAt: new Date(now.getTime() - day), refunded: 8000n }),
      'REFUND_WINDOW_CLOSED',
      'The time in which money can be given back is over.',
      false,
    ],
    [
      'all of it is given back or on its way',
      aPayment({ state: 'SETTLED', refunded: 5000n, refundInFlight: 3000n }),
      'NOT_IN_THIS_STATE',
      'Everything captured has been given back, or is on its way back.',
      false,
    ],
  ],
};

describe.each(Object.entries(refusals))('%s', (kind, rows) => {
  it.each(rows)('is refused when %s', (_, payment, code, message, retryable) => {
    const capabilities = code === 'REFUND_WINDOW_CLOSED' ? { ...can, refundWindowMs: day } : can;
    expect(action(kind as PaymentActionKind, payment, capabilities)).toMatchObject({
      available: false,
      maxAmount: null,
      deadline: null,
      unavailableBecause: { code, message, origin: 'SYSTEM', retryable },
    });
  });
});

describe('what is offered', () => {
  it('is to capture what is reserved and not yet taken, until the reservation lapses', () => {
    expect(action('CAPTURE', aPayment({ state: 'AUTHORIZED', settleBy: ahead, captured: 1000n }))).toEqual({
      kind: 'CAPTURE',
      available: true,
      maxAmount: money(7000n, currency('DKK')),
      partialAllowed: true,
      deadline: ahead,
      unavailableBecause: null,
      allowedFrom: ['AUTHORIZED'],
    });
    expect(action('CAPTURE', aPayment({ state: 'AUTHORIZED' }))).toMatchObject({ available: true, deadline: null });
  });

  it.each([
    ['a reserved payment', aPayment({ state: 'AUTHORIZED', settleBy: ahead }), ['REQUIRES_PAYER_ACTION', 'AUTHORIZED']],
    [
      'a payment that waits for its payer',
      aPayment({ state: 'REQUIRES_PAYER_ACTION', expiresAt: ahead, settleBy: passed }),
      ['REQUIRES_PAYER_ACTION', 'AUTHORIZED'],
    ],
    [
      'a collection that no bank has taken up',
      aCollection({ state: 'CREATED', expiresAt: ahead }),
      ['CREATED', 'REQUIRES_PAYER_ACTION'],
    ],
    [
      'a transfer that nobody has paid',
      aTransfer({ state: 'REQUIRES_PAYER_ACTION', expiresAt: ahead }),
      ['REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'],
    ],
    [
      'a transfer whose money was all given back',
      aTransfer({ state: 'PARTIALLY_SETTLED', captured: 600n, refunded: 600n, expiresAt: ahead }),
      ['REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'],
    ],
  ])('is to cancel %s, as a whole and in time', (_, payment, allowedFrom) => {
    expect(action('CANCEL', payment)).toEqual({
      kind: 'CANCEL',
      available: true,
      maxAmount: null,
      partialAllowed: false,
      deadline: ahead,
      unavailableBecause: null,
      allowedFrom,
    });
  });

  it('is to give back what was captured, as long as the provider lets it', () => {
    const payment = aPayment({ state: 'SETTLED', refunded: 1000n, capturedAt: new Date(ahead.getTime() - day) });
    expect(action('REFUND', payment, { ...can, refundWindowMs: day })).toEqual({
      kind: 'REFUND',
      available: true,
      maxAmount: money(7000n, currency('DKK')),
      partialAllowed: true,
      deadline: ahead,
      unavailableBecause: null,
      allowedFrom: ['SETTLED'],
    });
    expect(action('REFUND', payment)?.deadline).toBeNull();
    expect(action('REFUND', { ...payment, capturedAt: null }, { ...can, refundWindowMs: day })?.deadline).toBeNull();
    expect(action('REFUND', aTransfer({ state: 'PARTIALLY_SETTLED', captured: 1n }))).toMatchObject({
      available: true,
      allowedFrom: ['PARTIALLY_SETTLED', 'SETTLED'],
    });
  });

  const offered: readonly (readonly [Capabilities['operations'], PaymentActionKind, OneOffPayment, string])[] = [
    [['payment.refund', 'transfer.cancel'], 'CANCEL', aPayment({ state: 'AUTHORIZED' }), 'cancelled'],
    [['payment.cancel', 'transfer.refund'], 'REFUND', aPayment({ state: 'SETTLED' }), 'given back'],
    [['payment.cancel', 'transfer.refund'], 'CANCEL', aTransfer({ state: 'REQUIRES_PAYER_ACTION' }), 'cancelled'],
    [['payment.refund', 'transfer.cancel'], 'REFUND', aTransfer({ state: 'SETTLED' }), 'given back'],
  ];
  it.each(offered)('with %j alone is not to %s', (operations, kind, payment, done) => {
    expect(action(kind, payment, { ...can, operations: operations ?? [] })?.unavailableBecause).toEqual({
      code: 'NOT_IN_THIS_STATE',
      message: `The provider does not let such a payment be ${done}.`,
      origin: 'SYSTEM',
      retryable: false,
    });
    const other = (['payment', 'transfer'] as const).flatMap((noun) => [`${noun}.cancel`, `${noun}.refund`] as const);
    const rest = other.filter((one) => !operations?.includes(one));
    expect(action(kind, payment, { ...can, operations: rest })?.available).toBe(true);
  });
});

describe('an amount', () => {
  it('can be captured of a reservation that nobody is cancelling, and of nothing else', () => {
    const reserved = aPayment({
      state: 'AUTHORIZED',
      captured: 100n,
      captureInFlight: 20n,
      released: 3n,
    });
    expect(capturable(reserved)).toEqual(money(7877n, currency('DKK')));
    expect(capturable({ ...reserved, cancelling: true }).amountMinor).toBe(0n);
    expect(capturable({ ...reserved, state: 'CANCELLED' }).amountMinor).toBe(0n);
  });

  it('can be refunded of what is captured and still there, and is never less than nothing', () => {
    const settled = aPayment({ state: 'SETTLED', refunded: 100n, refundInFlight: 20n, reversed: 3n });
    expect(refundable(settled)).toEqual(money(7877n, currency('DKK')));
    expect(refundable({ ...settled, reversed: 8000n }).amountMinor).toBe(0n);
  });
});
