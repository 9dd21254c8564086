import { randomBytes, randomUUID } from 'node:crypto';
import type { Caller, CommandOutcome, CommandResult } from '../../src/domain/command/command.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { advance } from '../../src/domain/operation/perform.ts';
import { createAccounts } from '../../src/domain/port/accounts.ts';
import type { ProviderName } from '../../src/domain/port/provider.ts';
import { processItem } from '../../src/inbox/process.ts';
import { receiveWebhook } from '../../src/inbox/receive.ts';
import { sealer as createSealer } from '../../src/platform/crypto.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { claimDue } from '../../src/platform/leases.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Breaking, createTestDatabase, type TestDatabase } from './database.ts';
import { createFakeBank, type FakeBank } from './fake-bank.ts';
import { createFakeTransfers, type FakeTransfers } from './fake-transfers.ts';

/** The domain over a database of its own and a provider in memory: no server, no sandbox, no workers of their own. */
export interface DomainWorld {
  readonly deps: DomainDeps;
  readonly db: Db;
  readonly database: TestDatabase;
  readonly bank: FakeBank;
  readonly transfers: FakeTransfers;
  readonly caller: Caller;
  /** Everything that was logged. */
  readonly logged: readonly string[];
  /** Moves the database's time. */
  pass(ms: number): Promise<void>;
  /** Takes everything due a step further, until nothing is. */
  settle(): Promise<void>;
  /** News of things of the provider's, each with an id of its own, through the true door. */
  push(...items: readonly PushedItem[]): Promise<number>;
  /** The same, from the provider of transfers. */
  pushTransfers(...items: readonly PushedItem[]): Promise<number>;
  /** Applies what was pushed. */
  process(): Promise<void>;
  /** Types of the events of one subject, oldest first. */
  eventsOf(subjectId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface PushedItem {
  readonly kind: string;
  readonly id: string;
  readonly within?: PushedItem;
}

export async function startDomainWorld(breaking?: Breaking): Promise<DomainWorld> {
  const database = await createTestDatabase(breaking);
  const db = openDb({ url: database.url, onError: () => undefined });
  const bank = createFakeBank();
  const transfers = createFakeTransfers();
  const sealer = createSealer(randomBytes(32));
  const logged: string[] = [];
  const log = createLogger('debug', { write: (line: string) => void logged.push(line) });
  const accounts = createAccounts({
    db,
    sealer,
    providers: { GOCARDLESS: bank.provider, BETALINGSSERVICE: bank.provider, BUCKAROO: transfers.provider },
    publicUrl: () => 'http://localhost',
  });
  const deps: DomainDeps = {
    db,
    accounts,
    sealer,
    log,
    providerDeadlineMs: 1_000,
    underWay: new Set(),
    wake: () => undefined,
  };
  const merchantId = randomUUID();
  await db.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
    [merchantId],
  );
  await accounts.save(merchantId, 'GOCARDLESS', {});
  await accounts.save(merchantId, 'BUCKAROO', {});
  const caller = { merchantId, actor: 'key_test', requestId: 'r1' };
  let offset = 0;
  const pushFrom = async (provider: ProviderName, items: readonly PushedItem[]): Promise<number> => {
    const connected = await accounts.of(merchantId, provider);
    const segment = connected?.callbackUrl.split('/').at(-1) ?? '';
    const body = items.map((about) => ({ dedupeKey: randomUUID(), about, body: {} }));
    const { status } = await receiveWebhook(deps, {
      provider: provider.toLowerCase(),
      segment,
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(body)),
    });
    return status;
  };

  return {
    deps,
    db,
    database,
    bank,
    transfers,
    caller,
    logged,
    async pass(ms) {
      offset += ms;
      await db.worker.query('update sandbox_clock set offset_ms = $1', [offset]);
    },
    async settle() {
      for (let round = 0; round < 50; round++) {
        const due = await claimDue(db.worker, 'operation', 50);
        if (due.length === 0) return;
        for (const claim of due) await advance(deps, claim);
      }
      throw new Error('operations did not come to rest');
    },
    push: (...items) => pushFrom('GOCARDLESS', items),
    pushTransfers: (...items) => pushFrom('BUCKAROO', items),
    async process() {
      for (let round = 0; round < 200; round++) {
        const due = await claimDue(db.worker, 'inbox', 50);
        if (due.length === 0) return;
        for (const claim of due) await processItem(deps, claim);
      }
      throw new Error('the inbox did not come to rest');
    },
    async eventsOf(subjectId) {
      const events = await db
        .reader(merchantId)
        .event.findMany({ where: { merchantId, subjectId }, orderBy: { subjectVersion: 'asc' } });
      return events.map(({ type }) => type);
    },
    async close() {
      await db.close();
      await database.drop();
    },
  };
}

/** What a command led to; throws on a refusal. */
export async function done(result: Promise<CommandResult>): Promise<CommandOutcome> {
  const answer = await result;
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}
