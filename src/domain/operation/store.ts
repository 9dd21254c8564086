import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import type { Capture, Operation, Prisma, Refund } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import { asModel, heldRows } from '../../platform/held-rows.ts';
import { updateLater } from '../../platform/write-batch.ts';
import type { Capability } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { endRefundOnReceipt } from '../transfer/receipt.ts';
import type { End } from './states.ts';

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
  'charge.create',
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
  const [found] = await tx.$queryRaw<(Record<string, unknown> & CaptureColumns)[]>`
    select o.*, c.id as c_id, c.version as c_version, c.payment_id as c_payment_id, c.amount_minor as c_amount_minor,
           c.currency as c_currency, c.created_at as c_created_at
      from operation o left join capture c on c.merchant_id = o.merchant_id and c.operation_id = o.id
     where o.merchant_id = ${merchantId}::uuid and o.id = ${id}::uuid for update of o`;
  if (!found) throw new Error(`the operation ${id} is gone`);
  const { c_id, c_version, c_payment_id, c_amount_minor, c_currency, c_created_at, ...row } = found;
  if (c_id !== null)
    heldRows<Capture>(tx, 'capture').keep(id, {
      merchantId,
      id: c_id,
      operationId: id,
      version: c_version,
      paymentId: c_payment_id,
      amountMinor: c_amount_minor,
      currency: c_currency,
      createdAt: c_created_at,
    });
  return withPart(tx, asModel<Operation>(row));
}

interface CaptureColumns {
  readonly c_id: string | null;
  readonly c_version: number;
  readonly c_payment_id: string;
  readonly c_amount_minor: bigint;
  readonly c_currency: string;
  readonly c_created_at: Date;
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

/** Ends an operation, and tells what became of its capture or refund. */
export async function endOperation(context: ApplyContext, operation: OpenOperation, end: End): Promise<void> {
  const { tx, now, connected, cause, ended } = context;
  const { as, why, refused = false } = end;
  const { merchantId, id, capture, refund } = operation;
  const over = { status: as, refused, completedAt: now, nextAt: null, leaseToken: null, leaseUntil: null };
  // Whatever kept it waiting is over.
  await updateLater(tx, 'operation', { merchantId, id }, { ...over, reason: why ? JSON.stringify(why) : null });
  ended.set(id, end);
  const part = capture ?? refund;
  if (!part) return;
  const version = part.version + 1;
  if (capture) {
    await updateLater(tx, 'capture', { merchantId, id: part.id }, { version });
    heldRows<Capture>(tx, 'capture').drop(id);
  } else await updateLater(tx, 'refund', { merchantId, id: part.id }, { version });
  if (refund?.receiptId)
    await endRefundOnReceipt(context, { merchantId, id: refund.receiptId }, refund.amountMinor, as);
  const type = capture ? (`CAPTURE_${as}` as const) : (`REFUND_${as}` as const);
  const row = { merchantId, id: part.id, version, provider: connected.provider.name };
  appendEvents(tx, now, [
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
