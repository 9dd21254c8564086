import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type DomainWorld, startDomainWorld } from '../support/domain-world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

test('a message is verified with the address that its provider was given, which some sign', async () => {
  const verify = vi.spyOn(world.bank.provider.inbound, 'verify');
  await world.push({ kind: 'mandate', id: 'MD1' });
  const connected = await world.deps.accounts.of(world.caller.merchantId, 'GOCARDLESS');
  expect(verify.mock.calls[0]?.[0]).toMatchObject({ url: connected?.callbackUrl });
});
