import { createHash } from 'node:crypto';

/**
 * When deferred work is tried again, one schedule per need. Times are in milliseconds from the first attempt; every schedule ends
 * somewhere, and none runs for ever.
 */
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long a worker may hold a row. Calls end well before (15 s), so a lease that has lapsed means that its holder is gone. */
export const leaseMs = 45 * second;

/** When an unknown outcome is checked with the provider; after the last time a person decides. */
export const unknownOutcomeSchedule: readonly number[] = [
  2 * second,
  10 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  6 * hour,
  24 * hour,
];

/** What the provider took in and decides later, until the end of its own terms. */
export const pendingSchedule: readonly number[] = [30 * second, 5 * minute, 30 * minute, ...hourly(1, 48)];

/** What could not be sent at all: safe to try again, until its subject expires and for a day at most. */
export const notSentSchedule: readonly number[] = [
  second,
  5 * second,
  30 * second,
  2 * minute,
  ...everyTenMinutes(24 * hour),
];

/** A webhook item that could not be applied; after the twelfth failure it is a dead letter. */
export const inboxSchedule: readonly number[] = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
  18 * hour,
];

/**
 * A webhook item about a thing we do not know (yet): soon at first, since our own answer may only be a moment behind, then a few times more.
 * It is taken up at once when the thing becomes known, so this only covers what happened at the same moment. From one attempt to the next,
 * since after a jump in time nothing is to be tried for each that was missed.
 */
export const parkedGaps: readonly number[] = [2 * second, 8 * second, minute, 10 * minute, hour, 6 * hour, 24 * hour];

/** A partner's system that does not take an event: after the tenth failure the delivery has failed for good. */
export const deliverySchedule: readonly number[] = fromGaps(
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
);

/** A mail that the mail server does not take for now; after the tenth attempt, about a day, it is given up. */
export const mailSchedule: readonly number[] = fromGaps(
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
);

/** Nothing but failure for so long, and a partner's system is sent nothing more until somebody has looked. */
export const deliveryGiveUpMs = 120 * hour;

/** The longest that a partner's system may put us off. */
export const retryAfterMaxMs = 24 * hour;

/** How long we go on trying to send. */
export const sendWithinMs = 24 * hour;

/** Everything open is reconciled this often, which makes up for any callback that was lost. */
export const reconcileEveryMs = hour;

/** An agreement that is accepted, and a charge whose day is far ahead, are reconciled this often: there may be very many, and little can befall them. */
export const reconcileActiveEveryMs = 24 * hour;

/**
 * When a thing of which nothing is awaited is asked about: the payer of a transfer may send money again, or late; what was collected may be taken
 * or given back; what has ended may be taken up again, and a mandate may be ended at the bank; and the one callback about it may be lost. Ever
 * more seldom, since it last changed; for as long as banks give money back. One table for all nouns.
 */
export const closedSchedule: readonly number[] = [1, 3, 7, 14, 30, 60, 120, 240, 400].map((days) => days * 24 * hour);

/**
 * When an account that is paused, since its provider refused our credentials, tries them again: they are often mended in the provider's own
 * dashboard, or were never wrong. Once a day after that, and for a month at most.
 */
export const credentialsSchedule: readonly number[] = [minute, 5 * minute, 15 * minute, ...hourly(1, 24)];

/** How long before a reservation lapses it is announced. */
export const settlementReminderMs = 24 * hour;

/** An audit of everything is expected each night; so long after one, somebody is told that there was none. */
export const auditEveryMs = 26 * hour;

/** How long an outcome may stay unknown before somebody is told. */
export const overdueMs = 15 * minute;

/** What is still open when its schedule has ended is checked once a day, for as long as a provider may take; then a person has to look. */
export const statusChecksEndMs = 30 * 24 * hour;

/**
 * The next time of a schedule that goes by attempts, or null when it has ended. ±20% of jitter is drawn from the thing's own id, so that a
 * thousand things that failed together do not come back together, and the same thing always comes back at the same time.
 */
export function nextTime(schedule: readonly number[], attempt: number, from: Date, now: Date, id: string): Date | null {
  const offset = schedule[attempt];
  if (offset === undefined) return null;
  return new Date(Math.max(from.getTime() + jittered(offset, attempt, id), now.getTime() + second));
}

/** The next time of a schedule that goes by the time since it began, however often it was tried: daily after its end, null after 30 days. */
export function nextByTime(schedule: readonly number[], from: Date, now: Date, id: string): Date | null {
  const planned = nextPlanned(schedule, from, now, id);
  if (planned) return planned;
  return now.getTime() - from.getTime() < statusChecksEndMs ? new Date(now.getTime() + 24 * hour) : null;
}

/** The same for a schedule that ends where it ends. */
export function nextPlanned(schedule: readonly number[], from: Date, now: Date, id: string): Date | null {
  const elapsed = now.getTime() - from.getTime();
  const offset = schedule
    .map((planned, attempt) => jittered(planned, attempt, id))
    .find((planned) => planned > elapsed);
  return offset === undefined ? null : new Date(Math.max(from.getTime() + offset, now.getTime() + second));
}

function jittered(offset: number, attempt: number, id: string): number {
  const draw = createHash('sha256').update(`${id}:${attempt}`).digest().readUInt32BE(0) / 0xffffffff;
  return offset * (0.8 + 0.4 * draw);
}

/** The waits between attempts, as times from the first. */
function fromGaps(...gaps: readonly number[]): number[] {
  return gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0));
}

function hourly(fromHour: number, toHour: number): number[] {
  return Array.from({ length: toHour - fromHour + 1 }, (_, i) => (fromHour + i) * hour);
}

function everyTenMinutes(until: number): number[] {
  return Array.from({ length: Math.floor(until / (10 * minute)) }, (_, i) => (i + 1) * 10 * minute);
}
