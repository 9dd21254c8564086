import { getDatamodel } from '../../generated/pothos-types.ts';
import type {
  Agreement,
  BillingRequest,
  Event,
  EventLogEntry,
  Mandate,
  OneOffPayment,
} from '../../generated/prisma/client.ts';
import type { Tables } from '../../platform/sql.ts';

/** The rows that are read by statements of our own, by the name that the Prisma schema gives them. */
export interface Models {
  readonly Agreement: Agreement;
  readonly Mandate: Mandate;
  readonly BillingRequest: BillingRequest;
  readonly OneOffPayment: OneOffPayment;
  readonly Event: Event;
  readonly EventLogEntry: EventLogEntry;
}
export type Model = keyof Models;
/** A column of a row, by the name of its field. */
export type Column<M extends Model = Model> = M extends Model ? keyof Models[M] & string : never;

/** Where the rows of a model lie. */
export const tableOf = {
  Agreement: 'agreement',
  Mandate: 'mandate',
  BillingRequest: 'billingRequest',
  OneOffPayment: 'oneOffPayment',
  Event: 'event',
  EventLogEntry: 'eventLog',
} as const satisfies Record<Model, keyof Tables>;

/** How a column travels: what JSON cannot carry goes as text. */
export type Kind = 'plain' | 'time' | 'bigint' | 'bytes';
const kinds: Readonly<Record<string, Kind>> = { DateTime: 'time', BigInt: 'bigint', Bytes: 'bytes' };

const columnKinds = new Map<Model, ReadonlyMap<string, Kind>>();

/** How a column of a model travels. */
export function kindOf(model: Model, column: string): Kind {
  let known = columnKinds.get(model);
  if (!known) {
    const fields = models[model]?.fields ?? [];
    known = new Map(fields.map(({ name, type }) => [name, kinds[type] ?? 'plain']));
    columnKinds.set(model, known);
  }
  const kind = known.get(column);
  if (!kind) throw new Error(`${model} has no column ${column}`);
  return kind;
}
const { models } = getDatamodel().datamodel;
