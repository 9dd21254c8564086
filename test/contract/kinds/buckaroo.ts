import { expect } from 'vitest';
import { aKey, pushText, status, transactionWith } from '../../support/buckaroo-pushes.ts';
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
  referenceOf,
  send,
  type Tell,
} from './line.ts';

const tell: Tell = async (world, pushes) => {
  const told = await accountOf(world, 'BUCKAROO');
  for (const Transaction of pushes as readonly unknown[])
    expect(await pushText(told, world.app.clock.now(), JSON.stringify({ Transaction }))).toBe(200);
};

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
    await tell(world, [transactionWith({ Key: await referenceOf(world, id), Status: status(199) })]);
    await paymentIs(world, id, 'SETTLED');
  },
  C: (world) => isSeen(world, 'BUCKAROO', () => tell(world, [transactionWith({ Key: null })])),
  async D(world) {
    const id = await aTransfer(world);
    await play(world, id, 'TRANSFER_UNDERPAID');
    await paymentIs(world, id, 'PARTIALLY_SETTLED');
    await send(world, 'refundPayment', { paymentId: id });
    await play(world, id, 'TRANSFER_REMAINDER');
    // All of it has come in, and most of it has gone back.
    const { status: standing, amounts } = await eventually(world, 'the rest', async () => {
      const payment = await readPayment(world, id);
      return payment.amounts.captured.amountMinor === '1000' ? payment : null;
    });
    expect([standing, amounts.refunded.amountMinor, amounts.refundable.amountMinor]).toEqual([
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
            transactionWith({
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
