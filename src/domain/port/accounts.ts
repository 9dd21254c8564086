import { randomBytes } from 'node:crypto';
import type { Cause } from '../../event-log/event.ts';
import type { AccountPause } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { InputProblem } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { credentialsSchedule, leaseMs, nextByTime, reconcileEveryMs } from '../../kernel/schedules.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { disconnectedReason, openSettings, sealSettings, unreadableReason } from './account-settings.ts';
import { type Addressed, accountColumns, createAccountsBySegment, isThere } from './accounts-by-segment.ts';
import { markConnected, markForgotten, noteConnectProblem } from './mark-connected.ts';
import { type PauseReason, setPaused } from './pause-account.ts';
import type {
  Account,
  AnyProvider,
  Capabilities,
  Capability,
  Connection,
  ProviderName,
  StatusReason,
} from './provider.ts';

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
  /** Why it could not be told, where that was tried in vain. */
  readonly connectProblem: string | null;
  /** Where the provider was told to call back last, by us or by another process. */
  readonly toldUrl: string | null;
  /** Nothing is sent while this is set: the provider refused our credentials, or its settings cannot be read. */
  readonly pausedAt: Date | null;
  /** Why, where that was kept. */
  readonly pausedBecause: AccountPause | null;
  /** When the provider called us last, to the minute. */
  readonly lastCallbackAt: Date | null;
  /** Why there are no settings, where they cannot be opened or are there no more: such an account is paused, and nothing may be asked of its provider. */
  readonly unreadable?: StatusReason;
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
  /** By the part of the webhook URL that nobody can guess, with the database's time. */
  bySegment(provider: ProviderName, segment: string): Promise<Addressed<ConnectedAccount> | null>;
  /** Every provider that there is, whether or not the merchant has an account with it. */
  providersOf(merchantId: string): Promise<readonly MerchantProvider[]>;
  /** Accounts, of any merchant, whose provider does not yet know where to call us. */
  unconnected(): Promise<readonly ConnectedAccount[]>;
  /** What the merchant's account with a provider can do, or null where there is none. */
  capabilities(merchantId: string, provider: ProviderName): Promise<Capabilities | null>;
  /** Reads settings by the provider's schema, defaults filled in; or says what is wrong with each, in words that repeat none. */
  read(provider: ProviderName, settings: unknown): Result<unknown, readonly InputProblem[]>;
  /**
   * Adds an account, or gives an existing one new settings; `also` is done in the same transaction. Throws when they do not fit the
   * provider's schema.
   */
  save(
    merchantId: string,
    provider: ProviderName,
    settings: unknown,
    also?: (tx: Tx, now: Date, accountId: string) => Promise<void>,
  ): Promise<string>;
  /** Up to `limit` accounts, of any merchant, whose provider's list of events is to be read now. The claim itself puts the next reading off. */
  claimPolls(limit: number): Promise<readonly Poll[]>;
  /** Where the reading of an account's events goes on, now if there is more. */
  keepPoll(accountId: string, cursor: string, more: boolean): Promise<void>;
  /** The address at which a provider calls us, by the part of it that nobody can guess. */
  callbackUrl(provider: ProviderName, segment: string): string;
  /**
   * Keeps that the provider has been told where to call us, and what it has given us for that beside the settings. False where those were changed
   * meanwhile: then it is to be told again.
   */
  markConnected(connected: ConnectedAccount, connection: Connection<unknown>): Promise<boolean>;
  /** Keeps that the provider does not know any more where to call us. */
  markForgotten(accountId: string): Promise<void>;
  /** Keeps that the provider has called. */
  noteCallback(accountId: string): Promise<void>;
  /** Keeps why the provider could not be told where to call us, to be shown. */
  noteConnectProblem(accountId: string, problem: string): Promise<void>;
  /** Pauses an account, or resumes it (null); each tells it by an event. False when it is as it was. */
  setPaused(account: ConnectedAccount, because: PauseReason | null, cause: Cause): Promise<boolean>;
  /** Up to `limit` paused accounts, of any merchant, whose credentials are to be tried again now. The claim itself plans the next time. */
  claimCredentialChecks(limit: number): Promise<readonly ConnectedAccount[]>;
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
  /** Told once of each account whose settings cannot be opened, with nothing of what they hold. */
  readonly onUnreadable?: (account: UnreadableAccount) => void;
}

/** An account whose settings cannot be opened, for whoever has to mend it. */
export interface UnreadableAccount {
  readonly accountId: string;
  readonly merchantId: string;
  readonly provider: ProviderName;
  /** What is wrong with them. */
  readonly reason: string;
}

interface Row {
  merchant_id: string;
  id: string;
  provider: ProviderName;
  path_segment: string;
  settings_sealed: Buffer;
  callback_url: string | null;
  connect_problem: string | null;
  paused_at: Date | null;
  paused_because: AccountPause | null;
  last_callback_at: Date | null;
  created_at: Date;
  read_at: Date;
  poll_cursor: string | null;
}

export function createAccounts({ db, sealer, providers, publicUrl, onUnreadable }: AccountsDeps): Accounts {
  // A provider caches its token by the account object, so the same credentials must give the same object.
  const opened = new Map<string, { sealed: Buffer; account: Account<unknown> }>();
  const unreadable = new Map<string, { sealed: Buffer; since: Date }>();

  const callbackUrlOf = (provider: ProviderName, segment: string): string =>
    `${publicUrl()}/webhooks/${provider.toLowerCase()}/${segment}`;
  const open = (row: Row): ConnectedAccount | null => {
    const provider = providers[row.provider];
    if (!provider) return null;
    const callbackUrl = callbackUrlOf(row.provider, row.path_segment);
    const operations = Object.keys(provider.operations) as Capability[];
    const common = {
      merchantId: row.merchant_id,
      id: row.id,
      provider,
      callbackUrl,
      connected: row.callback_url === callbackUrl,
      toldUrl: row.callback_url,
      connectProblem: row.connect_problem,
      createdAt: row.created_at,
      pausedBecause: row.paused_at && row.paused_because,
      lastCallbackAt: row.last_callback_at,
    };
    if (isDisconnected(row)) {
      const account = { id: row.id, settings: null };
      const unreadable = disconnectedReason(row.provider);
      return { ...common, account, capabilities: { ...nothing, operations }, pausedAt: row.paused_at, unreadable };
    }
    let known = opened.get(row.id);
    if (!known?.sealed.equals(row.settings_sealed)) {
      const settings = openSettings(sealer, provider, row);
      if (!settings.ok) {
        const account = { id: row.id, settings: null };
        const since = noteUnreadable(row, settings.error);
        const pausedAt = row.paused_at ?? since;
        const reason = unreadableReason(row.provider);
        return { ...common, account, capabilities: { ...nothing, operations }, pausedAt, unreadable: reason };
      }
      known = { sealed: row.settings_sealed, account: { id: row.id, settings: settings.value } };
      opened.set(row.id, known);
      unreadable.delete(row.id);
    }
    const capabilities = { ...provider.capabilities(known.account.settings), operations };
    return { ...common, account: known.account, capabilities, pausedAt: row.paused_at };
  };
  /** Since when it cannot be opened, as far as this process knows. One account says so once, until it is given other settings. */
  const noteUnreadable = (
    { id, merchant_id: merchantId, provider, settings_sealed: sealed, read_at }: Row,
    reason: string,
  ) => {
    const noted = unreadable.get(id);
    if (noted?.sealed.equals(sealed)) return noted.since;
    unreadable.set(id, { sealed, since: read_at });
    onUnreadable?.({ accountId: id, merchantId, provider, reason });
    return read_at;
  };
  const bySegment = createAccountsBySegment(db, open);
  const select = async (where: string, values: readonly unknown[], name = ''): Promise<readonly ConnectedAccount[]> => {
    const text = `select ${accountColumns} from provider_account where ${where}`;
    return openAll((await db.worker.query<Row>({ name, text, values: [...values] })).rows);
  };
  /** Opens accounts, and pauses those that cannot be opened. */
  const openAll = async (rows: readonly Row[]): Promise<readonly ConnectedAccount[]> => {
    const accounts = rows.flatMap((row) => open(row) ?? []);
    for (const { paused_at, merchant_id: merchantId, id, provider } of rows)
      if (paused_at === null && accounts.some((one) => one.id === id && one.unreadable))
        await setPaused(db, { merchantId, id, provider }, 'SETTINGS_UNREADABLE', {
          by: 'clock',
          rule: 'settingsUnreadable',
        });
    return accounts;
  };
  const first = async (where: string, values: readonly unknown[], name?: string): Promise<ConnectedAccount | null> =>
    (await select(where, values, name))[0] ?? null;

  return {
    of: (merchantId, provider) =>
      first(`merchant_id = $1 and provider = $2::provider and ${isThere}`, [merchantId, provider]),
    byId: (accountId) => first('id = $1', [accountId], 'account by id'),
    async bySegment(provider, segment) {
      const found = await bySegment.get(segment);
      return found?.connected.provider.name === provider ? found : null;
    },
    async providersOf(merchantId) {
      const accounts = await select(`merchant_id = $1 and ${isThere}`, [merchantId]);
      return Object.values(providers).map((provider) => ({
        provider,
        connected: accounts.find((account) => account.provider === provider) ?? null,
      }));
    },
    unconnected: async () =>
      (await select('paused_at is null', [])).filter(({ connected, pausedAt }) => !connected && !pausedAt),
    async capabilities(merchantId, provider) {
      return (await this.of(merchantId, provider))?.capabilities ?? null;
    },
    read(name, settings) {
      const parsed = providers[name]?.settings.safeParse(settings);
      if (!parsed) throw new Error(`no provider ${name}`);
      if (parsed.success) return ok(parsed.data);
      return refuse(
        parsed.error.issues.map(({ path, code, message }) => ({
          path: ['settings', ...path.map(String)],
          rule: code,
          message,
        })),
      );
    },
    async save(merchantId, name, settings, also) {
      const provider = providers[name];
      if (!provider) throw new Error(`no provider ${name}`);
      provider.settings.parse(settings);
      const id = await db.forMerchant(merchantId, async (tx, now) => {
        const where = { merchantId_provider: { merchantId, provider: name } };
        const existing = await tx.providerAccount.findUnique({ where, select: { id: true } });
        const accountId = existing?.id ?? newUuid(now.getTime());
        const settingsSealed = sealSettings(sealer, accountId, settings);
        const saved = { settingsSealed, callbackUrl: null, nextPollAt: provider.pollEvents ? now : null };
        const pathSegment = newPathSegment();
        await tx.providerAccount.upsert({
          where,
          create: { merchantId, id: accountId, provider: name, pathSegment, createdAt: now, ...saved },
          update: saved,
          select: { id: true },
        });
        await also?.(tx, now, accountId);
        return accountId;
      });
      await setPaused(db, { merchantId, id, provider: name }, null, { by: 'clock', rule: 'credentialsRenewed' });
      return id;
    },
    async claimPolls(limit) {
      const { rows } = await db.worker.query<Row>(
        `update provider_account t set next_poll_at = app_now() + $2 * interval '1 millisecond'
         from (select id from provider_account where next_poll_at <= app_now() and paused_at is null order by next_poll_at limit $1 for update skip locked) due
         where t.id = due.id returning t.*, app_now() as read_at`,
        [limit, reconcileEveryMs],
      );
      return rows.flatMap((row) => {
        const connected = open(row);
        return connected && !connected.unreadable ? [{ connected, cursor: row.poll_cursor }] : [];
      });
    },
    async keepPoll(accountId, cursor, more) {
      await db.worker.query(
        'update provider_account set poll_cursor = $2, next_poll_at = case when $3 then app_now() else next_poll_at end where id = $1',
        [accountId, cursor, more],
      );
    },
    callbackUrl: callbackUrlOf,
    markConnected: (connected, connection) =>
      markConnected({ db, sealer }, connected, opened.get(connected.id)?.sealed ?? null, connection),
    markForgotten: (accountId) => markForgotten(db, accountId),
    async noteCallback(accountId) {
      await db.intake.query(
        `update provider_account set last_callback_at = app_now()
          where id = $1 and (last_callback_at is null or last_callback_at < app_now() - interval '1 minute')`,
        [accountId],
      );
    },
    noteConnectProblem: (accountId, problem) => noteConnectProblem(db, accountId, problem),
    setPaused: ({ merchantId, id, provider }, because, cause) =>
      setPaused(db, { merchantId, id, provider: provider.name }, because, cause),
    async claimCredentialChecks(limit) {
      const { rows } = await db.worker.query<Row>(
        `update provider_account t set next_credentials_check_at = app_now() + $2 * interval '1 millisecond'
         from (select id from provider_account where next_credentials_check_at <= app_now() order by next_credentials_check_at limit $1 for update skip locked) due
         where t.id = due.id returning t.*, app_now() as read_at`,
        [limit, leaseMs],
      );
      for (const row of rows) {
        const next = row.paused_at && nextByTime(credentialsSchedule, row.paused_at, row.read_at, row.id);
        await db.worker.query(
          'update provider_account set next_credentials_check_at = $2 where id = $1 and paused_at is not null',
          [row.id, next],
        );
      }
      return (await openAll(rows)).filter(({ unreadable }) => !unreadable);
    },
  };
}

const isDisconnected = ({ paused_at, paused_because }: Row): boolean =>
  paused_at !== null && paused_because === 'DISCONNECTED';

/** The part of an account's callback address that nobody can guess. */
export const newPathSegment = (): string => randomBytes(24).toString('base64url');

// What can be told of an account without its settings.
const nothing = {
  currencies: [],
  partialCapture: false,
  partialRefund: false,
  autoReserve: false,
  refundWindowMs: null,
};
