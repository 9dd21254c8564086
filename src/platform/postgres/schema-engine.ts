import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import type { SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { ownerSession } from './session.ts';

export const noFilters: SchemaFilter = { externalTables: [], externalEnums: [] };

// TypeScript declares this with the browser's library, which this program does not have.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: Record<string, unknown>): void;
};

declare global {
  // The engine reports a panic here; without it a panic shows as a TypeError about undefined.
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined;
}

let loaded: Promise<EngineModule> | undefined;

/**
 * Does some work with Prisma's schema engine as WebAssembly, the very one that the CLI of this version names; the native
 * engine would have to be downloaded. `schema` is the text of schema.prisma: without a datamodel the engine panics.
 * Afterwards its connections are closed, and with them goes the engine's advisory lock.
 */
export async function withSchemaEngine<T>(
  schema: string,
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loaded ??= loadEngine();
  const { SchemaEngine } = await loaded;
  let panic: string | undefined;
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      panic = message;
    },
  };
  const database = new WholeScriptPg(databaseUrl);
  const ignoreLog = () => {};
  try {
    const datamodels: [string, string][] = [['schema.prisma', schema]];
    return await work(await SchemaEngine.new({ datamodels }, ignoreLog, bindMigrationAwareSqlAdapterFactory(database)));
  } catch (error) {
    throw new Error(engineMessage(panic ?? (error instanceof Error ? error.message : String(error))), { cause: error });
  } finally {
    await database.close();
  }
}

/** The engine adds the trace of its own code to each message; of that only the name of the migration is of use. */
function engineMessage(text: string): string {
  const migration = /migration_name="([^"]+)"/.exec(text)?.[1];
  const message = text.split(/\n\s+0: /)[0]?.replace(/^external connector error\n/, '') ?? text;
  return migration ? `migration ${migration}: ${message.trim()}` : `schema engine: ${message.trim()}`;
}

/**
 * Held while a script runs. A killed process leaves its script running in the server; whoever takes this lock afterwards
 * knows that the script has ended.
 */
export const scriptLockKey = 7_204_120;

/** Whether a script runs as one transaction, so that it has either happened whole or not at all. */
export function isAtomic(script: string): boolean {
  return !/\bCONCURRENTLY\b/i.test(script);
}

// Written in the script's own transaction: the engine does it later, and may be killed before.
const markFinished =
  'UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL';

/** How long a script waits for a table before it lets those go on who have come after it, and how long it is tried again in all. */
const tableWithinMs = 2_000;
const traffic = { againWithinMs: 120_000, pauseMs: 500 } as const;
/** Others held the tables: a lock that was not had in time, a deadlock, a serialisation failure. Nothing was done. */
const inTheWay = new Set(['55P03', '40P01', '40001']);

/** Applies a script as one transaction beside whoever uses the tables: it waits its turn, makes nobody wait for long, and is tried again. */
async function applyBesideTraffic(client: pg.Client, script: string): Promise<void> {
  const end = performance.now() + traffic.againWithinMs;
  await client.query(`SET lock_timeout = ${tableWithinMs}`);
  for (;;) {
    try {
      await client.query(`${script}\n;${markFinished}`);
      return;
    } catch (error) {
      if (!inTheWay.has(String((error as { code?: unknown }).code)) || performance.now() > end) throw error;
      await wait(traffic.pauseMs * (0.5 + Math.random()));
    }
  }
}

/**
 * The adapter splits a script at every semicolon and sends the pieces over a pool, which cuts function bodies apart and leaves
 * half of a failed migration behind. Here the whole script is one simple query, hence one transaction.
 */
class WholeScriptPg extends PrismaPg {
  readonly #databaseUrl: string;
  readonly #adapters: SqlDriverAdapter[] = [];

  constructor(databaseUrl: string) {
    super(ownerSession(databaseUrl));
    this.#databaseUrl = databaseUrl;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.#adapters.push(adapter);
    adapter.executeScript = async (script) => {
      const client = new pg.Client(ownerSession(this.#databaseUrl));
      client.on('error', () => {});
      try {
        await client.connect();
        await client.query('SELECT pg_advisory_lock($1)', [scriptLockKey]);
        await (isAtomic(script) ? applyBesideTraffic(client, script) : client.query(script));
      } catch (error) {
        // Turns the error into the adapter's own kind; any other kind loses PostgreSQL's text on its way through the engine.
        (adapter as unknown as { onError(error: unknown): never }).onError(error);
      } finally {
        await client.end();
      }
    };
    return adapter;
  }

  async close(): Promise<void> {
    await Promise.all(this.#adapters.map((adapter) => adapter.dispose()));
  }
}

async function loadEngine(): Promise<EngineModule> {
  const name = '@prisma/schema-engine-wasm/schema_engine_bg';
  const module = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as EngineModule;
  // The .wasm file is not in the package's export map; it lies beside the module that is.
  const file = createRequire(import.meta.url)
    .resolve(name)
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    './schema_engine_bg.js': withPassiveTimers(module),
  });
  module.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return module;
}

/** The engine never clears the ten-second timer of its lock, which would keep a finished process waiting. */
function withPassiveTimers(module: EngineModule): object {
  const passive = (callback: () => void, timeoutMs: number) => setTimeout(callback, timeoutMs).unref();
  return Object.fromEntries(
    Object.entries(module).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout') ? passive : value]),
  );
}
