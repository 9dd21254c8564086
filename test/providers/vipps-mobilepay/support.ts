import type { CallContext } from '../../../src/domain/port/provider.ts';
import { type Settings, settings } from '../../../src/providers/vipps-mobilepay/settings.ts';

/** The settings of an account, as they are kept. */
export function someSettings(over: Partial<Settings> = {}): Settings {
  return settings.parse({
    apiUrl: 'https://apitest.vipps.no',
    clientId: 'client',
    clientSecret: 'client-canary',
    subscriptionKey: 'subscription-canary',
    merchantSerialNumber: '654321',
    market: 'DK',
    agreementUrl: 'https://shop.example/agreements',
    autoReserveApproved: true,
    ...over,
  });
}

export const t0 = new Date('2027-02-03T04:05:10Z');

/** The context of a call to whoever answers at an address. */
export function contextAt(apiUrl: string, over: Partial<Settings> = {}): CallContext<Settings> {
  return {
    account: { id: 'acc_1', settings: someSettings({ apiUrl, ...over }) },
    now: () => t0,
    callbackUrl: 'https://pay.example/webhooks/vipps_mobilepay/abc',
    deadlineMs: 2_000,
    traceId: '11111111-2222-4333-8444-555555555555',
  };
}
