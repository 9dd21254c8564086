import { getDatamodel } from '../../generated/pothos-types.ts';
import type {
  Agreement,
  BillingRequest,
  Event,
  EventLogEntry,
  Mandate,
  OneOffPayment,
  PaymentSchedule,
} from '../../generated/prisma/client.ts';
import type { Tables } from '../../platform/sql.ts';

/** The rows that are read by statements of our own, by the name that the Prisma schema gives them. */
export interface Models {
  readonly Agreement: Agreement;
  readonly Mandate: Mandate;
  readonly BillingRequest: BillingRequest;
  readonly OneOffPayment: OneOffPayment;
  readonly PaymentSchedule: PaymentSchedule;
  readonly LoggedEvent: LoggedEvent;
}
/** An event with its place in the log, as one row. */
export type LoggedEvent = Event & Omit<EventLogEntry, 'eventId'>;
export type Model = keyof Models;
/** A column of a row, by the name of its field. */
export type Column<M extends Model = Model> = M extends Model ? keyof Models[M] & string : never;

/** The tables that a row of a model is made of. */
export const tablesOf = {
  Agreement: ['agreement'],
  Mandate: ['mandate'],
  BillingRequest: ['billingRequest'],
  OneOffPayment: ['oneOffPayment'],
  PaymentSchedule: ['paymentSchedule'],
  LoggedEvent: ['event', 'eventLog'],
} as const satisfies Record<Model, readonly (keyof Tables)[]>;

/** How a column travels: what JSON cannot carry goes as text. */
export type Kind = 'plain' | 'time' | 'bigint' | 'bytes';
const kinds: Readonly<Record<string, Kind>> = { DateTime: 'time', BigInt: 'bigint', Bytes: 'bytes' };

const kindsOf = new Map<Model, ReadonlyMap<string, Kind>>();

/** The columns of a model, each with how it travels. */
function columnKinds(model: Model): ReadonlyMap<string, Kind> {
  let known = kindsOf.get(model);
  if (!known) {
    const fields = (model === 'LoggedEvent' ? ['Event', 'EventLogEntry'] : [model]).flatMap(
      (name) => models[name]?.fields ?? [],
    );
    const columns = fields.filter(
      ({ kind, name }) => kind !== 'object' && !(model === 'LoggedEvent' && name === 'eventId'),
    );
    known = new Map(columns.map(({ name, type }) => [name, kinds[type] ?? 'plain']));
    kindsOf.set(model, known);
  }
  return known;
}
const { models } = getDatamodel().datamodel;

/** How a column of a model travels. */
export function kindOf(model: Model, column: string): Kind {
  const kind = columnKinds(model).get(column);
  if (!kind) throw new Error(`${model} has no column ${column}`);
  return kind;
}

/** All columns of a model. */
export function columnsOf(model: Model): readonly Column[] {
  return [...columnKinds(model).keys()] as Column[];
}
