import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSse } from '../graphql/readers.ts';
import { openEndpoint, type Partner, startPartner } from '../partner-webhooks/partner.ts';
import { dayAhead } from '../support/charge-lives.ts';
import { advance, agreementIs, anAgreement, eventually, freshReference, mutate, play } from '../support/lives.ts';
import { createSchedule, readSchedule } from '../support/schedule-lives.ts';
import { activeVippsAgreement } from '../support/vipps-lives.ts';
import { startWorld, type World } from '../support/world.ts';

// Weeks pass, from timer to timer.
vi.setConfig({ testTimeout: 120_000 });

/** What a partner is told of schedules and payouts: by webhook, by subscription, and in the log. */
let world: World;
let partner: Partner;
beforeAll(async () => {
  world = await startWorld();
  partner = await startPartner();
  await openEndpoint(world, { url: partner.url });
});
afterAll(async () => {
  await partner.close();
  await world.close();
});

/** Follows one thing to its end; gives the kind and the event of each frame. */
async function followed(noun: string, id: string): Promise<{ readonly ended: Promise<readonly string[]> }> {
  // What has happened so far has its number by then, and is no news.
  await world.app.workers.drain();
  const name = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  const reader = await openSse(
    `${world.app.url}/graphql`,
    world.app.apiKey ?? '',
    `subscription($id: ID!) { ${noun}Updates(${noun}Id: $id) { __typename ... on ${name}ChangedFrame { event { type } } } }`,
    { variables: { id } },
  );
  const frames: string[] = [];
  const ended = (async () => {
    for await (const { event, data } of reader) {
      if (event === 'complete') break;
      const frame = data.data?.[`${noun}Updates`];
      frames.push(frame?.event?.type ?? frame?.__typename ?? JSON.stringify(data));
    }
    return frames;
  })();
  // It has begun when it shows how the thing stands.
  await eventually(world, 'the first frame', async () => frames[0] ?? null);
  return { ended };
}

/** What the log has of a thing, and what the partner was sent of it: the same, in the same order. What came twice counts once. */
async function toldOf(id: string): Promise<readonly string[]> {
  await world.app.workers.drain();
  const { events } = await world.ask<{ events: { nodes: { type: string }[] } }>(
    'query($id: ID!) { events(first: 100, filter: { subjectIds: [$id] }) { nodes { type } } }',
    { id },
  );
  const types = events.nodes.map(({ type }) => type);
  const ofIt = await eventually(world, 'all of it to arrive at the partner', async () => {
    const sent = new Map(partner.got.map(({ body, sequence }) => [sequence, JSON.parse(body) as Sent]));
    const about = [...sent.values()].filter(({ data }) => data.subjectId === id);
    return about.length >= types.length ? about : null;
  });
  expect(ofIt.map(({ data }) => data.type)).toEqual(types);
  return ofIt.map(({ type }) => type);
}
interface Sent {
  readonly type: string;
  readonly data: { readonly type: string; readonly subjectId: string };
}

async function mobilepayAgreement(): Promise<string> {
  const input = anAgreement({ amount: { amountMinor: '20000', currency: 'DKK' } });
  const { agreement } = await mutate(world, 'createAgreement', input);
  await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS');
  await agreementIs(world, agreement?.id ?? '', 'ACTIVE');
  return agreement?.id ?? '';
}

describe('a schedule on an agreement', () => {
  it('of Vipps MobilePay, and one of MobilePay, charges each period on its day, and tells of each step', async () => {
    const startsOn = dayAhead(world, 14);
    const amount = { amountMinor: '8000', currency: 'DKK' };
    const made = async (agreementId: string, more = {}) => {
      const recurring = { amount, every: { count: 1, unit: 'WEEK' }, startsOn, count: 2 };
      return createSchedule(world, { on: { agreementId }, terms: { recurring }, ...more });
    };
    const retryPlan = { kind: 'PROVIDER_DAYS', days: 2 };
    const ids = [
      await made(await activeVippsAgreement(world), { retryPlan }),
      await made(await mobilepayAgreement(), { retryPlan }),
    ];
    const streams = await Promise.all(ids.map((id) => followed('paymentSchedule', id)));
    await advance(world, 'P25D');
    for (const [index, id] of ids.entries()) {
      const { status, periods } = await readSchedule(world, id);
      expect(status).toBe('COMPLETED');
      expect(periods.map(({ dueOn, outcome, charge }) => [dueOn, outcome, charge?.status, charge?.chargeDate])).toEqual(
        [14, 21].map((days) => dayAhead(world, days - 25)).map((day) => [day, 'CHARGED', 'SETTLED', day]),
      );
      const changes = ['PAYMENT_SCHEDULE_CHARGED', 'PAYMENT_SCHEDULE_CHARGED', 'PAYMENT_SCHEDULE_COMPLETED'];
      expect(await streams[index]?.ended).toEqual([
        'PaymentScheduleSnapshotFrame',
        ...changes,
        'PaymentScheduleFinalFrame',
      ]);
      expect(await toldOf(id)).toEqual([
        'payment_schedule.created',
        'payment_schedule.charged',
        'payment_schedule.charged',
        'payment_schedule.completed',
      ]);
    }
  });

  it('that its payer ends is cancelled with it, and says so', async () => {
    const agreementId = await activeVippsAgreement(world);
    const recurring = {
      amount: { amountMinor: '8000', currency: 'DKK' },
      every: { count: 1, unit: 'MONTH' },
      anchor: { lastOfMonth: true },
      startsOn: dayAhead(world, 40),
    };
    const id = await createSchedule(world, { on: { agreementId }, terms: { recurring } });
    const stream = await followed('paymentSchedule', id);
    await play(world, agreementId, 'PAYER_ENDS_AGREEMENT');
    await advance(world, 'PT1M');
    expect(await stream.ended).toEqual([
      'PaymentScheduleSnapshotFrame',
      'PAYMENT_SCHEDULE_CANCELLED',
      'PaymentScheduleFinalFrame',
    ]);
    expect(await toldOf(id)).toEqual(['payment_schedule.created', 'payment_schedule.cancelled']);
    expect((await readSchedule(world, id)).statusReason?.code).toBe('AUTHORITY_NOT_ACTIVE');
  });
});

it('a payout is told of from its making to its arrival, and when the bank sends it back', async () => {
  const { mandateId } = await activeMandate();
  const charged = await world.ask<{ createCharge: { charge: { id: string } } }>(
    'mutation($input: CreateChargeInput!) { createCharge(input: $input) { ... on ChargePayload { charge { id } } ... on UserError { message } } }',
    {
      input: {
        idempotencyKey: freshReference('key'),
        on: { mandateId },
        amount: { amountMinor: '79050', currency: 'GBP' },
        externalId: freshReference('CHG'),
        description: 'Chips',
      },
    },
  );
  await play(world, charged.createCharge.charge.id, 'GOCARDLESS_PAYMENT_PAID_OUT');
  const id = await eventually(world, 'the payout', async () => {
    const { payouts } = await world.ask<{
      payouts: { nodes: { id: string; status: string; reconciliation: { status: string } }[] };
    }>('{ payouts(first: 1) { nodes { id status reconciliation { status } } } }');
    const [payout] = payouts.nodes;
    return payout?.status === 'IN_TRANSIT' && payout.reconciliation.status !== 'OPEN' ? payout.id : null;
  });
  const stream = await followed('payout', id);
  await advance(world, 'P4D');
  expect(await stream.ended).toEqual(['PayoutSnapshotFrame', 'PAYOUT_PAID', 'PayoutFinalFrame']);
  await play(world, id, 'PAYOUT_BOUNCED');
  await advance(world, 'PT1M');
  // Whatever the provider says besides is told as a change.
  expect((await toldOf(id)).filter((type) => type !== 'payout.changed')).toEqual([
    'payout.created',
    'payout.sent',
    'payout.reconciled',
    'payout.paid',
    'payout.bounced',
  ]);
});

async function activeMandate(): Promise<{ readonly mandateId: string }> {
  const { createBillingRequest } = await world.ask<{ createBillingRequest: { billingRequest: { id: string } } }>(
    'mutation($input: CreateBillingRequestInput!) { createBillingRequest(input: $input) { ... on BillingRequestPayload { billingRequest { id } } ... on UserError { message } } }',
    {
      input: {
        idempotencyKey: freshReference('key'),
        externalId: freshReference('BRQ'),
        with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS' } } },
      },
    },
  );
  await play(world, createBillingRequest.billingRequest.id, 'PAYER_ACCEPTS');
  await advance(world, 'PT1M');
  const { mandates } = await world.ask<{ mandates: { nodes: { id: string }[] } }>(
    '{ mandates(first: 1) { nodes { id } } }',
  );
  const mandateId = mandates.nodes[0]?.id ?? '';
  await play(world, mandateId, 'BANK_APPROVES_MANDATE');
  await advance(world, 'PT1M');
  return { mandateId };
}
