import { afterAll, beforeAll, expect, it } from 'vitest';
import { chargeIs, dayAhead, makeCharge } from '../support/charge-lives.ts';
import {
  activeAgreement,
  advance,
  agreementIs,
  freshReference,
  mutate,
  paymentIs,
  play,
  reserved,
} from '../support/lives.ts';
import { vippsOf } from '../support/vipps-lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Agreements of MobilePay Subscriptions after their provider has moved them to its successor, where payers are asked nothing. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

interface Shown {
  readonly id: string;
  readonly provider: string;
  readonly status: string;
  readonly externalId: string;
  readonly providerReference: string;
  readonly formerProviderReference: string | null;
  readonly events: { readonly nodes: readonly { readonly type: string }[] };
}
async function agreement(by: object): Promise<Shown | null> {
  const answer = await world.ask<{ agreement: Shown | null }>(
    `query($by: ResourceRef!) { agreement(by: $by) { id provider status externalId providerReference formerProviderReference
       events(first: 20) { nodes { type } } } }`,
    { by },
  );
  return answer.agreement;
}
const shown = async (id: string): Promise<Shown> => (await agreement({ id })) as Shown;

async function importPage(provider = 'VIPPS_MOBILEPAY'): Promise<object> {
  const { importAgreements } = await world.ask<{ importAgreements: object }>(
    `mutation($input: ImportAgreementsInput!) { importAgreements(input: $input) { ... on ImportAgreementsPayload { imported moved known left }
       ... on UserError { code message } } }`,
    { input: { idempotencyKey: freshKey(), provider } },
  );
  return importAgreements;
}

/** What the provider does on the day. */
async function takeOver(ids: readonly string[]): Promise<void> {
  const agreements = await Promise.all(
    ids.map(async (id) => {
      const { providerReference: uuid, externalId } = await shown(id);
      return {
        uuid,
        externalId,
        productName: 'Monthly box',
        currency: 'DKK',
        amount: 8_000,
        interval: { unit: 'MONTH', count: 1 },
      };
    }),
  );
  const { body } = await vippsOf(world).control('/control/vipps_mobilepay/takeOverAgreements', { agreements });
  expect(body).toEqual({ takenOver: ids.length, known: 0 });
}

async function scheduled(agreementId: string): Promise<string> {
  const { createPaymentSchedule } = await world.ask<{ createPaymentSchedule: { paymentSchedule: { id: string } } }>(
    `mutation($input: CreatePaymentScheduleInput!) { createPaymentSchedule(input: $input) { ... on PaymentSchedulePayload { paymentSchedule { id } }
       ... on UserError { code message path } } }`,
    {
      input: {
        idempotencyKey: freshKey(),
        on: { agreementId },
        externalId: freshReference('SUB'),
        description: 'The monthly box',
        terms: {
          recurring: {
            amount: { amountMinor: '8000', currency: 'DKK' },
            every: { count: 1, unit: 'MONTH' },
            anchor: { dayOfMonth: 15 },
          },
        },
      },
    },
  );
  expect(createPaymentSchedule).toHaveProperty('paymentSchedule');
  return createPaymentSchedule.paymentSchedule.id;
}

it('go on under their own ids, with the charges and schedules to come at the successor and what was asked for before at MobilePay', async () => {
  const quiet = await activeAgreement(world);
  const { agreementId, payment } = await reserved(world);
  const schedule = await scheduled(agreementId);
  const before = await shown(agreementId);
  expect(await importPage()).toEqual({ imported: 0, moved: 0, known: 0, left: 0 });
  await takeOver([quiet, agreementId]);
  expect(await importPage()).toEqual({ imported: 0, moved: 2, known: 0, left: 0 });
  expect(await importPage()).toEqual({ imported: 0, moved: 0, known: 2, left: 0 });

  expect(await importPage('MOBILEPAY')).toEqual({ imported: 0, moved: 0, known: 2, left: 0 });

  const after = await shown(agreementId);
  expect(after).toMatchObject({
    provider: 'VIPPS_MOBILEPAY',
    status: 'ACTIVE',
    externalId: before.externalId,
    providerReference: expect.stringMatching(/^agr_/),
    formerProviderReference: before.providerReference,
  });
  expect(after.events.nodes.map(({ type }) => type)).toContain('AGREEMENT_MOVED');
  for (const [provider, reference] of [
    ['MOBILEPAY', before.providerReference],
    ['VIPPS_MOBILEPAY', after.providerReference],
  ])
    expect((await agreement({ providerReference: { provider, reference } }))?.id).toBe(agreementId);
  expect(await agreement({ providerReference: { provider: 'GOCARDLESS', reference: 'AG1' } })).toBeNull();

  // What was reserved before is captured where it was reserved.
  await mutate(world, 'capturePayment', { paymentId: payment.id });
  await paymentIs(world, payment.id, 'SETTLED');
  expect(await world.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);

  const charge = await makeCharge(world, quiet, { dueOn: dayAhead(world, 3) });
  await advance(world, 'P4D');
  await chargeIs(world, charge.id, 'SETTLED');
  expect(await world.ask('query($id: ID!) { payment(by: { id: $id }) { provider } }', { id: charge.id })).toEqual({
    payment: { provider: 'VIPPS_MOBILEPAY' },
  });

  await advance(world, 'P40D');
  const { paymentSchedule } = await world.ask<{
    paymentSchedule: { charges: { nodes: readonly { provider: string; status: string }[] } };
  }>('query($id: ID!) { paymentSchedule(by: { id: $id }) { charges(first: 5) { nodes { provider status } } } }', {
    id: schedule,
  });
  expect(paymentSchedule.charges.nodes.at(-1)).toEqual({ provider: 'VIPPS_MOBILEPAY', status: 'SETTLED' });

  await play(world, quiet, 'PAYER_ENDS_AGREEMENT');
  await agreementIs(world, quiet, 'CANCELLED');
});

it('wait while the outcome of something on them is not known', async () => {
  const id = await activeAgreement(world);
  const { providerReference } = await shown(id);
  await takeOver([id]);
  await world.sandbox.fault('cancelAgreement', 'timeoutNoEffect', { subject: providerReference });
  await mutate(world, 'cancelAgreement', { agreementId: id });
  expect(await importPage()).toMatchObject({ moved: 0, left: 1 });
  expect((await shown(id)).provider).toBe('MOBILEPAY');
});

it('stay where they are when they were taken over at the successor first, and spoil no page', async () => {
  await world.sandbox.control('/control/mobilepay/agreementsMadeElsewhere', { count: 1, externalIdPrefix: 'BOTH-' });
  const made = (await world.sandbox.book()).map(
    (entry) => (entry as { subject?: { id: string; externalId?: string } }).subject,
  );
  const uuid = made.find((subject) => subject?.externalId === 'BOTH-1')?.id;
  await vippsOf(world).control('/control/vipps_mobilepay/takeOverAgreements', {
    agreements: [{ uuid, externalId: 'BOTH-1', productName: 'Weekly box', currency: 'DKK', amount: 4_900 }],
  });
  expect(await importPage()).toMatchObject({ imported: 1, moved: 0 });
  expect(await importPage('MOBILEPAY')).toMatchObject({ imported: 1, moved: 0 });
  expect(await importPage()).toMatchObject({ imported: 0, moved: 0 });
});
