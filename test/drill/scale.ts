import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../src/simulators/host/random.ts';
import type { KillOptions } from './kill.ts';
import { type Stage, startStage } from './stage.ts';
import { startWalk } from './walk.ts';

/** Each process does everything, but for those whose roles are named. */
const arrangements: readonly (readonly string[])[] = [
  ['api,worker,sequencer,deliveries'],
  ['api,worker,sequencer,deliveries', 'api,worker,sequencer,deliveries'],
  Array(4).fill('api,worker,sequencer,deliveries'),
  ['api,sequencer,deliveries', 'worker'],
  ['api,sequencer,deliveries', 'worker', 'worker'],
];
/** The kernel's unit, USER_HZ. */
const msPerTick = 10;
const atOnceEach = 6;

interface Costs {
  readonly operations: number;
  readonly products: number;
  readonly database: number;
  readonly seconds: number;
}

/** The same walk through 1, 2 and 4 processes, and with 1 and 2 that do the deferred work: what an operation costs, and whom. */
export async function runScale(options: KillOptions, say: (line: string) => void): Promise<boolean> {
  say(`${'processes'.padEnd(46)}operations   /s     CPU of the processes   of PostgreSQL   database : processes`);
  for (const roles of arrangements) {
    const costs = await measured(roles, options);
    const each = (ms: number): string => `${(ms / costs.operations).toFixed(1)} ms`;
    const counted = new Map<string, number>();
    for (const role of roles) counted.set(role, (counted.get(role) ?? 0) + 1);
    const name = [...counted]
      .map(([role, count]) => `${count} × ${role.split(',').length === 4 ? 'all' : role}`)
      .join(', ');
    say(
      [
        name.padEnd(46),
        String(costs.operations).padStart(10),
        (costs.operations / costs.seconds).toFixed(1).padStart(6),
        each(costs.products).padStart(20),
        each(costs.database).padStart(15),
        (costs.database / costs.products).toFixed(2).padStart(15),
      ].join(' '),
    );
  }
  say(
    `${availableParallelism()} cores for all of it, the simulators and the callers among them: only what an operation costs is the same elsewhere.`,
  );
  return true;
}

async function measured(roles: readonly string[], { seed, logs, minutes }: KillOptions): Promise<Costs> {
  const stage = await startStage({ products: roles.length, roles, logs });
  try {
    let names = 0;
    const walk = startWalk({
      client: stage.client,
      atOnce: atOnceEach,
      fresh(prefix) {
        names += 1;
        return `${prefix}-${seed}-${names}`;
      },
      randomOf: (walker) => seededRandom(seed, walker + 1),
    });
    // Code is compiled, connections are opened.
    while (walk.operations() < 2 * atOnceEach) await wait(100);
    const [before, begun, from] = [cpuOf(stage), walk.operations(), performance.now()];
    await wait(minutes * 60_000);
    const [after, ended, to] = [cpuOf(stage), walk.operations(), performance.now()];
    await walk.stop();
    return {
      operations: ended - begun,
      products: after.products - before.products,
      database: after.database - before.database,
      seconds: (to - from) / 1_000,
    };
  } finally {
    await stage.close();
  }
}

/** Milliseconds of CPU so far, of those of the database also by sessions that have ended. */
function cpuOf({ products, database }: Stage): { readonly products: number; readonly database: number } {
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && statOf(pid)?.parent === database.pid());
  const sum = (pids: readonly (string | number)[]): number =>
    pids.reduce<number>((ms, pid) => ms + (statOf(pid)?.ownMs ?? 0), 0);
  return {
    products: sum(products.map((product) => product.pid())),
    database: sum([database.pid(), ...children]) + (statOf(database.pid())?.endedChildrenMs ?? 0),
  };
}

function statOf(pid: string | number) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = (at: number): number => (fields[at] ?? 0) * msPerTick;
    return { parent, ownMs: ticks(11) + ticks(12), endedChildrenMs: ticks(13) + ticks(14) };
  } catch {
    return null;
  }
}
