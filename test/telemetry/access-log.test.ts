import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket, openSse } from '../graphql/readers.ts';
import { activeAgreement, anAgreement, eventually } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'info' });
});
afterAll(() => world.close());

type Line = Readonly<Record<string, unknown>>;
const lines = (): Line[] => world.logged.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request');
/** The line is written when the answer has gone out, which its reader may hear of first. */
const lineOf = (what: string, fits: (line: Line) => boolean): Promise<Line> =>
  eventually(world, what, async () => lines().find(fits) ?? null);

test('a mutation is told in one line: who, what, at what cost, how long and with what result', async () => {
  const input = { idempotencyKey: freshKey(), ...anAgreement({ payerPhone: '4511100777' }) };
  const { body } = await world.post(
    'mutation NewAgreement($input: CreateAgreementInput!) { made: createAgreement(input: $input) { __typename } }',
    { input },
  );
  const { requestId } = (body as { extensions: { requestId: string } }).extensions;
  const line = await lineOf('the line of the mutation', (one) => one.requestId === requestId);
  expect(line).toEqual({
    level: 'info',
    time: expect.any(Number),
    msg: 'request',
    channel: 'http',
    method: 'POST',
    route: '/graphql',
    status: 200,
    ms: expect.any(Number),
    requestId,
    merchantId: expect.stringMatching(/^mer_/),
    actor: expect.stringMatching(/^key_/),
    type: 'mutation',
    operation: 'NewAgreement',
    fields: ['createAgreement'],
    cost: expect.any(Number),
  });
  expect(lines().filter((one) => one.requestId === requestId)).toHaveLength(1);
  const written = world.logged.join('');
  for (const secret of ['4511100777', input.idempotencyKey, world.app.apiKey ?? '', '__typename'])
    expect(written).not.toContain(secret);
});

test('what is refused is told with why, and a name of any length is cut', async () => {
  const name = `N${'a'.repeat(3_000)}`;
  await world.post(`query ${name} { viewer { merchantName } agreement(by: { id: "agr_none" }) { id } }`);
  const long = await lineOf('the long name', (one) => String(one.operation).startsWith('Naa'));
  expect(String(long.operation)).toHaveLength(64);
  expect(long.fields).toEqual(['viewer', 'agreement']);

  await world.post('{ viewer { merchantName } }', {}, 'sk_test_nobody');
  expect(await lineOf('the unknown key', (one) => one.status === 401)).toMatchObject({ codes: ['UNAUTHENTICATED'] });

  await world.post('{ noSuchField }');
  const invalid = await lineOf('the invalid document', (one) => String(one.codes) === 'GRAPHQL_VALIDATION_FAILED');
  expect(invalid).toMatchObject({ actor: expect.stringMatching(/^key_/) });
  expect(invalid).not.toHaveProperty('operation');

  await world.post('mutation No($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename } }', {
    input: { idempotencyKey: freshKey(), paymentId: 'oop_0000000000000000000000000' },
  });
  expect(await lineOf('the refusal', (one) => one.operation === 'No')).toMatchObject({ refused: ['notFound'] });
});

test('a trace that the caller has begun is told, here and in the answer', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const reply = await fetch(`${world.app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.app.apiKey}`,
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ query: 'query Traced { viewer { merchantName } }' }),
  });
  const body = (await reply.json()) as { extensions: object };
  expect(body.extensions).toMatchObject({ traceId });
  expect(await lineOf('the traced request', (one) => one.operation === 'Traced')).toMatchObject({ traceId });
});

test('an operation on a socket is told when it ends, and a stream with its frames', async () => {
  const socket = openSocket(`${world.app.url}/graphql`, world.app.apiKey);
  await new Promise<void>((resolve, reject) =>
    socket.subscribe(
      { query: 'query OnSocket { viewer { merchantName } }' },
      { next: () => undefined, error: reject, complete: resolve },
    ),
  );
  expect(await lineOf('the query', (one) => one.operation === 'OnSocket')).toMatchObject({
    channel: 'socket',
    type: 'query',
    fields: ['viewer'],
    actor: expect.stringMatching(/^key_/),
    cost: expect.any(Number),
  });

  const first = Promise.withResolvers<void>();
  const end = socket.subscribe(
    { query: 'subscription Followed { eventStream { __typename } }' },
    { next: () => first.resolve(), error: first.reject, complete: () => undefined },
  );
  await activeAgreement(world);
  await first.promise;
  end();
  expect(await lineOf('the subscription', (one) => one.operation === 'Followed')).toMatchObject({
    channel: 'socket',
    type: 'subscription',
    frames: expect.any(Number),
  });
  await socket.dispose();

  const reader = await openSse(
    `${world.app.url}/graphql`,
    world.app.apiKey ?? '',
    'subscription Sse { eventStream { __typename } }',
  );
  reader.cut();
  expect(await lineOf('the stream', (one) => one.operation === 'Sse')).toMatchObject({ channel: 'sse', status: 200 });
});

test("a provider's message is told with what was found of it, and without its secret address", async () => {
  await activeAgreement(world);
  const line = await lineOf('a webhook', (one) => one.channel === 'webhook' && one.outcome === 'unverified');
  expect(line).toMatchObject({
    provider: 'MOBILEPAY',
    status: 200,
    items: 1,
    accountId: expect.stringMatching(/^acc_/),
    merchantId: expect.stringMatching(/^mer_/),
  });
  const { rows } = await world.app.db.worker.query<{ path_segment: string }>(
    'select path_segment from provider_account',
  );
  for (const { path_segment: segment } of rows) expect(world.logged.join('')).not.toContain(segment);

  await fetch(`${world.app.url}/webhooks/mobilepay/nobody`, { method: 'POST', body: '[]' });
  expect(await lineOf('the stranger', (one) => one.outcome === 'unknownAddress')).toMatchObject({ status: 404 });
});

test('whether we live is asked all the time, and not told', async () => {
  await fetch(`${world.app.url}/healthz`);
  await fetch(`${world.app.url}/nothing/of/ours`);
  await lineOf('what is not there', (one) => one.status === 404 && one.channel === 'http');
  expect(lines().filter(({ route }) => route === '/healthz')).toEqual([]);
  expect(world.logged.join('')).not.toContain('/nothing/of/ours');
});

test('ACCESS_LOG=off tells of no request', async () => {
  const quiet = await startWorld({ LOG_LEVEL: 'info', ACCESS_LOG: 'off' });
  try {
    await quiet.post('{ viewer { merchantName } }');
    await quiet.post('{ viewer { merchantName } }');
    expect(quiet.logged.filter((line) => line.includes('"msg":"request"'))).toEqual([]);
  } finally {
    await quiet.close();
  }
});
