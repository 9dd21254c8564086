import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  activeAgreement,
  advance,
  aFirstPayment,
  agreementIs,
  anAgreement,
  anotherPayment,
  captured,
  eventually,
  mutate,
  paymentIs,
  play,
  readPayment,
  reserved,
} from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

describe('an agreement with a first one-off payment', () => {
  it('is accepted with one swipe that also reserves the payment', async () => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ oneOffPayment: aFirstPayment() }),
    );
    expect(agreement).toMatchObject({ status: 'PENDING', payerCanCancel: true });
    const waiting = await readPayment(world, oneOffPayment?.id ?? '');
    expect(waiting).toMatchObject({ status: 'REQUIRES_PAYER_ACTION', nextAction: { __typename: 'RedirectPayer' } });
    await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS');
    await agreementIs(world, agreement?.id ?? '', 'ACTIVE');
    const payment = await paymentIs(world, waiting.id, 'AUTHORIZED');
    expect(payment.amounts).toMatchObject({ authorized: { amountMinor: '8000' }, capturable: { amountMinor: '8000' } });
    expect(payment.settleBy).not.toBeNull();
  });

  it('cannot be ended by the payer while the reservation stands', async () => {
    const { agreementId } = await reserved(world);
    const { agreement } = await world.ask<{ agreement: { payerCanCancel: boolean } }>(
      'query($id: ID!) { agreement(by: { id: $id }) { payerCanCancel } }',
      { id: agreementId },
    );
    expect(agreement.payerCanCancel).toBe(false);
  });

  it('ends REJECTED with its payment when the payer says no', async () => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_REJECTS');
    await agreementIs(world, agreement?.id ?? '', 'REJECTED');
    const payment = await paymentIs(world, oneOffPayment?.id ?? '', 'REJECTED');
    expect(payment.statusReason).toMatchObject({ code: 'REJECTED_BY_PAYER', providerCode: '50001' });
  });

  it('ends EXPIRED when nobody answers in time', async () => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_IGNORES');
    await advance(world, 'P1D');
    await agreementIs(world, agreement?.id ?? '', 'EXPIRED');
    await paymentIs(world, oneOffPayment?.id ?? '', 'EXPIRED');
  });
});

describe('an input with several mistakes', () => {
  it('is told all of them at once, each with its path, and writes nothing', async () => {
    const wrong = anAgreement({
      externalId: 'x'.repeat(65),
      description: 'x'.repeat(61),
      country: 'SE',
      amount: { amountMinor: '-1', currency: 'SEK' },
      oneOffPayment: aFirstPayment({ amount: { amountMinor: '80.00', currency: 'DKK' }, description: 'x'.repeat(61) }),
    });
    const { __typename, problems } = await mutate(world, 'createAgreement', {
      idempotencyKey: 'several-mistakes',
      ...wrong,
    });
    expect(__typename).toBe('InvalidInputError');
    expect(problems?.map(({ path }) => path.join('.'))).toEqual(
      expect.arrayContaining([
        'input.externalId',
        'input.description',
        'input.country',
        'input.amount.amountMinor',
        'input.oneOffPayment.amount.amountMinor',
        'input.oneOffPayment.description',
      ]),
    );
    const again = await mutate(world, 'createAgreement', { idempotencyKey: 'several-mistakes', ...anAgreement() });
    expect(again).toMatchObject({ __typename: 'AgreementPayload', idempotency: { replayed: false } });
  });
});

describe('a capture', () => {
  it('takes the whole reservation, once, and tells it by one numbered event', async () => {
    const { payment } = await reserved(world);
    const answer = await mutate(world, 'capturePayment', { paymentId: payment.id, expectedVersion: payment.version });
    expect(answer).toMatchObject({
      __typename: 'CapturePayload',
      capture: { status: 'SUCCEEDED' },
      event: { type: 'CAPTURE_SUCCEEDED' },
      payment: {
        status: 'SETTLED',
        amounts: {
          captured: { amountMinor: '8000' },
          pendingCapture: { amountMinor: '0' },
          refundable: { amountMinor: '8000' },
        },
      },
    });
    expect(Number(answer.event?.sequence)).toBeGreaterThan(0);
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
  });

  it.each([
    ['7999', 'AMOUNT_TOO_SMALL'],
    ['8001', 'AMOUNT_TOO_LARGE'],
  ])('of %s øre out of 8000 is refused with the limit, and nothing is sent', async (amountMinor, code) => {
    const { payment } = await reserved(world);
    const answer = await mutate(world, 'capturePayment', {
      paymentId: payment.id,
      amount: { amountMinor, currency: 'DKK' },
    });
    expect(answer).toMatchObject({ __typename: 'AmountError', code, limit: { amountMinor: '8000' } });
    expect(await readPayment(world, payment.id)).toMatchObject({ status: 'AUTHORIZED', version: payment.version });
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(0);
  });

  it('in another currency is refused by field', async () => {
    const { payment } = await reserved(world);
    const answer = await mutate(world, 'capturePayment', {
      paymentId: payment.id,
      amount: { amountMinor: '8000', currency: 'EUR' },
    });
    expect(answer).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'CURRENCY_MISMATCH',
      problems: [{ path: ['input', 'amount', 'currency'] }],
    });
  });

  it('with another version than the present one is refused with both', async () => {
    const { payment } = await reserved(world);
    const answer = await mutate(world, 'capturePayment', {
      paymentId: payment.id,
      expectedVersion: payment.version - 1,
    });
    expect(answer).toMatchObject({ __typename: 'VersionConflictError', actualVersion: payment.version });
  });

  it('of a payment that is not reserved says what is possible instead', async () => {
    const payment = await captured(world);
    const answer = await mutate(world, 'capturePayment', { paymentId: payment.id });
    expect(answer).toMatchObject({ __typename: 'InvalidStateError', current: 'SETTLED' });
  });

  it('repeated with its key gives the same capture and sends nothing', async () => {
    const { payment } = await reserved(world);
    const input = { idempotencyKey: freshKey(), paymentId: payment.id };
    const first = await mutate(world, 'capturePayment', input);
    const second = await mutate(world, 'capturePayment', input);
    expect(second).toMatchObject({ capture: { id: first.capture?.id }, idempotency: { replayed: true } });
    const other = await mutate(world, 'capturePayment', { ...input, amount: { amountMinor: '8000', currency: 'DKK' } });
    expect(other).toMatchObject({
      __typename: 'IdempotencyError',
      code: 'IDEMPOTENCY_KEY_REUSED',
      changedPaths: ['input.amount.amountMinor', 'input.amount.currency'],
    });
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
  });
});

describe('a refund', () => {
  it('may come in parts until everything captured is given back', async () => {
    const payment = await captured(world);
    for (const amountMinor of ['3000', '4000']) {
      const answer = await mutate(world, 'refundPayment', {
        paymentId: payment.id,
        amount: { amountMinor, currency: 'DKK' },
        reason: 'Returned goods',
      });
      expect(answer).toMatchObject({
        __typename: 'RefundPayload',
        refund: { status: 'PENDING' },
        payment: { status: 'SETTLED' },
      });
    }
    const over = await mutate(world, 'refundPayment', {
      paymentId: payment.id,
      amount: { amountMinor: '1001', currency: 'DKK' },
    });
    expect(over).toMatchObject({ __typename: 'AmountError', code: 'AMOUNT_TOO_LARGE', limit: { amountMinor: '1000' } });
    const rest = await mutate(world, 'refundPayment', { paymentId: payment.id });
    expect(rest).toMatchObject({
      payment: { amounts: { pendingRefund: { amountMinor: '8000' }, refundable: { amountMinor: '0' } } },
    });
    await advance(world, 'PT1H');
    await eventually(world, 'the refunds to be issued', async () => {
      const { amounts } = await readPayment(world, payment.id);
      return amounts.refunded.amountMinor === '8000' && amounts.pendingRefund.amountMinor === '0' ? amounts : null;
    });
    expect(await world.sandbox.effects('refundIssued')).toBeGreaterThanOrEqual(3);
  });

  it('that the provider declines hours later makes the money refundable again', async () => {
    const payment = await captured(world);
    await play(world, payment.id, 'REFUND_DECLINED_LATE');
    const { refund } = await mutate(world, 'refundPayment', {
      paymentId: payment.id,
      amount: { amountMinor: '3000', currency: 'DKK' },
    });
    await advance(world, 'PT4H');
    const { node } = await world.ask<{ node: { status: string; statusReason: { providerCode: string } } }>(
      'query($id: ID!) { node(id: $id) { ... on Refund { status statusReason { providerCode } } } }',
      { id: refund?.id },
    );
    // The code comes with the callback only: asked for it, the provider says no more than that it declined.
    expect(node.status).toBe('FAILED');
    expect(['60005', null]).toContain(node.statusReason.providerCode);
    expect((await readPayment(world, payment.id)).amounts).toMatchObject({
      refunded: { amountMinor: '0' },
      refundable: { amountMinor: '8000' },
    });
  });

  it("is refused after the provider's window with the reason", async () => {
    const payment = await captured(world);
    await advance(world, 'P91D');
    const answer = await mutate(world, 'refundPayment', { paymentId: payment.id });
    expect(answer).toMatchObject({ __typename: 'InvalidStateError' });
    expect(
      (await readPayment(world, payment.id)).actions.find(({ kind }) => kind === 'REFUND')?.unavailableBecause,
    ).toMatchObject({ code: 'REFUND_WINDOW_CLOSED' });
  });
});

describe('a cancellation', () => {
  it('gives a reservation back', async () => {
    const { payment } = await reserved(world);
    const answer = await mutate(world, 'cancelPayment', { paymentId: payment.id });
    expect(answer).toMatchObject({
      __typename: 'CancelPaymentPayload',
      payment: { status: 'CANCELLED', amounts: { released: { amountMinor: '8000' } } },
    });
    expect(await world.sandbox.effects('paymentCancelled', payment.providerReference)).toBe(1);
  });

  it('is refused once the money is captured', async () => {
    const payment = await captured(world);
    expect(await mutate(world, 'cancelPayment', { paymentId: payment.id })).toMatchObject({
      __typename: 'InvalidStateError',
      current: 'SETTLED',
    });
  });

  it('of an agreement ends its reservation in the same move', async () => {
    const { agreementId, payment } = await reserved(world);
    expect(await wordOf(payment.id)).toBe('Reserved');
    const answer = await mutate(world, 'cancelAgreement', { agreementId });
    expect(await wordOf(payment.id)).toBe('Canceled');
    expect(answer).toMatchObject({
      agreement: { status: 'CANCELLED' },
      cancelledPayments: [{ id: payment.id, status: 'CANCELLED' }],
    });
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(0);
    expect(await mutate(world, 'capturePayment', { paymentId: payment.id })).toMatchObject({
      __typename: 'InvalidStateError',
      current: 'CANCELLED',
    });
  });
});

describe('a one-off payment on an existing agreement', () => {
  it('is reserved when the payer accepts it', async () => {
    const agreementId = await activeAgreement(world);
    const { payment } = await mutate(world, 'createOneOffPayment', anotherPayment(agreementId));
    const id = payment?.id ?? '';
    expect(payment).toMatchObject({ status: 'REQUIRES_PAYER_ACTION', nextAction: { __typename: 'RedirectPayer' } });
    expect(await wordOf(id)).toBe('Requested');
    await play(world, id, 'PAYER_ACCEPTS');
    await paymentIs(world, id, 'AUTHORIZED');
    expect(await wordOf(id)).toBe('Reserved');
    await mutate(world, 'capturePayment', { paymentId: id });
    await paymentIs(world, id, 'SETTLED');
    expect(await wordOf(id)).toBe('Captured');
  });

  it('with autoReserve is reserved without the payer', async () => {
    const agreementId = await activeAgreement(world);
    const { payment } = await mutate(world, 'createOneOffPayment', anotherPayment(agreementId, { autoReserve: true }));
    await paymentIs(world, payment?.id ?? '', 'AUTHORIZED');
  });

  it('falls back to asking the payer when auto-reserve fails', async () => {
    const agreementId = await activeAgreement(world);
    await play(world, agreementId, 'AUTO_RESERVE_FAILS');
    const { payment } = await mutate(world, 'createOneOffPayment', anotherPayment(agreementId, { autoReserve: true }));
    const fallen = await eventually(world, 'the failed auto-reserve to be told', async () => {
      const now = await readPayment(world, payment?.id ?? '');
      return now.statusReason?.code === 'AUTO_RESERVE_FAILED' ? now : null;
    });
    expect(fallen).toMatchObject({
      status: 'REQUIRES_PAYER_ACTION',
      statusReason: { providerCode: '50013' },
      nextAction: { __typename: 'RedirectPayer' },
    });
    await play(world, fallen.id, 'PAYER_ACCEPTS');
    expect(await paymentIs(world, fallen.id, 'AUTHORIZED')).toMatchObject({ statusReason: null });
  });

  it('expires after its day when the payer does nothing', async () => {
    const agreementId = await activeAgreement(world);
    const { payment } = await mutate(world, 'createOneOffPayment', anotherPayment(agreementId));
    await advance(world, 'P1DT5M');
    expect(await paymentIs(world, payment?.id ?? '', 'EXPIRED')).toMatchObject({
      statusReason: {
        code: 'EXPIRED',
        providerCode: '50008',
        message: 'The payment expired: the payer did not accept it in time.',
      },
    });
  });

  it('is refused on an agreement that has ended', async () => {
    const agreementId = await activeAgreement(world);
    await mutate(world, 'cancelAgreement', { agreementId });
    expect(await mutate(world, 'createOneOffPayment', anotherPayment(agreementId))).toMatchObject({
      __typename: 'InvalidStateError',
      message: 'The agreement is CANCELLED; payments can be asked for on an ACTIVE one only.',
    });
  });
});

describe('a reservation that nobody captures', () => {
  it('is found by its deadline, announced before it lapses, and expires', async () => {
    const { payment } = await reserved(world);
    const { payments } = await world.ask<{ payments: { nodes: { id: string }[] } }>(
      'query($to: DateTime!) { payments(first: 100, filter: { statuses: [AUTHORIZED], settleBy: { to: $to } }) { nodes { id } } }',
      { to: new Date(Date.parse(payment.settleBy ?? '') + 1).toISOString() },
    );
    expect(payments.nodes.map(({ id }) => id)).toContain(payment.id);
    await advance(world, 'P6D');
    const types = async (): Promise<string[]> => {
      const answer = await world.ask<{ payment: { events: { nodes: { type: string }[] } } }>(
        'query($id: ID!) { payment(by: { id: $id }) { events(first: 50) { nodes { type } } } }',
        { id: payment.id },
      );
      return answer.payment.events.nodes.map(({ type }) => type);
    };
    await eventually(world, 'the notice', async () =>
      (await types()).includes('PAYMENT_SETTLEMENT_DUE') ? true : null,
    );
    await advance(world, 'P1D');
    expect(await paymentIs(world, payment.id, 'EXPIRED')).toMatchObject({
      amounts: { released: { amountMinor: '8000' }, capturable: { amountMinor: '0' } },
      statusReason: { message: 'The reservation expired: the money was not captured in time.' },
    });
    expect((await types()).filter((type) => type === 'PAYMENT_SETTLEMENT_DUE')).toHaveLength(1);
  });
});

/** Where a payment stands in the words of its provider. */
async function wordOf(id: string): Promise<string> {
  const { payment } = await world.ask<{ payment: { providerStatus: string } }>(
    'query($id: ID!) { payment(by: { id: $id }) { ... on OneOffPayment { providerStatus } } }',
    { id },
  );
  return payment.providerStatus;
}
