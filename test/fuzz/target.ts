import type fc from 'fast-check';

/** Something that takes what strangers send, and what must hold whatever they send. */
export interface Target {
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly holds: string;
  /** Tries until it is stopped; throws what it found, with what repeats it. */
  readonly property: fc.IRawProperty<unknown, boolean>;
}

/** Targets over something that has to be started. */
export interface Started {
  readonly targets: readonly Target[];
  close(): Promise<void>;
}
