import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../src/simulators/host/random.ts';
import { percentiles } from '../bench/load.ts';
import { type Followed, followBySocket, followBySse } from './followers.ts';
import { findLost, judge, letRest, type Verdict } from './judge.ts';
import { startPartner } from './partner.ts';
import type { Part } from './processes.ts';
import { faultScript } from './provider-faults.ts';
import { type Stage, startStage } from './stage.ts';
import { startWalk } from './walk.ts';

export interface KillOptions {
  readonly seed: number;
  /** It ends when this has passed, or when both of the others are reached, whichever is first. */
  readonly minutes: number;
  readonly operations: number;
  readonly kills: number;
  /** Whether the providers misbehave as well. */
  readonly faults: boolean;
  readonly atOnce: number;
  readonly logs: string;
  /** From one kill to the next, on average. */
  readonly everyMs: number;
  /** What each process of the product does; three of them do everything where this is left out. */
  readonly roles?: readonly string[];
}

export interface KillReport {
  readonly verdict: Verdict;
  readonly operations: number;
  readonly failures: readonly string[];
  readonly collapses: readonly string[];
  readonly kills: ReadonlyMap<string, readonly (number | null)[]>;
  readonly stops: readonly string[];
}

const productsCount = 3;
const faultsEveryMs = 5_000;
const namedMax = 20;

/** Random operations over all providers while everything is killed at random; then rest, and judgement. */
export async function runKills(options: KillOptions, say: (line: string) => void): Promise<KillReport> {
  const { seed } = options;
  const stage = await startStage({
    products: options.roles?.length ?? productsCount,
    ...(options.roles && { roles: options.roles }),
    logs: options.logs,
    env: { PROVIDER_DEADLINE_MS: '4000' },
  });
  try {
    const origin = stage.balancer.url;
    const { apiKey, client } = stage;
    const partners = [await startPartner(client, 'partner-1'), await startPartner(client, 'partner-2')];
    const followers = [
      await followBySocket({ name: 'socket-1', origin, apiKey }),
      await followBySocket({ name: 'socket-2', origin, apiKey }),
      await followBySse({ name: 'sse', origin, apiKey }),
    ];
    let names = 0;
    const walk = startWalk({
      client,
      atOnce: options.atOnce,
      fresh(prefix) {
        names += 1;
        return `${prefix}-${seed}-${names}`;
      },
      randomOf: (walker) => seededRandom(seed, walker + 1),
    });
    const ending = new AbortController();
    const misbehaving = options.faults ? misbehave(stage, seed, ending.signal) : Promise.resolve();
    const kills = await killAtRandom(stage, walk.operations, options, say);
    ending.abort();
    await misbehaving;
    say('no more kills; what is under way ends');
    await walk.stop();
    if (options.faults)
      for (const provider of providers) await stage.control(`/control/${provider}/faults`, {}, 'DELETE');

    say(`asking again for ${client.acknowledged.length} acknowledged answers`);
    const lost = await findLost(client);
    // One product is left, so that nothing works while the clock is moved from timer to timer.
    const stops = await stopOthers(stage);
    say('letting time pass until everything is at rest');
    const restedAfter = await letRest(stage, say);
    const verdict = await judge(stage, followers, partners, lost, restedAfter);
    printRun(
      walk.done,
      client.troubles,
      [...followers, ...partners].map(({ seen }) => seen),
      say,
    );
    for (const follower of followers) await follower.stop();
    for (const partner of partners) await partner.close();
    return {
      verdict,
      operations: walk.operations(),
      failures: walk.failures,
      collapses: [...stage.products, stage.sandbox].flatMap(({ collapses }) => collapses),
      kills,
      stops,
    };
  } finally {
    await stage.close();
  }
}

const providers = ['mobilepay', 'betalingsservice', 'gocardless', 'buckaroo'] as const;

async function killAtRandom(
  stage: Stage,
  operations: () => number,
  options: KillOptions,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, readonly (number | null)[]>> {
  const random = seededRandom(options.seed, 0);
  const kills = new Map<string, (number | null)[]>();
  const underWay = new Set<Promise<void>>();
  const busy = new Set<Part>();
  let count = 0;
  const kill = (part: Part, kind: string): void => {
    // A database that is still coming up is let alone; any other process may be killed while it starts.
    if (part === stage.database && busy.has(part)) return;
    busy.add(part);
    count += 1;
    const times = kills.get(kind) ?? [];
    kills.set(kind, times);
    const killed = part.kill().then((ms) => {
      times.push(ms);
      busy.delete(part);
    });
    underWay.add(killed);
    void killed.finally(() => underWay.delete(killed));
  };
  const from = performance.now();
  const isOver = (): boolean =>
    performance.now() - from > options.minutes * 60_000 ||
    (operations() >= options.operations && count >= options.kills);
  let told = from;
  while (!isOver()) {
    await wait(options.everyMs * (0.5 + random()));
    if (count < options.kills) {
      const drawn = random();
      const product = stage.products[Math.floor(random() * stage.products.length)] ?? stage.sandbox;
      if (drawn < 0.6) kill(product, 'product');
      else if (drawn < 0.8) kill(stage.sandbox, 'sandbox');
      else if (drawn < 0.95) kill(stage.database, 'PostgreSQL');
      else for (const part of [product, stage.database]) kill(part, part === product ? 'product' : 'PostgreSQL');
    }
    if (performance.now() - told > 60_000) {
      told = performance.now();
      say(`${Math.round((told - from) / 60_000)} min: ${operations()} operations, ${count} kills`);
    }
  }
  await Promise.all(underWay);
  return kills;
}

async function misbehave(stage: Stage, seed: number, signal: AbortSignal): Promise<void> {
  const random = seededRandom(seed, -1);
  while (!signal.aborted) {
    for (const provider of providers)
      await stage.control(`/control/${provider}/faults`, faultScript(Math.floor(random() * 1_000_000)));
    await wait(faultsEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

export async function stopOthers({ products, balancer, origins }: Stage): Promise<readonly string[]> {
  const [first, ...others] = products;
  balancer.send([Number(new URL(origins[0] ?? '').port)]);
  balancer.cut();
  return Promise.all(
    others.map(async (product) => {
      const from = performance.now();
      const code = await product.stop();
      return `${product.name} ended with ${code} after ${((performance.now() - from) / 1_000).toFixed(1)} s, beside ${first?.name}`;
    }),
  );
}

export function printRun(
  done: ReadonlyMap<string, number>,
  troubles: ReadonlyMap<string, number>,
  feeds: readonly Followed[],
  say: (line: string) => void,
): void {
  for (const [act, count] of [...done].sort()) say(`  ${String(count).padStart(6)}  ${act}`);
  for (const [trouble, count] of [...troubles].sort()) say(`  ${String(count).padStart(6)}  attempts: ${trouble}`);
  for (const { name, first, last, repeats, connections } of feeds)
    say(`  ${name}: events ${first} to ${last}, ${repeats} repeats, ${connections} connections`);
}

/** The figures of a run, and whether all is as it must be. */
export function tellKills(report: KillReport, say: (line: string) => void): boolean {
  const { verdict, kills, operations, failures, collapses, stops } = report;
  const all = [...kills.values()].flat();
  say(`operations            ${operations}`);
  say(
    `kills                 ${all.length} (${[...kills].map(([kind, times]) => `${kind} ${times.length}`).join(', ')})`,
  );
  for (const [kind, times] of [...kills, ['all', all] as const]) {
    const known = [...times].filter((ms): ms is number => ms !== null);
    const { p50Ms, p99Ms } = percentiles(known);
    say(
      `ready again           ${kind}: p50 ${seconds(p50Ms)}, p99 ${seconds(p99Ms)}, max ${seconds(Math.max(0, ...known))}`,
    );
  }
  const faults = [...faultsOf(verdict), ['no answer', failures], ['ended by itself', collapses]] as const;
  for (const [name, found] of faults) {
    say(`${name.padEnd(22)}${found.length}`);
    for (const one of found.slice(0, namedMax)) say(`    ${one}`);
  }
  for (const stop of stops) say(`stopped               ${stop}`);
  say(`at rest               ${verdict.restedAfter}`);
  return faults.every(([, found]) => found.length === 0);
}

/** What a verdict holds against the system, by kind. */
export const faultsOf = (verdict: Verdict) =>
  [
    ['moved twice', verdict.movedTwice],
    ['lost', verdict.lost],
    ['amounts differ', verdict.amounts],
    ['audit', verdict.breaches],
    ['subscribers, partners', verdict.feeds],
    ['left to a person', verdict.leftToPeople],
  ] as const;

/** The same as one list. */
export function problemsOf(verdict: Verdict): readonly string[] {
  return faultsOf(verdict).flatMap(([name, found]) => found.map((one) => `${name}: ${one}`));
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
