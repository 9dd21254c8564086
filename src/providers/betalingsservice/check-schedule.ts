import { createHash } from 'node:crypto';
import type { ProviderRef } from '../../domain/port/provider.ts';
import { atCopenhagen, inCopenhagen, isBankingDay, nextBankingDay } from './calendar.ts';
import type { Settings } from './settings.ts';

const minute = 60_000;
// Mandates move in runs, every second hour from 07:00 to 19:00 on banking days; the banks' answers to the last run come after it.
const opens = 7 * 60;
const closes = 21 * 60;
const mandateEveryMs = 30 * minute;
const mandateShortlyMs = minute / 2;
// A request waits for a debtor who holds the phone, and lives for a quarter of an hour; its payment is done soon after the approval.
const requestEveryMs = minute;
const paymentEveryMs = 5 * minute;

/** When an open thing is asked about next. Callbacks are quicker; there are none for a mandate by itself, so this is how it is known. */
export function nextCheckAt({ kind, id }: ProviderRef, now: Date, { mandatePolling }: Settings): Date {
  if (kind === 'billingRequest') return new Date(now.getTime() + requestEveryMs);
  if (kind === 'payment') return new Date(now.getTime() + paymentEveryMs);
  if (mandatePolling === 'shortly') return new Date(now.getTime() + mandateShortlyMs);
  const planned = new Date(now.getTime() + mandateEveryMs);
  const { date, minutes } = inCopenhagen(planned);
  if (isBankingDay(date) && minutes >= opens && minutes < closes) return planned;
  const opening = isBankingDay(date) && minutes < opens ? date : nextBankingDay(date);
  // Spread by the thing itself, so that the mandates of a night are not all asked about at seven sharp.
  return new Date(atCopenhagen({ date: opening, minutes: opens }).getTime() + spread(id) * mandateEveryMs);
}

function spread(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) / 0xffffffff;
}
