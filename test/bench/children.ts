import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program in a process of its own, so that its CPU and its memory are nobody else's. */
export interface Child {
  readonly pid: number;
  /** What it printed until it was ready: the values by their names. */
  readonly printed: Readonly<Record<string, string>>;
  readonly startedInMs: number;
  stop(): Promise<void>;
}

export interface Program {
  /** Below the root of the repository. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** The last name that it prints, as in `GraphQL  http://…`, once it can serve. */
  readonly ready: string;
}

const startWithinMs = 60_000;
const stopWithinMs = 20_000;
const root = join(import.meta.dirname, '../..');

/** Nothing that a run has started outlives it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export async function startChild({ file, env, ready }: Program): Promise<Child> {
  const from = performance.now();
  const child = spawn(process.execPath, [join(root, file)], {
    // Only what is named: no setting of the machine may change a figure.
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = once(child, 'exit').then(() => running.delete(child));
  const late = setTimeout(() => child.kill('SIGKILL'), startWithinMs);
  const printed: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(\S+(?: \S+)*) {2,}(\S+)$/.exec(line) ?? [];
    if (name && value) printed[name] = value;
    if (name === ready) break;
  }
  clearTimeout(late);
  if (!(ready in printed)) throw new Error(`${file} did not start`);
  return {
    pid: child.pid ?? 0,
    printed,
    startedInMs: performance.now() - from,
    async stop() {
      child.kill('SIGTERM');
      const killing = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(killing);
    },
  };
}

const tickMs = 10;

/** CPU that a process has used so far, with all its threads, in milliseconds; not known anywhere but on Linux. */
export function cpuMs(pid: number): number {
  const times = timesOf(pid);
  return times ? (times.own ?? 0) * tickMs : Number.NaN;
}

/** The same of a process and all its children, also of those that have ended: a server of PostgreSQL. */
export function cpuMsWithChildren(pid: number): number {
  const parent = timesOf(pid);
  if (!parent) return Number.NaN;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => timesOf(Number(name)))
    .filter((times) => times?.parent === pid);
  return children.reduce((sum, times) => sum + (times?.own ?? 0), parent.own + parent.ended) * tickMs;
}

function timesOf(pid: number) {
  try {
    // The name of the program stands in brackets and may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const at = (index: number): number => fields[index] ?? 0;
    return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) };
  } catch {
    return null;
  }
}

/** Resident memory of a process, in bytes; not known anywhere but on Linux. */
export function residentBytes(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib) * 1_024;
  } catch {
    return Number.NaN;
  }
}
