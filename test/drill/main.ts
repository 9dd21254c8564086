import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runKills, tellKills } from './kill.ts';

/**
 * `npm run drill`: everything that may befall the system, on real processes, judged by the audit and by the providers' own records.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    operations: { type: 'string' },
    kills: { type: 'string' },
    every: { type: 'string' },
    'at-once': { type: 'string' },
    logs: { type: 'string' },
    faults: { type: 'boolean', default: false },
  },
});
const number = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text));
const say = (line: string): void => console.log(line);

try {
  const logs = values.logs ?? (await mkdtemp(join(tmpdir(), 'paygraph-drill-logs-')));
  say(`what the processes say is in ${logs}`);
  const [what] = positionals;
  if (what === 'kill') {
    const options = {
      seed: number(values.seed, 1),
      minutes: number(values.minutes, values.operations || values.kills ? 240 : 10),
      operations: number(values.operations, values.kills ? 0 : Number.POSITIVE_INFINITY),
      kills: number(values.kills, values.operations ? 0 : Number.POSITIVE_INFINITY),
      faults: values.faults,
      logs,
      atOnce: number(values['at-once'], 12),
      everyMs: number(values.every, 2_500),
    };
    const report = await runKills(options, say);
    if (!tellKills(report, say)) {
      say(`repeat it with --seed ${options.seed}`);
      process.exitCode = 1;
    }
  }
} catch (error) {
  console.error(`The drill failed: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = 1;
}
process.exit();
