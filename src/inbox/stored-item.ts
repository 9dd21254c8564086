import type { InboundItem } from '../domain/port/provider.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Sealer } from '../platform/crypto.ts';

/** An item of news as the inbox keeps it: JSON, with what names a person sealed for this very row. */
interface StoredItem extends Omit<InboundItem, 'occurredAt' | 'personal'> {
  readonly occurredAt?: string;
  /** Base64. */
  readonly personalSealed?: string;
}

export function toStored(sealer: Sealer, id: string, { personal, ...item }: InboundItem): string {
  if (personal === undefined) return JSON.stringify(item);
  const personalSealed = sealer.seal(JSON.stringify(personal), personalContext(id)).toString('base64');
  return JSON.stringify({ ...item, personalSealed });
}

export function fromStored(sealer: Sealer, id: string, stored: unknown): InboundItem {
  const { occurredAt, personalSealed, ...item } = stored as StoredItem;
  return {
    ...item,
    ...(occurredAt ? { occurredAt: new Date(occurredAt) } : {}),
    ...(personalSealed
      ? {
          personal: JSON.parse(
            sealer.open(Buffer.from(personalSealed, 'base64'), personalContext(id)).toString(),
          ) as unknown,
        }
      : {}),
  };
}

/** What is kept of an item that is done: what named a person has served its purpose. */
export function withoutPersonal(stored: Prisma.JsonValue): Prisma.InputJsonValue {
  const { personalSealed: _, ...item } = stored as Prisma.JsonObject;
  return item as Prisma.InputJsonObject;
}

/** What the personal part of an item is sealed for. */
export function personalContext(id: string): string {
  return `inbox.personal:${id}`;
}
