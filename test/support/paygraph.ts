import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../src/bin/paygraph.ts');

/** What a command came to. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `paygraph` to its end; only what is named of the environment is there, and `stdin` is what it may read. */
export function runPaygraph(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin = '',
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { PATH: process.env.PATH ?? '', ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.on('error', () => undefined).end(stdin);
  });
}

/** A command of `paygraph` that runs, in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  /** Lines of stdout so far. */
  readonly lines: readonly string[];
  /** All of stderr so far. */
  stderr(): string;
  /** Resolves once a line of either stream has the text. */
  says(text: string): Promise<void>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts `paygraph` with these arguments; only what is named of the environment is there. */
export function startPaygraph(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let stderr = '';
  const waiting = new Set<() => void>();
  const news = (): void => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    news();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    news();
  });
  const ended = once(child, 'close').then(() => {
    news();
    return child.exitCode;
  });
  return {
    child,
    lines,
    stderr: () => stderr,
    ended,
    says: (text) =>
      new Promise((done, failed) => {
        const look = (): void => {
          const said = stderr.includes(text) || lines.some((line) => line.includes(text));
          if (!said && child.exitCode === null) return;
          waiting.delete(look);
          if (said) done();
          else failed(new Error(`it ended with ${child.exitCode} and did not say ${text}: ${stderr}`));
        };
        waiting.add(look);
        look();
      }),
  };
}
