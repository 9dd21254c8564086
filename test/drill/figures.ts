import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import { WebSocket } from 'ws';
import { newUuid } from '../../src/kernel/ids.ts';
import { openDb } from '../../src/platform/db.ts';
import { percentiles } from '../bench/load.ts';
import { addAgreement, addPayment, stepPaymentThrough } from '../graphql/rows.ts';
import { type Link, startLink } from '../support/link.ts';
import { isReady } from './processes.ts';
import { type Stage, startStage } from './stage.ts';

/** What a measurement came to, beside what was promised. */
export interface Figure {
  readonly name: string;
  readonly promised: string;
  readonly measured: string;
  readonly kept: boolean;
}

export type Say = (line: string) => void;

/** Figures that we promise, each measured on a product in a process of its own. */
export const figures: Readonly<Record<string, (logs: string, say: Say) => Promise<readonly Figure[]>>> = {
  readers: measureReaders,
  overload: measureOverload,
  silence: measureSilence,
  subscribers: measureSubscribers,
};

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const figure = (name: string, promised: string, measured: string, kept: boolean): Figure => ({
  name,
  promised,
  measured,
  kept,
});

const readersCount = 50;
const eventsCount = 10_000;
const stepsAtOnce = 25;
/** Health is what is promised; how long they all take is not. */
const readForMs = 120_000;
const healthEveryMs = 50;
const healthMs = 100;
const richDocument = `subscription($after: EventCursor) { eventStream(after: $after) { __typename
  ... on EventFrame { cursor replayed event { id sequence type occurredAt subjectId change { from to }
    subject { __typename ... on OneOffPayment { id status description createdAt
      amounts { requested { amountMinor currency } captured { amountMinor } refundable { amountMinor } } actions { kind available } } } } }
  ... on CaughtUpFrame { cursor } } }`;

/** Catching up never starves the others: health while many read a long history with a rich document. */
async function measureReaders(logs: string, say: Say): Promise<readonly Figure[]> {
  const stage = await startStage({ products: 1, logs });
  try {
    const { cursor } = await headOf(stage);
    say(`writing ${eventsCount} events`);
    await writeEvents(stage, eventsCount);
    while ((await headOf(stage)).sequence < eventsCount) await wait(200);
    const probe = watchHealth(stage.origins[0] ?? '');
    const from = performance.now();
    say(`${readersCount} read them`);
    const enough = AbortSignal.timeout(readForMs);
    const readers = Array.from({ length: readersCount }, () => readAll(stage, cursor, enough));
    const counts = await Promise.all(readers);
    const tookMs = performance.now() - from;
    const took = await probe.stop();
    const { p50Ms, p99Ms } = percentiles(took);
    const max = Math.max(...took);
    return [
      figure(
        `each of ${readersCount} reads on, in the order of the log`,
        'all of them',
        `${Math.min(...counts)} to ${Math.max(...counts)} events of ${eventsCount} each`,
        counts.every((count) => count > 0),
      ),
      figure(
        `/healthz beside them (${took.length} times in ${(tookMs / 1_000).toFixed(0)} s)`,
        `p99 under ${healthMs} ms`,
        `p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}, max ${ms(max)}`,
        p99Ms < healthMs,
      ),
    ];
  } finally {
    await stage.close();
  }
}

/** Asks for health at a steady pace, and takes the time of each answer. */
function watchHealth(origin: string): { stop(): Promise<readonly number[]> } {
  const took: number[] = [];
  let ended = false;
  const loop = (async () => {
    while (!ended) {
      const from = performance.now();
      const reply = await request(`${origin}/healthz`);
      await reply.body.dump();
      took.push(performance.now() - from);
      await wait(healthEveryMs);
    }
  })();
  return {
    async stop() {
      ended = true;
      await loop;
      return took;
    },
  };
}

async function headOf({ client }: Stage): Promise<{ cursor: string; sequence: number }> {
  const { eventLogHead } = await client.ask<{ eventLogHead: { cursor: string; sequence: string } }>(
    '{ eventLogHead { cursor sequence } }',
  );
  return { cursor: eventLogHead.cursor, sequence: Number(eventLogHead.sequence) };
}

/** A payment that changes so many times. */
async function writeEvents({ database, query }: Stage, count: number): Promise<void> {
  const [row] = await query<{ merchant_id: string; id: string }>(
    `select merchant_id, id from provider_account where provider = 'MOBILEPAY' limit 1`,
  );
  if (!row) throw new Error('the demo merchant has no account');
  const shop = { merchantId: row.merchant_id, accountId: row.id, key: '', keyId: newUuid(0) };
  const db = openDb({ url: database.url, connectionsMax: 2, onError: () => undefined });
  try {
    const payment = await addPayment(db, shop, await addAgreement(db, shop));
    for (let version = 2; version < count + 2; version += stepsAtOnce)
      await stepPaymentThrough(
        db,
        shop,
        payment,
        Array.from({ length: stepsAtOnce }, (_, index) => version + index),
      );
  } finally {
    await db.close();
  }
}

/** Reads the history after a place to its end, or until that is enough; gives how many events it had, one after the other. */
async function readAll({ origins, apiKey }: Stage, after: string, enough: AbortSignal): Promise<number> {
  const socket = await openSocket(origins[0] ?? '', apiKey);
  let events = 0;
  let last = 0;
  await new Promise<void>((resolve, reject) => {
    enough.addEventListener('abort', () => resolve(), { once: true });
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
    socket.on('message', (text) => {
      const { type, payload } = JSON.parse(String(text)) as {
        type: string;
        payload?: {
          data?: { eventStream: { __typename: string; event?: { sequence: string } } };
          errors?: unknown;
        };
      };
      if (type === 'error' || payload?.errors) return reject(new Error(String(text).slice(0, 500)));
      const { __typename: kind, event } = payload?.data?.eventStream ?? {};
      if (kind === 'CaughtUpFrame') return resolve();
      if (kind !== 'EventFrame') return;
      const sequence = Number(event?.sequence);
      if (last > 0 && sequence !== last + 1) return reject(new Error(`expected event ${last + 1}; got ${sequence}`));
      last = sequence;
      events += 1;
    });
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: richDocument, variables: { after } } }));
  });
  socket.removeAllListeners('close').close();
  return events;
}

/** A socket whose key was taken. */
async function openSocket(origin: string, apiKey: string): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const taken = new Promise<void>((resolve, reject) => {
    socket.once('message', () => resolve());
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
  });
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${apiKey}` } }));
  await taken;
  return socket.removeAllListeners('close');
}

const easyAtOnce = 4;
const floodAtOnce = 400;
const stretchMs = 5_000;
const floodMs = 20_000;
const backWithinMs = 10_000;
/** What counts as full speed again: the machine itself does not do the same twice. */
const fullSpeed = 0.8;
const costly = `{ payments(first: 100) { nodes { id status amounts { requested { amountMinor } captured { amountMinor } } actions { kind available } } } }`;
const easy = '{ viewer { merchantName } }';

/** Beyond what it can do it refuses soon, and afterwards it is back at full speed. */
async function measureOverload(logs: string, say: Say): Promise<readonly Figure[]> {
  const stage = await startStage({ products: 1, logs });
  try {
    await writeEvents(stage, 1_000);
    const [origin = ''] = stage.origins;
    const ask = async (query: string): Promise<number> => {
      const reply = await request(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.apiKey}` },
        body: JSON.stringify({ query }),
      });
      await reply.body.dump();
      return reply.statusCode;
    };
    /** Answers a second, to a few callers who ask for little. */
    const atEase = (forMs: number): Promise<number> =>
      overAndOver(easyAtOnce, forMs, async () => {
        const status = await ask(easy);
        if (status !== 200) throw new Error(`answered ${status}`);
      });
    await atEase(stretchMs);
    const before = await atEase(stretchMs);
    say(`before: ${before.toFixed(0)} a second; now ${floodAtOnce} at once`);
    const probe = watchHealth(origin);
    const answers = new Map<number, number[]>();
    await overAndOver(floodAtOnce, floodMs, async () => {
      const from = performance.now();
      const status = await ask(costly).catch(() => 0);
      const took = answers.get(status) ?? [];
      answers.set(status, took);
      took.push(performance.now() - from);
    });
    const health = await probe.stop();
    const beside = percentiles(health);
    for (const [status, took] of answers) say(`  ${took.length} × ${status}, p50 ${ms(percentiles(took).p50Ms)}`);
    const from = performance.now();
    let backMs = Number.POSITIVE_INFINITY;
    while (backMs === Number.POSITIVE_INFINITY && performance.now() - from < 6 * backWithinMs) {
      const startedAt = performance.now() - from;
      const after = await atEase(1_000).catch(() => null);
      if (after !== null && after >= fullSpeed * before) backMs = startedAt;
    }
    const strange = [...answers.keys()].filter((status) => ![200, 429, 503].includes(status));
    return [
      figure('answers under the flood', '200, 429 or 503', [...answers.keys()].join(', '), strange.length === 0),
      figure(
        '/healthz under the flood',
        'answered',
        `p50 ${ms(beside.p50Ms)}, p99 ${ms(beside.p99Ms)}`,
        health.length > 0,
      ),
      figure('back at full speed', `within ${backWithinMs / 1_000} s`, ms(backMs), backMs < backWithinMs),
    ];
  } finally {
    await stage.close();
  }
}

/** Does the work over and over, so many at once; gives how often a second. */
async function overAndOver(atOnce: number, forMs: number, work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  let count = 0;
  const one = async (): Promise<void> => {
    while (performance.now() - from < forMs) {
      await work();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return (count * 1_000) / (performance.now() - from);
}

const silentWithinMs = 2_000;
const silences = 5;

/** The database swallows what it is sent, without a word. */
async function measureSilence(logs: string): Promise<readonly Figure[]> {
  let link: Link | undefined;
  const stage = await startStage({
    products: 1,
    logs,
    route: async (url) => {
      link = await startLink(url);
      return { DATABASE_URL: link.url };
    },
  });
  try {
    const [origin = ''] = stage.origins;
    const toldMs: number[] = [];
    const backMs: number[] = [];
    for (let count = 0; count < silences; count++) {
      const resume = link?.swallow();
      const from = performance.now();
      const reply = await request(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.apiKey}` },
        body: JSON.stringify({ query: '{ payments(first: 1) { nodes { id } } }' }),
      });
      await reply.body.dump();
      if (reply.statusCode !== 503) throw new Error(`answered ${reply.statusCode}`);
      toldMs.push(performance.now() - from);
      resume?.();
      const since = performance.now();
      while (!(await isReady(`${origin}/readyz`))) await wait(20);
      backMs.push(performance.now() - since);
    }
    const told = Math.max(...toldMs);
    const back = Math.max(...backMs);
    return [
      figure('503 when the database is silent', `within ${silentWithinMs / 1_000} s`, ms(told), told < silentWithinMs),
      figure('ready again when it speaks', `within ${backWithinMs / 1_000} s`, ms(back), back < backWithinMs),
    ];
  } finally {
    await stage.close();
    link?.close();
  }
}

const subscribersCount = 5_000;
const perSocket = 20;
const socketsPerKey = 200;
const reachedWithinMs = 2_000;

/** One event reaches everybody who follows. */
async function measureSubscribers(logs: string, say: Say): Promise<readonly Figure[]> {
  const stage = await startStage({ products: 1, logs });
  try {
    const [origin = ''] = stage.origins;
    const arrivals: number[] = [];
    let standing = 0;
    let key = stage.apiKey;
    for (let index = 0; index < subscribersCount / perSocket; index++) {
      if (index > 0 && index % socketsPerKey === 0) key = await stage.newKey();
      const socket = await openSocket(origin, key);
      socket.on('message', (text) => {
        if (String(text).includes('CaughtUpFrame')) standing += 1;
        if (String(text).includes('AGREEMENT_CREATED')) arrivals.push(performance.now());
      });
      const query = 'subscription { eventStream { __typename ... on EventFrame { event { id type } } } }';
      for (let id = 0; id < perSocket; id++)
        socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query } }));
      const target = (index + 1) * perSocket;
      while (standing < target) await wait(5);
    }
    say(`${standing} subscriptions stand`);
    const from = performance.now();
    await writeOne(stage);
    while (arrivals.length < subscribersCount) {
      if (performance.now() - from > 60_000) break;
      await wait(10);
    }
    const lastMs = Math.max(...arrivals) - from;
    return [
      figure(
        `one event at ${subscribersCount} subscribers`,
        `all within ${reachedWithinMs / 1_000} s of the commit`,
        `${arrivals.length} within ${ms(lastMs)}`,
        arrivals.length >= subscribersCount && lastMs < reachedWithinMs,
      ),
    ];
  } finally {
    await stage.close();
  }
}

async function writeOne({ client }: Stage): Promise<void> {
  await client.mutate('createAgreement', '... on AgreementPayload { idempotency { replayed } }', {
    idempotencyKey: 'one-event',
    externalId: 'ONE-EVENT',
    plan: 'Basic',
    description: 'Monthly subscription',
    amount: { amountMinor: '1000', currency: 'DKK' },
    frequency: 'MONTHLY',
    country: 'DK',
    expiresIn: 'PT1H',
    returnUrl: 'https://example.com/back',
  });
}
