import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';

/** The rules as they are handed out. */
export const rulesFile: string = join(import.meta.dirname, '../../ops/prometheus/paygraph.rules.yml');

/** Whether Prometheus' own tool is on this machine (Debian: `prometheus`). */
export const hasPromtool: boolean = (() => {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A series as promtool takes it: its values are a minute apart, `5+0x10` for ten minutes of 5. */
export interface GivenSeries {
  readonly series: string;
  readonly values: string;
}
/** An alert, and whether it fires at a minute. */
export interface Expected {
  readonly alert: string;
  readonly minute: number;
  readonly fires: boolean;
}

interface Rules {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly ({ readonly expr: string } & ({ readonly alert: string } | { readonly record: string }))[];
  }[];
}

/**
 * The rules of some alerts and the series that these name, each evaluated once in an interval: promtool takes a hundred times as long for
 * all of them every half minute.
 */
async function rulesOf(alerts: readonly string[], interval: string): Promise<string> {
  const { groups } = parse(await readFile(rulesFile, 'utf8')) as Rules;
  const asked = groups.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule && alerts.includes(rule.alert)));
  const wanted = groups.map(({ rules, ...group }) => ({
    ...group,
    interval,
    rules: rules.filter(
      (rule) => asked.includes(rule) || ('record' in rule && asked.some(({ expr }) => expr.includes(rule.record))),
    ),
  }));
  return stringify({ groups: wanted.filter(({ rules }) => rules.length > 0) });
}

/** Has promtool evaluate the rules over the series, and throws what it says where an alert does otherwise. */
export async function evaluate(
  given: readonly GivenSeries[],
  expected: readonly Expected[],
  interval: '1m' | '5m' = '1m',
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-rules-'));
  const test = {
    interval,
    input_series: given,
    promql_expr_test: expected.map(({ alert, minute, fires }) => ({
      expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) > bool 0`,
      eval_time: `${minute}m`,
      exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
    })),
  };
  const file = join(folder, 'test.yml');
  try {
    await writeFile(
      join(folder, 'rules.yml'),
      await rulesOf(
        expected.map(({ alert }) => alert),
        interval,
      ),
    );
    // JSON is YAML.
    const content = { rule_files: ['rules.yml'], evaluation_interval: interval, tests: [test] };
    await writeFile(file, JSON.stringify(content));
    await promisify(execFile)('promtool', ['test', 'rules', file]).catch(
      (error: { stdout?: string; stderr?: string }) => {
        throw new Error(`promtool: ${error.stderr ?? ''}${error.stdout ?? ''}`.slice(0, 2_000));
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The names of all alerts, in the order of the file. */
export async function alertNames(): Promise<readonly string[]> {
  return [...(await readFile(rulesFile, 'utf8')).matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
}
