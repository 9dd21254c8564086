import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Vite would take the ES module of graphql for our files while Pothos and Yoga get the CommonJS one: two realms, and every
    // error code turns into an internal error. This gives all of them the same file.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 3,
    // Above the patience of `test/support/patience.ts`, so that what was waited for in vain is named.
    testTimeout: 150_000,
    hookTimeout: 150_000,
    // A test that only sometimes passes fails.
    retry: 0,
  },
});
