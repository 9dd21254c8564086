import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, issueKey, numberAll, startApi } from './harness.ts';
import { openSocket } from './readers.ts';
import { addAgreement } from './rows.ts';

let api: Api;
/** By key: where its merchant's log begins. */
const beginnings = new Map<string, string>();
const begins = async (key: string): Promise<void> => {
  const { data } = await api.post('{ eventLogHead { cursor } }', {}, key);
  beginnings.set(key, (data as unknown as { eventLogHead: { cursor: string } }).eventLogHead.cursor);
};
beforeAll(async () => {
  api = await startApi();
  await begins(api.shop.key);
  await begins(api.other.key);
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

/** What each of these keys is sent of its merchant's history from the beginning, and how often things were read for them all. */
async function replayed(keys: readonly string[], query: string) {
  await numberAll(api.db);
  const clients = keys.map((key) => openSocket(api.url, key));
  api.statements();
  const frames = await Promise.all(
    clients.map(async (client, at) => {
      const found: string[] = [];
      const after = beginnings.get(keys[at] ?? '') ?? beginnings.get(api.shop.key);
      for await (const { data, errors } of client.iterate<Frame['data']>({ query, variables: { after } })) {
        if (errors) return [JSON.stringify(errors)];
        if ((data as Frame['data'])?.eventStream.__typename === 'CaughtUpFrame') break;
        found.push(JSON.stringify(data));
      }
      return found;
    }),
  );
  const count = reads();
  await Promise.all(clients.map((client) => client.dispose()));
  return { frames, count };
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

const rich =
  'status plan description payments(first: 5) { nodes { id status amounts { captured { decimal } } captures { id } refunds { id } } }';

test('history that fifty read with one document is read for one, and one who reads alone is read for all of it', async () => {
  for (let n = 0; n < 10; n++) await addAgreement(api.db, api.shop);
  const one = await replayed([api.shop.key], selecting(rich));
  expect(one.frames[0]?.length).toBeGreaterThanOrEqual(10);
  expect(one.count).toBeGreaterThanOrEqual(10);
  // Another document, or what was made for the first might serve the fifty.
  const fifty = await replayed(Array<string>(50).fill(api.shop.key), selecting(`${rich} createdAt`));
  expect(fifty.count).toBe(one.count);
  expect(new Set(fifty.frames.map((frames) => frames.join('\n'))).size).toBe(1);
  expect(fifty.frames[0]?.length).toBe(one.frames[0]?.length);
});

test('what is shown of history is not what is shown live, nor to another merchant, nor to a key of other scopes', async () => {
  await addAgreement(api.db, api.other, { plan: 'Theirs' });
  const [few, none] = [(await issueKey(api, ['events:read'])).secret, (await issueKey(api, ['keys:read'])).secret];
  const { frames, count } = await replayed(
    [api.shop.key, few, api.other.key, none],
    selecting('plan replayed: status'),
  );
  const [ours, ofFew, theirs, refused] = frames;
  expect(ours?.length).toBeGreaterThan(1);
  expect(ofFew).toEqual(ours);
  expect(theirs?.every((frame) => frame.includes('"plan":"Theirs"'))).toBe(true);
  expect(theirs?.length).toBe(1);
  expect(ours?.some((frame) => frame.includes('Theirs'))).toBe(false);
  expect(refused).toEqual([expect.stringContaining('FORBIDDEN')]);
  // Each key was read for by itself.
  expect(count).toBe((ours?.length ?? 0) * 2 + 1);
  expect(ours?.every((frame) => frame.includes('"replayed":true'))).toBe(true);
  const live = await told([{ query: selecting('plan replayed: status') }]);
  expect(JSON.stringify(live.frames)).toContain('"replayed":false');
});
