import type { ChargeTarget, FileCharge, InputProblem } from '../../domain/port/provider.ts';
import { currency } from '../../kernel/money.ts';
import { type Check, day, optional, when } from '../kit/checks.ts';
import { isDay, plusDays } from '../kit/times.ts';
import { atCopenhagen, inCopenhagen, isBankingDay, lastBankingDay, nextBankingDay } from './calendar.ts';
import { customerNumber } from './limits.ts';

/**
 * Collections: the Creditor API has none. They go to Betalingsservice by file (0601), month by month, through the creditor's data supplier
 * (notes D2, D3): what stands in a line is checked here, and the days on which a file reaches it are counted.
 */

export const instead =
  'Betalingsservice takes charges by file, through your data supplier, and not by its API: `chargeFile` checks them and hands out the lines.';

// Nine in the morning of the sixth-last banking day of the month before. Third parties say so, in agreement; a later file costs a fee.
const lastDeliveryDay = 6;
const deliveredBy = 9 * 60;
const aheadMax = 90;
const amountDigitsMax = 13;
const dkk = currency('DKK');

/** The first banking day of the next month that a file still reaches. */
export function earliestDueOn({ kind }: ChargeTarget, now: Date): string | null {
  if (kind !== 'mandate') return null;
  const local = inCopenhagen(now);
  const open = [1, 2].map((ahead) => firstOf(local.date, ahead)).find((month) => now <= deliveryFor(month));
  return open ? iso(firstBankingDay(open)) : null;
}

/** The moment by which a file has to be there. */
export function createBy(dueOn: string): Date {
  return deliveryFor(new Date(`${dueOn.slice(0, 7)}-01T00:00:00Z`));
}

/** The day alone: nobody tries again. */
export const graceUntil = (dueOn: string): string => dueOn;

export function checkLine(line: FileCharge): readonly InputProblem[] {
  const { creditorNumber, debtorGroupNumber, debtorReference, mandateNumber, amount, dueOn, askedAt } = line;
  const known: Check<string | null> = (value, path) =>
    when(
      value === null,
      path,
      'known',
      `expected a mandate with its ${names[path[0] ?? ''] ?? 'number'}, which is not known here`,
    );
  const now = new Date(askedAt);
  const first = earliestDueOn({ kind: 'mandate' }, now) ?? '';
  const last = plusDays(iso(inCopenhagen(now).date), aheadMax);
  return [
    ...known(creditorNumber, ['creditorNumber']),
    ...known(debtorGroupNumber, ['debtorGroupNumber']),
    ...known(debtorReference, ['debtorReference']),
    ...optional(debtorReference ?? undefined, customerNumber, ['debtorReference']),
    ...known(mandateNumber, ['mandateNumber']),
    ...when(amount.currency !== dkk, ['amount', 'currency'], 'currency', `expected DKK; got ${amount.currency}`),
    ...when(
      amount.amountMinor < 1n || String(amount.amountMinor).length > amountDigitsMax,
      ['amount', 'amountMinor'],
      'amount',
      `expected 1 to ${'9'.repeat(amountDigitsMax)} in minor units; got ${amount.amountMinor}`,
    ),
    ...day(dueOn, ['dueOn']),
    ...when(
      isDay(dueOn) && (dueOn < first || dueOn > last),
      ['dueOn'],
      'earliestDueOn',
      `expected a day from ${first}, the first that a file reaches now, to ${last}; got ${dueOn}`,
    ),
    ...when(
      isDay(dueOn) && !isBankingDay(new Date(`${dueOn}T00:00:00Z`)),
      ['dueOn'],
      'bankingDay',
      `expected a day on which Danish banks work; got ${dueOn}`,
    ),
  ];
}

const names: Readonly<Record<string, string>> = {
  creditorNumber: 'creditor number (PBS number)',
  debtorGroupNumber: 'debtor group',
  debtorReference: 'customer number',
  mandateNumber: 'mandate number',
};

/** For the collections of a month, given by its first day. */
function deliveryFor(month: Date): Date {
  return atCopenhagen({ date: lastBankingDay(firstOf(month, -1), lastDeliveryDay), minutes: deliveredBy });
}

/** The first day of a month so many months away. */
function firstOf(date: Date, ahead: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1));
}

function firstBankingDay(month: Date): Date {
  return isBankingDay(month) ? month : nextBankingDay(month);
}

const iso = (date: Date): string => date.toISOString().slice(0, 10);
