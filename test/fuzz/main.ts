import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

/** `npm run fuzz -- [targets] [--seconds 60] [--seed 7]`: each target for so long, by the same seed the same tries. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
for (const [name, value] of Object.entries(values))
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`expected --${name} to be a whole number above 0; got ${value}`);

process.env.FUZZ_SEED = values.seed;
process.env.FUZZ_SECONDS = values.seconds;
process.env.FUZZ_TARGETS = positionals.join(',');
console.log(`seed ${values.seed}, ${values.seconds} s for each target`);
const vitest = await startVitest('test', ['test/fuzz/fuzz.test.ts'], { watch: false, reporters: ['default'] });
await vitest.close();
