import { coerceInputValue, type GraphQLInputType } from 'graphql';
import { subjectType } from '../../domain/payment/store.ts';
import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { csvLine } from '../../kernel/csv.ts';
import { encodeId } from '../../kernel/ids.ts';
import { currency, money, toDecimal } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { timeIn } from '../../kernel/time-zone.ts';
import type { Db } from '../../platform/db.ts';
import { type Condition, toPrismaWhere, toSqlWhere } from '../schema/filter.ts';
import { sandboxSchema } from '../schema/schema.ts';
import { type PaymentFilter, paymentConditions } from './filter.ts';

/** The most payments of one file. A spreadsheet holds a million rows; whoever needs more has the event log. */
export const exportedMax = 200_000;
const readAtOnce = 500;

/** Whose payments, and by which clocks their times are told. */
export interface ExportedFor {
  readonly merchantId: string;
  readonly timeZone: string;
}

/**
 * All payments that a filter of the API matches, as lines of CSV, the newest first: those that are there now, as far as none is made
 * later. No connection is held while whoever reads the lines is slow. Refuses in a sentence a filter that is none, and one that matches too many.
 */
export async function exportPayments(
  db: Pick<Db, 'forMerchant' | 'reader'>,
  { merchantId, timeZone }: ExportedFor,
  filterText: string,
): Promise<Result<AsyncGenerator<string, void, void>, string>> {
  const filter = readFilter(filterText);
  if (!filter.ok) return filter;
  const conditions = paymentConditions(filter.value);
  const start = await db.forMerchant(merchantId, async (tx, now) => {
    const [{ matched }] = await tx.$queryRaw<[{ matched: number }]>`
      select count(*)::int as matched from (
        select from one_off_payment where merchant_id = ${merchantId}::uuid and ${toSqlWhere(conditions)} limit ${exportedMax + 1}) m`;
    return { now, matched };
  });
  if (start.matched > exportedMax)
    return refuse(`expected ${exportedMax} payments at most; the filter matches more: choose fewer days`);
  return ok(linesOf(db, { merchantId, timeZone }, conditions, start.now));
}

async function* linesOf(
  db: Pick<Db, 'reader'>,
  { merchantId, timeZone }: ExportedFor,
  conditions: readonly Condition[],
  now: Date,
): AsyncGenerator<string, void, void> {
  // Spreadsheets take a file for one of their own country's letters unless it begins so.
  yield `\ufeff${csvLine(Object.keys(cellsOf(timeZone)))}`;
  let place: object = { createdAt: { lte: now } };
  for (let read = 0; read < exportedMax; read += readAtOnce) {
    const rows = await db.reader(merchantId).oneOffPayment.findMany({
      where: { merchantId, AND: [toPrismaWhere(conditions), place] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: readAtOnce,
    });
    const cells = Object.values(cellsOf(timeZone));
    if (rows.length > 0) yield rows.map((row) => csvLine(cells.map((cell) => cell(row) ?? ''))).join('');
    const last = rows.at(-1);
    if (!last || rows.length < readAtOnce) return;
    place = { OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }] };
  }
}

type Cell = (payment: OneOffPayment) => string | null | undefined;

/** The columns, each by its name. */
function cellsOf(timeZone: string): Readonly<Record<string, Cell>> {
  const time = (at: Date | null): string | null => at && timeIn(timeZone, at);
  const amount = ({ currency: code }: OneOffPayment, minor: bigint): string => toDecimal(money(minor, currency(code)));
  return {
    id: (payment) => encodeId(subjectType(payment), payment.id),
    [`created (${timeZone})`]: ({ createdAt }) => time(createdAt),
    [`changed (${timeZone})`]: ({ updatedAt }) => time(updatedAt),
    status: ({ status }) => status,
    reason: ({ reason }) => (reason as { readonly message?: string } | null)?.message,
    provider: ({ provider }) => provider,
    'provider reference': ({ providerReference }) => providerReference,
    'your reference': ({ externalId }) => externalId,
    description: ({ description }) => description,
    'agreement or mandate': ({ agreementId, mandateId }) =>
      (agreementId && encodeId('agr', agreementId)) ?? (mandateId && encodeId('man', mandateId)),
    currency: ({ currency: code }) => code,
    requested: (payment) => amount(payment, payment.requested),
    captured: (payment) => amount(payment, payment.captured),
    refunded: (payment) => amount(payment, payment.refunded),
    reversed: (payment) => amount(payment, payment.reversed),
    released: (payment) => amount(payment, payment.released),
    [`capture by (${timeZone})`]: ({ settleBy }) => time(settleBy),
  };
}

/** A filter as the API takes it, in JSON. */
function readFilter(text: string): Result<typeof PaymentFilter.$inferInput | null, string> {
  let given: unknown;
  try {
    given = text === '' ? null : JSON.parse(text);
  } catch {
    return refuse('filter: expected JSON, as the variable of a PaymentFilter');
  }
  const problems: string[] = [];
  const type = sandboxSchema.getType('PaymentFilter') as GraphQLInputType;
  const value: unknown = coerceInputValue(given, type, (path, _value, { message }) =>
    problems.push(`${['filter', ...path].join('.')}: ${message}`.slice(0, 300)),
  );
  const [problem] = problems;
  return problem ? refuse(problem) : ok(value as typeof PaymentFilter.$inferInput | null);
}
