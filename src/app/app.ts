import { join } from 'node:path';
import type { DomainDeps } from '../domain/command/deps.ts';
import { createDebtorCheck } from '../domain/payer/debtor-check.ts';
import { type Accounts, createAccounts } from '../domain/port/accounts.ts';
import { syncClocks } from '../domain/sandbox/commands.ts';
import { createCursors } from '../event-log/cursor.ts';
import { type Notifier, startNotifier } from '../event-log/notifier.ts';
import type { GraphqlDeps } from '../graphql/schema/context.ts';
import { createPayloadRenderer } from '../graphql/webhooks/payload-renderer.ts';
import { startHttp } from '../http/server.ts';
import { receiveWebhook } from '../inbox/receive.ts';
import { createMailer } from '../mail/mailer.ts';
import { latestMails } from '../mail/outbox.ts';
import { systemResolve } from '../partner-webhooks/address.ts';
import { createPoster } from '../partner-webhooks/post.ts';
import { type MovableClock, systemClock } from '../platform/clock.ts';
import { type Config, readEncryptionKey } from '../platform/config.ts';
import { sealer as createSealer } from '../platform/crypto.ts';
import { type Db, openDb } from '../platform/db.ts';
import { armFailpoints } from '../platform/failpoints.ts';
import type { Log } from '../platform/log.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { startPostgres } from '../platform/postgres/postgres.ts';
import { providers } from '../providers/index.ts';
import { transport } from '../providers/kit/transport.ts';
import { connectAccounts } from './connect-accounts.ts';
import { ensureDemoMerchant, issueDemoKey } from './demo-merchant.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface App {
  readonly url: string;
  readonly sandboxUrl: string | null;
  readonly db: Db;
  readonly clock: MovableClock;
  readonly accounts: Accounts;
  readonly workers: Workers;
  readonly notifier: Notifier;
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
  const clock = systemClock(await startClock(db, config));
  const sandbox = config.sandbox ? await startSandbox(config, log) : null;
  if (sandbox) onStop(() => sandbox.close());
  const sandboxUrl = sandbox?.url ?? config.sandboxUrl;

  const notifier = await startNotifier(db, (error) =>
    log.warn({ error }, 'no notifications from the database; streams poll meanwhile'),
  );
  onStop(() => notifier.stop());
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
  const cursors = createCursors(sealer.derive('cursor'));
  const reach = { loopback: config.mode === 'sandbox', resolve: systemResolve };
  const poster = createPoster({ ...reach, deadlineMs: config.webhookDeadlineMs });
  const mailer = config.mailServer && createMailer(config.mailServer);
  if (!mailer && config.mode === 'production') log.warn({}, 'SMTP_URL is not set: mails are kept, and not sent');
  const graphql: GraphqlDeps = {
    ...deps,
    clock,
    notifier,
    cursors,
    reach,
    checkDebtor: createDebtorCheck(deps, clock),
    ...(sandboxUrl
      ? {
          sandbox: {
            ...deps,
            clock,
            sandboxUrl,
            workers: {
              drain: async () => workers?.drain(),
              pauseWhile: (task) => (workers ? workers.pauseWhile(task) : task()),
            },
          },
        }
      : {}),
  };
  let merchantId: string | null = null;
  const http = await startHttp({
    config,
    limits: { bucket: config.rateLimit },
    receive: (request) => receiveWebhook(deps, request),
    ...(sandboxUrl ? { mails: async () => (merchantId ? latestMails(deps, merchantId) : []) } : {}),
    graphql,
  });
  publicUrl ||= http.url;
  merchantId = sandboxUrl ? await ensureDemoMerchant({ db, clock, accounts }, sandboxUrl) : null;
  if (sandboxUrl) await syncClocks({ db, clock, sandboxUrl });
  const deliveries = {
    ...deps,
    poster,
    render: createPayloadRenderer(graphql),
    signatureTime: () => new Date(clock.now().getTime() - clock.offsetMs()),
  };
  workers = startWorkers(deps, notifier, deliveries, mailer);
  onStop(() => workers?.stop() ?? Promise.resolve());
  onStop(() => poster.close());
  onStop(async () => mailer?.close());
  onStop(() =>
    Promise.race([
      Promise.allSettled(underWay).then(() => undefined),
      new Promise<void>((resolve) => setTimeout(resolve, stopWithinMs).unref()),
    ]),
  );
  onStop(() => http.close());
  await connectAccounts(deps);
  const apiKey = merchantId ? await issueDemoKey({ db, clock }, merchantId) : null;
  return { url: http.url, sandboxUrl, db, clock, accounts, workers, notifier, merchantId, apiKey, close };
}

/** The simulators' code is loaded here and nowhere else: a process without a sandbox knows none of it. */
async function startSandbox({ sandboxPort, host, dataDir, sandboxNow }: Config, log: Log) {
  const { startSandbox: start } = await import('../simulators/host/server.ts');
  return start({
    port: sandboxPort,
    host,
    storage: join(dataDir, 'sandbox'),
    beginAt: sandboxNow,
    log: (message) => log.warn({}, message),
  });
}

/** How far our time stands from the machine's, in milliseconds. A new sandbox begins when it was told to; production knows no other time. */
async function startClock({ worker }: Db, { mode, sandboxNow }: Config): Promise<number> {
  if (mode === 'sandbox') {
    const offset = sandboxNow ? sandboxNow.getTime() - Date.now() : 0;
    await worker.query('update sandbox_clock set started = true, offset_ms = $1 where not started', [offset]);
  }
  const { rows } = await worker.query<{ offset_ms: string }>('select offset_ms from sandbox_clock');
  return Number(rows[0]?.offset_ms ?? 0);
}
