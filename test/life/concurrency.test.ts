import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, captured, mutate, paymentIs, readPayment, reserved } from '../support/lives.ts';
import { patienceMs } from '../support/patience.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

/** As a client does: what another request holds for longer than two seconds is asked for again, with the same key. */
async function insist(...[name, asked]: Parameters<typeof mutate> extends [unknown, ...infer Rest] ? Rest : never) {
  const input = { idempotencyKey: freshKey(name), ...asked };
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    try {
      return await mutate(world, name, input);
    } catch (error) {
      if (signal.aborted || !String(error).includes('"UNAVAILABLE"')) throw error;
      await world.news(signal);
    }
  }
}

const hundred = Array.from({ length: 100 });

describe('one hundred captures of one payment at once', () => {
  it('with keys of their own end with one capture; the others are told what is left', async () => {
    const { payment } = await reserved(world);
    const answers = await Promise.all(hundred.map(() => insist('capturePayment', { paymentId: payment.id })));
    expect(count(answers, 'CapturePayload')).toBe(1);
    expect(count(answers, 'AmountError') + count(answers, 'InvalidStateError')).toBe(99);
    await paymentIs(world, payment.id, 'SETTLED');
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    expect(world.logged).toEqual([]);
  });

  it('with one key end with one capture and one hundred equal answers', async () => {
    const { payment } = await reserved(world);
    const input = { idempotencyKey: freshKey(), paymentId: payment.id };
    const answers = await Promise.all(hundred.map(() => insist('capturePayment', input)));
    expect(new Set(answers.map(({ capture }) => capture?.id)).size).toBe(1);
    expect(answers.filter(({ idempotency }) => idempotency?.replayed === false)).toHaveLength(1);
    await paymentIs(world, payment.id, 'SETTLED');
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
  });
});

describe('refunds at once', () => {
  it('never give back more than was captured', async () => {
    const payment = await captured(world);
    const answers = await Promise.all(
      hundred
        .slice(0, 20)
        .map(() =>
          insist('refundPayment', { paymentId: payment.id, amount: { amountMinor: '1500', currency: 'DKK' } }),
        ),
    );
    expect(count(answers, 'RefundPayload')).toBe(5);
    expect(answers.filter(({ code }) => code === 'AMOUNT_TOO_LARGE')).toHaveLength(15);
    const { amounts } = await readPayment(world, payment.id);
    expect(Number(amounts.refunded.amountMinor) + Number(amounts.pendingRefund.amountMinor)).toBe(7500);
  });
});

describe('capture and cancellation at once', () => {
  it("end with one of them, here and in the provider's book", async () => {
    for (let round = 0; round < 10; round++) {
      const { payment } = await reserved(world);
      await Promise.all([
        insist('capturePayment', { paymentId: payment.id }),
        insist('cancelPayment', { paymentId: payment.id }),
      ]);
      const { status } = await readPayment(world, payment.id);
      expect(['SETTLED', 'CANCELLED']).toContain(status);
      const effects = [
        await world.sandbox.effects('paymentCaptured', payment.providerReference),
        await world.sandbox.effects('paymentCancelled', payment.providerReference),
      ];
      expect(effects).toEqual(status === 'SETTLED' ? [1, 0] : [0, 1]);
    }
  });
});

function count(answers: readonly Answer[], typename: string): number {
  return answers.filter(({ __typename }) => __typename === typename).length;
}
