import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './children.ts';

/** The product as it is shipped, and the simulators in a process of their own, so that its CPU is its own. */
export interface Product extends Child {
  readonly url: string;
  readonly origin: string;
  readonly apiKey: string;
  readonly sandbox: Child;
  readonly sandboxUrl: string;
}

// One key carries the load of a thousand clients.
const unlimited = { RATE_LIMIT_POINTS: '9999999', RATE_LIMIT_PER_SECOND: '9999999' };

/** Where it keeps what is its own, and the login of its database. */
export interface Place {
  readonly dataDir: string;
  readonly url: string;
}

export async function startProduct({ dataDir, url }: Place): Promise<Product> {
  // Its books are of this run alone: in those of another run stand addresses that nobody listens at.
  const books = await mkdtemp(join(tmpdir(), 'paygraph-bench-'));
  const sandbox = await startChild({
    file: 'src/bin/sandbox.ts',
    env: { SANDBOX_PORT: '0', DATA_DIR: books },
    ready: 'Sandbox',
  });
  const close = async (): Promise<void> => {
    await sandbox.stop();
    await rm(books, { recursive: true, force: true });
  };
  const sandboxUrl = sandbox.printed.Sandbox ?? '';
  try {
    const child = await startChild({
      file: 'src/start.mjs',
      env: {
        PORT: '0',
        SANDBOX: 'off',
        SANDBOX_URL: sandboxUrl,
        LOG_LEVEL: 'warn',
        DATABASE_URL: url,
        DATA_DIR: dataDir,
        ...unlimited,
      },
      ready: 'API key',
    });
    const { GraphQL = '', 'API key': apiKey = '' } = child.printed;
    return {
      ...child,
      url: GraphQL,
      origin: new URL(GraphQL).origin,
      apiKey,
      sandbox,
      sandboxUrl,
      async stop() {
        await child.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
