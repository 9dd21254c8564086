import type { NewEvent } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import type { EventType, Operation, Provider } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import type { StatusReason } from '../port/provider.ts';

/** What the rows of all nouns have. */
export interface NounRow {
  readonly merchantId: string;
  readonly id: string;
  readonly version: number;
  readonly provider: Provider;
  readonly providerReference: string | null;
  readonly status: string;
  /** Of nouns that speak of money. */
  readonly currency?: string | null;
}

/** The columns that a step may change, with the status under the name that it has there; the rest never changes, or is the kit's or the database's. */
export type PatchOf<Row, Column extends keyof Row, Status> = Partial<
  Pick<Row, Column> & Status & { reason: StatusReason | null }
>;

/** What a new row is made of; the rest is the kit's or the database's. */
export type NewRow<Create> = Omit<Create, 'id' | 'version' | 'status' | 'state' | 'createdAt' | 'updatedAt'>;

/** What every write needs: the transaction, its time, and why it is written. */
export interface WriteContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly cause: Cause;
}

/** What is known of a step beside the columns that it changes. */
export interface StepDetails {
  /** The event's type, where the move alone does not say it. Such an event is written even where no column changes. */
  readonly type?: EventType;
  readonly why?: StatusReason | null;
  readonly amountMinor?: bigint;
  /** The provider's time; ours when it gave none. */
  readonly at?: Date;
  /** When the provider was asked for what it has just said of the thing, or when it said so unasked. */
  readonly syncedAt?: Date | undefined;
  /** When the provider is asked next, if the thing is still open; hourly where this is left out. */
  readonly nextCheckAt?: Date;
}

/** The type of an event, or how it is read off a step. */
export type EventRule<Row> = EventType | ((before: Row, after: Row) => EventType);

/** All that tells one noun from another. */
export interface NounDescription<Row extends NounRow, Status extends string> {
  /** What it is called where the provider contradicts us. */
  readonly name: string;
  /** The table in SQL, and as Prisma knows it. */
  readonly table: 'agreement' | 'mandate' | 'billing_request' | 'one_off_payment' | 'payout' | 'payment_schedule';
  rows(tx: Tx): Table<Row>;
  subjectType(row: Row): NewEvent['subjectType'];
  /** The things that its events are about or belong to. */
  links(row: Row): Pick<NewEvent, 'agreementId' | 'mandateId' | 'billingRequestId' | 'paymentId' | 'paymentStatus'>;
  /** The status that a new row has, under the name of its column. */
  readonly initial: { readonly status: Status } | { readonly state: Status };
  /** The id of the noun that an operation is to create, or null where it creates none. */
  createdBy(operation: Operation): string | null;
  /** The status that steps move. */
  statusOf(row: Row): Status;
  readonly created: EventType;
  /** The event of a move, by where it leads. Total, so that a new status without an event does not compile. */
  readonly moved: Readonly<Record<Status, EventRule<Row>>>;
  /** The event of a step that moves no status. */
  readonly unmoved: EventRule<Row>;
  /** When the provider is asked next, or null where nothing is awaited. `planned`: as the provider wants to be asked, else hourly. */
  nextCheckAt(row: Row, planned: Date, now: Date): Date | null;
  /** Where a step is sent together with its event: the table for Kysely, and the columns that the database makes of the others. */
  readonly sentLater?: { readonly table: 'oneOffPayment'; derive(row: Row): Partial<Row> };
  /** What is written together with each event. */
  withEvent?(tx: Tx, now: Date, step: { before: Row | null; after: Row; eventId: string }): void;
}

/** The one row of a merchant that bears an id. */
export interface RowKey {
  readonly merchantId_id: { readonly merchantId: string; readonly id: string };
}

/** What the kit asks of Prisma's tables. */
export interface Table<Row> {
  findUnique(query: {
    readonly where:
      | RowKey
      | {
          readonly merchantId_provider_providerReference: Pick<Row & NounRow, 'merchantId' | 'provider'> & {
            readonly providerReference: string;
          };
        };
  }): PromiseLike<Row | null>;
  create(query: { readonly data: object }): PromiseLike<Row>;
  update(query: { readonly where: RowKey; readonly data: object }): PromiseLike<Row>;
}
