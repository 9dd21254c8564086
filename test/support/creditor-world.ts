import pg from 'pg';
import { advanceSandboxClock } from '../../src/domain/sandbox/commands.ts';
import { receiveWebhook } from '../../src/inbox/receive.ts';
import { providers } from '../../src/providers/index.ts';
import { startCore } from './core.ts';
import { plainHeaders, startListener } from './listener.ts';
import { startTestSandbox } from './sandbox.ts';
import { freshKey, worldBegins } from './world.ts';

/**
 * A creditor of Betalingsservice: the core over a database of its own, the true provider folder, and the sandbox on the true wire, with
 * callbacks through a door of ours. Nothing works by itself: time and work go on when a test says so.
 */
export async function startCreditorWorld() {
  const sandbox = await startTestSandbox();
  const door = await startListener(async ({ path, headers, body }, response) => {
    const [, , provider = '', segment = ''] = path.split('/');
    const { status } = await receiveWebhook(core.deps, { provider, segment, headers: plainHeaders(headers), body });
    response.writeHead(status).end();
  });
  const core = await startCore({ providers, publicUrl: door.url, beginsAt: new Date(worldBegins) });
  const { deps, db, database, clock, caller } = core;
  await deps.accounts.save(caller.merchantId, 'BETALINGSSERVICE', await sandbox.credentials('betalingsservice'));

  /** Works until nothing is due, on either side. */
  const rest = async (): Promise<void> => {
    do await sandbox.drain();
    while (await core.step());
  };
  const drain = async (): Promise<boolean> => {
    await rest();
    return true;
  };
  // Nothing works by itself, so there is nothing to pause.
  const pauseWhile = <T>(task: () => Promise<T>): Promise<T> => task();

  return {
    ...core,
    rest,
    reader: db.reader(caller.merchantId),
    /** Moves both clocks, from timer to timer, with all that falls due on the way. */
    async pass(byMs: number) {
      const moved = { ...deps, clock, sandboxUrl: sandbox.url, workers: { drain, pauseWhile } };
      const passed = await advanceSandboxClock(moved, caller, { idempotencyKey: freshKey(), byMs });
      if (!passed.ok) throw new Error(JSON.stringify(passed.error));
      await rest();
    },
    play: (scenario: string, kind: string, id: string) =>
      sandbox.ask('POST', '/control/betalingsservice/scenario', { scenario, subject: { kind, id } }),
    setUp: (switches: object) => sandbox.ask('POST', '/control/betalingsservice/provider', switches),
    faults: (...faults: object[]) => sandbox.ask('POST', '/control/betalingsservice/faults', { faults }),
    clearFaults: () => sandbox.ask('DELETE', '/control/betalingsservice/faults'),
    /** What was done to one thing in the provider's book, in order. */
    async effects(id: string): Promise<readonly string[]> {
      const { entries } = await sandbox.ask<{ entries: { effect: string; subject: { id: string } }[] }>(
        'GET',
        '/betalingsservice/book',
      );
      return entries.filter(({ subject }) => subject.id === id).map(({ effect }) => effect);
    },
    /** Types of the events of one subject, oldest first, each with what caused it. */
    async events(subjectId: string): Promise<readonly string[]> {
      const events = await db.reader(caller.merchantId).event.findMany({
        where: { merchantId: caller.merchantId, subjectId },
        orderBy: { subjectVersion: 'asc' },
      });
      return events.map(({ type, cause }) => `${type} by ${(cause as { by: string }).by}`);
    },
    /** Every row of every table, as text. */
    async everything(): Promise<string> {
      const owner = new pg.Client({ connectionString: database.superuserUrl });
      await owner.connect();
      const tables = await owner.query<{ name: string }>(
        `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      const rows: string[] = [];
      for (const { name } of tables.rows)
        rows.push(
          ...(await owner.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map(({ row }) => row),
        );
      await owner.end();
      return rows.join('\n');
    },
    async close() {
      await database.audit(sandbox.url);
      await sandbox.close();
      await core.close();
      await door.close();
    },
  };
}
export type CreditorWorld = Awaited<ReturnType<typeof startCreditorWorld>>;
