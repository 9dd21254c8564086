import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import {
  activeAgreement,
  aFirstPayment,
  agreementIs,
  anAgreement,
  anotherPayment,
  captured,
  freshReference,
  mutate,
  paymentIs,
  play,
  readPayment,
} from '../../support/lives.ts';
import type { World } from '../../support/world.ts';
import {
  accountOf,
  countsWhatOthersGaveBack,
  ids,
  isRefused,
  isSeen,
  type Lines,
  passesStrangers,
  post,
  referenceOf,
  send,
  type Tell,
} from './line.ts';

const tell: Tell = async (world, body) => {
  const { settings, callbackUrl } = await accountOf(world, 'MOBILEPAY');
  const password = Buffer.from(`${settings.callbackUsername}:${settings.callbackPassword}`).toString('base64');
  await post(callbackUrl, JSON.stringify(body), { authorization: `Basic ${password}` });
};
const callback = (over: object) => ({
  agreement_id: randomUUID(),
  payment_id: randomUUID(),
  external_id: 'OOP',
  amount: '80.00',
  currency: 'DKK',
  payment_type: 'OneOff',
  status: 'Reserved',
  status_code: 0,
  ...over,
});

async function openPayment(world: World): Promise<{ readonly id: string; readonly agreementId: string }> {
  const agreementId = await activeAgreement(world);
  const { payment } = await mutate(world, 'createOneOffPayment', anotherPayment(agreementId));
  if (!payment) throw new Error('no payment');
  return { id: payment.id, agreementId };
}

export const mobilepay: Lines = {
  A: async (world) => countsWhatOthersGaveBack(world, (await captured(world)).id, 'REFUND_ON_DASHBOARD', 'P8D'),
  async B(world) {
    const { id, agreementId } = await openPayment(world);
    const names = { payment_id: await referenceOf(world, id), agreement_id: await referenceOf(world, agreementId) };
    await play(world, id, 'PAYER_ACCEPTS', 'DROPPED');
    await tell(world, [callback({ ...names, status_code: 50_099 })]);
    await paymentIs(world, id, 'AUTHORIZED');
  },
  C: (world) => isSeen(world, 'MOBILEPAY', () => tell(world, [callback({ status: 'Teleported' })])),
  async D(world) {
    const { id } = await captured(world);
    await mutate(world, 'refundPayment', { paymentId: id });
    const { status, amounts, actions } = await readPayment(world, id);
    expect([status, amounts.refundable.amountMinor]).toEqual(['SETTLED', '0']);
    expect(actions.find(({ kind }) => kind === 'REFUND')?.available).toBe(false);
  },
  async E(world) {
    await isRefused(world, 'createAgreement', anAgreement({ externalId: '' }), 'externalId');
    await isRefused(world, 'createAgreement', anAgreement({ description: '' }), 'description');
  },
  F: (world) =>
    passesStrangers(
      world,
      'MOBILEPAY',
      () =>
        tell(
          world,
          ids().map((payment_id) => callback({ payment_id })),
        ),
      async () => {
        const { id } = await openPayment(world);
        await play(world, id, 'PAYER_ACCEPTS');
        await paymentIs(world, id, 'AUTHORIZED');
      },
    ),
  async G(world) {
    const { oneOffPayment, agreement } = await mutate(
      world,
      'createAgreement',
      anAgreement({ oneOffPayment: aFirstPayment() }),
    );
    await play(world, agreement?.id ?? '', 'PAYER_REJECTS');
    const { statusReason } = await paymentIs(world, oneOffPayment?.id ?? '', 'REJECTED');
    expect(statusReason?.code).toBe('REJECTED_BY_PAYER');
    const ended = await activeAgreement(world);
    await play(world, ended, 'PAYER_ENDS_AGREEMENT');
    await agreementIs(world, ended, 'CANCELLED');
  },
  async H(world) {
    const ofLength = (length: number) => freshReference('L').padEnd(length, 'x');
    const taken = await send(world, 'createAgreement', anAgreement({ externalId: ofLength(64) }));
    expect(taken.__typename).toBe('AgreementPayload');
    await isRefused(world, 'createAgreement', anAgreement({ externalId: ofLength(65) }), 'externalId');
  },
};
