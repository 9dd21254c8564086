import type { Store } from './store.ts';

/** A callback on its way to the merchant, with every attempt made so far. */
export interface Delivery {
  readonly id: number;
  readonly provider: string;
  /** Deliveries of one chain go one after the other. */
  readonly chain: string;
  readonly status: DeliveryStatus;
  /** When the next attempt is due, while it is pending. */
  readonly nextMs: number;
  readonly webhook: OutgoingWebhook;
}
export type DeliveryStatus = 'pending' | 'delivered' | 'givenUp' | 'dropped';

export interface OutgoingWebhook {
  readonly name: string;
  readonly url: string;
  readonly subjects: readonly string[];
  readonly body: string;
  readonly bad: boolean;
  readonly key?: string;
  readonly queuedAt: string;
  readonly attempts: readonly Attempt[];
}
export interface Attempt {
  readonly at: string;
  readonly status?: number;
  readonly error?: string;
}

/** An item that waits for the next batch to its address. */
export interface BatchedItem {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly subjects: readonly string[];
  readonly item: unknown;
}

export interface DeliveryQueue {
  add(delivery: Omit<Delivery, 'id'>): number;
  update(delivery: Delivery): void;
  get(id: number): Delivery | null;
  /** Pending ones in the order in which they are due. */
  pending(limit: number): readonly Delivery[];
  countPending(): number;
  /** Whether one of the same chain that was added before it is still pending. */
  isBehind(delivery: Delivery): boolean;
  /** When the first pending attempt after an instant is due. */
  nextAfter(ms: number): number | null;
  /** The newest of a provider, oldest first. */
  latest(provider: string, limit: number): readonly Delivery[];
  addBatched(provider: string, item: Omit<BatchedItem, 'id'>): void;
  batched(provider: string): readonly BatchedItem[];
  removeBatched(id: number): void;
}

export function openDeliveryQueue({ db }: Store): DeliveryQueue {
  const add = db.prepare('insert into delivery (provider, chain, status, next_ms, json) values (?, ?, ?, ?, ?)');
  const update = db.prepare('update delivery set status = ?, next_ms = ?, json = ? where id = ?');
  const get = db.prepare('select * from delivery where id = ?');
  const pending = db.prepare("select * from delivery where status = 'pending' order by next_ms, id limit ?");
  const countPending = db.prepare("select count(*) as count from delivery where status = 'pending'");
  const isBehind = db.prepare(
    "select 1 from delivery where status = 'pending' and provider = ? and chain = ? and id < ? limit 1",
  );
  const nextAfter = db.prepare("select min(next_ms) as next from delivery where status = 'pending' and next_ms > ?");
  const latest = db.prepare('select * from delivery where provider = ? order by id desc limit ?');
  const addBatched = db.prepare('insert into batched (provider, name, url, json) values (?, ?, ?, ?)');
  const batched = db.prepare('select * from batched where provider = ? order by id');
  const removeBatched = db.prepare('delete from batched where id = ?');
  return {
    add: ({ provider, chain, status, nextMs, webhook }) =>
      Number(add.run(provider, chain, status, nextMs, JSON.stringify(webhook)).lastInsertRowid),
    update: ({ id, status, nextMs, webhook }) => {
      update.run(status, nextMs, JSON.stringify(webhook), id);
    },
    get: (id) => {
      const row = get.get(id);
      return row ? toDelivery(row) : null;
    },
    pending: (limit) => pending.all(limit).map(toDelivery),
    countPending: () => Number(countPending.get()?.count ?? 0),
    isBehind: ({ provider, chain, id }) => isBehind.get(provider, chain, id) !== undefined,
    nextAfter: (ms) => {
      const next = nextAfter.get(ms)?.next;
      return next == null ? null : Number(next);
    },
    latest: (provider, limit) => latest.all(provider, limit).map(toDelivery).reverse(),
    addBatched: (provider, { name, url, subjects, item }) => {
      addBatched.run(provider, name, url, JSON.stringify({ subjects, item }));
    },
    batched: (provider) =>
      batched.all(provider).map((row) => ({
        id: Number(row.id),
        name: String(row.name),
        url: String(row.url),
        ...(JSON.parse(String(row.json)) as Pick<BatchedItem, 'subjects' | 'item'>),
      })),
    removeBatched: (id) => {
      removeBatched.run(id);
    },
  };
}

function toDelivery(row: Record<string, unknown>): Delivery {
  return {
    id: Number(row.id),
    provider: String(row.provider),
    chain: String(row.chain),
    status: String(row.status) as DeliveryStatus,
    nextMs: Number(row.next_ms),
    webhook: JSON.parse(String(row.json)) as OutgoingWebhook,
  };
}
