import type { PaymentStatus, Provider } from '../../generated/prisma/client.ts';
import { type Currency, currency, type Money, money } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';

/** By what totals are told apart. Amounts are told apart by their currency in any case. */
export type TotalsBy = 'DAY' | 'STATUS' | 'PROVIDER' | 'CURRENCY';

/** What a status says of whether a payment came to what it was made for: null while that is open, and where its merchant called it off. */
export const successOf: Readonly<Record<PaymentStatus, boolean | null>> = {
  CREATED: null,
  REQUIRES_PAYER_ACTION: null,
  AUTHORIZED: null,
  PROCESSING: null,
  UNRESOLVED: null,
  CANCELLED: null,
  PARTIALLY_SETTLED: true,
  SETTLED: true,
  REJECTED: false,
  EXPIRED: false,
  FAILED: false,
  REVERSED: false,
};

/** Days, both included. */
export interface TotalsPeriod {
  readonly from: string;
  readonly to: string;
}

/** What payments come to in one currency. */
export interface TotalsAmounts {
  readonly currency: Currency;
  readonly count: number;
  readonly requested: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reversed: Money;
}

/** Payments that have the same day, status, provider or currency, as far as that was asked for. */
export interface TotalsGroup {
  readonly day: string | null;
  readonly status: PaymentStatus | null;
  readonly provider: Provider | null;
  readonly currency: Currency | null;
  readonly count: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly amounts: readonly TotalsAmounts[];
}

export interface Totals {
  readonly groups: readonly TotalsGroup[];
  /** Whether every change of a payment is in them. */
  readonly current: boolean;
}

/** A year and a day, so that a day can be seen beside that of last year. */
export const daysMax = 367;
/** The rows of totals that one question may read, whatever it shows of them. */
export const rowsMax = 20_000;
/** The changes that are added while they wait to be. */
export const waitingMax = 10_000;
/** The groups of an answer. */
export const groupsMax = 2_000;

const columnOf: Readonly<Record<TotalsBy, string>> = {
  DAY: 'day',
  STATUS: 'status',
  PROVIDER: 'provider',
  CURRENCY: 'currency',
};

const statusesThat = (succeeded: boolean): string =>
  Object.entries(successOf)
    .filter(([, success]) => success === succeeded)
    .map(([status]) => `'${status}'`)
    .join(', ');

/**
 * Reads totals and what is still to be added to them, at one moment: what a change of a payment adds is there as soon as the change is. How
 * many rows that may be does not depend on the number of payments.
 */
export function totalsStatement(by: readonly TotalsBy[]): string {
  const columns = [...new Set([...by.map((each) => columnOf[each]), 'currency'])];
  const read = 'day, provider, currency, status, payments, requested, captured, refunded, reversed';
  return `
    with added as materialized (
      select ${read} from payment_total where merchant_id = $1::uuid and day between $2::date and $3::date limit ${rowsMax + 1}),
    waiting as materialized (
      select ${read} from payment_total_change where merchant_id = $1::uuid order by id limit ${waitingMax + 1}),
    read as (
      select (select count(*) from added)::int as added, (select count(*) from waiting)::int as waiting),
    each as (select * from added union all select * from waiting where day between $2::date and $3::date),
    summed as (
      select ${columns.map((column) => `${column}::text`).join(', ')}, sum(payments)::text as count,
             coalesce(sum(payments) filter (where status in (${statusesThat(true)})), 0)::text as succeeded,
             coalesce(sum(payments) filter (where status in (${statusesThat(false)})), 0)::text as failed,
             sum(requested)::text as requested, sum(captured)::text as captured, sum(refunded)::text as refunded, sum(reversed)::text as reversed
        from each group by ${columns.join(', ')} having sum(payments) <> 0 order by ${columns.join(', ')} limit ${groupsMax + 1})
    select read.added, read.waiting, summed.* from read left join summed on true`;
}

interface Row {
  readonly added: number;
  readonly waiting: number;
  readonly day?: string;
  readonly status?: PaymentStatus;
  readonly provider?: Provider;
  /** Null where there is nothing to tell. */
  readonly currency: string | null;
  readonly count: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly requested: string;
  readonly captured: string;
  readonly refunded: string;
  readonly reversed: string;
}

/**
 * How many of the payments that were made in a period stand where, and what they come to. Refuses in a sentence what would be too much to
 * read or to tell.
 */
export async function totalsOf(
  tx: Tx,
  merchantId: string,
  { from, to }: TotalsPeriod,
  by: readonly TotalsBy[],
): Promise<Result<Totals, string>> {
  const rows = await tx.$queryRawUnsafe<Row[]>(totalsStatement(by), merchantId, from, to);
  const [{ added, waiting } = { added: 0, waiting: 0 }] = rows;
  if (added > rowsMax) return refuse(`expected a shorter period: it has more than ${rowsMax} sums to read`);
  if (rows.length > groupsMax)
    return refuse(`expected a shorter period, or less in \`by\`: it comes to more than ${groupsMax} groups`);
  const told = rows.filter(({ currency: code }) => code !== null);
  const groups = Map.groupBy(told, (row) => by.map((each) => row[keyOf[each]] ?? '').join(' '));
  return ok({ groups: [...groups.values()].map((of) => toGroup(of, by)), current: waiting <= waitingMax });
}

const keyOf = { DAY: 'day', STATUS: 'status', PROVIDER: 'provider', CURRENCY: 'currency' } as const;

function toGroup(rows: readonly Row[], by: readonly TotalsBy[]): TotalsGroup {
  const [first] = rows;
  const sum = (of: (row: Row) => string): number => rows.reduce((total, row) => total + Number(of(row)), 0);
  return {
    day: first?.day ?? null,
    status: first?.status ?? null,
    provider: first?.provider ?? null,
    currency: by.includes('CURRENCY') && first?.currency ? currency(first.currency) : null,
    count: sum(({ count }) => count),
    succeeded: sum(({ succeeded }) => succeeded),
    failed: sum(({ failed }) => failed),
    amounts: rows.map(toAmounts),
  };
}

function toAmounts({ currency: code, count, ...sums }: Row): TotalsAmounts {
  const inMoney = (minor: string): Money => money(BigInt(minor), currency(code ?? ''));
  return {
    currency: currency(code ?? ''),
    count: Number(count),
    requested: inMoney(sums.requested),
    captured: inMoney(sums.captured),
    refunded: inMoney(sums.refunded),
    reversed: inMoney(sums.reversed),
  };
}
