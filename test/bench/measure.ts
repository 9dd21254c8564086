import type { Stage } from './stage.ts';

/** What was measured of one who does the work. What does not apply is left out. */
export interface Figures {
  readonly perSecond?: number;
  /** CPU of the serving process for each unit of the work. */
  readonly cpuMsEach?: number;
  /** CPU of PostgreSQL for each. */
  readonly databaseCpuMsEach?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Whatever else there is to say, by its name. */
  readonly [other: string]: number | undefined;
}

/** Ours beside a peer's, or a limit beside ours: above one is better, in each. */
export type RatioKind = 'perSecond' | 'cpu' | 'limit';
export type Ratios = Readonly<Partial<Record<RatioKind, number>>>;

/** A line of the table. */
export interface Measure {
  readonly name: string;
  readonly what: string;
  /** The peer or the limit that it is held against. */
  readonly against: string;
  /** What the ratios should come to at least. */
  readonly reach: Ratios;
  run(stage: Stage): Promise<Outcome>;
}

export interface Outcome {
  readonly ours: Figures;
  /** Of the peers, and of ours in other circumstances. */
  readonly others: Readonly<Record<string, Figures>>;
  readonly ratios: Ratios;
}
