import { expect, test } from 'vitest';
import { createConnector } from '../../src/app/connect-accounts.ts';
import { createLogger } from '../../src/platform/log.ts';

type Deps = Parameters<typeof createConnector>[0];

test('two looks at once in one process tell each provider once, and both end when it is told', async () => {
  const told: string[] = [];
  let release = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    release = resolve;
  });
  const account = {
    id: 'account',
    merchantId: 'merchant',
    callbackUrl: 'https://pay.example/webhooks/mobilepay/x',
    account: {},
    provider: { name: 'MOBILEPAY', connect: () => answered.then(() => ({ ok: true })) },
  };
  const deps = {
    db: { forMerchant: async () => new Date(0) },
    accounts: {
      unconnected: async () => (told.length > 0 ? [] : [account]),
      markConnected: async () => true,
      noteConnectProblem: async () => undefined,
    },
    log: createLogger('fatal'),
    providerDeadlineMs: 1_000,
  } as unknown as Deps;
  const presence = {
    isLived: async () => false,
    alone: <T>(task: () => Promise<T>) => task(),
    stop: async () => undefined,
  };
  const connector = createConnector(deps, presence, async ({ id }) => void told.push(id));

  const looks = Promise.all([connector.connect(), connector.connect()]);
  release();
  await looks;
  expect(told).toEqual(['account']);
});
