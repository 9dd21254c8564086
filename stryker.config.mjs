/**
 * `npm run mutants` changes the pure core in one place at a time and counts the changes that no test notices. What it leaves in
 * `reports/mutants.json` names each of them.
 */
export default {
  mutate: [
    'src/kernel/money.ts',
    'src/domain/*/{states,rules}.ts',
    'src/domain/ledger/chart.ts',
    'src/partner-webhooks/signature.ts',
    'src/providers/*/{signature,webhook}.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutants.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  ignorePatterns: ['.data', 'docs'],
  // Rewriting tsconfig.json for the copy takes an API that TypeScript 7 no longer has, and vitest does not read the file.
  tsconfigFile: 'none',
  // What is left can change nothing that anybody sees: a default that the types demand, a bound at which both ways are the same.
  thresholds: { high: 100, low: 97, break: 95 },
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutants.json' },
};
