import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeId } from '../../src/kernel/ids.ts';
import {
  aCharge,
  askForCharge,
  changeCharge,
  chargeIs,
  dayAhead,
  makeCharge,
  readCharge,
} from '../support/charge-lives.ts';
import { advance, agreementIs, eventually, freshReference, mutate, play } from '../support/lives.ts';
import { activeVippsAgreement, tellFromVipps, vippsOf } from '../support/vipps-lives.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
const dkk = (amountMinor: string) => ({ amountMinor, currency: 'DKK' });
const twoDays = { kind: 'PROVIDER_DAYS', days: 2 };
const salesUnit = (changes: object) => vippsOf(world).control('/control/vipps_mobilepay/provider', changes);

describe('a charge at Vipps MobilePay', () => {
  it('waits for its day, is taken on it, made once although the answer was lost, and given back in part', async () => {
    const agreementId = await activeVippsAgreement(world);
    await vippsOf(world).fault('createCharge', 'effectThenReset');
    const dueOn = dayAhead(world, 2);
    const made = await makeCharge(world, agreementId, { dueOn, retryPlan: twoDays });
    await advance(world, 'PT1M');
    const waiting = await chargeIs(world, made.id, 'CREATED');
    expect(waiting).toMatchObject({ dueOn, chargeDate: dueOn, graceUntil: dayAhead(world, 4), attempts: [] });
    expect(await vippsOf(world).effects('chargeCreated', waiting.providerReference ?? '')).toBe(1);
    await advance(world, 'P2D');
    expect(await chargeIs(world, made.id, 'SETTLED')).toMatchObject({
      attempts: [{ on: dueOn, succeeded: true }],
      amounts: { captured: { decimal: '80.00' } },
    });
    await mutate(world, 'refundPayment', { paymentId: made.id, amount: dkk('3000') });
    expect(await readCharge(world, made.id)).toMatchObject({ amounts: { refunded: { decimal: '30.00' } } });
  });

  it('that cannot be taken is tried again, is no failure meanwhile, and fails after its last day', async () => {
    const agreementId = await activeVippsAgreement(world);
    const due = { retryPlan: { kind: 'PROVIDER_DAYS', days: 1 } };
    const [lucky, unlucky] = [await makeCharge(world, agreementId, due), await makeCharge(world, agreementId, due)];
    const first = dayAhead(world, 1);
    expect(lucky).toMatchObject({ dueOn: null, chargeDate: first });
    await salesUnit({ payerBalance: 0 });
    await advance(world, 'PT20H');
    for (const { id } of [lucky, unlucky]) {
      const trying = await chargeIs(world, id, 'PROCESSING');
      expect(trying).toMatchObject({ willRetry: true, attempts: [{ on: first, succeeded: false }] });
      expect(trying.actions.find(({ kind }) => kind === 'CANCEL')?.available).toBe(true);
    }
    await mutate(world, 'cancelPayment', { paymentId: lucky.id });
    expect((await chargeIs(world, lucky.id, 'CANCELLED')).statusReason?.code).toBe('CANCELLED_BY_MERCHANT');
    await advance(world, 'P2D');
    const failed = await chargeIs(world, unlucky.id, 'FAILED');
    expect(failed).toMatchObject({ willRetry: false, statusReason: { code: 'OTHER' } });
    await salesUnit({ payerBalance: null });
    const types = await eventTypes(unlucky.id);
    expect(types.filter((type) => type === 'PAYMENT_ATTEMPT_FAILED').length).toBeGreaterThan(0);
    expect(types.at(-1)).toBe('PAYMENT_FAILED');
  });

  it('that is reserved is captured in parts, each once although an answer is lost, and what is left is let go', async () => {
    const agreementId = await activeVippsAgreement(world);
    const { id } = await makeCharge(world, agreementId, { reserve: true });
    await advance(world, 'P1D');
    expect((await chargeIs(world, id, 'AUTHORIZED')).settleBy).not.toBeNull();
    await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('1000') });
    await vippsOf(world).fault('capture', 'effectThenReset');
    await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('2000') });
    await advance(world, 'PT1M');
    const open = await eventually(world, 'the second part', async () => {
      const charge = await readCharge(world, id);
      return charge.amounts.captured.decimal === '30.00' && charge.status === 'PARTIALLY_SETTLED' ? charge : null;
    });
    expect(await vippsOf(world).effects('chargeCaptured', open.providerReference ?? '')).toBe(2);
    await mutate(world, 'refundPayment', { paymentId: id, amount: dkk('500') });
    await mutate(world, 'cancelPayment', { paymentId: id });
    expect((await chargeIs(world, id, 'SETTLED')).amounts).toMatchObject({
      captured: { decimal: '30.00' },
      released: { decimal: '50.00' },
      refunded: { decimal: '5.00' },
    });
  });

  it('stays reserved where its payer stops the agreement, and one that waits ends with it', async () => {
    const agreementId = await activeVippsAgreement(world);
    const reserved = await makeCharge(world, agreementId, { reserve: true });
    const waiting = await makeCharge(world, agreementId, { dueOn: dayAhead(world, 20) });
    await advance(world, 'P1D');
    await chargeIs(world, reserved.id, 'AUTHORIZED');
    await play(world, agreementId, 'PAYER_ENDS_AGREEMENT');
    await agreementIs(world, agreementId, 'CANCELLED');
    expect((await chargeIs(world, waiting.id, 'CANCELLED')).statusReason?.code).toBe('CANCELLED_BY_PAYER');
    await mutate(world, 'capturePayment', { paymentId: reserved.id });
    await chargeIs(world, reserved.id, 'SETTLED');
    expect(await askForCharge(world, aCharge(agreementId))).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('is asked about once a day while its day is far', async () => {
    const agreementId = await activeVippsAgreement(world);
    const { id } = await makeCharge(world, agreementId, { dueOn: dayAhead(world, 30) });
    const asked = async () => {
      const { rows } = await world.app.db.worker.query(
        `select poll_count as times, round(extract(epoch from next_check_at - app_now()) / 3600) as hours from one_off_payment where id = $1`,
        [decodeId(id)?.uuid],
      );
      return rows[0];
    };
    expect(await asked()).toEqual({ times: 0, hours: '24' });
    await advance(world, 'PT12H');
    expect(await asked()).toEqual({ times: 0, hours: '12' });
    await advance(world, 'PT13H');
    expect(await asked()).toEqual({ times: 1, hours: '24' });
    expect((await readCharge(world, id)).status).toBe('CREATED');
  });

  it('is refused for a day that is too near, a plan that there is not, and any change', async () => {
    const agreementId = await activeVippsAgreement(world);
    const today = await askForCharge(world, aCharge(agreementId, { dueOn: dayAhead(world, 0) }));
    expect(today.problems).toMatchObject([{ path: ['input', 'dueOn'], rule: 'earliestDueOn' }]);
    expect(today.problems?.[0]?.message).toContain(dayAhead(world, 1));
    const input = aCharge(agreementId, {
      dueOn: '2099-01-01',
      retryPlan: { kind: 'PROVIDER_DAYS', days: 15 },
      reference: 'RENT',
    });
    expect((await askForCharge(world, input)).problems?.map(({ path }) => path.join('.'))).toEqual([
      'input.dueOn',
      'input.retryPlan.days',
      'input.reference',
    ]);
    const { id } = await makeCharge(world, agreementId);
    expect(await changeCharge(world, { paymentId: id, amount: dkk('100') })).toMatchObject({
      code: 'NOT_SUPPORTED_BY_PROVIDER',
    });
  });

  it("of another system is handed on, and ours are not taken for another's", async () => {
    const agreementId = await activeVippsAgreement(world);
    const { agreement } = await world.ask<{ agreement: { providerReference: string } }>(
      'query($id: ID!) { agreement(by: { id: $id }) { providerReference } }',
      { id: agreementId },
    );
    const { id } = await makeCharge(world, agreementId);
    await advance(world, 'P1D');
    await chargeIs(world, id, 'SETTLED');
    expect(await eventTypes(agreementId)).not.toContain('RECURRING_PAYMENT_REPORTED');
    await tellFromVipps(world, {
      eventType: 'recurring.charge-captured.v1',
      agreementId: agreement.providerReference,
      chargeId: 'somebody-elses',
      chargeType: 'RECURRING',
      amount: 100,
      currency: 'DKK',
      occurred: world.app.clock.now().toISOString(),
    });
    await eventually(world, 'the report', async () =>
      (await eventTypes(agreementId)).includes('RECURRING_PAYMENT_REPORTED') ? true : null,
    );
  });
});

describe('a charge that goes by file', () => {
  it('is refused with where it goes, and stands in a checked line', async () => {
    const agreementId = await activeVippsAgreement(world);
    const mandateId = await adopted('KUNDE77', '987654321');
    const read = await world.ask<{ node: { earliestDueOn: string }; other: { earliestDueOn: string } }>(
      `query($mandate: ID!, $agreement: ID!) {
         node(id: $mandate) { ... on PaymentAuthority { earliestDueOn } } other: node(id: $agreement) { ... on Agreement { earliestDueOn } } }`,
      { mandate: mandateId, agreement: agreementId },
    );
    expect(read.other.earliestDueOn).toBe(dayAhead(world, 1));
    const dueOn = read.node.earliestDueOn;
    expect(dueOn > dayAhead(world, 0)).toBe(true);

    const refused = await askForCharge(world, { ...aCharge(agreementId), on: { mandateId }, dueOn });
    expect(refused).toMatchObject({
      code: 'NOT_SUPPORTED_BY_PROVIDER',
      reason: { message: expect.stringMatching(/by file/) },
    });

    const good = { mandateId, amount: dkk('25050'), dueOn };
    const { chargeFile } = await world.ask<{ chargeFile: object }>(
      `query($input: ChargeFileInput!) { chargeFile(input: $input) { ... on ChargeFile { total { decimal } csv
         lines { index mandateId creditorNumber debtorReference mandateNumber dueOn amount { decimal } }
         refused { index problems { path rule } } } } }`,
      { input: { lines: [good, { ...good, dueOn: dayAhead(world, 0) }, good, { ...good, mandateId: agreementId }] } },
    );
    expect(chargeFile).toMatchObject({
      total: { decimal: '250.50' },
      lines: [{ index: 0, mandateId, debtorReference: 'KUNDE77', mandateNumber: '987654321', dueOn }],
      refused: [
        { index: 1, problems: [{ path: ['dueOn'], rule: 'earliestDueOn' }] },
        { index: 2, problems: [{ path: ['dueOn'], rule: 'once' }] },
        { index: 3, problems: [{ path: ['mandateId'], rule: 'notFound' }] },
      ],
      csv: expect.stringMatching(
        /^mandate,creditor_number,.*\r\nman_\w{26},\d{8},\d{5},KUNDE77,987654321,250\.50,DKK,\d{4}-\d\d-\d\d\r\n$/,
      ),
    });
  });
});

/** A mandate that was made by file, by its numbers. */
async function adopted(debtorReference: string, mandateNumber: string): Promise<string> {
  const { adoptMandate } = await world.ask<{ adoptMandate: { mandate: { id: string } } }>(
    `mutation($input: AdoptMandateInput!) { adoptMandate(input: $input) { ... on MandatePayload { mandate { id } } ... on UserError { message } } }`,
    {
      input: { idempotencyKey: freshReference('adopt'), provider: 'BETALINGSSERVICE', debtorReference, mandateNumber },
    },
  );
  return adoptMandate.mandate.id;
}

async function eventTypes(subjectId: string): Promise<readonly string[]> {
  const { events } = await world.ask<{ events: { nodes: { type: string }[] } }>(
    'query($id: ID!) { events(first: 100, filter: { subjectIds: [$id] }) { nodes { type } } }',
    { id: subjectId },
  );
  return events.nodes.map(({ type }) => type);
}
