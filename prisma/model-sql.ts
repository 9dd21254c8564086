import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../src/platform/log.ts';
import { startPostgres } from '../src/platform/postgres/postgres.ts';
import { noFilters, withSchemaEngine } from '../src/platform/postgres/schema-engine.ts';

/**
 * The SQL that leads from one schema.prisma to another; null stands for no schema at all. The engine compares two files, but it
 * asks a server for its version first, so it needs an address.
 */
export async function modelSql(from: string | null, to: string, databaseUrl: string): Promise<string> {
  const file = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: 'schema.prisma', content }],
    configDir: '.',
  });
  return withSchemaEngine(to, databaseUrl, async (engine) => {
    const options = { script: true, exitCode: null, shadowDatabaseUrl: null, filters: noFilters };
    return (
      (await engine.diff({ ...options, from: from === null ? { tag: 'empty' } : file(from), to: file(to) })).stdout ??
      ''
    );
  });
}

/** Lends an empty server that is gone afterwards. */
export async function withTemporaryPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paygraph-temporary-'));
  const server = await startPostgres({ dataDir, settings: { fsync: 'off' }, log: createLogger('warn') });
  try {
    return await work(server.superuserUrl);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
