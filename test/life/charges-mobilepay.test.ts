import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCharge,
  askForCharge,
  changeCharge,
  chargeIs,
  dayAhead,
  makeCharge,
  readCharge,
} from '../support/charge-lives.ts';
import { advance, agreementIs, anAgreement, eventually, mutate, play } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
const dkk = (amountMinor: string) => ({ amountMinor, currency: 'DKK' });

/** An accepted agreement of 200 kroner a month. */
async function activeAgreement(over: Record<string, unknown> = {}): Promise<string> {
  const input = anAgreement({ amount: dkk('20000'), ...over });
  const { agreement } = await mutate(world, 'createAgreement', input);
  if (!agreement) throw new Error('no agreement');
  await play(world, agreement.id, 'PAYER_ACCEPTS');
  await agreementIs(world, agreement.id, 'ACTIVE');
  return agreement.id;
}

async function eventTypes(subjectId: string): Promise<readonly string[]> {
  const { events } = await world.ask<{ events: { nodes: { type: string }[] } }>(
    'query($id: ID!) { events(first: 100, filter: { subjectIds: [$id] }) { nodes { type } } }',
    { id: subjectId },
  );
  return events.nodes.map(({ type }) => type);
}

describe('a charge at MobilePay', () => {
  it('is made once although the answer was lost, lowered, taken on its day, and given back in part', async () => {
    const agreementId = await activeAgreement();
    await world.sandbox.fault('createRequests', 'effectThenReset');
    const dueOn = dayAhead(world, 3);
    const plan = { kind: 'PROVIDER_DAYS', days: 2 };
    const { id } = await makeCharge(world, agreementId, { dueOn, retryPlan: plan });
    await advance(world, 'PT1M');
    const made = await chargeIs(world, id, 'CREATED');
    expect(made).toMatchObject({ dueOn, chargeDate: dueOn, graceUntil: dayAhead(world, 5) });
    expect(await world.sandbox.effects('requestCreated', made.providerReference ?? '')).toBe(1);
    await changeCharge(world, { paymentId: id, amount: dkk('5000') });
    expect((await readCharge(world, id)).amounts.requested.decimal).toBe('50.00');
    expect((await changeCharge(world, { paymentId: id, amount: dkk('6000') })).problems).toMatchObject([
      { path: ['input', 'amount'], rule: 'lowerAmount' },
    ]);
    await advance(world, 'P3D');
    const paid = await chargeIs(world, id, 'SETTLED');
    expect(paid).toMatchObject({
      attempts: [{ on: dueOn, succeeded: true }],
      amounts: { captured: { decimal: '50.00' } },
    });
    // All payments of an agreement are told of at one address: ours is no other system's.
    expect(await eventTypes(agreementId)).not.toContain('RECURRING_PAYMENT_REPORTED');
    await mutate(world, 'refundPayment', { paymentId: id, amount: dkk('1000') });
    await advance(world, 'PT1M');
    await eventually(world, 'the refund', async () => {
      const { amounts } = await readCharge(world, id);
      return amounts.refunded.decimal === '10.00' ? amounts : null;
    });
  });

  it('that cannot be executed is tried again, and fails at the end of its grace', async () => {
    const agreementId = await activeAgreement();
    const [lucky, unlucky] = [await makeCharge(world, agreementId), await makeCharge(world, agreementId)];
    expect(lucky).toMatchObject({ dueOn: null, chargeDate: dayAhead(world, 2) });
    await play(world, lucky.id, 'PAYMENT_FAILS');
    await advance(world, 'P2D');
    await chargeIs(world, lucky.id, 'SETTLED');
    await chargeIs(world, unlucky.id, 'SETTLED');
    await world.sandbox.control('/control/mobilepay/provider', { payerBalance: '0.00' });
    const plan = { kind: 'PROVIDER_DAYS', days: 1 };
    const { id } = await makeCharge(world, agreementId, { retryPlan: plan });
    const withdrawn = await makeCharge(world, agreementId, { retryPlan: plan });
    await advance(world, 'P2D');
    expect(await chargeIs(world, id, 'PROCESSING')).toMatchObject({
      willRetry: true,
      attempts: [{ succeeded: false }],
    });
    await mutate(world, 'cancelPayment', { paymentId: withdrawn.id });
    await chargeIs(world, withdrawn.id, 'CANCELLED');
    await advance(world, 'P2D');
    expect(await chargeIs(world, id, 'FAILED')).toMatchObject({ willRetry: false });
    await world.sandbox.control('/control/mobilepay/provider', { payerBalance: null });
  });

  it('is declined by what only MobilePay knows, rejected by its payer, and ends with its agreement', async () => {
    const small = await activeAgreement({ amount: dkk('1000') });
    const tooMuch = await makeCharge(world, small);
    await advance(world, 'PT3M');
    expect((await chargeIs(world, tooMuch.id, 'FAILED')).statusReason?.code).toBe('AMOUNT_NOT_AVAILABLE');
    const agreementId = await activeAgreement();
    const [refused, waiting] = [await makeCharge(world, agreementId), await makeCharge(world, agreementId)];
    await play(world, refused.id, 'PAYER_REJECTS');
    await advance(world, 'PT3M');
    expect((await chargeIs(world, refused.id, 'REJECTED')).statusReason?.code).toBe('REJECTED_BY_PAYER');
    await mutate(world, 'cancelAgreement', { agreementId });
    await advance(world, 'PT3M');
    expect((await chargeIs(world, waiting.id, 'CANCELLED')).statusReason?.code).toBe('AUTHORITY_NOT_ACTIVE');
  });

  it('is refused for a day, a plan or a reservation that there is not', async () => {
    const agreementId = await activeAgreement();
    const early = await askForCharge(world, aCharge(agreementId, { dueOn: dayAhead(world, 1) }));
    expect(early.problems).toMatchObject([{ path: ['input', 'dueOn'], rule: 'earliestDueOn' }]);
    const input = aCharge(agreementId, {
      dueOn: dayAhead(world, 200),
      retryPlan: { kind: 'PROVIDER_DAYS', days: 3 },
      reserve: true,
    });
    const refused = await askForCharge(world, input);
    expect(refused.problems?.map(({ path }) => path.join('.'))).toEqual([
      'input.dueOn',
      'input.retryPlan.days',
      'input.reserve',
    ]);
  });

  it('of another system is handed on as before', async () => {
    const agreementId = await activeAgreement();
    await play(world, agreementId, 'RECURRING_PAYMENT_EXECUTED');
    await advance(world, 'PT3M');
    await eventually(world, 'the report', async () =>
      (await eventTypes(agreementId)).includes('RECURRING_PAYMENT_REPORTED') ? true : null,
    );
  });
});
