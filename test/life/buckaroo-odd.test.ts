import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf } from '../contract/kinds/line.ts';
import { pushText, status, transactionWith } from '../support/buckaroo-pushes.ts';
import { eventually, freshReference, paymentIs, play, readPayment } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Pushes that are rightly signed, and odd: each is answered 200, so it never comes again. None is lost, and none is believed too much. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const told = async (transaction: string): Promise<void> => {
  const text = `{"Transaction":${transaction}}`;
  expect(await pushText(await accountOf(world, 'BUCKAROO'), world.app.clock.now(), text)).toBe(200);
};
/** A transaction whose amount is written to the letter. */
const written = (amount: string, over: object = {}): string =>
  JSON.stringify({ ...transactionWith(over), AmountDebit: 0 }).replace('"AmountDebit":0', `"AmountDebit":${amount}`);

async function aTransfer(amountMinor: string) {
  const input = {
    idempotencyKey: freshKey('transfer'),
    invoice: freshReference('INV-'),
    amount: { amountMinor, currency: 'EUR' },
    payer: { firstName: 'Ada', lastName: 'Byron', email: 'ada@shop.example' },
  };
  const { createTransfer } = await world.ask<{
    createTransfer: {
      transfer: { id: string; invoice: string; providerReference: string; nextAction: { paymentReference: string } };
    };
  }>(
    `mutation($input: CreateTransferInput!) { createTransfer(input: $input) { ... on TransferPayload {
      transfer { id invoice providerReference nextAction { ... on ShowBankDetails { paymentReference } } } } } }`,
    { input },
  );
  return createTransfer.transfer;
}
/** Money comes in at Buckaroo: gives its key. */
async function receive(reference: string, amount: string): Promise<string> {
  const { status: code, body } = await world.sandbox.control('/control/buckaroo/receive', { amount, reference });
  expect(code).toBe(200);
  return (body as { key: string }).key;
}
const wordOf = async (id: string) => {
  const { transfer } = await world.ask<{
    transfer: { status: string; amountMatch: string; providerStatusCode: number };
  }>('query($id: ID!) { transfer: node(id: $id) { ... on Transfer { status amountMatch providerStatusCode } } }', {
    id,
  });
  return transfer;
};

interface Notification {
  readonly id: string;
  readonly problem: string;
  readonly detail: string | null;
  readonly text: string | null;
}
const putAside = async () =>
  (
    await world.ask<{ list: { nodes: readonly Notification[] } }>(
      '{ list: unprocessedProviderNotifications(first: 100) { nodes { id problem detail text } } }',
    )
  ).list.nodes;

describe('what can neither be read nor asked about', () => {
  it.each([
    ['an amount with a comma', () => written('"19,99"')],
    ['a tenth of a cent', () => written('19.999')],
    ['an amount with an exponent', () => written('1.999e1')],
    ['a status that is in no table', () => written('10.00', { Status: status(191) })],
    ['a type that is in no table', () => written('10.00', { TransactionType: 'C102' })],
    ['no amount at all', () => written('{}')],
  ])('%s: it is seen and told, with what it said', async (_what, transaction) => {
    const before = new Set((await putAside()).map(({ id }) => id));
    await told(transaction());
    const { id, problem, text } = await eventually(
      world,
      'the push to be put aside',
      async () => (await putAside()).find((one) => !before.has(one.id)) ?? null,
    );
    expect(problem).toBe('UNREADABLE');
    expect(text).toContain('"ServiceCode":"transfer"');
    const { events } = await world.ask<{ events: { nodes: { type: string }[] } }>(
      'query($id: ID!) { events(first: 10, filter: { subjectIds: [$id] }) { nodes { type } } }',
      { id },
    );
    expect(events.nodes.map(({ type }) => type)).toContain('PROVIDER_NOTIFICATION_FAILED');
  });
});

describe('what can be asked about', () => {
  it.each([
    ['whose amount cannot be read', (own: object) => written('"7,50"', own)],
    ['whose status cannot be read', (own: object) => written('7.50', { ...own, Status: 'paid' })],
    [
      'with a sub-code that is none',
      (own: object) => written('7.50', { ...own, Status: { ...status(190), SubCode: 1 } }),
    ],
  ])('money %s is booked as it stands at Buckaroo, at once', async (_what, transaction) => {
    const { id, invoice, providerReference } = await aTransfer('1000');
    await play(world, id, 'TRANSFER_UNDERPAID', 'DROPPED');
    const reply = await fetch(`${world.app.sandboxUrl}/buckaroo/book`, { headers: { accept: 'application/json' } });
    const { entries } = (await reply.json()) as {
      entries: { effect: string; subject: { id: string; within?: string } }[];
    };
    const came = entries.find(
      ({ effect, subject }) => effect === 'moneyReceived' && subject.within === providerReference,
    );
    await told(transaction({ Key: came?.subject.id, Invoice: invoice }));
    const { amounts } = await paymentIs(world, id, 'PARTIALLY_SETTLED');
    expect(amounts.captured.amountMinor).toBe('750');
  });
});

describe('a transfer', () => {
  it('is the sum of what came under different keys, however one amount is spelled', async () => {
    const { id, invoice, nextAction } = await aTransfer('10000');
    const key = await receive(nextAction.paymentReference, '60.00');
    for (const amount of ['60', '60.00', '"60.0"']) await told(written(amount, { Key: key, Invoice: invoice }));
    await paymentIs(world, id, 'PARTIALLY_SETTLED');
    await world.app.workers.drain();
    expect((await readPayment(world, id)).amounts.captured.amountMinor).toBe('6000');
    await receive(nextAction.paymentReference, '40.00');
    await paymentIs(world, id, 'SETTLED');
    expect(await wordOf(id)).toMatchObject({ amountMatch: 'EXACT' });
    expect(await putAside()).not.toContainEqual(expect.objectContaining({ problem: 'NOT_APPLIED' }));
  });

  it('that is paid is not brought back by what was told of it before, in no word', async () => {
    const { id, invoice, providerReference } = await aTransfer('1000');
    await play(world, id, 'TRANSFER_EXACT');
    await paymentIs(world, id, 'SETTLED');
    expect(await wordOf(id)).toMatchObject({ providerStatusCode: 190 });
    for (const code of [792, 791, 890, 490, 690]) {
      await told(written('10.00', { Key: providerReference, Invoice: invoice, Status: status(code) }));
      await world.app.workers.drain();
      expect(await wordOf(id)).toEqual({ status: 'SETTLED', amountMatch: 'EXACT', providerStatusCode: 190 });
    }
  });

  it('that failed bears the word for that, and then that of its money', async () => {
    const { id } = await aTransfer('1000');
    await play(world, id, 'TRANSFER_FAILS');
    await paymentIs(world, id, 'FAILED');
    expect(await wordOf(id)).toMatchObject({ providerStatusCode: 490 });
    await play(world, id, 'TRANSFER_EXACT');
    await paymentIs(world, id, 'SETTLED');
    expect(await wordOf(id)).toMatchObject({ providerStatusCode: 190 });
  });
});
