import { parseArgs } from 'node:util';
import { auditAndKeep } from '../audit/kept-run.ts';
import { broken, inWords } from '../audit/run.ts';
import { readConfig } from '../platform/config.ts';
import { openDb } from '../platform/db.ts';
import { createLogger } from '../platform/log.ts';
import { withDatabase } from './open-database.ts';

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
  const config = readConfig();
  const results = await withDatabase(config, createLogger(config.logLevel), async (databaseUrl) => {
    const db = openDb({ url: databaseUrl, onError: () => undefined });
    try {
      return await auditAndKeep(db, {
        databaseUrl,
        sandboxUrl: values.sandbox ?? config.sandboxUrl,
        canaries: values.canary,
        files: values.file,
      });
    } finally {
      await db.close();
    }
  });
  console.log(values.json ? JSON.stringify(results, null, 2) : inWords(results));
  if (broken(results).length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
