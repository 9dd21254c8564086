import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What the example has printed, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly events: readonly { readonly sequence: number; readonly type: string; readonly rest: string }[];
}

/** Runs the example as `npm run example` does, in a process of its own. */
export function runExample(env: Record<string, string>, ...args: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['test/examples/main.ts', ...args], { cwd: root, env });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    child.once('error', reject).once('close', (code) => {
      const events = [...texts.stdout.matchAll(/^#(\d+) ([A-Z_]+) (.+)$/gm)].map(
        ([, sequence, type = '', rest = '']) => ({ sequence: Number(sequence), type, rest }),
      );
      resolve({ code, output: texts.stdout, errors: texts.stderr, events });
    });
  });
}
