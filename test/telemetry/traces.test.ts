import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket } from '../graphql/readers.ts';
import { openEndpoint, type Partner, startPartner } from '../partner-webhooks/partner.ts';
import { type CollectedSpan, type Collector, startCollector } from '../support/collector.ts';
import { aFirstPayment, anAgreement, eventually, mutate, play, reserved } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let collector: Collector;
let partner: Partner;
let world: World;
const delay = process.env.OTEL_BSP_SCHEDULE_DELAY;
beforeAll(async () => {
  // Read by the SDK itself; spans are sent every five seconds otherwise.
  process.env.OTEL_BSP_SCHEDULE_DELAY = '50';
  collector = await startCollector();
  world = await startWorld({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'info' });
  partner = await startPartner();
  await openEndpoint(world, { url: partner.url });
});
afterAll(async () => {
  await world.close();
  await partner.close();
  await collector.close();
  if (delay === undefined) delete process.env.OTEL_BSP_SCHEDULE_DELAY;
  else process.env.OTEL_BSP_SCHEDULE_DELAY = delay;
});

/** Waits until a trace has spans of all these names. */
const traceWith = (traceId: string, names: readonly string[]): Promise<readonly CollectedSpan[]> =>
  eventually(world, `${names.join(', ')} in one trace`, async () => {
    const spans = collector.spans.filter((span) => span.traceId === traceId);
    return names.every((name) => spans.some((span) => span.name === name)) ? spans : null;
  });

/** The names from a span up to the first of its trace that was sent by us. */
function wayTo(spans: readonly CollectedSpan[], name: string): readonly string[] {
  const way: string[] = [];
  for (let at = spans.find((span) => span.name === name); at; at = spans.find(({ spanId }) => spanId === at?.parent))
    way.unshift(at.name);
  return way;
}

test('a capture is one trace, from its caller over command and provider to the subscriber and the partner', async () => {
  const { payment } = await reserved(world);
  const socket = openSocket(`${world.app.url}/graphql`, world.app.apiKey);
  const seen: string[] = [];
  const end = socket.subscribe(
    { query: 'subscription { eventStream { __typename ... on EventFrame { event { type } } } }' },
    {
      next: ({ data }) =>
        seen.push((data as { eventStream: { event?: { type: string } } }).eventStream.event?.type ?? ''),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await eventually(world, 'the stream to begin', async () => (seen.length > 0 ? true : null));

  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const reply = await fetch(`${world.app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.app.apiKey}`,
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({
      query: 'mutation CaptureIt($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename } }',
      variables: { input: { idempotencyKey: freshKey(), paymentId: payment.id } },
    }),
  });
  const body = (await reply.json()) as { data: object; extensions: { traceId: string; requestId: string } };
  expect(body.data).toEqual({ capturePayment: { __typename: 'CapturePayload' } });
  expect(body.extensions.traceId).toBe(traceId);

  const spans = await traceWith(traceId, [
    'POST /graphql',
    'mutation',
    'command capturePayment',
    'MOBILEPAY payment.capture',
    'frame eventStream',
    'delivery',
  ]);
  const command = ['POST /graphql', 'mutation', 'command capturePayment'];
  expect(wayTo(spans, 'MOBILEPAY payment.capture')).toEqual([...command, 'MOBILEPAY payment.capture']);
  expect(wayTo(spans, 'frame eventStream')).toEqual([...command, 'frame eventStream']);
  expect(wayTo(spans, 'delivery')).toEqual([...command, 'delivery']);
  const first = spans.find(({ name }) => name === 'POST /graphql');
  expect(first).toMatchObject({
    parent: '00f067aa0ba902b7',
    attributes: { 'http.route': '/graphql', 'paygraph.request_id': body.extensions.requestId },
  });
  const sent = spans.find(({ name }) => name === 'delivery');
  await eventually(world, 'the partner to be told the trace', async () =>
    partner.got.some(({ headers }) => headers.traceparent === `00-${traceId}-${sent?.spanId}-01`) ? true : null,
  );
  end();
  await socket.dispose();
});

test("a provider's message is the beginning of a trace that leads to the partner", async () => {
  const { agreement } = await mutate(world, 'createAgreement', anAgreement({ oneOffPayment: aFirstPayment() }));
  await play(world, agreement?.id ?? '', 'PAYER_ACCEPTS');
  const inbox = 'inbox agreement';
  const began = await eventually(world, 'a trace of a webhook with a delivery', async () => {
    const taken = collector.spans.filter(({ name }) => name === inbox);
    return (
      taken.find(({ traceId }) => collector.spans.some((one) => one.traceId === traceId && one.name === 'delivery')) ??
      null
    );
  });
  const spans = await traceWith(began.traceId, ['POST /webhooks/{provider}/{address}', inbox, 'delivery']);
  const way = ['POST /webhooks/{provider}/{address}', inbox];
  expect(wayTo(spans, inbox)).toEqual(way);
  expect(wayTo(spans, 'MOBILEPAY checkStatus')).toEqual([...way, 'MOBILEPAY checkStatus']);
  expect(wayTo(spans, 'delivery')).toEqual([...way, 'delivery']);
  expect(spans.find(({ name }) => name === way[0])?.parent).toBeNull();
});

test('what is asked on a socket is a trace of its own, and its answer and line say which', async () => {
  const socket = openSocket(`${world.app.url}/graphql`, world.app.apiKey);
  const { promise, resolve, reject } = Promise.withResolvers<{ extensions?: Record<string, unknown> }>();
  socket.subscribe(
    { query: 'query OnSocket { viewer { merchantName } }' },
    { next: (result) => resolve(result as never), error: reject, complete: () => undefined },
  );
  const traceId = String((await promise).extensions?.traceId);
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(wayTo(await traceWith(traceId, ['query']), 'query')).toEqual(['query']);
  await eventually(world, 'the line', async () =>
    world.logged.some((line) => line.includes('"OnSocket"') && line.includes(traceId)) ? true : null,
  );
  await socket.dispose();
});

test('work of the loops is in no trace of whoever has woken them', () => {
  const byId = new Map(collector.spans.map((span) => [span.spanId, span]));
  const strange = collector.spans.filter(({ name, parent }) => {
    const above = byId.get(parent ?? '')?.name ?? '';
    return name.startsWith('inbox ') ? !above.startsWith('POST /webhooks/') && parent !== null : false;
  });
  expect(strange).toEqual([]);
});

test('no span holds a variable, a document, a secret or a name of the client', () => {
  const text = collector.text();
  expect(text).toContain('capturePayment');
  for (const hidden of [
    'CaptureIt',
    'OnSocket',
    '4511100118',
    'Monthly subscription',
    '__typename',
    world.app.apiKey ?? '',
  ])
    expect(text).not.toContain(hidden);
});
