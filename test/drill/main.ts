import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from './catalogue.ts';
import { runFailover } from './failover.ts';
import { figures } from './figures.ts';
import { type KillOptions, runKills, tellKills } from './kill.ts';
import { runPooler } from './pooler.ts';
import { runRolling } from './rolling.ts';
import { casesOf, runCases } from './run-cases.ts';
import { runScale } from './scale.ts';
import { runSchedules } from './schedules.ts';
import { runSoak } from './soak.ts';
import { runTables } from './tables.ts';

/**
 * `npm run drill`: everything that may befall the system, tried, and judged by the audit and by the providers' own records. Alone it runs
 * the whole catalogue, with ids (`-- K01 P02`) those cases; `-- --list` shows them. `-- kill`, `-- processes`, `-- rolling`, `-- pooler`, `-- failover`, `-- scale`, `-- schedules`, `-- tables`, `-- soak`, `-- figures`, `-- model`, `-- restore`
 * and `-- point-in-time` are runs of their own. It ends with 1 when something failed, and says by which seed it is repeated.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    operations: { type: 'string' },
    kills: { type: 'string' },
    every: { type: 'string' },
    'at-once': { type: 'string' },
    speed: { type: 'string' },
    rows: { type: 'string' },
    schedules: { type: 'string' },
    runs: { type: 'string', default: '1000' },
    logs: { type: 'string' },
    faults: { type: 'boolean', default: false },
  },
});
const number = (text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isNaN(value) || value < 0) throw new Error(`expected a number; got ${text}`);
  return value;
};
const say = (line: string): void => console.log(line);
const seed = number(values.seed, 1);

async function killOptions(): Promise<KillOptions> {
  return {
    seed,
    minutes: number(values.minutes, values.operations || values.kills ? 240 : 10),
    operations: number(values.operations, values.kills ? 0 : Number.POSITIVE_INFINITY),
    kills: number(values.kills, values.operations ? 0 : Number.POSITIVE_INFINITY),
    faults: values.faults,
    logs: values.logs ?? (await mkdtemp(join(tmpdir(), 'paygraph-drill-logs-'))),
    atOnce: number(values['at-once'], 12),
    everyMs: number(values.every, 2_500),
  };
}

/** Two of each that must always be somewhere, as one would start them on two machines. */
const processesOfRoles = ['api', 'api', 'worker', 'worker,deliveries', 'sequencer', 'sequencer,deliveries'];

const runs: Readonly<Record<string, () => Promise<boolean>>> = {
  async kill() {
    const options = await killOptions();
    say(`what the processes say is in ${options.logs}`);
    return tellKills(await runKills(options, say), say);
  },
  async processes() {
    const options = { ...(await killOptions()), roles: processesOfRoles };
    say(`${processesOfRoles.length} processes: ${processesOfRoles.join('; ')}. What they say is in ${options.logs}`);
    return tellKills(await runKills(options, say), say);
  },
  async rolling() {
    return runRolling({ ...(await killOptions()), minutes: number(values.minutes, 3) }, say);
  },
  scale: async () => runScale({ ...(await killOptions()), minutes: number(values.minutes, 1) }, say),
  schedules: async () =>
    runSchedules({ many: number(values.schedules, 100_000), logs: (await killOptions()).logs }, say),
  tables: async () => runTables(number(values.rows, 5_000_000), say),
  pooler: async () => runPooler({ ...(await killOptions()), kills: number(values.kills, 30) }, say),
  failover: async () =>
    runFailover(
      { ...(await killOptions()), kills: number(values.kills, 6), everyMs: number(values.every, 8_000) },
      say,
    ),
  soak: async () =>
    runSoak({ ...(await killOptions()), minutes: number(values.minutes, 60), speed: number(values.speed, 12) }, say),
  async figures() {
    const logs = values.logs ?? (await mkdtemp(join(tmpdir(), 'paygraph-drill-logs-')));
    const [, ...names] = positionals;
    const unknown = names.filter((name) => !figures[name]);
    if (unknown.length > 0)
      throw new Error(`there is no figure ${unknown.join(', ')}; there are ${Object.keys(figures).join(', ')}`);
    let areKept = true;
    for (const name of names.length > 0 ? names : Object.keys(figures))
      for (const { name: what, promised, measured, kept } of (await figures[name]?.(logs, say)) ?? []) {
        say(`${kept ? 'kept  ' : 'MISSED'}  ${what}: promised ${promised}; measured ${measured}`);
        areKept &&= kept;
      }
    return areKept;
  },
  async model() {
    return runTests(['test/model'], { MODEL_RUNS: values.runs, MODEL_SEED: values.seed });
  },
  restore: () => runTests(['test/drill/restore.test.ts', '-t', 'the backup itself'], { RESTORE_SAYS: '1' }),
  'point-in-time': () => runTests(['test/drill/restore.test.ts', '-t', 'a point in time'], { RESTORE_SAYS: '1' }),
};

async function runTests(which: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> {
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--disable-console-intercept=true', ...which];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'inherit' });
  await once(child, 'exit');
  return child.exitCode === 0;
}

async function runCatalogue(): Promise<boolean> {
  const results = await runCases(
    casesOf(positionals),
    async ({ seconds, faults }) => {
      const options = { ...(await killOptions()), minutes: seconds / 60, faults };
      const lines: string[] = [];
      const report = await runKills(options, () => undefined);
      const isWell = tellKills(report, (line) => lines.push(line));
      return { kills: [...report.kills.values()].flat().length, wrong: isWell ? [] : lines };
    },
    ({ id, times, pass, result, seconds, notes }) => {
      say(`${id}  ${String(times).padStart(4)}  ${result.padEnd(9)}${seconds.toFixed(1).padStart(7)} s  ${pass}`);
      for (const note of notes) say(`        ${note}`);
    },
  );
  const count = (of: string): number => results.filter(({ result }) => result === of).length;
  say(`${count('passed')} passed, ${count('FAILED')} failed, ${count('not here')} cannot be tried here`);
  return count('FAILED') === 0;
}

try {
  const run = runs[positionals[0] ?? ''];
  if (values.list) for (const { id, fault, pass } of catalogue) say(`${id}  ${fault}: ${pass}`);
  else if (!(await (run ?? runCatalogue)())) {
    say(`repeat it with --seed ${seed}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`The drill failed: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = 1;
}
process.exit();
