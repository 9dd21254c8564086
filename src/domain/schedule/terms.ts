import type { PaymentSchedule } from '../../generated/prisma/client.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import type { Money } from '../../kernel/money.ts';
import type { InputProblem } from '../port/provider.ts';
import { dayOfMonthMax, dueDay, lastOfMonth, type Plan, type Recurrence, type Rests, type Unit } from './calendar.ts';

/** What a merchant asks for: one amount again and again, or a list of amounts with their days. */
export type Terms =
  | { readonly recurring: RecurringTerms }
  | { readonly instalments: readonly { readonly amount: Money; readonly dueOn: string }[] };

export interface RecurringTerms {
  readonly amount: Money;
  readonly every: { readonly count: number; readonly unit: Unit };
  readonly anchor?: {
    /** 1 to 28. */
    readonly dayOfMonth?: number;
    readonly lastOfMonth?: boolean;
    /** 1 to 12. */
    readonly month?: number;
    /** 1 is Monday. */
    readonly weekday?: number;
  };
  readonly startsOn?: string;
  readonly count?: number;
  readonly endsOn?: string;
}

export const periodsMax = 1_000;
export const instalmentsMax = 100;
const everyMax: Readonly<Record<Unit, number>> = { WEEK: 52, MONTH: 12, YEAR: 1 };

/** Terms as they were read: the plan, and what is taken from which day on. */
export interface ReadTerms {
  readonly plan: Plan;
  readonly amounts: readonly { readonly on: string; readonly amount: Money }[];
  readonly problems: readonly InputProblem[];
}

const path = (...parts: readonly string[]): readonly string[] => ['input', 'terms', ...parts];

/** Pure. `startsOn` is the day on which it begins where the terms leave that out. */
export function readTerms(terms: Terms, startsOn: string): ReadTerms {
  const read = 'recurring' in terms ? readRecurring(terms.recurring, startsOn) : readInstalments(terms.instalments);
  return { ...read, problems: [...read.problems, ...farAhead(terms, startsOn)] };
}

/** Nobody agrees today to what is taken after so many years; beyond it calendars of banks say nothing, and dates end. */
const yearsAheadMax = 30;

function farAhead(terms: Terms, today: string): readonly InputProblem[] {
  const last = `${Number(today.slice(0, 4)) + yearsAheadMax}-12-31`;
  const days: readonly (readonly [readonly string[], string | undefined])[] =
    'recurring' in terms
      ? [[startPath('RECURRING'), terms.recurring.startsOn]]
      : terms.instalments.map(({ dueOn }, index) => [path('instalments', String(index), 'dueOn'), dueOn]);
  return days.flatMap(([at, day]) =>
    day !== undefined && day > last
      ? [{ path: at, rule: 'range', message: `expected a day up to ${last}; got ${day}` }]
      : [],
  );
}

function readRecurring({ amount, every, anchor = {}, ...rest }: RecurringTerms, today: string): ReadTerms {
  const problems: InputProblem[] = [];
  const wrong = (field: readonly string[], rule: InputRule, message: string) =>
    problems.push({ path: path('recurring', ...field), rule, message });
  const { unit, count: times } = every;
  const { count = null, endsOn = null, startsOn = today } = rest;
  if (times < 1 || times > everyMax[unit])
    wrong(['every', 'count'], 'range', `expected 1 to ${everyMax[unit]} with ${unit}; got ${times}`);
  for (const field of ['dayOfMonth', 'lastOfMonth', 'month', 'weekday'] as const)
    if (anchor[field] !== undefined && !anchorsOf[unit].includes(field))
      wrong(['anchor', field], 'anchor', `expected none with ${unit}; got ${anchor[field]}`);
  const { dayOfMonth, month, weekday } = anchor;
  if (dayOfMonth !== undefined && (dayOfMonth < 1 || dayOfMonth > dayOfMonthMax))
    wrong(
      ['anchor', 'dayOfMonth'],
      'range',
      `expected 1 to ${dayOfMonthMax}, which every month has, or lastOfMonth; got ${dayOfMonth}`,
    );
  if (dayOfMonth !== undefined && anchor.lastOfMonth)
    wrong(['anchor'], 'anchor', 'expected dayOfMonth or lastOfMonth; got both');
  if (month !== undefined && (month < 1 || month > 12))
    wrong(['anchor', 'month'], 'range', `expected 1 to 12; got ${month}`);
  if (weekday !== undefined && (weekday < 1 || weekday > 7))
    wrong(['anchor', 'weekday'], 'range', `expected 1 (Monday) to 7 (Sunday); got ${weekday}`);
  const named = dayOfMonth ?? (anchor.lastOfMonth ? lastOfMonth : undefined);
  if (unit === 'YEAR' && (month === undefined) !== (named === undefined))
    wrong(['anchor'], 'anchor', 'expected a month and a day of it, or neither; got one of them');
  const startDay = Number(startsOn.slice(8, 10));
  if (unit !== 'WEEK' && named === undefined && startDay > dayOfMonthMax)
    wrong(
      ['anchor'],
      'anchor',
      `expected an anchor where it starts on the ${startDay}th, which not every month has; got none`,
    );
  if (count !== null && (count < 1 || count > periodsMax))
    wrong(['count'], 'range', `expected 1 to ${periodsMax}; got ${count}`);
  if (count !== null && endsOn !== null) wrong(['endsOn'], 'end', 'expected count or endsOn; got both');
  if (endsOn !== null && endsOn < startsOn)
    wrong(['endsOn'], 'end', `expected ${startsOn} or later, the day on which it starts; got ${endsOn}`);
  const plan: Recurrence = {
    kind: 'RECURRING',
    unit,
    every: times,
    dayOfMonth: unit === 'WEEK' ? null : (named ?? startDay),
    month: unit === 'YEAR' ? (month ?? Number(startsOn.slice(5, 7))) : null,
    weekday: unit === 'WEEK' ? (weekday ?? null) : null,
    startsOn,
    count,
    endsOn,
  };
  if (problems.length === 0 && dueDay(plan, 0, () => false) === null)
    wrong(['endsOn'], 'end', `expected a day up to which something falls due; got ${endsOn}`);
  return { plan, amounts: [{ on: startsOn, amount }], problems };
}

const anchorsOf: Readonly<Record<Unit, readonly string[]>> = {
  WEEK: ['weekday'],
  MONTH: ['dayOfMonth', 'lastOfMonth'],
  YEAR: ['dayOfMonth', 'lastOfMonth', 'month'],
};

function readInstalments(instalments: Extract<Terms, { instalments: unknown }>['instalments']): ReadTerms {
  const problems: InputProblem[] = [];
  const many = instalments.length;
  if (many < 1 || many > instalmentsMax)
    problems.push({
      path: path('instalments'),
      rule: 'length',
      message: `expected 1 to ${instalmentsMax} instalments; got ${many}`,
    });
  for (const [index, { dueOn }] of instalments.entries()) {
    const before = instalments[index - 1]?.dueOn;
    if (before !== undefined && dueOn <= before)
      problems.push({
        path: path('instalments', String(index), 'dueOn'),
        rule: 'order',
        message: `expected a day after ${before}, that of the instalment before; got ${dueOn}`,
      });
  }
  return {
    plan: { kind: 'INSTALMENTS', dueOn: instalments.map(({ dueOn }) => dueOn) },
    amounts: instalments.map(({ dueOn, amount }) => ({ on: dueOn, amount })),
    problems,
  };
}

/** Where the amount with an index, and the day on which a schedule begins, stand in the input. */
export const amountPath = (kind: Plan['kind'], index: number): readonly string[] =>
  kind === 'RECURRING' ? path('recurring', 'amount') : path('instalments', String(index), 'amount');
export const startPath = (kind: Plan['kind']): readonly string[] =>
  kind === 'RECURRING' ? path('recurring', 'startsOn') : path('instalments', '0', 'dueOn');

/** What is wrong with the first day: it has to be one that can still be reached. */
export function startProblems(plan: Plan, earliest: string, rests: Rests): readonly InputProblem[] {
  const first = dueDay(plan, 0, rests);
  if (first === null || first >= earliest) return [];
  const message = `expected a first day from ${earliest} on, the first on which money can be taken now; got ${first}`;
  return [{ path: startPath(plan.kind), rule: 'earliestDueOn', message }];
}

/** The columns of a plan. */
export function planColumns(
  plan: Plan,
): Pick<
  PaymentSchedule,
  'kind' | 'unit' | 'every' | 'dayOfMonth' | 'month' | 'weekday' | 'startsOn' | 'count' | 'endsOn'
> {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  if (plan.kind === 'RECURRING')
    return { ...plan, startsOn: day(plan.startsOn), endsOn: plan.endsOn === null ? null : day(plan.endsOn) };
  return {
    kind: 'INSTALMENTS',
    unit: null,
    every: null,
    dayOfMonth: null,
    month: null,
    weekday: null,
    startsOn: day(plan.dueOn[0] ?? ''),
    count: plan.dueOn.length,
    endsOn: null,
  };
}
