import { request } from 'undici';
import { issueApiKey, revokeApiKey, scopes } from '../access/api-keys.ts';
import type { Accounts } from '../domain/port/accounts.ts';
import { newUuid } from '../kernel/ids.ts';
import { type ProviderName, providerNames } from '../kernel/provider-ref.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { providers } from '../providers/index.ts';

/** What a sandbox says of one of its simulators. */
interface SandboxProvider {
  readonly name: string;
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** Keys of the demo merchant that live side by side; each start makes a fresh one and ends the oldest. */
const demoKeysMax = 20;

export interface DemoDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly accounts: Accounts;
}

/** The demo merchant, made on the first start, connected to every simulator of the sandbox whose provider exists. */
export async function ensureDemoMerchant({ db, clock, accounts }: DemoDeps, sandboxUrl: string): Promise<string> {
  // Processes that start at once on an empty database make one between them.
  const alone = await db.connect();
  try {
    await alone.query('select pg_advisory_lock($1)', [demoLock]);
    return await makeDemoMerchant({ db, clock, accounts }, sandboxUrl);
  } finally {
    await alone.end();
  }
}
const demoLock = 7_204_121;

async function makeDemoMerchant({ db, clock, accounts }: DemoDeps, sandboxUrl: string): Promise<string> {
  const existing = await db.worker.query<{ id: string }>(
    `select id from merchant where environment = 'SANDBOX' order by created_at limit 1`,
  );
  const id = existing.rows[0]?.id ?? newUuid(clock.now().getTime());
  if (!existing.rows[0]) {
    await db.worker.query(
      `insert into merchant (id, name, environment, created_at) values ($1, 'Demo shop', 'SANDBOX', app_now())`,
      [id],
    );
  }
  for (const { name, credentials } of await sandboxProviders(sandboxUrl)) {
    const known = providerNames.find((provider) => provider.toLowerCase() === name);
    if (known && providers[known]) await connectDemo({ accounts }, sandboxUrl, id, known, credentials);
  }
  return id;
}

/** What the demo shop has arranged with a provider beyond its credentials: in our settings, and in the simulator's book. */
interface DemoArrangement {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly book: (callbackUrl: string) => Readonly<Record<string, unknown>>;
}
const arrangements: { readonly [Name in ProviderName]?: DemoArrangement } = {
  // Approved for auto-reserve, so that it can be tried. Its sandbox outlives a database: whoever was called before is one that it had.
  MOBILEPAY: {
    settings: { autoReserveApproved: true, takeCallbackAddress: true },
    book: () => ({ autoReserveApproved: true }),
  },
  // What a merchant sets on the provider's own pages: there is no call for it.
  GOCARDLESS: { settings: { appFees: true }, book: (url) => ({ webhookEndpoints: [{ url }] }) },
  // Each transfer names the address too; this is where money is told of that belongs to none. With automatic deposits there is such money.
  BUCKAROO: { book: (url) => ({ pushUrl: url, automaticDeposits: true }) },
  VIPPS_MOBILEPAY: { settings: { autoReserveApproved: true }, book: () => ({ unscheduledApproved: true }) },
};

async function connectDemo(
  { accounts }: Pick<DemoDeps, 'accounts'>,
  sandboxUrl: string,
  merchantId: string,
  name: ProviderName,
  credentials: SandboxProvider['credentials'],
): Promise<void> {
  const arrangement = arrangements[name];
  const settings = { ...credentials, ...arrangement?.settings };
  const connected = await accounts.of(merchantId, name);
  const known = connected?.account.settings as Readonly<Record<string, unknown>> | undefined;
  if (!known || Object.entries(settings).some(([key, value]) => known[key] !== value))
    // What the provider has given us since, such as the secret of its callbacks, stays.
    await accounts.save(merchantId, name, { ...known, ...settings });
  const account = await accounts.of(merchantId, name);
  if (account) await arrangeDemo(sandboxUrl, name, account.toldUrl ?? account.callbackUrl);
}

/** Puts into the simulator's book what a merchant arranges with the provider by hand, the address that it calls among it. */
export async function arrangeDemo(sandboxUrl: string, name: ProviderName, callbackUrl: string): Promise<void> {
  const arrangement = arrangements[name];
  if (!arrangement) return;
  const reply = await request(`${sandboxUrl}/control/${name.toLowerCase()}/provider`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(arrangement.book(callbackUrl)),
  });
  await reply.body.dump();
}

/** A fresh key with every scope for the demo merchant. */
export async function issueDemoKey({ db, clock }: Pick<DemoDeps, 'db' | 'clock'>, merchantId: string): Promise<string> {
  const { rows } = await db.worker.query<{ id: string }>(
    `select id from api_key where merchant_id = $1 and name = 'demo' and revoked_at is null order by created_at desc offset $2`,
    [merchantId, demoKeysMax - 1],
  );
  for (const { id } of rows) await revokeApiKey(db, clock, { merchantId, id });
  const { secret } = await issueApiKey(db, clock, { merchantId, environment: 'SANDBOX', name: 'demo', scopes });
  return secret;
}

async function sandboxProviders(sandboxUrl: string): Promise<readonly SandboxProvider[]> {
  const reply = await request(sandboxUrl, {
    headers: { accept: 'application/json' },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  });
  return ((await reply.body.json()) as { providers: SandboxProvider[] }).providers;
}
