import type { Tx } from '../../platform/db.ts';
import { agreements } from '../agreement/store.ts';
import { billingRequests } from '../billing-request/store.ts';
import { mandates } from '../mandate/store.ts';
import type { NounRow } from '../noun/description.ts';
import type { Noun } from '../noun/noun.ts';
import { payments } from '../payment/store.ts';
import type { StatusReason } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { lockReceipt } from '../transfer/receipt.ts';
import { lockOperation, type OpenOperation } from './store.ts';

/** What an operation is about as a whole: an agreement, a mandate or a billing request. Operations on a payment have no other subject. */
interface Subject {
  /** Counts an operation whose outcome nobody knows, or no longer. */
  addUnresolved(by: number): Promise<unknown>;
  /** The operation certainly had no effect: what was to be created has failed, what was to be cancelled is not. */
  fail(why: StatusReason, unresolvedBy: number): Promise<unknown>;
}

/** The locked subject of an operation, or null where it is about a payment alone. */
export async function subjectOf(
  context: ApplyContext,
  { merchantId, kind, agreementId, mandateId, billingRequestId }: OpenOperation,
): Promise<Subject | null> {
  const creates = kind.endsWith('.create');
  const cancels = kind.endsWith('.cancel');
  const failed = (reason: StatusReason) =>
    creates ? ({ status: 'FAILED', reason } as const) : cancels ? { cancelling: false } : {};
  if (kind.startsWith('agreement.') && agreementId)
    return subject(context, agreements, { merchantId, id: agreementId }, failed);
  if (kind.startsWith('mandate.') && mandateId)
    return subject(context, mandates, { merchantId, id: mandateId }, failed);
  if (kind.startsWith('request.') && billingRequestId)
    return subject(context, billingRequests, { merchantId, id: billingRequestId }, (reason) => {
      if (creates) return { status: 'REJECTED', reason } as const;
      return cancels ? { cancelling: false } : {};
    });
  return null;
}

async function subject<
  Row extends NounRow & { readonly unresolvedCount: number },
  Patch extends { unresolvedCount?: number },
>(
  context: ApplyContext,
  noun: Pick<Noun<Row, Patch, never>, 'lock' | 'save'>,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
  failed: (why: StatusReason) => Patch,
): Promise<Subject | null> {
  const row = await noun.lock(context.tx, merchantId, id);
  return (
    row && {
      addUnresolved: (by) => noun.save(context, row, { unresolvedCount: row.unresolvedCount + by } as Patch),
      fail: (why, by) =>
        noun.save(context, row, { ...failed(why), unresolvedCount: row.unresolvedCount + by }, { why }),
    }
  );
}

/** What an operation is about; that never changes. */
export type About = Pick<OpenOperation, 'agreementId' | 'billingRequestId' | 'mandateId' | 'paymentId' | 'receiptId'>;

/**
 * The operation with what it is about, locked in the one order that everybody keeps: agreement, billing request, mandate, payment,
 * receipt, operation.
 */
export async function lockWithSubjects(
  tx: Tx,
  { merchantId, id, ...about }: About & Pick<OpenOperation, 'merchantId' | 'id'>,
): Promise<OpenOperation> {
  if (about.agreementId) await agreements.lock(tx, merchantId, about.agreementId);
  if (about.billingRequestId) await billingRequests.lock(tx, merchantId, about.billingRequestId);
  if (about.mandateId) await mandates.lock(tx, merchantId, about.mandateId);
  if (about.paymentId) await payments.lock(tx, merchantId, about.paymentId);
  if (about.receiptId) await lockReceipt(tx, merchantId, about.receiptId);
  return lockOperation(tx, merchantId, id);
}
