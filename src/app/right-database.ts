import type pg from 'pg';
import { type Config, ConfigError } from '../platform/config.ts';

/** Refuses a database of the other mode: a sandbox would play with what is real, and production go by a time that was moved. */
export async function checkDatabaseFits(worker: pg.Pool, { mode }: Pick<Config, 'mode'>): Promise<void> {
  const { rows } = await worker.query<{ live: boolean; played: boolean }>(
    `select exists (select from merchant where environment = 'LIVE') as live, (select started from sandbox_clock) as played`,
  );
  if (mode === 'sandbox' && rows[0]?.live)
    throw new ConfigError(
      'PAYGRAPH_MODE: expected production, since merchants of this database are LIVE: a sandbox would move their time, connect simulators and print a key; got sandbox, which is the default',
    );
  if (mode === 'production' && rows[0]?.played)
    throw new ConfigError(
      'DATABASE_URL: expected a database of its own in production mode; got one in which a sandbox has begun, with a time and merchants of its own',
    );
}
