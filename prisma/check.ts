import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '../src/platform/log.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { findDrift } from './drift.ts';
import { withTemporaryPostgres } from './model-sql.ts';

/** Part of `npm run check`: the migrations, applied to an empty database, give exactly the tables of schema.prisma. */
const schema = readFileSync(join(import.meta.dirname, 'schema.prisma'), 'utf8');
const drift = await withTemporaryPostgres(async (databaseUrl) => {
  await migrate({ databaseUrl, log: createLogger('warn') });
  return findDrift(databaseUrl, schema);
});
for (const difference of drift) console.error(difference);
if (drift.length > 0) process.exit(1);
