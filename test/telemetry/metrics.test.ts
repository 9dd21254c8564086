import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDb } from '../../src/platform/db.ts';
import { backlogKinds } from '../../src/telemetry/backlog.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { addStateGauges } from '../../src/telemetry/state-gauges.ts';
import { openSocket } from '../graphql/readers.ts';
import { createTestDatabase } from '../support/database.ts';
import { startLink } from '../support/link.ts';
import { captured, eventually } from '../support/lives.ts';
import { sampleOf, scrape, scrapeText, seriesOf } from '../support/scrape.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ METRICS_PORT: '0' });
});
afterAll(() => world.close());

/** Scrapes again until a series has at least this value. */
const reaches = (name: string, labels: Record<string, string>, least = 1): Promise<number> =>
  eventually(world, `${name} ${JSON.stringify(labels)} to reach ${least}`, async () => {
    const value = sampleOf(await scrape(world.app.metricsUrl), name, labels);
    return value !== null && value >= least ? value : null;
  });

test('nothing is measured, and no port is opened, unless METRICS_PORT is set', async () => {
  const unmeasured = await startWorld();
  try {
    expect(unmeasured.app.metricsUrl).toBeNull();
  } finally {
    await unmeasured.close();
  }
});

test('a payment from creation to capture is counted at each of its steps', async () => {
  await captured(world);
  await reaches('http_server_request_duration_seconds_count', {
    http_request_method: 'POST',
    http_route: '/graphql',
    http_response_status_code: '200',
  });
  await reaches('paygraph_graphql_field_duration_seconds_count', {
    type: 'mutation',
    field: 'capturePayment',
    outcome: 'ok',
  });
  await reaches('paygraph_provider_call_duration_seconds_count', {
    provider: 'MOBILEPAY',
    call: 'payment.capture',
    outcome: 'facts',
  });
  await reaches('paygraph_inbound_messages_total', { provider: 'MOBILEPAY', outcome: 'unverified' });
  await reaches('paygraph_inbound_items_total', { provider: 'MOBILEPAY', duplicate: 'no' });
  await reaches('paygraph_inbox_item_duration_seconds_count', { provider: 'MOBILEPAY', outcome: 'applied' });
  await reaches('paygraph_events_sequenced_total', {});
  await reaches('paygraph_event_sequence_wait_seconds_count', {});
  await reaches('paygraph_loop_last_turn_timestamp_seconds', { loop: 'sequencer' });
  await reaches('paygraph_loop_work_duration_seconds_count', { loop: 'inbox', outcome: 'ok' });
});

test('what refuses and what fails is told from what is well', async () => {
  const answer = await world.post(
    'mutation($input: CapturePaymentInput!) { mine: capturePayment(input: $input) { __typename } }',
    { input: { idempotencyKey: freshKey(), paymentId: 'oop_0000000000000000000000000' } },
  );
  expect(answer.body.data).toMatchObject({ mine: { __typename: 'NotFoundError' } });
  const field = { type: 'mutation', field: 'capturePayment' };
  await reaches('paygraph_graphql_field_duration_seconds_count', { ...field, outcome: 'refused' });
  await reaches('paygraph_graphql_refusals_total', { field: 'capturePayment', kind: 'notFound' });
  await world.post('{ nothing }');
  await reaches('paygraph_graphql_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' });
  await fetch(`${world.app.url}/webhooks/gocardless/nobody`, { method: 'POST', body: '{}' });
  await reaches('paygraph_inbound_messages_total', { provider: 'GOCARDLESS', outcome: 'unknownAddress' });
});

test('subscriptions are counted while they are open, with their frames', async () => {
  const socket = openSocket(`${world.app.url}/graphql`, world.app.apiKey);
  const first = Promise.withResolvers<void>();
  const end = socket.subscribe(
    { query: 'subscription { eventStream { __typename } }' },
    { next: () => first.resolve(), error: first.reject, complete: () => undefined },
  );
  await captured(world);
  await first.promise;
  await reaches('paygraph_subscriptions', { field: 'eventStream' });
  await reaches('paygraph_subscription_frames_total', { field: 'eventStream' });
  await reaches('paygraph_open_connections', { transport: 'websocket' });
  end();
  await eventually(world, 'the subscription to end', async () =>
    sampleOf(await scrape(world.app.metricsUrl), 'paygraph_subscriptions', { field: 'eventStream' }) === 0
      ? true
      : null,
  );
  await socket.dispose();
});

test('the backlog, the pools and the process are there in every scrape', async () => {
  const series = await scrape(world.app.metricsUrl);
  for (const kind of backlogKinds) {
    expect(sampleOf(series, 'paygraph_backlog', { kind })).toBeGreaterThanOrEqual(0);
    expect(sampleOf(series, 'paygraph_backlog_oldest_seconds', { kind })).toBeGreaterThanOrEqual(0);
  }
  expect(sampleOf(series, 'paygraph_backlog_up')).toBe(1);
  for (const pool of ['requests', 'worker', 'claims', 'intake', 'sequencer'])
    expect(sampleOf(series, 'db_client_connection_max', { db_client_connection_pool_name: pool })).toBeGreaterThan(1);
  for (const name of [
    'paygraph_build_info',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'db_client_connection_count',
    'db_client_connection_pending_requests',
    'paygraph_alarm',
  ])
    expect(sampleOf(series, name), name).not.toBeNull();
});

test('a scrape does not see itself waiting for a connection', async () => {
  const database = await createTestDatabase();
  const db = openDb({ url: database.url, onError: () => undefined });
  const registry = new Registry();
  const open = () => ({ sockets: 0, streams: 0 });
  addStateGauges(registry, { db, open, alarms: () => [], onFailure: () => undefined }, 0);
  try {
    for (let i = 0; i < 3; i++)
      expect(sampleOf(seriesOf(await registry.metrics()), 'db_client_connection_pending_requests')).toBe(0);
  } finally {
    await db.close();
    await database.drop();
  }
});

test('there is nothing but /metrics at that port', async () => {
  const url = world.app.metricsUrl ?? '';
  expect((await fetch(url.replace('/metrics', '/graphql'))).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${world.app.url}/metrics`)).status).toBe(404);
});

test('whatever a caller sends, there are no more series, and nothing of it in them', async () => {
  const odd = async (round: number): Promise<void> => {
    const mark = `Odd${round}`;
    await world.post(`query ${mark} { ${mark}: viewer { merchantName } }`);
    await world.post(`query ${mark} { ${mark} }`);
    await world.post(`query ${mark} { agreement(by: { externalId: "${mark}" }) { id } }`);
    // An address whose keys are refused more often is throttled.
    if (round % 10 === 1) await world.post('{ viewer { merchantName } }', {}, `sk_test_${mark}`);
    await fetch(`${world.app.url}/${mark}`, { method: 'PROPFIND' });
    await fetch(`${world.app.url}/webhooks/${mark.toLowerCase().replace(/\d/g, '')}/${mark}`, { method: 'POST' });
    await fetch(`${world.app.url}/webhooks/mobilepay/${mark}`, { method: 'POST', body: mark });
    await fetch(`${world.app.url}/graphql?query=${mark}`, { headers: { authorization: `Bearer ${world.app.apiKey}` } });
  };
  // Each shape of answer once, so that what the second round adds is made of what was sent.
  await odd(1);
  await reaches('http_server_request_duration_seconds_count', { http_request_method: '_OTHER' });
  const names = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#') && !/^(nodejs|process)_/.test(line))
      .map((line) => line.slice(0, line.lastIndexOf(' ')))
      .filter((name) => /^(http_|paygraph_(graphql|inbound|provider))/.test(name))
      .sort();
  const before = await scrapeText(world.app.metricsUrl);
  for (let round = 2; round < 40; round++) await odd(round);
  const after = await scrapeText(world.app.metricsUrl);
  expect(names(after)).toEqual(names(before));
  expect(after).not.toContain('Odd');
  const merchant = world.app.merchantId ?? 'none';
  expect(after).not.toContain(merchant);
});

test('codes that are in no table of ours come together under one', async () => {
  const { registry, observer } = createMetrics({ version: '0' });
  for (let i = 0; i < 500; i++)
    observer.request({
      channel: 'socket',
      method: 'GET',
      route: '/graphql',
      status: null,
      durationMs: 1,
      requestId: null,
      traceId: null,
      merchantId: null,
      actor: null,
      operation: null,
      cost: null,
      problems: [{ key: null, code: i % 2 ? `odd ${i}` : `CODE_${'ABCDEFGHIJ'[i % 10]}_${'X'.repeat(i % 30)}` }],
      refused: null,
      frames: null,
    });
  const series = (await registry.metrics())
    .split('\n')
    .filter((line) => line.startsWith('paygraph_graphql_errors_total{'));
  expect(series.length).toBeLessThanOrEqual(41);
});

test('a scrape is answered while the database is away, and says so', async () => {
  const database = await createTestDatabase();
  const link = await startLink(database.url);
  const db = openDb({ url: link.url, onError: () => undefined });
  const registry = new Registry();
  const told: unknown[] = [];
  const open = () => ({ sockets: 0, streams: 0 });
  addStateGauges(registry, { db, open, alarms: () => [], onFailure: (error) => told.push(error) }, 0);
  const look = async () => seriesOf(await registry.metrics());
  try {
    expect(sampleOf(await look(), 'paygraph_backlog', { kind: 'inboxReady' })).toBe(0);
    link.cut();
    const away = await look();
    expect(sampleOf(away, 'paygraph_backlog_up')).toBe(0);
    // A nought would say that nothing waits.
    expect(sampleOf(away, 'paygraph_backlog')).toBeNull();
    expect(sampleOf(away, 'paygraph_backlog_oldest_seconds')).toBeNull();
    expect(sampleOf(away, 'db_client_connection_max')).toBeGreaterThan(1);
    await look();
    expect(told).toHaveLength(1);
    await link.mend();
    const back = await look();
    expect(sampleOf(back, 'paygraph_backlog_up')).toBe(1);
    expect(sampleOf(back, 'paygraph_backlog', { kind: 'inboxReady' })).toBe(0);
  } finally {
    await db.close();
    link.close();
    await database.drop();
  }
});
