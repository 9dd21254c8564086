import { describe, expect, test } from 'vitest';
import type { CallContext, InboundItem, OperationMap } from '../../../src/domain/port/provider.ts';
import { probeNewPayment } from '../../../src/providers/mobilepay/payments.ts';
import { mobilepay } from '../../../src/providers/mobilepay/provider.ts';
import type { Settings } from '../../../src/providers/mobilepay/settings.ts';
import {
  type Answers,
  agreement,
  amount,
  anAgreement,
  aPayment,
  lines,
  onAgreement,
  onPayment,
  payment,
  requests,
  start,
} from './stub-mobilepay.ts';
import { fixtureText, ids, t0 } from './support.ts';

const { operations } = mobilepay;
const newPayment: OperationMap['payment.create'] = {
  agreement,
  externalId: 'OOP00348',
  amount,
  description: 'Pay now for additional goods',
  autoReserve: false,
  expiresInMs: 86_400_000,
  returnUrl: 'https://example.com/back',
};

describe('a refusal is settled by the state in the book', () => {
  const capture = (context: CallContext<Settings>) =>
    operations['payment.capture'].call(context, { payment, amount }, 'key');
  const cancel = (context: CallContext<Settings>) => operations['payment.cancel'].call(context, { payment }, 'key');
  const refused = { kind: 'refused', why: { code: 'NOT_IN_THIS_STATE' } };
  const facts = (...kinds: string[]) => ({ kind: 'facts', facts: kinds.map((kind) => ({ kind, ref: payment })) });
  const rows = [
    ['Requested', { ...refused, why: { ...refused.why, retryable: true } }, refused],
    ['Reserved', { ...refused, why: { ...refused.why, retryable: true } }, refused],
    ['Captured', facts('reserved', 'captured'), facts('reserved', 'captured')],
    ['Rejected', facts('rejected'), facts('rejected')],
    ['Expired', facts('expired'), facts('expired')],
    ['Canceled', facts('cancelled'), facts('cancelled')],
    [
      'Mislaid',
      { kind: 'unknown', why: { kind: 'unknownStatus' } },
      { kind: 'unknown', why: { kind: 'unknownStatus' } },
    ],
  ] as const;
  for (const status of [400, 404, 409, 412]) {
    test.each(rows)(`${status} while %s`, async (state, ofCapture, ofCancel) => {
      const context = await start({
        [`POST ${onPayment}/capture`]: [status],
        [`DELETE ${onPayment}`]: [status],
        [`GET ${onPayment}`]: [200, aPayment({ status: state })],
      });
      expect(await capture(context)).toMatchObject(ofCapture);
      expect(await cancel(context)).toMatchObject(ofCancel);
    });
  }
  test('a payment that the book does not hold is refused', async () => {
    const context = await start({
      [`POST ${onPayment}/capture`]: [404],
      [`DELETE ${onPayment}`]: [404],
      [`GET ${onPayment}`]: [404],
    });
    expect(await capture(context)).toMatchObject(refused);
    expect(await cancel(context)).toMatchObject(refused);
  });
  test.each<[string, Answers[string]]>([
    ['cannot be had', [503]],
    ['is throttled', [429]],
    ['cannot be read', [200, '<html>']],
    ['is of another payment', [200, aPayment({ id: ids.refund })]],
    ['is not theirs', [404, '<html>not found</html>']],
  ])('a state that %s leaves the outcome unknown', async (_, state) => {
    const context = await start({
      [`POST ${onPayment}/capture`]: [409],
      [`DELETE ${onPayment}`]: [409],
      [`GET ${onPayment}`]: state,
    });
    expect((await capture(context)).kind).toBe('unknown');
    expect((await cancel(context)).kind).toBe('unknown');
  });
  test('another amount than ours was captured: unknown', async () => {
    const context = await start({
      [`POST ${onPayment}/capture`]: [409],
      [`GET ${onPayment}`]: [200, aPayment({ amount: 79.99 })],
    });
    expect(await capture(context)).toMatchObject({ kind: 'unknown', why: { kind: 'amountMismatch' } });
  });
  test.each([200, 202])('%i to a capture is not the 204 that says the money has moved', async (status) => {
    const context = await start({ [`POST ${onPayment}/capture`]: [status, { status: 'Captured' }] });
    expect(await capture(context)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
  test('a capture has no body, and a cancellation neither', async () => {
    const context = await start({ [`POST ${onPayment}/capture`]: [204], [`DELETE ${onPayment}`]: [204] });
    expect(await capture(context)).toEqual({
      kind: 'facts',
      facts: [{ kind: 'captured', ref: payment, amount, at: t0, providerStatus: 'Captured' }],
    });
    expect(await cancel(context)).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'cancelled', why: { code: 'CANCELLED_BY_MERCHANT' }, providerStatus: 'Canceled' }],
    });
    expect(requests().map(({ body }) => body)).toEqual(['', '']);
  });
});

describe('a new one-off payment that is refused', () => {
  const create = (context: CallContext<Settings>, changes = {}) =>
    operations['payment.create'].call(context, { ...newPayment, ...changes }, 'key');
  const post = `POST ${onAgreement}/oneoffpayments`;
  test.each([404, 409, 412])('with %i on an agreement that has ended says so', async (status) => {
    const context = await start({
      [post]: [status],
      [`GET ${onAgreement}`]: [200, anAgreement({ status: 'Canceled' })],
    });
    expect(await create(context)).toMatchObject({ kind: 'refused', why: { code: 'AUTHORITY_NOT_ACTIVE' } });
  });
  test('on an agreement that is not there says so', async () => {
    const context = await start({ [post]: [404], [`GET ${onAgreement}`]: [404] });
    expect(await create(context)).toMatchObject({ kind: 'refused', why: { code: 'AUTHORITY_NOT_ACTIVE' } });
  });
  test('on an active agreement, with auto-reserve, is for want of approval', async () => {
    const context = await start({ [post]: [412], [`GET ${onAgreement}`]: [200, anAgreement({})] });
    expect(await create(context, { autoReserve: true })).toMatchObject({
      kind: 'refused',
      why: { code: 'AUTO_RESERVE_NOT_APPROVED' },
    });
    expect(await create(context)).toMatchObject({ kind: 'refused', why: { code: 'OTHER' } });
  });
  test('is refused whatever becomes of the question why', async () => {
    const context = await start({ [post]: [412], [`GET ${onAgreement}`]: [500] });
    expect(await create(context)).toMatchObject({ kind: 'refused', why: { code: 'OTHER' } });
  });
  test('for its fields needs no question', async () => {
    const context = await start({ [post]: [400, fixtureText('error-400')] });
    expect(await create(context)).toMatchObject({ kind: 'refused' });
    expect(lines()).toEqual([post]);
  });
});

describe('looking for a new one-off payment', () => {
  const look = (context: CallContext<Settings>) => probeNewPayment(context, newPayment, { at: t0 });
  const list = `GET ${onAgreement}/oneoffpayments`;
  test.each(['Canceled', 'Rejected', 'Expired'])(
    'in an agreement that is %s: what is not there will never be',
    async (status) => {
      const context = await start({ [`GET ${onAgreement}`]: [200, anAgreement({ status })], [list]: [200, []] });
      expect(await look(context)).toMatchObject({
        kind: 'absent',
        certain: true,
        why: { code: 'AUTHORITY_NOT_ACTIVE' },
      });
      expect(lines()).toEqual([`GET ${onAgreement}`, list]);
    },
  );
  test.each<[string, Answers[string]]>([
    ['active', [200, anAgreement({})]],
    ['not to be had', [500]],
    ['missing', [404]],
  ])('in an agreement that is %s: absent is not for ever', async (_, answer) => {
    const context = await start({ [`GET ${onAgreement}`]: answer, [list]: [200, []] });
    expect(await look(context)).toEqual({ kind: 'absent', certain: false });
  });
  test('finds it by external id, even in an agreement that has ended', async () => {
    const context = await start({
      [`GET ${onAgreement}`]: [200, anAgreement({ status: 'Canceled' })],
      [list]: [
        200,
        [aPayment({ id: ids.refund, external_id: 'OTHER', status: 'Captured' }), aPayment({ status: 'Canceled' })],
      ],
    });
    expect(await look(context)).toMatchObject({ kind: 'facts', facts: [{ kind: 'cancelled', ref: payment }] });
  });
});

describe('asking with a callback in hand', () => {
  const hint = (status: string, status_code: number): InboundItem => ({
    dedupeKey: 'x',
    about: payment,
    body: {
      agreement_id: ids.agreement,
      payment_id: ids.payment,
      status,
      status_code: String(status_code),
      payment_type: 'OneOff',
    },
  });
  test('believes the book: a callback alone makes nothing reserved', async () => {
    const context = await start({ [`GET ${onPayment}`]: [200, aPayment({ status: 'Requested' })] });
    expect(await mobilepay.checkStatus(context, payment, hint('Reserved', 0))).toEqual({
      kind: 'facts',
      facts: [{ kind: 'awaitingPayer', ref: payment, at: t0, providerStatus: 'Requested' }],
    });
    expect(await mobilepay.checkStatus(context, payment, hint('Requested', 50013))).toMatchObject({
      facts: [{ kind: 'awaitingPayer', why: { code: 'AUTO_RESERVE_FAILED' } }],
    });
  });
});
