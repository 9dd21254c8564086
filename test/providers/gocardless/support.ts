import { readFileSync } from 'node:fs';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type Settings, settings } from '../../../src/providers/gocardless/settings.ts';
import { readJson } from '../../../src/providers/kit/json.ts';

export const t0 = new Date('2026-05-01T12:00:00Z');
export const gbp = currency('GBP');
export const tenPounds = money(1_000n, gbp);

/** Settings with secrets that would be found in any text they leaked into. */
export function someSettings(changes: Partial<Settings> = {}): Settings {
  return settings.parse({
    apiUrl: 'https://api.example',
    accessToken: 'canary-access-token',
    webhookSecret: 'canary-webhook-secret',
    ...changes,
  });
}

export function someContext(changes: Partial<Settings> = {}, deadlineMs = 5_000): CallContext<Settings> {
  return {
    account: { id: 'acc_1', settings: someSettings(changes) },
    now: () => t0,
    callbackUrl: 'https://pay.example/webhooks/gocardless/abc',
    deadlineMs,
    traceId: '11111111-2222-4333-8444-555555555555',
  };
}

export function fixtureText(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** A fixture as the adapter sees it: numbers are text. */
export function fixture(name: string): Record<string, unknown> {
  const json = readJson(fixtureText(name));
  if (!json.ok) throw new Error(`${name}: ${json.error}`);
  return json.value as Record<string, unknown>;
}

/** What stands in a fixture's envelope, with changes. */
export function aThing(name: string, changes: object = {}): Record<string, unknown> {
  return { ...(Object.values(fixture(name))[0] as object), ...changes };
}
