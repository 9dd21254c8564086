import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { audit, broken, inWords } from '../../src/audit/run.ts';
import { runningUrl } from '../../src/platform/postgres/postgres.ts';
import { patienceMs } from './patience.ts';
import { shiftedClock } from './shifted-clock.ts';
import { type Client, sandboxControl, worldBegins } from './world.ts';

/** The product as `npm start` starts it, in a process of its own that can be killed. */
export interface Product extends Client {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly apiKey: string;
  /** What it printed until it was ready. */
  readonly printed: readonly string[];
  /** Resolves when the process has ended, by whatever cause. */
  readonly ended: Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Arms failpoints, in place of those before. Only where it was started with PAYGRAPH_FAILPOINTS=1. */
  arm(failpoints: string): Promise<void>;
  /** What it ended with; null when it was killed, or lives. */
  exitCode(): number | null;
  /** SIGKILL: nothing in the process gets a chance. */
  kill(): Promise<void>;
  /** SIGINT, as Ctrl-C; gives the exit code. Its database is audited before, while it runs. */
  stop(): Promise<number | null>;
  /** How long it took to end after SIGINT, in milliseconds. */
  stopTookMs(): number;
}

const main = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

export async function startProduct(env: Readonly<Record<string, string>>): Promise<Product> {
  const child = spawn(process.execPath, [main], {
    // Only what is named: no setting of the machine may decide a test.
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      SANDBOX_PORT: '0',
      LOG_LEVEL: 'fatal',
      SANDBOX_NOW: worldBegins,
      ...shiftedClock(),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => undefined);
  const printed = await readUntilReady(child);
  const value = (word: string): string =>
    printed
      .find((line) => line.startsWith(word))
      ?.slice(word.length)
      .trim() ?? '';
  const url = value('GraphQL');
  const sandboxUrl = value('Sandbox');
  const apiKey = value('API key');
  let stopTookMs = 0;
  return {
    url,
    sandboxUrl,
    apiKey,
    printed,
    stopTookMs: () => stopTookMs,
    ended,
    signal: (signal) => void child.kill(signal),
    async arm(failpoints) {
      child.send(failpoints);
      await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) });
    },
    exitCode: () => child.exitCode,
    sandbox: sandboxControl(sandboxUrl),
    news: (signal) => wait(100, undefined, { signal }).catch(() => undefined),
    async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await reply.json()) as { data?: T; errors?: unknown };
      if (!body.data || body.errors) throw new Error(`GraphQL errors: ${JSON.stringify(body.errors)}`);
      return body.data;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      const databaseUrl = env.DATABASE_URL ?? (await runningUrl(env.DATA_DIR ?? ''));
      const wrong = databaseUrl ? broken(await audit({ databaseUrl, sandboxUrl: sandboxUrl || null })) : [];
      const from = performance.now();
      child.kill('SIGINT');
      await ended;
      stopTookMs = performance.now() - from;
      if (wrong.length > 0) throw new Error(`the audit found:\n${inWords(wrong)}`);
      return child.exitCode;
    },
  };
}

/** A product that tests of a file kill and start again on the same data, one after the other. */
export interface RestartedProduct {
  /** As it runs now. */
  readonly now: Product;
  /**
   * Arms a failpoint that kills it, as `name:kill@2`, lets `work` run into it, waits for the end, and starts it again. Gives the one that
   * died.
   */
  killedAt(failpoint: string, work: (doomed: Product) => Promise<unknown>): Promise<Product>;
  /** Starts it again after it has ended. */
  again(): Promise<Product>;
  /** Audits and stops it. */
  stop(): Promise<number | null>;
}

export async function startRestarted(env: Readonly<Record<string, string>>): Promise<RestartedProduct> {
  const start = () => startProduct({ ...env, PAYGRAPH_FAILPOINTS: '1' });
  let now = await start();
  const again = async () => {
    now = await start();
    return now;
  };
  return {
    get now() {
      return now;
    },
    again,
    async killedAt(failpoint, work) {
      const doomed = now;
      await doomed.arm(failpoint);
      await work(doomed);
      await doomed.ended;
      await again();
      return doomed;
    },
    stop: () => now.stop(),
  };
}

async function readUntilReady(child: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    if (!child.stdout) throw new Error('no output to read');
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.startsWith('API key')) return lines;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the product did not become ready: ${errors.join('').slice(0, 2_000)}`);
}
