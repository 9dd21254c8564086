import { describe, expect, it } from 'vitest';
import type { ConnectedAccount, MerchantProvider } from '../../../src/domain/port/accounts.ts';
import type { AnyProvider, ProviderName } from '../../../src/domain/port/provider.ts';
import { providerFor } from '../../../src/domain/port/provider-for.ts';
import { providers } from '../../../src/providers/index.ts';

const without = (name: ProviderName): MerchantProvider => ({
  provider: providers[name] as AnyProvider,
  connected: null,
});
const since = (name: ProviderName, day: number): MerchantProvider => ({
  ...without(name),
  connected: { createdAt: new Date(Date.UTC(2026, 0, day)) } as ConnectedAccount,
});
const all = ['MOBILEPAY', 'BETALINGSSERVICE', 'GOCARDLESS', 'BUCKAROO'] as const;

describe('the provider for something new', () => {
  it.each([
    ['agreement.create', undefined, 'MOBILEPAY'],
    ['transfer.create', undefined, 'BUCKAROO'],
    ['debtorCheck', undefined, 'BETALINGSSERVICE'],
    ['institutions', undefined, 'GOCARDLESS'],
    ['mandate.create', 'betalingsservice', 'BETALINGSSERVICE'],
    ['mandate.create', 'goCardless', 'GOCARDLESS'],
    ['request.create', 'betalingsservice', 'BETALINGSSERVICE'],
    ['request.create', 'goCardless', 'GOCARDLESS'],
  ] as const)('of %s with %s is %s, connected or not', (capability, inputKey, name) => {
    const none = providerFor(all.map(without), capability, inputKey);
    expect([none.provider.name, none.connected]).toEqual([name, null]);
    const every = all.map((one, index) => since(one, index + 1));
    const chosen = providerFor(every, capability, inputKey);
    expect(chosen.provider.name).toBe(name);
    expect(chosen.connected).toBe(every[all.indexOf(name)]?.connected);
  });

  it('is one with an account before one without, and of two the one that was connected first', () => {
    const chosen = (...candidates: readonly MerchantProvider[]) =>
      providerFor(candidates, 'mandate.create').provider.name;
    expect(chosen(without('GOCARDLESS'), since('BETALINGSSERVICE', 2))).toBe('BETALINGSSERVICE');
    expect(chosen(since('GOCARDLESS', 3), since('BETALINGSSERVICE', 2))).toBe('BETALINGSSERVICE');
    expect(chosen(since('GOCARDLESS', 1), since('BETALINGSSERVICE', 2))).toBe('GOCARDLESS');
    expect(chosen(since('BUCKAROO', 1), without('GOCARDLESS'))).toBe('GOCARDLESS');
  });

  it('brings what does it', () => {
    const { capability } = providerFor([since('BUCKAROO', 1)], 'transfer.create');
    expect(capability).toBe(providers.BUCKAROO?.operations['transfer.create']);
  });

  it('has to exist', () => {
    expect(() => providerFor([since('BUCKAROO', 1)], 'agreement.create')).toThrow(
      'no provider offers agreement.create',
    );
    expect(() => providerFor([since('GOCARDLESS', 1)], 'mandate.create', 'betalingsservice')).toThrow(
      'no provider offers mandate.create as betalingsservice',
    );
  });
});
