import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { shiftedClock } from './shifted-clock.ts';

const root = join(import.meta.dirname, '../..');

/** What the example has printed, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly events: readonly { readonly sequence: number; readonly type: string; readonly rest: string }[];
}

/** Runs the example as `npm run example` does, in a process of its own. */
export const runExample = (env: Record<string, string>, ...args: string[]): Promise<Run> => run(env, args);

/** Runs the example and kills it (SIGKILL) as soon as it has printed this. */
export const cutOffExample = (env: Record<string, string>, at: RegExp, ...args: string[]): Promise<Run> =>
  run(env, args, at);

function run(env: Record<string, string>, args: readonly string[], killAt?: RegExp): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['test/examples/main.ts', ...args], {
      cwd: root,
      env: { ...shiftedClock(), ...env },
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        if (killAt?.test(texts.stdout)) child.kill('SIGKILL');
      });
    child.once('error', reject).once('close', (code) => {
      const events = [...texts.stdout.matchAll(/^#(\d+) ([A-Z_]+) (.+)$/gm)].map(
        ([, sequence, type = '', rest = '']) => ({ sequence: Number(sequence), type, rest }),
      );
      resolve({ code, output: texts.stdout, errors: texts.stderr, events });
    });
  });
}
