import type { InputProblem, RetryPlan } from '../../domain/port/provider.ts';
import type { WithoutNulls } from '../schema/input.ts';
import type { RetryPlanInput } from './inputs.ts';

type PlanInput = WithoutNulls<typeof RetryPlanInput.$inferInput>;

/** Who tries again, as the domain takes it. */
export function readRetryPlan(plan: PlanInput | undefined, problems: InputProblem[]): RetryPlan {
  const { kind, days } = plan ?? { kind: 'NONE' as const };
  const wrong = (message: string) =>
    problems.push({ path: ['input', 'retryPlan', 'days'], rule: 'days', message: `expected ${message}` });
  if (kind !== 'PROVIDER_DAYS') {
    if (days !== undefined) wrong(`none with ${kind}; got ${days}`);
    return { kind };
  }
  if (days === undefined || days < 1 || days > retryDaysMax) wrong(`1 to ${retryDaysMax} days; got ${days ?? 'none'}`);
  return { kind, days: days ?? 1 };
}

/** No provider goes on for longer. */
const retryDaysMax = 60;
