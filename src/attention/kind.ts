import type { IdPrefix } from '../kernel/ids.ts';

/** The rows of one kind: everyone who counts or lists them does so by this. All of it is SQL of ours. */
export interface AttentionRows {
  /** The table, called `t`. */
  readonly table: string;
  readonly where: string;
  /** From when on it counts, as an expression. */
  readonly since: string;
}

/** What is put into words about one thing. */
export interface ItemFacts {
  /** What it is about, in our words or the provider's, with nothing of a payer. */
  readonly about: string;
  /** What went wrong, masked. */
  readonly detail: string | null;
  readonly nextAct: Date | null;
  readonly actBy: Date | null;
}

/** What is put into words about all of a kind. */
export interface GroupFacts extends Pick<ItemFacts, 'nextAct' | 'actBy'> {
  /** How many of what, and the verb that goes with it. */
  readonly these: string;
  readonly are: 'is' | 'are';
}

/** A kind of thing that needs attention. */
export interface Kind extends AttentionRows {
  readonly says: string;
  /** What an id of it begins with; a column where not all are alike. */
  readonly prefix: IdPrefix | 't.prefix';
  /** What a list is ordered by, where that is not `since`. */
  readonly orderedBy?: string;
  /** Expressions: when we act by ourselves, until when a person must, what it is about, what went wrong. */
  readonly nextAct?: string;
  readonly actBy?: string;
  readonly about: string;
  readonly detail?: string;
  /** Less than this is what happens every day, and is in no list. */
  readonly lateMs?: number;
  /** For how long a thing of this kind needs nobody; null where it never does. */
  readonly personAfterMs: number | null;
  /** From what age on it is critical, or from how little time left. */
  readonly criticalAfterMs?: number;
  readonly criticalLeftMs?: number;
  /** One and many of them. */
  readonly one: string;
  readonly many: string;
  /** A sentence for all of them. */
  sentence(group: GroupFacts): string;
  /** A sentence for one. */
  line(one: ItemFacts): string;
  readonly whatToDo: string;
}
