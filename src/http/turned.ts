/** Why somebody is not let in: what is said, and for how long it will be said without a look at the key. */
export interface Turned {
  readonly message: string;
  readonly retryAfterMs: number | null;
  /** Who it is is known, and may not come from there. */
  readonly forbidden?: boolean;
  /** What a program tells it by. */
  readonly reason?: string | null;
}
