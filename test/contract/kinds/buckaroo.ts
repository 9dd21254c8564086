import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { hmacHeader } from '../../../src/providers/buckaroo/signature.ts';
import { eventually, paymentIs, play, readPayment } from '../../support/lives.ts';
import type { World } from '../../support/world.ts';
import {
  accountOf,
  anInput,
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

const tell: Tell = async (world, pushes) => {
  const { settings, callbackUrl: url } = await accountOf(world, 'BUCKAROO');
  for (const Transaction of pushes as readonly unknown[]) {
    const text = JSON.stringify({ Transaction });
    const signed = { method: 'POST' as const, url, body: new TextEncoder().encode(text) };
    const stamp = { nonce: randomUUID(), timestamp: String(Math.floor(world.app.clock.now().getTime() / 1_000)) };
    const { websiteKey = '', secretKey = '' } = settings;
    await post(url, text, { authorization: hmacHeader(signed, websiteKey, secretKey, stamp) });
  }
};
const aKey = (): string => randomUUID().replaceAll('-', '').toUpperCase();
const push = (over: object) => ({
  Key: aKey(),
  Invoice: 'INV-1',
  ServiceCode: 'transfer',
  Status: { Code: { Code: 190, Description: '' }, SubCode: null, DateTime: '2026-12-01T10:29:21' },
  IsTest: true,
  Currency: 'EUR',
  AmountDebit: 10.0,
  TransactionType: 'C001',
  MutationType: 1,
  ...over,
});

async function aTransfer(world: World): Promise<string> {
  const { transfer } = await send<{ transfer: { id: string } }>(
    world,
    'createTransfer',
    await anInput(world, 'createTransfer'),
    '... on TransferPayload { transfer { id } }',
  );
  await paymentIs(world, transfer.id, 'REQUIRES_PAYER_ACTION');
  return transfer.id;
}

async function paid(world: World): Promise<string> {
  const id = await aTransfer(world);
  await play(world, id, 'TRANSFER_EXACT');
  await paymentIs(world, id, 'SETTLED');
  return id;
}

export const buckaroo: Lines = {
  A: async (world) => countsWhatOthersGaveBack(world, await paid(world), 'REFUND_IN_PLAZA'),
  async B(world) {
    const id = await aTransfer(world);
    await play(world, id, 'TRANSFER_EXACT', 'DROPPED');
    const odd = { Status: { Code: { Code: 199, Description: '' }, SubCode: null, DateTime: '2026-12-01T10:29:21' } };
    await tell(world, [push({ Key: await referenceOf(world, id), ...odd })]);
    await paymentIs(world, id, 'SETTLED');
  },
  C: (world) => isSeen(world, 'BUCKAROO', () => tell(world, [push({ Key: null })])),
  async D(world) {
    const id = await aTransfer(world);
    await play(world, id, 'TRANSFER_UNDERPAID');
    await paymentIs(world, id, 'PARTIALLY_SETTLED');
    await send(world, 'refundPayment', { paymentId: id });
    await play(world, id, 'TRANSFER_REMAINDER');
    // All of it has come in, and most of it has gone back.
    const { status, amounts } = await eventually(world, 'the rest', async () => {
      const payment = await readPayment(world, id);
      return payment.amounts.captured.amountMinor === '1000' ? payment : null;
    });
    expect([status, amounts.refunded.amountMinor, amounts.refundable.amountMinor]).toEqual([
      'PARTIALLY_SETTLED',
      '750',
      '250',
    ]);
  },
  async E(world) {
    const input = await anInput(world, 'createTransfer');
    for (const field of ['invoice', 'description', 'order', 'culture'])
      await isRefused(world, 'createTransfer', { ...input, [field]: '' }, field);
  },
  F: (world) =>
    passesStrangers(
      world,
      'BUCKAROO',
      () =>
        tell(
          world,
          ids().map(() =>
            push({
              TransactionType: 'C101',
              AmountDebit: null,
              AmountCredit: 10.0,
              RelatedTransactions: [{ RelationType: 'refund', RelatedTransactionKey: aKey() }],
            }),
          ),
        ),
      () => paid(world),
    ),
  async G(world) {
    const id = await aTransfer(world);
    await play(world, id, 'TRANSFER_FAILS');
    const { statusReason } = await paymentIs(world, id, 'FAILED');
    expect(statusReason).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) });
  },
  async H(world) {
    const input = await anInput(world, 'createTransfer');
    await isRefused(world, 'createTransfer', { ...input, invoice: 'BCK_1001' }, 'invoice');
    await isRefused(world, 'createTransfer', { ...input, amount: { amountMinor: '1', currency: 'GBP' } }, 'amount');
  },
};
