import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { freePort } from '../../src/platform/postgres/server.ts';
import { seededRandom } from '../../src/simulators/host/random.ts';
import { followBySocket, followBySse } from './followers.ts';
import { advance, judge, letRest } from './judge.ts';
import { type KillOptions, problemsOf } from './kill.ts';
import { startPartner } from './partner.ts';
import { startStage } from './stage.ts';
import { startWalk } from './walk.ts';

export interface SoakOptions extends KillOptions {
  /** How many times faster than the real one sandbox time goes. */
  readonly speed: number;
}

interface Sample {
  readonly heapMb: number;
  readonly rssMb: number;
  readonly descriptors: number;
}

/** At most: moving the clock takes its time. */
const samples = 60;
/** What is filled once: caches, pools, compiled code. */
const warmUp = 0.25;
const growthMax = 0.1;
const descriptorsMax = 10;
/** Four walkers, each of which rests so long between two things: about two thirds of what two cores carry. */
const restMs = 400;

/** Steady traffic for long: memory and descriptors of the product must not grow. */
export async function runSoak(options: SoakOptions, say: (line: string) => void): Promise<boolean> {
  const { seed, minutes, speed, logs } = options;
  const inspector = await freePort();
  const stage = await startStage({ products: 1, logs, flags: [`--inspect=127.0.0.1:${inspector}`] });
  try {
    const [product] = stage.products;
    if (!product) throw new Error('no product was started');
    const { client, apiKey } = stage;
    const origin = stage.balancer.url;
    const partners = [await startPartner(client, 'partner-1')];
    const followers = [
      await followBySocket({ name: 'socket', origin, apiKey }),
      await followBySse({ name: 'sse', origin, apiKey }),
    ];
    let names = 0;
    const walk = startWalk({
      client,
      atOnce: 4,
      restMs: () => restMs,
      randomOf: (walker) => seededRandom(seed, walker + 1),
      fresh(prefix) {
        names += 1;
        return `${prefix}-${seed}-${names}`;
      },
    });
    const taken: Sample[] = [];
    const from = performance.now();
    const passed = (): number => (performance.now() - from) / 1_000;
    for (let movedBy = 0; passed() < minutes * 60; ) {
      await wait((minutes * 60_000) / samples);
      // Sandbox time goes on by itself as well, while it is being moved too.
      const by = Math.max(1, Math.round(passed() * (speed - 1)) - movedBy);
      movedBy += by;
      await advance(client, `drill-soak-${taken.length}`, `PT${by}S`);
      const sample = await sampleOf(product.pid(), inspector);
      taken.push(sample);
      const { heapMb, rssMb, descriptors } = sample;
      say(
        `${(passed() / 60).toFixed(1)} min, ${((passed() + movedBy) / 3_600).toFixed(1)} h of sandbox time: ${walk.operations()} operations, heap ${heapMb.toFixed(1)} MB, RSS ${rssMb.toFixed(0)} MB, ${descriptors} descriptors`,
      );
    }
    await walk.stop();
    const verdict = await judge(stage, followers, partners, [], await letRest(stage, say));
    for (const follower of followers) await follower.stop();
    for (const partner of partners) await partner.close();
    const problems = [...growth(taken), ...walk.failures, ...product.collapses, ...problemsOf(verdict)];
    for (const problem of problems) say(problem);
    return problems.length === 0;
  } finally {
    await stage.close();
  }
}

/** What has grown from the end of the warm-up to the end. */
function growth(taken: readonly Sample[]): readonly string[] {
  const warm = taken.slice(Math.floor(taken.length * warmUp));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const mean = (of: readonly Sample[], name: keyof Sample): number =>
    of.reduce((sum, sample) => sum + sample[name], 0) / of.length;
  const [first, last] = [warm.slice(0, third), warm.slice(-third)];
  const grown = (['heapMb', 'rssMb'] as const).flatMap((name) => {
    const share = mean(last, name) / mean(first, name) - 1;
    return share > growthMax ? [`${name} has grown by ${(share * 100).toFixed(1)}%`] : [];
  });
  const more = mean(last, 'descriptors') - mean(first, 'descriptors');
  return [...grown, ...(more > descriptorsMax ? [`there are ${more.toFixed(0)} more descriptors`] : [])];
}

async function sampleOf(pid: number, inspector: number): Promise<Sample> {
  const heap = await heapAfterCollection(inspector);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  const descriptors = (await readdir(`/proc/${pid}/fd`)).length;
  return { heapMb: heap / 1e6, rssMb: rssKb / 1e3, descriptors };
}

/** What is still held after a full collection, in bytes. */
async function heapAfterCollection(port: number): Promise<number> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let last = 0;
  const call = (method: string): Promise<{ usedSize?: number }> =>
    new Promise((resolve) => {
      const id = ++last;
      socket.on('message', (text) => {
        const message = JSON.parse(String(text)) as { id?: number; result?: { usedSize?: number } };
        if (message.id === id) resolve(message.result ?? {});
      });
      socket.send(JSON.stringify({ id, method }));
    });
  try {
    await call('HeapProfiler.collectGarbage');
    return (await call('Runtime.getHeapUsage')).usedSize ?? 0;
  } finally {
    socket.close();
  }
}
