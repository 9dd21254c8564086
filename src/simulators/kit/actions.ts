import type { z } from 'zod';
import type { ScenarioOutcome, Turn } from './simulator.ts';

/** Something that is done at the provider by hand: by its staff, on its dashboard, or by the payer's bank. */
export type ProviderAction = (turn: Turn, body: unknown) => ActionOutcome;
export type ActionOutcome =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly malformed: z.ZodError }
  | Extract<ScenarioOutcome, { ok: false }>;

/** An action with the schema of its input. */
export function action<T>(schema: z.ZodType<T>, act: (turn: Turn, input: T) => ActionOutcome): ProviderAction {
  return (turn, body) => {
    const input = schema.safeParse(body);
    return input.success ? act(turn, input.data) : { ok: false, malformed: input.error };
  };
}
