import type { scheduleActionKinds } from '../../domain/schedule/rules.ts';
import type {
  PeriodOutcome as PeriodOutcomeValue,
  ScheduleKeeper as ScheduleKeeperValue,
  ScheduleStatus,
  ScheduleUnit as ScheduleUnitValue,
} from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

export const PaymentScheduleStatus = builder.enumType('PaymentScheduleStatus', {
  description: 'Where a payment schedule stands. May grow.',
  values: described<ScheduleStatus>({
    PENDING_AUTHORITY: 'Its agreement or mandate cannot be charged now: its payer or bank is waited for.',
    ACTIVE: 'Each period is charged in its time.',
    PAUSED: 'It makes no charges until it is resumed.',
    PAST_DUE:
      'The last charge that came to an end came to nothing, or was taken back. Further periods are charged all the same; the next that is paid makes it ACTIVE.',
    COMPLETED: 'Every charge has been made and paid.',
    CANCELLED: 'Ended by you, or with its agreement or mandate. Final.',
    FAILED: 'A charge could not be asked for: `statusReason` says why. It waits for `resumePaymentSchedule`.',
  }),
});

export const ScheduleUnit = builder.enumType('ScheduleUnit', {
  description: 'In what a payment schedule counts.',
  values: described<ScheduleUnitValue>({ WEEK: 'Weeks.', MONTH: 'Months.', YEAR: 'Years.' }),
});

export const ScheduleKeeper = builder.enumType('ScheduleKeeper', {
  description: 'Who makes the charges of a payment schedule.',
  values: described<ScheduleKeeperValue>({
    PROVIDER: 'The provider, by a subscription of its own.',
    US: 'We do, each early enough for its day.',
  }),
});

export const PeriodOutcome = builder.enumType('SchedulePeriodOutcome', {
  description: 'What was done for a period of a payment schedule. May grow.',
  values: described<PeriodOutcomeValue>({
    CHARGED: 'Its charge was made for the day of the plan.',
    MOVED: 'Its day could not be reached any more: the charge was made for the first day on which that can be done.',
    SKIPPED: 'It fell into a pause: no charge was made, and none will be.',
  }),
});

export const ScheduleActionKind = builder.enumType('PaymentScheduleActionKind', {
  description: 'What can be asked of a payment schedule.',
  values: described<(typeof scheduleActionKinds)[number]>({
    CHANGE_AMOUNT: 'Take another amount from a day on: `changePaymentScheduleAmount`.',
    PAUSE: 'Make no charges for a while: `pausePaymentSchedule`.',
    RESUME: 'Go on: `resumePaymentSchedule`.',
    CANCEL: 'End it: `cancelPaymentSchedule`.',
  }),
});
