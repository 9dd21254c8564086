import type { ScenarioOutcome } from './simulator.ts';

type Refused = Extract<ScenarioOutcome, { ok: false }>;

/** Played, and over with. */
export const done: ScenarioOutcome = { ok: true, providerCalls: 0 };

/** The provider has no such thing. */
export const noSuchSubject = (message: string): Refused => ({ ok: false, status: 404, code: 'NOT_FOUND', message });

/** The thing is there, and does not stand where this begins. */
export const wrongState = (message: string): Refused => ({ ok: false, status: 409, code: 'WRONG_STATE', message });

/** It is never played on such a thing. */
export const notSupported = (message: string): Refused => ({
  ok: false,
  status: 422,
  code: 'SCENARIO_NOT_SUPPORTED',
  message,
});
