import { parseArgs } from 'node:util';
import { reseal, type SealedState, sealedState } from '../app/reseal.ts';
import { readConfig } from '../platform/config.ts';
import { openDb } from '../platform/db.ts';
import { armFailpoints } from '../platform/failpoints.ts';
import { createLogger } from '../platform/log.ts';
import { readMasterKeys } from '../platform/master-keys.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { withDatabase } from './open-database.ts';

/**
 * `npm run reseal`: after a change of ENCRYPTION_KEY, seals everything anew under a fresh key, and so ends the need for the one before. May be
 * killed and started again, beside processes that are at work. `-- --check` only says which key everything is under, and how much is
 * left. Ends with 0 when nothing is left, 1 when something is, 2 when it could not look.
 */
try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const config = readConfig();
  armFailpoints(config);
  const log = createLogger(config.logLevel);
  const masters = readMasterKeys(config);
  await withDatabase(config, log, async (url) => {
    if (!values.check) await migrate({ databaseUrl: url, log });
    const db = openDb({ url, onError: (error) => log.warn({ error }, 'a database connection broke') });
    try {
      const done = values.check ? null : await reseal({ db, masters, progress: (line) => console.log(line) });
      const state = done ?? (await sealedState({ db, masters }));
      for (const line of inWords(state)) console.log(line);
      for (const row of done?.unreadable ?? []) console.log(`no key opens ${row}`);
      if (done && done.retired.length > 0)
        console.log(`the master key ${done.retired.join(', ')} opens nothing more: ENCRYPTION_KEY_PREVIOUS can go`);
      if (state.left > 0 || state.outlived) process.exitCode = 1;
    } finally {
      await db.close();
    }
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function inWords({ active, outlived, counts, left }: SealedState): readonly string[] {
  return [
    ...counts.map(
      ({ table, column, key, values }) =>
        `${table}.${column}: ${values} under ${key ?? 'no key'}${key === active ? '' : ', to be sealed anew'}`,
    ),
    outlived
      ? `the key ${active} was made for an earlier ENCRYPTION_KEY: "npm run reseal" makes another, and seals everything anew`
      : `everything new is sealed under the key ${active}; ${left} left under another`,
  ];
}
