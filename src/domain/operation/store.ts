import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import { type Capture, type Operation, Prisma, type Refund } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import { asModel, heldRows } from '../../platform/held-rows.ts';
import type { Capability, StatusReason } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { endRefundOnReceipt } from '../transfer/receipt.ts';

/** An operation with the capture or refund that it carries, if any. */
export type OpenOperation = Operation & { readonly capture: Capture | null; readonly refund: Refund | null };

const open = { status: { notIn: ['SUCCEEDED', 'FAILED'] } } satisfies Prisma.OperationWhereInput;

/** Whether an operation makes the payment that it is about. */
export function createsPayment(kind: string): boolean {
  return creations.includes(kind);
}
const creations: readonly string[] = [
  'agreement.create',
  'payment.create',
  'payment.charge',
  'transfer.create',
] satisfies Capability[];

/** Operations about one thing that are neither done nor given up, oldest first. */
export async function openOperations(
  tx: Tx,
  where: {
    merchantId: string;
    paymentId?: string;
    agreementId?: string;
    mandateId?: string;
    billingRequestId?: string;
  },
): Promise<OpenOperation[]> {
  const found = await tx.operation.findMany({ where: { ...where, ...open }, orderBy: { id: 'asc' } });
  const operations: OpenOperation[] = [];
  for (const operation of found) operations.push(await withPart(tx, operation));
  return operations;
}

/** One operation, locked until the transaction ends. What it is about is locked before it. */
export async function lockOperation(tx: Tx, merchantId: string, id: string): Promise<OpenOperation> {
  const [found] = await tx.$queryRaw<Record<string, unknown>[]>`
    select * from operation where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
  if (!found) throw new Error(`the operation ${id} is gone`);
  return withPart(tx, asModel<Operation>(found));
}

/** The operation with its capture or refund: its kind says which of them it can have. A capture changes only when its operation ends. */
async function withPart(tx: Tx, operation: Operation): Promise<OpenOperation> {
  const { merchantId, id: operationId, kind } = operation;
  const where = { merchantId_operationId: { merchantId, operationId } };
  if (kind.endsWith('.refund')) return { ...operation, capture: null, refund: await tx.refund.findUnique({ where }) };
  if (!kind.endsWith('.capture')) return { ...operation, capture: null, refund: null };
  const captures = heldRows<Capture>(tx, 'capture');
  const capture = captures.get(operationId) ?? (await tx.capture.findUnique({ where }));
  if (capture) captures.keep(operationId, capture);
  return { ...operation, capture, refund: null };
}

export interface End {
  readonly as: 'SUCCEEDED' | 'FAILED';
  readonly why?: StatusReason;
  /** The provider said no to the call itself, so the mutation is refused too. */
  readonly refused?: boolean;
}

/** Ends an operation, and tells what became of its capture or refund. */
export async function endOperation(context: ApplyContext, operation: OpenOperation, end: End): Promise<void> {
  const { tx, now, connected, cause, ended } = context;
  const { as, why, refused = false } = end;
  const { merchantId, id, capture, refund } = operation;
  await tx.operation.update({
    where: { merchantId_id: { merchantId, id } },
    data: {
      status: as,
      refused,
      completedAt: now,
      nextAt: null,
      leaseToken: null,
      leaseUntil: null,
      // Whatever kept it waiting is over.
      reason: why ? { ...why } : Prisma.DbNull,
    },
  });
  ended.set(id, end);
  const part = capture ?? refund;
  if (!part) return;
  const version = part.version + 1;
  const where = { merchantId_id: { merchantId, id: part.id } };
  if (capture) {
    await tx.capture.update({ where, data: { version } });
    heldRows<Capture>(tx, 'capture').drop(id);
  } else await tx.refund.update({ where, data: { version } });
  if (refund?.receiptId)
    await endRefundOnReceipt(context, { merchantId, id: refund.receiptId }, refund.amountMinor, as);
  const type = capture ? (`CAPTURE_${as}` as const) : (`REFUND_${as}` as const);
  const row = { merchantId, id: part.id, version, provider: connected.provider.name };
  await appendEvents(tx, now, [
    eventAbout(row, {
      type,
      subjectType: capture ? 'cap' : 'rfd',
      paymentId: part.paymentId,
      change: change(operation.status, as, why, part),
      cause,
      occurredAt: now,
    }),
  ]);
}
