import type { Db } from '../platform/db.ts';
import { type AttentionKind, attentionKindNames } from './kinds.ts';
import {
  type AttentionGroup,
  type AttentionItem,
  type GroupRow,
  groupsStatement,
  type ItemRow,
  itemsStatement,
  toGroup,
  toItem,
} from './statements.ts';

/** What only operators can do something about: our own audits, and our own processes that are behind. */
const operatorsOnly: ReadonlySet<AttentionKind> = new Set([
  'AUDIT_BROKEN',
  'AUDIT_OVERDUE',
  'INBOX_BEHIND',
  'SEQUENCER_BEHIND',
  'SETTINGS_DIFFER',
]);
/** The kinds that a merchant can do something about, in the order in which people should look. */
export const merchantAttentionKinds = attentionKindNames.filter((kind) => !operatorsOnly.has(kind));
const groups = groupsStatement(merchantAttentionKinds);

/** What of a merchant's (by uuid) needs attention, kind by kind, on a connection that sees this merchant alone. */
export async function readMerchantAttention(
  db: Pick<Db, 'forMerchant'>,
  merchantId: string,
): Promise<readonly AttentionGroup[]> {
  const rows = await db.forMerchant(merchantId, (tx) => tx.$queryRawUnsafe<GroupRow[]>(groups));
  return rows.map(toGroup);
}

/** The first `limit` of what is behind a group, the most urgent first. */
export async function listMerchantAttention(
  db: Pick<Db, 'forMerchant'>,
  merchantId: string,
  kind: AttentionKind,
  limit: number,
): Promise<readonly AttentionItem[]> {
  const rows = await db.forMerchant(merchantId, (tx) =>
    tx.$queryRawUnsafe<ItemRow[]>(itemsStatement(kind), merchantId, null, null, limit),
  );
  return rows.map((row) => toItem(kind, row));
}
