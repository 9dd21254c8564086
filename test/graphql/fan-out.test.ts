import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, numberAll, startApi } from './harness.ts';
import { openSocket } from './readers.ts';
import { addAgreement } from './rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const selecting = (fields: string): string =>
  `subscription ($after: EventCursor, $first: Int) { eventStream(after: $after) { __typename ... on EventFrame { cursor replayed event { id subject { __typename ... on Agreement { id ${fields} } } } } } }`.replace(
    fields.includes('$first') ? '' : ', $first: Int',
    '',
  );
const reads = (): number =>
  api.statements().filter((text) => /^\s*select/i.test(text) && /from "(public"\.")?agreement"/i.test(text)).length;

interface Frame {
  readonly data?: { readonly eventStream: { readonly __typename: string; readonly cursor: string } } | null;
  readonly extensions?: { readonly requestId: string };
}

/** What each of these subscribers is sent of the next event, and how often the thing that it is about was read for them all. */
async function told(queries: readonly { readonly query: string; readonly variables?: Record<string, unknown> }[]) {
  const client = openSocket(api.url, api.shop.key);
  const streams = queries.map((query) => client.iterate(query) as AsyncIterableIterator<Frame>);
  // Each begins with where it stands.
  await Promise.all(streams.map((stream) => stream.next()));
  await addAgreement(api.db, api.shop);
  api.statements();
  await numberAll(api.db);
  const frames = await Promise.all(streams.map(async (stream) => (await stream.next()).value as Frame));
  const count = reads();
  await client.dispose();
  return { frames, count };
}

test('what all select of an event is read once for all of them', async () => {
  const { frames, count } = await told(Array.from({ length: 20 }, () => ({ query: selecting('status') })));
  expect(count).toBe(1);
  expect(new Set(frames.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  expect(frames[0]?.data?.eventStream.__typename).toBe('EventFrame');
  // Each is still answered as itself.
  expect(new Set(frames.map(({ extensions }) => extensions?.requestId)).size).toBe(20);
});

test('those who select something else, or with other variables, are read for by themselves', async () => {
  const pages = selecting('payments(first: $first) { nodes { id } }');
  const queries = [
    { query: selecting('status') },
    { query: selecting('plan') },
    { query: pages, variables: { first: 1 } },
    { query: pages, variables: { first: 2 } },
    { query: pages, variables: { first: 2 } },
  ];
  const { frames, count } = await told(queries);
  expect(count).toBe(4);
  expect(frames.every(({ data }) => data?.eventStream.__typename === 'EventFrame')).toBe(true);
});
