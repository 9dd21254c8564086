import pg from 'pg';
import { modelSql } from './model-sql.ts';

/**
 * Where a migrated database differs from schema.prisma, one sentence each. The model is turned into a database of its own beside
 * it and both are described by the same query, so that a wrong type, default, index or key shows in PostgreSQL's own words. The
 * migrated one may have more indexes and constraints, which the model cannot express; it may not have other tables or columns.
 */
export async function findDrift(migratedUrl: string, schema: string): Promise<readonly string[]> {
  const name = `drift_${process.pid}`;
  const modelUrl = new URL(migratedUrl);
  modelUrl.pathname = `/${name}`;
  await query(migratedUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await query(migratedUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    await query(modelUrl.href, await modelSql(null, schema, migratedUrl));
    return compare(await describe(migratedUrl), await describe(modelUrl.href));
  } finally {
    await query(migratedUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

interface Part {
  readonly kind: 'column' | 'index' | 'constraint' | 'enum';
  readonly name: string;
  readonly definition: string;
}

const parts = `
SELECT 'column' AS kind, table_name || '.' || column_name AS name,
       format('%s%s, %s, default %s', udt_name, coalesce('(' || coalesce(character_maximum_length, datetime_precision, numeric_precision) || ')', ''),
              CASE is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END, coalesce(column_default, 'none')) AS definition
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f') AND conrelid <> coalesce(to_regclass('_prisma_migrations'), 0::regclass)
UNION ALL
SELECT 'enum', typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname`;

async function describe(url: string): Promise<readonly Part[]> {
  return (await query(url, parts)) as unknown as Part[];
}

function compare(migrated: readonly Part[], model: readonly Part[]): readonly string[] {
  const key = ({ kind, name }: Part) => `${kind} ${name}`;
  const has = new Map(migrated.map((part) => [key(part), part.definition]));
  const wants = new Map(model.map((part) => [key(part), part.definition]));
  const missing = [...wants]
    .filter(([name, definition]) => has.get(name) !== definition)
    .map(
      ([name, definition]) =>
        `${name}: the schema says "${definition}", the migrations "${has.get(name) ?? 'nothing'}"`,
    );
  const additional = migrated
    .filter((part) => (part.kind === 'column' || part.kind === 'enum') && !wants.has(key(part)))
    .map((part) => `${key(part)}: is in the migrations but not in the schema`);
  return [...missing, ...additional].sort();
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}
