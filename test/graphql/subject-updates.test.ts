import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreements } from '../../src/domain/agreement/store.ts';
import { billingRequests } from '../../src/domain/billing-request/store.ts';
import { mandates } from '../../src/domain/mandate/store.ts';
import type { Agreement, BillingRequest, Mandate, OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId, type IdPrefix } from '../../src/kernel/ids.ts';
import { type Api, issueKey, numberAll, type Shop, startApi } from './harness.ts';
import { first, openSocket, openSse, type Sent, take } from './readers.ts';
import { addAgreement, addBillingRequest, addMandate, addPayment, stepPayment } from './rows.ts';
import { addTransfer } from './transfer-rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const cause = { by: 'clock', rule: 'test' } as const;
type Row = Agreement | Mandate | BillingRequest | OneOffPayment;

/** How each noun is made, moved on and ended; what else happens beside it is not its own. */
interface Noun {
  readonly noun: string;
  readonly prefix: IdPrefix;
  make(shop: Shop): Promise<Row>;
  move(shop: Shop, row: Row, status: string): Promise<void>;
  readonly statuses: readonly [begins: string, changes: string, ends: string];
  readonly eventTypes: readonly [changes: string, ends: string];
  /** Something of the same merchant that the stream of this one must not tell of. */
  beside(shop: Shop, row: Row): Promise<unknown>;
}

/** Moves a row on by one version, with its event. */
const moving =
  (table: 'agreement' | 'mandate' | 'billingRequest', store: { publish: (...args: never[]) => unknown }) =>
  (shop: Shop, row: Row, status: string): Promise<void> =>
    api.db.forMerchant(shop.merchantId, async (tx) => {
      const where = { merchantId_id: { merchantId: shop.merchantId, id: row.id } };
      const before = await tx[table as 'agreement'].findUniqueOrThrow({ where });
      const updatedAt = new Date(before.updatedAt.getTime() + 1_000);
      const data = { version: before.version + 1, status, updatedAt } as never;
      const after = await tx[table as 'agreement'].update({ where, data });
      await store.publish({ tx, now: updatedAt, cause } as never, before as never, after as never);
    });

const nouns: readonly Noun[] = [
  {
    noun: 'agreement',
    prefix: 'agr',
    make: (shop) => addAgreement(api.db, shop, { status: 'PENDING' }),
    move: moving('agreement', agreements),
    statuses: ['PENDING', 'ACTIVE', 'CANCELLED'],
    eventTypes: ['AGREEMENT_ACTIVATED', 'AGREEMENT_ENDED'],
    beside: (shop, row) => addPayment(api.db, shop, row as Agreement, { state: 'SETTLED', captured: 8_000n }),
  },
  {
    noun: 'mandate',
    prefix: 'man',
    make: (shop) => addMandate(api.db, shop, { status: 'PENDING' }),
    move: moving('mandate', mandates),
    statuses: ['PENDING', 'ACTIVE', 'FAILED'],
    eventTypes: ['MANDATE_ACTIVATED', 'MANDATE_ENDED'],
    beside: (shop) => addMandate(api.db, shop),
  },
  {
    noun: 'billingRequest',
    prefix: 'brq',
    make: (shop) => addBillingRequest(api.db, shop),
    move: moving('billingRequest', billingRequests),
    statuses: ['PENDING', 'FULFILLING', 'FULFILLED'],
    eventTypes: ['BILLING_REQUEST_STATUS_CHANGED', 'BILLING_REQUEST_FULFILLED'],
    beside: (shop, row) => addMandate(api.db, shop, { billingRequestId: row.id }),
  },
];

const name = (noun: string): string => noun.charAt(0).toUpperCase() + noun.slice(1);
const documentOf = (noun: string): string => {
  const shown = `cursor ${noun} { id status version }`;
  const frames = ['Snapshot', 'Changed', 'Final'].map(
    (kind) =>
      `... on ${name(noun)}${kind}Frame { ${shown} ${kind === 'Changed' ? 'event { type subjectVersion }' : ''} }`,
  );
  return `subscription ($id: ID!, $after: EventCursor) { told: ${noun}Updates(${noun}Id: $id, after: $after) { __typename ${frames.join(' ')} } }`;
};
const told = ({ data }: Sent): Record<string, unknown> => data.data?.told as never;

describe.each(nouns)('the stream of one $noun', ({ noun, prefix, make, move, statuses, eventTypes, beside }) => {
  const [begins, changes, ends] = statuses;

  test('shows it, then each change and nothing else, then its end, and completes', async () => {
    const row = await make(api.shop);
    await numberAll(api.db);
    const id = encodeId(prefix, row.id);
    const reader = await openSse(api.url, api.shop.key, documentOf(noun), { variables: { id } });
    const frames: unknown[] = [];
    for await (const sent of reader) {
      if (sent.event === 'complete') break;
      frames.push(told(sent));
      if (frames.length > 1) continue;
      await beside(api.shop, row);
      await move(api.shop, row, changes);
      await move(api.shop, row, ends);
      await numberAll(api.db);
    }
    const shown = (status: string, version: number) => ({
      cursor: expect.any(String),
      [noun]: { id, status, version },
    });
    const changed = (version: number) => ({
      __typename: `${name(noun)}ChangedFrame`,
      ...shown(ends, 3),
      event: { type: eventTypes[version - 2], subjectVersion: version },
    });
    expect(frames).toEqual([
      { __typename: `${name(noun)}SnapshotFrame`, ...shown(begins, 1) },
      changed(2),
      changed(3),
      { __typename: `${name(noun)}FinalFrame`, ...shown(ends, 3) },
    ]);
  });

  test('is resumed over a socket from the cursor of a frame over SSE, without a hole and without a repeat', async () => {
    const row = await make(api.shop);
    await numberAll(api.db);
    const id = encodeId(prefix, row.id);
    const reader = await openSse(api.url, api.shop.key, documentOf(noun), { variables: { id } });
    const [snapshot] = await take(reader, () => true);
    await move(api.shop, row, changes);
    await numberAll(api.db);
    const client = openSocket(api.url, api.shop.key);
    const variables = { id, after: snapshot?.id };
    const results = await first(client.iterate<{ told: never }>({ query: documentOf(noun), variables }), 2);
    expect(results[1]?.data?.told).toMatchObject({ event: { subjectVersion: 2 }, [noun]: { status: changes } });
    await client.dispose();
  });

  test("of another merchant's is refused as what is not there, and needs the scope", async () => {
    const theirs = await make(api.other);
    const ask = async (id: string, key = api.shop.key): Promise<unknown> => {
      const reader = await openSse(api.url, key, documentOf(noun), { variables: { id } });
      return (await take(reader, () => true))[0]?.data.errors?.[0];
    };
    const miss = (await ask(`${prefix}_00000000000000000000000000`)) as { message: string };
    expect(miss).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await ask(encodeId(prefix, theirs.id))).toMatchObject({ message: miss.message });
    expect(await ask('acc_00000000000000000000000000')).toMatchObject({ message: miss.message });
    const { secret } = await issueKey(api, ['ledger:read']);
    const scopeless = await ask(encodeId(prefix, (await make(api.shop)).id), secret);
    expect(scopeless).toMatchObject({ extensions: { code: 'FORBIDDEN', scope: 'events:read' } });
  });

  test('of what is over already is its two frames', async () => {
    const row = await make(api.shop);
    await move(api.shop, row, ends);
    await numberAll(api.db);
    const variables = { id: encodeId(prefix, row.id) };
    const frames = await take(await openSse(api.url, api.shop.key, documentOf(noun), { variables }), () => false);
    expect(frames.flatMap((sent) => (sent.event === 'complete' ? 'complete' : told(sent).__typename))).toEqual([
      `${name(noun)}SnapshotFrame`,
      `${name(noun)}FinalFrame`,
      'complete',
    ]);
  });
});

test('a transfer is followed as the payment that it is', async () => {
  const transfer = await addTransfer(api.db, api.shop);
  await numberAll(api.db);
  const variables = { id: encodeId('trf', transfer.id) };
  const reader = await openSse(api.url, api.shop.key, documentOf('payment'), { variables });
  const frames: unknown[] = [];
  for await (const sent of reader) {
    frames.push(told(sent));
    if (frames.length === 2) break;
    await stepPayment(api.db, api.shop, transfer, 2, { description: 'Down payment' });
    await numberAll(api.db);
  }
  reader.cut();
  expect(frames).toMatchObject([
    { __typename: 'PaymentSnapshotFrame', payment: { id: variables.id, status: 'REQUIRES_PAYER_ACTION' } },
    { __typename: 'PaymentChangedFrame', event: { subjectVersion: 2 } },
  ]);
});
