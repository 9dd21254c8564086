import type { z } from 'zod';
import type { Step } from './simulator.ts';

/** The switches of a provider that a test or a person may turn: a strict schema, and where they are kept. */
export interface ProviderSetup {
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** Changes what is named, keeps the rest, and answers with all of it. */
  change(step: Step, changes: Record<string, unknown>): object;
}
