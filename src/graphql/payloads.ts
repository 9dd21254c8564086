import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { Done } from '../domain/command.ts';
import { refundPartsMax } from '../domain/transfer/refund-parts.ts';
import type { Capture as CaptureRow, Refund as RefundRow } from '../generated/prisma/client.ts';
import { Agreement, type AuthorityRow } from './agreement.ts';
import { builder } from './builder.ts';
import { Capture, Refund } from './capture-refund.ts';
import type { Context } from './context.ts';
import { Event } from './event.ts';
import { IdempotencyOutcome } from './idempotency.ts';
import type { EventRow } from './loaders.ts';
import { branded } from './node.ts';
import { OneOffPayment, Payment, type PaymentRow } from './payment.ts';
import { Transfer } from './transfer.ts';

/** What every payload is made of: ids, from which each field reads the thing as it is after the step. */
export type Payload = Done;

const eventField =
  'The event that the mutation wrote last about what it names. Events are numbered just after commit: null when its number is asked for and is not there within two seconds.';
const idempotencyField = 'How the idempotency key was met.';

const present = (id: string | undefined, what: string): string => {
  if (!id) throw new Error(`a command was done without naming its ${what}`);
  return id;
};

async function load<Row>(context: Context, prefix: 'agr' | 'cap' | 'rfd' | 'evt', uuid: string): Promise<Row> {
  const row = await context.loaders.node.load({ prefix, uuid });
  if (!row) throw new Error(`a command named ${prefix} ${uuid}, which is not there`);
  return row as Row;
}

/** A payment of whichever kind. */
async function loadPayment({ loaders }: Context, uuid: string): Promise<PaymentRow> {
  const row = await loaders.payment.load(uuid);
  if (!row) throw new Error(`a command named payment ${uuid}, which is not there`);
  return row;
}

export const AgreementPayload = builder.objectRef<Payload>('AgreementPayload').implement({
  description: 'An agreement was created or ended.',
  fields: (t) => ({
    agreement: t.field({
      type: Agreement,
      description: 'The agreement as it is after the step.',
      resolve: ({ agreementId }, _args, context) =>
        load<AuthorityRow>(context, 'agr', present(agreementId, 'agreement')),
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
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
    event: t.field({ type: Event, nullable: true, description: eventField, resolve: writtenEvent }),
  }),
});

export const OneOffPaymentPayload = builder.objectRef<Payload>('OneOffPaymentPayload').implement({
  description: 'A one-off payment was created.',
  fields: (t) => ({
    payment: t.field({
      type: OneOffPayment,
      description: 'The payment as it is after the step.',
      resolve: ({ paymentId }, _args, context) => loadPayment(context, present(paymentId, 'payment')),
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
    event: t.field({ type: Event, nullable: true, description: eventField, resolve: writtenEvent }),
  }),
});

export const CapturePayload = builder.objectRef<Payload>('CapturePayload').implement({
  description: 'A capture was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    capture: t.field({
      type: Capture,
      description: 'The capture as it stands.',
      resolve: ({ captureId }, _args, context) => load<CaptureRow>(context, 'cap', present(captureId, 'capture')),
    }),
    payment: t.field({
      type: Payment,
      description: 'The payment as it is after the step.',
      resolve: ({ paymentId }, _args, context) => loadPayment(context, present(paymentId, 'payment')),
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
    event: t.field({ type: Event, nullable: true, description: eventField, resolve: writtenEvent }),
  }),
});

export const RefundPayload = builder.objectRef<Payload>('RefundPayload').implement({
  description: 'A refund was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    refund: t.field({
      type: Refund,
      description: 'The refund as it stands.',
      resolve: ({ refundId }, _args, context) => load<RefundRow>(context, 'rfd', present(refundId, 'refund')),
    }),
    refunds: t.field({
      type: [Refund],
      description: `All refunds that it came to, \`refund\` first: one, or for a transfer one for each receipt, ${refundPartsMax} at most.`,
      directives: { cost: { weight: 2 } },
      resolve: ({ refundId, refundIds }, _args, context) =>
        Promise.all((refundIds ?? [present(refundId, 'refund')]).map((id) => load<RefundRow>(context, 'rfd', id))),
    }),
    payment: t.field({
      type: Payment,
      description: 'The payment as it is after the step.',
      resolve: ({ paymentId }, _args, context) => loadPayment(context, present(paymentId, 'payment')),
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
    event: t.field({ type: Event, nullable: true, description: eventField, resolve: writtenEvent }),
  }),
});

export const TransferPayload = builder.objectRef<Payload>('TransferPayload').implement({
  description: 'A transfer was created, or money was assigned to it.',
  fields: (t) => ({
    transfer: t.field({
      type: Transfer,
      description: 'The transfer as it is after the step.',
      resolve: ({ paymentId }, _args, context) => loadPayment(context, present(paymentId, 'transfer')),
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
    event: t.field({ type: Event, nullable: true, description: eventField, resolve: writtenEvent }),
  }),
});

export const CancelPaymentPayload = builder.objectRef<Payload>('CancelPaymentPayload').implement({
  description: 'A payment was given up. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    payment: t.field({
      type: Payment,
      description: 'The payment as it is after the step.',
      resolve: ({ paymentId }, _args, context) => loadPayment(context, present(paymentId, 'payment')),
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
    event: t.field({ type: Event, nullable: true, description: eventField, resolve: writtenEvent }),
  }),
});

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
    // Short rests beside the bell: its ring may have come between our read and our wait.
    await deps.bell.wait(caller.merchantId, Math.min(leftMs, 100), signal);
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
