import { providerNames } from '../kernel/provider-ref.ts';
import { createCachedLookup } from '../platform/cached-lookup.ts';
import type { Db } from '../platform/db.ts';

/** How long an address is known to be one, or none, without another look. Segments are random: none comes to be after it was asked for. */
const keptMs = 1_000;

/** Whether an account's webhooks come to an address. A flood of made-up ones is looked up in batches, one statement at a time. */
export function createWebhookAddresses({
  db,
}: {
  readonly db: Db;
}): (provider: string, segment: string) => Promise<boolean> {
  const accounts = createCachedLookup<string>({
    keptMs,
    async load(segments) {
      const { rows } = await db.worker.query<{ segment: string; provider: string }>(
        `select path_segment as segment, provider::text from provider_account
          where path_segment = any($1) and paused_because is distinct from 'DISCONNECTED'`,
        [segments],
      );
      return new Map(rows.map(({ segment, provider }) => [segment, provider.toLowerCase()]));
    },
  });
  return async (provider, segment) =>
    providerNames.some((name) => name.toLowerCase() === provider) && (await accounts.get(segment)) === provider;
}
