import { createHash, randomUUID } from 'node:crypto';
import type { Caller } from '../../src/domain/command/command.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { dueForOverdue, tellOverdue } from '../../src/domain/operation/overdue.ts';
import { advance } from '../../src/domain/operation/perform.ts';
import { createAccounts } from '../../src/domain/port/accounts.ts';
import { checkCredentials } from '../../src/domain/reconcile/check-credentials.ts';
import {
  checkAgreementStatus,
  checkBillingRequestStatus,
  checkMandateStatus,
  checkPaymentStatus,
  checkReceiptStatus,
} from '../../src/domain/reconcile/check-status.ts';
import { lookAgainAtForeign } from '../../src/inbox/foreign.ts';
import { processItem } from '../../src/inbox/process.ts';
import { type MovableClock, systemClock } from '../../src/platform/clock.ts';
import { sealer as createSealer } from '../../src/platform/crypto.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { claimDue, claimStatusChecks } from '../../src/platform/leases.ts';
import type { LogLevel } from '../../src/platform/log.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Breaking, createTestDatabase, type TestDatabase } from './database.ts';

/** The core over a database of its own, with no server and no workers: time and work go on when a test says so. */
export interface Core {
  readonly deps: DomainDeps;
  readonly db: Db;
  readonly database: TestDatabase;
  readonly clock: MovableClock;
  /** A merchant that has nothing connected yet. */
  readonly caller: Caller;
  /** Everything that was logged, from the level that was asked for. */
  readonly logged: string[];
  /** Takes a step with whatever is due, and says whether anything was. */
  step(...kinds: readonly WorkKind[]): Promise<boolean>;
  /** Works until nothing of these kinds is due. */
  rest(...kinds: readonly WorkKind[]): Promise<void>;
  /** Types of the events of one subject, oldest first. */
  eventsOf(subjectId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface CoreOptions extends Breaking {
  readonly providers: Parameters<typeof createAccounts>[0]['providers'];
  readonly publicUrl?: string;
  readonly logLevel?: LogLevel;
  /** When its time begins; now, unless told otherwise. */
  readonly beginsAt?: Date;
}

const batch = 50;
const roundsMax = 200;

/** The work of the product's loops, by the table whose rows are due. */
const work = {
  operation: async (deps: DomainDeps) => {
    const advanced = await each(claimDue(deps.db.claims, 'operation', batch), (row) => advance(deps, row));
    return (await each(dueForOverdue(deps, batch), (row) => tellOverdue(deps, row))) || advanced;
  },
  inbox: async (deps: DomainDeps) => {
    const again = (await lookAgainAtForeign(deps.db)) > 0;
    const own = await each(claimDue(deps.db.claims, 'inbox', batch), (row) => processItem(deps, row));
    const foreign = await each(claimDue(deps.db.claims, 'foreign_inbox', batch), (row) => processItem(deps, row));
    return again || own || foreign;
  },
  agreement: (deps: DomainDeps) =>
    each(claimStatusChecks(deps.db.worker, 'agreement', batch), (row) => checkAgreementStatus(deps, row)),
  billing_request: (deps: DomainDeps) =>
    each(claimStatusChecks(deps.db.claims, 'billing_request', batch), (row) => checkBillingRequestStatus(deps, row)),
  mandate: (deps: DomainDeps) =>
    each(claimStatusChecks(deps.db.claims, 'mandate', batch), (row) => checkMandateStatus(deps, row)),
  one_off_payment: (deps: DomainDeps) =>
    each(claimStatusChecks(deps.db.claims, 'one_off_payment', batch), (row) => checkPaymentStatus(deps, row)),
  transfer_receipt: (deps: DomainDeps) =>
    each(claimStatusChecks(deps.db.claims, 'transfer_receipt', batch), (row) => checkReceiptStatus(deps, row)),
  provider_account: (deps: DomainDeps) =>
    each(deps.accounts.claimCredentialChecks(batch), (account) => checkCredentials(deps, account)),
};
export type WorkKind = keyof typeof work;
const allWork = Object.keys(work) as WorkKind[];

async function each<Row>(claimed: Promise<readonly Row[]>, take: (row: Row) => Promise<unknown>): Promise<boolean> {
  const rows = await claimed;
  for (const row of rows) await take(row);
  return rows.length > 0;
}

export async function startCore({
  providers,
  publicUrl = 'http://localhost',
  logLevel = 'debug',
  beginsAt,
  breaks = [],
}: CoreOptions): Promise<Core> {
  const database = await createTestDatabase({ breaks });
  const db = openDb({ url: database.url, onError: () => undefined });
  const clock = systemClock(beginsAt ? beginsAt.getTime() - Date.now() : 0);
  await db.worker.query('update sandbox_clock set offset_ms = $1', [clock.offsetMs()]);
  const logged: string[] = [];
  const sealer = createSealer(createHash('sha256').update('a key for tests').digest());
  const deps: DomainDeps = {
    db,
    accounts: createAccounts({ db, sealer, providers, publicUrl: () => publicUrl }),
    sealer,
    log: createLogger(logLevel, { write: (line: string) => void logged.push(line) }),
    providerDeadlineMs: 1_000,
    underWay: new Set(),
    wake: () => undefined,
  };
  const caller: Caller = { merchantId: randomUUID(), actor: 'key_test', requestId: 'r1' };
  await db.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
    [caller.merchantId],
  );
  const step: Core['step'] = async (...kinds) => {
    let any = false;
    for (const kind of kinds.length > 0 ? kinds : allWork) any = (await work[kind](deps)) || any;
    return any;
  };
  return {
    deps,
    db,
    database,
    clock,
    caller,
    logged,
    step,
    async rest(...kinds) {
      for (let round = 0; round < roundsMax; round++) if (!(await step(...kinds))) return;
      throw new Error('work did not come to rest');
    },
    async eventsOf(subjectId) {
      const { merchantId } = caller;
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
