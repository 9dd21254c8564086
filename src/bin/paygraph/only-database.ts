import type { Config } from '../../platform/config.ts';
import type { Db } from '../../platform/db.ts';

interface Open {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly db: Db;
}

/** Works on the database that the settings name, as it is found: nothing is brought up to date. */
export async function withOpenDatabase<T>(work: (open: Open) => Promise<T>): Promise<T> {
  // Loaded only by whoever has a database: most of the command line needs none.
  const [{ readConfig }, { openDb }, { createLogger }, { withDatabase }] = await Promise.all([
    import('../../platform/config.ts'),
    import('../../platform/db.ts'),
    import('../../platform/log.ts'),
    import('../open-database.ts'),
  ]);
  const config = readConfig();
  return withDatabase(config, createLogger('fatal'), async (databaseUrl) => {
    const db = openDb({ url: databaseUrl, onError: () => undefined });
    try {
      return await work({ config, databaseUrl, db });
    } finally {
      await db.close();
    }
  });
}
