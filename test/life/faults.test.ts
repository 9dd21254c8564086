import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
import { startWorld, type World } from '../support/world.ts';

/** What the provider may do to a call, and what must come of it: money moves once or not at all, and the truth is found by asking. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ PROVIDER_DEADLINE_MS: '400', LOG_LEVEL: 'fatal' });
});
afterEach(async () => {
  await world.sandbox.clearFaults();
});
afterAll(async () => {
  await world.close();
});

const unanswered = [
  'effectThenTimeout',
  'effectThenReset',
  '5xxAfterEffect',
  'truncatedJson',
  'slowDrip',
  'hugeBody',
] as const;
const withoutEffect = ['resetNoEffect', 'timeoutNoEffect', '5xxNoEffect', 'html502'] as const;

describe('a capture whose answer is lost', () => {
  it.each(unanswered)(
    'after its effect (%s) is UNRESOLVED, then found by asking, and is never sent again',
    async (fault) => {
      const { payment } = await reserved(world);
      await world.sandbox.fault('capture', fault, { subject: payment.providerReference });
      const answer = await mutate(world, 'capturePayment', { paymentId: payment.id });
      expect(answer).toMatchObject({
        __typename: 'CapturePayload',
        capture: { status: 'UNRESOLVED' },
        payment: { status: 'UNRESOLVED', amounts: { pendingCapture: { amountMinor: '8000' } } },
      });
      await advance(world, 'PT10S');
      expect(await paymentIs(world, payment.id, 'SETTLED')).toMatchObject({
        amounts: { captured: { amountMinor: '8000' }, pendingCapture: { amountMinor: '0' } },
      });
      expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    },
  );

  it.each(withoutEffect)(
    'or never had one (%s) stays set aside for the quiet period, then is sent once more',
    async (fault) => {
      const { payment } = await reserved(world);
      await world.sandbox.fault('capture', fault, { subject: payment.providerReference });
      const answer = await mutate(world, 'capturePayment', { paymentId: payment.id });
      expect(answer).toMatchObject({
        capture: { status: 'UNRESOLVED' },
        payment: { status: 'UNRESOLVED', amounts: { capturable: { amountMinor: '0' } } },
      });
      await advance(world, 'PT8M');
      expect(await readPayment(world, payment.id)).toMatchObject({ status: 'UNRESOLVED' });
      expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(0);
      await advance(world, 'PT45M');
      await paymentIs(world, payment.id, 'SETTLED');
      expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    },
  );

  it('takes effect later than we waited: there is still one effect', async () => {
    const { payment } = await reserved(world);
    await world.sandbox.fault('capture', 'effectLater', { subject: payment.providerReference, args: { ms: 300_000 } });
    await mutate(world, 'capturePayment', { paymentId: payment.id });
    await advance(world, 'PT1H');
    await paymentIs(world, payment.id, 'SETTLED');
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
  });

  it('keeps other captures out while it is unknown', async () => {
    const { payment } = await reserved(world);
    await world.sandbox.fault('capture', 'effectThenReset', { subject: payment.providerReference });
    await mutate(world, 'capturePayment', { paymentId: payment.id });
    expect(await mutate(world, 'capturePayment', { paymentId: payment.id })).toMatchObject({
      __typename: 'AmountError',
      code: 'AMOUNT_TOO_LARGE',
      limit: { amountMinor: '0' },
    });
    expect(await mutate(world, 'cancelPayment', { paymentId: payment.id })).toMatchObject({
      __typename: 'InvalidStateError',
      current: 'UNRESOLVED',
    });
    await advance(world, 'PT10S');
    await paymentIs(world, payment.id, 'SETTLED');
  });
});

describe('an answer that is certain', () => {
  it('of "too many requests" is sent again later, by itself', async () => {
    const { payment } = await reserved(world);
    await world.sandbox.fault('capture', 'rateLimit', { subject: payment.providerReference });
    const answer = await mutate(world, 'capturePayment', { paymentId: payment.id });
    expect(answer).toMatchObject({ capture: { status: 'REQUESTED' }, payment: { status: 'PROCESSING' } });
    await advance(world, 'PT5M');
    await paymentIs(world, payment.id, 'SETTLED');
    expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
  });

  it('of an expired token is answered with a fresh one, unseen by the caller', async () => {
    const { payment } = await reserved(world);
    await world.sandbox.fault('capture', 'expiredToken', { subject: payment.providerReference });
    expect(await mutate(world, 'capturePayment', { paymentId: payment.id })).toMatchObject({
      capture: { status: 'SUCCEEDED' },
    });
  });

  it('of a refusal frees the money and is given again for the same key', async () => {
    const agreementId = await activeAgreement(world);
    await world.sandbox.fault('createPayment', 'refuse', { args: { code: 412 } });
    const input = { ...anotherPayment(agreementId), idempotencyKey: `refused-${agreementId}` };
    const first = await mutate(world, 'createOneOffPayment', input);
    expect(first).toMatchObject({ __typename: 'ProviderRejectedError', code: 'PROVIDER_REJECTED' });
    expect(await mutate(world, 'createOneOffPayment', input)).toEqual(first);
  });
});

describe('a creation whose answer is lost', () => {
  it.each(['effectThenReset', 'effectThenTimeout', '5xxAfterEffect', 'truncatedJson'] as const)(
    '(%s) is found by its external id, and there is one agreement',
    async (fault) => {
      await world.sandbox.fault('createAgreement', fault);
      const input = anAgreement({ oneOffPayment: aFirstPayment() });
      const { agreement, oneOffPayment } = await mutate(world, 'createAgreement', input);
      expect(agreement).toMatchObject({ status: 'PENDING', providerReference: null });
      await advance(world, fault === 'truncatedJson' ? 'PT45M' : 'PT15S');
      const found = await eventually(world, 'the agreement to be found', async () => {
        const answer = await world.ask<{ agreement: { providerReference: string | null; status: string } }>(
          'query($id: ID!) { agreement(by: { id: $id }) { providerReference status } }',
          { id: agreement?.id },
        );
        return answer.agreement.providerReference ? answer.agreement : null;
      });
      expect(found.status).toMatch(/PENDING|EXPIRED/);
      const made = (await world.sandbox.book()).filter(
        ({ effect, subject }) => effect === 'agreementCreated' && subject.externalId === input.externalId,
      );
      expect(made).toHaveLength(1);
      expect((await readPayment(world, oneOffPayment?.id ?? '')).status).not.toBe('UNRESOLVED');
    },
  );

  it('of a payment is found by its external id', async () => {
    const agreementId = await activeAgreement(world);
    await world.sandbox.fault('createPayment', 'effectThenReset');
    const { payment } = await mutate(world, 'createOneOffPayment', anotherPayment(agreementId));
    expect(payment).toMatchObject({ status: 'UNRESOLVED' });
    await advance(world, 'PT15S');
    const waiting = await paymentIs(world, payment?.id ?? '', 'REQUIRES_PAYER_ACTION');
    expect(await world.sandbox.effects('paymentRequested', waiting.providerReference)).toBe(1);
  });
});

describe('a refund', () => {
  it.each(['effectThenReset', '5xxAfterEffect'] as const)(
    'whose answer is lost after its effect (%s) is found and not repeated',
    async (fault) => {
      const payment = await captured(world);
      await world.sandbox.fault('createRefund', fault);
      const { refund } = await mutate(world, 'refundPayment', {
        paymentId: payment.id,
        amount: { amountMinor: '3000', currency: 'DKK' },
      });
      expect(refund).toMatchObject({ status: 'UNRESOLVED' });
      await advance(world, 'PT1H');
      expect(await paymentIs(world, payment.id, 'SETTLED')).toMatchObject({
        amounts: { refunded: { amountMinor: '3000' }, pendingRefund: { amountMinor: '0' } },
      });
      const refunds = (await world.sandbox.book()).filter(
        ({ effect, subject }) =>
          effect === 'refundIssued' && JSON.stringify(subject).includes(payment.providerReference),
      );
      expect(refunds).toHaveLength(1);
    },
  );

  it('that echoes another amount is UNRESOLVED, for a person to look at', async () => {
    const payment = await captured(world);
    await world.sandbox.fault('createRefund', 'wrongAmount');
    const { refund } = await mutate(world, 'refundPayment', {
      paymentId: payment.id,
      amount: { amountMinor: '3000', currency: 'DKK' },
    });
    expect(refund).toMatchObject({ status: 'UNRESOLVED' });
  });
});

describe('an operation whose outcome only a person can find out', () => {
  const resolve = async (input: Record<string, unknown>) => {
    const answer = await world.ask<{ resolveOperation: Record<string, unknown> }>(
      `mutation($input: ResolveOperationInput!) { resolveOperation(input: $input) { __typename
        ... on ResolveOperationPayload { operation { status } payment { status } idempotency { replayed } } ... on UserError { code message } } }`,
      { input },
    );
    return answer.resolveOperation;
  };
  const unresolvedRefund = async () => {
    const payment = await captured(world);
    await world.sandbox.fault('createRefund', 'wrongAmount');
    await mutate(world, 'refundPayment', { paymentId: payment.id, amount: { amountMinor: '3000', currency: 'DKK' } });
    const { unresolvedOperations: found } = await world.ask<{
      unresolvedOperations: { nodes: { id: string; subjectId: string }[] };
    }>('{ unresolvedOperations(first: 100) { nodes { id subjectId } } }');
    return {
      paymentId: payment.id,
      operationId: found.nodes.find(({ subjectId }) => subjectId === payment.id)?.id ?? '',
    };
  };

  it('is settled by what they say, once, and the amounts follow', async () => {
    const { paymentId, operationId } = await unresolvedRefund();
    const input = {
      idempotencyKey: `resolve-${operationId}`,
      operationId,
      outcome: 'HAPPENED',
      reason: 'Seen in the portal.',
    };
    expect(await resolve(input)).toMatchObject({ operation: { status: 'SUCCEEDED' }, payment: { status: 'SETTLED' } });
    expect(await resolve(input)).toMatchObject({ operation: { status: 'SUCCEEDED' }, idempotency: { replayed: true } });
    expect(await resolve({ ...input, idempotencyKey: `again-${operationId}` })).toMatchObject({
      __typename: 'InvalidStateError',
    });
    expect((await readPayment(world, paymentId)).amounts).toMatchObject({
      refunded: { amountMinor: '3000' },
      pendingRefund: { amountMinor: '0' },
    });
  });

  it('that did not happen frees what was set aside', async () => {
    const { paymentId, operationId } = await unresolvedRefund();
    const input = {
      idempotencyKey: `resolve-${operationId}`,
      operationId,
      outcome: 'DID_NOT_HAPPEN',
      reason: 'MobilePay says so.',
    };
    expect(await resolve(input)).toMatchObject({ operation: { status: 'FAILED' }, payment: { status: 'SETTLED' } });
    expect((await readPayment(world, paymentId)).amounts).toMatchObject({
      refunded: { amountMinor: '0' },
      refundable: { amountMinor: '8000' },
    });
  });

  it('is not settled without a reason, nor when nothing is unknown', async () => {
    const { operationId } = await unresolvedRefund();
    const input = { idempotencyKey: `empty-${operationId}`, operationId, outcome: 'HAPPENED', reason: ' ' };
    expect(await resolve(input)).toMatchObject({ __typename: 'InvalidInputError' });
    expect(await resolve({ ...input, reason: 'x', operationId: 'opr_00000000000000000000000000' })).toMatchObject({
      __typename: 'NotFoundError',
    });
  });
});

describe('a provider that is away', () => {
  it('leaves nothing sent: the capture waits, and goes through when it is back', async () => {
    const away = await startWorld({ PROVIDER_DEADLINE_MS: '400', LOG_LEVEL: 'fatal' });
    try {
      const { payment } = await reserved(away);
      await away.sandbox.fault('capture', 'rateLimit', { times: 3 });
      expect(await mutate(away, 'capturePayment', { paymentId: payment.id })).toMatchObject({
        capture: { status: 'REQUESTED' },
      });
      await advance(away, 'PT10M');
      await paymentIs(away, payment.id, 'SETTLED');
      expect(await away.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    } finally {
      await away.close();
    }
  });
});

describe('callbacks', () => {
  it.each(['DUPLICATED', 'REORDERED', 'DELAYED'])('that come %s end in the same state, told once', async (delivery) => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS', delivery);
    await advance(world, 'PT2H');
    await agreementIs(world, agreement?.id ?? '', 'ACTIVE');
    await paymentIs(world, oneOffPayment?.id ?? '', 'AUTHORIZED');
    const { payment } = await world.ask<{ payment: { events: { nodes: { type: string }[] } } }>(
      'query($id: ID!) { payment(by: { id: $id }) { events(first: 50) { nodes { type } } } }',
      { id: oneOffPayment?.id },
    );
    expect(payment.events.nodes.filter(({ type }) => type === 'PAYMENT_AUTHORIZED')).toHaveLength(1);
  });

  it('that never come are made up for by asking', async () => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ expiresIn: 'P2D', oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS', 'DROPPED');
    await advance(world, 'PT3H');
    await agreementIs(world, agreement?.id ?? '', 'ACTIVE');
    await paymentIs(world, oneOffPayment?.id ?? '', 'AUTHORIZED');
  });

  it('with wrong credentials are refused and change nothing; the truth is still found by asking', async () => {
    const { agreement, oneOffPayment } = await mutate(
      world,
      'createAgreement',
      anAgreement({ expiresIn: 'P2D', oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS', 'BAD_SIGNATURE');
    await world.sandbox.control('/control/drain', {});
    expect(await readPayment(world, oneOffPayment?.id ?? '')).toMatchObject({ status: 'REQUIRES_PAYER_ACTION' });
    await advance(world, 'PT3H');
    await paymentIs(world, oneOffPayment?.id ?? '', 'AUTHORIZED');
  });
});
