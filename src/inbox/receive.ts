import { randomUUID } from 'node:crypto';
import type { DomainDeps } from '../domain/command/deps.ts';
import type { ConnectedAccount } from '../domain/port/accounts.ts';
import {
  type InboundItem,
  type ProviderName,
  providerNames,
  type RawRequest,
  type SignatureCheck,
} from '../domain/port/provider.ts';
import { newUuid } from '../kernel/ids.ts';
import { refKey } from '../kernel/provider-ref.ts';
import type { WebhookRecord } from '../platform/observing/observer.ts';
import { sqlState } from '../platform/postgres/sql-state.ts';
import { currentTraceparent } from '../platform/observing/tracing.ts';
import { toStored } from './stored-item.ts';

/** A provider's message as it came, and by which path. */
export interface WebhookRequest extends RawRequest {
  /** As in the path: the provider's name in lower case, then the account's secret segment. */
  readonly provider: string;
  readonly segment: string;
}
export interface WebhookAnswer {
  readonly status: number;
  readonly body?: string;
  /** What it has come to, for whoever is told of it. */
  readonly told?: Partial<Pick<WebhookRecord, 'merchantId' | 'accountId' | 'items' | 'duplicates'>> &
    Pick<WebhookRecord, 'outcome'>;
}

/** The most items in one message. MobilePay sends up to 1,000, GoCardless up to 250. */
export const itemsMax = 1_000;

/**
 * Takes a provider's message in: verified over the raw bytes, stored with its items, then answered. Nothing is interpreted here, so
 * that the answer takes one insert, and what was answered with 2xx is never lost. An item that came before is counted, not stored.
 */
export async function receiveWebhook(
  deps: DomainDeps,
  { provider: path, segment, ...request }: WebhookRequest,
): Promise<WebhookAnswer> {
  const name = providerNames.find((known) => known.toLowerCase() === path);
  const found = name && (await deps.accounts.bySegment(name, segment));
  if (!found) return { status: 404, told: { outcome: 'unknownAddress' } };
  const { connected, now } = found;
  const whose = { merchantId: connected.merchantId, accountId: connected.id };
  // Nothing can be verified; the provider comes again.
  if (connected.unreadable) return { status: 503, told: { ...whose, outcome: 'accountUnreadable' } };
  const { inbound } = connected.provider;
  const arrived: RawRequest = { ...request, url: connected.callbackUrl, receivedAt: now };
  const check = inbound.verify(arrived, connected.account.settings);
  if (check !== 'verified' && check !== 'unverified')
    return { ...inbound.answer(check), told: { ...whose, outcome: check } };
  const split = inbound.split(arrived);
  if (!split.ok || split.value.length === 0 || split.value.length > itemsMax)
    return { ...inbound.answer('malformed'), told: { ...whose, outcome: 'malformed' } };
  const duplicates = await storeIncoming(deps, {
    merchantId: connected.merchantId,
    accountId: connected.id,
    provider: name,
    check,
    body: request.body,
    items: split.value,
    now,
  });
  if (duplicates > 0) deps.log.debug({ accountId: connected.id, duplicates }, 'webhook items came again');
  deps.wake('inbox');
  await noteCallback(deps, connected, now);
  return { ...inbound.answer(check), told: { ...whose, outcome: check, items: split.value.length, duplicates } };
}

const noteEveryMs = 60_000;
/** Nothing that was taken in is refused for it. */
async function noteCallback(
  { accounts, log }: DomainDeps,
  { id, lastCallbackAt }: ConnectedAccount,
  now: Date,
): Promise<void> {
  if (lastCallbackAt && now.getTime() - lastCallbackAt.getTime() < noteEveryMs) return;
  await accounts
    .noteCallback(id)
    .catch((err: unknown) => log.warn({ err, accountId: id }, 'the last callback of an account could not be noted'));
}

// The words that receipts have borne from the first: they are kept for 90 days, and no row is ever changed.
const storedChecks = { verified: 'genuine', unverified: 'hint' } as const satisfies Partial<
  Record<SignatureCheck, string>
>;

/** What the bytes of a receipt are sealed for. */
export const bodyContext = (receiptId: string): string => `webhook_receipt.body:${receiptId}`;

export interface Incoming {
  readonly merchantId: string;
  readonly accountId: string;
  readonly provider: ProviderName;
  readonly check: keyof typeof storedChecks;
  readonly body: Uint8Array;
  readonly items: readonly InboundItem[];
  readonly now: Date;
}

/**
 * Receipt and items in one statement. Answers how many items were known already. Money that came in is ours whatever it bears; all else is
 * marked as foreign when it is about nothing that we have, and waits its turn behind what is.
 */
export async function storeIncoming(
  { db, sealer }: DomainDeps,
  { merchantId, accountId, provider, check, body, items, now }: Incoming,
): Promise<number> {
  const receiptId = randomUUID();
  const distinct = [...new Map(items.map((item) => [item.dedupeKey, item])).values()];
  // Ids are made in the order of the message, and items about one thing are applied in the order of their ids.
  const ids = distinct.map(() => newUuid(now.getTime())).sort();
  const inserted = await onceMore(() =>
    db.intake.query<{ fresh: boolean }>(intake, [
      merchantId,
      receiptId,
      accountId,
      provider,
      storedChecks[check],
      sealer.seal(body, bodyContext(receiptId)),
      ids,
      distinct.map((item) => item.dedupeKey),
      distinct.map((item) => refKey(item.about)),
      distinct.map((item, place) => toStored(sealer, ids[place] ?? '', item)),
      currentTraceparent(),
    ]),
  );
  return inserted.rows.filter(({ fresh }) => !fresh).length + items.length - distinct.length;
}

/**
 * An item is placed behind an older one about the same thing: one of the same message, or one that waits already. That one is held until
 * this is written, or it could be done with meanwhile and not see who waits for it; one that is being written just now is passed over,
 * since no provider waits for our work, and the claim finds out.
 */
const intake = `
  with receipt as (
    insert into webhook_receipt (merchant_id, id, account_id, provider, verdict, body_sealed, received_at)
    values ($1, $2, $3, $4::provider, $5, $6, app_now())
  ), given as materialized (
    select item.*, item.about like 'receipt:%' or names_known($1, $4::provider, item.body) as known,
           exists (select from inbox where account_id = $3 and dedupe_key = item.dedupe_key) as came_before
      from unnest($7::uuid[], $8::text[], $9::text[], $10::jsonb[]) as item(id, dedupe_key, about, body)
  ), waiting as materialized (
    select older.about from (select distinct about from given where not came_before) fresh
     cross join lateral (select about from inbox where account_id = $3 and about = fresh.about and state = 'WAITING'
                          order by id desc limit 1 for share skip locked) older
  )
  insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, about_known, behind, state, next_at, received_at, traceparent)
  select $1, id, $3, $4::provider, $2, dedupe_key, about, body, known or came_before,
         known and not came_before and (about in (select about from waiting) or row_number() over (partition by about, came_before order by id) > 1),
         'WAITING', app_now(), app_now(), $11
    from given
  on conflict (account_id, dedupe_key) do update set duplicate_count = inbox.duplicate_count + 1
  returning duplicate_count = 0 as fresh`;

/** Two messages that repeat the same items in another order may wait for each other: the database ends one of them. */
async function onceMore<T>(store: () => Promise<T>): Promise<T> {
  try {
    return await store();
  } catch (error) {
    if (sqlState(error) !== '40P01') throw error;
    return store();
  }
}
