import type { InputProblem } from '../../domain/port/provider.ts';
import {
  cancelPaymentSchedule,
  changePaymentScheduleAmount,
  pausePaymentSchedule,
  resumePaymentSchedule,
} from '../../domain/schedule/commands.ts';
import { createPaymentSchedule } from '../../domain/schedule/create.ts';
import type { Terms } from '../../domain/schedule/terms.ts';
import type { PaymentSchedule as ScheduleRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { readRetryPlan } from '../charge/retry-plan.ts';
import type { WithoutNulls } from '../schema/input.ts';
import { readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { named, outcomePayload } from '../schema/payload.ts';
import {
  CancelPaymentScheduleInput,
  ChangePaymentScheduleAmountInput,
  CreatePaymentScheduleInput,
  PausePaymentScheduleInput,
  ResumePaymentScheduleInput,
} from './inputs.ts';
import { PaymentSchedule } from './type.ts';

const PaymentSchedulePayload = outcomePayload('PaymentSchedulePayload', {
  description: 'A payment schedule was made, or changed.',
  fields: (t) => ({
    paymentSchedule: t.field({
      type: PaymentSchedule,
      description: 'The schedule as it is after the step.',
      resolve: named<ScheduleRow>('sch', 'paymentScheduleId'),
    }),
  }),
});

const common = { scope: 'payments:write', payload: PaymentSchedulePayload, leadsTo: 'paymentScheduleId' } as const;
const refusals = ['invalidInput', 'notFound', 'invalidState', 'versionConflict', 'provider'] as const;

mutation('createPaymentSchedule', {
  ...common,
  description:
    'Makes a rule by which money falls due on a mandate or an agreement: a subscription, or instalments. Each period is charged once, early enough for its day; nothing is sent to the provider now.',
  input: CreatePaymentScheduleInput,
  result: 'The schedule, or why there is none.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'provider'],
  inputPaths: { agreementId: 'on.agreementId', mandateId: 'on.mandateId' },
  run: ({ on, terms, retryPlan, ...rest }, { deps, caller }, at) => {
    const problems = [...at.problems];
    const command = {
      ...rest,
      ...(on.mandateId === undefined
        ? { agreementId: uuidOf('agr', on.agreementId ?? '') }
        : { mandateId: uuidOf('man', on.mandateId) }),
      terms: readTerms(terms, problems),
      retryPlan: readRetryPlan(retryPlan, problems),
    };
    return createPaymentSchedule(deps, caller, { ...command, problems });
  },
});

mutation('changePaymentScheduleAmount', {
  ...common,
  description: 'Takes another amount from a day on. Charges that have been made stay as they are.',
  input: ChangePaymentScheduleAmountInput,
  result: 'The schedule, or why its amount stays as it is.',
  refusals,
  run: ({ paymentScheduleId, amount, ...rest }, { deps, caller }, at) => {
    const problems = [...at.problems];
    const command = {
      ...rest,
      paymentScheduleId: uuidOf('sch', paymentScheduleId),
      amount: readMoney(['input', 'amount'], amount, problems),
    };
    return changePaymentScheduleAmount(deps, caller, { ...command, problems });
  },
});

mutation('pausePaymentSchedule', {
  ...common,
  description:
    'Makes no charges for a while: for so many periods, or until it is resumed. Periods that fall into the pause are skipped for good; a charge that has been made is taken all the same.',
  input: PausePaymentScheduleInput,
  result: 'The schedule, or why it is not paused.',
  refusals,
  run: (input, { deps, caller }) =>
    pausePaymentSchedule(deps, caller, { ...input, paymentScheduleId: uuidOf('sch', input.paymentScheduleId) }),
});

mutation('resumePaymentSchedule', {
  ...common,
  description:
    'Goes on: one that was paused with the first period whose day can still be reached, one that has failed with the period that failed.',
  input: ResumePaymentScheduleInput,
  result: 'The schedule, or why it does not go on.',
  refusals,
  run: (input, { deps, caller }) =>
    resumePaymentSchedule(deps, caller, { ...input, paymentScheduleId: uuidOf('sch', input.paymentScheduleId) }),
});

mutation('cancelPaymentSchedule', {
  ...common,
  description:
    'Ends it. Charges that have been made are taken, unless those that wait for their day are to be withdrawn too (`alsoPending`): that is done next, and told about each charge.',
  input: CancelPaymentScheduleInput,
  result: 'The schedule, or why it was not ended.',
  refusals,
  run: (input, { deps, caller }) =>
    cancelPaymentSchedule(deps, caller, { ...input, paymentScheduleId: uuidOf('sch', input.paymentScheduleId) }),
});

type TermsInput = WithoutNulls<typeof CreatePaymentScheduleInput.$inferInput>['terms'];

function readTerms({ recurring, instalments = [] }: TermsInput, problems: InputProblem[]): Terms {
  const path = ['input', 'terms'];
  if (recurring)
    return {
      recurring: { ...recurring, amount: readMoney([...path, 'recurring', 'amount'], recurring.amount, problems) },
    };
  return {
    instalments: instalments.map(({ amount, dueOn }, index) => ({
      dueOn,
      amount: readMoney([...path, 'instalments', String(index), 'amount'], amount, problems),
    })),
  };
}
