import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { lastAuditInWords } from '../audit/kept-run.ts';
import { createInstitutions } from '../domain/billing-request/institutions.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import { createDebtorCheck } from '../domain/payer/debtor-check.ts';
import { type Accounts, createAccounts } from '../domain/port/accounts.ts';
import { syncClocks } from '../domain/sandbox/commands.ts';
import { createCursors } from '../event-log/cursor.ts';
import { openEpochs } from '../event-log/epochs.ts';
import { type Notifier, startNotifier } from '../event-log/notifier.ts';
import type { GraphqlDeps } from '../graphql/schema/context.ts';
import { createPayloadRenderer } from '../graphql/webhooks/payload-renderer.ts';
import { startHttp } from '../http/server.ts';
import { receiveWebhook } from '../inbox/receive.ts';
import { createWebhookAddresses } from '../inbox/webhook-addresses.ts';
import { createMailer, type Mailer } from '../mail/mailer.ts';
import { latestMails } from '../mail/outbox.ts';
import { systemResolve } from '../partner-webhooks/address.ts';
import { createPoster, type Poster } from '../partner-webhooks/post.ts';
import { type Alarms, createAlarms } from '../platform/alarms.ts';
import type { MovableClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Sealer } from '../platform/crypto.ts';
import { type Db, openDb } from '../platform/db.ts';
import { armFailpointsAndListen } from '../platform/failpoints.ts';
import { openKeyring } from '../platform/keyring.ts';
import type { Log } from '../platform/log.ts';
import { readMasterKeys } from '../platform/master-keys.ts';
import { startPostgres } from '../platform/postgres/postgres.ts';
import { announcePresence } from '../platform/presence.ts';
import { startHeartbeat } from '../platform/processes.ts';
import { providers } from '../providers/index.ts';
import { transport } from '../providers/kit/transport.ts';
import { createAccessLog } from '../telemetry/access-log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { serveMetrics } from '../telemetry/metrics-server.ts';
import { tellAll } from '../telemetry/observe.ts';
import { addStateGauges } from '../telemetry/state-gauges.ts';
import { productVersion } from '../telemetry/version.ts';
import { watchedProviders } from '../telemetry/watched-provider.ts';
import { type Connector, createConnector } from './connect-accounts.ts';
import { arrangeDemo, ensureDemoMerchant, issueDemoKey } from './demo-merchant.ts';
import { prepareDatabase } from './prepare-database.ts';
import { sealedState } from './reseal.ts';
import { checkDatabaseFits } from './right-database.ts';
import { settingsDiffer, sharedSettings } from './shared-settings.ts';
import { startTracing } from './start-tracing.ts';
import { followDatabase, startClock } from './time.ts';
import { readTrustedDocuments } from './trusted-documents.ts';
import { tellOfReplica } from './watch.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface App {
  readonly url: string;
  /** What Prometheus scrapes, where anything is measured. */
  readonly metricsUrl: string | null;
  readonly sandboxUrl: string | null;
  readonly db: Db;
  readonly clock: MovableClock;
  readonly accounts: Accounts;
  /** Tells providers where to call us. */
  readonly connector: Connector;
  readonly sealer: Sealer;
  readonly workers: Workers;
  readonly notifier: Notifier;
  /** What operators are alarmed about. */
  readonly alarms: Alarms;
  /** The demo merchant of a sandbox. */
  readonly merchantId: string | null;
  /** A fresh key of the demo merchant, with every scope. */
  readonly apiKey: string | null;
  close(): Promise<void>;
}

/**
 * How long a stop waits, once the door has closed, for what is under way; all of it together. A mutation is answered within 8 s. What is
 * cut off then is written down as unknown, so that another process asks about it at once.
 */
const cutAfterMs = 10_000;
/** A partner's system has so long to answer; it is sent the same again. */
const deliveriesEndMs = 3_000;

/** Of a process that providers do not call: it tells them nothing. */
const unreachable: Connector = { connect: async () => undefined, elsewhere: () => 0 };

/** Starts everything in order: database, sandbox, live events, doors, workers. What has started is stopped when a later part fails. */
export async function startApp(config: Config, log: Log, machineNow: () => number = Date.now): Promise<App> {
  const started: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    // What does not stop must not keep the rest from stopping.
    for (const stop of started.reverse().splice(0))
      await stop().catch((err: unknown) => log.warn({ err }, 'a part of the program did not stop in order'));
  };
  try {
    return await build(config, log, machineNow, (stop) => started.push(stop), close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  config: Config,
  log: Log,
  machineNow: () => number,
  onStop: (stop: () => Promise<void>) => void,
  close: () => Promise<void>,
): Promise<App> {
  armFailpointsAndListen(config);
  if (config.tracing) onStop(await startTracing(config.tracing));
  const postgres = config.databaseUrl ? null : await startPostgres({ dataDir: config.dataDir, log });
  if (postgres) onStop(() => postgres.stop());
  const url = config.databaseUrl ?? postgres?.url ?? '';
  const way = { url, directUrl: config.databaseDirectUrl };
  const namedStatements = await prepareDatabase(config, way, log);
  const metrics = config.metrics && createMetrics({ version: productVersion() });
  const observe = tellAll([
    ...(config.accessLog ? [createAccessLog(log)] : []),
    ...(metrics ? [metrics.observer] : []),
  ]);
  const db = openDb({
    ...way,
    namedStatements,
    replica: config.databaseReadUrl ? { url: config.databaseReadUrl, onChange: tellOfReplica(log) } : null,
    onError: (error) => log.warn({ error }, 'a database connection broke'),
  });
  onStop(() => db.close());

  await checkDatabaseFits(db.worker, config);
  const masters = readMasterKeys(config);
  const keyring = await openKeyring(db.worker, masters);
  if (keyring.outlived())
    log.info({}, 'rows are sealed under a key that was made for an earlier ENCRYPTION_KEY; "npm run reseal" ends that');
  const { sealer } = keyring;
  const clock = await startClock(db, config, machineNow);
  const sandbox = config.sandbox ? await startSandbox(config, log, machineNow) : null;
  if (sandbox) onStop(() => sandbox.close());
  const sandboxUrl = sandbox?.url ?? config.sandboxUrl;

  const notifier = await startNotifier(db, (error) =>
    log.warn({ error }, 'no notifications from the database; streams poll meanwhile'),
  );
  onStop(() => notifier.stop());
  let publicUrl = config.publicUrl ?? '';
  const heartbeat = startHeartbeat(db, {
    id: randomUUID(),
    roles: config.roles,
    version: productVersion(),
    publicUrl: () => publicUrl,
    settings: () => sharedSettings(config, { masterKey: masters.current, publicUrl, sandboxUrl }),
    onDiffering: (differing) => log.warn({}, settingsDiffer(differing)),
  });
  const accounts = createAccounts({
    db,
    sealer,
    providers: watchedProviders(providers, observe),
    publicUrl: () => publicUrl,
    onUnreadable: (account) =>
      log.error(
        { ...account },
        'the settings of a provider account (provider_account.settings_sealed) cannot be opened: it is paused, all others work on. Save its settings anew, or restore the row from a backup',
      ),
  });
  const underWay = new Set<Promise<unknown>>();
  let workers: Workers | undefined;
  const deps: DomainDeps = {
    db,
    accounts,
    sealer,
    log,
    observe,
    underWay,
    providerDeadlineMs: config.providerDeadlineMs,
    wake: (...names) => workers?.wake(...names),
  };
  const epochs = await openEpochs(db, clock.now(), (before) =>
    log.warn(
      { before },
      'this is another database than before: it was restored or copied, or a standby took its place. Cursors after the place to which the event log goes back are refused with EVENT_LOG_RESTORED',
    ),
  );
  const cursors = createCursors(sealer.derive('cursor'), epochs);
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
    findInstitutions: createInstitutions(deps, clock),
    trustedDocuments: await readTrustedDocuments(config.trustedDocuments),
    ...(sandboxUrl
      ? {
          sandbox: {
            ...deps,
            clock,
            sandboxUrl,
            workers: {
              drain: async () => workers?.drain() ?? true,
              pauseWhile: (task) => (workers ? workers.pauseWhile(task) : task()),
            },
          },
        }
      : {}),
  };
  const isDoor = config.roles.has('api');
  let merchantId: string | null = null;
  let started = false;
  let apiKey: string | null = null;
  const http = await startHttp({
    config,
    started: () => started,
    demoKey: () => apiKey,
    serves: isDoor,
    peers: heartbeat,
    limits: { bucket: config.rateLimit, answerBytesMax: config.answerBytesMax },
    webhooks: { isAddress: createWebhookAddresses(deps), receive: (request) => receiveWebhook(deps, request) },
    ...(sandboxUrl ? { mails: async () => (merchantId ? latestMails(deps, merchantId) : []) } : {}),
    graphql,
    operators: {
      sealed: () => sealedState({ db, masters: readMasterKeys(config) }),
      lastAudit: () => lastAuditInWords(db),
    },
  });
  publicUrl ||= http.url;
  merchantId = sandboxUrl && isDoor ? await ensureDemoMerchant({ db, clock, accounts }, sandboxUrl) : null;
  if (sandboxUrl) await syncClocks({ db, clock, sandboxUrl });
  const deliveries = {
    ...deps,
    poster,
    render: createPayloadRenderer(graphql),
    signatureTime: () => new Date(clock.now().getTime() - clock.offsetMs()),
  };
  const alarms = createAlarms(log);
  const measured = metrics && config.metrics && (await serveMetrics(metrics.registry, config.metrics, log));
  if (metrics && measured) {
    onStop(() => measured.close());
    addStateGauges(metrics.registry, {
      db,
      open: http.open,
      alarms: () => alarms.current().map(({ name }) => name),
      onFailure: (error) => log.warn({ error }, 'what waits could not be read for the metrics; it is tried again'),
    });
  }
  const presence = isDoor
    ? await announcePresence(db, publicUrl, (error) =>
        log.warn({ error }, 'other processes could not be told that this one lives; it is tried again'),
      )
    : null;
  const connector = presence
    ? createConnector(deps, presence, async ({ merchantId: id, provider, callbackUrl }) => {
        if (sandboxUrl && id === merchantId) await arrangeDemo(sandboxUrl, provider.name, callbackUrl);
      })
    : unreachable;
  const keepTime = async (): Promise<void> => {
    await epochs.refresh(clock.now());
    if ((await followDatabase({ db, clock, log })) && sandboxUrl) await syncClocks({ db, clock, sandboxUrl });
  };
  await heartbeat.beat();
  workers = startWorkers(
    config.roles,
    deps,
    notifier,
    deliveries,
    mailer,
    alarms,
    keyring,
    connector,
    keepTime,
    heartbeat,
  );
  const cut = new AbortController();
  onStop(() => heartbeat.end());
  onStop(() => endWork({ workers, poster, mailer, underWay }, cut.signal));
  onStop(async () => {
    await http.drain(config.drainMs);
    setTimeout(() => cut.abort(), cutAfterMs).unref();
    await http.close(cut.signal);
  });
  onStop(async () => presence?.stop());
  await connector.connect();
  apiKey = merchantId ? await issueDemoKey({ db, clock }, merchantId) : null;
  started = true;
  return {
    url: http.url,
    metricsUrl: measured ? measured.url : null,
    sandboxUrl,
    db,
    clock,
    accounts,
    connector,
    sealer,
    workers,
    notifier,
    alarms,
    merchantId,
    apiKey,
    close,
  };
}

interface Work {
  readonly workers: Workers | undefined;
  readonly poster: Poster;
  readonly mailer: Mailer | null;
  readonly underWay: ReadonlySet<Promise<unknown>>;
}

/**
 * Takes nothing more up and waits for what is under way, all of it at once. When `cut` aborts, calls to providers end as unknown: that
 * is written down, and asked about by whoever runs then. Nothing that may have been sent is sent again for it.
 */
async function endWork({ workers, poster, mailer, underWay }: Work, cut: AbortSignal): Promise<void> {
  const cutOff = (): void => void transport.close(0);
  cut.addEventListener('abort', cutOff, { once: true });
  if (cut.aborted) cutOff();
  const cutMails = setTimeout(() => mailer?.close(), deliveriesEndMs);
  await Promise.all([workers?.stop(), Promise.allSettled(underWay), poster.close(deliveriesEndMs)]);
  clearTimeout(cutMails);
  cut.removeEventListener('abort', cutOff);
  await transport.close(0);
}

/** The simulators' code is loaded here and nowhere else: a process without a sandbox knows none of it. */
async function startSandbox(
  { sandboxPort, sandboxHosts, host, dataDir, sandboxNow }: Config,
  log: Log,
  now: () => number,
) {
  const { startSandbox: start } = await import('../simulators/host/server.ts');
  return start({
    port: sandboxPort,
    host,
    storage: join(dataDir, 'sandbox'),
    hosts: sandboxHosts,
    beginAt: sandboxNow,
    now,
    log: (message) => log.warn({}, message),
  });
}
