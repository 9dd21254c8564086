import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Whoever replaces a module must not leave it to the next file. */
const replacesModules = readdirSync(join(import.meta.dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter(
    (name) => name.endsWith('.test.ts') && readFileSync(join(import.meta.dirname, name), 'utf8').includes('vi.mock('),
  );
/** What knows no provider's adapter, or one alone: these keep things for as long as their process lives, such as signers and breakers. */
const together = [
  'test/{database,domain,event-log,graphql,inbox,kernel,simulators}/**/*.test.ts',
  'test/providers/{buckaroo,gocardless,kit,mobilepay,vipps-mobilepay}/**/*.test.ts',
];

export default defineConfig({
  resolve: {
    // Vite would take the ES module of graphql for our files while Pothos and Yoga get the CommonJS one: two realms, and every
    // error code turns into an internal error. This gives all of them the same file.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Much of the time is waited: for a lease to lapse, a process to start.
    maxWorkers: 4,
    // Above the patience of `test/support/patience.ts`, so that what was waited for in vain is named.
    testTimeout: 150_000,
    hookTimeout: 150_000,
    // A test that only sometimes passes fails.
    retry: 0,
    projects: [
      // A worker goes from file to file with the modules that it has: half the CPU where each file began anew.
      { test: { name: 'together', include: together, exclude: replacesModules, isolate: false } },
      {
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...together, ...replacesModules],
        },
      },
      { test: { name: 'alone', include: replacesModules } },
    ],
  },
});
