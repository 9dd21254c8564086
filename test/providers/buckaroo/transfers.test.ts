import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Fact, ProviderRef, StatusCheck } from '../../../src/domain/port/provider.ts';
import { money } from '../../../src/kernel/money.ts';
import { buckaroo } from '../../../src/providers/buckaroo/provider.ts';
import type { Settings } from '../../../src/providers/buckaroo/settings.ts';
import { openWorld, type World } from '../../contract/world.ts';
import { eur } from './support.ts';

/** The adapter against the simulator: money that comes as it should, and as it should not. */
let world: World<Settings>;
beforeAll(async () => {
  world = await openWorld('buckaroo', (credentials) =>
    buckaroo.settings.parse({ ...credentials, pushContentType: undefined }),
  );
});
afterEach(() =>
  world.setUp({
    pushContentType: 'json',
    pushDigest: 'sha1',
    pushUpperCase: false,
    cancelable: false,
    automaticDeposits: false,
    balance: null,
  }),
);
afterAll(() => world.close());

let count = 0;
const { operations } = buckaroo;

async function aTransfer(amountMinor = 1000n): Promise<{ ref: ProviderRef; invoice: string }> {
  const invoice = `T-${++count}`;
  const outcome = await operations['transfer.create'].call(
    world.context(),
    {
      invoice,
      amount: money(amountMinor, eur),
      payer: { firstName: 'John', lastName: 'Smith', email: 'john@example.test', gender: 'UNKNOWN' },
      sendMail: false,
    },
    `key_${count}`,
  );
  const facts = factsOf(outcome);
  expect(facts.map(({ kind }) => kind)).toEqual(['instructed']);
  const [fact] = facts;
  if (fact?.kind !== 'instructed') throw new Error('expected instructions');
  expect(fact.bank?.reference).toMatch(/^\d{8}$/);
  expect(fact.message?.text).toContain(fact.bank?.reference);
  return { ref: fact.ref, invoice };
}

function factsOf(answer: StatusCheck): readonly Fact[] {
  if (answer.kind !== 'facts') throw new Error(`expected facts; got ${JSON.stringify(answer)}`);
  return answer.facts;
}
const ask = async (ref: ProviderRef) => factsOf(await buckaroo.checkStatus(world.context(), ref));

/** What the pushes about an invoice have told, each verified first. */
async function pushed(since: number): Promise<readonly Fact[]> {
  await world.drain();
  return world.callbacks.slice(since).flatMap((request) => {
    expect(buckaroo.inbound.verify(request, world.settings)).toBe('verified');
    const items = buckaroo.inbound.split(request);
    if (!items.ok) throw new Error(items.error);
    return items.value.flatMap((item) => {
      const meaning = buckaroo.inbound.interpret(item, world.settings);
      return meaning.kind === 'facts' ? meaning.facts : [];
    });
  });
}

test('the words of a transfer go with it, in its own language, and the account’s where none is said', async () => {
  const ask = (words: object, key: string) =>
    operations['transfer.create'].call(
      world.context(),
      {
        invoice: key,
        amount: money(1000n, eur),
        payer: { firstName: 'John', lastName: 'Smith', email: 'john@example.test', gender: 'UNKNOWN' },
        sendMail: true,
        ...words,
      },
      key,
    );
  const told = async (words: object, key: string) => {
    const [fact] = factsOf(await ask(words, key));
    return fact?.kind === 'instructed' ? fact.message?.culture : null;
  };
  expect(await told({ description: 'Ten bricks', order: 'O-7', culture: 'nl-NL' }, 'worded')).toBe('nl-NL');
  expect(await told({}, 'silent')).toBe('en-US');
});

const receipts = (facts: readonly Fact[]) =>
  facts.flatMap((fact) => (fact.kind === 'received' ? [[fact.ref.id, fact.amount.amountMinor] as const] : []));
const receiptOf = (id: string): ProviderRef => ({ kind: 'receipt', id });

const plays: readonly (readonly [scenarios: readonly string[], amounts: readonly bigint[], ownKey: boolean])[] = [
  [['TRANSFER_EXACT'], [1000n], true],
  [['TRANSFER_UNDERPAID'], [750n], false],
  [['TRANSFER_UNDERPAID', 'TRANSFER_REMAINDER'], [750n, 250n], false],
  [['TRANSFER_UNDERPAID', 'TRANSFER_EXACT'], [1000n, 750n], true],
  [['TRANSFER_OVERPAID'], [1250n], false],
  [['TRANSFER_TWICE'], [1000n, 1000n], true],
  [['TRANSFER_CANCELLED', 'TRANSFER_EXACT'], [1000n], true],
  [['TRANSFER_FAILS', 'TRANSFER_UNDERPAID'], [750n], false],
  [['TRANSFER_PAID_BY_HAND'], [1000n], true],
];
const forms = [
  { pushContentType: 'json' },
  { pushContentType: 'httppost', pushDigest: 'sha1' },
  { pushContentType: 'httppost', pushDigest: 'sha512', pushUpperCase: true },
];
describe.each(forms)('money, with pushes as $pushContentType $pushDigest', (form) => {
  test.each(plays)('of %s is %s, told alike by pushes and by asking', async (scenarios, amounts, ownKey) => {
    await world.setUp(form);
    const since = world.callbacks.length;
    const { ref, invoice } = await aTransfer();
    for (const scenario of scenarios) await world.scenario(scenario, ref);
    const told = await pushed(since);
    const read = await ask(ref);
    expect(read[0]).toMatchObject({ kind: 'instructed', ref });
    expect(receipts(read).map(([, minor]) => minor)).toEqual(amounts);
    expect(receipts(read).some(([id]) => id === ref.id)).toBe(ownKey);
    expect(new Map(receipts(told))).toEqual(new Map(receipts(read)));
    for (const fact of [...told, ...read]) if (fact.kind === 'received') expect(fact.invoice).toBe(invoice);
    for (const [id] of receipts(read)) {
      const alone = await ask(receiptOf(id));
      expect(receipts(alone)).toEqual(receipts(read).filter(([other]) => other === id));
    }
  });
});

test('with a wrong reference it is nobody’s, under an invoice of Buckaroo’s own', async () => {
  await world.setUp({ automaticDeposits: true });
  const { ref } = await aTransfer();
  await world.drain();
  const since = world.callbacks.length;
  // Of money without a request of ours Buckaroo tells at the address that is set in the Plaza.
  await world.setUp({ pushUrl: world.context().callbackUrl });
  await world.scenario('TRANSFER_WRONG_REFERENCE', ref);
  expect(await pushed(since)).toMatchObject([
    { kind: 'received', invoice: expect.stringMatching(/^BCK_/), amount: money(1000n, eur) },
  ]);
  expect(receipts(await ask(ref))).toEqual([]);
});

test('names from whom it came', async () => {
  const { ref } = await aTransfer();
  await world.scenario('TRANSFER_EXACT', ref);
  const [, received] = await ask(ref);
  expect(received?.kind === 'received' && received.payer).toMatchObject({
    accountHolder: expect.any(String),
    iban: expect.stringMatching(/^[A-Z]{2}\d{2}/),
  });
});

describe('giving a transfer up', () => {
  const cancel = (ref: ProviderRef) =>
    operations['transfer.cancel'].call(world.context(), { transfer: ref }, 'key_cancel');

  test('is ours alone where Buckaroo does not cancel it, and money still comes', async () => {
    const { ref } = await aTransfer();
    expect(factsOf(await cancel(ref)).map(({ kind }) => kind)).toEqual(['instructed', 'cancelled']);
    expect((await ask(ref))[0]).toMatchObject({ kind: 'instructed', providerStatus: '792' });
    await world.scenario('TRANSFER_EXACT', ref);
    expect(receipts(await ask(ref))).toEqual([[ref.id, 1000n]]);
  });
  test('is Buckaroo’s where it can be cancelled, and once more says the same', async () => {
    await world.setUp({ cancelable: true });
    const { ref } = await aTransfer();
    expect(factsOf(await cancel(ref)).map(({ kind }) => kind)).toEqual(['cancelled']);
    expect((await ask(ref)).map(({ kind }) => kind)).toEqual(['instructed', 'cancelled']);
    expect(factsOf(await cancel(ref)).map(({ kind }) => kind)).toEqual(['instructed', 'cancelled']);
  });
  test('leaves part payments as they are', async () => {
    const { ref } = await aTransfer();
    await world.scenario('TRANSFER_UNDERPAID', ref);
    expect(factsOf(await cancel(ref)).map(({ kind }) => kind)).toEqual(['instructed', 'cancelled', 'received']);
  });
  test('comes too late once its money is there', async () => {
    const { ref } = await aTransfer();
    await world.scenario('TRANSFER_EXACT', ref);
    expect(factsOf(await cancel(ref)).map(({ kind }) => kind)).toEqual(['instructed', 'received']);
  });
});

describe('giving money back', () => {
  const refund = (id: string, invoice: string, minor: bigint, key = `refund_${++count}`) =>
    operations['transfer.refund'].call(
      world.context(),
      { receipt: receiptOf(id), invoice, amount: money(minor, eur) },
      key,
    );
  const paid = async (...scenarios: string[]) => {
    const { ref, invoice } = await aTransfer();
    for (const scenario of scenarios) await world.scenario(scenario, ref);
    return { ref, invoice, ids: receipts(await ask(ref)).map(([id]) => id) };
  };

  test('is done on the key that brought it, in parts, and is told with its receipt', async () => {
    const { ref, invoice, ids } = await paid('TRANSFER_OVERPAID');
    const [id = ''] = ids;
    expect(id).not.toBe(ref.id);
    expect(factsOf(await refund(id, invoice, 250n, 'key_a'))).toMatchObject([
      {
        kind: 'refunded',
        ref: { kind: 'refund', within: receiptOf(id) },
        amount: money(250n, eur),
        operationKey: 'key_a',
      },
    ]);
    expect(factsOf(await refund(id, invoice, 1n, 'key_b'))).toMatchObject([
      { kind: 'refunded', operationKey: 'key_b' },
    ]);
    expect((await ask(ref)).map(({ kind }) => kind)).toEqual(['instructed', 'received', 'refunded', 'refunded']);
    expect((await ask(receiptOf(id))).map(({ kind }) => kind)).toEqual(['received', 'refunded', 'refunded']);
  });
  test('of more than there is is refused with the reason', async () => {
    const { invoice, ids } = await paid('TRANSFER_UNDERPAID');
    expect(await refund(ids[0] ?? '', invoice, 751n)).toMatchObject({
      kind: 'refused',
      why: { code: 'AMOUNT_NOT_AVAILABLE' },
    });
  });
  test('of what has not come is refused', async () => {
    const { ref, invoice } = await aTransfer();
    expect((await refund(ref.id, invoice, 1n)).kind).toBe('refused');
  });
  test.each([
    ['REFUND_ON_HOLD', 'pending'],
    ['REFUND_NEEDS_APPROVAL', 'pending'],
  ])('%s waits', async (scenario) => {
    const { ref, invoice, ids } = await paid('TRANSFER_EXACT', scenario);
    const outcome = await refund(ids[0] ?? '', invoice, 100n);
    if (outcome.kind !== 'pending') throw new Error(outcome.kind);
    expect(outcome).toMatchObject({ ref: { kind: 'refund', within: receiptOf(ref.id) }, checkAgainMs: 3_600_000 });
    expect(await buckaroo.checkStatus(world.context(), outcome.ref)).toEqual(outcome);
  });
  test.each([
    ['REFUND_PAID_LATE', 'refunded'],
    ['REFUND_DECLINED_LATE', 'refundDeclined'],
  ])('%s is pending, and then %s by push and by asking', async (scenario, kind) => {
    const { invoice, ids } = await paid('TRANSFER_EXACT', scenario);
    const outcome = await refund(ids[0] ?? '', invoice, 100n, `late_${scenario}`);
    if (outcome.kind !== 'pending') throw new Error(outcome.kind);
    const since = world.callbacks.length;
    await world.advance(60_000);
    const expected = { kind, ref: outcome.ref, operationKey: `late_${scenario}` };
    expect(await pushed(since)).toMatchObject([expected]);
    expect(await ask(outcome.ref)).toMatchObject([expected]);
  });
  test.each(['REFUND_FAILS', 'REFUND_REJECTED'])('%s is refused', async (scenario) => {
    const { invoice, ids } = await paid('TRANSFER_EXACT', scenario);
    expect((await refund(ids[0] ?? '', invoice, 100n)).kind).toBe('refused');
  });
  test('by a person in the Plaza is told within its receipt, and names no operation', async () => {
    const { ref } = await paid('TRANSFER_EXACT');
    await world.drain();
    const since = world.callbacks.length;
    await world.scenario('REFUND_IN_PLAZA', ref);
    for (const facts of [await pushed(since), (await ask(ref)).slice(2)]) {
      expect(facts).toMatchObject([{ kind: 'refunded', ref: { within: receiptOf(ref.id) } }]);
      expect(facts[0]).not.toHaveProperty('operationKey');
    }
  });
});
