import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  advance,
  aFirstPayment,
  agreementIs,
  eventually,
  mutate,
  paymentIs,
  play,
  readPayment,
} from '../support/lives.ts';
import {
  activeVippsAgreement,
  anUnscheduledPayment,
  askedAtVipps,
  aVippsAgreement,
  reservedAtVipps,
  vippsOf,
} from '../support/vipps-lives.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
const dkk = (amountMinor: string) => ({ amountMinor, currency: 'DKK' });

describe('an agreement at Vipps MobilePay', () => {
  it('goes from the mutation by the payer, at whichever address, to the events', async () => {
    // The landing pages move to another host in January 2027.
    await vippsOf(world).control('/control/vipps_mobilepay/provider', { landingOrigin: 'https://pay.vipps.example' });
    const { createAgreement } = await world.ask<{
      createAgreement: { agreement: { id: string; provider: string; nextAction: { url: string } } };
    }>(
      `mutation($input: CreateAgreementInput!) { createAgreement(input: $input) { ... on AgreementPayload {
         agreement { id provider nextAction { ... on RedirectPayer { url } } } } ... on UserError { message } } }`,
      { input: { idempotencyKey: 'whole-way', ...aVippsAgreement({ oneOffPayment: aFirstPayment() }) } },
    );
    await vippsOf(world).control('/control/vipps_mobilepay/provider', { landingOrigin: null });
    const { id, provider, nextAction } = createAgreement.agreement;
    expect(provider).toBe('VIPPS_MOBILEPAY');
    expect(nextAction.url).toMatch(/^https:\/\/pay\.vipps\.example\/pay\?agreement=agr_/);
    await play(world, id, 'PAYER_ACCEPTS');
    await agreementIs(world, id, 'ACTIVE');
    const activated = await eventually(world, 'the event of its activation', async () => {
      const { events } = await world.ask<{ events: { nodes: { type: string; cause: { __typename: string } }[] } }>(
        'query($id: ID!) { events(first: 20, filter: { subjectIds: [$id] }) { nodes { type cause { __typename } } } }',
        { id },
      );
      return events.nodes.find(({ type }) => type === 'AGREEMENT_ACTIVATED') ?? null;
    });
    expect(activated.cause).toEqual({ __typename: 'CausedByProviderWebhook' });
  });

  it('is expired after ten minutes, and its payment with it', async () => {
    const input = aVippsAgreement({ oneOffPayment: aFirstPayment() });
    const { agreement, oneOffPayment } = await mutate(world, 'createAgreement', input);
    await advance(world, 'PT11M');
    await agreementIs(world, agreement?.id ?? '', 'EXPIRED');
    await paymentIs(world, oneOffPayment?.id ?? '', 'EXPIRED');
  });

  it('may be stopped by its payer while money is reserved, which can then still be captured', async () => {
    const { agreementId, payment } = await reservedAtVipps(world);
    const { agreement } = await world.ask<{ agreement: { payerCanCancel: boolean } }>(
      'query($id: ID!) { agreement(by: { id: $id }) { payerCanCancel } }',
      { id: agreementId },
    );
    expect(agreement.payerCanCancel).toBe(true);
    await play(world, agreementId, 'PAYER_ENDS_AGREEMENT');
    await agreementIs(world, agreementId, 'CANCELLED');
    await advance(world, 'PT2H');
    expect((await readPayment(world, payment.id)).status).toBe('AUTHORIZED');
    await mutate(world, 'capturePayment', { paymentId: payment.id });
    expect((await paymentIs(world, payment.id, 'SETTLED')).amounts.captured.amountMinor).toBe('8000');
  });

  it('is stopped by the merchant with all that is reserved on it', async () => {
    const { agreementId, payment } = await reservedAtVipps(world);
    const answer = await mutate(world, 'cancelAgreement', { agreementId });
    expect(answer).toMatchObject({ agreement: { status: 'CANCELLED' }, cancelledPayments: [{ id: payment.id }] });
    expect((await paymentIs(world, payment.id, 'CANCELLED')).amounts.released.amountMinor).toBe('8000');
  });
});

describe('a payment without the payer', () => {
  it('is captured in parts, each once although an answer is lost, and what is left is released', async () => {
    const { id } = await askedAtVipps(world);
    await paymentIs(world, id, 'AUTHORIZED');
    await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('1000') });
    await paymentIs(world, id, 'AUTHORIZED');
    await vippsOf(world).fault('capture', 'effectThenReset');
    await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('2000') });
    await advance(world, 'PT1M');
    const open = await eventually(world, 'the second part', async () => {
      const payment = await readPayment(world, id);
      return payment.amounts.captured.amountMinor === '3000' ? payment : null;
    });
    expect(open).toMatchObject({ status: 'AUTHORIZED', amounts: { capturable: { amountMinor: '5000' } } });
    expect(await vippsOf(world).effects('chargeCaptured', open.providerReference)).toBe(2);
    const tooMuch = await mutate(world, 'capturePayment', { paymentId: id, amount: dkk('5001') });
    expect(tooMuch).toMatchObject({ code: 'AMOUNT_TOO_LARGE', limit: { amountMinor: '5000' } });
    await mutate(world, 'refundPayment', { paymentId: id, amount: dkk('500') });
    await mutate(world, 'cancelPayment', { paymentId: id });
    const { amounts } = await paymentIs(world, id, 'SETTLED');
    expect([amounts.captured, amounts.released, amounts.refunded].map(({ amountMinor }) => amountMinor)).toEqual([
      '3000',
      '5000',
      '500',
    ]);
  });

  it('lapses where nobody captures it within a fortnight', async () => {
    const { id } = await askedAtVipps(world);
    await paymentIs(world, id, 'AUTHORIZED');
    await advance(world, 'P15D');
    expect((await paymentIs(world, id, 'EXPIRED')).amounts.released.amountMinor).toBe('8000');
  });

  it('is refused where it is more than the agreement allows', async () => {
    const agreementId = await activeVippsAgreement(world, { amount: dkk('1000') });
    const answer = await mutate(world, 'createOneOffPayment', anUnscheduledPayment(agreementId));
    const { statusReason } = await paymentIs(world, answer.payment?.id ?? '', 'FAILED').catch(() => ({
      statusReason: answer.reason ?? null,
    }));
    expect(statusReason).toMatchObject({ code: 'AMOUNT_NOT_AVAILABLE', providerCode: 'charge-amount-too-high' });
  });

  it('that was taken in, and is done later, is waited for', async () => {
    const { id } = await askedAtVipps(world);
    await paymentIs(world, id, 'AUTHORIZED');
    await vippsOf(world).control('/control/vipps_mobilepay/provider', { acceptedForMs: 5_000 });
    await mutate(world, 'capturePayment', { paymentId: id });
    await vippsOf(world).control('/control/vipps_mobilepay/provider', { acceptedForMs: null });
    expect((await readPayment(world, id)).status).toBe('PROCESSING');
    await advance(world, 'PT10S');
    await paymentIs(world, id, 'SETTLED');
  });
});

it('a webhook that Vipps MobilePay has forgotten is registered anew', async () => {
  const { status } = await vippsOf(world).control('/control/vipps_mobilepay/forgetWebhooks', {});
  expect(status).toBe(200);
  await advance(world, 'PT2H');
  const connected = await eventually(world, 'another webhook', async () => {
    const account = await world.app.accounts.of(world.app.merchantId ?? '', 'VIPPS_MOBILEPAY');
    const settings = account?.account.settings as { previousWebhookSecret?: string } | undefined;
    return account?.connected && settings?.previousWebhookSecret ? account : null;
  });
  expect(connected.connectProblem).toBeNull();
  await activeVippsAgreement(world);
});
