import { vi } from 'vitest';
import { run } from '../../src/bin/paygraph/program.ts';
import type { Ended } from './paygraph.ts';

/** What decides where a command works and as whom. */
const deciding = [
  'DATABASE_URL',
  'DATA_DIR',
  'PUBLIC_URL',
  'PAYGRAPH_URL',
  'PAYGRAPH_API_KEY',
  'PAYGRAPH_OPERATOR_KEY',
] as const;

/** Runs a command of `paygraph` in this process, which is quicker: whole, but for the program's own start. One at a time. */
export async function runWithin(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  for (const name of new Set([...deciding, ...Object.keys(env)])) vi.stubEnv(name, env[name]);
  const said = { stdout: '', stderr: '' };
  const keep = (stream: keyof typeof said, end: string) => (text: unknown) => {
    said[stream] += `${text}${end}`;
    return true;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(keep('stdout', '\n')),
    vi.spyOn(console, 'error').mockImplementation(keep('stderr', '\n')),
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('stdout', '')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('stderr', '')),
  ];
  try {
    return { code: await run(args), ...said };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
