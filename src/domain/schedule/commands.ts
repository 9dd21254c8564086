import type { Cause } from '../../event-log/event.ts';
import type { Agreement, Mandate, PaymentSchedule } from '../../generated/prisma/client.ts';
import type { Money } from '../../kernel/money.ts';
import type { InputProblem, RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import { insertLater } from '../../platform/write-batch.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import {
  type Accepted,
  accept,
  notFound,
  type Rejected,
  rejectFreeingKey,
  rejectKeepingKey,
  versionConflict,
} from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkSupported } from '../command/supported.ts';
import type { WriteContext } from '../noun/description.ts';
import { currencyMismatch } from '../payment/create.ts';
import { targetOf } from '../payment/create-charge.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import { dueDay, nominalDay, type Plan } from './calendar.ts';
import { chargeOf } from './charge.ts';
import { onSchedules } from './command.ts';
import { type Days, daysOf } from './days.ts';
import { skipPeriods } from './periods.ts';
import { cannot, nextOf, resumesWith, type ScheduleActionKind } from './rules.ts';
import { type AmountRow, amountsOf, planOf, schedules } from './store.ts';

/** Which schedule. */
export interface ScheduleStepInput {
  readonly idempotencyKey: string;
  readonly paymentScheduleId: string | null;
  readonly expectedVersion?: number;
}
export interface ChangeAmountInput extends ScheduleStepInput {
  readonly amount: Money;
  /** From this day on; from the next period that has no charge yet where it is left out. */
  readonly from?: string;
  readonly problems?: readonly InputProblem[];
}
export interface PauseInput extends ScheduleStepInput {
  /** After so many periods it goes on by itself. */
  readonly cycles?: number;
}
export interface CancelScheduleInput extends ScheduleStepInput {
  /** Whether its charges that wait are withdrawn too, where the provider still lets that be done. */
  readonly alsoPending: boolean;
}
type StepRefusal = 'notFound' | 'invalidState' | 'versionConflict' | 'invalidInput' | 'provider';

/** Takes another amount from a day on. Charges that have been made stay as they are. */
export function changePaymentScheduleAmount(
  deps: DomainDeps,
  caller: Caller,
  { problems = [], ...input }: ChangeAmountInput,
): Promise<CommandResult<StepRefusal>> {
  return onSchedule(deps, caller, input, {
    name: 'changePaymentScheduleAmount',
    action: 'CHANGE_AMOUNT',
    async decide({ context, schedule, plan, amounts, connected, authority }) {
      const { amount } = input;
      const next = nominalDay(plan, schedule.nextPeriod);
      const from = input.from ?? next;
      const known = [...problems, ...fromProblems(next, input.from)];
      const charge = chargeOf(schedule, schedule.nextPeriod, amount);
      const refusal =
        checkSupported(
          connected,
          schedule.provider,
          'charge.create',
          {
            on: { kind: schedule.mandateId === null ? 'agreement' : 'mandate', id: authority.providerReference ?? '' },
            target: targetOf(authority),
            amount,
            externalId: charge.externalId,
            description: charge.description,
            retryPlan: charge.retryPlan,
            reserve: false,
            askedAt: context.now.getTime(),
          },
          known,
        ) ?? currencyMismatch(amount.currency, schedule.currency, 'schedule');
      if (refusal) return rejectFreeingKey(refusal);
      if (from === null) throw new Error('a schedule that goes on has no next period');
      insertLater(context.tx, 'paymentScheduleAmount', [
        {
          merchantId: schedule.merchantId,
          scheduleId: schedule.id,
          number: amounts.length + 1,
          on: new Date(`${from}T00:00:00Z`),
          amountMinor: amount.amountMinor.toString(),
          at: context.now,
        },
      ]);
      await schedules.save(
        context,
        schedule,
        {},
        { type: 'PAYMENT_SCHEDULE_CHANGED', amountMinor: amount.amountMinor },
      );
      return null;
    },
  });
}

function fromProblems(next: string | null, from: string | undefined): readonly InputProblem[] {
  if (next === null)
    return [
      {
        path: ['input', 'from'],
        rule: 'end',
        message: 'expected a schedule with periods to come; every charge has been made',
      },
    ];
  if (from === undefined || from >= next) return [];
  const message = `expected ${next} or later, the day of the next period that has no charge yet; got ${from}`;
  return [{ path: ['input', 'from'], rule: 'nextPeriod', message }];
}

/** Makes no charges for a while: until it is resumed, or for so many periods. */
export function pausePaymentSchedule(
  deps: DomainDeps,
  caller: Caller,
  input: PauseInput,
): Promise<CommandResult<StepRefusal>> {
  return onSchedule(deps, caller, input, {
    name: 'pausePaymentSchedule',
    action: 'PAUSE',
    async decide({ context, schedule, plan, days }) {
      const { cycles } = input;
      const resumesAtPeriod = cycles === undefined ? null : schedule.nextPeriod + cycles;
      if (cycles !== undefined && (cycles < 1 || dueDay(plan, schedule.nextPeriod + cycles, days.rests) === null))
        return rejectFreeingKey({
          kind: 'invalidInput',
          code: 'INVALID_INPUT',
          problems: [
            {
              path: ['input', 'cycles'],
              rule: 'range',
              message: `expected 1 or more, and a period left to go on with; got ${cycles}`,
            },
          ],
        });
      const paused = { ...schedule, status: 'PAUSED', resumesAtPeriod } as const;
      await schedules.save(context, schedule, { status: 'PAUSED', resumesAtPeriod, ...nextOf(paused, plan, days) });
      return null;
    },
  });
}

/**
 * Goes on: one that was paused with the first period whose day can still be reached; those before it are left out. One that has failed takes up the
 * period that failed, and leaves out none.
 */
export function resumePaymentSchedule(
  deps: DomainDeps,
  caller: Caller,
  input: ScheduleStepInput,
): Promise<CommandResult<StepRefusal>> {
  return onSchedule(deps, caller, input, {
    name: 'resumePaymentSchedule',
    action: 'RESUME',
    async decide({ context, schedule, plan, days }) {
      const goesOnWith =
        schedule.status === 'FAILED' ? schedule.nextPeriod : resumesWith(plan, schedule.nextPeriod, days, context.now);
      const nextPeriod = skipPeriods(context, schedule, plan, days, goesOnWith);
      const resumed = { status: 'ACTIVE', nextPeriod, resumesAtPeriod: null } as const;
      // A worker looks at once whether it is past due, over, or waits for its authority.
      const { nextDueOn } = nextOf(resumed, plan, days);
      await schedules.save(context, schedule, { ...resumed, reason: null, nextDueOn, nextAt: context.now });
      return null;
    },
  });
}

/** Ends it. What has been asked for already is taken, unless that is to be withdrawn too. */
export function cancelPaymentSchedule(
  deps: DomainDeps,
  caller: Caller,
  input: CancelScheduleInput,
): Promise<CommandResult<StepRefusal>> {
  return onSchedule(deps, caller, input, {
    name: 'cancelPaymentSchedule',
    action: 'CANCEL',
    async decide({ context, schedule }) {
      const cancelsPending = input.alsoPending;
      const over = { nextDueOn: null, resumesAtPeriod: null, nextAt: cancelsPending ? context.now : null };
      await schedules.save(context, schedule, { status: 'CANCELLED', reason: cancelled, cancelsPending, ...over });
      return null;
    },
  });
}

const cancelled = {
  code: 'CANCELLED_BY_MERCHANT',
  message: 'The merchant cancelled the schedule.',
  origin: 'MERCHANT',
  retryable: false,
} as const;

interface At {
  readonly context: WriteContext;
  readonly schedule: PaymentSchedule;
  readonly plan: Plan;
  readonly amounts: readonly AmountRow[];
  readonly days: Days;
  readonly connected: ConnectedAccount | null;
  readonly authority: Agreement | Mandate;
}
interface Step {
  readonly name: string;
  readonly action: ScheduleActionKind;
  /** Does it, or says why not. */
  decide(at: At): Promise<Rejected<RefusalOf<'invalidInput' | 'provider'>> | null>;
}

/** What all commands on a schedule share: find and lock it, compare the version, decide by the rules. */
async function onSchedule(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: ScheduleStepInput,
  { name, action, decide }: Step,
): Promise<CommandResult<StepRefusal>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return onSchedules(deps, caller, { name, key, input, decide: decideOn });

  async function decideOn(tx: Tx, now: Date): Promise<Accepted | Rejected<RefusalOf<StepRefusal>>> {
    const schedule = input.paymentScheduleId ? await schedules.lock(tx, merchantId, input.paymentScheduleId) : null;
    if (!schedule) return rejectFreeingKey(notFound('paymentScheduleId', 'payment schedule'));
    const conflict = versionConflict(input.expectedVersion, schedule.version);
    if (conflict) return rejectKeepingKey(conflict);
    const refused = cannot(action, schedule);
    if (refused) return rejectKeepingKey(refused);
    const amounts = await amountsOf(tx, schedule);
    const connected = await deps.accounts.byId(schedule.accountId);
    const authority = await authorityOf(tx, schedule);
    const days = daysOf(connected, authority, now);
    const context = { tx, now, cause };
    const plan = planOf(schedule, amounts);
    const refusal = await decide({ context, schedule, plan, amounts, days, connected, authority });
    return refusal ?? accept({ paymentScheduleId: schedule.id });
  }
}

/** What it is on, as it now is: nobody is kept from changing it. */
async function authorityOf(
  tx: Tx,
  { merchantId, agreementId, mandateId }: PaymentSchedule,
): Promise<Agreement | Mandate> {
  const of = (id: string) => ({ where: { merchantId_id: { merchantId, id } } });
  return mandateId
    ? tx.mandate.findUniqueOrThrow(of(mandateId))
    : tx.agreement.findUniqueOrThrow(of(agreementId ?? ''));
}
