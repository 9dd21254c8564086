import { readFileSync } from 'node:fs';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import { type Settings, settings } from '../../../src/providers/mobilepay/settings.ts';

export const ids = {
  provider: '00000000-0000-4000-8000-000000000001',
  agreement: '1b08e244-4aea-4988-99d6-1bd22c6a5b2c',
  payment: '2a5dd31f-32c1-4517-925f-9c60ba19f8ca',
  refund: '4bb9b33a-f34a-42e7-9143-d6eabd9aae1d',
} as const;

export const t0 = new Date('2024-05-01T12:00:00Z');

/** Settings with secrets that would be found in any text they leaked into. */
export function someSettings(changes: Partial<Settings> = {}): Settings {
  return settings.parse({
    apiUrl: 'https://api.example/subscriptions',
    tokenUrl: 'https://api.example/connect/token',
    clientId: 'client',
    clientSecret: 'canary-client-secret',
    refreshToken: 'canary-refresh-token',
    ibmClientId: 'ibm',
    ibmClientSecret: 'canary-ibm-secret',
    providerId: ids.provider,
    callbackUsername: 'mp-cb',
    callbackPassword: 's3cret!',
    ...changes,
  });
}

export function someContext(changes: Partial<Settings> = {}, deadlineMs = 5_000): CallContext<Settings> {
  return {
    account: { id: 'acc_1', settings: someSettings(changes) },
    now: () => t0,
    callbackUrl: 'https://pay.example/webhooks/abc',
    deadlineMs,
    traceId: '11111111-2222-4333-8444-555555555555',
  };
}

export function fixtureText(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** A fixture as the adapter sees it: numbers are text. */
export function fixture(name: string): unknown {
  const json = readJson(fixtureText(name));
  if (!json.ok) throw new Error(`${name}: ${json.error}`);
  return json.value;
}
