import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { checkDatabaseFits } from '../../src/app/right-database.ts';
import { ConfigError } from '../../src/platform/config.ts';
import { openTestDatabase } from '../support/database.ts';

async function opened() {
  const database = await openTestDatabase();
  onTestFinished(() => database.close());
  const { worker } = database.db;
  return {
    worker,
    merchant: (environment: string) =>
      worker.query(
        `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', $2::environment, app_now())`,
        [randomUUID(), environment],
      ),
  };
}

test('a sandbox refuses a database with merchants whose money is real, and names the setting that was forgotten', async () => {
  const { worker, merchant } = await opened();
  await merchant('SANDBOX');
  await checkDatabaseFits(worker, { mode: 'sandbox' });
  await merchant('LIVE');
  const refused = checkDatabaseFits(worker, { mode: 'sandbox' });
  await expect(refused).rejects.toThrow(ConfigError);
  await expect(refused).rejects.toThrow(
    /^PAYGRAPH_MODE: expected production, since merchants of this database are LIVE: .*; got sandbox, which is the default$/,
  );
  await checkDatabaseFits(worker, { mode: 'production' });
});

test('production refuses a database in which a sandbox has begun, whose time may have been moved', async () => {
  const { worker } = await opened();
  await checkDatabaseFits(worker, { mode: 'production' });
  await worker.query('update sandbox_clock set started = true');
  await expect(checkDatabaseFits(worker, { mode: 'production' })).rejects.toThrow(
    /^DATABASE_URL: expected a database of its own in production mode; got one in which a sandbox has begun/,
  );
  await checkDatabaseFits(worker, { mode: 'sandbox' });
});
