import DataLoader from 'dataloader';
import type { Accounts, ConnectedAccount } from '../../domain/port/accounts.ts';
import type { Capabilities, ProviderName } from '../../domain/port/provider.ts';
import type {
  Agreement,
  ApiKey,
  AuditRecord,
  BillingRequest,
  Capture,
  InboxItem,
  JournalEntry,
  Mandate,
  OneOffPayment,
  Operation,
  PaymentSchedule,
  Payout,
  ProviderAccount,
  Refund,
  TransferReceipt,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
} from '../../generated/prisma/client.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import type { Db } from '../../platform/db.ts';
import { type ItemsAsked, loadItems, loadItemsAbout, loadProblems, type PayoutItemRow } from '../payout/load.ts';
import {
  type EntriesAsked,
  type EventRow,
  type EventsAsked,
  loadEntries,
  loadEvents,
  loadPayments,
  loadSchedules,
  type PaymentsAsked,
  parentIds,
  type SchedulesAsked,
} from '../read/beneath.ts';
import { accountShown, asPayment, branded, type NodeTypeName } from './node-types.ts';

/** Without the bytes that are sent. */
export type DeliveryRow = Omit<WebhookDelivery, 'body'>;
/** Without its secrets. */
export type EndpointRow = Omit<WebhookEndpoint, 'secretsSealed'>;
/** Without its settings, and without the part of its address that nobody can guess. */
export type AccountRow = Pick<ProviderAccount, keyof typeof accountShown>;
/** Without the hash of its secret. */
export type ApiKeyRow = Omit<ApiKey, 'secretHash'>;
export type NodeRow =
  | Agreement
  | Mandate
  | BillingRequest
  | OneOffPayment
  | PaymentSchedule
  | TransferReceipt
  | Capture
  | Refund
  | Payout
  | Operation
  | EventRow
  | JournalEntry
  | EndpointRow
  | DeliveryRow
  | InboxItem
  | AccountRow
  | ApiKeyRow
  | AuditRecord;

export interface Loaders {
  /** Any node by type and uuid, or null. */
  readonly node: DataLoader<{ readonly prefix: IdPrefix; readonly uuid: string }, NodeRow | null, string>;
  readonly events: DataLoader<EventsAsked, readonly EventRow[], EventsAsked>;
  readonly entries: DataLoader<EntriesAsked, readonly JournalEntry[], EntriesAsked>;
  readonly payments: DataLoader<PaymentsAsked, readonly OneOffPayment[], PaymentsAsked>;
  readonly schedules: DataLoader<SchedulesAsked, readonly PaymentSchedule[], SchedulesAsked>;
  /** What the merchant's account with a provider can do, or null where there is none. */
  readonly capabilities: DataLoader<ProviderName, Capabilities | null>;
  /** An account by its uuid, or null. */
  readonly account: DataLoader<string, ConnectedAccount | null>;
  /** The latest attempts of a delivery, oldest first. */
  readonly attempts: DataLoader<string, readonly WebhookAttempt[]>;
  /** A payment by its uuid, of whichever kind, or null. */
  readonly payment: DataLoader<string, OneOffPayment | null>;
  /** Lines of payouts: by number, those that do not fit, and those about a payment or a refund. */
  readonly payoutItems: DataLoader<ItemsAsked, readonly PayoutItemRow[], ItemsAsked>;
  readonly payoutProblems: DataLoader<Payout, readonly PayoutItemRow[], Payout>;
  readonly payoutItemsOfPayment: DataLoader<string, readonly PayoutItemRow[]>;
  readonly payoutItemsOfRefund: DataLoader<string, readonly PayoutItemRow[]>;
  /** The database's time, by which deadlines are judged. */
  readonly now: DataLoader<'now', Date>;
}

/**
 * What the Prisma plugin cannot load in one query. Nothing is cached: a loader only gathers what is asked for in one tick,
 * since a document may hold several mutations, and a subscription lives for hours.
 */
export function createLoaders(
  { db, accounts }: { readonly db: Db; readonly accounts: Accounts },
  merchantId: string,
): Loaders {
  const gather = { cache: false, maxBatchSize: 1_000 };
  return {
    node: new DataLoader((keys) => loadNodes(db, merchantId, keys), gather),
    events: new DataLoader((asked) => db.forMerchant(merchantId, (tx) => loadEvents(tx, merchantId, asked)), gather),
    entries: new DataLoader((asked) => db.forMerchant(merchantId, (tx) => loadEntries(tx, merchantId, asked)), gather),
    payments: new DataLoader(
      (asked) => db.forMerchant(merchantId, (tx) => loadPayments(tx, merchantId, asked)),
      gather,
    ),
    schedules: new DataLoader(
      (asked) => db.forMerchant(merchantId, (tx) => loadSchedules(tx, merchantId, asked)),
      gather,
    ),
    capabilities: new DataLoader(async (names) => {
      const known = new Map(
        await Promise.all(
          [...new Set(names)].map(async (name) => [name, await accounts.capabilities(merchantId, name)] as const),
        ),
      );
      return names.map((name) => known.get(name) ?? null);
    }, gather),
    account: new DataLoader(async (ids) => {
      const known = new Map(
        await Promise.all([...new Set(ids)].map(async (id) => [id, await accounts.byId(id)] as const)),
      );
      return ids.map((id) => known.get(id) ?? null);
    }, gather),
    attempts: new DataLoader((ids) => loadAttempts(db, merchantId, ids), gather),
    payment: new DataLoader(async (ids) => {
      const rows = await db.reader(merchantId).oneOffPayment.findMany({ where: { merchantId, id: { in: [...ids] } } });
      const byId = new Map(rows.map((row) => [row.id, asPayment(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    }, gather),
    payoutItems: new DataLoader((asked) => loadItems(db, merchantId, asked), gather),
    payoutProblems: new DataLoader((payouts) => loadProblems(db, merchantId, payouts), gather),
    payoutItemsOfPayment: new DataLoader((ids) => loadItemsAbout(db, merchantId, 'paymentId', ids), gather),
    payoutItemsOfRefund: new DataLoader((ids) => loadItemsAbout(db, merchantId, 'refundId', ids), gather),
    now: new DataLoader(async (keys) => {
      const { rows } = await db.worker.query<{ now: Date }>('select app_now() as now');
      return keys.map(() => rows[0]?.now ?? new Error('the database gave no time'));
    }, gather),
  };
}

const nodeTypes = {
  agr: 'Agreement',
  man: 'Mandate',
  brq: 'BillingRequest',
  oop: 'OneOffPayment',
  trf: 'Transfer',
  chg: 'Charge',
  sch: 'PaymentSchedule',
  rcp: 'TransferReceipt',
  cap: 'Capture',
  rfd: 'Refund',
  pyo: 'Payout',
  opr: 'Operation',
  evt: 'Event',
  led: 'LedgerEntry',
  whe: 'WebhookEndpoint',
  whd: 'WebhookDelivery',
  inb: 'ProviderNotification',
  acc: 'ProviderAccount',
  key: 'ApiKey',
  aud: 'AuditRecord',
} as const satisfies Partial<Record<IdPrefix, NodeTypeName>>;
type NodePrefix = keyof typeof nodeTypes;

async function loadNodes(
  db: Db,
  merchantId: string,
  keys: readonly { readonly prefix: IdPrefix; readonly uuid: string }[],
): Promise<(NodeRow | null)[]> {
  const reader = db.reader(merchantId);
  const find: Readonly<
    Record<NodePrefix, (where: { merchantId: string; id: { in: string[] } }) => Promise<readonly NodeRow[]>>
  > = {
    agr: (where) => reader.agreement.findMany({ where }),
    man: (where) => reader.mandate.findMany({ where }),
    brq: (where) => reader.billingRequest.findMany({ where }),
    oop: (where) => reader.oneOffPayment.findMany({ where: { ...where, kind: 'ONE_OFF' } }),
    trf: (where) => reader.oneOffPayment.findMany({ where: { ...where, kind: 'TRANSFER' } }),
    chg: (where) => reader.oneOffPayment.findMany({ where: { ...where, kind: 'CHARGE' } }),
    sch: (where) => reader.paymentSchedule.findMany({ where }),
    rcp: (where) => reader.transferReceipt.findMany({ where }),
    cap: (where) => reader.capture.findMany({ where }),
    rfd: (where) => reader.refund.findMany({ where }),
    pyo: (where) => reader.payout.findMany({ where }),
    opr: (where) => reader.operation.findMany({ where }),
    evt: (where) => reader.event.findMany({ where, include: { logEntry: true } }),
    led: (where) => reader.journalEntry.findMany({ where }),
    whe: (where) => reader.webhookEndpoint.findMany({ where, omit: { secretsSealed: true } }),
    whd: (where) => reader.webhookDelivery.findMany({ where, omit: { body: true } }),
    inb: (where) => reader.inboxItem.findMany({ where }),
    acc: (where) => reader.providerAccount.findMany({ where, select: accountShown }),
    key: (where) => reader.apiKey.findMany({ where, omit: { secretHash: true } }),
    aud: (where) => reader.auditRecord.findMany({ where }),
  };
  const found = new Map<string, NodeRow>();
  const groups = Map.groupBy(keys, ({ prefix }) => prefix);
  await Promise.all(
    [...groups].map(async ([prefix, group]) => {
      if (!(prefix in find)) return;
      const rows = await find[prefix as NodePrefix]({
        merchantId,
        id: { in: [...new Set(group.map(({ uuid }) => uuid))] },
      });
      for (const row of rows) found.set(`${prefix}_${row.id}`, branded(nodeTypes[prefix as NodePrefix], row));
    }),
  );
  return keys.map(({ prefix, uuid }) => found.get(`${prefix}_${uuid}`) ?? null);
}

export const attemptsShown = 50;

async function loadAttempts(
  db: Db,
  merchantId: string,
  ids: readonly string[],
): Promise<(readonly WebhookAttempt[])[]> {
  const rows = await db.forMerchant(
    merchantId,
    (tx) => tx.$queryRaw<{ deliveryId: string; id: bigint }[]>`
      select a.delivery_id as "deliveryId", a.id from unnest(${parentIds([...new Set(ids)])}::uuid[]) as parent (id)
       cross join lateral (select delivery_id, id from webhook_attempt
                            where merchant_id = ${merchantId}::uuid and delivery_id = parent.id order by id desc limit ${attemptsShown}) a`,
  );
  const attempts = await db
    .reader(merchantId)
    .webhookAttempt.findMany({ where: { merchantId, id: { in: rows.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
  const byDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  return ids.map((id) => byDelivery.get(id) ?? []);
}
