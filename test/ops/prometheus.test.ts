import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captured, eventually, mutate } from '../support/lives.ts';
import { alertNames, rulesFile } from '../support/promtool.ts';
import { startWorld, type World } from '../support/world.ts';

/** Prometheus itself (Debian: `prometheus`), with the repository's configuration, at the product itself. */
const hasPrometheus = ((): boolean => {
  try {
    execFileSync('prometheus', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let world: World;
let folder: string;
let prometheus: ChildProcess;
let address: string;

let ended = false;
/** Ends the product, once. */
async function end(): Promise<void> {
  if (ended) return;
  ended = true;
  await world.close();
}

/** The configuration as it is handed out, but for where things are on this machine and how long one waits. */
async function configured(): Promise<string> {
  const given = await readFile(join(dirname(rulesFile), 'prometheus.yml'), 'utf8');
  const here = given
    .replaceAll('15s', '1s')
    .replace('/etc/prometheus/', `${dirname(rulesFile)}/`)
    .replace('paygraph:9464', new URL(world.app.metricsUrl ?? '').host);
  expect(here).not.toContain('/etc/');
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, here);
  return file;
}

async function started(): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  prometheus = spawn(
    'prometheus',
    [
      `--config.file=${await configured()}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said: string[] = [];
  createInterface({ input: prometheus.stderr as NodeJS.ReadableStream }).on('line', (line) => {
    said.push(line);
    const at = /Listening on.*address="?(127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (at) resolve(`http://${at}`);
  });
  prometheus.once('exit', (code) => reject(new Error(`prometheus ended with ${code}:\n${said.slice(-5).join('\n')}`)));
  return promise;
}

beforeAll(async () => {
  if (!hasPrometheus) return;
  folder = await mkdtemp(join(tmpdir(), 'paygraph-prometheus-'));
  world = await startWorld({ METRICS_PORT: '0' });
  address = await started();
  await eventually(world, 'Prometheus to be ready', async () => (await fetch(`${address}/-/ready`)).ok || null);
});
afterAll(async () => {
  if (!hasPrometheus) return;
  const gone = new Promise((resolve) => prometheus.once('exit', resolve));
  prometheus.kill();
  await gone;
  await end();
  await rm(folder, { recursive: true, force: true });
});

async function ask<T>(path: string): Promise<T> {
  const reply = await fetch(`${address}/api/v1/${path}`);
  const { status, data, error } = (await reply.json()) as { status: string; data: T; error?: string };
  if (status !== 'success') throw new Error(`${path}: ${error}`);
  return data;
}
const query = async (expr: string): Promise<readonly unknown[]> =>
  (await ask<{ result: readonly unknown[] }>(`query?query=${encodeURIComponent(expr)}`)).result;
interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  readonly type: string;
}

describe.skipIf(!hasPrometheus)('Prometheus', () => {
  test('finds the product by the configuration', async () => {
    await eventually(world, 'the target to be up', async () => {
      const { activeTargets } = await ask<{ activeTargets: readonly { health: string; labels: { job: string } }[] }>(
        'targets',
      );
      return activeTargets.some(({ health, labels }) => health === 'up' && labels.job === 'paygraph') || null;
    });
  });

  test('has every rule, and evaluates each without an error', async () => {
    const rules = await eventually(world, 'the alerts to have been evaluated', async () => {
      const { groups } = await ask<{ groups: readonly { rules: readonly Rule[] }[] }>('rules');
      const all = groups.flatMap((group) => group.rules);
      return all.some(({ health, type }) => type === 'alerting' && health === 'unknown') ? null : all;
    });
    const alerts = rules.filter(({ type }) => type === 'alerting').map(({ name }) => name);
    expect(alerts.sort()).toEqual([...(await alertNames())].sort());
    expect(rules.filter(({ lastError }) => lastError)).toEqual([]);
  });

  test('answers every query of the dashboard, and nearly each with something once there was a payment', async () => {
    const { id } = await captured(world);
    await mutate(world, 'capturePayment', { paymentId: id });
    const dashboard = JSON.parse(
      await readFile(join(dirname(rulesFile), '../grafana/dashboards/paygraph.json'), 'utf8'),
    ) as { readonly panels: readonly { readonly title: string; readonly targets?: readonly { expr: string }[] }[] };
    const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ title, expr: expr.replaceAll('$__rate_interval', '1m') })),
    );
    expect(queries.length).toBeGreaterThan(40);
    const silent = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const { title, expr } of queries) if ((await query(expr)).length === 0) found.push(title);
      return [...new Set(found)];
    };
    // Nothing waits, fails, is behind or was delivered to partners; and there has been no audit.
    const mayBeSilent = [
      'What waits',
      'For how long the oldest has waited',
      'Alerts that fire',
      'Our faults, 1 h',
      'Errors by code',
      'Breaches that it found',
      'Deliveries',
      'Work that failed',
      'Calls that come to nothing',
      'Subscriptions and frames',
      'Not final, by state',
    ];
    await eventually(world, 'the panels to show something', async () =>
      (await silent()).every((title) => mayBeSilent.includes(title)) ? true : null,
    ).catch(async () => expect((await silent()).filter((title) => !mayBeSilent.includes(title))).toEqual([]));
  });

  test('tells when the product is gone', async () => {
    await end();
    const deadline = AbortSignal.timeout(20_000);
    let states: readonly string[] = [];
    while (!deadline.aborted && !states.includes('pending')) {
      const { alerts } = await ask<{ alerts: readonly { labels: { alertname: string }; state: string }[] }>('alerts');
      states = alerts.filter(({ labels }) => labels.alertname === 'PaygraphDown').map(({ state }) => state);
    }
    expect(states).toContain('pending');
  });
});
