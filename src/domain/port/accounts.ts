import { randomBytes } from 'node:crypto';
import type { Cause } from '../../event-log/event.ts';
import { newUuid } from '../../kernel/ids.ts';
import { reconcileEveryMs } from '../../kernel/schedules.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Db } from '../../platform/db.ts';
import { setPaused } from './pause-account.ts';
import type { Account, AnyProvider, Capabilities, Capability, ProviderName } from './provider.ts';

/** A provider account as the rest of the program uses it: settings opened, provider beside it. */
export interface ConnectedAccount {
  readonly merchantId: string;
  readonly id: string;
  readonly provider: AnyProvider;
  readonly account: Account<unknown>;
  readonly capabilities: Capabilities;
  /** Where the provider calls us back for this account. */
  readonly callbackUrl: string;
  /** Whether the provider has been told so. */
  readonly connected: boolean;
  /** Nothing is sent while this is set: the provider refused our credentials. */
  readonly pausedAt: Date | null;
  readonly createdAt: Date;
}

/** A provider that there is, and the merchant's account with it, if any. */
export interface MerchantProvider {
  readonly provider: AnyProvider;
  readonly connected: ConnectedAccount | null;
}

export interface Accounts {
  of(merchantId: string, provider: ProviderName): Promise<ConnectedAccount | null>;
  byId(accountId: string): Promise<ConnectedAccount | null>;
  /** By the part of the webhook URL that nobody can guess. */
  bySegment(provider: ProviderName, segment: string): Promise<ConnectedAccount | null>;
  /** Every provider that there is, whether or not the merchant has an account with it. */
  providersOf(merchantId: string): Promise<readonly MerchantProvider[]>;
  /** Accounts, of any merchant, whose provider does not yet know where to call us. */
  unconnected(): Promise<readonly ConnectedAccount[]>;
  /** What the merchant's account with a provider can do, or null where there is none. */
  capabilities(merchantId: string, provider: ProviderName): Promise<Capabilities | null>;
  /** Adds an account, or gives an existing one new settings. Throws when they do not fit the provider's schema. */
  save(merchantId: string, provider: ProviderName, settings: unknown): Promise<string>;
  /** Up to `limit` accounts, of any merchant, whose provider's list of events is to be read now. The claim itself puts the next reading off. */
  claimPolls(limit: number): Promise<readonly Poll[]>;
  /** Where the reading of an account's events goes on, now if there is more. */
  keepPoll(accountId: string, cursor: string, more: boolean): Promise<void>;
  markConnected(accountId: string, callbackUrl: string): Promise<void>;
  /** Pauses an account whose credentials are refused, or resumes it; each tells it by an event. False when it is as it was. */
  setPaused(account: ConnectedAccount, paused: boolean, cause: Cause): Promise<boolean>;
}

/** An account whose provider's list of events is to be read from `cursor`. */
export interface Poll {
  readonly connected: ConnectedAccount;
  readonly cursor: string | null;
}

export interface AccountsDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly providers: Readonly<Partial<Record<ProviderName, AnyProvider>>>;
  /** The address at which providers reach us, without a slash at the end. */
  readonly publicUrl: () => string;
}

interface Row {
  merchant_id: string;
  id: string;
  provider: ProviderName;
  path_segment: string;
  settings_sealed: Buffer;
  callback_url: string | null;
  paused_at: Date | null;
  created_at: Date;
  poll_cursor: string | null;
}

export function createAccounts({ db, sealer, providers, publicUrl }: AccountsDeps): Accounts {
  // A provider caches its token by the account object, so the same credentials must give the same object.
  const opened = new Map<string, { sealed: Buffer; account: Account<unknown> }>();

  const open = (row: Row): ConnectedAccount | null => {
    const provider = providers[row.provider];
    if (!provider) return null;
    let known = opened.get(row.id);
    if (!known?.sealed.equals(row.settings_sealed)) {
      const settings = provider.settings.parse(
        JSON.parse(sealer.open(row.settings_sealed, settingsContext(row.id)).toString()),
      );
      known = { sealed: row.settings_sealed, account: { id: row.id, settings } };
      opened.set(row.id, known);
    }
    const callbackUrl = `${publicUrl()}/webhooks/${row.provider.toLowerCase()}/${row.path_segment}`;
    return {
      merchantId: row.merchant_id,
      id: row.id,
      provider,
      account: known.account,
      capabilities: {
        ...provider.capabilities(known.account.settings),
        operations: Object.keys(provider.operations) as Capability[],
      },
      callbackUrl,
      connected: row.callback_url === callbackUrl,
      pausedAt: row.paused_at,
      createdAt: row.created_at,
    };
  };
  const select = async (where: string, values: readonly unknown[]): Promise<readonly ConnectedAccount[]> => {
    const { rows } = await db.worker.query<Row>(`select * from provider_account where ${where}`, [...values]);
    return rows.flatMap((row) => open(row) ?? []);
  };
  const first = async (where: string, values: readonly unknown[]): Promise<ConnectedAccount | null> =>
    (await select(where, values))[0] ?? null;

  return {
    of: (merchantId, provider) => first('merchant_id = $1 and provider = $2::provider', [merchantId, provider]),
    byId: (accountId) => first('id = $1', [accountId]),
    bySegment: (provider, segment) => first('provider = $1::provider and path_segment = $2', [provider, segment]),
    async providersOf(merchantId) {
      const accounts = await select('merchant_id = $1', [merchantId]);
      return Object.values(providers).map((provider) => ({
        provider,
        connected: accounts.find((account) => account.provider === provider) ?? null,
      }));
    },
    unconnected: async () => (await select('paused_at is null', [])).filter(({ connected }) => !connected),
    async capabilities(merchantId, provider) {
      return (await this.of(merchantId, provider))?.capabilities ?? null;
    },
    async save(merchantId, name, settings) {
      const provider = providers[name];
      if (!provider) throw new Error(`no provider ${name}`);
      provider.settings.parse(settings);
      const existing = await db.worker.query<{ id: string }>(
        'select id from provider_account where merchant_id = $1 and provider = $2::provider',
        [merchantId, name],
      );
      const { rows } = await db.worker.query<{ now: Date }>('select app_now() as now');
      const id = existing.rows[0]?.id ?? newUuid((rows[0]?.now ?? new Date(0)).getTime());
      const sealed = sealer.seal(JSON.stringify(settings), settingsContext(id));
      await db.worker.query(
        `insert into provider_account (merchant_id, id, provider, path_segment, settings_sealed, next_poll_at, created_at)
         values ($1, $2, $3::provider, $4, $5, case when $6 then app_now() end, app_now())
         on conflict (merchant_id, id) do update set settings_sealed = excluded.settings_sealed, callback_url = null,
           next_poll_at = excluded.next_poll_at`,
        [merchantId, id, name, randomBytes(24).toString('base64url'), sealed, provider.pollEvents !== undefined],
      );
      await setPaused(db, { merchantId, id, provider: name }, false, { by: 'clock', rule: 'credentialsRenewed' });
      return id;
    },
    async claimPolls(limit) {
      const { rows } = await db.worker.query<Row>(
        `update provider_account t set next_poll_at = app_now() + $2 * interval '1 millisecond'
         from (select id from provider_account where next_poll_at <= app_now() and paused_at is null order by next_poll_at limit $1 for update skip locked) due
         where t.id = due.id returning t.*`,
        [limit, reconcileEveryMs],
      );
      return rows.flatMap((row) => {
        const connected = open(row);
        return connected ? [{ connected, cursor: row.poll_cursor }] : [];
      });
    },
    async keepPoll(accountId, cursor, more) {
      await db.worker.query(
        'update provider_account set poll_cursor = $2, next_poll_at = case when $3 then app_now() else next_poll_at end where id = $1',
        [accountId, cursor, more],
      );
    },
    async markConnected(accountId, callbackUrl) {
      await db.worker.query('update provider_account set callback_url = $2 where id = $1', [accountId, callbackUrl]);
    },
    setPaused: ({ merchantId, id, provider }, paused, cause) =>
      setPaused(db, { merchantId, id, provider: provider.name }, paused, cause),
  };
}

/** What an account's settings are sealed for. */
export const settingsContext = (accountId: string): string => `provider_account.settings:${accountId}`;
