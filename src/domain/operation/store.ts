import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import { type Capture, type Operation, Prisma, type Refund } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import type { Capability, StatusReason } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { endRefundOnReceipt } from '../transfer/receipt.ts';

/** An operation with the capture or refund that it carries, if any. */
export type OpenOperation = Operation & { readonly capture: Capture | null; readonly refund: Refund | null };

const withParts = { capture: true, refund: true } as const;
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
  return tx.operation.findMany({ where: { ...where, ...open }, include: withParts, orderBy: { id: 'asc' } });
}

/** One operation, locked until the transaction ends. What it is about is locked before it. */
export async function lockOperation(tx: Tx, merchantId: string, id: string): Promise<OpenOperation> {
  await tx.$queryRaw`select 1 from operation where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
  return tx.operation.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } }, include: withParts });
}

export interface End {
  readonly as: 'SUCCEEDED' | 'FAILED';
  readonly why?: StatusReason;
  /** The provider said no to the call itself, so the mutation is refused too. */
  readonly refused?: boolean;
}

/** Ends an operation, and tells what became of its capture or refund. */
export async function endOperation(
  context: ApplyContext,
  operation: OpenOperation,
  { as, why, refused = false }: End,
): Promise<void> {
  const { tx, now, connected, cause, ended } = context;
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
  ended.add(id);
  const part = capture ?? refund;
  if (!part) return;
  const version = part.version + 1;
  const where = { merchantId_id: { merchantId, id: part.id } };
  if (capture) await tx.capture.update({ where, data: { version } });
  else await tx.refund.update({ where, data: { version } });
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
