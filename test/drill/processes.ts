import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createLogger } from '../../src/platform/log.ts';
import { type EmbeddedPostgres, startPostgres } from '../../src/platform/postgres/postgres.ts';

/** One part of the system, in a process of its own, that is started again as often as it ends. */
export interface Part {
  readonly name: string;
  /** SIGKILL, and how long it took until its door said yes again; null when it was killed anew before it did. */
  kill(): Promise<number | null>;
  /** SIGTERM, for good; the exit code, null when a signal ended it. */
  stop(): Promise<number | null>;
  /** How often it ended without being told to, with the last words of each time. */
  readonly collapses: readonly string[];
  /** The process as it is now. */
  pid(): number;
}

/** One of our own programs. */
export interface ProgramPart extends Part {
  /** SIGTERM, and a new start; what it ended with, how long that took, and how long until its door said yes again. */
  restart(): Promise<{ readonly code: number | null; readonly endedMs: number; readonly readyMs: number }>;
}

/** Nothing that a drill has started outlives it, however it ends. */
const running = new Map<number, NodeJS.Signals>();
process.once('exit', () => {
  for (const [pid, signal] of running) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const starter = join(import.meta.dirname, '../../src/start.mjs');
/** Has a process ended by a signal when the drill ends. */
export function endAtExit(pid: number, signal: NodeJS.Signals): void {
  running.set(pid, signal);
}

const lookEveryMs = 20;
const pauseMs = 100;
const readyWithinMs = 120_000;
const stopWithinMs = 30_000;
const lastWordsMax = 2_000;

interface Program {
  readonly name: string;
  /** By its name for `src/start.mjs`. */
  readonly program: 'main' | 'sandbox';
  readonly flags?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A file that what it says is added to. */
  readonly log: string;
  /** The address that answers 200 when it can serve. */
  readonly door: string;
}

/** Starts one of our programs and keeps it up. Resolves when its door says yes. */
export async function startProgram({ name, program, flags = [], env, log, door }: Program): Promise<ProgramPart> {
  const collapses: string[] = [];
  let told = false;
  let life = 0;
  let child: ChildProcess;
  let kills = 0;
  let words = '';
  const start = (): void => {
    told = false;
    words = '';
    const started = spawn(process.execPath, [...flags, starter, program], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    life += 1;
    const mine = life;
    let served = false;
    untilReady(door, () => life !== mine).then(
      () => {
        served = life === mine;
      },
      () => undefined,
    );
    if (started.pid) running.set(started.pid, 'SIGKILL');
    started.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-lastWordsMax);
      appendFileSync(log, chunk);
    });
    started.once('exit', (code, signal) => {
      running.delete(started.pid ?? 0);
      if (child !== started) return;
      // One that finds no database when it starts may give up, and is started again.
      if (!told && served && !words.includes('could not start'))
        collapses.push(`${name} ended with ${code ?? signal}: ${words}`);
      if (stopping) return;
      if (told) start();
      else setTimeout(() => stopping || start(), pauseMs);
    });
  };
  let stopping = false;
  start();
  await untilReady(door);
  return {
    name,
    collapses,
    pid: () => child.pid ?? 0,
    async kill() {
      told = true;
      const from = performance.now();
      const ended = hasEnded(child) || once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      kills += 1;
      const mine = kills;
      // It may need several starts, where the database is away.
      await untilReady(door, () => kills !== mine);
      return kills === mine ? performance.now() - from : null;
    },
    async restart() {
      told = true;
      const from = performance.now();
      const before = child;
      const ended = hasEnded(before) || once(before, 'exit');
      before.kill('SIGTERM');
      await ended;
      const endedMs = performance.now() - from;
      await untilReady(door);
      return { code: before.exitCode, endedMs, readyMs: performance.now() - from - endedMs };
    },
    async stop() {
      if (stopping) return child.exitCode;
      told = stopping = true;
      const ended = hasEnded(child) || once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(late);
      return child.exitCode;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function untilReady(door: string, isOver: () => boolean = () => false): Promise<void> {
  const end = performance.now() + readyWithinMs;
  while (!isOver()) {
    if (await isReady(door)) return;
    if (performance.now() > end) throw new Error(`${door} did not say yes within ${readyWithinMs / 1_000} s`);
    await wait(lookEveryMs);
  }
}

/** Whether a door says yes, and soon. */
export async function isReady(door: string): Promise<boolean> {
  try {
    const reply = await fetch(door, { signal: AbortSignal.timeout(2_500), headers: { connection: 'close' } });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}

export interface DatabasePart extends Part {
  readonly url: string;
}

/** PostgreSQL as a machine of its own would be: nobody but this drill starts it again. */
export async function startDatabase(dataDir: string): Promise<DatabasePart> {
  const log = createLogger('silent');
  let server: EmbeddedPostgres = await startPostgres({ dataDir, log });
  const { url } = server;
  const port = Number(new URL(url).port);
  const pid = async (): Promise<number> =>
    Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  let current = await pid();
  running.set(current, 'SIGQUIT');
  return {
    name: 'PostgreSQL',
    url,
    collapses: [],
    pid: () => current,
    async kill() {
      const from = performance.now();
      process.kill(current, 'SIGKILL');
      running.delete(current);
      // Only lets go of its lock: there is no server any more that it could stop.
      await server.stop();
      server = await startPostgres({ dataDir, port, log });
      current = await pid();
      running.set(current, 'SIGQUIT');
      return performance.now() - from;
    },
    async stop() {
      running.delete(current);
      await server.stop();
      return 0;
    },
  };
}
