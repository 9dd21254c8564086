import { parseArgs } from 'node:util';
import { audit, broken, inWords } from '../audit/run.ts';
import { readConfig } from '../platform/config.ts';
import { createLogger } from '../platform/log.ts';
import { hasCluster, runningUrl, startPostgres } from '../platform/postgres/postgres.ts';

/**
 * `npm run audit`: checks that everything in the database is as it must be, and ends with 0 when it is, 1 when something is broken, 2
 * when it could not look. `-- --json` for programs; `--sandbox <url>` compares with the simulators' books; `--canary <text>`, any number
 * of times, looks for what must not be found, `--file <path>` also in files of logs.
 */
try {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      sandbox: { type: 'string' },
      canary: { type: 'string', multiple: true, default: [] },
      file: { type: 'string', multiple: true, default: [] },
    },
  });
  const { databaseUrl, dataDir, logLevel, sandboxUrl } = readConfig();
  const running = databaseUrl ?? (await runningUrl(dataDir));
  if (running === null && !(await hasCluster(dataDir))) throw new Error(`there is no database in ${dataDir}`);
  const started = running === null ? await startPostgres({ dataDir, log: createLogger(logLevel) }) : null;
  try {
    const results = await audit({
      databaseUrl: running ?? started?.url ?? '',
      sandboxUrl: values.sandbox ?? sandboxUrl,
      canaries: values.canary,
      files: values.file,
    });
    console.log(values.json ? JSON.stringify(results, null, 2) : inWords(results));
    if (broken(results).length > 0) process.exitCode = 1;
  } finally {
    await started?.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
