import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLong, lives } from '../examples/lives.ts';
import { type Pooler, pgbouncerVersion, startPgbouncer } from '../support/pgbouncer.ts';
import { runExample } from '../support/run-example.ts';
import { startWorld, type World } from '../support/world.ts';

/** Sessions of the server that the whole product shares, but for those that listen. */
const size = 3;

describe.skipIf(pgbouncerVersion === null)('through PgBouncer by transaction (skipped: it is not installed)', () => {
  let world: World;
  let pooler: Pooler;
  beforeAll(async () => {
    world = await startWorld(async ({ url }) => {
      pooler = await startPgbouncer(url, { size });
      return { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: url };
    });
  });
  afterAll(async () => {
    await world.close();
    await pooler.close();
  });

  it.each(Object.keys(lives).filter((name) => !isLong(name)))(
    '%s goes from mutation to webhook to live event',
    async (name) => {
      const run = await runExample(
        {
          PORT: new URL(world.app.url).port,
          SANDBOX_PORT: new URL(world.app.sandboxUrl ?? '').port,
          DATABASE_URL: world.database.url,
        },
        name,
      );
      expect({ code: run.code, errors: run.errors }).toEqual({ code: 0, errors: '' });
      const first = run.events[0]?.sequence ?? 0;
      expect(run.events.length).toBeGreaterThan(5);
      expect(run.events.map(({ sequence }) => sequence)).toEqual(run.events.map((_event, index) => first + index));
    },
  );

  it('on as few sessions as the pooler was given, and two of its own for listening', async () => {
    const owner = new pg.Client({ connectionString: world.database.superuserUrl });
    await owner.connect();
    const { rows } = await owner.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and usename = 'paygraph'`,
    );
    await owner.end();
    expect(rows[0]?.n).toBeLessThanOrEqual(size + 2);
    expect(world.logged).toEqual([]);
  });
});
