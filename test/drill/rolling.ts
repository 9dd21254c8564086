import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../src/simulators/host/random.ts';
import { followBySocket, followBySse } from './followers.ts';
import { findLost, judge, letRest } from './judge.ts';
import { faultsOf, type KillOptions, printRun, stopOthers } from './kill.ts';
import { startPartner } from './partner.ts';
import { isReady } from './processes.ts';
import { type Stage, startStage } from './stage.ts';
import { startWalk } from './walk.ts';

const productsCount = 4;
/** A balancer asks so often, and a process says no for longer before it closes its door. */
const askEveryMs = 250;
const drainMs = 2_000;
const stopMaxMs = 25_000;

/** One process after the other is ended in order and started again, round after round, under steady traffic: nobody may notice. */
export async function runRolling(options: KillOptions, say: (line: string) => void): Promise<boolean> {
  const { seed } = options;
  const stage = await startStage({ products: productsCount, logs: options.logs, env: { DRAIN_MS: String(drainMs) } });
  const ending = new AbortController();
  try {
    const origin = stage.balancer.url;
    const { apiKey, client } = stage;
    const partners = [await startPartner(client, 'partner')];
    const followers = [
      await followBySocket({ name: 'socket', origin, apiKey }),
      await followBySse({ name: 'sse', origin, apiKey }),
    ];
    const balancing = sendToThoseReady(stage, ending.signal);
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
    const restarts: Awaited<ReturnType<Stage['products'][number]['restart']>>[] = [];
    for (const from = performance.now(); performance.now() - from < options.minutes * 60_000; ) {
      for (const product of stage.products) restarts.push(await product.restart());
      say(`${restarts.length} restarts, ${walk.operations()} operations`);
    }
    await walk.stop();
    ending.abort();
    await balancing;

    const lost = await findLost(client);
    await stopOthers(stage);
    const verdict = await judge(stage, followers, partners, lost, await letRest(stage, say));
    printRun(
      walk.done,
      client.troubles,
      [...followers, ...partners].map(({ seen }) => seen),
      say,
    );
    for (const follower of followers) await follower.stop();
    for (const partner of partners) await partner.close();

    const most = (of: 'endedMs' | 'readyMs'): number => Math.max(...restarts.map((restart) => restart[of]));
    say(`operations            ${walk.operations()}`);
    say(
      `restarts              ${restarts.length}, ended within ${Math.round(most('endedMs'))} ms, ready again within ${Math.round(most('readyMs'))} ms`,
    );
    const faults = [
      ...faultsOf(verdict),
      ['no answer', walk.failures],
      ['not ended with 0', restarts.flatMap(({ code }) => (code === 0 ? [] : [String(code)]))],
      ['ended too late', restarts.flatMap(({ endedMs }) => (endedMs < stopMaxMs ? [] : [`after ${endedMs} ms`]))],
      ['ended by itself', stage.products.flatMap(({ collapses }) => collapses)],
    ] as const;
    for (const [name, found] of faults) {
      say(`${name.padEnd(22)}${found.length}`);
      for (const one of found.slice(0, 20)) say(`    ${one}`);
    }
    return faults.every(([, found]) => found.length === 0);
  } finally {
    ending.abort();
    await stage.close();
  }
}

/** What a load balancer does: new connections go to those that say they are ready. */
async function sendToThoseReady({ origins, balancer }: Stage, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const ready = await Promise.all(origins.map((origin) => isReady(`${origin}/readyz`)));
    const ports = origins.filter((_, index) => ready[index]).map((origin) => Number(new URL(origin).port));
    if (ports.length > 0 && !signal.aborted) balancer.send(ports);
    await wait(askEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
