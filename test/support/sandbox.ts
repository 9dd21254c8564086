import { startSandbox } from '../../src/simulators/host/server.ts';
import { worldBegins } from './world.ts';

/** The sandbox in this process, and its control surface. */
export interface TestSandbox {
  readonly url: string;
  /** Asks it, in JSON; throws on a refusal. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** What an adapter needs to reach one of its simulators. */
  credentials(provider: string): Promise<Readonly<Record<string, string>>>;
  /** Waits until it has delivered what it has. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestSandbox(): Promise<TestSandbox> {
  const sandbox = await startSandbox({ port: 0, storage: ':memory:', beginAt: new Date(worldBegins) });
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(sandbox.url + path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    url: sandbox.url,
    ask,
    async credentials(provider) {
      const { providers } = await ask<FrontPage>('GET', '/');
      const found = providers.find(({ name }) => name === provider);
      if (!found) throw new Error(`the sandbox has no ${provider}`);
      return found.credentials;
    },
    drain: () => ask('POST', '/control/drain', {}),
    close: () => sandbox.close(),
  };
}

interface FrontPage {
  readonly providers: readonly { readonly name: string; readonly credentials: Readonly<Record<string, string>> }[];
}
