import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmNames } from '../../src/platform/alarms.ts';
import { backlogKinds } from '../../src/telemetry/backlog.ts';
import { rulesFile } from '../support/promtool.ts';
import { scrapeText } from '../support/scrape.ts';
import { startWorld, type World } from '../support/world.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

let world: World;
/** What a real scrape has, by name: type and help. */
let scraped: ReadonlyMap<string, { readonly type: string; readonly help: string }>;
let text = '';
beforeAll(async () => {
  world = await startWorld({ METRICS_PORT: '0' });
  text = await scrapeText(world.app.metricsUrl);
  const helps = new Map([...text.matchAll(/^# HELP (\w+) (.+)$/gm)].map(([, name = '', help = '']) => [name, help]));
  scraped = new Map(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [
      name,
      { type, help: helps.get(name) ?? '' },
    ]),
  );
});
afterAll(() => world.close());

const rules = readFileSync(rulesFile, 'utf8');
const dashboard = JSON.parse(read('ops/grafana/dashboards/paygraph.json')) as {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
};
const recorded = [...rules.matchAll(/- record: (\S+)/g)].map(([, name = '']) => name);
const expressions = [
  ...[...rules.matchAll(/expr: (?:\|\n((?: {10,}.*\n)+)|(.*))/g)].map(([, block, line]) => block ?? line ?? ''),
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
];

/** The names of metrics in an expression. */
function metricsIn(expression: string): readonly string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '""')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\b(by|ignoring|on|without)\s*\([^)]*\)/g, '');
  return (bare.match(/[a-zA-Z_][\w:]*/g) ?? []).filter((word) => /^(paygraph|http|db|nodejs|process)[_:]/.test(word));
}

const there = (name: string): boolean => {
  if (recorded.includes(name) || scraped.has(name)) return true;
  const family = name.replace(/_(bucket|count|sum)$/, '');
  return scraped.get(family)?.type === 'histogram';
};

test('each metric that an alert or the dashboard names is in a real scrape', () => {
  expect(expressions.length).toBeGreaterThan(60);
  const named = expressions.flatMap(metricsIn);
  expect(new Set(named).size).toBeGreaterThan(20);
  expect([...new Set(named)].filter((name) => !there(name))).toEqual([]);
  expect(metricsIn('max(paygraph_nothing{kind="paygraph_x"}) > 0').filter((name) => !there(name))).toEqual([
    'paygraph_nothing',
  ]);
});

test('each kind and alarm that they name is one that there is', () => {
  const all = expressions.join('\n');
  const labels = (name: string): string[] =>
    [...all.matchAll(new RegExp(`\\b${name}="(\\w+)"`, 'g'))].map(([, value = '']) => value);
  expect(labels('kind').length).toBeGreaterThan(8);
  expect(labels('kind').filter((kind) => !(backlogKinds as readonly string[]).includes(kind))).toEqual([]);
  expect(labels('alarm').filter((alarm) => !(alarmNames as readonly string[]).includes(alarm))).toEqual([]);
});

test('the table of metrics in the documents is the one of the code', () => {
  const ours = [...scraped].filter(([name]) => !/^(nodejs|process)_/.test(name)).sort(([a], [b]) => a.localeCompare(b));
  const table = [
    '| Metric | Kind | |',
    '| --- | --- | --- |',
    ...ours.map(([name, { type, help }]) => `| \`${name}\` | ${type} | ${help} |`),
  ].join('\n');
  const written = /<!-- metrics:.*-->\n([\s\S]*?)\n?<!-- end of metrics -->/.exec(read('docs/operations.md'))?.[1];
  expect(written).toBe(table);
});

test('the kinds of the backlog are told of in the documents', () => {
  const document = read('docs/operations.md');
  expect(backlogKinds.filter((kind) => !document.includes(`\`${kind}\``))).toEqual([]);
});
