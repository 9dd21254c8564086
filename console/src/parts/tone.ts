export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** How a state is coloured. The word stands beside it always, and the mark has another shape. */
const tones: Readonly<Record<string, Tone>> = {
  SETTLED: 'good',
  ACTIVE: 'good',
  FULFILLED: 'good',
  SUCCEEDED: 'good',
  PROCESSED: 'good',
  held: 'good',
  done: 'good',
  PARTIALLY_SETTLED: 'warn',
  UNRESOLVED: 'warn',
  SUSPENDED: 'warn',
  PAUSED: 'warn',
  PARKED: 'warn',
  WARNING: 'warn',
  READY_TO_FULFIL: 'warn',
  FAILED: 'bad',
  REJECTED: 'bad',
  REVERSED: 'bad',
  DEAD: 'bad',
  CRITICAL: 'bad',
  DISABLED_BY_FAILURES: 'bad',
  broken: 'bad',
};
export const toneOf = (status: string): Tone => tones[status] ?? 'calm';
