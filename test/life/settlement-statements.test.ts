import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { advance, eventually, freshReference, mutate } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Payouts of a provider that tells of them in statements alone: from the payer's bank to the merchant's, over the file that the merchant hands in. */
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

const account = { iban: 'NL91ABNA0417164300', bic: 'ABNANL2A', name: 'C. Serinus' };
const plaza = async <T>(action: string, body: object = {}): Promise<T> => {
  const reply = await world.sandbox.control(`/control/buckaroo/${action}`, body);
  expect(reply).toMatchObject({ status: 200 });
  return reply.body as T;
};
const closeDay = async (body: object = {}): Promise<string> =>
  (await plaza<{ statement: string }>('closeDay', body)).statement;
const payOut = async (amount?: string): Promise<string> =>
  (await plaza<{ key: string }>('payOut', amount === undefined ? {} : { amount })).key;

interface Transfer {
  readonly id: string;
  readonly nextAction: { readonly paymentReference: string };
}
async function aTransfer(minor = '1000'): Promise<Transfer> {
  const { createTransfer } = await world.ask<{ createTransfer: { transfer: Transfer } }>(
    `mutation($input: CreateTransferInput!) { createTransfer(input: $input) { ... on TransferPayload { transfer { id nextAction { ... on ShowBankDetails { paymentReference } } } } } }`,
    {
      input: {
        idempotencyKey: freshKey('transfer'),
        invoice: freshReference('INV-'),
        amount: { amountMinor: minor, currency: 'EUR' },
        payer: { firstName: 'Canaria', lastName: 'Serinus', email: 'canaria.serinus@shop.example' },
      },
    },
  );
  return createTransfer.transfer;
}
/** Money comes in and is here. */
async function receive(reference: string, amount: string): Promise<string> {
  const { key } = await plaza<{ key: string }>('receive', { amount, reference, account });
  await eventually(world, `money of ${amount}`, async () => {
    const { rows } = await database.query('select 1 from transfer_receipt where provider_reference = $1', [key]);
    return rows.length > 0 ? true : null;
  });
  return key;
}
async function paidTransfer(amount = '10.00'): Promise<{ id: string; key: string }> {
  const { id, nextAction } = await aTransfer(amount.replace('.', ''));
  return { id, key: await receive(nextAction.paymentReference, amount) };
}

interface Payout {
  readonly id: string;
  readonly status: string;
  readonly providerReference: string;
  readonly amount: { readonly decimal: string };
  readonly fees: { readonly decimal: string };
  readonly foreignPayments: { readonly decimal: string };
  readonly arrivesOn: string | null;
  readonly bankReference: string | null;
  readonly reconciliation: { readonly status: string; readonly difference: { readonly decimal: string } };
  readonly items: readonly {
    kind: string;
    minorUnits: string;
    problem: string | null;
    payment: { id: string } | null;
  }[];
}
const payoutFields = `id status providerReference amount { decimal } fees { decimal } foreignPayments { decimal } arrivesOn bankReference
  reconciliation { status difference { decimal } } items(first: 100) { kind minorUnits problem payment { id } }`;
interface Statement {
  readonly outcome: string;
  readonly number: string;
  readonly closing: { readonly decimal: string };
  readonly payouts: readonly Payout[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}
interface Imported {
  readonly __typename: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly { readonly path?: readonly string[]; readonly line: number; readonly message: string }[];
}
async function hand(content: string, over: object = {}): Promise<Imported> {
  const input = { idempotencyKey: freshKey('statement'), provider: 'BUCKAROO', content, ...over };
  const { importSettlementStatements } = await world.ask<{ importSettlementStatements: Imported }>(
    `mutation($input: ImportSettlementStatementsInput!) { importSettlementStatements(input: $input) { __typename
       ... on ImportSettlementStatementsPayload { statements { outcome number closing { decimal } payouts { ${payoutFields} } problems { line message } } problems { line message } }
       ... on InvalidInputError { problems { path message } } } }`,
    { input },
  );
  return importSettlementStatements;
}
async function payoutOf(id: string): Promise<Payout> {
  return (
    await world.ask<{ payout: Payout }>(`query($id: ID!) { payout(by: { id: $id }) { ${payoutFields} } }`, { id })
  ).payout;
}
/** What stands on an account of the ledger, in euro. */
async function ledgerOf(name: string): Promise<string> {
  const { rows } = await database.query<{ minor: string }>(
    `select coalesce(sum(case direction when 'DEBIT' then amount_minor else -amount_minor end), 0)::text as minor from journal where account = $1::ledger_account and currency = 'EUR'`,
    [name],
  );
  return rows[0]?.minor ?? '';
}
const lines = ({ items }: Payout) => items.map(({ kind, minorUnits }) => [kind, minorUnits]);

it('a week of transfers is paid out, explained to the cent, and arrives on the next banking day', async () => {
  const whole = await paidTransfer('10.00');
  const { id, nextAction } = await aTransfer('2000');
  await receive(nextAction.paymentReference, '15.00');
  await receive(nextAction.paymentReference, '5.00');
  expect(
    await mutate(world, 'refundPayment', { paymentId: whole.id, amount: { amountMinor: '250', currency: 'EUR' } }),
  ).toMatchObject({
    refund: { status: 'SUCCEEDED' },
  });
  const monday = await closeDay({ costs: '0.35' });
  const key = await payOut();
  const tuesday = await closeDay();
  const before = BigInt(await ledgerOf('PROVIDER_RECEIVABLE'));
  expect(before).toBe(2_750n);

  const { statements } = await hand(monday + tuesday);
  expect(statements.map(({ outcome, closing }) => [outcome, closing.decimal])).toEqual([
    ['IMPORTED', '27.15'],
    ['IMPORTED', '0.00'],
  ]);
  const payout = statements[1]?.payouts[0] as Payout;
  expect(payout).toMatchObject({
    status: 'IN_TRANSIT',
    providerReference: key,
    amount: { decimal: '27.15' },
    fees: { decimal: '0.35' },
    foreignPayments: { decimal: '0.00' },
    bankReference: expect.stringMatching(/^Uitbetaling \d\d-\d\d-\d{4} - Sandbox Shop$/),
    reconciliation: { status: 'EXACT', difference: { decimal: '0.00' } },
  });
  expect(lines(payout)).toEqual([
    ['PAYMENT', '1000.0'],
    ['PAYMENT', '1500.0'],
    ['PAYMENT', '500.0'],
    ['REFUND', '-250.0'],
    ['FEE', '-35.0'],
  ]);
  expect(payout.items.map(({ payment }) => payment?.id ?? null)).toEqual([whole.id, id, id, whole.id, null]);
  expect(await ledgerOf('PROVIDER_RECEIVABLE')).toBe('0');
  expect([await ledgerOf('FEES'), await ledgerOf('PAYOUTS_IN_TRANSIT')]).toEqual(['35', '2715']);

  await advance(world, 'P5D');
  expect(await payoutOf(payout.id)).toMatchObject({ status: 'PAID' });
  expect([await ledgerOf('PAYOUTS_IN_TRANSIT'), await ledgerOf('MERCHANT_BANK')]).toEqual(['0', '2715']);
  const { rows } = await database.query<{ type: string }>(
    'select type from event where subject_id = (select id from payout where provider_reference = $1) order by subject_version',
    [key],
  );
  expect(rows.map(({ type }) => type)).toEqual([
    'PAYOUT_CREATED',
    'PAYOUT_CHANGED',
    'PAYOUT_SENT',
    'PAYOUT_RECONCILED',
    'PAYOUT_PAID',
  ]);
});

it('a part that is kept back is carried to the next payout, and nothing of it is booked', async () => {
  await paidTransfer('30.00');
  await payOut('20.00');
  const first = (await hand(await closeDay())).statements[0]?.payouts[0] as Payout;
  expect(lines(first)).toEqual([
    ['PAYMENT', '3000.0'],
    ['BALANCE', '-1000.0'],
  ]);
  expect(first.reconciliation.status).toBe('EXACT');
  expect(await ledgerOf('PROVIDER_RECEIVABLE')).toBe('1000');
  await payOut();
  const second = (await hand(await closeDay())).statements[0]?.payouts[0] as Payout;
  expect(lines(second)).toEqual([['BALANCE', '1000.0']]);
  expect(second).toMatchObject({ amount: { decimal: '10.00' }, reconciliation: { status: 'EXACT' } });
  expect(await ledgerOf('PROVIDER_RECEIVABLE')).toBe('0');
});

it('statements that overlap change nothing, and one too early waits for those between', async () => {
  await paidTransfer('1.00');
  const one = await closeDay();
  await paidTransfer('2.00');
  await payOut();
  const two = await closeDay();
  expect((await hand(two)).statements[0]?.outcome).toBe('GAP');
  const key = freshKey('statement');
  expect((await hand(one + two, { idempotencyKey: key })).statements.map(({ outcome }) => outcome)).toEqual([
    'IMPORTED',
    'IMPORTED',
  ]);
  expect((await hand(one + two, { idempotencyKey: key })).statements.map(({ outcome }) => outcome)).toEqual([
    'IMPORTED',
    'IMPORTED',
  ]);
  expect((await hand(one + two)).statements.map(({ outcome, payouts }) => [outcome, payouts.length])).toEqual([
    ['ALREADY_IMPORTED', 0],
    ['ALREADY_IMPORTED', 0],
  ]);
  const other = two.replace(/(:86:xid\.: )\w{4}/, '$1FFFF');
  expect((await hand(other)).statements[0]?.outcome).toBe('CONTRADICTION');
  const short = two.replace(/:61:[\s\S]*?(?=:61:|:62F:)/, '').replace(/:28:\d+/, ':28:99999');
  expect((await hand(short)).statements[0]?.outcome).toBe('SUMS_DIFFER');
});

it('a line that nobody can read spoils no other: its money is the difference of the payout', async () => {
  const mine = await paidTransfer('4.00');
  await paidTransfer('6.00');
  await payOut();
  const odd = (await closeDay()).replace(/000000000006,00(C001)/, '0000000six,00$1');
  const [statement] = (await hand(odd)).statements;
  expect(statement).toMatchObject({ outcome: 'IMPORTED', problems: [{ line: expect.any(Number) }] });
  expect(JSON.stringify(statement?.problems)).not.toMatch(/Serinus|0417164300/);
  const [payout] = statement?.payouts ?? [];
  expect(payout).toMatchObject({
    amount: { decimal: '10.00' },
    reconciliation: { status: 'DIFFERENCE', difference: { decimal: '-6.00' } },
    items: [{ kind: 'PAYMENT', minorUnits: '400.0', problem: null, payment: { id: mine.id } }],
  });
  // The money is paid out, and nobody has said whose it was.
  expect([await ledgerOf('PROVIDER_RECEIVABLE'), await ledgerOf('PAYOUT_DIFFERENCE')]).toEqual(['600', '-600']);
});

it('money on no transfer is ours all the same; that of another system stands apart until it is known', async () => {
  const { rows } = await database.query<{ callback_url: string }>(
    `select callback_url from provider_account where provider = 'BUCKAROO'`,
  );
  const setUp = (changes: object) => world.sandbox.control('/control/buckaroo/provider', changes);
  await setUp({ automaticDeposits: true, pushUrl: rows[0]?.callback_url });
  const unmatched = await receive('no reference at all', '3.00');
  await setUp({ automaticDeposits: true, pushUrl: null });
  await plaza('receive', { amount: '5.00', reference: 'somebody else’s', account });
  await setUp({ automaticDeposits: false });
  await payOut();
  const payout = (await hand(await closeDay())).statements[0]?.payouts[0] as Payout;
  expect(payout).toMatchObject({
    foreignPayments: { decimal: '5.00' },
    reconciliation: { status: 'EXACT' },
    items: [
      { kind: 'PAYMENT', minorUnits: '300.0', payment: null },
      { kind: 'PAYMENT', minorUnits: '500.0', payment: null },
    ],
  });
  // What the line before has left there is all.
  expect(await ledgerOf('PROVIDER_RECEIVABLE')).toBe('600');
  const { id } = await aTransfer('300');
  const { unmatchedReceipts } = await world.ask<{
    unmatchedReceipts: { nodes: { id: string; providerReference: string }[] };
  }>('{ unmatchedReceipts(first: 100) { nodes { id providerReference } } }');
  const receiptId = unmatchedReceipts.nodes.find(({ providerReference }) => providerReference === unmatched)?.id;
  await world.ask(`mutation($input: AssignReceiptInput!) { assignReceipt(input: $input) { __typename } }`, {
    input: { idempotencyKey: freshKey('assign'), receiptId, transferId: id, reason: 'the payer called' },
  });
  const known = await eventually(world, 'the line to be known', async () => {
    const { items } = await payoutOf(payout.id);
    return items[0]?.payment ? items[0] : null;
  });
  expect(known).toMatchObject({ payment: { id }, problem: null });
  expect(await ledgerOf('PROVIDER_RECEIVABLE')).toBe('600');
});

it('a payout is there as soon as the merchant says so, once, and not before it is sent', async () => {
  await paidTransfer('7.00');
  await payOut('7.00');
  const payout = (await hand(await closeDay())).statements[0]?.payouts[0] as Payout;
  const before = BigInt(await ledgerOf('MERCHANT_BANK'));
  const confirm = async (payoutId: string) =>
    (
      await world.ask<{ confirmPayoutArrival: object }>(
        `mutation($input: ConfirmPayoutArrivalInput!) { confirmPayoutArrival(input: $input) { __typename
           ... on ConfirmPayoutArrivalPayload { payout { status } } ... on UserError { code path } } }`,
        { input: { idempotencyKey: freshKey('arrival'), payoutId } },
      )
    ).confirmPayoutArrival;
  expect(await confirm(payout.id)).toMatchObject({ payout: { status: 'PAID' } });
  expect(await confirm(payout.id)).toMatchObject({ payout: { status: 'PAID' } });
  expect(BigInt(await ledgerOf('MERCHANT_BANK')) - before).toBe(700n);
  await advance(world, 'P5D');
  const { rows } = await database.query<{ times: string }>(
    `select count(*) as times from event where type = 'PAYOUT_PAID' and subject_id = (select id from payout where provider_reference = $1)`,
    [payout.providerReference],
  );
  expect(rows[0]?.times).toBe('1');
  expect(await confirm('pyo_x')).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'payoutId'] });
});

it.each([
  ['is no statement', 'hello', /line 1: expected an MT940 statement/],
  ['is too long', ':20:x\n'.repeat(130_000), /at most 750000 characters/],
])('a file that %s is refused with the place', async (_, content, message) => {
  const { __typename, problems } = await hand(content);
  expect(__typename).toBe('InvalidInputError');
  expect(problems[0]).toMatchObject({ path: ['input', 'content'], message: expect.stringMatching(message) });
});

it('a provider that tells of its payouts by itself takes no file', async () => {
  expect(await hand('x', { provider: 'GOCARDLESS' })).toMatchObject({ __typename: 'ProviderRejectedError' });
});
