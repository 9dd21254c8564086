import { afterAll, beforeAll, expect, test } from 'vitest';
import { scopes } from '../../src/access/api-keys.ts';
import type { OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, fewestStatements, issueKey, numberAll, startApi } from './harness.ts';
import { addAgreement, addPayment, stepPayment } from './rows.ts';

let api: Api;
let payment: OneOffPayment;
beforeAll(async () => {
  api = await startApi();
  payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop));
  await stepPayment(api.db, api.shop, payment, 2, { captureInFlight: 8_000n });
  await stepPayment(api.db, api.shop, { ...payment, captureInFlight: 8_000n, status: 'PROCESSING' }, 3, {
    captureInFlight: 0n,
    captured: 8_000n,
    state: 'SETTLED',
  });
  await numberAll(api.db);
});
afterAll(() => api.close());

async function ask<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await api.post(document, variables);
  expect(errors).toEqual([]);
  return data as T;
}

interface Entry {
  readonly id: string;
  readonly transactionId: string;
  readonly account: string;
  readonly direction: string;
  readonly movement: string;
  readonly amount: { readonly amountMinor: string };
  readonly event: { readonly id: string; readonly sequence: string };
  readonly postedAt: string;
}
interface Page {
  readonly payment: {
    readonly ledgerEntries: {
      readonly nodes: readonly Entry[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}
const page = `query ($id: ID!, $first: Int, $after: String) { payment(by: { id: $id }) { ledgerEntries(first: $first, after: $after) {
  nodes { id transactionId account direction movement amount { amountMinor } event { id sequence } postedAt } pageInfo { hasNextPage endCursor } } } }`;

test('the entries of a payment come oldest first, in pages, each with the event that tells it', async () => {
  const id = encodeId('oop', payment.id);
  const entries: Entry[] = [];
  let after: string | null = null;
  do {
    const { payment: shown }: Page = await ask<Page>(page, { id, first: 3, after });
    entries.push(...shown.ledgerEntries.nodes);
    after = shown.ledgerEntries.pageInfo.hasNextPage ? shown.ledgerEntries.pageInfo.endCursor : null;
  } while (after);
  const told = entries.map(({ event, movement, direction, account, amount }) =>
    [event.sequence, movement, direction, account, amount.amountMinor].join(' '),
  );
  expect(told.toSorted()).toEqual([
    '2 AUTHORIZED CREDIT PAYER_RESERVED 8000',
    '2 AUTHORIZED DEBIT PROVIDER_RECEIVABLE 8000',
    '3 CAPTURE_IN_FLIGHT CREDIT CAPTURES_IN_FLIGHT 8000',
    '3 CAPTURE_IN_FLIGHT DEBIT PAYER_RESERVED 8000',
    '4 CAPTURED CREDIT MERCHANT_PAYABLE 8000',
    '4 CAPTURED DEBIT PAYER_RESERVED 8000',
    '4 CAPTURE_IN_FLIGHT CREDIT PAYER_RESERVED 8000',
    '4 CAPTURE_IN_FLIGHT DEBIT CAPTURES_IN_FLIGHT 8000',
  ]);
  expect(entries.map(({ event }) => event.sequence)).toEqual(['2', '2', '3', '3', '4', '4', '4', '4']);
  expect(entries.every(({ event, transactionId }) => event.id === transactionId)).toBe(true);
  const { node } = await ask<{ node: Entry }>(
    'query ($id: ID!) { node(id: $id) { ... on LedgerEntry { id account } } }',
    { id: entries[0]?.id },
  );
  expect(node).toEqual({ id: entries[0]?.id, account: entries[0]?.account });
});

test('balances are those of the accounts, now and at an instant', async () => {
  const { payment: shown } = await ask<Page>(page, { id: encodeId('oop', payment.id), first: 8 });
  const reservedAt = shown.ledgerEntries.nodes[0]?.postedAt;
  const accounts = [
    'PAYER_RESERVED',
    'CAPTURES_IN_FLIGHT',
    'PROVIDER_RECEIVABLE',
    'MERCHANT_PAYABLE',
    'REFUNDS_IN_FLIGHT',
    'UNMATCHED_RECEIPTS',
    'FEES',
  ];
  const document = `query ($at: DateTime) { ${accounts.map((account) => `${account}: ledgerBalance(account: ${account}, currency: "DKK", at: $at) { amountMinor }`).join(' ')} euros: ledgerBalance(account: PAYER_RESERVED, currency: "EUR") { amountMinor currency } }`;
  const balances = async (at: string | null = null) =>
    Object.entries(await ask<Record<string, { amountMinor: string }>>(document, { at }))
      .filter(([, { amountMinor }]) => amountMinor !== '0')
      .map(([account, { amountMinor }]) => `${account} ${amountMinor}`);
  expect(await balances()).toEqual(['PROVIDER_RECEIVABLE 8000', 'MERCHANT_PAYABLE 8000']);
  expect(await balances(reservedAt)).toEqual(['PAYER_RESERVED 8000', 'PROVIDER_RECEIVABLE 8000']);
  expect(await balances('2020-01-01T00:00:00Z')).toEqual([]);
});

test('a balance in what is no currency is refused', async () => {
  const { errors } = await api.post('{ ledgerBalance(account: FEES, currency: "XXX") { amountMinor } }');
  expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('payments with their entries cost as many statements at 10 rows as at 40', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  for (let i = 0; i < 40; i++) await addPayment(api.db, api.shop, agreement);
  await numberAll(api.db);
  const document =
    'query ($first: Int) { payments(first: $first) { nodes { id ledgerEntries(first: 5) { nodes { account event { type } } } } } }';
  const count = (first: number): Promise<number> => fewestStatements(api, () => ask(document, { first }));
  expect(await count(40)).toBe(await count(10));
});

test.each([
  ['the entries of a payment', '{ payments { nodes { ledgerEntries { nodes { id } } } } }'],
  ['a balance', '{ ledgerBalance(account: FEES, currency: "DKK") { amountMinor } }'],
  ['an entry by its id', '{ node(id: "led_00000000000000000000000000") { ... on LedgerEntry { account } } }'],
])('a key without ledger:read is refused %s', async (_what, document) => {
  const { secret } = await issueKey(
    api,
    scopes.filter((scope) => scope !== 'ledger:read'),
  );
  const { status, errors } = await api.post(document, {}, secret);
  expect([status, errors[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
});
