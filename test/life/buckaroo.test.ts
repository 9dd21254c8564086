import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, eventually, freshReference, mutate, play } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Bank transfers from command to event: the whole product, the true provider folder, and the simulator on the true wire. */
let world: World;
let database: pg.Client;
beforeAll(async () => {
  world = await startWorld();
  database = new pg.Client({ connectionString: world.database.superuserUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await world.close();
});

/** A fictional payer, who must show nowhere. */
const payer = { firstName: 'Canaria', lastName: 'Serinus', email: 'canaria.serinus@shop.example' };
const account = { iban: 'NL91ABNA0417164300', bic: 'ABNANL2A', name: 'C. Serinus' };

interface Transfer {
  readonly id: string;
  readonly version: number;
  readonly invoice: string;
  readonly status: string;
  readonly amountMatch: string;
  readonly providerReference: string | null;
  readonly providerStatusCode: number | null;
  readonly consumerMessage: { readonly text: string | null; readonly html: string | null } | null;
  readonly nextAction: { readonly paymentReference?: string; readonly iban?: string } | null;
  readonly amounts: Readonly<Record<'captured' | 'refunded' | 'refundable', { readonly amountMinor: string }>>;
  readonly receipts: readonly {
    readonly id: string;
    readonly providerReference: string;
    readonly amount: { readonly amountMinor: string };
    readonly refunded: { readonly amountMinor: string };
    readonly payerName: string | null;
    readonly payerIbanMasked: string | null;
  }[];
  readonly refunds: readonly { readonly status: string; readonly amount: { readonly amountMinor: string } }[];
  readonly events: { readonly nodes: readonly { readonly type: string }[] };
}
const fields = `id version invoice status amountMatch providerReference providerStatusCode consumerMessage { text html }
  nextAction { ... on ShowBankDetails { paymentReference iban } }
  amounts { captured { amountMinor } refunded { amountMinor } refundable { amountMinor } }
  receipts { id providerReference amount { amountMinor } refunded { amountMinor } payerName payerIbanMasked }
  refunds { status amount { amountMinor } } events(first: 50) { nodes { type } }`;

async function ask(over: object = {}): Promise<{ __typename: string; transfer?: Transfer; problems?: unknown }> {
  const input = {
    idempotencyKey: freshKey('transfer'),
    invoice: freshReference('INV-'),
    amount: { amountMinor: '1000', currency: 'EUR' },
    payer,
    ...over,
  };
  const { createTransfer } = await world.ask<{ createTransfer: { __typename: string; transfer?: Transfer } }>(
    `mutation($input: CreateTransferInput!) { createTransfer(input: $input) { __typename ... on TransferPayload { transfer { ${fields} } }
      ... on InvalidInputError { problems { path rule } } } }`,
    { input },
  );
  return createTransfer;
}
async function aTransfer(): Promise<Transfer> {
  const { transfer, __typename } = await ask();
  if (!transfer) throw new Error(`expected a transfer; got ${__typename}`);
  return transfer;
}
async function read(id: string): Promise<Transfer> {
  const { transfer } = await world.ask<{ transfer: Transfer }>(
    `query($id: ID!) { transfer: node(id: $id) { ... on Transfer { ${fields} } } }`,
    { id },
  );
  return transfer;
}
function transferIs(id: string, what: string, fits: (transfer: Transfer) => boolean): Promise<Transfer> {
  return eventually(world, `transfer ${id} to be ${what}`, async () => {
    const transfer = await read(id);
    return fits(transfer) ? transfer : null;
  });
}
/** So many receipts, all of them booked: what is read at once may be from before and after. */
const withReceipts = (id: string, count: number) =>
  transferIs(id, `with ${count} receipts`, ({ receipts, amounts }) => {
    const sum = receipts.reduce((all, { amount }) => all + BigInt(amount.amountMinor), 0n);
    return receipts.length === count && sum === BigInt(amounts.captured.amountMinor);
  });

/** The payer's bank sends money, stating a reference. */
async function pay(reference: string | undefined, amount: string): Promise<{ key?: string; deposit?: string }> {
  const { status, body } = await world.sandbox.control('/control/buckaroo/receive', {
    amount,
    reference: reference ?? '',
    account,
  });
  expect(status).toBe(200);
  return body as { key?: string; deposit?: string };
}
interface Unmatched {
  readonly id: string;
  readonly providerReference: string;
  readonly invoice: string;
  readonly refunded: { readonly amountMinor: string };
}
async function unmatched(): Promise<readonly Unmatched[]> {
  const { unmatchedReceipts } = await world.ask<{ unmatchedReceipts: { nodes: Unmatched[] } }>(
    `{ unmatchedReceipts(first: 100) { nodes { id providerReference invoice unmatchedBecause amount { amountMinor }
       refunded { amountMinor } } } }`,
  );
  return unmatchedReceipts.nodes;
}
/** The unmatched money that came under a key, once it is there. */
const unmatchedIs = (key: string | undefined) =>
  eventually(
    world,
    'unmatched money',
    async () => (await unmatched()).find(({ providerReference }) => providerReference === key) ?? null,
  );
const setUp = (changes: object) => world.sandbox.control('/control/buckaroo/provider', changes);
const fault = (fault: string, more: object = {}) =>
  world.sandbox.control('/control/buckaroo/faults', { faults: [{ fault, ...more }] });

/** What the simulator's own book says has happened to the transactions of an invoice. */
async function book(invoice: string): Promise<readonly string[]> {
  const reply = await fetch(`${world.app.sandboxUrl}/buckaroo/book`, { headers: { accept: 'application/json' } });
  const { entries } = (await reply.json()) as {
    entries: { effect: string; amount?: string; subject: { id: string; externalId?: string } }[];
  };
  return entries
    .filter(({ subject }) => subject.externalId === invoice)
    .map(({ effect, amount, subject }) => `${effect} ${amount} ${subject.id}`);
}
/** Our receipts are the money in the simulator's book, one for one. */
async function agreesWithBook({ id, invoice }: Transfer): Promise<void> {
  const { receipts } = await read(id);
  const moneyIn = (await book(invoice)).filter((line) => line.startsWith('moneyReceived'));
  const ours = receipts.map(({ providerReference, amount }) => {
    const cents = amount.amountMinor.padStart(3, '0');
    return `moneyReceived ${cents.slice(0, -2)}.${cents.slice(-2)} ${providerReference}`;
  });
  expect([...ours].sort()).toEqual([...moneyIn].sort());
}

describe('a transfer', () => {
  it('settles by what arrives: less, then the rest, and a cent is given back', async () => {
    const asked = await aTransfer();
    expect(asked).toMatchObject({
      status: 'REQUIRES_PAYER_ACTION',
      amountMatch: 'NOTHING_RECEIVED',
      providerStatusCode: 792,
      nextAction: { paymentReference: expect.stringMatching(/^\d{8}$/), iban: 'NL05RABO0121503038' },
      consumerMessage: { text: expect.stringContaining('NL05RABO0121503038') },
    });
    const reference = asked.nextAction?.paymentReference;

    await pay(reference, '9.99');
    const part = await withReceipts(asked.id, 1);
    expect(part).toMatchObject({
      status: 'PARTIALLY_SETTLED',
      amountMatch: 'UNDERPAID',
      receipts: [{ amount: { amountMinor: '999' }, payerName: account.name, payerIbanMasked: 'NL··4300' }],
    });
    expect(part.receipts[0]?.providerReference).not.toBe(asked.providerReference);

    await pay(reference, '0.01');
    const whole = await withReceipts(asked.id, 2);
    expect(whole).toMatchObject({
      status: 'SETTLED',
      amountMatch: 'EXACT',
      amounts: { captured: { amountMinor: '1000' } },
    });
    expect(whole.providerStatusCode).toBe(792);
    await agreesWithBook(whole);

    const refund = await mutate(world, 'refundPayment', {
      paymentId: asked.id,
      amount: { amountMinor: '1', currency: 'EUR' },
    });
    expect(refund).toMatchObject({ __typename: 'RefundPayload', refund: { status: 'SUCCEEDED' } });
    const after = await read(asked.id);
    expect(after).toMatchObject({
      amounts: { refunded: { amountMinor: '1' }, refundable: { amountMinor: '999' } },
      refunds: [{ status: 'SUCCEEDED', amount: { amountMinor: '1' } }],
    });
    expect((await book(asked.invoice)).filter((line) => line.startsWith('refund')).length).toBeGreaterThan(0);
    expect(after.events.nodes.map(({ type }) => type)).toContain('TRANSFER_AMOUNT_MISMATCH');
  });

  it('is overpaid when the payer pays twice', async () => {
    const { id } = await aTransfer();
    await play(world, id, 'TRANSFER_TWICE');
    const paid = await withReceipts(id, 2);
    expect(paid).toMatchObject({
      status: 'SETTLED',
      amountMatch: 'OVERPAID',
      amounts: { captured: { amountMinor: '2000' }, refundable: { amountMinor: '2000' } },
    });
    expect(paid.receipts.map(({ providerReference }) => providerReference)).toContain(paid.providerReference);
    await agreesWithBook(paid);
  });

  it('that was given up takes in money that comes late', async () => {
    const asked = await aTransfer();
    const cancelled = await mutate(world, 'cancelPayment', { paymentId: asked.id });
    expect(cancelled).toMatchObject({ __typename: 'CancelPaymentPayload' });
    await transferIs(asked.id, 'CANCELLED', ({ status }) => status === 'CANCELLED');
    await pay(asked.nextAction?.paymentReference, '10.00');
    const paid = await withReceipts(asked.id, 1);
    expect(paid).toMatchObject({ status: 'SETTLED', amountMatch: 'EXACT' });
    await agreesWithBook(paid);
  });

  it('that was given back whole is no longer asked for, is settled by what is there, and can be cancelled', async () => {
    const asked = await aTransfer();
    const reference = asked.nextAction?.paymentReference;
    await pay(reference, '6.00');
    await withReceipts(asked.id, 1);
    expect(await mutate(world, 'refundPayment', { paymentId: asked.id })).toMatchObject({
      refund: { status: 'SUCCEEDED' },
    });
    expect(await read(asked.id)).toMatchObject({ amountMatch: 'NOTHING_RECEIVED', nextAction: null });
    await pay(reference, '4.00');
    const part = await withReceipts(asked.id, 2);
    expect(part).toMatchObject({
      status: 'PARTIALLY_SETTLED',
      amountMatch: 'UNDERPAID',
      amounts: { refundable: { amountMinor: '400' } },
    });
    expect(part.events.nodes.map(({ type }) => type)).not.toContain('PAYMENT_SETTLED');
    await mutate(world, 'refundPayment', { paymentId: asked.id });
    expect(await mutate(world, 'cancelPayment', { paymentId: asked.id })).toMatchObject({
      __typename: 'CancelPaymentPayload',
    });
    await transferIs(asked.id, 'CANCELLED', ({ status }) => status === 'CANCELLED');
  });

  it("whose own transaction is paid bears Buckaroo's word for that", async () => {
    const asked = await aTransfer();
    await play(world, asked.id, 'TRANSFER_EXACT');
    expect(await withReceipts(asked.id, 1)).toMatchObject({ status: 'SETTLED', providerStatusCode: 190 });
  });

  it('with limits of Buckaroo’s that are broken is refused with every field, and nothing is written', async () => {
    const { __typename, problems } = await ask({
      invoice: 'BCK_1',
      amount: { amountMinor: '1000', currency: 'DKK' },
      payer: { ...payer, email: 'nobody' },
    });
    expect(__typename).toBe('InvalidInputError');
    expect(JSON.stringify(problems)).not.toContain('nobody');
  });
});

describe('money that fits no transfer', () => {
  it('waits until a person at Buckaroo matches it, and is then booked', async () => {
    await setUp({ automaticDeposits: false });
    const asked = await aTransfer();
    const { deposit } = await pay(`for ${asked.invoice}`.replace(/\d{8}/g, ''), '4.00');
    await world.sandbox.control('/control/buckaroo/matchDeposit', { deposit, key: asked.providerReference });
    expect(await withReceipts(asked.id, 1)).toMatchObject({ status: 'PARTIALLY_SETTLED' });
    await agreesWithBook(asked);
  });

  it('is unmatched money where the website has automatic deposits', async () => {
    const { rows } = await database.query<{ callback_url: string }>(
      `select callback_url from provider_account where provider = 'BUCKAROO'`,
    );
    await setUp({ automaticDeposits: true, pushUrl: rows[0]?.callback_url });
    const { key } = await pay('no reference at all', '3.00');
    expect(await unmatchedIs(key)).toMatchObject({
      invoice: expect.stringMatching(/^BCK_/),
      unmatchedBecause: 'UNKNOWN_INVOICE',
    });
    await setUp({ automaticDeposits: false, pushUrl: null });
  });
});

describe('a form push', () => {
  it('with a text that reads like a field, or sent again by a person weeks later, is asked about', async () => {
    const { rows } = await database.query<{ callback_url: string }>(
      `select callback_url from provider_account where provider = 'BUCKAROO'`,
    );
    const { accounts, merchantId } = world.app;
    const { settings } = (await accounts.of(merchantId ?? '', 'BUCKAROO'))?.account ?? {};
    const taking = (pushContentType: string) =>
      accounts.save(merchantId ?? '', 'BUCKAROO', { ...(settings as object), pushContentType });
    await taking('httppost');
    await setUp({ automaticDeposits: true, pushUrl: rows[0]?.callback_url, pushContentType: 'httppost' });
    const odd = await pay('cust_nr=4711', '56.78');
    expect(await unmatchedIs(odd.key)).toMatchObject({ amount: { amountMinor: '5678' } });
    await fault('neverPush', { times: 1 });
    const lost = await pay('no reference at all', '5.00');
    await advance(world, 'P20D');
    await world.sandbox.control('/control/buckaroo/resendPush', { key: lost.key });
    expect(await unmatchedIs(lost.key)).toMatchObject({ amount: { amountMinor: '500' } });
    await setUp({ automaticDeposits: false, pushUrl: null, pushContentType: 'json' });
    await taking('json');
  });
});

describe('what gets lost', () => {
  it('a push, whatever it told: asking finds every receipt', async () => {
    const asked = await aTransfer();
    await fault('neverPush', { times: 2 });
    await pay(asked.nextAction?.paymentReference, '6.00');
    await pay(asked.nextAction?.paymentReference, '5.00');
    await advance(world, 'PT2H');
    const paid = await withReceipts(asked.id, 2);
    expect(paid).toMatchObject({ status: 'SETTLED', amountMatch: 'OVERPAID' });
    await agreesWithBook(paid);
  });

  it('a push that a person sends again: it is taken at any age', async () => {
    const asked = await aTransfer();
    await play(world, asked.id, 'TRANSFER_UNDERPAID', 'DROPPED');
    await play(world, asked.id, 'PUSH_RESENT');
    expect(await withReceipts(asked.id, 1)).toMatchObject({ status: 'PARTIALLY_SETTLED' });
  });

  it.each<readonly [status: string, end: (transfer: Transfer) => Promise<unknown>]>([
    ['SETTLED', (transfer) => pay(transfer.nextAction?.paymentReference, '10.00')],
    ['CANCELLED', ({ id }) => mutate(world, 'cancelPayment', { paymentId: id })],
    ['FAILED', ({ id }) => play(world, id, 'TRANSFER_FAILS')],
  ])('the push of money that comes when a transfer is %s already: asking finds it', async (status, end) => {
    const asked = await aTransfer();
    await end(asked);
    const closed = await transferIs(asked.id, status, (transfer) => transfer.status === status);
    await fault('neverPush', { times: 1 });
    await pay(asked.nextAction?.paymentReference, '10.00');
    await advance(world, 'P2D');
    const paid = await withReceipts(asked.id, closed.receipts.length + 1);
    expect(paid.amounts.captured.amountMinor).toBe(String(1_000 * paid.receipts.length));
    await agreesWithBook(paid);
  });

  it('the push of what a person gives back in the Plaza: asking finds it, on a transfer and on none', async () => {
    const asked = await aTransfer();
    await play(world, asked.id, 'TRANSFER_EXACT');
    await withReceipts(asked.id, 1);
    await play(world, asked.id, 'TRANSFER_WRONG_CURRENCY');
    const pounds = await eventually(
      world,
      'the pounds',
      async () => (await unmatched()).find(({ invoice }) => invoice === asked.invoice) ?? null,
    );
    await fault('neverPush', { times: 2 });
    const inPlaza = (key: string | null, amount: string) =>
      world.sandbox.control('/control/buckaroo/refund', { key, amount });
    for (const key of [asked.providerReference, pounds.providerReference])
      expect((await inPlaza(key, '4.00')).status).toBe(200);
    await advance(world, 'P2D');
    const given = await transferIs(asked.id, 'refunded', ({ amounts }) => amounts.refunded.amountMinor === '400');
    expect(given.amounts.refundable.amountMinor).toBe('600');
    await eventually(
      world,
      'what went back of the pounds',
      async () =>
        (await unmatched()).find(({ id, refunded }) => id === pounds.id && refunded.amountMinor === '400') ?? null,
    );
  });

  it('an answer to a new transfer: it is found by our key, and there is one', async () => {
    await fault('effectThenReset', { operation: 'pay' });
    const asked = await aTransfer();
    await advance(world, 'PT1M');
    const found = await transferIs(asked.id, 'found', ({ nextAction }) => nextAction?.iban !== undefined);
    expect(found.status).toBe('REQUIRES_PAYER_ACTION');
    expect((await book(asked.invoice)).filter((line) => line.startsWith('transferCreated'))).toHaveLength(1);
  });

  it('an answer to a refund: it is found by our key, and money has left once', async () => {
    const asked = await aTransfer();
    await pay(asked.nextAction?.paymentReference, '10.00');
    await withReceipts(asked.id, 1);
    await fault('effectThenReset', { operation: 'refund' });
    await mutate(world, 'refundPayment', { paymentId: asked.id, amount: { amountMinor: '300', currency: 'EUR' } });
    await advance(world, 'PT1M');
    await transferIs(asked.id, 'refunded', ({ amounts }) => amounts.refunded.amountMinor === '300');
    const refunds = (await book(asked.invoice)).filter((line) => line.startsWith('refundRequested'));
    expect(refunds).toHaveLength(1);
  });
});

describe('a refund', () => {
  const refundOf = (paymentId: string, amountMinor: string) =>
    mutate(world, 'refundPayment', { paymentId, amount: { amountMinor, currency: 'EUR' } });
  const paid = async (...scenarios: string[]) => {
    const { id, providerReference } = await aTransfer();
    await play(world, id, 'TRANSFER_EXACT');
    await withReceipts(id, 1);
    for (const scenario of scenarios) {
      const subject = { kind: 'transfer', id: providerReference };
      expect((await world.sandbox.control('/control/buckaroo/scenario', { scenario, subject })).status).toBe(200);
    }
    return id;
  };

  it('that is rejected is refused, leaves the money, and does not stand in the way of what comes', async () => {
    const id = await paid('REFUND_REJECTED');
    // Else it may come before the answer, and the refund has then failed rather than been refused.
    await fault('neverPush', { operation: 'refundPush' });
    expect(await refundOf(id, '100')).toMatchObject({
      __typename: 'ProviderRejectedError',
      reason: { providerCode: '690' },
    });
    await play(world, id, 'TRANSFER_OVERPAID');
    expect(await withReceipts(id, 2)).toMatchObject({ amountMatch: 'OVERPAID' });
    expect((await refundOf(id, '100')).refund?.status).toBe('SUCCEEDED');
    expect(await read(id)).toMatchObject({ amounts: { refunded: { amountMinor: '100' } } });
  });

  it('that needs a person at Buckaroo is pending until that person has decided', async () => {
    const id = await paid('REFUND_NEEDS_APPROVAL');
    expect((await refundOf(id, '100')).refund?.status).toBe('PENDING');
    const { rows } = await database.query<{ provider_reference: string }>(
      `select provider_reference from refund where provider_reference is not null order by created_at desc limit 1`,
    );
    await world.sandbox.control('/control/buckaroo/decideRefund', { key: rows[0]?.provider_reference, approve: true });
    await transferIs(id, 'refunded', ({ amounts }) => amounts.refunded.amountMinor === '100');
  });

  it('is approved beside another at one moment: both are given back, and a third never had room', async () => {
    const id = await paid('REFUND_NEEDS_APPROVAL');
    await refundOf(id, '300');
    await play(world, id, 'REFUND_NEEDS_APPROVAL');
    await refundOf(id, '450');
    expect((await refundOf(id, '251')).__typename).toBe('AmountError');
    const { rows } = await database.query<{ provider_reference: string }>(
      `select provider_reference from refund where provider_reference is not null order by created_at desc limit 2`,
    );
    await Promise.all(
      rows.map(({ provider_reference: key }) =>
        world.sandbox.control('/control/buckaroo/decideRefund', { key, approve: true }),
      ),
    );
    const { refunds } = await transferIs(id, 'refunded', ({ amounts }) => amounts.refunded.amountMinor === '750');
    expect(refunds.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});

it('a refund by a person in the Plaza is recorded', async () => {
  const asked = await aTransfer();
  const { key } = await pay(asked.nextAction?.paymentReference, '10.00');
  await withReceipts(asked.id, 1);
  const { status } = await world.sandbox.control('/control/buckaroo/refund', { key, amount: '2.50' });
  expect(status).toBe(200);
  const after = await transferIs(asked.id, 'refunded', ({ amounts }) => amounts.refunded.amountMinor === '250');
  expect(after.receipts).toMatchObject([{ refunded: { amountMinor: '250' } }]);
});

it('the one clock says for how many other merchants it moved', async () => {
  const move = async () => {
    const document = `mutation($input: AdvanceSandboxClockInput!) { advanceSandboxClock(input: $input) {
      ... on SandboxClockPayload { otherMerchants } } }`;
    const input = { idempotencyKey: freshKey('clock'), by: 'PT1S' };
    return (await world.ask<{ advanceSandboxClock: { otherMerchants: number } }>(document, { input }))
      .advanceSandboxClock.otherMerchants;
  };
  expect(await move()).toBe(0);
  await database.query(
    `insert into merchant (id, name, environment, created_at) select gen_random_uuid(), 'Another', environment, created_at from merchant`,
  );
  expect(await move()).toBe(1);
});

it('no payer stands in the open in any inbox item, event or log, and nothing went wrong on the way', async () => {
  const { rows } = await database.query<{ text: string }>(
    `select item::text as text from inbox union all select to_jsonb(event)::text from event union all select to_jsonb(operation)::text from operation`,
  );
  expect(rows.length).toBeGreaterThan(20);
  const everything = rows.map(({ text }) => text).join('\n') + world.logged.join('\n');
  expect(everything).toContain('TRANSFER_RECEIVED');
  for (const secret of ['Canaria', 'Serinus', account.iban, 'canaria.serinus'])
    expect(everything).not.toContain(secret);
  const left = await database.query(
    `select state, last_error from inbox where state = 'DEAD' or (state = 'DONE' and item ? 'personalSealed')`,
  );
  expect(left.rows).toEqual([]);
});
