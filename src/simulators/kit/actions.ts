import type { z } from 'zod';
import type { ActionOutcome, ProviderAction, Step } from './simulator.ts';

/** An action with the schema of its input. */
export function action<T>(schema: z.ZodType<T>, act: (step: Step, input: T) => ActionOutcome): ProviderAction {
  return (step, body) => {
    const input = schema.safeParse(body);
    return input.success ? act(step, input.data) : { ok: false, malformed: input.error };
  };
}
