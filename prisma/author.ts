import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrations } from '../src/platform/postgres/migrate.ts';
import { modelSql, withTemporaryPostgres } from './model-sql.ts';

/**
 * `npm run migrate:author -- <name>` writes the next migration: from the schema of the last commit (from nothing when there is
 * no migration yet) to the edited one. Checks, triggers, policies and partial indexes are then added to it by hand.
 */
const prismaDir = import.meta.dirname;
const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]{2,60}$/.test(name)) {
  console.error('usage: npm run migrate:author -- <name of lower-case letters, digits and _>');
  process.exit(2);
}

const edited = readFileSync(join(prismaDir, 'schema.prisma'), 'utf8');
const isFirst = readMigrations(prismaDir).length === 0;
const committed = isFirst
  ? null
  : execFileSync('git', ['show', 'HEAD:./schema.prisma'], { cwd: prismaDir, encoding: 'utf8' });
const sql = await withTemporaryPostgres((url) => modelSql(committed, edited, url));
if (/^-- This is an empty migration/.test(sql)) {
  console.error('the edited schema needs no migration');
  process.exit(1);
}
const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const folder = join(prismaDir, 'migrations', `${time}_${name}`);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'migration.sql'), sql);
console.log(join(folder, 'migration.sql'));
