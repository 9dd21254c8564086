import { Prisma } from '../generated/prisma/client.ts';

const kinds = ['one_off_payment', 'agreement', 'billing_request', 'mandate', 'transfer_receipt'] as const;

/**
 * SQL: whether one of the provider's ids in an item of news names something of the merchant's; told the expressions of merchant, provider and
 * item. The function `names_known` says the same in three milliseconds, since a function's statement is planned for each call; written out it
 * is planned with the statement that asks, and takes a hundredth of that.
 */
export function namesKnown(merchant: string, provider: string, item: string): string {
  const at = `${item} -> 'about'`;
  const ids = `array[${at} ->> 'id', ${at} -> 'within' ->> 'id', ${at} -> 'within' -> 'within' ->> 'id']`;
  const ofKinds = kinds.map(
    (table) =>
      `exists (select from ${table} known where known.merchant_id = ${merchant} and known.provider = ${provider} and known.provider_reference = any (${ids}))`,
  );
  // The provider of a refund is that of what it gives back.
  const refunds = `exists (select from refund known where known.merchant_id = ${merchant} and known.provider_reference = any (${ids}))`;
  return `(${[...ofKinds, refunds].join('\n or ')})`;
}

/** The same of one stored item. */
export const namesKnownOf = (merchantId: string, id: string): Prisma.Sql =>
  Prisma.sql`select ${Prisma.raw(namesKnown('i.merchant_id', 'i.provider', 'i.item'))} as known
               from inbox i where i.merchant_id = ${merchantId}::uuid and i.id = ${id}::uuid`;
