import type { Account, CallContext, ProviderRef, RawRequest } from '../../src/domain/port/provider.ts';
import { plainHeaders, startListener } from '../support/listener.ts';
import { startTestSandbox } from '../support/sandbox.ts';

/** A sandbox in this process, and a place for its callbacks: what a contract test stands in. */
export interface World<S> {
  readonly settings: S;
  /** Settings that the provider has given us go with the others. */
  learn(given: Partial<S> | undefined): void;
  /** A context for a call; each `account` has its own access token and breaker. */
  context(changes?: { readonly account?: Account<S>; readonly deadlineMs?: number }): CallContext<S>;
  /** What is to go wrong with the next calls, each line once unless it says more. */
  faults(...lines: readonly object[]): Promise<void>;
  clearFaults(): Promise<void>;
  scenario(name: string, subject: ProviderRef): Promise<void>;
  setUp(changes: object): Promise<void>;
  /** Moves the provider's clock, and ours with it. */
  advance(ms: number): Promise<void>;
  /** How many requests of a kind have had an effect since `mark`. */
  effects(operation: string, mark: number): Promise<number>;
  /** Where the book stands now. */
  mark(): Promise<number>;
  /** Every callback that came so far, exactly as it came. */
  readonly callbacks: readonly RawRequest[];
  /** Waits until the sandbox has delivered what it has. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  readonly seq: number;
  readonly request?: { readonly id: string; readonly operation: string };
}

export async function openWorld<S>(
  name: string,
  toSettings: (credentials: Readonly<Record<string, string>>) => S,
): Promise<World<S>> {
  const sandbox = await startTestSandbox();
  const callbacks: RawRequest[] = [];
  // As the sandbox's clock, and never behind it: what it does now must not be later than now.
  const asked = Date.now();
  let aheadMs = Date.parse((await sandbox.ask<{ now: string }>('GET', '/control/clock')).now) - asked;
  const now = () => new Date(Date.now() + aheadMs);
  const receiver = await startListener(({ headers, body }, response) => {
    callbacks.push({ headers: plainHeaders(headers), body, url: callbackUrl, receivedAt: now() });
    response.end();
  });
  const callbackUrl = `${receiver.url}/callback`;
  const call = sandbox.ask;
  let settings = toSettings(await sandbox.credentials(name));
  let shared: Account<S> = { id: 'acc_shared', settings };
  const entries = async (mark: number) =>
    (await call<{ entries: readonly Entry[] }>('GET', `/${name}/book?after=${mark}`)).entries;

  return {
    get settings() {
      return settings;
    },
    learn(given) {
      settings = { ...settings, ...given };
      shared = { id: 'acc_shared', settings };
    },
    callbacks,
    context: ({ account = shared, deadlineMs = 5_000 } = {}) => ({
      account,
      deadlineMs,
      callbackUrl,
      now,
      traceId: crypto.randomUUID(),
    }),
    faults: (...lines) => call('POST', `/control/${name}/faults`, { faults: lines }),
    clearFaults: () => call('DELETE', `/control/${name}/faults`),
    scenario: (scenario, { kind, id }) =>
      call('POST', `/control/${name}/scenario`, { scenario, subject: { kind, id } }),
    setUp: (changes) => call('POST', `/control/${name}/provider`, changes),
    async advance(ms) {
      const { now } = await call<{ now: string }>('GET', '/control/clock');
      const moved = await call<{ now: string }>('POST', '/control/clock', {
        to: new Date(Date.parse(now) + ms).toISOString(),
      });
      aheadMs = Date.parse(moved.now) - Date.now();
    },
    async effects(operation, mark) {
      return new Set(
        (await entries(mark)).flatMap(({ request }) => (request?.operation === operation ? [request.id] : [])),
      ).size;
    },
    mark: async () => (await entries(0)).at(-1)?.seq ?? 0,
    drain: sandbox.drain,
    async close() {
      await sandbox.close();
      await receiver.close();
    },
  };
}
