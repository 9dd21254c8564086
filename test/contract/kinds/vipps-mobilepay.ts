import { expect } from 'vitest';
import {
  advance,
  aFirstPayment,
  agreementIs,
  freshReference,
  mutate,
  paymentIs,
  play,
  readPayment,
} from '../../support/lives.ts';
import {
  activeVippsAgreement,
  anUnscheduledPayment,
  askedAtVipps,
  aVippsAgreement,
  reservedAtVipps,
  tellFromVipps,
} from '../../support/vipps-lives.ts';
import {
  countsWhatOthersGaveBack,
  ids,
  isRefused,
  isSeen,
  type Lines,
  passesStrangers,
  referenceOf,
  send,
} from './line.ts';

const event = (over: object) => ({
  eventType: 'recurring.charge-captured.v1',
  agreementId: 'agr_stranger',
  chargeId: 'a-strange-charge',
  chargeType: 'UNSCHEDULED',
  amount: 8_000,
  currency: 'DKK',
  occurred: '2026-12-01T10:00:00.123456789Z',
  transactionId: '9900000001',
  msn: '654321',
  ...over,
});

export const vippsMobilePay: Lines = {
  async A(world) {
    const { payment } = await reservedAtVipps(world);
    await mutate(world, 'capturePayment', { paymentId: payment.id });
    await paymentIs(world, payment.id, 'SETTLED');
    await countsWhatOthersGaveBack(world, payment.id, 'REFUND_ON_DASHBOARD');
  },
  async B(world) {
    const { id, agreementId } = await askedAtVipps(world);
    await paymentIs(world, id, 'AUTHORIZED');
    const names = { chargeId: await referenceOf(world, id), agreementId: await referenceOf(world, agreementId) };
    await play(world, id, 'CAPTURE_ON_DASHBOARD', 'DROPPED');
    await tellFromVipps(world, event({ ...names, eventType: 'recurring.charge-teleported.v1' }));
    await paymentIs(world, id, 'SETTLED');
  },
  C: (world) =>
    isSeen(world, 'VIPPS_MOBILEPAY', () =>
      tellFromVipps(world, event({ eventType: 'recurring.charge-teleported.v1' })),
    ),
  async D(world) {
    const { payment } = await reservedAtVipps(world);
    const part = { amountMinor: '3000', currency: 'DKK' };
    await mutate(world, 'capturePayment', { paymentId: payment.id, amount: part });
    const open = await paymentIs(world, payment.id, 'AUTHORIZED');
    expect([open.amounts.captured.amountMinor, open.amounts.capturable.amountMinor]).toEqual(['3000', '5000']);
    // What was taken may be given back before the rest is.
    expect(open.amounts.refundable.amountMinor).toBe('3000');
    await mutate(world, 'cancelPayment', { paymentId: payment.id });
    const over = await paymentIs(world, payment.id, 'SETTLED');
    expect([over.amounts.captured.amountMinor, over.amounts.released.amountMinor]).toEqual(['3000', '5000']);
    await mutate(world, 'refundPayment', { paymentId: payment.id });
    const { status, amounts, actions } = await readPayment(world, payment.id);
    expect([status, amounts.refundable.amountMinor]).toEqual(['SETTLED', '0']);
    expect(actions.find(({ kind }) => kind === 'REFUND')?.available).toBe(false);
  },
  async E(world) {
    await isRefused(world, 'createAgreement', aVippsAgreement({ externalId: '' }), 'externalId');
    await isRefused(world, 'createAgreement', aVippsAgreement({ description: '' }), 'description');
  },
  F: (world) =>
    passesStrangers(
      world,
      'VIPPS_MOBILEPAY',
      async () => {
        for (const chargeId of ids()) await tellFromVipps(world, event({ chargeId }));
      },
      async () => {
        const { id } = await askedAtVipps(world);
        await paymentIs(world, id, 'AUTHORIZED');
      },
    ),
  async G(world) {
    const first = { oneOffPayment: aFirstPayment() };
    const { oneOffPayment, agreement } = await mutate(world, 'createAgreement', aVippsAgreement(first));
    await play(world, agreement?.id ?? '', 'PAYER_REJECTS');
    const rejected = await paymentIs(world, oneOffPayment?.id ?? '', 'REJECTED');
    expect(rejected.statusReason?.code).toBe('REJECTED_BY_PAYER');
    const ended = await activeVippsAgreement(world);
    await play(world, ended, 'AUTO_RESERVE_FAILS');
    const { payment } = await mutate(world, 'createOneOffPayment', anUnscheduledPayment(ended));
    const failed = await paymentIs(world, payment?.id ?? '', 'FAILED');
    expect(failed.statusReason).toMatchObject({ code: 'OTHER', providerCode: 'user_action_required' });
    await play(world, ended, 'PAYER_ENDS_AGREEMENT');
    await agreementIs(world, ended, 'CANCELLED');
    const { payment: disputed } = await reservedAtVipps(world);
    await mutate(world, 'capturePayment', { paymentId: disputed.id });
    await paymentIs(world, disputed.id, 'SETTLED');
    await play(world, disputed.id, 'CHARGEBACK');
    // Only the ledger tells of it, which is read every hour.
    await advance(world, 'PT2H');
    const { statusReason } = await paymentIs(world, disputed.id, 'REVERSED');
    expect(statusReason).toMatchObject({ code: 'OTHER', providerCode: 'retained-disputed-capture' });
  },
  async H(world) {
    const ofLength = (length: number) => freshReference('L').padEnd(length, 'x');
    const taken = await send(world, 'createAgreement', aVippsAgreement({ externalId: ofLength(64) }));
    expect(taken.__typename).toBe('AgreementPayload');
    await isRefused(world, 'createAgreement', aVippsAgreement({ externalId: ofLength(65) }), 'externalId');
    await isRefused(world, 'createAgreement', aVippsAgreement({ expiresIn: 'PT1H' }), 'expiresIn');
    const agreementId = await activeVippsAgreement(world);
    const asked = anUnscheduledPayment(agreementId, { autoReserve: false });
    await isRefused(world, 'createOneOffPayment', asked, 'autoReserve');
  },
};
