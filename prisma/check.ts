import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '../src/platform/log.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { findDrift } from './drift.ts';
import { withTemporaryPostgres } from './model-sql.ts';
import { breachesOf, sideBySideSince } from './side-by-side.ts';

/**
 * Part of `npm run check`: the migrations, applied to an empty database, give exactly the tables of schema.prisma, and none of the newer ones does
 * what the version before would not live through.
 */
const migrations = join(import.meta.dirname, 'migrations');
const newer = readdirSync(migrations).filter((name) => name >= sideBySideSince && !name.includes('.'));
const breaches = newer.flatMap((name) =>
  breachesOf(readFileSync(join(migrations, name, 'migration.sql'), 'utf8')).map(
    ({ statement, why }) =>
      `${name}: ${statement}\n    ${why}. CONTRIBUTING.md says how, and how an exception is made.`,
  ),
);
const schema = readFileSync(join(import.meta.dirname, 'schema.prisma'), 'utf8');
const drift = await withTemporaryPostgres(async (databaseUrl) => {
  await migrate({ databaseUrl, log: createLogger('warn') });
  return findDrift(databaseUrl, schema);
});
for (const problem of [...drift, ...breaches]) console.error(problem);
if (drift.length + breaches.length > 0) process.exit(1);
