import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { advanceSandboxClock } from '../../src/app/sandbox-commands.ts';
import type { Caller } from '../../src/domain/command/command.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { advance } from '../../src/domain/operation/perform.ts';
import { createAccounts } from '../../src/domain/port/accounts.ts';
import { askAboutBillingRequest, askAboutMandate, askAboutPayment } from '../../src/domain/reconcile/sweep.ts';
import { processItem } from '../../src/inbox/process.ts';
import { receiveWebhook } from '../../src/inbox/receive.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { sealer as createSealer } from '../../src/platform/crypto.ts';
import { openDb } from '../../src/platform/db.ts';
import { claimDue, claimQuestions } from '../../src/platform/leases.ts';
import { createLogger } from '../../src/platform/log.ts';
import { providers } from '../../src/providers/index.ts';
import { startSandbox } from '../../src/simulators/host/server.ts';
import { createTestDatabase } from './database.ts';
import { freshKey } from './world.ts';

/**
 * A creditor of Betalingsservice: the core over a database of its own, the true provider folder, and the sandbox on the true wire, with
 * callbacks through a door of ours. Nothing works by itself: time and work go on when a test says so.
 */
export async function startCreditorWorld() {
  const database = await createTestDatabase();
  const sandbox = await startSandbox({ port: 0, storage: ':memory:' });
  const db = openDb({ url: database.url, onError: () => undefined });
  const logged: string[] = [];
  const sealer = createSealer(randomBytes(32));
  const door = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const [, , provider = '', segment = ''] = (request.url ?? '').split('/');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
      const { status } = await receiveWebhook(deps, { provider, segment, headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const deps: DomainDeps = {
    db,
    accounts: createAccounts({ db, sealer, providers, publicUrl: () => publicUrl }),
    sealer,
    log: createLogger('debug', { write: (line: string) => void logged.push(line) }),
    providerDeadlineMs: 1_000,
    underWay: new Set(),
    wake: () => undefined,
  };

  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const reply = await fetch(sandbox.url + path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const front = await ask<{ providers: { name: string; credentials: object }[] }>('GET', '/');
  const credentials = front.providers.find(({ name }) => name === 'betalingsservice')?.credentials;
  const caller: Caller = { merchantId: randomUUID(), actor: 'key_test', requestId: 'r1' };
  await db.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Phone shop', 'SANDBOX', app_now())`,
    [caller.merchantId],
  );
  await deps.accounts.save(caller.merchantId, 'BETALINGSSERVICE', credentials);

  const step = async (): Promise<boolean> => {
    await ask('POST', '/control/drain', {});
    const operations = await claimDue(db.worker, 'operation', 50);
    for (const claim of operations) await advance(deps, claim);
    const items = await claimDue(db.worker, 'inbox', 50);
    for (const claim of items) await processItem(deps, claim);
    const requests = await claimQuestions(db.worker, 'billing_request', 50);
    for (const question of requests) await askAboutBillingRequest(deps, question);
    const mandates = await claimQuestions(db.worker, 'mandate', 50);
    for (const question of mandates) await askAboutMandate(deps, question);
    const payments = await claimQuestions(db.worker, 'one_off_payment', 50);
    for (const question of payments) await askAboutPayment(deps, question);
    return [operations, items, requests, mandates, payments].some(({ length }) => length > 0);
  };
  /** Works until nothing is due. */
  const rest = async (): Promise<void> => {
    for (let round = 0; round < 100; round++) if (!(await step())) return;
    throw new Error('work did not come to rest');
  };
  const clock = systemClock();
  // Nothing works by itself, so there is nothing to pause.
  const pauseWhile = <T>(task: () => Promise<T>): Promise<T> => task();

  return {
    deps,
    caller,
    logged,
    rest,
    reader: db.reader(caller.merchantId),
    /** Moves both clocks, from timer to timer, with all that falls due on the way. */
    async pass(byMs: number) {
      const moved = { ...deps, clock, sandboxUrl: sandbox.url, workers: { drain: rest, pauseWhile } };
      const passed = await advanceSandboxClock(moved, caller, { idempotencyKey: freshKey(), byMs });
      if (!passed.ok) throw new Error(JSON.stringify(passed.error));
      await rest();
    },
    play: (scenario: string, kind: string, id: string) =>
      ask('POST', '/control/betalingsservice/scenario', { scenario, subject: { kind, id } }),
    setUp: (switches: object) => ask('POST', '/control/betalingsservice/provider', switches),
    faults: (...faults: object[]) => ask('POST', '/control/betalingsservice/faults', { faults }),
    clearFaults: () => ask('DELETE', '/control/betalingsservice/faults'),
    /** What was done to one thing in the provider's book, in order. */
    async effects(id: string): Promise<readonly string[]> {
      const { entries } = await ask<{ entries: { effect: string; subject: { id: string } }[] }>(
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
      const owner = new pg.Client({ connectionString: database.url });
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
      await db.close();
      await database.drop();
      await new Promise((resolve) => {
        door.close(resolve);
        door.closeAllConnections();
      });
    },
  };
}
export type CreditorWorld = Awaited<ReturnType<typeof startCreditorWorld>>;
