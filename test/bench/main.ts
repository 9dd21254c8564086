import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBenchDatabase } from './database.ts';
import { growth } from './growth.ts';
import { live } from './live.ts';
import type { Measure, Outcome } from './measure.ts';
import { reads } from './reads.ts';
import { keepRatios, keptRatios, losses, table, writeDocument } from './report.ts';
import { createStage } from './stage.ts';
import { versions } from './versions.ts';
import { writes } from './writes.ts';

/**
 * `npm run bench`: what the product does beside its peers, all on this machine, each serving process on its own. What the options are
 * stands in docs/benchmarks.md.
 */

const plans = {
  full: {
    payments: 1_000_000,
    little: 10_000,
    rounds: { count: 5, forMs: 2_000, atOnce: 16 },
    captures: 60,
    depth: 20_000,
    // One merchant may have half of the connections of a process.
    subscribers: 2_400,
    waiting: [100, 10_000, 1_000_000],
  },
  quick: {
    payments: 20_000,
    little: 2_000,
    rounds: { count: 3, forMs: 500, atOnce: 16 },
    captures: 16,
    depth: 500,
    subscribers: 200,
    waiting: [100, 1_000, 10_000],
  },
} as const;

const measures: readonly Measure[] = [...reads, ...writes, ...live, ...growth];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    compare: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    payments: { type: 'string' },
    data: { type: 'string', default: '.data/bench' },
  },
});
const plan = plans[values.quick ? 'quick' : 'full'];
const payments = Number(values.payments ?? plan.payments);
const wanted = measures.filter(({ name }) => !values.only || values.only.includes(name));
if (wanted.length === 0) {
  console.error(`expected --only with one of: ${measures.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const database = await openBenchDatabase(resolve(values.data), { payments }, console.error);
const stage = createStage({ ...plan, database });
const results: Record<string, Outcome> = {};
try {
  for (const measure of wanted) {
    console.error(`${measure.name}: ${measure.what}`);
    results[measure.name] = await measure.run(stage);
    console.error(table([measure], results).split('\n').at(-1));
  }
} finally {
  await stage.close();
  await database.close();
}
const about = `${payments.toLocaleString('en')} payments; ${cpus().length} cores (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)} at the end; ${versions()}.`;
console.log(`${table(measures, results)}\n\n${about}`);
if (values.compare) {
  const lost = losses(results, keptRatios());
  for (const loss of lost) console.error(`Lost more than a fifth: ${loss}`);
  process.exitCode = lost.length > 0 ? 1 : 0;
} else if (values.keep || !values.quick) {
  keepRatios(results);
  writeDocument(`${table(measures, results)}\n\n${about}`);
}
process.exit();
