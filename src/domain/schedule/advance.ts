import type { Cause } from '../../event-log/event.ts';
import type { Mandate, PaymentSchedule, PaymentStatus, ScheduleStatus } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { leaseMs } from '../../kernel/schedules.ts';
import type { StatusReason } from '../../kernel/status-reason.ts';
import type { Tx } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import type { Claim } from '../../platform/leases.ts';
import type { Caller } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { takenRefusal } from '../command/taken.ts';
import type { StepDetails, WriteContext } from '../noun/description.ts';
import { type Authority, decideCharge, lockAuthority } from '../payment/create-charge.ts';
import { checkMandateStatus } from '../reconcile/check-status.ts';
import { nominalDay, type Plan } from './calendar.ts';
import { chargeExternalId, chargeOf, inCurrencyOf } from './charge.ts';
import { type Days, daysOf } from './days.ts';
import { skipPeriods, writePeriod } from './periods.ts';
import { type Ask, arrearsOf, askNow, nextOf, statusBy } from './rules.ts';
import { standingOf } from './standing.ts';
import { type AmountRow, amountFor, amountsOf, dayText, planOf, type SchedulePatch, schedules } from './store.ts';
import { withdrawPending } from './withdraw.ts';

const cause: Cause = { by: 'clock', rule: 'schedule' };
const hour = 3_600_000;
/** Charges that may be open at once, and more: leads are two months at most. */
const chargesLookedAt = 60;

/** What the days of a mandate hang on. */
const daysColumns = { id: true, scheme: true, nextChargeDate: true, lastProviderSyncAt: true } as const;

interface Work {
  readonly deps: DomainDeps;
  readonly caller: Caller;
  readonly context: WriteContext;
  readonly schedule: PaymentSchedule;
  readonly authority: Authority;
  readonly plan: Plan;
  readonly amounts: readonly AmountRow[];
  readonly days: Days;
}

/**
 * Takes the next step of a schedule that is due: one charge, or one move, in a transaction of its own. The period, its charge and the charge's intent
 * are written together, so whenever a process dies there is all of it or nothing; what is sent to the provider afterwards is the operation's own.
 */
export async function advanceSchedule(deps: DomainDeps, { merchantId, id, leaseToken }: Claim): Promise<void> {
  const caller: Caller = { merchantId, actor: encodeId('sch', id), requestId: '' };
  const where = { merchantId_id: { merchantId, id } };
  const on = await deps.db
    .reader(merchantId)
    .paymentSchedule.findUniqueOrThrow({ where, include: { mandate: { select: daysColumns } } });
  if (on.status === 'CANCELLED') return withdrawPending(deps, caller, { merchantId, id, leaseToken });
  if (on.mandate) await askForFirstDay(deps, on, on.mandate);
  const named = on.mandateId === null ? { agreementId: on.agreementId } : { mandateId: on.mandateId };
  // The authority is locked before what is on it, as everywhere.
  const work = (tx: Tx, now: Date) =>
    locked(deps, caller, { tx, now, cause }, named, { id, leaseToken }, (of) => step(of));
  try {
    // Schedules on one authority take turns, and none waits for it in a connection that all need.
    await deps.db.forMerchant(merchantId, work, { about: on.mandateId ?? on.agreementId ?? id });
  } catch (error) {
    const taken = takenRefusal('createCharge', error);
    if (!taken) throw error;
    await deps.db.forMerchant(merchantId, (tx, now) =>
      locked(deps, caller, { tx, now, cause }, named, { id, leaseToken }, (of) => fail(of, taken)),
    );
  }
  await failpoint('schedule.afterCommit');
  deps.wake('sequencer');
}

/**
 * The first possible day of a mandate moves on day by day, and stands here as it was when the provider was last asked. Where the lead of a charge has
 * been missed it decides the day, so it is asked for first.
 */
async function askForFirstDay(
  deps: DomainDeps,
  { merchantId, nextDueOn, accountId, leaseUntil }: PaymentSchedule,
  mandate: Pick<Mandate, keyof typeof daysColumns>,
): Promise<void> {
  if (!nextDueOn || !leaseUntil || mandate.nextChargeDate === null) return;
  const connected = await deps.accounts.byId(accountId);
  if (!connected) return;
  // The database's time at the claim, which is a moment ago.
  const now = new Date(leaseUntil.getTime() - leaseMs);
  const { createBy } = daysOf(connected, mandate, now);
  const askedAt = mandate.lastProviderSyncAt?.getTime() ?? 0;
  if (now > createBy(dayText(nextDueOn)) && askedAt < now.getTime() - hour)
    await checkMandateStatus(deps, { merchantId, id: mandate.id });
}

async function locked(
  deps: DomainDeps,
  caller: Caller,
  context: WriteContext,
  on: Pick<PaymentSchedule, 'agreementId'> | Pick<PaymentSchedule, 'mandateId'>,
  { id, leaseToken }: Pick<Claim, 'id' | 'leaseToken'>,
  work: (of: Work) => Promise<void>,
): Promise<void> {
  const { tx, now } = context;
  const authority = await lockAuthority(tx, caller.merchantId, on);
  const schedule = await schedules.lock(tx, caller.merchantId, id);
  // Whoever has lost its lease writes nothing.
  if (!authority || schedule?.leaseToken !== leaseToken) return;
  const amounts = await amountsOf(tx, schedule);
  const connected = await deps.accounts.byId(schedule.accountId);
  const days = daysOf(connected, authority.row, now);
  await work({ deps, caller, context, schedule, authority, plan: planOf(schedule, amounts), amounts, days });
  await failpoint('schedule.beforeCommit');
}

async function step(work: Work): Promise<void> {
  const { deps, context, schedule, authority, plan, days } = work;
  const { now } = context;
  const { status, nextPeriod, resumesAtPeriod } = schedule;
  const successor = (authority.row as Partial<Mandate>).replacedById;
  const standing = standingOf(authority, await deps.accounts.byId(schedule.accountId));
  if (standing === 'ended' && successor)
    return save(work, { mandateId: successor, nextAt: now }, { type: 'PAYMENT_SCHEDULE_CHANGED' });
  if (standing === 'ended') return move(work, 'CANCELLED', authorityEnded(authority));
  const { arrears, why } = await lookAtCharges(work);
  const left = nominalDay(plan, nextPeriod) !== null;
  if (status === 'PAUSED') {
    const { nextAt } = nextOf(schedule, plan, days);
    if (nextAt === null || nextAt > now) return release(work, nextAt);
    const next = skipPeriods(context, schedule, plan, days, resumesAtPeriod);
    const to = statusBy(standing, arrears, nominalDay(plan, next) !== null);
    return move(work, to, to === 'PAST_DUE' ? why : null, { nextPeriod: next, resumesAtPeriod: null }, resumed);
  }
  // It waits for the merchant.
  if (status === 'FAILED') return release(work, null);
  const to = statusBy(standing, arrears, left);
  if (to !== status) return move(work, to, to === 'PAST_DUE' ? why : null);
  const ask = status === 'ACTIVE' || status === 'PAST_DUE' ? askNow(plan, nextPeriod, days, now) : null;
  return ask ? charge(work, ask) : release(work, nextOf(schedule, plan, days).nextAt);
}

const resumed = { type: 'PAYMENT_SCHEDULE_RESUMED' } as const;

/** Asks for the money of a period. */
async function charge(work: Work, ask: Ask): Promise<void> {
  const { deps, caller, context, schedule, plan, amounts, days } = work;
  const { period, dueOn, missed } = ask;
  const amount = inCurrencyOf(schedule, amountFor(schedule.kind, amounts, period, ask.nominal));
  const key = chargeExternalId(schedule.id, period);
  const asked = chargeOf(schedule, period, amount, missed ? undefined : dueOn);
  const decision = await decideCharge(
    deps,
    { ...context, caller, key, byWorkers: true, authority: work.authority },
    asked,
  );
  if (decision.kind !== 'accepted') return refused(work, decision.refusal);
  const { paymentId = null } = decision.ids;
  writePeriod(context, schedule, { period, dueOn, outcome: missed ? 'MOVED' : 'CHARGED', paymentId });
  const nextPeriod = period + 1;
  const next = nextOf({ ...schedule, nextPeriod }, plan, days);
  const details: StepDetails = missed
    ? { type: 'PAYMENT_SCHEDULE_CHARGE_MOVED', why: movedReason(dueOn), amountMinor: amount.amountMinor }
    : { type: 'PAYMENT_SCHEDULE_CHARGED', amountMinor: amount.amountMinor };
  return save(work, { nextPeriod, ...next }, details);
}

/** What cannot be asked for just now is asked for later, and moved if its day has passed by then; what cannot be as things stand needs the merchant. */
function refused(work: Work, refusal: Refusal): Promise<void> {
  const { now } = work.context;
  const later = refusal.kind === 'provider' && refusal.code === 'PROVIDER_UNAVAILABLE';
  if (later) return release(work, new Date(now.getTime() + hour));
  // Its authority is being ended: whatever comes of that wakes the schedule.
  if (refusal.kind === 'invalidState') return move(work, 'PENDING_AUTHORITY', null);
  return fail(work, refusal);
}

function fail(work: Work, refusal: Refusal): Promise<void> {
  return move(work, 'FAILED', failedReason(refusal));
}

/** How the charges stand that have been made, and why the last one came to nothing. */
async function lookAtCharges({ context: { tx }, schedule: { merchantId, id, nextPeriod } }: Work) {
  const periods =
    nextPeriod === 0
      ? []
      : await tx.paymentSchedulePeriod.findMany({
          where: { merchantId, scheduleId: id, paymentId: { not: null } },
          orderBy: { period: 'desc' },
          take: chargesLookedAt,
          select: { payment: { select: { state: true, reason: true } } },
        });
  const charges = periods.flatMap(({ payment }) => (payment ? [payment] : []));
  const states = charges.map(({ state }): PaymentStatus => state);
  const failed = charges.find(({ reason }) => reason !== null);
  return { arrears: arrearsOf(states), why: (failed?.reason ?? null) as StatusReason | null };
}

function move(
  work: Work,
  status: ScheduleStatus,
  why: StatusReason | null,
  patch: SchedulePatch = {},
  details: StepDetails = {},
): Promise<void> {
  const { schedule, plan, days } = work;
  const next = nextOf({ ...schedule, ...(patch as Partial<PaymentSchedule>), status }, plan, days);
  const resumesAtPeriod = status === 'PAUSED' ? schedule.resumesAtPeriod : null;
  return save(work, { resumesAtPeriod, ...patch, status, reason: why, ...next }, { why, ...details });
}

async function save({ context, schedule }: Work, patch: SchedulePatch, details: StepDetails): Promise<void> {
  await schedules.save(context, schedule, { ...patch, leaseToken: null, leaseUntil: null }, details);
}

/** Nothing has changed: it is looked at again then. */
async function release({ context: { tx }, schedule: { merchantId, id } }: Work, nextAt: Date | null): Promise<void> {
  await tx.paymentSchedule.update({
    where: { merchantId_id: { merchantId, id } },
    data: { nextAt, leaseToken: null, leaseUntil: null },
    select: { id: true },
  });
}

function authorityEnded({ row, target }: Authority): StatusReason {
  const message = `Its ${target.kind} is ${row.status}: nothing can be taken on it any more.`;
  return { code: 'AUTHORITY_NOT_ACTIVE', message, origin: 'SYSTEM', retryable: false };
}

function movedReason(dueOn: string): StatusReason {
  const message = `${dueOn} could not be reached any more; the money is taken on the first day on which that can be done.`;
  return { code: 'OTHER', message, origin: 'SYSTEM', retryable: false };
}

function failedReason(refusal: Refusal): StatusReason {
  if (refusal.kind === 'provider') return refusal.reason;
  const text =
    refusal.kind === 'invalidInput'
      ? refusal.problems.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`).join('; ')
      : 'message' in refusal
        ? refusal.message
        : refusal.kind;
  return { code: 'OTHER', message: `A charge could not be asked for: ${text}.`, origin: 'SYSTEM', retryable: true };
}
