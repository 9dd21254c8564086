import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { issueApiKey, scopes } from '../../src/access/api-keys.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDb } from '../../src/platform/db.ts';
import { freePort } from '../../src/platform/postgres/server.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { connectClient, type DrillClient } from './client.ts';
import { type DatabasePart, type Part, type ProgramPart, startDatabase, startProgram } from './processes.ts';

/** The whole system, each part in a process of its own: products behind one address, the simulators, and PostgreSQL. */
export interface Stage {
  readonly products: readonly ProgramPart[];
  /** Each product's own address, beside `products`. */
  readonly origins: readonly string[];
  readonly sandbox: Part;
  readonly sandboxUrl: string;
  readonly database: DatabasePart;
  readonly balancer: Balancer;
  readonly apiKey: string;
  /** A further key of the same merchant. */
  newKey(): Promise<string>;
  readonly client: DrillClient;
  /** Asks the database as what serves all merchants does; asked again while it is away. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** A call to the sandbox's control surface, made again while it is away. */
  control(path: string, body: unknown, method?: string): Promise<void>;
  /** Everything ends, and its data is removed. */
  close(): Promise<void>;
}

export interface StageOptions {
  readonly products: number;
  /** What each product does (`PAYGRAPH_ROLES`), the first the API among it; every product everything where this is left out. */
  readonly roles?: readonly string[];
  /** The folder of what the processes say. */
  readonly logs: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The settings by which products reach the database, where it is another way than its own. */
  readonly route?: (databaseUrl: string) => Promise<Readonly<Record<`DATABASE_${string}`, string>>>;
  /** The database, where it is another than a PostgreSQL alone. */
  readonly openDatabase?: (dataDir: string) => Promise<DatabasePart>;
  readonly flags?: readonly string[];
}

/** A Tuesday, so that nothing leans on the day on which it is run. */
const worldBegins = '2026-12-01T10:00:00Z';
const triesMax = 200;
const triesEveryMs = 100;

export async function startStage({
  products: count,
  roles = [],
  logs,
  env = {},
  flags = [],
  route,
  openDatabase = startDatabase,
}: StageOptions): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-drill-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse().splice(0)) await stop();
  };
  try {
    const database = await openDatabase(dataDir);
    stops.push(() => database.stop());
    const sandboxUrl = `http://127.0.0.1:${await freePort()}`;
    const sandbox = await startProgram({
      name: 'sandbox',
      program: 'sandbox',
      env: { SANDBOX_PORT: new URL(sandboxUrl).port, DATA_DIR: dataDir, SANDBOX_NOW: worldBegins },
      log: join(logs, 'sandbox.log'),
      door: `${sandboxUrl}/control/clock`,
    });
    stops.push(() => sandbox.stop());
    const ways = (await route?.(database.url)) ?? { DATABASE_URL: database.url };
    const balancer = await startBalancer();
    stops.push(async () => balancer.close());

    const products: ProgramPart[] = [];
    const ports: number[] = [];
    const doors: number[] = [];
    for (let number = 1; number <= count; number++) {
      const port = await freePort();
      const product = await startProgram({
        name: `product ${number}`,
        program: 'main',
        flags,
        env: {
          PORT: String(port),
          DATA_DIR: join(dataDir, `product-${number}`),
          ...ways,
          SANDBOX_URL: sandboxUrl,
          SANDBOX_NOW: worldBegins,
          PUBLIC_URL: balancer.url,
          ENCRYPTION_KEY: encryptionKey,
          LOG_LEVEL: 'error',
          ...(roles[number - 1] && { PAYGRAPH_ROLES: roles[number - 1] }),
          ...env,
        },
        log: join(logs, `product-${number}.log`),
        door: `http://127.0.0.1:${port}/readyz`,
      });
      stops.push(() => product.stop());
      products.push(product);
      ports.push(port);
      if (roles[number - 1]?.includes('api') ?? true) doors.push(port);
    }
    balancer.send(doors);

    const apiKey = await issueKey(database.url);
    const client = connectClient(balancer.url, apiKey);
    stops.push(() => client.close());
    const stage: Stage = {
      products,
      origins: ports.map((port) => `http://127.0.0.1:${port}`),
      sandbox,
      sandboxUrl,
      database,
      balancer,
      apiKey,
      newKey: () => issueKey(database.url),
      client,
      query: (sql, values = []) => insist(() => queryOnce(database.url, sql, values)),
      control: (path, body, method = 'POST') =>
        insist(async () => {
          const reply = await fetch(sandboxUrl + path, {
            method,
            headers: { 'content-type': 'application/json' },
            ...(method === 'POST' && { body: JSON.stringify(body) }),
          });
          const text = await reply.text();
          if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text}`);
        }),
      close,
    };
    // Mandates move a minute after each step instead of waiting for banks to open, and what the provider allows on request is allowed.
    await stage.control('/control/betalingsservice/provider', { mandateRuns: 'shortly' });
    await stage.control('/control/gocardless/provider', { refundsEnabled: true });
    return stage;
  } catch (error) {
    await close();
    throw error;
  }
}

const encryptionKey = randomBytes(32).toString('base64');

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      // A statement that is wrong does not become right.
      if (tries >= triesMax || /^42/.test(String((error as { code?: unknown }).code))) throw error;
      await wait(triesEveryMs);
    }
  }
}

async function queryOnce<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const client = new pg.Client({
    connectionString: url,
    // The login itself sees nothing.
    options: '-c role=paygraph_worker',
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A key that outlives the starts of the product, each of which ends an older demo key. */
async function issueKey(databaseUrl: string): Promise<string> {
  const [merchant] = await queryOnce<{ id: string; offset_ms: string }>(
    databaseUrl,
    'select m.id, c.offset_ms from merchant m, sandbox_clock c order by m.created_at limit 1',
    [],
  );
  if (!merchant) throw new Error('the product has made no demo merchant');
  const db = openDb({ url: databaseUrl, connectionsMax: 1, onError: () => undefined });
  try {
    const key = { merchantId: merchant.id, environment: 'SANDBOX', name: 'drill', scopes } as const;
    return (await issueApiKey(db, systemClock(Number(merchant.offset_ms)), key)).secret;
  } finally {
    await db.close();
  }
}
