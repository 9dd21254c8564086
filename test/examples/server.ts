import { issueApiKey, scopes } from '../../src/access/api-keys.ts';
import { startApp } from '../../src/app/app.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Config } from '../../src/platform/config.ts';
import { openDb } from '../../src/platform/db.ts';
import { createLogger } from '../../src/platform/log.ts';
import { runningUrl } from '../../src/platform/postgres/postgres.ts';
import { Unexpected } from './api.ts';

/** Where the example runs. */
export interface Server {
  /** …/graphql */
  readonly url: string;
  readonly sandboxUrl: string;
  readonly apiKey: string;
  readonly started: boolean;
  close(): Promise<void>;
}

const answerWithinMs = 2_000;
// By sandbox time, of which an example lets more than a year pass.
const keyLivesMs = 500 * 24 * 60 * 60 * 1_000;

/** The server that runs already on our port, or one that is started here and stopped at the end. */
export async function findOrStart(config: Config, givenKey?: string): Promise<Server> {
  const origin = `http://127.0.0.1:${config.port}`;
  if (config.port !== 0 && (await isReady(origin))) {
    return {
      url: `${origin}/graphql`,
      sandboxUrl: config.sandboxUrl ?? `http://127.0.0.1:${config.sandboxPort}`,
      apiKey: givenKey ?? (await issueKey(config)),
      started: false,
      close: async () => undefined,
    };
  }
  const app = await startApp(config, createLogger('warn'));
  const close = (): Promise<void> => app.close();
  if (!app.sandboxUrl || !app.apiKey) {
    await close();
    throw new Unexpected('the example plays the payer, so it needs a sandbox; this configuration has none');
  }
  return {
    url: `${app.url}/graphql`,
    sandboxUrl: app.sandboxUrl,
    apiKey: givenKey ?? app.apiKey,
    started: true,
    close,
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(answerWithinMs) })).ok;
  } catch {
    return false;
  }
}

/**
 * A key for the time of the example, made as the operator of this machine can: with the database. Nobody else gets one this way, and the key
 * that `npm start` printed is not needed, of which only the hash was kept.
 */
async function issueKey(config: Config): Promise<string> {
  const db = openDb({ url: await databaseUrl(config), connectionsMax: 1, onError: () => {} });
  try {
    const { rows } = await db.worker.query<{ id: string; offset_ms: string }>(
      `select m.id, c.offset_ms from merchant m, sandbox_clock c where m.environment = 'SANDBOX' order by m.created_at limit 1`,
    );
    const merchant = rows[0];
    if (!merchant) throw new Error('it has no sandbox merchant');
    const clock = systemClock(Number(merchant.offset_ms));
    const expiresAt = new Date(clock.now().getTime() + keyLivesMs);
    const key = { merchantId: merchant.id, environment: 'SANDBOX', name: 'example', scopes, expiresAt } as const;
    return (await issueApiKey(db, clock, key)).secret;
  } catch (error) {
    throw new Unexpected(
      `no API key could be made in the database (${error instanceof Error ? error.message : 'unknown'}); give one: npm run example -- --api-key sk_test_…`,
    );
  } finally {
    await db.close();
  }
}

async function databaseUrl({ databaseUrl: own, dataDir }: Config): Promise<string> {
  if (own) return own;
  const running = await runningUrl(dataDir);
  if (running === null)
    throw new Unexpected(
      `the server on this port does not keep its data in ${dataDir}; set DATA_DIR or DATABASE_URL as it has them, or give a key: npm run example -- --api-key sk_test_…`,
    );
  return running;
}
