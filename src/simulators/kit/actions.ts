import type { z } from 'zod';
import type { ScenarioOutcome, Step } from './simulator.ts';

/** Something that is done at the provider by hand: by its staff, on its dashboard, or by the payer's bank. */
export type ProviderAction = (step: Step, body: unknown) => ActionOutcome;
export type ActionOutcome =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly malformed: z.ZodError }
  | Extract<ScenarioOutcome, { ok: false }>;

/** An action with the schema of its input. */
export function action<T>(schema: z.ZodType<T>, act: (step: Step, input: T) => ActionOutcome): ProviderAction {
  return (step, body) => {
    const input = schema.safeParse(body);
    return input.success ? act(step, input.data) : { ok: false, malformed: input.error };
  };
}
