import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, numberAll, type Shop, startApi } from './harness.ts';
import { type Frame, first, follow, frameOf, openSocket, openSse, type Sent, take } from './readers.ts';
import { addAgreement, addPayment, stepPayment, stepPaymentThrough } from './rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function head(shop: Shop = api.shop): Promise<{ cursor: string; sequence: string }> {
  const { data } = await api.post('{ eventLogHead { cursor sequence } }', {}, shop.key);
  return (data as unknown as { eventLogHead: { cursor: string; sequence: string } }).eventLogHead;
}

test('a stream without a cursor begins with the present head and then tells what happens', async () => {
  const reader = await openSse(api.url, api.shop.key, follow);
  expect(reader.response.headers.get('content-type')).toContain('text/event-stream');
  const frames = reader[Symbol.asyncIterator]();
  const first = (await frames.next()).value as Sent;
  expect(frameOf(first)).toEqual({ __typename: 'CaughtUpFrame', cursor: (await head()).cursor });
  expect(first.id).toBe(frameOf(first).cursor);
  await addAgreement(api.db, api.shop);
  await numberAll(api.db);
  const second = (await frames.next()).value as Sent;
  expect(frameOf(second)).toMatchObject({
    __typename: 'EventFrame',
    replayed: false,
    event: { type: 'AGREEMENT_CREATED' },
  });
  reader.cut();
});

test('every frame has its cursor as id, whether or not the cursor was selected', async () => {
  const reader = await openSse(api.url, api.shop.key, 'subscription { eventStream { __typename } }');
  const [first] = await take(reader, () => true);
  expect(first?.id).toMatch(/^ec2_/);
});

test('a browser that comes again with Last-Event-ID goes on after it, whatever `after` its address says', async () => {
  const { cursor: start } = await head();
  for (let i = 0; i < 4; i++) await addAgreement(api.db, api.shop);
  await numberAll(api.db);
  const first = await take(
    await openSse(api.url, api.shop.key, follow, { variables: { after: start } }),
    (frames) => frames.length === 2,
  );
  const rest = await take(
    await openSse(api.url, api.shop.key, follow, { variables: { after: start }, lastEventId: first[1]?.id ?? '' }),
    (frames) => frames.length === 3,
  );
  const numbers = [...first, ...rest].map((sent) => frameOf(sent).event?.sequence);
  const from = Number(numbers[0]);
  expect(numbers).toEqual([from, from + 1, from + 2, from + 3, undefined].map((number) => number?.toString()));
  expect(frameOf(rest[2] as Sent).__typename).toBe('CaughtUpFrame');
  expect(frameOf(rest[0] as Sent)).toMatchObject({ replayed: true });
});

test('the same cursor works in the query, over SSE and over a socket', async () => {
  const { cursor: after } = await head();
  await addAgreement(api.db, api.shop);
  await numberAll(api.db);
  const { data } = await api.post(
    'query ($after: EventCursor) { events(after: $after) { edges { cursor node { sequence } } } }',
    { after },
  );
  const [edge] = (data as unknown as { events: { edges: [{ cursor: string; node: { sequence: string } }] } }).events
    .edges;
  const [sse] = await take(await openSse(api.url, api.shop.key, follow, { variables: { after } }), () => true);
  const client = openSocket(api.url, api.shop.key);
  const [ws] = await first(client.iterate({ query: follow, variables: { after } }), 1);
  await client.dispose();
  expect(frameOf(sse as Sent)).toMatchObject({ cursor: edge.cursor, event: { sequence: edge.node.sequence } });
  expect(ws?.data).toMatchObject({ eventStream: { cursor: edge.cursor } });
});

test.each([
  ['made up', () => `ec1_${'A'.repeat(32)}`],
  ['of another merchant', async () => (await head(api.other)).cursor],
  ['empty', () => 'ec2_'],
  ['without a letter', () => ''],
])('a cursor that is %s gets the one answer, in the query and in both kinds of stream', async (_what, made) => {
  const after = await made();
  const message = "expected a cursor of this merchant's event log";
  const answer = await api.post('query ($after: EventCursor) { events(after: $after) { nodes { id } } }', { after });
  expect(answer.errors[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  const [sent] = await take(await openSse(api.url, api.shop.key, follow, { variables: { after } }), () => true);
  expect(sent?.data.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  const client = openSocket(api.url, api.shop.key);
  const [refused] = await first(client.iterate({ query: follow, variables: { after } }), 1).catch(
    (error: unknown) => error as [{ message: string }],
  );
  expect(JSON.stringify(refused)).toContain(message);
  await client.dispose();
});

test('a subscriber that is cut at random 50 times during 1,000 events has each once, in order', async () => {
  const { cursor: start, sequence } = await head();
  const agreement = await addAgreement(api.db, api.shop);
  const payment = await addPayment(api.db, api.shop, agreement);
  const total = 1_000;
  const writing = (async () => {
    for (let version = 2; version < total; version += 8) {
      const versions = Array.from({ length: Math.min(8, total - version) }, (_, i) => version + i);
      await stepPaymentThrough(api.db, api.shop, payment, versions);
      await numberAll(api.db);
    }
  })();
  const random = seeded(20261120);
  const numbers: number[] = [];
  let cursor = start;
  let cuts = 0;
  while (numbers.length < total) {
    const untilCut = cuts < 50 ? 1 + Math.floor(random() * 30) : total;
    const overSocket = random() < 0.5;
    let seen = 0;
    const keep = (frame: Frame): boolean => {
      cursor = frame.cursor;
      if (frame.event) numbers.push(Number(frame.event.sequence));
      seen++;
      return seen >= untilCut || numbers.length >= total;
    };
    if (overSocket) {
      const client = openSocket(api.url, api.shop.key);
      for await (const { data } of client.iterate<{ eventStream: Frame }>({
        query: follow,
        variables: { after: cursor },
      })) {
        if (data && keep(data.eventStream)) break;
      }
      client.terminate();
      await client.dispose();
    } else {
      await take(
        await openSse(api.url, api.shop.key, follow, { variables: { after: start }, lastEventId: cursor }),
        (frames) => keep(frameOf(frames.at(-1) as Sent)),
      );
    }
    cuts++;
  }
  await writing;
  expect(cuts).toBeGreaterThanOrEqual(50);
  expect(numbers).toEqual(Array.from({ length: total }, (_, i) => Number(sequence) + 1 + i));
});

/** Mulberry32: a small generator whose course the seed decides. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('a filter drops what does not match, and says where history ends', async () => {
  const { cursor: after } = await head();
  const agreement = await addAgreement(api.db, api.shop);
  await addPayment(api.db, api.shop, agreement);
  await addAgreement(api.db, api.shop);
  await numberAll(api.db);
  const filters = [
    { types: ['PAYMENT_CREATED'] },
    { subjectIds: [encodeId('agr', agreement.id)] },
    { statuses: ['SETTLED'] },
  ];
  const types = await Promise.all(
    filters.map(async (filter) => {
      const reader = await openSse(api.url, api.shop.key, follow, { variables: { after, filter } });
      const frames = await take(reader, (taken) => frameOf(taken.at(-1) as Sent).__typename === 'CaughtUpFrame');
      return frames.flatMap((sent) => frameOf(sent).event?.type ?? []);
    }),
  );
  expect(types).toEqual([['PAYMENT_CREATED'], ['AGREEMENT_CREATED', 'PAYMENT_CREATED'], []]);
});

test('the stream of one payment shows it, then each change, then its end, and completes', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  const payment = await addPayment(api.db, api.shop, agreement);
  await numberAll(api.db);
  const reader = await openSse(
    api.url,
    api.shop.key,
    'subscription ($id: ID!) { paymentUpdates(paymentId: $id) { __typename ... on PaymentSnapshotFrame { payment { status } } ... on PaymentChangedFrame { payment { status } event { type } } ... on PaymentFinalFrame { payment { status } } } }',
    { variables: { id: encodeId('oop', payment.id) } },
  );
  const frames: unknown[] = [];
  for await (const { event, data } of reader) {
    if (event === 'complete') break;
    frames.push(data.data?.paymentUpdates);
    if (frames.length === 1) {
      await stepPayment(api.db, api.shop, payment, 2);
      await stepPayment(api.db, api.shop, payment, 3, { state: 'SETTLED', captured: 8_000n });
      await numberAll(api.db);
    }
  }
  expect(frames).toEqual([
    { __typename: 'PaymentSnapshotFrame', payment: { status: 'AUTHORIZED' } },
    { __typename: 'PaymentChangedFrame', payment: { status: 'SETTLED' }, event: { type: 'PAYMENT_AMOUNTS_CHANGED' } },
    { __typename: 'PaymentChangedFrame', payment: { status: 'SETTLED' }, event: { type: 'PAYMENT_AMOUNTS_CHANGED' } },
    { __typename: 'PaymentFinalFrame', payment: { status: 'SETTLED' } },
  ]);
});

test("the stream of another merchant's payment is refused as that of a payment that is not there", async () => {
  const theirs = await addPayment(api.db, api.other, await addAgreement(api.db, api.other));
  const ask = async (id: string): Promise<unknown> =>
    (
      await take(
        await openSse(api.url, api.shop.key, `subscription { paymentUpdates(paymentId: "${id}") { __typename } }`),
        () => true,
      )
    )[0]?.data.errors?.[0];
  const miss = await ask('oop_00000000000000000000000000');
  expect(miss).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(await ask(encodeId('oop', theirs.id))).toMatchObject({ message: (miss as { message: string }).message });
});
