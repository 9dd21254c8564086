import { defineConfig } from 'vitest/config';

/** The tests of `npm run mutants`: of the files that stryker.config.mjs names, those that need no database. */
export default defineConfig({
  test: {
    include: ['test/**/{money,states,rules,chart,signature,webhook,webhook-items,ledger}.test.ts'],
    exclude: ['test/{graphql,life,simulators}/**'],
  },
});
