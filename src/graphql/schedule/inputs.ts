import { instalmentsMax, periodsMax } from '../../domain/schedule/terms.ts';
import { RetryPlanInput } from '../charge/inputs.ts';
import { PaymentAuthorityRef } from '../payment/inputs.ts';
import { type BuilderTypes, builder } from '../schema/builder.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/input.ts';
import { MoneyInput } from '../schema/money.ts';
import { ScheduleUnit } from './enums.ts';

const ScheduleIntervalInput = builder.inputType('ScheduleIntervalInput', {
  description: 'How often: every so many weeks, months or years.',
  fields: (t) => ({
    count: t.int({
      required: true,
      defaultValue: 1,
      description: 'Of how many: 52 weeks, 12 months or 1 year at most.',
    }),
    unit: t.field({ type: ScheduleUnit, required: true, description: 'Weeks, months or years.' }),
  }),
});

const ScheduleAnchorInput = builder.inputType('ScheduleAnchorInput', {
  description: 'On which day of its week, month or year. That of `startsOn` where this is left out.',
  fields: (t) => ({
    dayOfMonth: t.int({ description: 'Of months and years: 1 to 28, the days that every month has.' }),
    lastOfMonth: t.boolean({
      description:
        'Of months and years: the last day of the month. Where banks rest on it, the day before on which they work.',
    }),
    month: t.int({ description: 'Of years, together with the day: 1 to 12.' }),
    weekday: t.int({ description: 'Of weeks: 1 is Monday, 7 is Sunday.' }),
  }),
});

const RecurringTermsInput = builder.inputType('RecurringTermsInput', {
  description: 'One amount, again and again.',
  fields: (t) => ({
    amount: t.field({ type: MoneyInput, required: true, description: 'What is taken each time.' }),
    every: t.field({ type: ScheduleIntervalInput, required: true, description: 'How often.' }),
    anchor: t.field({ type: ScheduleAnchorInput, description: 'On which day.' }),
    startsOn: t.field({
      type: 'Date',
      description:
        'From when on: the first charge is on the first day of the anchor from then on. The first day on which money can be taken when left out.',
    }),
    count: t.int({
      description: `How many periods there are: ${periodsMax} at most. Without end where this and \`endsOn\` are left out.`,
    }),
    endsOn: t.field({ type: 'Date', description: 'The last day on which a period may fall, in the place of `count`.' }),
  }),
});

const InstalmentInput = builder.inputType('InstalmentInput', {
  description: 'One of a list of payments.',
  fields: (t) => ({
    amount: t.field({ type: MoneyInput, required: true, description: 'What is taken.' }),
    dueOn: t.field({ type: 'Date', required: true, description: 'On which day: after that of the one before.' }),
  }),
});

const ScheduleTermsInput = builder.inputType('ScheduleTermsInput', {
  description: 'What is taken, and when: exactly one of the two.',
  isOneOf: true,
  fields: (t) => ({
    recurring: t.field({ type: RecurringTermsInput, description: 'One amount, again and again.' }),
    instalments: t.field({
      type: [InstalmentInput],
      description: `A list of amounts with their days, 1 to ${instalmentsMax}. It ends with its last.`,
    }),
  }),
});

export const CreatePaymentScheduleInput = builder.inputType('CreatePaymentScheduleInput', {
  description: 'Makes a payment schedule: a subscription, or instalments.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    on: t.field({ type: PaymentAuthorityRef, required: true, description: 'The consent on which it is taken.' }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the schedule, unique for life among your schedules.',
    }),
    description: t.string({ required: true, description: 'What the payer sees as the reason of each charge.' }),
    terms: t.field({ type: ScheduleTermsInput, required: true, description: 'What is taken, and when.' }),
    retryPlan: t.field({
      type: RetryPlanInput,
      description: 'Who tries again when nothing was taken. Nobody when left out.',
    }),
    reference: t.string({
      description: "What stands on the payer's bank statement, where the provider lets you say so.",
    }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes: they are on each charge, too.' }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<BuilderTypes, 'InputObject'>;

const step = (t: InputFields) => ({
  idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
  paymentScheduleId: t.id({ required: true, description: 'The schedule.' }),
  expectedVersion: t.int({ description: expectedVersionField }),
});

export const ChangePaymentScheduleAmountInput = builder.inputType('ChangePaymentScheduleAmountInput', {
  description: 'Takes another amount from a day on.',
  fields: (t) => ({
    ...step(t),
    amount: t.field({ type: MoneyInput, required: true, description: 'What is taken instead.' }),
    from: t.field({
      type: 'Date',
      description:
        'For periods from this day on; from the next period that has no charge yet when left out. An amount that was given for a later day still begins on that day.',
    }),
  }),
});

export const PausePaymentScheduleInput = builder.inputType('PausePaymentScheduleInput', {
  description: 'Makes no charges for a while.',
  fields: (t) => ({
    ...step(t),
    cycles: t.int({ description: 'For so many periods; until it is resumed when left out.' }),
  }),
});

export const ResumePaymentScheduleInput = builder.inputType('ResumePaymentScheduleInput', {
  description: 'Goes on with a schedule that is paused or has failed.',
  fields: step,
});

export const CancelPaymentScheduleInput = builder.inputType('CancelPaymentScheduleInput', {
  description: 'Ends a schedule.',
  fields: (t) => ({
    ...step(t),
    alsoPending: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether charges that wait for their day are withdrawn too, where the provider still lets that be done.',
    }),
  }),
});
