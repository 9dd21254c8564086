import { appendEvent, change, eventAbout, type NewEvent } from '../../event-log/append.ts';
import { type EventType, Prisma } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { reconcileEveryMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import { asModel, heldRows } from '../../platform/held-rows.ts';
import { besideBatch, updateLater } from '../../platform/write-batch.ts';
import type { ProviderRef } from '../port/provider.ts';
import { type ApplyContext, FactMismatch, UnknownReference } from '../reconcile/apply-context.ts';
import { changesOf } from './changes.ts';
import type { EventRule, NounDescription, NounRow, RowKey, StepDetails, WriteContext } from './description.ts';

/**
 * What all nouns can do alike. Agreements, mandates and billing requests are locked before what is on them (schedules, then payments), all of them
 * before operations.
 */
export interface Noun<Row extends NounRow, Patch, Fresh> {
  /** The row, locked until the transaction ends, or null. One that the transaction holds already is not read again. */
  lock(tx: Tx, merchantId: string, id: string): Promise<Row | null>;
  /** The id of what a fact speaks of: what the answered operation was to create, else what bears the reference; null where there is none. */
  idOf(context: ApplyContext, ref: ProviderRef): Promise<string | null>;
  /** What a fact speaks of, locked. Throws where there is none, and where we know it by another reference. */
  lockReferenced(context: ApplyContext, ref: ProviderRef): Promise<Row>;
  /** Stores a new row with its first event. */
  insert(context: WriteContext, fresh: Fresh, details?: Pick<StepDetails, 'amountMinor'>): Promise<Row>;
  /** Writes a step of a locked row with the one event that says so. Nothing is written when nothing changed. */
  save(context: WriteContext, before: Row, patch: Patch, details?: StepDetails): Promise<Row>;
  /** Writes the event of a step that has been written, and what goes with it; `before` is null for a new row. */
  publish(context: WriteContext, before: Row | null, after: Row, details?: StepDetails): void;
}

/** Makes a noun of its description. */
export function defineNoun<Row extends NounRow, Status extends string, Patch extends object, Fresh extends object>(
  noun: NounDescription<Row, Status>,
): Noun<Row, Patch, Fresh> {
  const table = Prisma.raw(noun.table);

  async function lock(tx: Tx, merchantId: string, id: string): Promise<Row | null> {
    const held = heldRows<Row>(tx, noun.table);
    const known = held.get(id);
    if (known) return known;
    const [found] = await besideBatch(tx).$queryRaw<Record<string, unknown>[]>`
      select * from ${table} where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
    if (!found) return null;
    const row = asModel<Row>(found);
    held.keep(id, row);
    return row;
  }

  async function idOf({ tx, connected, operation }: ApplyContext, ref: ProviderRef): Promise<string | null> {
    const created = operation && noun.createdBy(operation);
    if (created) return created;
    const { merchantId, provider } = connected;
    const named = { merchantId, provider: provider.name, providerReference: ref.id };
    const held = heldRows<Row>(tx, noun.table).find(
      (row) => row.provider === provider.name && row.providerReference === ref.id,
    );
    if (held) return held.id;
    const found = await noun
      .rows(besideBatch(tx))
      .findUnique({ where: { merchantId_provider_providerReference: named } });
    return found?.id ?? null;
  }

  async function lockReferenced(context: ApplyContext, ref: ProviderRef): Promise<Row> {
    const { tx, connected } = context;
    const id = await idOf(context, ref);
    const row = id === null ? null : await lock(tx, connected.merchantId, id);
    if (!row) throw new UnknownReference(ref);
    mustBear(noun.name, row, ref);
    return row;
  }

  async function insert(context: WriteContext, fresh: Fresh, details: StepDetails = {}): Promise<Row> {
    const { tx, now } = context;
    const made = { id: newUuid(now.getTime()), version: 1, ...noun.initial, createdAt: now, updatedAt: now };
    const row = await noun.rows(tx).create({ data: { ...fresh, ...made } });
    heldRows<Row>(tx, noun.table).keep(row.id, row);
    publish(context, null, row, details);
    return row;
  }

  async function save(context: WriteContext, before: Row, patch: Patch, details: StepDetails = {}): Promise<Row> {
    const { tx, now } = context;
    const changes: { readonly reason?: unknown } = changesOf(before, patch);
    const synced = details.syncedAt ? { lastProviderSyncAt: details.syncedAt } : {};
    if (Object.keys(changes).length === 0 && !details.type) {
      if (!details.syncedAt) return before;
      await noun.rows(besideBatch(tx)).update({ where: keyOf(before), data: synced });
      const same = { ...before, ...synced };
      heldRows<Row>(tx, noun.table).keep(before.id, same);
      return same;
    }
    const row = { ...before, ...changes };
    const planned = details.nextCheckAt ?? new Date(now.getTime() + reconcileEveryMs);
    const step = {
      ...changes,
      ...synced,
      version: before.version + 1,
      updatedAt: now,
      nextCheckAt: row.providerReference === null ? null : noun.nextCheckAt(row, planned, now),
    };
    const after = await write(tx, before, step);
    heldRows<Row>(tx, noun.table).keep(after.id, after);
    publish(context, before, after, details);
    return after;
  }

  async function write(tx: Tx, before: Row, step: { readonly reason?: unknown }): Promise<Row> {
    if (!noun.sentLater) {
      const data = { ...step, ...(step.reason === null ? { reason: Prisma.DbNull } : {}) };
      return noun.rows(besideBatch(tx)).update({ where: keyOf(before), data });
    }
    const { merchantId, id } = before;
    const reason = step.reason ? { reason: JSON.stringify(step.reason) } : {};
    await updateLater(tx, noun.sentLater.table, { merchantId, id }, { ...step, ...reason } as object);
    const after = { ...before, ...step };
    return { ...after, ...noun.sentLater.derive(after) };
  }

  function publish(context: WriteContext, before: Row | null, after: Row, details: StepDetails = {}) {
    const { tx, now } = context;
    const eventId = appendEvent(tx, now, eventOf(context, before, after, details));
    noun.withEvent?.(tx, now, { before, after, eventId });
  }

  function eventOf(
    { now, cause }: WriteContext,
    before: Row | null,
    after: Row,
    { type, why, amountMinor, at }: StepDetails,
  ): NewEvent {
    const amount = amountMinor === undefined || !after.currency ? undefined : { amountMinor, currency: after.currency };
    return eventAbout(after, {
      ...noun.links(after),
      type: type ?? typeOf(before, after),
      subjectType: noun.subjectType(after),
      change: change(before?.status ?? null, after.status, why, amount),
      cause,
      occurredAt: at ?? now,
    });
  }

  function typeOf(before: Row | null, after: Row): EventType {
    if (!before) return noun.created;
    const to = noun.statusOf(after);
    const rule: EventRule<Row> = noun.statusOf(before) === to ? noun.unmoved : noun.moved[to];
    return typeof rule === 'function' ? rule(before, after) : rule;
  }

  return { lock, idOf, lockReferenced, insert, save, publish };
}

/** A noun that has a reference keeps it: a fact that names it otherwise contradicts what we know. */
export function mustBear(
  name: string,
  { providerReference }: Pick<NounRow, 'providerReference'>,
  ref: ProviderRef,
): void {
  if (providerReference !== null && providerReference !== ref.id)
    throw new FactMismatch(`expected ${name} ${providerReference}; the provider speaks of ${ref.id}`);
}

function keyOf({ merchantId, id }: Pick<NounRow, 'merchantId' | 'id'>): RowKey {
  return { merchantId_id: { merchantId, id } };
}
