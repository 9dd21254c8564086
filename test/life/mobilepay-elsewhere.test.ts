import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currency, money } from '../../src/kernel/money.ts';
import { mobilepay } from '../../src/providers/mobilepay/provider.ts';
import {
  activeAgreement,
  advance,
  captured,
  eventually,
  mutate,
  paymentIs,
  play,
  readPayment,
  reserved,
} from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

const refundableOf = async (id: string) => (await readPayment(world, id)).amounts.refundable.amountMinor;

/** Another system of the merchant's, with the same credentials, that wants to be told at our address. */
async function refundElsewhere(paymentId: string, amountMinor: bigint): Promise<void> {
  const { app } = world;
  const connected = await app.accounts.of(app.merchantId ?? '', 'MOBILEPAY');
  const { providerReference } = await readPayment(world, paymentId);
  const { agreement } = await app.db
    .reader(app.merchantId ?? '')
    .oneOffPayment.findFirstOrThrow({ where: { providerReference }, include: { agreement: true } });
  if (!connected || !agreement?.providerReference) throw new Error('there is no such payment on an agreement');
  const outcome = await mobilepay.operations['payment.refund'].call(
    {
      account: connected.account as never,
      now: () => app.clock.now(),
      callbackUrl: connected.callbackUrl,
      deadlineMs: 5_000,
      traceId: randomUUID(),
    },
    {
      payment: {
        kind: 'payment',
        id: providerReference,
        within: { kind: 'agreement', id: agreement.providerReference },
      },
      amount: money(amountMinor, currency('DKK')),
    },
    `other-${amountMinor}`,
  );
  expect(outcome.kind).toBe('pending');
}

describe('a refund by another system', () => {
  it('is heard of by its callback and counts, and one of more than is left is refused', async () => {
    const { id } = await captured(world);
    await refundElsewhere(id, 3_000n);
    await advance(world, 'PT5M');
    await eventually(world, 'the refund to count', async () => ((await refundableOf(id)) === '5000' ? true : null));
    expect(
      await mutate(world, 'refundPayment', { paymentId: id, amount: { amountMinor: '5001', currency: 'DKK' } }),
    ).toMatchObject({ __typename: 'AmountError', code: 'AMOUNT_TOO_LARGE', limit: { amountMinor: '5000' } });
    expect(await readPayment(world, id)).toMatchObject({ amounts: { refunded: { amountMinor: '3000' } } });
  });

  it('of which no callback tells is found by asking, weeks later too', async () => {
    const { id } = await captured(world);
    await advance(world, 'P10D');
    await play(world, id, 'REFUND_ON_DASHBOARD');
    await advance(world, 'P8D');
    expect(await refundableOf(id)).toBe('4800');
  });
});

describe('a reservation that is not left to us', () => {
  it('is settled when somebody captures it at MobilePay', async () => {
    const { id } = (await reserved(world)).payment;
    await play(world, id, 'CAPTURE_ON_DASHBOARD');
    await advance(world, 'PT2H');
    await paymentIs(world, id, 'SETTLED');
    expect(await refundableOf(id)).toBe('8000');
  });

  it('is over when somebody cancels it at MobilePay', async () => {
    const { id } = (await reserved(world)).payment;
    await play(world, id, 'CANCEL_ON_DASHBOARD');
    await advance(world, 'PT2H');
    expect(await paymentIs(world, id, 'CANCELLED')).toMatchObject({ amounts: { capturable: { amountMinor: '0' } } });
  });
});

describe('a payment of the subscription, which another system asks for', () => {
  const reported = `query($id: ID!) { agreement(by: { id: $id }) { providerReference }
    events(first: 50, filter: { subjectIds: [$id], types: [RECURRING_PAYMENT_REPORTED] }) { nodes {
      subjectVersion change { to amount { amountMinor } reason { code providerCode } }
      recurringPayment { agreementReference agreementId externalId dueDate status providerStatus } } } }`;

  it('is handed on as an event of the agreement, once', async () => {
    const id = await activeAgreement(world);
    await play(world, id, 'RECURRING_PAYMENT_EXECUTED');
    await advance(world, 'PT5M');
    await play(world, id, 'RECURRING_PAYMENT_FAILED', 'DUPLICATED');
    await advance(world, 'PT5M');
    const told = await eventually(world, 'both payments to be told of', async () => {
      const { agreement, events } = await world.ask<Reported>(reported, { id });
      return events.nodes.length >= 2 ? { ...events, agreement } : null;
    });
    const common = { agreementId: id, agreementReference: told.agreement.providerReference };
    expect(told.nodes).toMatchObject([
      {
        subjectVersion: 1,
        change: { to: 'PROCESSED', reason: null },
        recurringPayment: { ...common, status: 'SETTLED', providerStatus: 'Executed' },
      },
      {
        subjectVersion: 1,
        change: { to: 'PROCESSED', reason: { providerCode: '50000' } },
        recurringPayment: {
          ...common,
          status: 'FAILED',
          providerStatus: 'Failed',
          externalId: expect.stringMatching(/^SUBSCRIPTION-/),
        },
      },
    ]);
  });
});

it('says whose the address of callbacks is where it is not ours, until it is', async () => {
  const { app } = world;
  const merchantId = app.merchantId ?? '';
  const settings = (await app.accounts.of(merchantId, 'MOBILEPAY'))?.account.settings as object;
  const told = (calledBack: boolean) =>
    eventually(world, `it to be ${calledBack ? '' : 'not '}called back`, async () => {
      const { providers } = await world.ask<{ providers: readonly CalledBack[] }>(
        '{ providers { provider calledBack notCalledBackBecause } }',
      );
      const mobilepay = providers.find(({ provider }) => provider === 'MOBILEPAY');
      return mobilepay?.calledBack === calledBack && (calledBack || mobilepay.notCalledBackBecause) ? mobilepay : null;
    });
  await world.sandbox.control('/control/mobilepay/provider', { callbackUrl: 'https://billing.example/hook?secret=1' });
  await app.accounts.save(merchantId, 'MOBILEPAY', { ...settings, takeCallbackAddress: false });
  const { notCalledBackBecause } = await told(false);
  expect(notCalledBackBecause).toContain('https://billing.example)');
  expect(notCalledBackBecause).not.toContain('secret');
  await app.accounts.save(merchantId, 'MOBILEPAY', { ...settings, takeCallbackAddress: true });
  expect(await told(true)).toMatchObject({ notCalledBackBecause: null });
});

interface CalledBack {
  readonly provider: string;
  readonly calledBack: boolean;
  readonly notCalledBackBecause: string | null;
}
interface Reported {
  readonly agreement: { readonly providerReference: string };
  readonly events: { readonly nodes: readonly object[] };
}
