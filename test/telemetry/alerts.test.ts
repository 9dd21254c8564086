import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alertNames, evaluate, type GivenSeries, hasPromtool, rulesFile } from '../support/promtool.ts';

const root = join(import.meta.dirname, '../..');
const rules = readFileSync(rulesFile, 'utf8');
const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');

/** A value for a while, another, and the first again: minutes of each. */
const turn = (good: number, bad: number, { before = 30, during = 60, after = 120 } = {}): string =>
  `${good}+0x${before} ${bad}+0x${during} ${good}+0x${after}`;
const bad = 80;
const good = 200;

const backlog = (kind: string, value: number): GivenSeries[] => [
  { series: `paygraph_backlog{kind="${kind}",instance="a"}`, values: turn(0, value) },
];
const oldest = (kind: string, value: number): GivenSeries[] => [
  { series: `paygraph_backlog_oldest_seconds{kind="${kind}",instance="a"}`, values: turn(0, value) },
];
/** A counter that grows by `slow` a minute, then by `fast`, then by `slow` again. */
const counter = (series: string, slow: number, fast: number): GivenSeries => {
  const atBad = slow * 30;
  const atGood = atBad + fast * 60;
  return { series, values: `0+${slow}x30 ${atBad + fast}+${fast}x59 ${atGood + slow}+${slow}x120` };
};
const http = (status: string, slow: number, fast: number): GivenSeries =>
  counter(
    `http_server_request_duration_seconds_count{http_request_method="POST",http_route="/graphql",http_response_status_code="${status}"}`,
    slow,
    fast,
  );
const calls = (outcome: string, slow: number, fast: number): GivenSeries =>
  counter(
    `paygraph_provider_call_duration_seconds_count{provider="MOBILEPAY",call="payment.capture",outcome="${outcome}"}`,
    slow,
    fast,
  );

interface Case {
  readonly given: readonly GivenSeries[];
  /** Minutes at which it fires, and at which it is quiet again. */
  readonly fires?: number;
  readonly quiet?: number;
  readonly interval?: '5m';
}

const cases: Readonly<Record<string, Case>> = {
  PaygraphDown: { given: [{ series: 'up{job="paygraph",instance="a"}', values: turn(1, 0) }] },
  FaultsFast: { given: [http('200', 100, 100), http('503', 0, 20)], quiet: 209 },
  FaultsSlow: {
    // Two in a thousand for days; then five days without any.
    given: [
      {
        series: 'http_server_request_duration_seconds_count{http_route="/graphql",http_response_status_code="200"}',
        values: '0+1000x3000',
      },
      {
        series: 'http_server_request_duration_seconds_count{http_route="/graphql",http_response_status_code="500"}',
        values: '0+2x1000 2000+0x2000',
      },
    ],
    interval: '5m',
    fires: 4_900,
    quiet: 12_000,
  },
  MutationsSlow: {
    given: [
      counter(
        'paygraph_graphql_field_duration_seconds_bucket{type="mutation",field="capturePayment",outcome="ok",le="1"}',
        10,
        0,
      ),
      counter(
        'paygraph_graphql_field_duration_seconds_bucket{type="mutation",field="capturePayment",outcome="ok",le="5"}',
        10,
        10,
      ),
      counter(
        'paygraph_graphql_field_duration_seconds_bucket{type="mutation",field="capturePayment",outcome="ok",le="+Inf"}',
        10,
        10,
      ),
    ],
  },
  LoopStands: {
    given: [
      { series: 'paygraph_loop_last_turn_timestamp_seconds{loop="inbox"}', values: '0+60x30 1800+0x60 5460+60x120' },
      { series: 'paygraph_loop_poll_seconds{loop="inbox"}', values: '1+0x210' },
    ],
  },
  LoopFull: {
    given: [
      { series: 'paygraph_loop_busy{loop="inbox"}', values: turn(1, 8) },
      { series: 'paygraph_loop_slots{loop="inbox"}', values: '8+0x210' },
    ],
  },
  LoopFails: { given: [counter('paygraph_loop_work_duration_seconds_count{loop="inbox",outcome="failed"}', 0, 2)] },
  PoolExhausted: {
    given: [
      {
        series: 'db_client_connection_pending_requests{instance="a",db_client_connection_pool_name="requests"}',
        values: turn(0, 7),
      },
      {
        series:
          'db_client_connection_count{instance="a",db_client_connection_pool_name="requests",db_client_connection_state="used"}',
        values: turn(1, 12),
      },
      {
        series: 'db_client_connection_max{instance="a",db_client_connection_pool_name="requests"}',
        values: '12+0x210',
      },
    ],
  },
  EventLoopBehind: { given: [{ series: 'nodejs_eventloop_lag_p99_seconds{instance="a"}', values: turn(0.02, 1) }] },
  VersionsMixed: {
    given: [
      { series: 'paygraph_build_info{version="1",instance="a"}', values: '1+0x210' },
      { series: 'paygraph_build_info{version="2",instance="b"}', values: '_x30 1+0x60 _x120' },
    ],
  },
  BacklogUnknown: { given: [{ series: 'paygraph_backlog_up{instance="a"}', values: turn(1, 0) }] },
  LedgerBroken: { given: [{ series: 'paygraph_audit_breaches{check="I10",instance="a"}', values: turn(0, 2) }] },
  AuditBroken: { given: [{ series: 'paygraph_audit_breaches{check="I4",instance="a"}', values: turn(0, 1) }] },
  AuditNotRun: { given: [{ series: 'paygraph_audit_age_seconds{instance="a"}', values: turn(3_600, 97_200) }] },
  NotFinalTooLong: {
    given: [{ series: 'paygraph_not_final_late{noun="payment",state="PROCESSING",instance="a"}', values: turn(0, 1) }],
  },
  EventsNotNumbered: { given: oldest('eventStaged', 40) },
  InboxBehind: { given: oldest('inboxReady', 130) },
  InboxStuck: { given: oldest('inboxReady', 700) },
  NotificationsDead: { given: backlog('inboxDead', 1) },
  SignaturesRefused: {
    given: [counter('paygraph_inbound_messages_total{provider="GOCARDLESS",outcome="invalid"}', 1, 5)],
  },
  ProviderSilent: {
    given: [
      {
        series: 'paygraph_inbound_last_timestamp_seconds{provider="BUCKAROO"}',
        values: '0+60x1500 90000+0x300 108060+60x300',
      },
      {
        series: 'paygraph_inbound_messages_total{provider="BUCKAROO",outcome="verified"}',
        values: '0+1x1500 1500+0x300 1501+1x300',
      },
      {
        series: 'paygraph_provider_call_duration_seconds_count{provider="BUCKAROO",call="checkStatus",outcome="facts"}',
        values: '0+1x2100',
      },
    ],
    fires: 1_700,
    quiet: 2_000,
  },
  ProviderErrors: { given: [calls('facts', 10, 10), calls('unknown', 0, 1)] },
  AcceptedLess: {
    given: [
      {
        series:
          'paygraph_provider_call_duration_seconds_count{provider="MOBILEPAY",call="payment.capture",outcome="facts"}',
        values: '0+100x2100 210000+20x48 210960+100x200',
      },
      {
        series:
          'paygraph_provider_call_duration_seconds_count{provider="MOBILEPAY",call="payment.capture",outcome="refused"}',
        values: '0+5x2100 10500+85x48 14580+5x200',
      },
    ],
    interval: '5m',
    fires: 10_700,
    quiet: 11_000,
  },
  OutcomeUnknown: { given: oldest('operationUnresolved', 3_700) },
  OutcomeUnknownLong: { given: oldest('operationUnresolved', 90_000) },
  OperationsNotSent: { given: oldest('operationUnsent', 1_000) },
  AccountPaused: { given: backlog('accountPaused', 1) },
  ReservationExpires: { given: backlog('reservationExpiring', 2) },
  ReceiptUnmatched: { given: oldest('receiptUnmatched', 90_000) },
  EndpointOff: { given: backlog('endpointOff', 1) },
  DeliveriesBehind: { given: oldest('endpointDue', 200) },
  MailStuck: { given: oldest('mailDue', 1_000) },
  PublicUrlsDiffer: {
    given: [{ series: 'paygraph_alarm{alarm="publicUrlsDiffer",instance="a"}', values: turn(0, 1) }],
  },
  SettingsDiffer: {
    given: [{ series: 'paygraph_alarm{alarm="settingsDiffer",instance="a"}', values: turn(0, 1) }],
  },
};

describe.skipIf(!hasPromtool)('by promtool', () => {
  test('the rules are rules', () => {
    expect(execFileSync('promtool', ['check', 'rules', rulesFile], { encoding: 'utf8' })).toContain('SUCCESS');
  });

  test.each(Object.entries(cases))('%s is quiet, fires, and is quiet again', async (alert, one) => {
    const { given, fires = bad, quiet = good, interval } = one;
    await evaluate(
      given,
      [
        { alert, minute: 20, fires: false },
        { alert, minute: fires, fires: true },
        { alert, minute: quiet, fires: false },
      ],
      interval,
    );
  });

  test('an evaluation that is not as expected is told', async () => {
    await expect(
      evaluate(backlog('accountPaused', 1), [{ alert: 'AccountPaused', minute: 20, fires: true }]),
    ).rejects.toThrow('promtool');
  });
});

test('every alert has a case above, an owner, and what to do at it', async () => {
  const names = await alertNames();
  expect([...names].sort()).toEqual(Object.keys(cases).sort());
  const headings = [...operations.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase());
  for (const block of rules.split('- alert: ').slice(1)) {
    const name = block.split('\n', 1)[0];
    expect(block, name).toMatch(/severity: (page|ticket), owner: \w+/);
    const anchor = /runbook: docs\/operations\.md#(\w+)/.exec(block)?.[1] ?? 'none';
    expect(headings, `${name} says what to do under ${anchor}`).toContain(anchor);
  }
});

test('no alert fires before a process could have been replaced', () => {
  for (const block of rules.split('- alert: ').slice(1)) {
    const [, minutes] = /\n\s+for: (\d+)m/.exec(block) ?? [];
    const looksBack = /\[15m\]|\[1h\]|rate1h|rate3d/.test(block);
    expect(looksBack || Number(minutes) >= 1, block.split('\n', 1)[0]).toBe(true);
  }
});

test('the dashboard is in the form that Grafana takes', () => {
  const folder = join(root, 'ops/grafana/dashboards');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(files).toEqual(['paygraph.json']);
  const dashboard = JSON.parse(readFileSync(join(folder, 'paygraph.json'), 'utf8')) as {
    readonly uid: string;
    readonly panels: readonly { readonly id: number; readonly type: string; readonly title: string }[];
  };
  expect(dashboard.uid).toBe('paygraph');
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
