import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer, Problem, RequestRecord } from '../platform/observing/observer.ts';

/** What one process measures, in the form that Prometheus reads. */
export interface Metrics {
  readonly registry: Registry;
  readonly observer: Observer;
}

/** As OpenTelemetry's conventions for HTTP have them, so that dashboards for those fit. */
const httpSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** A hundred root fields have one set of these for each outcome, so there are few. */
const fieldSeconds = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10];
/** A provider has 15 s for a call, a partner 30 s. */
const callSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];
const workSeconds = [0.01, 0.05, 0.25, 1, 5, 15, 30];
const waitSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

const methods: ReadonlySet<string> = new Set('CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '));

/** Our side is at fault; all else is the caller's to mend. */
const faults: ReadonlySet<string> = new Set(['INTERNAL_SERVER_ERROR', 'UNAVAILABLE']);
const codesMax = 40;
const codeForm = /^[A-Z_]{1,40}$/;

/**
 * Counts and times what is told. No label holds anything that a caller chooses: no merchant, no name of an operation, no reference, no path. Labels
 * are names of the schema, of the port and of our tables, so the number of series has a bound that a test knows.
 */
export function createMetrics({ version }: { readonly version: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'paygraph_build_info',
    help: 'Always 1; what runs here.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.versions.node }, 1);
  const http = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Requests that were answered, streams left out.',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: httpSeconds,
    registers,
  });
  const fields = new Histogram({
    name: 'paygraph_graphql_field_duration_seconds',
    help: 'Root fields of queries and mutations. outcome: ok, refused (a member of the union says no), error (the request is wrong), fault (ours).',
    labelNames: ['type', 'field', 'outcome'],
    buckets: fieldSeconds,
    registers,
  });
  const errors = new Counter({
    name: 'paygraph_graphql_errors_total',
    help: 'Errors at the top level of answers, by their code.',
    labelNames: ['code'],
    registers,
  });
  const refused = new Counter({
    name: 'paygraph_graphql_refusals_total',
    help: 'Mutations that were refused by a member of their union, by its kind.',
    labelNames: ['field', 'kind'],
    registers,
  });
  const subscriptions = new Gauge({
    name: 'paygraph_subscriptions',
    help: 'Subscriptions that are open.',
    labelNames: ['field'],
    registers,
  });
  const frames = new Counter({
    name: 'paygraph_subscription_frames_total',
    help: 'Frames that subscribers were sent.',
    labelNames: ['field'],
    registers,
  });
  const calls = new Histogram({
    name: 'paygraph_provider_call_duration_seconds',
    help: 'Calls to providers by function of the port. outcome: what the provider answered, or notSent, unknown, threw.',
    labelNames: ['provider', 'call', 'outcome'],
    buckets: callSeconds,
    registers,
  });
  const inbound = new Counter({
    name: 'paygraph_inbound_messages_total',
    help: 'Messages of providers at the door, by what was found of them.',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  const lastInbound = new Gauge({
    name: 'paygraph_inbound_last_timestamp_seconds',
    help: 'When a verified message of a provider came last.',
    labelNames: ['provider'],
    registers,
  });
  const inboundItems = new Counter({
    name: 'paygraph_inbound_items_total',
    help: 'Items in the messages that were taken in; those that had come before are duplicates.',
    labelNames: ['provider', 'duplicate'],
    registers,
  });
  const items = new Histogram({
    name: 'paygraph_inbox_item_duration_seconds',
    help: 'Items of the inbox that were taken up, by what each is about and has come to.',
    labelNames: ['provider', 'kind', 'outcome'],
    buckets: workSeconds,
    registers,
  });
  const deliveries = new Histogram({
    name: 'paygraph_delivery_attempt_duration_seconds',
    help: "Attempts to deliver to partners' endpoints.",
    labelNames: ['outcome'],
    buckets: callSeconds,
    registers,
  });
  const sequencedEvents = new Counter({
    name: 'paygraph_events_sequenced_total',
    help: 'Events that were given a sequence.',
    registers,
  });
  const sequenceWait = new Histogram({
    name: 'paygraph_event_sequence_wait_seconds',
    help: 'From commit to sequence, of the oldest event of each batch.',
    buckets: waitSeconds,
    registers,
  });
  const lastTurn = new Gauge({
    name: 'paygraph_loop_last_turn_timestamp_seconds',
    help: 'When a worker loop looked for work last.',
    labelNames: ['loop'],
    registers,
  });
  const poll = new Gauge({
    name: 'paygraph_loop_poll_seconds',
    help: 'How often a worker loop looks for work by itself.',
    labelNames: ['loop'],
    registers,
  });
  const busy = new Gauge({
    name: 'paygraph_loop_busy',
    help: 'Things that a worker loop was at when it looked last.',
    labelNames: ['loop'],
    registers,
  });
  const slots = new Gauge({
    name: 'paygraph_loop_slots',
    help: 'How many things a worker loop may be at.',
    labelNames: ['loop'],
    registers,
  });
  const work = new Histogram({
    name: 'paygraph_loop_work_duration_seconds',
    help: 'Things that a worker loop was at. outcome: ok, failed.',
    labelNames: ['loop', 'outcome'],
    buckets: workSeconds,
    registers,
  });

  const codes = new Set<string>();
  /** Codes come from our own tables; what would be beyond them is one more. */
  const codeOf = (code: string): string => {
    if (!codeForm.test(code) || (!codes.has(code) && codes.size >= codesMax)) return 'OTHER';
    codes.add(code);
    return code;
  };
  const countHttp = (method: string, route: string, status: number | null, durationMs: number): void =>
    http.observe(
      {
        http_request_method: methods.has(method) ? method : '_OTHER',
        http_route: route,
        http_response_status_code: status ?? 499,
      },
      durationMs / 1_000,
    );

  const observer: Observer = {
    request(record) {
      if (record.channel === 'http') countHttp(record.method, record.route, record.status, record.durationMs);
      for (const { code } of record.problems) errors.inc({ code: codeOf(code) });
      const { operation } = record;
      if (!operation || operation.type === 'subscription') return;
      for (const { key, name } of operation.fields) {
        const kind = record.refused?.[key];
        if (kind) refused.inc({ field: name, kind });
        fields.observe(
          { type: operation.type, field: name, outcome: outcomeOf(record, key) },
          record.durationMs / 1_000,
        );
      }
    },
    webhook({ provider, outcome, status, items: count, duplicates, durationMs }) {
      countHttp('POST', '/webhooks/{provider}/{address}', status, durationMs);
      const name = provider ?? 'unknown';
      inbound.inc({ provider: name, outcome });
      if (outcome === 'verified' || outcome === 'unverified') lastInbound.set({ provider: name }, Date.now() / 1_000);
      if (count > duplicates) inboundItems.inc({ provider: name, duplicate: 'no' }, count - duplicates);
      if (duplicates > 0) inboundItems.inc({ provider: name, duplicate: 'yes' }, duplicates);
    },
    providerCall: ({ provider, call, outcome, durationMs }) =>
      calls.observe({ provider, call, outcome }, durationMs / 1_000),
    inboxItem: ({ provider, kind, outcome, durationMs }) =>
      items.observe({ provider, kind, outcome }, durationMs / 1_000),
    delivery: ({ outcome, durationMs }) => deliveries.observe({ outcome }, durationMs / 1_000),
    subscribed(field) {
      subscriptions.inc({ field });
      return () => subscriptions.dec({ field });
    },
    frame: (field) => frames.inc({ field }),
    sequenced({ events, waitedSeconds }) {
      sequencedEvents.inc(events);
      sequenceWait.observe(Math.max(0, waitedSeconds));
    },
    turn({ name: loop, pollMs, slots: slotsMax, busy: now }) {
      lastTurn.set({ loop }, Date.now() / 1_000);
      poll.set({ loop }, pollMs / 1_000);
      busy.set({ loop }, now);
      slots.set({ loop }, slotsMax);
    },
    worked: ({ loop, ok, durationMs }) => work.observe({ loop, outcome: ok ? 'ok' : 'failed' }, durationMs / 1_000),
  };
  return { registry, observer };
}

type Outcome = 'ok' | 'refused' | 'error' | 'fault';

function outcomeOf({ problems, refused, status }: RequestRecord, key: string): Outcome {
  const about = problems.filter((problem: Problem) => problem.key === null || problem.key === key);
  if (about.some(({ code }) => faults.has(code)) || (status ?? 0) >= 500) return 'fault';
  if (about.length > 0) return 'error';
  return refused?.[key] ? 'refused' : 'ok';
}
