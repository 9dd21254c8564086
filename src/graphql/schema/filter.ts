import { Prisma } from '../../generated/prisma/client.ts';

/** One condition on a column, from which both a Prisma filter and SQL are made, so that a nested list filters as the root one does. */
export interface Condition {
  readonly field: string;
  readonly column: string;
  /** A cast that PostgreSQL needs for a parameter of this column. */
  readonly cast?:
    | 'uuid'
    | 'payment_status'
    | 'schedule_status'
    | 'authority_origin'
    | 'authority_status'
    | 'mandate_scheme'
    | 'billing_request_status'
    | 'billing_request_purpose'
    | 'provider'
    | 'event_type'
    | 'timestamptz'
    | 'bigint';
  readonly is: 'in' | 'equals' | 'gte' | 'lt' | 'lte' | 'gt';
  readonly value: unknown;
}

const operators = { equals: '=', gte: '>=', lt: '<', lte: '<=', gt: '>' } as const;

export function toPrismaWhere(conditions: readonly Condition[]): object {
  return { AND: conditions.map(({ field, is, value }) => ({ [field]: { [is]: value } })) };
}

export function toSqlWhere(conditions: readonly Condition[]): Prisma.Sql {
  const parts = conditions.map(({ column, cast, is, value }) => {
    const name = Prisma.raw(`"${column}"`);
    const type = cast
      ? Prisma.raw(`::${cast}${is === 'in' ? '[]' : ''}`)
      : is === 'in'
        ? Prisma.raw('::text[]')
        : Prisma.empty;
    return is === 'in'
      ? Prisma.sql`${name} = any(${value}${type})`
      : Prisma.sql`${name} ${Prisma.raw(operators[is])} ${value}${type}`;
  });
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, ' and ');
}

export interface TimeRange {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/** From the first instant, up to but not including the second. */
export function within(field: string, column: string, range: TimeRange | null | undefined): Condition[] {
  return [
    ...(range?.from ? [{ field, column, cast: 'timestamptz', is: 'gte', value: range.from } as const] : []),
    ...(range?.to ? [{ field, column, cast: 'timestamptz', is: 'lt', value: range.to } as const] : []),
  ];
}
