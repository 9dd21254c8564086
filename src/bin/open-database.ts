import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { hasCluster, runningUrl, startPostgres } from '../platform/postgres/postgres.ts';

/**
 * Works on the database that the settings name: the one of `DATABASE_URL` (past its pooler), the embedded one that a running process has started, or the embedded
 * one started for this and stopped again. Throws where there is none.
 */
export async function withDatabase<T>(
  { databaseUrl, databaseDirectUrl, dataDir }: Pick<Config, 'databaseUrl' | 'databaseDirectUrl' | 'dataDir'>,
  log: Log,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const running = databaseDirectUrl ?? databaseUrl ?? (await runningUrl(dataDir));
  if (running !== null) return work(running);
  if (!(await hasCluster(dataDir)))
    throw new Error(
      `there is no database in ${dataDir}: set DATABASE_URL, start Paygraph there once (npm start), or work through one that runs by --url`,
    );
  const started = await startPostgres({ dataDir, log });
  try {
    return await work(started.url);
  } finally {
    await started.stop();
  }
}
