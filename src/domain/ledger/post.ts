import { newUuid } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/db.ts';
import { insertLater } from '../../platform/write-batch.ts';
import { currencyOf, type LedgerAmounts, postings } from './chart.ts';

/** A row whose amounts are kept in the ledger. */
export interface LedgerRow extends LedgerAmounts {
  readonly merchantId: string;
  readonly id: string;
  readonly currency: string;
  /** Of a payout that is exchanged: the currency of the bank account. */
  readonly bankCurrency?: string | null;
}

export interface ToPost {
  /** The prefix of the noun's ids, as it stands in `ledger_subject`. */
  readonly subjectType: 'oop' | 'trf' | 'chg' | 'rcp' | 'pyo';
  /** The row before the change; null for a new one. */
  readonly before: LedgerRow | null;
  readonly after: LedgerRow;
  /** The event of the change. Its entries are one transaction. */
  readonly eventId: string;
}

/** Posts what a change of a row did to its amounts, in one statement; none where it did nothing to them. */
export function post(tx: Tx, now: Date, { subjectType, before, after, eventId }: ToPost): void {
  const { merchantId, id: subjectId } = after;
  const entries = postings(before, after);
  if (entries.length === 0) return;
  insertLater(
    tx,
    'journal',
    entries.map((entry) => ({
      ...entry,
      amountMinor: entry.amountMinor.toString(),
      merchantId,
      id: newUuid(now.getTime()),
      eventId,
      subjectType,
      subjectId,
      currency: currencyOf(entry.movement, after),
      postedAt: now,
    })),
  );
}
