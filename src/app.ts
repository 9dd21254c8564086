import { join } from 'node:path';
import { type MovableClock, systemClock } from './clock.ts';
import { type Config, readEncryptionKey } from './config.ts';
import { sealer as createSealer } from './crypto.ts';
import { type Db, openDb } from './db.ts';
import { ensureDemoMerchant, issueDemoKey } from './demo.ts';
import { type Accounts, createAccounts } from './domain/accounts.ts';
import { cancelAgreement, createAgreement } from './domain/agreement/commands.ts';
import {
  cancelBillingRequest,
  completeBillingRequestAction,
  createBillingRequestFlow,
  fallBackBillingRequest,
  fulfilBillingRequest,
  notifyBillingRequest,
} from './domain/billing-request/commands.ts';
import { createBillingRequest } from './domain/billing-request/create.ts';
import type { MandateCommands } from './domain/command.ts';
import { checkDebtor } from './domain/debtor-check.ts';
import type { DomainDeps } from './domain/deps.ts';
import { cancelMandate, createMandate } from './domain/mandate/commands.ts';
import { resolveOperation } from './domain/operation/resolve.ts';
import { cancelPayment, capturePayment, refundPayment } from './domain/payment/commands.ts';
import { createOneOffPayment } from './domain/payment/create.ts';
import { erasePerson } from './domain/person.ts';
import { assignReceipt } from './domain/transfer/assign.ts';
import { createTransfer } from './domain/transfer/create.ts';
import { type Bell, startBell } from './events/bell.ts';
import { createCursors } from './events/cursor.ts';
import { armFailpoints } from './failpoints.ts';
import type { Commands } from './graphql/context.ts';
import { startHttp } from './http.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { startPostgres } from './postgres.ts';
import { providers } from './providers/index.ts';
import { transport } from './providers/transport.ts';
import { advanceSandboxClock, runSandboxScenario, type SandboxDeps, syncClocks } from './sandbox/commands.ts';
import { startSandbox } from './sandbox/server.ts';
import { receiveWebhook } from './webhooks/receive.ts';
import { connectAccounts, startWorkers, type Workers } from './workers.ts';

export interface App {
  readonly url: string;
  readonly sandboxUrl: string | null;
  readonly db: Db;
  readonly clock: MovableClock;
  readonly accounts: Accounts;
  readonly workers: Workers;
  readonly bell: Bell;
  /** The demo merchant of a sandbox. */
  readonly merchantId: string | null;
  /** A fresh key of the demo merchant, with every scope. */
  readonly apiKey: string | null;
  close(): Promise<void>;
}

/** How long a stop waits for calls to providers that are under way. What is cut off is asked about at the next start. */
const stopWithinMs = 4_000;

/** Starts everything in order: database, sandbox, live events, doors, workers. What has started is stopped when a later part fails. */
export async function startApp(config: Config, log: Log): Promise<App> {
  const started: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of started.reverse().splice(0)) await stop();
  };
  try {
    return await build(config, log, (stop) => started.push(stop), close);
  } catch (error) {
    await close().catch((err: unknown) => log.warn({ error: err }, 'stopping after a failed start failed too'));
    throw error;
  }
}

async function build(
  config: Config,
  log: Log,
  onStop: (stop: () => Promise<void>) => void,
  close: () => Promise<void>,
): Promise<App> {
  armFailpoints(config);
  const postgres = config.databaseUrl ? null : await startPostgres({ dataDir: config.dataDir, log });
  if (postgres) onStop(() => postgres.stop());
  const url = config.databaseUrl ?? postgres?.url ?? '';
  await migrate({ databaseUrl: url, log });
  const db = openDb({ url, onError: (error) => log.warn({ error }, 'a database connection broke') });
  onStop(() => db.close());
  onStop(() => transport.close());

  const sealer = createSealer(readEncryptionKey(config), config.previousEncryptionKey ?? undefined);
  const { rows } = await db.worker.query<{ offset_ms: string }>('select offset_ms from sandbox_clock');
  const clock = systemClock(Number(rows[0]?.offset_ms ?? 0));
  const sandbox = config.sandbox
    ? await startSandbox({
        port: config.sandboxPort,
        host: config.host,
        storage: join(config.dataDir, 'sandbox'),
        log: (message) => log.warn({}, message),
      })
    : null;
  if (sandbox) onStop(() => sandbox.close());
  const sandboxUrl = sandbox?.url ?? config.sandboxUrl;

  const bell = await startBell(db, (error) => log.warn({ error }, 'the bell is silent; streams poll meanwhile'));
  onStop(() => bell.stop());
  let publicUrl = config.publicUrl ?? '';
  const accounts = createAccounts({ db, sealer, providers, publicUrl: () => publicUrl });
  const underWay = new Set<Promise<unknown>>();
  let workers: Workers | undefined;
  const deps: DomainDeps = {
    db,
    accounts,
    sealer,
    log,
    underWay,
    providerDeadlineMs: config.providerDeadlineMs,
    wake: (...names) => workers?.wake(...names),
  };
  const http = await startHttp({
    config,
    limits: { bucket: config.rateLimit },
    receive: (request) => receiveWebhook(deps, request),
    graphql: {
      db,
      clock,
      accounts,
      sealer,
      log,
      bell,
      cursors: createCursors(sealer.derive('cursor')),
      commands: commandsOf(deps),
      ...(sandboxUrl
        ? {
            sandbox: sandboxOf(() => ({
              ...deps,
              clock,
              sandboxUrl,
              workers: { drain: async () => workers?.drain() },
            })),
          }
        : {}),
    },
  });
  publicUrl ||= http.url;
  const merchantId = sandboxUrl ? await ensureDemoMerchant({ db, clock, accounts }, sandboxUrl) : null;
  if (sandboxUrl) await syncClocks({ db, clock, sandboxUrl });
  workers = startWorkers(deps, bell);
  onStop(() => workers?.stop() ?? Promise.resolve());
  onStop(() =>
    Promise.race([
      Promise.allSettled(underWay).then(() => undefined),
      new Promise<void>((resolve) => setTimeout(resolve, stopWithinMs).unref()),
    ]),
  );
  onStop(() => http.close());
  await connectAccounts(deps);
  const apiKey = merchantId ? await issueDemoKey({ db, clock }, merchantId) : null;
  return { url: http.url, sandboxUrl, db, clock, accounts, workers, bell, merchantId, apiKey, close };
}

function commandsOf(deps: DomainDeps): Commands & MandateCommands {
  return {
    createAgreement: (caller, input) => createAgreement(deps, caller, input),
    cancelAgreement: (caller, input) => cancelAgreement(deps, caller, input),
    createOneOffPayment: (caller, input) => createOneOffPayment(deps, caller, input),
    capturePayment: (caller, input) => capturePayment(deps, caller, input),
    cancelPayment: (caller, input) => cancelPayment(deps, caller, input),
    refundPayment: (caller, input) => refundPayment(deps, caller, input),
    createTransfer: (caller, input) => createTransfer(deps, caller, input),
    assignReceipt: (caller, input) => assignReceipt(deps, caller, input),
    createMandate: (caller, input) => createMandate(deps, caller, input),
    cancelMandate: (caller, input) => cancelMandate(deps, caller, input),
    createBillingRequest: (caller, input) => createBillingRequest(deps, caller, input),
    completeBillingRequestAction: (caller, input) => completeBillingRequestAction(deps, caller, input),
    createBillingRequestFlow: (caller, input) => createBillingRequestFlow(deps, caller, input),
    fulfilBillingRequest: (caller, input) => fulfilBillingRequest(deps, caller, input),
    cancelBillingRequest: (caller, input) => cancelBillingRequest(deps, caller, input),
    fallBackBillingRequest: (caller, input) => fallBackBillingRequest(deps, caller, input),
    notifyBillingRequest: (caller, input) => notifyBillingRequest(deps, caller, input),
    checkDebtor: (caller, input) => checkDebtor(deps, caller, input),
    erasePerson: (caller, personId) => erasePerson(deps, caller, personId),
    resolveOperation: (caller, input) => resolveOperation(deps, caller, input),
  };
}

function sandboxOf(deps: () => SandboxDeps) {
  return {
    advanceSandboxClock: (
      ...[caller, input]: Parameters<typeof advanceSandboxClock> extends [unknown, ...infer Rest] ? Rest : never
    ) => advanceSandboxClock(deps(), caller, input),
    runSandboxScenario: (
      ...[caller, input]: Parameters<typeof runSandboxScenario> extends [unknown, ...infer Rest] ? Rest : never
    ) => runSandboxScenario(deps(), caller, input),
  };
}
