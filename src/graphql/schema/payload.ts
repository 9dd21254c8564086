import type { ObjectFieldsShape } from '@pothos/core';
import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { CommandOutcome } from '../../domain/command/command.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import { Event } from '../events/type.ts';
import { Payment, type PaymentRow } from '../payment/type.ts';
import type { EventRow } from '../read/beneath.ts';
import { type BuilderTypes, builder } from './builder.ts';
import type { Context } from './context.ts';
import { IdempotencyOutcome } from './idempotency.ts';
import { branded } from './node-types.ts';

/** What every payload is made of: ids, from which each field reads the thing as it is after the step. */
export type Payload = CommandOutcome;
export type Keyed = Pick<CommandOutcome, 'idempotency'>;
type ObjectRef<T> = PothosSchemaTypes.ObjectRef<BuilderTypes, T>;

/** The row that a command named, as it is after the step. */
export const named =
  <Row>(prefix: IdPrefix, field: NamedBy) =>
  (done: Payload, _args: object, context: Context): Promise<Row> => {
    const id = done[field];
    if (!id) throw new Error(`a command was done without its ${field}`);
    return load<Row>(context, prefix, id);
  };

type NamedBy =
  | 'agreementId'
  | 'mandateId'
  | 'billingRequestId'
  | 'paymentId'
  | 'paymentScheduleId'
  | 'captureId'
  | 'refundId';

export async function load<Row>(context: Context, prefix: IdPrefix, uuid: string): Promise<Row> {
  const row = await context.loaders.node.load({ prefix, uuid });
  if (!row) throw new Error(`a command named ${prefix} ${uuid}, which is not there`);
  return row as Row;
}

/** A payment of whichever kind. */
export async function loadPayment({ loaders }: Context, uuid: string | undefined): Promise<PaymentRow> {
  const row = uuid && (await loaders.payment.load(uuid));
  if (!row) throw new Error(`a command named payment ${uuid}, which is not there`);
  return row;
}

export const paymentAfter = {
  type: Payment,
  description: 'The payment as it is after the step.',
  resolve: ({ paymentId }: Payload, _args: object, context: Context) => loadPayment(context, paymentId),
} as const;

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
    if (at.logEntry) return branded('Event', at);
    if (leftMs <= 0 || signal.aborted) return null;
    // Short waits: a notification may have come between our read and our wait.
    await deps.notifier.wait(caller.merchantId, Math.min(leftMs, 100), signal);
  }
  return null;
}

type Fields<T> = ObjectFieldsShape<BuilderTypes, T>;
interface PayloadOptions<T> {
  readonly description: string;
  readonly fields: Fields<T>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a mutation answers when it is not refused: fields of its own, and how its key was met. */
export function mutationPayload<T extends Keyed>(name: string, { fields, ...options }: PayloadOptions<T>) {
  const payload = builder.objectRef<T>(name).implement({ ...options, fields });
  builder.objectFields(payload as unknown as ObjectRef<Keyed>, (t) => ({
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: 'How the idempotency key was met.' }),
  }));
  return payload;
}

/** The same of a command on a thing that has events: with the last of them. */
export function outcomePayload(name: string, options: PayloadOptions<Payload>) {
  const payload = mutationPayload(name, options);
  builder.objectFields(payload, (t) => ({
    event: t.field({
      type: Event,
      nullable: true,
      description:
        'The event that the mutation wrote last about what it names. Events are numbered just after commit: null when its number is asked for and is not there within two seconds.',
      resolve: writtenEvent,
    }),
  }));
  return payload;
}

const numberFields: ReadonlySet<string> = new Set(['sequence', 'cursor', 'hash', 'previousHash', 'hashedText']);

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

function selectsAny(set: SelectionSetNode | undefined, names: ReadonlySet<string>, info: GraphQLResolveInfo): boolean {
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === 'Field') return names.has(selection.name.value);
    const within =
      selection.kind === 'InlineFragment' ? selection.selectionSet : info.fragments[selection.name.value]?.selectionSet;
    return selectsAny(within, names, info);
  });
}
