import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { type Case, catalogue } from './catalogue.ts';

/** What became of a case. */
export interface CaseResult {
  readonly id: string;
  readonly fault: string;
  readonly pass: string;
  readonly result: 'passed' | 'FAILED' | 'not here';
  /** How often the fault was injected. */
  readonly times: number;
  readonly seconds: number;
  /** What failed, or why it cannot be tried. */
  readonly notes: readonly string[];
}

/** How the system is put through a time of kills; gives how many there were, and what was wrong afterwards. */
export type RunKills = (options: { readonly seconds: number; readonly faults: boolean }) => Promise<{
  readonly kills: number;
  readonly wrong: readonly string[];
}>;

const root = join(import.meta.dirname, '../..');

/** The cases with these ids; all of them without any. */
export function casesOf(ids: readonly string[]): readonly Case[] {
  const unknown = ids.filter((id) => !catalogue.some((one) => one.id === id));
  if (unknown.length > 0) throw new Error(`there is no case ${unknown.join(', ')}; --list shows all`);
  return ids.length === 0 ? catalogue : catalogue.filter(({ id }) => ids.includes(id));
}

/** Runs them: those that are tests together, the others one after the other on processes of their own. */
export async function runCases(
  cases: readonly Case[],
  kills: RunKills,
  tell: (result: CaseResult) => void,
): Promise<readonly CaseResult[]> {
  const files = new Set(cases.flatMap(({ by }) => ('tests' in by ? by.tests.map(({ file }) => file) : [])));
  const tried = files.size > 0 ? await runTests([...files]) : [];
  const results: CaseResult[] = [];
  for (const one of cases) {
    const result = { ...one, ...(await runCase(one, tried, kills)) };
    tell(result);
    results.push(result);
  }
  return results;
}

type Outcome = Pick<CaseResult, 'result' | 'times' | 'seconds' | 'notes'>;

async function runCase({ by }: Case, tried: readonly Tried[], kills: RunKills): Promise<Outcome> {
  if ('cannot' in by) return { result: 'not here', times: 0, seconds: 0, notes: [by.cannot] };
  if ('kills' in by) {
    const from = performance.now();
    const { kills: times, wrong } = await kills(by.kills);
    const seconds = (performance.now() - from) / 1_000;
    return { result: wrong.length === 0 ? 'passed' : 'FAILED', times, seconds, notes: wrong };
  }
  const mine = tried.filter(({ file, title }) =>
    by.tests.some((of) => file.startsWith(of.file) && (of.titled?.test(title) ?? true)),
  );
  const failed = mine.filter(({ passed }) => !passed).map(({ title, why }) => `${title}: ${why}`);
  // A case whose tests were renamed is not passed.
  const missing = by.tests.filter(
    (of) => !mine.some(({ file, title }) => file.startsWith(of.file) && (of.titled?.test(title) ?? true)),
  );
  const notes = [...failed, ...missing.map(({ file, titled }) => `no test in ${file} ${titled ?? ''}`)];
  const seconds = mine.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
  return { result: notes.length === 0 ? 'passed' : 'FAILED', times: mine.length, seconds, notes };
}

interface Tried {
  /** From the root. */
  readonly file: string;
  readonly title: string;
  readonly passed: boolean;
  readonly ms: number;
  /** The first words of its failure. */
  readonly why: string;
}

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

async function runTests(files: readonly string[]): Promise<readonly Tried[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-cases-'));
  try {
    const file = join(folder, 'report.json');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const flags = ['run', ...files, '--reporter=json', `--outputFile=${file}`];
    const child = spawn(process.execPath, [vitest, ...flags], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    await once(child, 'exit');
    const { testResults } = report.parse(JSON.parse(await readFile(file, 'utf8')));
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status, duration, failureMessages }) => ({
        file: relative(root, name),
        title: fullName,
        passed: status === 'passed',
        ms: duration ?? 0,
        why: failureMessages?.[0]?.split('\n', 1)[0] ?? '',
      })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
