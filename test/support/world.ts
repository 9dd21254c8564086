import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../src/app/app.ts';
import { type Config, readConfig } from '../../src/platform/config.ts';
import { createLogger, type Log } from '../../src/platform/log.ts';
import { type Breaking, createTestDatabase, type TestDatabase } from './database.ts';

/** A started product as its callers see it. */
export interface Client {
  /** Sends a document with the demo key; throws on top-level errors. */
  ask<T>(document: string, variables?: Record<string, unknown>): Promise<T>;
  /** Resolves when there may be news. */
  news(signal: AbortSignal): Promise<void>;
  readonly sandbox: SandboxControl;
}

/** The whole product with its sandbox, really started on free ports over a database of its own. */
export interface World extends Client {
  readonly app: App;
  readonly database: TestDatabase;
  /** The answer as it came, with any key (or none). */
  post(
    document: string,
    variables?: Record<string, unknown>,
    apiKey?: string | null,
  ): Promise<{ status: number; body: GraphqlAnswer }>;
  readonly config: Config;
  readonly log: Log;
  /** Log lines since the start: errors, unless it was started with another `LOG_LEVEL`. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

export interface BookEntry {
  readonly seq: number;
  readonly at: string;
  readonly effect: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly externalId?: string };
}

export interface SandboxControl {
  book(): Promise<readonly BookEntry[]>;
  /** Effects of one kind on one thing. */
  effects(effect: string, subjectId?: string): Promise<number>;
  fault(operation: string, fault: string, more?: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  control(path: string, body: unknown): Promise<{ status: number; body: unknown }>;
}

/** When a world begins: a Tuesday, so that no test leans on the day on which it is run. */
export const worldBegins = '2026-12-01T10:00:00Z';

/** `machineNow` is the clock of the machine that it runs on; settings may depend on the database that is made for it. */
export async function startWorld(
  env: Record<string, string> | ((database: TestDatabase) => Promise<Record<string, string>>) = {},
  breaking?: Breaking,
  machineNow?: () => number,
): Promise<World> {
  const database = await createTestDatabase(breaking);
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-'));
  const logged: string[] = [];
  const config = readConfig({
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    LOG_LEVEL: 'error',
    SANDBOX_NOW: worldBegins,
    ...(typeof env === 'function' ? await env(database) : env),
  });
  const log = createLogger(config.logLevel, { write: (line: string) => void logged.push(line) });
  const app = await startApp(config, log, machineNow);
  const post: World['post'] = async (document, variables = {}, apiKey = app.apiKey) => {
    const reply = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
      body: JSON.stringify({ query: document, variables }),
    });
    return { status: reply.status, body: (await reply.json()) as GraphqlAnswer };
  };
  return {
    app,
    database,
    config,
    log,
    logged,
    post,
    news: (signal) => app.notifier.wait(app.merchantId ?? '', 250, signal),
    async ask<T>(document: string, variables?: Record<string, unknown>): Promise<T> {
      const { body } = await post(document, variables);
      if (body.errors || !body.data) throw new Error(`GraphQL errors: ${JSON.stringify(body.errors)}`);
      return body.data as T;
    },
    sandbox: sandboxControl(app.sandboxUrl ?? ''),
    async close() {
      await database.audit(app.sandboxUrl, () => app.workers.drain());
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}

export function sandboxControl(url: string, provider = 'mobilepay'): SandboxControl {
  const send = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const reply = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, body: text ? JSON.parse(text) : null };
  };
  const book = async (): Promise<readonly BookEntry[]> =>
    ((await send('GET', `/${provider}/book`)).body as { entries: BookEntry[] }).entries;
  return {
    book,
    async effects(effect, subjectId) {
      return (await book()).filter(
        (entry) => entry.effect === effect && (subjectId === undefined || entry.subject.id === subjectId),
      ).length;
    },
    async fault(operation, fault, more = {}) {
      const { status, body } = await send('POST', `/control/${provider}/faults`, {
        faults: [{ operation, fault, ...more }],
      });
      if (status >= 300) throw new Error(`the sandbox refused the fault: ${JSON.stringify(body)}`);
    },
    async clearFaults() {
      await send('DELETE', `/control/${provider}/faults`);
    },
    control: (path, body) => send('POST', path, body),
  };
}

/** A key that no other call has. */
export function freshKey(name = 'key'): string {
  return `${name}-${randomUUID()}`;
}
