import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { CommandOutcome } from '../../domain/command/command.ts';
import { refundPartsMax } from '../../domain/transfer/refund-parts.ts';
import type {
  Agreement as AgreementRow,
  BillingRequest as BillingRequestRow,
  Capture as CaptureRow,
  Mandate as MandateRow,
  Refund as RefundRow,
} from '../../generated/prisma/client.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Event } from '../events/type.ts';
import { Mandate } from '../mandate/type.ts';
import { Capture, Refund } from '../payment/capture-refund.ts';
import { OneOffPayment, Payment, type PaymentRow } from '../payment/type.ts';
import { Transfer } from '../transfer/type.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { IdempotencyOutcome } from './idempotency.ts';
import type { EventRow } from './loaders.ts';
import { branded } from './node-types.ts';

/** What every payload is made of: ids, from which each field reads the thing as it is after the step. */
export type Payload = CommandOutcome;

/** The row that a command named, as it is after the step. */
const named =
  <Row>(prefix: IdPrefix, field: NamedBy) =>
  (done: Payload, _args: object, context: Context): Promise<Row> => {
    const id = done[field];
    if (!id) throw new Error(`a command was done without its ${field}`);
    return load<Row>(context, prefix, id);
  };
type NamedBy = 'agreementId' | 'mandateId' | 'billingRequestId' | 'paymentId' | 'captureId' | 'refundId';

async function load<Row>(context: Context, prefix: IdPrefix, uuid: string): Promise<Row> {
  const row = await context.loaders.node.load({ prefix, uuid });
  if (!row) throw new Error(`a command named ${prefix} ${uuid}, which is not there`);
  return row as Row;
}

/** A payment of whichever kind. */
async function loadPayment({ loaders }: Context, uuid: string | undefined): Promise<PaymentRow> {
  const row = uuid && (await loaders.payment.load(uuid));
  if (!row) throw new Error(`a command named payment ${uuid}, which is not there`);
  return row;
}

const paymentAfter = {
  type: Payment,
  description: 'The payment as it is after the step.',
  resolve: ({ paymentId }: Payload, _args: object, context: Context) => loadPayment(context, paymentId),
} as const;

export const AgreementPayload = builder.objectRef<Payload>('AgreementPayload').implement({
  description: 'An agreement was created or ended.',
  fields: (t) => ({
    agreement: t.field({
      type: Agreement,
      description: 'The agreement as it is after the step.',
      resolve: named<AgreementRow>('agr', 'agreementId'),
    }),
    oneOffPayment: t.field({
      type: OneOffPayment,
      nullable: true,
      description: 'The payment that was asked for together with the agreement. Null when none was.',
      resolve: ({ paymentId }, _args, context) => (paymentId ? loadPayment(context, paymentId) : null),
    }),
    cancelledPayments: t.field({
      type: [Payment],
      description: 'Payments that ended because the agreement did: the open ones on it, 100 at most.',
      directives: { cost: { weight: 2 } },
      resolve: ({ cancelledPaymentIds }, _args, context) =>
        Promise.all((cancelledPaymentIds ?? []).slice(0, 100).map((id) => loadPayment(context, id))),
    }),
  }),
});

export const MandatePayload = builder.objectRef<Payload>('MandatePayload').implement({
  description: 'A mandate was asked for or ended. Its outcome may not be known yet: see its status.',
  fields: (t) => ({
    mandate: t.field({
      type: Mandate,
      description: 'The mandate as it is after the step.',
      resolve: named<MandateRow>('man', 'mandateId'),
    }),
  }),
});

export const BillingRequestPayload = builder.objectRef<Payload>('BillingRequestPayload').implement({
  description: 'A billing request was made, or went a step further. The outcome may not be known yet: see its status.',
  fields: (t) => ({
    billingRequest: t.field({
      type: BillingRequest,
      description: 'The billing request as it is after the step.',
      resolve: named<BillingRequestRow>('brq', 'billingRequestId'),
    }),
  }),
});

export const OneOffPaymentPayload = builder.objectRef<Payload>('OneOffPaymentPayload').implement({
  description: 'A one-off payment was created.',
  fields: (t) => ({
    payment: t.field({ ...paymentAfter, type: OneOffPayment }),
  }),
});

export const CapturePayload = builder.objectRef<Payload>('CapturePayload').implement({
  description: 'A capture was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    capture: t.field({
      type: Capture,
      description: 'The capture as it stands.',
      resolve: named<CaptureRow>('cap', 'captureId'),
    }),
    payment: t.field(paymentAfter),
  }),
});

export const RefundPayload = builder.objectRef<Payload>('RefundPayload').implement({
  description: 'A refund was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    refund: t.field({
      type: Refund,
      description: 'The refund as it stands.',
      resolve: named<RefundRow>('rfd', 'refundId'),
    }),
    refunds: t.field({
      type: [Refund],
      description: `All refunds that it came to, \`refund\` first: one, or for a transfer one for each receipt, ${refundPartsMax} at most.`,
      directives: { cost: { weight: 2 } },
      resolve: ({ refundId = '', refundIds = [refundId] }, _args, context) =>
        Promise.all(refundIds.map((id) => load<RefundRow>(context, 'rfd', id))),
    }),
    payment: t.field(paymentAfter),
  }),
});

export const TransferPayload = builder.objectRef<Payload>('TransferPayload').implement({
  description: 'A transfer was created, or money was assigned to it.',
  fields: (t) => ({
    transfer: t.field({ ...paymentAfter, type: Transfer, description: 'The transfer as it is after the step.' }),
  }),
});

export const CancelPaymentPayload = builder.objectRef<Payload>('CancelPaymentPayload').implement({
  description: 'A payment was given up. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({ payment: t.field(paymentAfter) }),
});

const payloads = [
  AgreementPayload,
  MandatePayload,
  BillingRequestPayload,
  OneOffPaymentPayload,
  CapturePayload,
  RefundPayload,
  TransferPayload,
  CancelPaymentPayload,
];
for (const payload of payloads) {
  builder.objectFields(payload, (t) => ({
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: 'How the idempotency key was met.' }),
    event: t.field({
      type: Event,
      nullable: true,
      description:
        'The event that the mutation wrote last about what it names. Events are numbered just after commit: null when its number is asked for and is not there within two seconds.',
      resolve: writtenEvent,
    }),
  }));
}

const numberFields: ReadonlySet<string> = new Set(['sequence', 'cursor', 'hash', 'previousHash']);
const numberWaitMs = 2_000;

async function writtenEvent(
  { eventId }: Payload,
  _args: object,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<EventRow | null> {
  if (!eventId) return null;
  const needsNumber = info.fieldNodes.some(({ selectionSet }) => selectsAny(selectionSet, numberFields, info));
  const event = await load<EventRow>(context, 'evt', eventId);
  return needsNumber ? withNumber(event, context) : event;
}

/** The event once it has its number, or null when that takes too long. */
export async function withNumber(
  event: EventRow,
  { deps, caller, loaders, signal }: Context,
): Promise<EventRow | null> {
  const deadline = performance.now() + numberWaitMs;
  for (
    let at: EventRow | null = event;
    at;
    at = (await loaders.node.load({ prefix: 'evt', uuid: event.id })) as EventRow | null
  ) {
    const leftMs = deadline - performance.now();
    if (at.feed) return branded('Event', at);
    if (leftMs <= 0 || signal.aborted) return null;
    // Short waits: a notification may have come between our read and our wait.
    await deps.notifier.wait(caller.merchantId, Math.min(leftMs, 100), signal);
  }
  return null;
}

function selectsAny(set: SelectionSetNode | undefined, names: ReadonlySet<string>, info: GraphQLResolveInfo): boolean {
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === 'Field') return names.has(selection.name.value);
    const within =
      selection.kind === 'InlineFragment' ? selection.selectionSet : info.fragments[selection.name.value]?.selectionSet;
    return selectsAny(within, names, info);
  });
}
