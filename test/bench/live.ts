import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { cpuMs, residentBytes, startChild } from './children.ts';
import type { Measure, Outcome } from './measure.ts';
import type { Stage } from './stage.ts';
import { statementsOf } from './statements.ts';
import { type Crowd, follow, gather, isCaughtUp, isEvent, issueKeys } from './subscribers.ts';

/** Those who follow the log. */
export const live: readonly Measure[] = [
  {
    name: 'fan-out',
    what: 'frames to all subscribers of one merchant in one process, by graphql-ws',
    against: 'raw ws, the same bytes',
    reach: { perSecond: 0.5, cpu: 0.4 },
    run: fanOut,
  },
  {
    name: 'idle',
    what: 'subscribers who wait',
    against: '5 statements a second in all, 1% of a core, 12 KiB each above raw ws',
    reach: { limit: 1 },
    run: idle,
  },
  {
    name: 'resume',
    what: "a stream from the log's first event on",
    against: '20,000 events a second, the first frame after 50 ms',
    reach: { limit: 1 },
    run: resume,
  },
];

const events = 10;
const kib = 1_024;

async function crowdOf(stage: Stage, count: number): Promise<Crowd> {
  const { url } = await stage.product();
  const keys = await issueKeys(stage.database.superuserUrl, await stage.merchantId(), count);
  const address = url.replace('http', 'ws');
  const hello = (index: number) => follow(keys[index % keys.length] ?? '');
  return gather({ url: address, count, hello, counts: isEvent, arrives: isCaughtUp });
}

async function rawCrowdOf(stage: Stage, count: number) {
  const child = await startChild({ file: 'test/bench/peers/raw-ws.ts', env: {}, ready: 'HTTP' });
  stage.onClose(() => child.stop());
  const url = child.printed.HTTP ?? '';
  const before = residentBytes(child.pid);
  const crowd = await gather({
    url: url.replace('http', 'ws'),
    count,
    hello: () => [{ type: 'connection_init' }],
    counts: isEvent,
    arrives: (text) => text.includes('connection_ack'),
  });
  return { child, url, crowd, bytesEach: (residentBytes(child.pid) - before) / count };
}

/** From the first frame to the last, and the CPU of who sends from before the first. */
async function burst(pid: number, crowd: Crowd, frames: number, send: () => Promise<unknown>) {
  crowd.restart();
  const cpuBefore = cpuMs(pid);
  await send();
  for (const end = performance.now() + burstWithinMs; crowd.frames() < frames; await wait(5))
    if (performance.now() > end) throw new Error(`${crowd.frames()} of ${frames} frames came`);
  return { perSecond: (frames / crowd.elapsedMs()) * 1_000, cpuMsEach: (cpuMs(pid) - cpuBefore) / frames };
}
const burstWithinMs = 120_000;

async function fanOut(stage: Stage): Promise<Outcome> {
  const { pid } = await stage.product();
  const count = stage.subscribers;
  const crowd = await crowdOf(stage, count);
  const raw = await rawCrowdOf(stage, count);
  const append = () => appendEvents(stage, events);
  // Once for what is compiled on the way, and to know the bytes.
  await burst(pid, crowd, count * events, append);
  const text = crowd.lastText();
  const broadcast = () => fetch(`${raw.url}/?times=${events}`, { method: 'POST', body: text });
  await burst(raw.child.pid, raw.crowd, count * events, broadcast);
  const ours = await burst(pid, crowd, count * events, append);
  const theirs = await burst(raw.child.pid, raw.crowd, count * events, broadcast);
  crowd.close();
  raw.crowd.close();
  return {
    ours: { subscribers: count, ...ours },
    others: { 'raw ws': theirs },
    ratios: { perSecond: ours.perSecond / theirs.perSecond, cpu: theirs.cpuMsEach / ours.cpuMsEach },
  };
}

const idleForMs = 5_000;

async function idle(stage: Stage): Promise<Outcome> {
  const { pid } = await stage.product();
  const count = Math.min(1_000, stage.subscribers);
  const rest = async () => {
    const before = cpuMs(pid);
    const { statements } = await statementsOf(stage.database, () => wait(idleForMs));
    return { statements: (statements / idleForMs) * 1_000, share: (cpuMs(pid) - before) / idleForMs };
  };
  const raw = await rawCrowdOf(stage, count);
  const alone = await rest();
  const before = residentBytes(pid);
  const crowd = await crowdOf(stage, count);
  await wait(1_000);
  const kibEach = (residentBytes(pid) - before) / count / kib;
  const crowded = await rest();
  crowd.close();
  raw.crowd.close();
  const statements = Math.max(0, crowded.statements - alone.statements);
  const share = Math.max(0, crowded.share - alone.share) * 100;
  const above = kibEach - raw.bytesEach / kib;
  return {
    ours: { subscribers: count, 'statements a second': statements, '% of a core': share, 'KiB each': kibEach },
    others: {
      'nobody there': { 'statements a second': alone.statements, '% of a core': alone.share * 100 },
      'raw ws': { 'KiB each': raw.bytesEach / kib },
    },
    ratios: { limit: Math.min(5 / statements, 1 / share, 12 / above) },
  };
}

const resumeForMs = 10_000;

async function resume(stage: Stage): Promise<Outcome> {
  const { ask, url, apiKey, pid } = await stage.product();
  const first = await ask('{ events(first: 1) { nodes { cursor } } }');
  const [head] = [await ask('{ eventLogHead { sequence } }')];
  const back = Number(head.eventLogHead.sequence) - 1;
  const [from, cpuBefore] = [performance.now(), cpuMs(pid)];
  const crowd = await gather({
    url: url.replace('http', 'ws'),
    count: 1,
    hello: () => follow(apiKey, first.events.nodes[0].cursor),
    counts: isEvent,
    arrives: isEvent,
  });
  const firstMs = performance.now() - from;
  while (crowd.frames() < back && performance.now() - from < resumeForMs) await wait(5);
  const frames = crowd.frames();
  const perSecond = (frames / crowd.elapsedMs()) * 1_000;
  const cpuMsEach = (cpuMs(pid) - cpuBefore) / frames;
  crowd.close();
  return {
    ours: { 'events back': back, perSecond, cpuMsEach, 'first frame after ms': firstMs },
    others: {},
    ratios: { limit: Math.min(perSecond / 20_000, 50 / firstMs) },
  };
}

/** As if so many endpoints had been switched off: what an event tells is nothing to who only sends it on. */
async function appendEvents({ database, merchantId }: Stage, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, change, cause, occurred_at, recorded_at)
     select $1, gen_random_uuid(), 'WEBHOOK_ENDPOINT_DISABLED', 'whe', gen_random_uuid(), 1, '{"from": "ACTIVE", "to": "DISABLED_BY_FAILURES"}',
            '{"by": "clock", "rule": "bench"}', now(), now() from generate_series(1, $2)`,
    [await merchantId(), count],
  );
  await client.end();
}
