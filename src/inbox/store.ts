import { randomUUID } from 'node:crypto';
import type { DomainDeps } from '../domain/command/deps.ts';
import type { InboundItem, ProviderName, SignatureCheck } from '../domain/port/provider.ts';
import { newUuid } from '../kernel/ids.ts';
import { refKey } from '../kernel/provider-ref.ts';
import type { Db } from '../platform/db.ts';
import { createGroupCommit, type GroupCommit } from '../platform/group-commit.ts';
import { currentTraceparent } from '../platform/observing/tracing.ts';
import { sqlState } from '../platform/postgres/sql-state.ts';
import { namesKnown } from './names-known.ts';
import { toStored } from './stored-item.ts';

/** The most items in one message. MobilePay sends up to 1,000, GoCardless up to 250. */
export const itemsMax = 1_000;

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

/** A message as its rows will be. */
interface Message extends Pick<Incoming, 'merchantId' | 'accountId' | 'provider'> {
  readonly receiptId: string;
  readonly check: (typeof storedChecks)[keyof typeof storedChecks];
  readonly bodySealed: Buffer;
  readonly traceparent: string | null;
  readonly items: readonly StoredItem[];
}
interface StoredItem {
  readonly id: string;
  readonly dedupeKey: string;
  readonly about: string;
  readonly item: string;
}

/** Messages of one moment are stored together: one statement and one commit for all of them, whosever they are. */
const intakes = new WeakMap<Db, GroupCommit<Message, number>>();
/** Bounds of what goes together: a statement that takes long keeps all of its messages waiting. */
const together = { countMax: 64, weightMax: 512 * 1_024 } as const;

/**
 * Receipt and items, committed. Answers how many items were known already. Money that came in is ours whatever it bears; all else is
 * marked as foreign when it is about nothing that we have, and waits its turn behind what is.
 */
export async function storeIncoming(
  { db, sealer }: Pick<DomainDeps, 'db' | 'sealer'>,
  { merchantId, accountId, provider, check, body, items, now }: Incoming,
): Promise<number> {
  const receiptId = randomUUID();
  const distinct = [...new Map(items.map((item) => [item.dedupeKey, item])).values()];
  // Ids are made in the order of the message, and items about one thing are applied in the order of their ids.
  const ids = distinct.map(() => newUuid(now.getTime())).sort();
  const known = await intakeOf(db).add({
    merchantId,
    accountId,
    provider,
    receiptId,
    check: storedChecks[check],
    bodySealed: sealer.seal(body, bodyContext(receiptId)),
    traceparent: currentTraceparent(),
    items: distinct.map((item, place) => {
      const id = ids[place] ?? '';
      return { id, dedupeKey: item.dedupeKey, about: refKey(item.about), item: toStored(sealer, id, item) };
    }),
  });
  return known + items.length - distinct.length;
}

function intakeOf(db: Db): GroupCommit<Message, number> {
  let intake = intakes.get(db);
  if (!intake) {
    intake = createGroupCommit({
      ...together,
      weightOf: ({ bodySealed, items }) => bodySealed.length + items.length * 1_024,
      commit: (messages) => onceMore(() => store(db, messages)),
    });
    intakes.set(db, intake);
  }
  return intake;
}

/** One statement for all. Answers how many items of each were known already: a repeat within the statement is counted like any other. */
async function store({ intake }: Db, messages: readonly Message[]): Promise<readonly number[]> {
  const known = messages.map(() => 0);
  const given = new Map<string, StoredItem & { readonly of: number; repeats: number }>();
  for (const [of, { accountId, items }] of messages.entries())
    for (const item of items) {
      const key = `${accountId} ${item.dedupeKey}`;
      const first = given.get(key);
      if (first) {
        first.repeats += 1;
        known[of] = (known[of] ?? 0) + 1;
      } else given.set(key, { ...item, of, repeats: 0 });
    }
  const items = [...given.values()];
  const { rows } = await intake.query<{ of: number; came_before: number }>({
    name: 'intake',
    text: insert,
    values: [
      messages.map(({ merchantId }) => merchantId),
      messages.map(({ receiptId }) => receiptId),
      messages.map(({ accountId }) => accountId),
      messages.map(({ provider }) => provider),
      messages.map(({ check }) => check),
      messages.map(({ bodySealed }) => bodySealed),
      messages.map(({ traceparent }) => traceparent),
      items.map(({ of }) => of + 1),
      items.map(({ id }) => id),
      items.map(({ dedupeKey }) => dedupeKey),
      items.map(({ about }) => about),
      items.map(({ item }) => item),
      items.map(({ repeats }) => repeats),
    ],
  });
  for (const { of, came_before } of rows) known[of - 1] = (known[of - 1] ?? 0) + came_before;
  return known;
}

/**
 * An item is placed behind an older one about the same thing: one of the same statement, or one that waits already. That one is held until
 * this is written, or it could be done with meanwhile and not see who waits for it; one that is being written just now is passed over,
 * since no provider waits for our work, and the claim finds out.
 */
const insert = `
  with message as materialized (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::provider[], $5::text[], $6::bytea[], $7::text[])
      with ordinality as message(merchant_id, receipt_id, account_id, provider, verdict, body_sealed, traceparent, of)
  ), receipt as (
    insert into webhook_receipt (merchant_id, id, account_id, provider, verdict, body_sealed, received_at)
    select merchant_id, receipt_id, account_id, provider, verdict, body_sealed, app_now() from message
  ), given as materialized (
    select item.*, merchant_id, receipt_id, account_id, provider, traceparent,
           about like 'receipt:%' or about like 'payout:%' or ${namesKnown('message.merchant_id', 'message.provider', 'item.body')} as known,
           exists (select from inbox where account_id = message.account_id and dedupe_key = item.dedupe_key) as came_before
      from unnest($8::int[], $9::uuid[], $10::text[], $11::text[], $12::jsonb[], $13::int[]) as item(of, id, dedupe_key, about, body, repeats)
      join message using (of)
  ), waiting as materialized (
    select older.account_id, older.about from (select distinct account_id, about from given where not came_before) fresh
     cross join lateral (select account_id, about from inbox
                          where account_id = fresh.account_id and about = fresh.about and state = 'WAITING'
                          order by id desc limit 1 for share skip locked) older
  ), stored as (
    insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, about_known, behind, state, next_at, received_at, traceparent, duplicate_count)
    select merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, body, known or came_before,
           known and not came_before and ((account_id, about) in (select account_id, about from waiting)
             or row_number() over (partition by account_id, about, came_before order by id) > 1),
           'WAITING', app_now(), app_now(), traceparent, repeats
      from given
    on conflict (account_id, dedupe_key) do update set duplicate_count = inbox.duplicate_count + excluded.duplicate_count + 1
    returning account_id, dedupe_key, duplicate_count
  )
  select of, count(*)::int as came_before from stored join given using (account_id, dedupe_key) where duplicate_count > repeats group by of`;

/** Two statements that repeat the same items in another order may wait for each other: the database ends one of them. */
async function onceMore<T>(store: () => Promise<T>): Promise<T> {
  try {
    return await store();
  } catch (error) {
    if (sqlState(error) !== '40P01') throw error;
    return store();
  }
}
