import type { Tx } from '../../platform/db.ts';
import { holdAgreement, lockAgreement, saveAgreement } from '../agreement/store.ts';
import { holdBillingRequest, lockBillingRequest, saveBillingRequest } from '../billing-request/store.ts';
import { holdMandate, lockMandate, saveMandate } from '../mandate/store.ts';
import { holdPayment } from '../payment/store.ts';
import type { StatusReason } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
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
  { tx, now, cause }: ApplyContext,
  { merchantId, kind, agreementId, mandateId, billingRequestId }: OpenOperation,
): Promise<Subject | null> {
  const creates = kind.endsWith('.create');
  if (kind.startsWith('agreement.') && agreementId) {
    const row = await lockAgreement(tx, merchantId, agreementId);
    const save = (...[patch, told]: Rest<typeof saveAgreement>) =>
      row && saveAgreement(tx, now, row, patch, cause, told);
    const failed = (reason: StatusReason) =>
      creates ? ({ status: 'FAILED', reason } as const) : { cancelling: false };
    return row && subject(row, save, failed);
  }
  if (kind.startsWith('mandate.') && mandateId) {
    const row = await lockMandate(tx, merchantId, mandateId);
    const save = (...[patch, told]: Rest<typeof saveMandate>) => row && saveMandate(tx, now, row, patch, cause, told);
    const failed = (reason: StatusReason) =>
      creates ? ({ status: 'FAILED', reason } as const) : { cancelling: false };
    return row && subject(row, save, failed);
  }
  if (kind.startsWith('request.') && billingRequestId) {
    const row = await lockBillingRequest(tx, merchantId, billingRequestId);
    const save = (...[patch, told]: Rest<typeof saveBillingRequest>) =>
      row && saveBillingRequest(tx, now, row, patch, cause, told);
    const failed = (reason: StatusReason) => {
      if (creates) return { status: 'REJECTED', reason } as const;
      return kind === 'request.cancel' ? { cancelling: false } : {};
    };
    return row && subject(row, save, failed);
  }
  return null;
}

type Rest<F> = F extends (
  tx: Tx,
  now: Date,
  before: never,
  patch: infer P,
  cause: never,
  told?: { readonly why?: StatusReason | null },
) => unknown
  ? [patch: P, told?: { readonly why: StatusReason }]
  : never;

function subject<P extends { unresolved?: number }>(
  { unresolved }: { readonly unresolved: number },
  save: (patch: P, told?: { readonly why: StatusReason }) => Promise<unknown> | null,
  failed: (why: StatusReason) => P,
): Subject {
  return {
    addUnresolved: async (by) => save({ unresolved: unresolved + by } as P),
    fail: async (why, by) => save({ ...failed(why), unresolved: unresolved + by }, { why }),
  };
}

/**
 * The operation with what it is about, locked in the one order that everybody keeps: agreement, billing request, mandate, payment,
 * operation.
 */
export async function lockWithSubjects(tx: Tx, merchantId: string, operationId: string): Promise<OpenOperation> {
  const about = await tx.operation.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id: operationId } },
    select: { agreementId: true, billingRequestId: true, mandateId: true, paymentId: true },
  });
  if (about.agreementId) await holdAgreement(tx, merchantId, about.agreementId);
  if (about.billingRequestId) await holdBillingRequest(tx, merchantId, about.billingRequestId);
  if (about.mandateId) await holdMandate(tx, merchantId, about.mandateId);
  if (about.paymentId) await holdPayment(tx, merchantId, about.paymentId);
  return lockOperation(tx, merchantId, operationId);
}
