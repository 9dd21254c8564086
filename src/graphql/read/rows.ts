import { typeBrandKey } from '@pothos/core';
import type { PaymentKind } from '../../domain/payment/states.ts';
import type { NodeTypeName } from '../schema/node-types.ts';
import { type Column, type Kind, kindOf, type Model } from './models.ts';

/** What the array of a row holds, in this order. */
export interface Layout {
  readonly model: Model;
  readonly columns: readonly Column[];
  /** `layout` null: nothing but the id is needed, which column `by` has. */
  readonly relations: readonly {
    readonly name: string;
    readonly by: Column;
    readonly model: Model;
    readonly layout: Layout | null;
  }[];
  readonly pages: readonly { readonly name: string; readonly layout: Layout }[];
}

type Row = Record<string | symbol, unknown>;
type Values = readonly unknown[];
const pagesRead = Symbol('pages that were read with a row');

/** The rows of a page that were read with the row above it, by the name that the answer gives it. */
export function pageBeneath<R extends object>(row: object, name: string): readonly R[] | undefined {
  return (row as { readonly [pagesRead]?: Readonly<Record<string, readonly R[]>> })[pagesRead]?.[name];
}

/** A reader of rows that are laid out so. They are as Prisma's are, with the columns that were asked for. */
export function rowReader({ model, columns, relations, pages }: Layout): (values: Values) => object {
  const read = columns.map((column) => readers[kindOf(model, column)]);
  const create = creator(model);
  const leads = relations.map(({ name, by, model: of, layout }) => {
    const reader = layout && rowReader(layout);
    const stub = creator(of);
    return { name, by, stub, reader };
  });
  const beneath = pages.map(({ name, layout }) => ({ name, reader: rowReader(layout) }));
  const kindAt = columns.indexOf('kind');
  return (values) => {
    const row = create(values[kindAt]);
    let i = 0;
    for (const column of columns) {
      const value = values[i];
      row[column] = value === null ? null : read[i]?.(value);
      i += 1;
    }
    for (const { name, by, stub, reader } of leads) {
      if (reader) {
        const value = values[i++];
        row[name] = value === null ? null : reader(value as Values);
      } else {
        row[name] = row[by] === null ? null : Object.assign(stub(undefined), { id: row[by] });
      }
    }
    if (beneath.length > 0) {
      const lists: Record<string, readonly object[]> = {};
      for (const { name, reader } of beneath) lists[name] = (values[i++] as readonly Values[]).map(reader);
      row[pagesRead] = lists;
    }
    return row;
  };
}

const readers: Readonly<Record<Kind, (value: unknown) => unknown>> = {
  plain: (value) => value,
  time: (value) => new Date(value as string),
  bigint: (value) => BigInt(value as string),
  bytes: (value) => Buffer.from(value as string, 'hex'),
};

/** Rows know their type by their prototype: marking each would cost more than reading it. */
function creator(model: Model): (kind: unknown) => Row {
  const own = marked[model];
  if (model !== 'OneOffPayment') return () => Object.create(own) as Row;
  return (kind) => Object.create(kinds[kind as PaymentKind] ?? own) as Row;
}
const marked: Readonly<Record<Model, object>> = {
  Agreement: mark('Agreement'),
  Mandate: mark('Mandate'),
  PaymentSchedule: mark('PaymentSchedule'),
  BillingRequest: mark('BillingRequest'),
  OneOffPayment: mark('OneOffPayment'),
  LoggedEvent: {
    ...mark('Event'),
    /** What was read together with its place in the log is its own entry there. */
    get logEntry(): object {
      return this;
    },
  },
};
const kinds: Readonly<Partial<Record<PaymentKind, object>>> = { TRANSFER: mark('Transfer'), CHARGE: mark('Charge') };

function mark(type: NodeTypeName): object {
  return { [typeBrandKey]: type };
}
